//! Upper limits, sensitivity and discovery potential, in expected signal events at one declination.
//!
//! ```text
//! limit         = sup{ μ : Q_10%(TS|μ) ≤ TS_observed }, not below the sensitivity
//! sensitivity   = the same for the median TS of background
//! discovery     = the μ at which half of the trials reach a TS
//! ```
//!
//! Q is the 10 % quantile over trials with a Poisson number of events about μ. It is flat at 0 for small μ: to take the
//! largest μ, not the first crossing, is what gives 90 % coverage there. The flux follows from the expected number:
//! Φ = μ / [`crate::Likelihood::events_per_norm`] of the same spectrum.

use crate::{Injection, Trials, Watch};

/// The share of trials that lie below a limit.
const MISSED: f64 = 0.1;

/// Expected events beyond which nothing is looked for.
const LARGEST_MU: f64 = 3000.0;

/// TS of trials as a function of the expected number of signal events.
#[derive(Clone, Debug, PartialEq)]
pub struct Neyman {
    mu: Vec<f64>,
    /// The 10 % quantile and the median at each.
    low: Vec<f64>,
    median: Vec<f64>,
}

impl Neyman {
    /// Runs `count` trials at each of a series of μ, until all but a tenth of them are above `highest_ts`.
    ///
    /// `None` if `watch` cancelled.
    pub fn run(
        trials: &Trials<'_>,
        source: &Injection<'_>,
        highest_ts: f64,
        count: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Self> {
        Self::run_to(trials, source, [highest_ts, 0.0], count, seed, watch)
    }

    /// The same until limits on `limit_ts` and the discovery at `discovery_ts` are known.
    pub fn run_to(
        trials: &Trials<'_>,
        source: &Injection<'_>,
        [limit_ts, discovery_ts]: [f64; 2],
        count: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Self> {
        let mut found = Self {
            mu: Vec::new(),
            low: Vec::new(),
            median: Vec::new(),
        };
        let mut mu = 0.0;
        for step in 0.. {
            // Every μ has trials of its own.
            let fits = trials.run(Some((source, mu)), count, seed.wrapping_add(step), watch)?;
            let mut ts: Vec<f64> = fits.iter().map(|fit| fit.ts).collect();
            ts.sort_by(f64::total_cmp);
            let at = |share: f64| {
                ts.get((share * ts.len() as f64) as usize)
                    .copied()
                    .unwrap_or(0.0)
            };
            found.mu.push(mu);
            found.low.push(at(MISSED));
            found.median.push(at(0.5));
            if found.reaches([limit_ts, discovery_ts]) || mu > LARGEST_MU {
                break;
            }
            mu += (0.12 * mu).max(0.5);
        }
        Some(found)
    }

    /// Whether limits on a TS, the sensitivity, and the discovery at another TS can be told.
    pub(crate) fn reaches(&self, [limit_ts, discovery_ts]: [f64; 2]) -> bool {
        let highest = self.median.first().map_or(limit_ts, |median| median.max(limit_ts));
        let above = self.low.iter().rev().take_while(|low| **low > highest);
        above.count() >= 2 && self.median.last().is_some_and(|median| *median > discovery_ts)
    }

    /// Everything as numbers, to be kept.
    pub(crate) fn to_numbers(&self) -> Vec<f64> {
        [&self.mu[..], &self.low, &self.median].concat()
    }

    /// What was kept; `None` if that is none.
    pub(crate) fn from_numbers(numbers: &[f64]) -> Option<Self> {
        let count = numbers.len() / 3;
        let mut parts = numbers.chunks(count.max(1)).map(<[f64]>::to_vec);
        let mut part = || parts.next().filter(|part| part.len() == count && count > 0);
        Some(Self {
            mu: part()?,
            low: part()?,
            median: part()?,
        })
    }

    /// The 90 % limit for an observed TS; `None` beyond the TS that trials were run for.
    pub fn upper_limit(&self, ts: f64) -> Option<f64> {
        let floor = self.sensitivity()?;
        self.supremum(ts).map(|limit| limit.max(floor))
    }

    /// The median limit of skies without a source; `None` if it was not reached.
    pub fn sensitivity(&self) -> Option<f64> {
        self.supremum(*self.median.first()?)
    }

    /// The number of events that half of the trials turn into at least this TS; `None` if it was not reached.
    pub fn discovery(&self, ts: f64) -> Option<f64> {
        crossing(&self.mu, &self.median, ts)
    }

    fn supremum(&self, ts: f64) -> Option<f64> {
        crossing(&self.mu, &self.low, ts)
    }
}

/// Where `values` leaves `level` for good, on straight lines between its points.
fn crossing(mu: &[f64], values: &[f64], level: f64) -> Option<f64> {
    if level.is_nan() {
        return None;
    }
    let Some(last) = values.iter().rposition(|value| *value <= level) else {
        return Some(0.0);
    };
    let (below, above) = (values[last], *values.get(last + 1)?);
    let share = (level - below) / (above - below);
    Some(mu[last] + share * (mu[last + 1] - mu[last]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_crossing_counts_and_nothing_is_made_up() {
        let neyman = Neyman {
            mu: vec![0.0, 2.0, 4.0, 6.0, 8.0],
            low: vec![0.0, 0.0, 0.0, 3.0, 9.0],
            median: vec![0.0, 1.0, 4.0, 8.0, 16.0],
        };
        assert_eq!(neyman.sensitivity(), Some(4.0));
        assert_eq!(neyman.upper_limit(0.0), Some(4.0));
        assert_eq!(neyman.upper_limit(6.0), Some(7.0));
        assert_eq!(neyman.upper_limit(9.0), None);
        assert_eq!(neyman.upper_limit(f64::NAN), None);
        assert_eq!(neyman.discovery(12.0), Some(7.0));
    }
}
