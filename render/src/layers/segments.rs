//! Strings and tracks: straight lines of a width in pixels, however far away they are.
//!
//! A line that passes the eye is cut at the near plane before it is projected, and a track ends where its
//! particle is at the cursor's time: both happen where its four corners are computed.

use super::{Blend, Depth, Geometry, Layer};

/// The row for the list of layers.
pub const LAYER: Layer = Layer {
    name: "segments",
    wgsl: include_str!("segments.wgsl"),
    entries: ("vs_main", "fs_main"),
    geometry: Geometry::Segments,
    blend: Blend::Shining,
    depth: Depth::Hidden,
    picked: true,
};
