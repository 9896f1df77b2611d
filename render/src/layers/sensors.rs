//! Photosensors: flat discs that face outwards and grow as the eye comes near.
//!
//! There are a hundred thousand of them, of a few centimetres each: from afar they are smaller than a pixel
//! and only cost time. Stretches of the list that are out of range are not even sent (see `buffers.rs`).

use super::{Blend, Depth, Geometry, Layer};
use crate::space::PointSet;

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "sensors",
    wgsl: include_str!("sensors.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Points(PointSet::Sensors),
    blend: Blend::Dull,
    depth: Depth::Hides,
    picked: true,
};
