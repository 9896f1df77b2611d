//! Calibrated p-values: how often skies without a source do as well, from trials at some declinations.
//!
//! ```text
//! p(TS) = share of trials with TS' ≥ TS
//! ```
//!
//! Where fewer than `ENOUGH` trials do as well, the share of those above a threshold t₀ is carried on by a gamma law
//! fitted to them, truncated there: p(TS) = p(t₀) Q(k, TS/θ)/Q(k, t₀/θ). Between declinations ln p is linear in sin δ.
//! Nothing is said beyond the outermost declinations: a p-value that was not computed is none. The background of real
//! samples changes within a degree or two, where bands of its energies meet: on four public lists the share of trials
//! with any signal is off by 0.04 (rms) halfway between declinations 3 degrees apart, by 0.02 with 1 degree, and there
//! by up to 0.09 at -12 degrees. So they stand 1 degree apart, half of that around there, and a list of sources is
//! calibrated at its own declinations.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::{gamma_ur, ln_gamma};

use crate::{Fit, Likelihood, Trials, Watch};

/// With so many trials that do as well their share is taken as it is.
const ENOUGH: usize = 30;

/// A tail is fitted to so many of the highest trials, or to a tenth of all of them if that is less.
const TAIL: usize = 500;

/// A p-value, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The p-value.
    pub p: f64,
    /// Its statistical error: that of the share of trials it rests on.
    pub error: f64,
    /// Trials that did as well.
    pub reached: usize,
    /// All trials.
    pub trials: usize,
    /// Whether it lies beyond where trials tell, on the law fitted to the highest of them.
    pub extrapolated: bool,
}

impl Estimate {
    /// Whether the p-value is more than a bound: some trial reached, or a tail tells.
    pub fn is_told(&self) -> bool {
        self.reached > 0 || self.extrapolated
    }

    /// Where it is not told: the p-value that 90 % of such series of trials would have shown, 1 - (1 - p)^n = 0.9.
    pub fn bound(&self) -> f64 {
        std::f64::consts::LN_10 / self.trials.max(1) as f64
    }

    /// The share of trials that did as well, with its binomial error.
    pub(crate) fn counted(reached: usize, trials: usize) -> Self {
        let n = trials.max(1) as f64;
        let p = reached as f64 / n;
        Self {
            p,
            error: (p * (1.0 - p) / n).sqrt(),
            reached,
            trials,
            extrapolated: false,
        }
    }

    /// At a share of the way from one to another: ln p is linear, and their errors are independent.
    ///
    /// Where one of them does not tell, as at the edge of the field of view where next to no trial has any signal, one
    /// trial stands for it: its p is lower, and so is the one between, which is marked as those on a tail are.
    fn between(a: Self, b: Self, share: f64) -> Self {
        let trials = a.trials.min(b.trials);
        let told = [a.is_told(), b.is_told()];
        if told == [false, false] {
            return Self {
                p: 0.0,
                error: 0.0,
                reached: 0,
                trials,
                extrapolated: false,
            };
        }
        let one = |of: Self| match of.is_told() {
            true => of,
            false => Self {
                p: 1.0 / of.trials.max(1) as f64,
                error: 1.0 / of.trials.max(1) as f64,
                ..of
            },
        };
        let (a, b) = (one(a), one(b));
        let ln = |p: f64| p.max(1e-300).ln();
        let p = ((1.0 - share) * ln(a.p) + share * ln(b.p)).exp();
        let relative = |of: Self| of.error / of.p.max(1e-300);
        Self {
            p,
            error: p * ((1.0 - share) * relative(a)).hypot(share * relative(b)),
            reached: a.reached.min(b.reached),
            trials,
            extrapolated: a.extrapolated || b.extrapolated || told != [true, true],
        }
    }
}

/// TS of many trials at one declination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Sorted, those above 0.
    positive: Vec<f64>,
    trials: usize,
    /// Threshold, shape and scale of the tail; `None` where there are too few trials above 0.
    tail: Option<[f64; 3]>,
}

impl Distribution {
    /// Of the test statistics of trials without a source.
    pub fn of(ts: impl IntoIterator<Item = f64>) -> Self {
        let all: Vec<f64> = ts.into_iter().collect();
        let mut positive: Vec<f64> = all.iter().copied().filter(|ts| *ts > 0.0).collect();
        positive.sort_by(f64::total_cmp);
        let tail = tail(&positive);
        Self {
            positive,
            trials: all.len(),
            tail,
        }
    }

