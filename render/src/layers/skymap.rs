//! The sky's ground with its map and the galactic band, in one pass over the picture.
//!
//! Going from the pixel to the sphere instead of the other way leaves no seams, no gaps and no mesh, and makes
//! any centring and zoom a matter of uniforms. The outline is no mesh either: polygons within it and around it only
//! tell the pixels that need no thought of it from the others.

use super::{Blend, Depth, Geometry, Layer};

/// Edges of the polygon; a multiple of eight, so that the corners of a rectangle are among its own.
pub const EDGES: u32 = 24;

/// The whole picture; its shader wants the constants of `sky/ground.rs` in front, as do those of the other parts.
pub const WHOLE: Layer = Layer {
    name: "sky map",
    wgsl: include_str!("skymap.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Screen,
    blend: Blend::Replace,
    depth: Depth::Ignored,
    picked: false,
};

/// A picture that lies inside of the outline altogether.
pub const INSIDE: Layer = Layer {
    name: "inside of the sky map",
    entries: ("vs_main", "fs_inside"),
    ..WHOLE
};

/// The polygon inside of the outline.
pub const DISC: Layer = Layer {
    name: "middle of the sky map",
    entries: ("vs_disc", "fs_inside"),
    geometry: Geometry::Fan(EDGES),
    ..WHOLE
};

/// The outline, between that polygon and one around it.
pub const BORDER: Layer = Layer {
    name: "border of the sky map",
    entries: ("vs_border", "fs_main"),
    geometry: Geometry::Fan(2 * EDGES),
    ..WHOLE
};

/// What is around both.
pub const OUTSIDE: Layer = Layer {
    name: "outside of the sky map",
    entries: ("vs_outside", "fs_outside"),
    geometry: Geometry::Fan(2 * EDGES),
    ..WHOLE
};
