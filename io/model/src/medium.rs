//! Light in water and ice: the speeds and angles that every arrival time rests on.
//!
//! Two refractive indices make a medium: that of the phase sets the angle of the light, that of the group its speed.
//! A muon's first light reaches a point at the length L along the track and the distance d from it at
//!
//! ```text
//! t = t0 + (L + K d) / c,     K = (n_group - cos θ) / sin θ,     cos θ = 1 / n_phase
//! ```
//!
//! so that the cone of light that follows the muon opens by atan(1/K) to each side. This is not 90° - θ, as if
//! light were as fast as its phase: in water 46.43° instead of 47.80°.
//!
//! Sources: aanet's water (460 nm), Jpp's water (one index for both), IceCube's `I3Constants.h`; losses of muons by
//! Groom, Mokhov and Striganov 2001 (rounded).

use serde::{Deserialize, Serialize};

use crate::Detector;

/// Speed of light in vacuum, in metres per nanosecond.
pub const C_M_PER_NS: f64 = 0.299_792_458;

/// What a detector hangs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Substance {
    /// Mediterranean deep-sea water.
    #[default]
    Water,
    /// Antarctic ice.
    Ice,
}

/// What light goes through. Anyone may set other indices: below 1, angles and times are not numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Medium {
    /// Water or ice.
    pub substance: Substance,
    /// Refractive index of the phase, which sets the Cherenkov angle.
    pub n_phase: f64,
    /// Refractive index of the group, which sets the speed of light.
    pub n_group: f64,
}

impl Default for Medium {
    fn default() -> Self {
        Self::WATER
    }
}

impl Medium {
    /// Deep-sea water as aanet has it, at 460 nm.
    pub const WATER: Self = Self {
        substance: Substance::Water,
        n_phase: 1.3499,
        n_group: 1.3797,
    };

    /// Deep-sea water as Jpp has it: one index that gives the same K as aanet's two within 1e-5.
    pub const WATER_JPP: Self = Self {
        substance: Substance::Water,
        n_phase: 1.380_085_128_2,
        n_group: 1.380_085_128_2,
    };

    /// The ice of the South Pole, as IceCube has it.
    pub const ICE: Self = Self {
        substance: Substance::Ice,
        n_phase: 1.3195,
        n_group: 1.356_34,
    };

    /// What this detector hangs in.
    pub fn of(detector: &Detector) -> Self {
        detector.medium
    }

    /// Sea water at this depth in metres, for light of this wavelength in nanometres.
    ///
    /// With the pressure P in atmospheres and λ in nanometres
    /// `n = 1.3201 + 1.4e-5 P + 16.2566/λ - 4383/λ² + 1.1455e6/λ³` and `n_group = n / (1 + (dn/dλ) λ/n)`.
    /// Source: D. J. L. Bailey, Monte Carlo tools and analysis methods for ANTARES (thesis, Oxford 2002).
    pub fn water_at(depth_m: f64, wavelength_nm: f64) -> Self {
        let (p, l) = (pressure_atm(depth_m), wavelength_nm);
        let n_phase = 1.3201 + 1.4e-5 * p + (16.2566 + (-4383.0 + 1.1455e6 / l) / l) / l;
        let slope = (-16.2566 + (2.0 * 4383.0 - 3.0 * 1.1455e6 / l) / l) / (l * l);
        Self {
            substance: Substance::Water,
            n_phase,
            n_group: n_phase / (1.0 + slope * l / n_phase),
        }
    }

