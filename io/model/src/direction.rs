//! Directions of travel, and the angles of where a particle came from.
//!
//! The field's classic trap: a track's stored vector points where the particle *goes*, while zenith and
//! azimuth name where it *came from*. `Direction` holds the travel; the source is asked for by name.

use glam::DVec3;
use serde::{Deserialize, Serialize};

/// The unit vector along which a particle travels, in the detector's frame (x east, y north, z up).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Direction(DVec3);

impl Direction {
    /// A direction from any vector along the travel; `None` if its length is zero or not finite.
    pub fn from_travel(travel: DVec3) -> Option<Self> {
        travel.try_normalize().map(Self)
    }

    /// The direction of a particle that came from `zenith_rad` (0 = from straight above) and
    /// `azimuth_rad` (0 = from the east, counter-clockwise).
    pub fn from_source_angles(zenith_rad: f64, azimuth_rad: f64) -> Self {
        let (sin_zenith, cos_zenith) = zenith_rad.sin_cos();
        let (sin_azimuth, cos_azimuth) = azimuth_rad.sin_cos();
        Self(-DVec3::new(
            sin_zenith * cos_azimuth,
            sin_zenith * sin_azimuth,
            cos_zenith,
        ))
    }

    /// Unit vector along the travel.
    pub fn travel(self) -> DVec3 {
        self.0
    }

    /// Unit vector towards where the particle came from.
    pub fn source(self) -> DVec3 {
        -self.0
    }

    /// Zenith of the source in radians, 0..=π: 0 is a particle coming down from above.
    pub fn zenith_rad(self) -> f64 {
        self.source().z.clamp(-1.0, 1.0).acos()
    }

    /// Azimuth of the source in radians, 0..2π, counter-clockwise from east.
    pub fn azimuth_rad(self) -> f64 {
        let source = self.source();
        source.y.atan2(source.x).rem_euclid(std::f64::consts::TAU)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_down_going_track_comes_from_the_zenith() {
        let down = Direction::from_travel(DVec3::new(0.0, 0.0, -2.0)).unwrap();
        assert_eq!(down.zenith_rad(), 0.0);
        assert_eq!(down.travel(), DVec3::NEG_Z);
    }

    #[test]
    fn a_vector_without_length_has_no_direction() {
        assert_eq!(Direction::from_travel(DVec3::ZERO), None);
        assert_eq!(Direction::from_travel(DVec3::NAN), None);
    }

    proptest! {
        #[test]
        fn source_angles_invert(zenith in 0.01..3.13_f64, azimuth in 0.0..std::f64::consts::TAU) {
            let direction = Direction::from_source_angles(zenith, azimuth);
            prop_assert!((direction.zenith_rad() - zenith).abs() < 1e-9);
            prop_assert!((direction.azimuth_rad() - azimuth).abs() < 1e-9);
        }
    }
}
