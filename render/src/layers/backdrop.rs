//! The water behind everything, darker below, and the grid on the sea bed with its horizon.
//!
//! The bed is drawn where the line of sight meets its plane, so it has no edge and costs no geometry.
//! It hides nothing: an upgoing track is seen coming through it.

use super::{Blend, Depth, Geometry, Layer};

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "backdrop",
    wgsl: include_str!("backdrop.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Screen,
    blend: Blend::Replace,
    depth: Depth::Ignored,
    picked: false,
};