    /// What to call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::WATER => "sea water",
            Self::WATER_JPP => "sea water (Jpp)",
            Self::ICE => "ice",
            Self {
                substance: Substance::Water,
                ..
            } => "water of other indices",
            Self {
                substance: Substance::Ice,
                ..
            } => "ice of other indices",
        }
    }

    /// Cherenkov angle of a particle at the speed of light, in radians.
    pub fn cherenkov_angle_rad(self) -> f64 {
        (1.0 / self.n_phase).acos()
    }

    /// Speed of light in the medium, in metres per nanosecond.
    pub fn group_speed_m_per_ns(self) -> f64 {
        C_M_PER_NS / self.n_group
    }

    /// K of the arrival time `t0 + (L + K d)/c` at distance d from the track and length L along it.
    pub fn k(self) -> f64 {
        let angle = self.cherenkov_angle_rad();
        (self.n_group - angle.cos()) / angle.sin()
    }

    /// Angle between a track and the surface of the cone of light that follows its particle, in radians.
    pub fn light_front_half_angle_rad(self) -> f64 {
        (1.0 / self.k()).atan()
    }

    /// What a muon loses on average per metre, dE/dx = a + bE: a in GeV/m and b in 1/m.
    pub fn muon_losses(self) -> (f64, f64) {
        match self.substance {
            Substance::Water => (0.268, 3.5e-4),
            Substance::Ice => (0.240, 3.2e-4),
        }
    }

    /// How far a muon of this energy comes on average before it stops, in metres: `ln(1 + bE/a) / b`.
    pub fn muon_range_m(self, energy_gev: f64) -> f64 {
        let (a, b) = self.muon_losses();
        (b * energy_gev / a).ln_1p() / b
    }
}

/// Pressure of the sea in atmospheres: that of the air, and 1038 kg/m³ of water above.
fn pressure_atm(depth_m: f64) -> f64 {
    const DENSITY_KG_M3: f64 = 1038.0;
    const GRAVITY_M_S2: f64 = 9.806_65;
    const ATMOSPHERE_PA: f64 = 101_325.0;
    1.0 + depth_m * DENSITY_KG_M3 * GRAVITY_M_S2 / ATMOSPHERE_PA
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() < within, "{found} != {expected}");
    }

    #[test]
    fn published_angles_and_speeds_come_out() {
        close(
            Medium::WATER.cherenkov_angle_rad().to_degrees(),
            42.201,
            1e-3,
        );
        close(Medium::ICE.cherenkov_angle_rad().to_degrees(), 40.724, 1e-3);
        close(
            Medium::WATER_JPP.cherenkov_angle_rad().to_degrees(),
            43.565,
            1e-3,
        );
        close(
            Medium::WATER_JPP.cherenkov_angle_rad().tan(),
            0.951_12,
            1e-5,
        );
        close(Medium::WATER.group_speed_m_per_ns(), 0.217_288, 1e-6);
        close(Medium::ICE.group_speed_m_per_ns(), 0.221_030, 1e-6);
        close(Medium::WATER.k(), 0.951_13, 1e-5);
        close(Medium::WATER_JPP.k(), 0.951_12, 1e-5);
        close(Medium::ICE.k(), 0.917_33, 1e-5);
    }

    #[test]
    fn the_cone_of_light_opens_by_46_degrees_in_water_and_47_in_ice() {
        close(
            Medium::WATER.light_front_half_angle_rad().to_degrees(),
            46.43,
            5e-3,
        );
        close(
            Medium::WATER_JPP.light_front_half_angle_rad().to_degrees(),
            46.43,
            5e-3,
        );
        close(
            Medium::ICE.light_front_half_angle_rad().to_degrees(),
            47.47,
            5e-3,
        );
    }

    #[test]
    fn water_at_the_depths_of_orca_and_arca_has_the_known_indices() {
        close(pressure_atm(2440.0), 246.1, 0.05);
        close(pressure_atm(3450.0), 347.6, 0.05);
        let (orca, arca) = (
            Medium::water_at(2440.0, 460.0),
            Medium::water_at(3450.0, 460.0),
        );
        close(orca.n_phase, 1.349_94, 5e-6);
        close(orca.n_group, 1.379_81, 5e-6);
        close(arca.n_phase, 1.351_36, 5e-6);
        close(arca.n_group, 1.381_23, 5e-6);
    }

    #[test]
    fn indices_that_no_medium_has_give_no_numbers_and_no_panic() {
        for n in [0.5, 0.0, f64::NAN, f64::NEG_INFINITY] {
            let medium = Medium {
                n_phase: n,
                ..Medium::WATER
            };
            assert!(!medium.k().is_finite() || n < 0.0, "{n}");
            assert_eq!(medium.name(), "water of other indices");
        }
    }

    #[test]
    fn a_muon_of_a_tev_comes_two_and_a_half_kilometres_far() {
        close(Medium::WATER.muon_range_m(1e3), 2388.0, 1.0);
        close(Medium::WATER.muon_range_m(10.0), 10.0 / 0.268, 0.5);
        assert_eq!(Medium::WATER.muon_range_m(0.0), 0.0);
    }
}
