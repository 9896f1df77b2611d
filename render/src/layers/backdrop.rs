//! The water behind everything, darker below, and the grid on the sea bed with its horizon.
//!
//! The bed is drawn where the line of sight meets its plane, so it has no edge. It hides nothing: an upgoing
//! track is seen coming through it. Water changes so slowly from one direction to the next that its colour is
//! computed at the corners of patches of the picture and is even between them, to a twentieth of a step of 8 bits;
//! patches in which no plane can be seen are filled with nothing else.

use super::{Blend, Depth, Geometry, Layer};

/// Columns and rows of patches; `backdrop.wgsl` has the same.
const PATCHES: (u32, u32) = (32, 20);

/// Corners of all patches, of two triangles each.
pub const CORNERS: u32 = 6 * PATCHES.0 * PATCHES.1;

/// The row for the list of layers: patches of nothing but water.
pub const WATER: Layer = Layer {
    name: "water",
    wgsl: include_str!("backdrop.wgsl"),
    entries: ("vs_water", "fs_water"),
    geometry: Geometry::Patches,
    blend: Blend::Replace,
    depth: Depth::Ignored,
    picked: false,
};

/// The row for the list of layers: patches in which one plane is seen.
pub const PLANE: Layer = Layer {
    name: "plane",
    entries: ("vs_plane", "fs_plane"),
    ..WATER
};

/// The row for the list of layers: patches in which several are.
pub const PLANES: Layer = Layer {
    name: "planes",
    entries: ("vs_planes", "fs_planes"),
    ..WATER
};
