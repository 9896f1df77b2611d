//! When a source shines: the profile in time of a search for a transient one.
//!
//! ```text
//! box        φ(t) = 1 from the first to the last date
//! Gaussian   φ(t) = exp(-(t - t0)²/2σ²), nothing beyond 4 σ
//! ```
//!
//! φ is 1 at its highest, so that a flux times φ(t) is the flux at t: the norm of a fitted flux is that *during* a box,
//! and that at the peak of a Gaussian. Times ∫φ dt, the fluence seconds, it is the fluence: what arrives in all, gaps
//! between runs included, in which nobody looks but the source shines on.

use serde::{Deserialize, Serialize};
use statrs::function::erf::erf;

use crate::Error;

/// A Gaussian has ended so many widths from its middle: 6e-5 of it is beyond.
pub const CUT_SIGMAS: f64 = 4.0;

/// Dates outside are taken for mistakes, such as Julian dates: 1858 to 2132.
const MJD: [f64; 2] = [0.0, 1e5];

/// The shortest window in days, about a second: dates of lists are no better, and ratios of shorter ones are cut.
const SHORTEST_DAYS: f64 = 1e-5;

/// Up to this share of the width Simpson's rule is exact to 1e-14, and differences of error functions are not.
const NARROW: f64 = 1e-3;

/// The profile of a source in time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TimeProfile {
    /// Steady between two dates, dark before and after.
    Box {
        /// The first moment as modified Julian date (UTC).
        from_mjd: f64,
        /// The last moment.
        to_mjd: f64,
    },
    /// It flares up and fades; cut at four standard deviations.
    Gaussian {
        /// The peak as modified Julian date (UTC).
        center_mjd: f64,
        /// Standard deviation in days.
        sigma_days: f64,
    },
}

impl TimeProfile {
    /// Refuses profiles that are none.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let within = |what, mjd| Error::outside(what, mjd, MJD, "MJD");
        match *self {
            Self::Box { from_mjd, to_mjd } => {
                within("the start of the time window", from_mjd)?;
                within("the end of the time window", to_mjd)?;
                if to_mjd - from_mjd < SHORTEST_DAYS {
                    return Err(Error::Window(format!(
                        "a time window must end at least a second after it starts; it starts at MJD {from_mjd} and ends at MJD {to_mjd}"
                    )));
                }
                Ok(())
            }
            Self::Gaussian {
                center_mjd,
                sigma_days,
            } => {
                within("the middle of the flare", center_mjd)?;
                let range = [SHORTEST_DAYS, MJD[1]];
                Error::outside("the width of the flare", sigma_days, range, "days")
            }
        }
    }

    /// The first and the last moment at which it shines, as modified Julian dates.
    pub fn span_mjd(&self) -> [f64; 2] {
        match *self {
            Self::Box { from_mjd, to_mjd } => [from_mjd, to_mjd],
            Self::Gaussian {
                center_mjd,
                sigma_days,
            } => {
                let reach = CUT_SIGMAS * sigma_days;
                [center_mjd - reach, center_mjd + reach]
            }
        }
    }

    /// φ: 1 at its highest, 0 outside of its span.
    pub fn at(&self, mjd: f64) -> f64 {
        let [first, last] = self.span_mjd();
        if !(first..=last).contains(&mjd) {
            return 0.0;
        }
        match *self {
            Self::Box { .. } => 1.0,
            Self::Gaussian {
                center_mjd,
                sigma_days,
            } => {
                let x = (mjd - center_mjd) / sigma_days;
                (-0.5 * x * x).exp()
            }
        }
    }

    /// ∫φ dt in days between two dates, which may lie beyond its span.
    pub fn days_between(&self, from_mjd: f64, to_mjd: f64) -> f64 {
        let [first, last] = self.span_mjd();
        let (from, to) = (from_mjd.max(first), to_mjd.min(last));
        if to <= from {
            return 0.0;
        }
        match *self {
            Self::Box { .. } => to - from,
            Self::Gaussian {
                center_mjd,
                sigma_days,
            } => {
                let [a, b] = [from, to].map(|mjd| (mjd - center_mjd) / sigma_days);
                if b - a < NARROW {
                    let middle = self.at(0.5 * (from + to));
                    return (self.at(from) + 4.0 * middle + self.at(to)) * (to - from) / 6.0;
                }
                let [a, b] = [a, b].map(|x| erf(x * std::f64::consts::FRAC_1_SQRT_2));
                (0.5 * std::f64::consts::PI).sqrt() * sigma_days * (b - a)
            }
        }
    }

    /// ∫φ dt in days: the length of a box, 2.5066 widths of a Gaussian.
    pub fn fluence_days(&self) -> f64 {
        let [first, last] = self.span_mjd();
        self.days_between(first, last)
    }

    /// A flux times this is a fluence.
    pub fn fluence_seconds(&self) -> f64 {
        86_400.0 * self.fluence_days()
    }

    /// The date within an interval at which it is highest.
    pub(crate) fn highest_in(&self, from_mjd: f64, to_mjd: f64) -> f64 {
        match *self {
            Self::Box { .. } => from_mjd,
            Self::Gaussian { center_mjd, .. } => center_mjd.max(from_mjd).min(to_mjd),
        }
    }

    /// In words, for results.
    pub fn describe(&self) -> String {
        match *self {
            Self::Box { from_mjd, to_mjd } => {
                let days = rounded(to_mjd - from_mjd);
                format!("box from MJD {from_mjd} to {to_mjd} ({days} days)")
            }
            Self::Gaussian {
                center_mjd,
                sigma_days,
            } => format!(
                "Gaussian around MJD {center_mjd}, {sigma_days} days wide, cut at {CUT_SIGMAS} sigma"
            ),
        }
    }

    /// What the flux of a result is, and how it becomes a fluence.
    pub fn flux_words(&self) -> String {
        let which = match self {
            Self::Box { .. } => "during the time window",
            Self::Gaussian { .. } => "at the peak of the flare",
        };
        let seconds = self.fluence_seconds();
        format!("flux {which}; times {seconds:.0} s it is the fluence")
    }
}