    /// Number of trials.
    pub fn trials(&self) -> usize {
        self.trials
    }

    /// The share of trials in which any signal is fitted.
    pub fn positive_share(&self) -> f64 {
        self.positive.len() as f64 / self.trials.max(1) as f64
    }

    /// The share of trials that do at least as well; `None` if there are too few to tell.
    pub fn p_value(&self, ts: f64) -> Option<f64> {
        let told = self.estimate(ts).filter(Estimate::is_told);
        told.map(|estimate| estimate.p)
    }

    /// The same with its error, even if no trial reached and no tail is known; `None` without trials.
    pub fn estimate(&self, ts: f64) -> Option<Estimate> {
        if self.trials == 0 || ts.is_nan() {
            return None;
        }
        let counted = |reached: usize| Estimate::counted(reached, self.trials);
        if ts <= 0.0 {
            return Some(counted(self.trials));
        }
        let above = |ts: f64| self.positive.len() - self.positive.partition_point(|t| *t < ts);
        let reached = above(ts);
        if reached >= ENOUGH {
            return Some(counted(reached));
        }
        let Some([threshold, shape, scale]) = self.tail.filter(|tail| ts > tail[0]) else {
            return Some(counted(reached));
        };
        let from = counted(above(threshold));
        let fallen = gamma_ur(shape, ts / scale) / gamma_ur(shape, threshold / scale);
        Some(Estimate {
            p: from.p * fallen,
            error: from.error * fallen,
            extrapolated: true,
            ..counted(reached)
        })
    }

    /// The TS that a share of trials stays below; 0 where that many have none.
    pub fn quantile(&self, share: f64) -> f64 {
        let zeros = self.trials - self.positive.len();
        let rank = (share * self.trials as f64) as usize;
        let place = rank.checked_sub(zeros);
        place.map_or(0.0, |place| {
            let last = self.positive.len().saturating_sub(1);
            self.positive.get(place.min(last)).copied().unwrap_or(0.0)
        })
    }

