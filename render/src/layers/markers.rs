//! Markers: discs of a size in pixels at directions of the sky.
//!
//! They are projected where their corners are computed, with the twin of the map's inverse projection; as dots
//! they need no care at the map's edge. Shining, in a picture whose alpha is already 1, means: covers.

use super::{Blend, Depth, Geometry, Layer};

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "markers",
    wgsl: include_str!("markers.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Markers,
    blend: Blend::Dull,
    depth: Depth::Hidden,
    picked: true,
};
