//! Which share of true positions lies within an error radius: 39 %, 50 %, 68 % or 90 %.
//!
//! Lists state their errors in different ways. For a two-dimensional Gaussian of width σ the share within a
//! radius r is `p = 1 - exp(-r²/2σ²)`, so that `σ = r / sqrt(-2 ln(1 - p))`: σ itself holds 39.3 %.

use serde::{Deserialize, Serialize};

/// The share of true positions within an error radius.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Containment {
    fraction: f64,
}

impl Default for Containment {
    fn default() -> Self {
        Self::SIGMA
    }
}

impl Containment {
    /// The width of a two-dimensional Gaussian: 39.3 %, `1 - exp(-1/2)`.
    pub const SIGMA: Self = Self {
        fraction: 0.393_469_340_287_366_6,
    };

    /// A share strictly between 0 and 1; `None` for any other number.
    pub fn new(fraction: f64) -> Option<Self> {
        (fraction > 0.0 && fraction < 1.0).then_some(Self { fraction })
    }

    /// The share, within 0..1.
    pub fn fraction(self) -> f64 {
        self.fraction
    }

    /// How many σ the radius is: 1 for 39.3 %, 1.177 for 50 %, 1.510 for 68 %, 2.146 for 90 %.
    pub fn sigmas(self) -> f64 {
        if self == Self::SIGMA {
            return 1.0; // to the last digit, so that lists of σ stay as they are
        }
        (-2.0 * (-self.fraction).ln_1p()).sqrt()
    }

    /// The width of the Gaussian that has this share within `radius_rad`.
    pub fn sigma_rad(self, radius_rad: f64) -> f64 {
        radius_rad / self.sigmas()
    }

    /// The radius that holds `other` of a Gaussian that has this share within `radius_rad`.
    pub fn radius_rad(self, radius_rad: f64, other: Self) -> f64 {
        self.sigma_rad(radius_rad) * other.sigmas()
    }
}

impl std::fmt::Display for Containment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::SIGMA {
            return f.write_str("σ (39 %)");
        }
        write!(f, "{} %", (self.fraction * 1e3).round() / 10.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn radii_of_known_shares_are_known_numbers_of_sigma() {
        // scipy.stats.rayleigh.ppf(p)
        let known = [
            (0.5, 1.177_410_022_515_474_7),
            (0.68, 1.509_592_185_451_663_6),
            (0.9, 2.145_966_026_289_347),
            (0.95, 2.447_746_830_680_816),
            (0.99, 3.034_854_258_770_292_5),
        ];
        for (fraction, sigmas) in known {
            let found = Containment::new(fraction).unwrap().sigmas();
            assert!((found - sigmas).abs() < 1e-14, "{fraction}: {found}");
        }
        assert_eq!(Containment::SIGMA.sigma_rad(0.25), 0.25);
        assert!((Containment::SIGMA.fraction() - (1.0 - (-0.5_f64).exp())).abs() < 1e-16);
    }

    #[test]
    fn a_radius_can_be_restated_for_another_share() {
        let (half, ninety) = (
            Containment::new(0.5).unwrap(),
            Containment::new(0.9).unwrap(),
        );
        let radius = half.radius_rad(1.0, ninety);
        assert!((ninety.radius_rad(radius, half) - 1.0).abs() < 1e-15);
        for fraction in [0.0, 1.0, -1.0, f64::NAN] {
            assert_eq!(Containment::new(fraction), None);
        }
        assert_eq!(ninety.to_string(), "90 %");
    }
}
