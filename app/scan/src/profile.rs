//! Where signal candidates fall around a source, for shapes other than the plain Gaussian: relative to the Gaussian's
//! peak 1/2πσ².
//!
//! ```text
//! Rayleigh   exp(-t) ψ/sin ψ,                     t = ψ²/2σ²
//! King       (1 - 1/k) (1 + t/k)^-k
//! disc       (2σ²/r²) [1 - Q1(ψ/σ, r/σ)]          a Gaussian averaged over a disc of radius r
//! ```
//!
//! Q1 is Marcum's function: 1 - Q1(a, b) = ∫_0^b x exp(-(x² + a²)/2) I0(a x) dx. A Gaussian source under King keeps
//! King's form and adds its width in squares, and a disc is always under Gaussians.

use crate::spectrum::GAUSS_LEGENDRE;
use crate::{Psf, Shape};

/// A Gaussian of width 1 has ended here.
const FAR: f64 = 7.0;

/// A disc smaller than this share of the width cannot be told from a Gaussian.
const SMALL_DISC: f64 = 0.02;

/// The profile of the candidates of one sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Profile {
    /// exp(-t): computed sixteen at a time.
    #[default]
    Gaussian,
    /// exp(-t) ψ/sin ψ: the same.
    Rayleigh,
    /// A power law far out.
    King(f64),
    /// A disc of this radius under Gaussians.
    Disc(f64),
}

impl Profile {
    pub(crate) fn new(psf: Psf, shape: Shape) -> Self {
        match (shape, psf) {
            (Shape::Disc { radius_rad }, _) => Self::Disc(radius_rad),
            (_, Psf::Gaussian) => Self::Gaussian,
            (_, Psf::Rayleigh) => Self::Rayleigh,
            (_, Psf::King { tail }) => Self::King(tail),
        }
    }

    /// Up to which angle a candidate of width σ counts, in radians, if a Gaussian counts up to `cut_sigmas`.
    pub(crate) fn reach_rad(&self, sigma_rad: f64, cut_sigmas: f64) -> f64 {
        let reach = match self {
            Self::Gaussian | Self::Rayleigh => cut_sigmas * sigma_rad,
            // Where the power law has fallen as far as the Gaussian at its cut.
            Self::King(k) => {
                let fallen = (0.5 * cut_sigmas * cut_sigmas / k).min(600.0);
                sigma_rad * (2.0 * k * fallen.exp_m1()).sqrt()
            }
            Self::Disc(radius_rad) => cut_sigmas * sigma_rad + radius_rad,
        };
        reach.min(std::f64::consts::PI)
    }

    /// Relative to the Gaussian's peak, at ψ² in rad² for a width in radians.
    pub(crate) fn at(&self, psi2: f64, sigma_rad: f64) -> f64 {
        let t = 0.5 * psi2 / (sigma_rad * sigma_rad);
        match self {
            Self::Gaussian => (-t).exp(),
            Self::Rayleigh => {
                let psi = psi2.sqrt();
                let sine = psi.sin();
                // At the antipode the factor diverges; a candidate that reaches so far tells nothing.
                let factor = if psi > 1e-9 {
                    (psi / sine.max(1e-3)).max(1.0)
                } else {
                    1.0
                };
                (-t).exp() * factor
            }
            Self::King(k) => (1.0 - 1.0 / k) * (-k * (t / k).ln_1p()).exp(),
            Self::Disc(radius_rad) => {
                let (a, b) = (psi2.sqrt() / sigma_rad, radius_rad / sigma_rad);
                if b < SMALL_DISC {
                    // Its variance adds.
                    let grown = 1.0 + 0.25 * b * b;
                    return (-t / grown).exp() / grown;
                }
                2.0 / (b * b) * within(a, b)
            }
        }
    }
}

