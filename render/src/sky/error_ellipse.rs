//! How well a direction is known: an ellipse on the sphere, as it lies in the device's memory.

use bytemuck::{Pod, Zeroable};

/// An ellipse on the sphere: all places whose offsets from its middle, as distances on the sphere along the two
/// axes, lie within the semi-axes. Equal semi-axes are a circle.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct ErrorEllipse {
    /// Unit vector to its middle, in the map's frame.
    pub direction: [f32; 3],
    /// Semi-axis along the position angle, in radians, within 0..=π.
    pub major_rad: f32,
    /// The other semi-axis.
    pub minor_rad: f32,
    /// Angle of the first axis from north through east, in radians.
    pub position_angle_rad: f32,
    /// Width of its line, in pixels.
    pub line_px: f32,
    /// Strength of its area as a share of that of its line, 0..=1; an ellipse with an area is found inside too.
    pub fill: f32,
    /// When it was; see [`Marker::time`](crate::Marker::time).
    pub time: f32,
    /// Gamma-encoded sRGB and opacity.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
    /// Semi-axes to the other sides, against the two directions, where they differ: four quarters of ellipses meet in
    /// the middle. 0 is the same as ahead.
    pub other_rad: [f32; 2],
}

impl Default for ErrorEllipse {
    fn default() -> Self {
        Self {
            direction: [1.0, 0.0, 0.0],
            major_rad: 0.01,
            minor_rad: 0.01,
            position_angle_rad: 0.0,
            line_px: 1.2,
            fill: 0.0,
            time: super::Marker::NO_TIME,
            color: [255; 4],
            id: 0,
            other_rad: [0.0; 2],
        }
    }
}
