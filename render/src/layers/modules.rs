//! Modules: glass spheres, barely lit, that let what is inside and behind them shine through.
//!
//! They leave no depth, so a lamp behind a sphere is seen; the silhouette is exact under perspective, since
//! the sensors on the sphere are.

use super::{Blend, Depth, Geometry, Layer};
use crate::space::PointSet;

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "modules",
    wgsl: include_str!("modules.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Points(PointSet::Modules),
    blend: Blend::Dull,
    depth: Depth::Hidden,
    picked: true,
};
