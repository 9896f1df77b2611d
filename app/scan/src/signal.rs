//! Where signal candidates fall around a source: a two-dimensional Gaussian of each candidate's own width.
//!
//! ```text
//! S(ψ) = exp(-ψ²/2σ²) / (2πσ²)
//! ```
//!
//! ψ is the angle to the source. It is never computed: ψ² follows from the squared chord c² = |e - p|² between
//! unit vectors, which costs no trigonometry and loses no digits where it matters, near the source:
//!
//! ```text
//! ψ² = 4 asin²(c/2) = c² (1 + c² Q(c²)),   Q by four coefficients up to ψ = 60°
//! ```
//!
//! The Gaussian is that of a plane: above some 30° it no longer integrates to 1 over the sphere.

/// Coefficients of Q, lowest first: fitted here to 4 asin²(c/2) on c² in 0..=1, relative error of ψ² < 3e-7.
const Q: [f32; 4] = [
    0.083_325_65,
    0.011_182_303,
    0.001_584_402_7,
    0.000_530_100_2,
];

/// Largest ψ for which [`psi2_from_chord2`] holds, in degrees.
pub(crate) const POLYNOMIAL_LIMIT_DEG: f64 = 60.0;

/// S at the source itself, per steradian, for an angular error in radians.
pub(crate) fn peak_per_sr(sigma_rad: f64) -> f64 {
    1.0 / (std::f64::consts::TAU * sigma_rad * sigma_rad)
}

/// ψ² in rad² from the squared chord, up to [`POLYNOMIAL_LIMIT_DEG`].
#[inline(always)]
pub(crate) fn psi2_from_chord2(chord2: f32) -> f32 {
    let q = Q[0] + chord2 * (Q[1] + chord2 * (Q[2] + chord2 * Q[3]));
    chord2 + chord2 * chord2 * q
}

/// ψ/sin ψ from the squared chord, up to [`POLYNOMIAL_LIMIT_DEG`]: sin ψ = c √(1 - c²/4).
#[inline(always)]
pub(crate) fn psi_over_sine(chord2: f32) -> f32 {
    let q = Q[0] + chord2 * (Q[1] + chord2 * (Q[2] + chord2 * Q[3]));
    let sine2 = 1.0 - 0.25 * chord2;
    // Beyond the range of Q nothing is within reach.
    ((1.0 + chord2 * q) / sine2.max(0.1)).sqrt()
}

/// ψ² in rad² from the squared chord, exact for any angle.
pub(crate) fn psi2_exact(chord2: f64) -> f64 {
    let psi = 2.0 * (0.5 * chord2.sqrt()).min(1.0).asin();
    psi * psi
}

/// Length of the chord of an angle in radians, 0..=π.
pub(crate) fn chord(angle_rad: f64) -> f64 {
    2.0 * (0.5 * angle_rad).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_polynomial_follows_the_angle_up_to_its_limit() {
        for step in 1..=6000 {
            let psi = (f64::from(step) * 0.01).to_radians();
            let chord2 = (chord(psi) * chord(psi)) as f32;
            let found = f64::from(psi2_from_chord2(chord2));
            assert!((found / (psi * psi) - 1.0).abs() < 6e-7, "{step}: {found}");
        }
        assert_eq!(psi2_from_chord2(0.0), 0.0);
    }

    #[test]
    fn the_factor_of_the_sphere_follows_the_angle() {
        for psi_deg in [0.01_f64, 1.0, 10.0, 30.0, 59.0] {
            let psi = psi_deg.to_radians();
            let found = f64::from(psi_over_sine((chord(psi) * chord(psi)) as f32));
            assert!(
                (found / (psi / psi.sin()) - 1.0).abs() < 2e-6,
                "{psi_deg}: {found}"
            );
        }
        assert_eq!(psi_over_sine(0.0), 1.0);
    }

    #[test]
    fn the_exact_angle_reaches_the_antipode() {
        for psi in [0.0, 1e-6, 0.1, 2.0, std::f64::consts::PI] {
            let found = psi2_exact(chord(psi) * chord(psi));
            assert!(
                (found - psi * psi).abs() < 1e-9 * (1.0 + psi),
                "{psi}: {found}"
            );
        }
    }

    #[test]
    fn a_narrow_gaussian_integrates_to_one() {
        let sigma = 1.0_f64.to_radians();
        let step = 1e-5;
        let integral: f64 = (0..20_000)
            .map(|i| (f64::from(i) + 0.5) * step)
            .map(|psi| {
                let density = peak_per_sr(sigma) * (-psi * psi / (2.0 * sigma * sigma)).exp();
                density * std::f64::consts::TAU * psi.sin() * step
            })
            .sum();
        assert!((integral - 1.0).abs() < 2e-4, "{integral}");
    }
}
