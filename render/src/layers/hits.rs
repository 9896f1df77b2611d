//! Hits: spheres that light up at their time and then settle.
//!
//! A sphere is a flat disc, shaded round, that lies where the sphere is nearest to the eye. Hits are lamps,
//! small beside their distances; the true depth of every pixel would show only where two of them cut into
//! each other, and would cost the early depth test.

use super::{Blend, Geometry, Layer};
use crate::space::PointSet;

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "hits",
    wgsl: include_str!("hits.wgsl"),
    geometry: Geometry::Points(PointSet::Hits),
    blend: Blend::Shining,
    writes_depth: true,
    picked: true,
};
