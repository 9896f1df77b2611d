//! How often background alone would do as well: the asymptotic p-value of a test statistic.
//!
//! With one free parameter `n_s ≥ 0`, background gives TS = 0 half of the time and a χ² of one degree of
//! freedom otherwise (Chernoff 1954, Ann. Math. Stat. 25, 573):
//!
//! ```text
//! p(TS) = P(TS' ≥ TS) = ½ P(χ²₁ ≥ TS) = ½ erfc(√(TS/2))   for TS > 0,   p(0) = 1
//! ```
//!
//! Real samples do not follow it, so whoever shows it says [`LABEL`].

/// What stands wherever a p-value of this module is shown.
pub const LABEL: &str = "asymptotic, not calibrated";

/// The asymptotic p-value of a best fit with test statistic `ts` = 2 ln Λ.
///
/// 1 where nothing was fitted (`ts` = 0, or rounding below it); NaN for NaN.
pub fn asymptotic(ts: f64) -> f64 {
    if ts <= 0.0 {
        return 1.0;
    }
    0.5 * libm::erfc((0.5 * ts).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabulated_quantiles_come_out() {
        // χ²₁ exceeds 1.642374, 5.411894 and 9.549536 with 0.2, 0.02 and 0.002 (scipy.stats.chi2.isf).
        for (ts, p) in [
            (1.642_374_415, 0.1),
            (5.411_894_431, 0.01),
            (9.549_535_706, 0.001),
        ] {
            assert!((asymptotic(ts) / p - 1.0).abs() < 1e-8, "{ts}");
        }
        // Five sigma, one-sided.
        assert!((asymptotic(25.0) / 2.866_515_718_791_939e-7 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_signal_is_no_surprise() {
        assert_eq!(asymptotic(0.0), 1.0);
        assert_eq!(asymptotic(-1e-12), 1.0);
        assert!(asymptotic(f64::NAN).is_nan());
    }
}