    /// The TS that background reaches with a probability, from the tail where it is that rare; `None` if the trials
    /// are too few for it.
    pub fn threshold(&self, p: f64) -> Option<f64> {
        const FEWEST: f64 = 3.0;
        if self.tail.is_none() && p * (self.trials as f64) < FEWEST {
            return None;
        }
        if self.positive_share() <= p {
            return Some(0.0);
        }
        let above = |ts: f64| self.p_value(ts).unwrap_or(0.0) > p;
        let (mut low, mut high) = (0.0, 1.0);
        while above(high) {
            high *= 2.0;
            if high > 1e4 {
                return None;
            }
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if above(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }
}

/// A gamma law by maximum likelihood, truncated below a threshold; threshold, shape and scale.
fn tail(sorted: &[f64]) -> Option<[f64; 3]> {
    let count = TAIL.min(sorted.len() / 5);
    if count < ENOUGH {
        return None;
    }
    let above = &sorted[sorted.len() - count..];
    let (threshold, n) = (above[0], count as f64);
    let (sum, logs) = above
        .iter()
        .fold((0.0, 0.0), |(sum, logs), ts| (sum + ts, logs + ts.ln()));
    let (mean, mean_ln) = (sum / n, logs / n);
    let value = |shape: f64, scale: f64| {
        let beyond = gamma_ur(shape, threshold / scale);
        let density = (shape - 1.0) * mean_ln - mean / scale - shape * scale.ln() - ln_gamma(shape);
        if beyond > 1e-250 {
            density - beyond.ln()
        } else {
            f64::NEG_INFINITY
        }
    };
    // Shapes of half a degree of freedom to six; for each the best scale by golden section.
    let shapes = (0..=46).map(|i| 0.25 + 0.06 * f64::from(i));
    let best = shapes
        .map(|shape| {
            let scale = golden(0.2, 12.0, |scale| value(shape, scale));
            (value(shape, scale), shape, scale)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    best.0.is_finite().then_some([threshold, best.1, best.2])
}

/// Where a function with one maximum is highest.
fn golden(mut low: f64, mut high: f64, value: impl Fn(f64) -> f64) -> f64 {
    const SHARE: f64 = 0.618_033_988_749_894_9;
    for _ in 0..40 {
        let (a, b) = (high - SHARE * (high - low), low + SHARE * (high - low));
        if value(a) < value(b) {
            low = a;
        } else {
            high = b;
        }
    }
    0.5 * (low + high)
}

/// Declinations of trials stand no farther apart than this, in degrees, unless somebody wants fewer.
pub const STEP_DEG: f64 = 1.0;

/// Between these declinations in degrees they stand half as far apart: there selections change at -5 degrees, and the
/// bands of the background their width at -11.5.
const UNEVEN_DEG: [f64; 2] = [-15.0, 0.0];

/// Declinations from the southernmost to the northernmost about which a likelihood can say anything, in radians:
/// `count` of them, or as many as [`STEP_DEG`] asks for.
pub fn grid(likelihood: &Likelihood, count: Option<usize>) -> Vec<f64> {
    let max = likelihood.settings().max_abs_dec_rad;
    let (low, high) = likelihood.covered_dec_rad();
    let (low, high) = (low.max(-max), high.min(max));
    let steps = ((high - low).to_degrees() / STEP_DEG - 1e-9)
        .ceil()
        .max(1.0) as usize;
    let last = count.map_or(steps, |count| count.max(2) - 1);
    let at = |half: usize| low + (high - low) * half as f64 / (2 * last) as f64;
    let wanted = |half: &usize| {
        let uneven = (UNEVEN_DEG[0]..=UNEVEN_DEG[1]).contains(&at(*half).to_degrees());
        half.is_multiple_of(2) || (uneven && count.is_none())
    };
    let open = |dec_rad: &f64| likelihood.visible(*dec_rad);
    (0..=2 * last).filter(wanted).map(at).filter(open).collect()
}

/// Distributions at several declinations.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    sin_dec: Vec<f64>,
    each: Vec<Distribution>,
}

impl Calibration {
    /// Runs `trials` trials at each declination in radians, which rise; `None` if `watch` cancelled.
    pub fn run(
        likelihood: &Likelihood,
        dec_rad: &[f64],
        trials: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Self> {
        let mut each = Vec::new();
        for dec_rad in dec_rad {
            let fits = Trials::new(likelihood, *dec_rad).run(None, trials, seed, watch)?;
            each.push(Distribution::of(fits.iter().map(|fit| fit.ts)));
        }
        Some(Self::of(dec_rad, each))
    }

    /// Distributions at declinations in radians, which rise.
    pub fn of(dec_rad: &[f64], each: Vec<Distribution>) -> Self {
        let sin_dec = dec_rad.iter().map(|dec_rad| dec_rad.sin()).collect();
        Self { sin_dec, each }
    }

    /// Sines of the declinations.
    pub(crate) fn sin_dec(&self) -> &[f64] {
        &self.sin_dec
    }

    /// How many declinations.
    pub fn declinations(&self) -> usize {
        self.each.len()
    }

    /// The fewest trials at any declination.
    pub fn trials(&self) -> usize {
        self.each
            .iter()
            .map(Distribution::trials)
            .min()
            .unwrap_or(0)
    }

    /// The calibrated local p-value of a fit at a declination; `None` outside the declinations of the trials, or where
    /// they are too few.
    pub fn p_value(&self, dec_rad: f64, fit: &Fit) -> Option<f64> {
        self.p_value_of(dec_rad, fit.ts)
    }

    /// The same of a TS.
    pub fn p_value_of(&self, dec_rad: f64, ts: f64) -> Option<f64> {
        let told = self.estimate(dec_rad, ts).filter(Estimate::is_told);
        told.map(|estimate| estimate.p)
    }

    /// The same with its error and how it is known, even where no trial reached and no tail is known; `None` outside
    /// the declinations of the trials. Between two of them it is told if one of them tells, and of their counts the lower.
    pub fn estimate(&self, dec_rad: f64, ts: f64) -> Option<Estimate> {
        let sin_dec = dec_rad.sin();
        let (first, last) = (*self.sin_dec.first()?, *self.sin_dec.last()?);
        if !(first - 1e-12..=last + 1e-12).contains(&sin_dec) {
            return None;
        }
        let above = self.sin_dec.partition_point(|s| *s <= sin_dec);
        let low = above.saturating_sub(1);
        let of = |i: usize| self.each[i].estimate(ts);
        if low + 1 >= self.each.len() {
            return of(low);
        }
        let share = (sin_dec - self.sin_dec[low]) / (self.sin_dec[low + 1] - self.sin_dec[low]);
        Some(Estimate::between(of(low)?, of(low + 1)?, share))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Quantiles of half a chi-square of one degree of freedom: TS is 0 half of the time.
    fn half_chi_square(trials: usize) -> Distribution {
        let quantile = |share: f64| {
            let (mut low, mut high) = (0.0, 60.0);
            for _ in 0..60 {
                let middle: f64 = 0.5 * (low + high);
                if libm::erfc((0.5 * middle).sqrt()) > share {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            low
        };
        let positive = (0..trials / 2).map(|i| quantile((i as f64 + 0.5) / (trials as f64 / 2.0)));
        Distribution::of(positive.chain(std::iter::repeat_n(0.0, trials / 2)))
    }

    #[test]
    fn tails_go_on_as_their_law_does() {
        let distribution = half_chi_square(10_000);
        for ts in [0.5_f64, 1.642, 5.412, 9.55, 16.0, 25.0] {
            let expected = 0.5 * libm::erfc((0.5 * ts).sqrt());
            let found = distribution.p_value(ts).unwrap();
            let allowed = if ts < 9.0 { 0.04 } else { 0.15 };
            assert!(
                (found / expected - 1.0).abs() < allowed,
                "{ts}: {found} {expected}"
            );
        }
        assert_eq!(distribution.p_value(0.0), Some(1.0));
        assert_eq!(distribution.p_value(f64::NAN), None);
        let threshold = distribution.threshold(0.01).unwrap();
        assert!((threshold - 5.412).abs() < 0.15, "{threshold}");
        assert!(
            (distribution.quantile(0.9) - 1.642).abs() < 0.05 && distribution.quantile(0.3) == 0.0
        );
    }

    #[test]
    fn too_few_trials_say_nothing_about_tails() {
        let few = Distribution::of([0.0, 1.0, 2.0]);
        assert_eq!((few.p_value(3.0), few.trials()), (None, 3));
        assert_eq!(few.p_value(1.5), Some(1.0 / 3.0));
        assert_eq!(
            (few.threshold(0.01), few.estimate(3.0).unwrap().reached),
            (None, 0)
        );
        assert_eq!(Distribution::of([]).p_value(1.0), None);
    }

    #[test]
    fn between_declinations_p_is_told_with_its_error_where_both_sides_tell() {
        let few = Distribution::of((0..100).map(|i| if i < 4 { f64::from(i) + 0.5 } else { 0.0 }));
        let many = half_chi_square(10_000);
        let dec: [f64; 3] = [-0.2, 0.0, 0.3];
        let calibration = Calibration::of(&dec, vec![many.clone(), many.clone(), few.clone()]);
        // Between equal distributions nothing changes but the error, which two of them halve.
        let (there, half) = (many.estimate(4.0).unwrap(), 0.5 * dec[0].sin());
        let between = calibration.estimate(half.asin(), 4.0).unwrap();
        assert!((between.p / there.p - 1.0).abs() < 1e-12);
        assert!((between.error / there.error - 0.5_f64.sqrt()).abs() < 1e-12);
        assert!(!between.extrapolated && between.reached == there.reached);
        let far = calibration.estimate(half.asin(), 30.0).unwrap();
        assert!(far.extrapolated && far.is_told());
        // One side cannot tell: a trial of its hundred stands for it, and it is marked.
        let share = 0.1_f64.sin() / 0.3_f64.sin();
        let one = calibration.estimate(0.1, 4.0).unwrap();
        let expected = (1.0 - share) * there.p.ln() + share * 0.01_f64.ln();
        assert!((one.p.ln() - expected).abs() < 1e-12 && one.extrapolated);
        // Neither can tell: there is a bound, of the fewer trials.
        let two = Calibration::of(&dec[1..], vec![few.clone(), few]);
        let unknown = two.estimate(0.1, 4.0).unwrap();
        assert_eq!((unknown.is_told(), unknown.trials), (false, 100));
        assert!((unknown.bound() - 0.023_025_85).abs() < 1e-8);
        assert_eq!(two.p_value_of(0.1, 4.0), None);
        assert!(calibration.estimate(0.31, 1.0).is_none());
    }
}
