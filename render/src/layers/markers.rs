//! Markers: shapes of a size in pixels at directions of the sky.
//!
//! They are projected where their corners are computed, with the twin of the map's inverse projection; as marks of
//! a size in pixels they need no care at the map's edge. Dots, which most markers are, have a shader of their own,
//! because a branch may cost as much as its branches together.

use super::{Blend, Depth, Geometry, Layer};

/// The row for markers that are all dots.
pub const DOTS: Layer = Layer {
    name: "markers",
    wgsl: include_str!("markers.wgsl"),
    entries: ("vs_main", "fs_dots"),
    geometry: Geometry::Markers { shaped: false },
    blend: Blend::Dull,
    depth: Depth::Hidden,
    picked: true,
};

/// The row for markers of any shape.
pub const SHAPES: Layer = Layer {
    entries: ("vs_main", "fs_shapes"),
    geometry: Geometry::Markers { shaped: true },
    ..DOTS
};
