//! The sky's ground with its map and the galactic band, in one pass over the picture.
//!
//! Going from the pixel to the sphere instead of the other way leaves no seams, no gaps and no mesh, and makes
//! any centring and zoom a matter of uniforms.

use super::{Blend, Depth, Geometry, Layer};

/// The row, whose shader wants the constants of `sky/ground.rs` in front.
pub const LAYER: Layer = Layer {
    name: "sky map",
    wgsl: include_str!("skymap.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Screen,
    blend: Blend::Replace,
    depth: Depth::Ignored,
    picked: false,
};
