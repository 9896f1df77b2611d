//! The barest points: one instance each, turned and seen from far away. What markers are compared with.

use crate::layers::{Blend, Depth, Geometry, Layer};

/// The layer, for timing alone.
pub(super) const LAYER: Layer = Layer {
    name: "bare points",
    wgsl: include_str!("bare.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::BareMarkers,
    blend: Blend::Dull,
    depth: Depth::Ignored,
    picked: false,
};
