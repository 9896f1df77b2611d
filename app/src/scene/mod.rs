//! Turns data and looks into geometry: the only place that knows both vocabularies.
//!
//! Everything here is a pure function of a document and a view, testable without a GPU.

pub mod detector;
pub mod drawn_tracks;
pub mod event;
pub mod graticule;
pub mod guides;
pub mod hit_colors;
pub mod hits;
pub mod sky;
pub mod times;
pub mod tracks;
pub mod viewpoint;
