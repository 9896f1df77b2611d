//! Turns data and looks into geometry: the only place that knows both vocabularies.
//!
//! Everything here is a pure function of a document and a view, testable without a GPU.

pub mod arrival;
pub mod candidate_markers;
pub mod comparison;
pub mod detector;
pub mod drawn_tracks;
mod error_cone;
pub mod error_ellipses;
pub mod event;
pub mod fit_stages;
pub mod guides;
pub mod hit_colors;
pub mod hits;
pub mod light_front;
pub mod map_values;
pub mod sensor_marks;
pub mod shower_light;
pub mod sky;
pub mod sky_frame;
pub mod string_labels;
pub mod times;
mod track_line;
pub mod track_tree;
pub mod tracks;
pub mod viewpoint;
