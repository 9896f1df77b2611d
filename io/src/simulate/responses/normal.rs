//! The normal distribution.

/// Phi(z): the share of a unit normal distribution below `z`.
pub fn phi(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Where Phi is 0.02 and 0.16 (scipy's `ndtri`).
pub const QUANTILE_02: f64 = -2.053_748_910_631_823;
/// See [`QUANTILE_02`].
pub const QUANTILE_16: f64 = -0.994_457_883_209_753_3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_quantiles_invert() {
        assert_eq!(phi(0.0), 0.5);
        assert!((phi(QUANTILE_02) - 0.02).abs() < 1e-15);
        assert!((phi(QUANTILE_16) - 0.16).abs() < 1e-15);
        assert!((phi(-10.0) / 7.619_853_024_160_583e-24 - 1.0).abs() < 1e-12); // scipy's ndtr
    }
}
