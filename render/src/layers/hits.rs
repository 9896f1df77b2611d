//! Hits: spheres that light up at their time and then settle.
//!
//! A sphere is a flat disc, shaded round, that lies where the sphere is nearest to the eye. Hits are lamps,
//! small beside their distances; the true depth of every pixel would show only where two of them cut into
//! each other, and would cost the early depth test. The smooth edges of the larger discs are drawn after all
//! bodies and leave no depth, else the edge of one hit would cut a dark line into the next.

use super::{Blend, Depth, Geometry, Layer};
use crate::space::PointSet;

/// The row for the list of layers: small hits, and the bodies of larger ones.
pub const BODIES: Layer = Layer {
    name: "hits",
    wgsl: include_str!("hits.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Points(PointSet::Hits),
    blend: Blend::Shining,
    depth: Depth::Hides,
    picked: true,
};

/// The row for the list of layers: the edges of larger hits, and rings around what is highlighted.
pub const EDGES: Layer = Layer {
    name: "hit edges",
    entries: ("vs_edge", "fs_edge"),
    depth: Depth::Hidden,
    picked: false,
    ..BODIES
};