/// 1 - Q1(a, b): the share of a Gaussian of width 1 around a point at a that falls within b of the origin.
fn within(a: f64, b: f64) -> f64 {
    let (low, high) = ((a - FAR).max(0.0), (a + FAR).min(b));
    if high <= low {
        return 0.0;
    }
    let middle = 0.5 * (low + high);
    let sum: f64 = [(low, middle), (middle, high)]
        .into_iter()
        .map(|(low, high)| {
            let (half, center) = (0.5 * (high - low), 0.5 * (high + low));
            let points = GAUSS_LEGENDRE.iter().flat_map(|&(x, w)| [(x, w), (-x, w)]);
            let at = |x: f64| x * (-0.5 * (x - a) * (x - a)).exp() * scaled_i0(a * x);
            half * points.map(|(x, w)| w * at(center + half * x)).sum::<f64>()
        })
        .sum();
    sum.min(1.0)
}

/// exp(-z) I0(z) for z ≥ 0, to 2e-7 (Abramowitz and Stegun 1964, 9.8.1 and 9.8.2).
fn scaled_i0(z: f64) -> f64 {
    let sum =
        |coefficients: &[f64], x: f64| coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c);
    if z < 3.75 {
        let t = z / 3.75;
        return (-z).exp() * sum(&SMALL, t * t);
    }
    sum(&LARGE, 3.75 / z) / z.sqrt()
}

const SMALL: [f64; 7] = [
    1.0,
    3.515_622_9,
    3.089_942_4,
    1.206_749_2,
    0.265_973_2,
    0.036_076_8,
    0.004_581_3,
];

const LARGE: [f64; 9] = [
    0.398_942_28,
    0.013_285_92,
    0.002_253_19,
    -0.001_575_65,
    0.009_162_81,
    -0.020_577_06,
    0.026_355_37,
    -0.016_476_33,
    0.003_923_77,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marcums_function_is_that_of_scipy() {
        // scipy.stats.ncx2.cdf(b², 2, a²)
        for (a, b, expected) in [
            (0.0, 1.0, 0.3934693402873666),
            (0.5, 0.3, 0.03894058342992185),
            (1.0, 2.0, 0.73098793996409),
            (4.0, 3.0, 0.12589611662797062),
            (10.0, 12.0, 0.974670525702058),
            (25.0, 25.0, 0.492019557184258),
            (30.0, 20.0, 6.207589807643854e-24),
        ] {
            assert!(
                (within(a, b) - expected).abs() < 1e-6,
                "{a} {b}: {}",
                within(a, b)
            );
        }
    }

    /// ∫ over the plane in units of 1/2πσ² per steradian.
    fn integral(profile: &Profile, sigma: f64) -> f64 {
        let reach = profile.reach_rad(sigma, 6.0);
        let step = reach / 40_000.0;
        let rings = (0..40_000).map(|i| (f64::from(i) + 0.5) * step);
        let sum: f64 = rings.map(|psi| profile.at(psi * psi, sigma) * psi).sum();
        sum * step / (sigma * sigma)
    }

    #[test]
    fn profiles_hold_all_candidates() {
        let sigma = 2e-3;
        let disc = |radius_rad| Profile::new(Psf::Gaussian, Shape::Disc { radius_rad });
        for profile in [
            Profile::Gaussian,
            Profile::Rayleigh,
            Profile::King(3.0),
            disc(3e-5),
            disc(3e-3),
            disc(5e-2),
        ] {
            let found = integral(&profile, sigma);
            assert!((found - 1.0).abs() < 2e-3, "{profile:?}: {found}");
        }
    }

    #[test]
    fn a_king_with_a_short_tail_is_a_gaussian() {
        for t in [0.0, 0.5, 3.0] {
            let found = Profile::King(1e5).at(2.0 * t, 1.0);
            assert!((found - f64::exp(-t)).abs() < 1e-4);
        }
    }

    #[test]
    fn reach_follows_the_tail() {
        let sigma = 0.01;
        assert_eq!(Profile::Gaussian.reach_rad(sigma, 5.0), 0.05);
        let king = Profile::King(3.0);
        let reach = king.reach_rad(sigma, 3.0);
        let fallen = king.at(reach * reach, sigma) / king.at(0.0, sigma);
        assert!((fallen / (-4.5_f64).exp() - 1.0).abs() < 1e-9, "{fallen}");
        assert_eq!(
            Profile::King(1.01).reach_rad(sigma, 12.0),
            std::f64::consts::PI
        );
    }
}
