//! Upper limits, sensitivity and discovery potential, in expected signal events at one declination.
//!
//! ```text
//! limit         = sup{ μ : P(TS ≤ TS_observed | μ) ≥ 10 % }, not below the sensitivity
//! sensitivity   = the same for the median TS of background
//! discovery     = sup{ μ : P(TS < TS_5σ | μ) ≥ 50 % }
//! ```
//!
//! P is the share of trials with a Poisson number of events about μ; between the μ of trials its logarithm is linear.
//! To take the largest μ, not the first crossing, is what gives 90 % coverage; so is to follow the share and not the
//! quantile of TS, which stays at 0 up to some μ and then jumps. The flux follows from the expected number:
//! Φ = μ / [`crate::Likelihood::events_per_norm`] of the same spectrum.

use crate::{Injection, Trials, Watch};

/// The share of trials that lie at or below what a limit rests on.
const MISSED: f64 = 0.1;

/// The share of trials that a discovery may miss.
const HALF: f64 = 0.5;

/// Expected events beyond which nothing is looked for.
const LARGEST_MU: f64 = 3000.0;

/// TS of trials as a function of the expected number of signal events.
#[derive(Clone, Debug, PartialEq)]
pub struct Neyman {
    mu: Vec<f64>,
    /// TS of the trials at each, sorted.
    ts: Vec<Vec<f64>>,
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
        // Every μ has trials of its own.
        Self::of_series([limit_ts, discovery_ts], |mu, step| {
            let fits = trials.run(Some((source, mu)), count, seed.wrapping_add(step), watch)?;
            Some(fits.iter().map(|fit| fit.ts).collect())
        })
    }

    /// The same of any trials: `run` tells TS of those at a μ, or `None` if it was cancelled.
    pub(crate) fn of_series(
        [limit_ts, discovery_ts]: [f64; 2],
        mut run: impl FnMut(f64, u64) -> Option<Vec<f64>>,
    ) -> Option<Self> {
        let mut found = Self {
            mu: Vec::new(),
            ts: Vec::new(),
        };
        let mut mu = 0.0;
        for step in 0.. {
            let mut ts = run(mu, step)?;
            ts.sort_by(f64::total_cmp);
            found.mu.push(mu);
            found.ts.push(ts);
            if found.reaches([limit_ts, discovery_ts]) || mu > LARGEST_MU {
                break;
            }
            mu += (0.12 * mu).max(0.5);
        }
        Some(found)
    }

    /// Whether limits on a TS, the sensitivity, and the discovery at another TS can be told.
    pub(crate) fn reaches(&self, [limit_ts, discovery_ts]: [f64; 2]) -> bool {
        let highest = self
            .median()
            .map_or(limit_ts, |median| median.max(limit_ts));
        let missed = |ts: &[f64]| share(at_most(ts, highest), ts.len()) < MISSED;
        let above = self.ts.iter().rev().take_while(|ts| missed(ts)).count();
        let half = |ts: &Vec<f64>| share(below(ts, discovery_ts), ts.len()) < HALF;
        above >= 2 && self.ts.last().is_some_and(half)
    }

    /// Everything as numbers, to be kept: how many trials there are at each μ, the μ, and the trials.
    pub(crate) fn to_numbers(&self) -> Vec<f64> {
        let count = self.ts.first().map_or(0, Vec::len);
        let mut numbers = vec![count as f64, self.mu.len() as f64];
        numbers.extend(&self.mu);
        numbers.extend(self.ts.iter().flatten());
        numbers
    }

    /// What was kept; `None` if that is none.
    pub(crate) fn from_numbers(numbers: &[f64]) -> Option<Self> {
        let (head, rest) = numbers.split_at_checked(2)?;
        let [count, steps] = [head[0] as usize, head[1] as usize];
        let (mu, ts) = rest.split_at_checked(steps)?;
        let whole = count > 0 && steps > 0 && ts.len() == count * steps;
        whole.then(|| Self {
            mu: mu.to_vec(),
            ts: ts.chunks(count).map(<[f64]>::to_vec).collect(),
        })
    }

    /// The 90 % limit for an observed TS; `None` beyond the TS that trials were run for.
    pub fn upper_limit(&self, ts: f64) -> Option<f64> {
        let floor = self.sensitivity()?;
        self.supremum(MISSED, |trials| at_most(trials, ts))
            .filter(|_| !ts.is_nan())
            .map(|limit| limit.max(floor))
    }

    /// The median limit of skies without a source; `None` if it was not reached.
    pub fn sensitivity(&self) -> Option<f64> {
        let median = self.median()?;
        self.supremum(MISSED, |trials| at_most(trials, median))
    }

    /// The number of events that half of the trials turn into at least this TS; `None` if it was not reached.
    pub fn discovery(&self, ts: f64) -> Option<f64> {
        let found = self.supremum(HALF, |trials| below(trials, ts));
        found.filter(|_| !ts.is_nan())
    }

    /// The median TS without a source.
    fn median(&self) -> Option<f64> {
        let first = self.ts.first()?;
        first.get(first.len() / 2).copied()
    }

    /// The largest μ at which at least a share `wanted` of the trials is among those that `count` counts.
    fn supremum(&self, wanted: f64, count: impl Fn(&[f64]) -> usize) -> Option<f64> {
        let shares: Vec<f64> = self
            .ts
            .iter()
            .map(|ts| share(count(ts), ts.len()))
            .collect();
        let Some(last) = shares.iter().rposition(|share| *share >= wanted) else {
            return Some(0.0);
        };
        let next = shares.get(last + 1)?;
        let fallen = (shares[last] / wanted).ln() / (shares[last] / next).ln();
        Some(self.mu[last] + fallen * (self.mu[last + 1] - self.mu[last]))
    }
}

