//! Finds the direction of every pixel and nothing else. What a map is compared with.

use crate::layers::{Blend, Depth, Geometry, Layer};

/// The layer, for timing alone.
pub(super) const LAYER: Layer = Layer {
    name: "inverse projection",
    wgsl: include_str!("inverse.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Screen,
    blend: Blend::Replace,
    depth: Depth::Ignored,
    picked: false,
};
