//! Light fronts: a translucent cone behind each track, a translucent sphere around each shower.
//!
//! The shape follows from the frame's cursor in the vertex shader (see [`Front`](crate::Front) for the formula).
//! They are light: both sides are seen, they neither hide nor are hidden, and the pointer finds them only where
//! they are seen edge-on and nothing else is there.

use super::{Blend, Depth, Geometry, Layer};

/// Flat facets around a cone; the shader has the same number. The cone's half angle varies by less than 0.01
/// degrees between the middles and the edges of as many.
pub const FACETS: u32 = 96;

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "fronts",
    wgsl: include_str!("fronts.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Fronts,
    blend: Blend::Dull,
    depth: Depth::Ignored,
    picked: true,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shader_has_as_many_facets() {
        assert!(LAYER.wgsl.contains(&format!("const FACETS = {FACETS}u;")));
    }
}
