//! One dot on the sky, as it lies in the device's memory.

use bytemuck::{Pod, Zeroable};

/// One dot on the sky.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Marker {
    /// Unit vector in the map's frame: x to longitude 0, z to the pole.
    pub direction: [f32; 3],
    /// Radius in pixels.
    pub radius_px: f32,
    /// What the colour map colours, in the unit of the frame's `marker_range`; `f32::MIN` for a marker that
    /// keeps its own colour.
    pub value: f32,
    /// Gamma-encoded sRGB, used where the frame has no colour map; alpha is the opacity in any case.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
}

impl Default for Marker {
    fn default() -> Self {
        Self {
            direction: [1.0, 0.0, 0.0],
            radius_px: 1.5,
            value: 0.0,
            color: [255; 4],
            id: 0,
        }
    }
}
