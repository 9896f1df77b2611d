//! Geometry in, pixels out: the 3D view and the sky map, drawn off screen with wgpu.
//!
//! This crate knows no detectors, no events and no window. A caller hands over positions, colours and
//! times once, then draws any number of frames: camera, time cursor, colour range and zoom are uniforms.
//! Window, export and tests take the same way: [`Gpu`] → [`Target`] → [`Space::draw`] or [`Sky::draw`].

pub mod bench;
mod buffers;
pub mod camera;
pub mod colormap;
pub mod error;
mod frame_binding;
pub mod gpu;
pub mod healpix;
mod ids;
mod layers;
mod pick;
pub mod projection;
#[cfg(test)]
mod shader_tests;
pub mod sky;
pub mod sky_lines;
pub mod space;
pub mod target;
pub mod tiles;

pub use camera::{Axis, OrbitCamera};
pub use colormap::Colormap;
pub use error::{Error, Result};
pub use gpu::Gpu;
pub use ids::IdImage;
pub use projection::{Projection, SkyView};
pub use sky::{
    Combine, ErrorEllipse, Fold, MapStyle, Marker, MarkerShape, Paper, PaperMap, Scale, Sky,
    SkyFrame, SkyStyle, TimeWindow,
};
pub use space::{
    AfterGlow, Arrival, Ball, Coloring, Front, Level, Point, PointSet, ReadyHits, SeaStyle,
    Segment, SegmentStyle, Space, SpaceFrame,
};
pub use target::Target;
pub use tiles::{Crop, Tile};