/// Without the digits that subtracting dates leaves.
fn rounded(days: f64) -> f64 {
    (days * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FLARE: TimeProfile = TimeProfile::Gaussian {
        center_mjd: 56_972.7,
        sigma_days: 27.97,
    };

    #[test]
    fn parts_of_a_gaussian_are_those_of_a_fine_sum() {
        for (from, to) in [
            (56_950.0, 57_000.0),
            (56_972.7, 56_972.71),
            (56_861.0, 56_862.0),
            (50_000.0, 60_000.0),
        ] {
            let step = (to - from) / 1e6;
            let sum: f64 = (0..1_000_000)
                .map(|i| FLARE.at(from + (f64::from(i) + 0.5) * step))
                .sum();
            let found = FLARE.days_between(from, to);
            assert!((found / (sum * step) - 1.0).abs() < 1e-6, "{from} {found}");
        }
        assert!((FLARE.fluence_days() / (27.97 * 2.506_628_3) - 1.0 + 6.334e-5).abs() < 1e-7);
    }

    #[test]
    fn short_parts_add_up_to_long_ones() {
        let parts = (0..40_000).map(|i| {
            let from = 56_900.0 + 0.005 * f64::from(i);
            FLARE.days_between(from, from + 0.005)
        });
        let whole = FLARE.days_between(56_900.0, 57_100.0);
        assert!((parts.sum::<f64>() / whole - 1.0).abs() < 1e-9);
    }

    #[test]
    fn windows_that_are_none_are_refused_in_words() {
        let refused = |profile: TimeProfile| profile.check().unwrap_err().to_string();
        let window = |from_mjd, to_mjd| TimeProfile::Box { from_mjd, to_mjd };
        let flare = |center_mjd, sigma_days| TimeProfile::Gaussian {
            center_mjd,
            sigma_days,
        };
        insta::assert_snapshot!(refused(window(57_096.0, 56_937.0)), @"a time window must end at least a second after it starts; it starts at MJD 57096 and ends at MJD 56937");
        insta::assert_snapshot!(refused(window(56_937.0, 56_937.0)), @"a time window must end at least a second after it starts; it starts at MJD 56937 and ends at MJD 56937");
        insta::assert_snapshot!(refused(window(f64::NAN, 1.0)), @"the start of the time window must be 0 to 100000 MJD; it is NaN");
        insta::assert_snapshot!(refused(window(55_000.0, 2_456_937.5)), @"the end of the time window must be 0 to 100000 MJD; it is 2456937.5");
        insta::assert_snapshot!(refused(flare(f64::INFINITY, 1.0)), @"the middle of the flare must be 0 to 100000 MJD; it is inf");
        insta::assert_snapshot!(refused(flare(57_000.0, -3.0)), @"the width of the flare must be 0.00001 to 100000 days; it is -3");
        insta::assert_snapshot!(refused(flare(57_000.0, f64::NAN)), @"the width of the flare must be 0.00001 to 100000 days; it is NaN");
        assert!(window(56_937.0, 57_096.0).check().is_ok() && FLARE.check().is_ok());
    }

    #[test]
    fn profiles_are_described_for_results() {
        insta::assert_snapshot!(FLARE.describe(), @"Gaussian around MJD 56972.7, 27.97 days wide, cut at 4 sigma");
        insta::assert_snapshot!(FLARE.flux_words(), @"flux at the peak of the flare; times 6057154 s it is the fluence");
        let window = TimeProfile::Box {
            from_mjd: 56_937.81,
            to_mjd: 57_096.21,
        };
        insta::assert_snapshot!(window.describe(), @"box from MJD 56937.81 to 57096.21 (158.4 days)");
        insta::assert_snapshot!(window.flux_words(), @"flux during the time window; times 13685760 s it is the fluence");
    }
}
