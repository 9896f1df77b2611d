//! Error ellipses, true on the sphere: lines and areas of constant level of the distance from a middle.
//!
//! An ellipse may lie on both sides of the seam, around a pole or over the horizon. So it has two rectangles, one
//! in each half of the map, and every pixel in them goes back to the sphere and asks for its distance there.
//! A sliver over the middle of the map or over the seam of less than half a percent of its size may be missing.

use super::{Blend, Depth, Geometry, Layer};

/// Corners of both rectangles.
pub const CORNERS: u32 = 12;

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "error ellipses",
    wgsl: include_str!("ellipses.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Ellipses,
    blend: Blend::Dull,
    depth: Depth::Hidden,
    picked: true,
};