/// How many of sorted trials are at or below a TS.
fn at_most(sorted: &[f64], ts: f64) -> usize {
    sorted.partition_point(|other| *other <= ts)
}

/// How many of sorted trials are below a TS.
fn below(sorted: &[f64], ts: f64) -> usize {
    sorted.partition_point(|other| *other < ts)
}

/// A share of trials that is never 0, so that it has a logarithm.
fn share(count: usize, trials: usize) -> f64 {
    (count as f64).max(0.3) / trials.max(1) as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Ten trials at each μ.
    fn neyman(ts: &[[f64; 10]]) -> Neyman {
        Neyman {
            mu: (0..ts.len()).map(|i| 2.0 * i as f64).collect(),
            ts: ts.iter().map(|ts| ts.to_vec()).collect(),
        }
    }

    #[test]
    fn the_largest_crossing_counts_and_nothing_is_made_up() {
        let [o, z] = [0.0, 9.0];
        let neyman = neyman(&[
            [o, o, o, o, o, o, o, o, 1.0, 2.0],
            [o, o, o, o, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            [o, o, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, z, z],
            [8.0, 8.0, 8.0, 8.0, 8.0, 8.0, z, z, z, z],
        ]);
        // At 4 events a fifth of the trials has no signal, at 6 none: 0.03 stands for none of ten.
        let expected = 4.0 + 2.0 * 2.0_f64.ln() / (0.2_f64 / 0.03).ln();
        let sensitivity = neyman.sensitivity().unwrap();
        assert!((sensitivity - expected).abs() < 1e-12, "{sensitivity}");
        assert_eq!(neyman.upper_limit(0.0), Some(sensitivity));
        // A tenth at 6 events is at or below 1.
        assert_eq!(neyman.upper_limit(1.0), Some(6.0));
        assert_eq!(neyman.upper_limit(8.5), None);
        assert_eq!(neyman.upper_limit(f64::NAN), None);
        // Half of the trials are below 6 at 6 events.
        assert_eq!(neyman.discovery(6.0), Some(6.0));
        assert_eq!(neyman.discovery(9.0), None);
        assert!(!neyman.reaches([5.0, 9.0]) && neyman.discovery(f64::NAN).is_none());
        assert_eq!(Neyman::from_numbers(&neyman.to_numbers()), Some(neyman));
        assert_eq!(Neyman::from_numbers(&[]), None);
        assert_eq!(Neyman::from_numbers(&[2.0, 2.0, 1.0, 2.0, 3.0]), None);
    }
}
