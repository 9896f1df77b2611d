//! How well a direction is known: an ellipse on the sphere, as it lies in the device's memory.

use std::f64::consts::TAU;

use bytemuck::{Pod, Zeroable};
use glam::DVec3;

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

impl ErrorEllipse {
    /// Its line as this many directions and the first again; empty for what is no ellipse. Twin of `ellipses.wgsl`.
    pub fn outline(&self, corners: u32) -> Vec<DVec3> {
        let sky = DVec3::from_array(self.direction.map(f64::from)).normalize_or_zero();
        if !(self.major_rad > 0.0 && self.minor_rad > 0.0) || sky == DVec3::ZERO {
            return Vec::new();
        }
        let across = DVec3::new(-sky.y, sky.x, 0.0);
        let east = match across.length() > 1e-7 {
            true => across.normalize(),
            false => DVec3::Y,
        };
        let north = sky.cross(east);
        let (sin, cos) = f64::from(self.position_angle_rad).sin_cos();
        let (major, minor) = (cos * north + sin * east, cos * east - sin * north);
        let axis = |side: f64, ahead: f32, other: f32| {
            let other = if other > 0.0 { other } else { ahead };
            f64::from(if side >= 0.0 { ahead } else { other })
        };
        let corner = |number: u32| {
            let (y, x) = (TAU * f64::from(number % corners) / f64::from(corners)).sin_cos();
            let x = x * axis(x, self.major_rad, self.other_rad[0]);
            let y = y * axis(y, self.minor_rad, self.other_rad[1]);
            let away = x.hypot(y);
            let way = (x * major + y * minor) / away.max(1e-300);
            away.cos() * sky + away.sin() * way
        };
        (0..=corners).map(corner).collect()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_lies_at_the_semi_axes_of_each_side() {
        let ellipse = ErrorEllipse {
            direction: [0.0, 0.6, 0.8],
            major_rad: 0.3,
            minor_rad: 0.1,
            other_rad: [0.2, 0.0],
            ..ErrorEllipse::default()
        };
        let outline = ellipse.outline(8);
        assert_eq!((outline.len(), outline[0]), (9, outline[8]));
        let middle = DVec3::new(0.0, 0.6, 0.8);
        let away = |place: usize| outline[place].angle_between(middle);
        for (place, wanted) in [(0, 0.3), (2, 0.1), (4, 0.2), (6, 0.1)] {
            assert!(
                (away(place) - wanted).abs() < 1e-6,
                "{place}: {}",
                away(place)
            );
        }
        assert!(outline[0].z > outline[4].z, "the first corner is north");
        assert!(
            outline[2].x < 0.0,
            "the next side is east of right ascension 90 degrees"
        );
        assert!(
            ErrorEllipse {
                minor_rad: 0.0,
                ..ellipse
            }
            .outline(8)
            .is_empty()
        );
    }
}
