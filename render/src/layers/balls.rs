//! Showers: soft balls of light, as thick as the line of sight through them is long.
//!
//! They are light and have no surface: they neither hide nor are hidden, and what lies in them is found first.

use super::{Blend, Depth, Geometry, Layer};

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "balls",
    wgsl: include_str!("balls.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Balls,
    blend: Blend::Dull,
    depth: Depth::Ignored,
    picked: true,
};
