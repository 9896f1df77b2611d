//! Light in water and ice: the speeds and angles that every arrival time rests on.
//!
//! Source: aanet's water (460 nm), IceCube's `I3Constants.h`.

use serde::{Deserialize, Serialize};

/// Speed of light in vacuum, in metres per nanosecond.
pub const C_M_PER_NS: f64 = 0.299_792_458;

/// What a detector hangs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Medium {
    /// Mediterranean deep-sea water.
    #[default]
    Water,
    /// Antarctic ice.
    Ice,
}

impl Medium {
    /// Refractive index of the phase, which sets the Cherenkov angle.
    pub fn n_phase(self) -> f64 {
        match self {
            Self::Water => 1.3499,
            Self::Ice => 1.3195,
        }
    }

    /// Refractive index of the group, which sets the speed of light.
    pub fn n_group(self) -> f64 {
        match self {
            Self::Water => 1.3797,
            Self::Ice => 1.35634,
        }
    }

    /// Cherenkov angle of a particle at the speed of light, in radians.
    pub fn cherenkov_angle_rad(self) -> f64 {
        (1.0 / self.n_phase()).acos()
    }

    /// Speed of light in the medium, in metres per nanosecond.
    pub fn light_speed_m_per_ns(self) -> f64 {
        C_M_PER_NS / self.n_group()
    }

    /// K of the direct arrival time `t0 + (L + K d)/c` at distance d from the track and length L along it.
    pub fn delay_factor(self) -> f64 {
        let angle = self.cherenkov_angle_rad();
        (self.n_group() - angle.cos()) / angle.sin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_angles_and_speeds_come_out() {
        assert!((Medium::Water.cherenkov_angle_rad().to_degrees() - 42.201).abs() < 1e-3);
        assert!((Medium::Ice.cherenkov_angle_rad().to_degrees() - 40.724).abs() < 1e-3);
        assert!((Medium::Water.light_speed_m_per_ns() - 0.217_288).abs() < 1e-6);
        assert!((Medium::Water.delay_factor() - 0.951_13).abs() < 1e-5);
        assert!((Medium::Ice.delay_factor() - 0.917_33).abs() < 1e-5);
    }
}
