//! The best number of signal events at one position.
//!
//! With ratios R_i = S_i/B_i and a source that gives sample j the share f_j of its n_s events, the likelihood
//! ratio (Braun et al. 2008, Astropart. Phys. 29, 299, over several samples) is
//!
//! ```text
//! ln Λ(n_s) = Σ_j Σ_i ln(1 + n_s c_j (R_i - 1)),   c_j = f_j / N_j
//!           = Σ_j [ N_j ln(1 - n_s c_j) + Σ_i ln(1 + u_j R_i) ],   u_j = n_s c_j / (1 - n_s c_j)
//! ```
//!
//! The second line is what is computed: a candidate out of reach has R = 0 and costs nothing, none of the
//! logarithms' arguments can become negative, and nothing cancels. n_s runs from 0 to where the first sample
//! would be all signal, n_s c_j = 1. ln Λ is concave, so a Newton step kept within brackets always arrives.

use crate::p_value;
use crate::tile::{LANES, Ratios};
use crate::vector::{dispatch, level};
use crate::yields::Share;

/// Best fit of one sky position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Test statistic 2 ln Λ at `n_s`. Never negative.
    pub ts: f64,
    /// Number of signal events, summed over the samples. Never negative.
    pub n_s: f64,
    /// Spectral index, fitted or held; NaN where energies play no part, or no index does better than another.
    pub gamma: f64,
    /// Asymptotic local p-value, *not calibrated*: 1 where `n_s` is 0, and 0 where it is too small for a number
    /// (TS above some 1400). See [`p_value`].
    pub p_local: f64,
    /// What must be said beside the numbers.
    pub remark: Remark,
}

/// What must be said beside the numbers of a fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remark {
    /// Nothing.
    #[default]
    None,
    /// No sample would see a source there: nothing was fitted.
    OutsideView,
    /// The spectral index is at the end of its range.
    IndexAtBound,
    /// The number of signal events is all that a sample holds.
    AllSignal,
    /// The position is none.
    NoPosition,
}

impl Remark {
    /// In words, for results; empty where nothing must be said.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::OutsideView => "no sample would see a source there",
            Self::IndexAtBound => "the index is at the end of its range",
            Self::AllSignal => "a sample would be all signal",
            Self::NoPosition => "no position",
        }
    }
}

impl Fit {
    /// What a position yields where signal does no better than background.
    pub(crate) const NOTHING: Self = Self {
        ts: 0.0,
        n_s: 0.0,
        gamma: f64::NAN,
        p_local: 1.0,
        remark: Remark::None,
    };

    /// What a position yields that no sample looks at.
    pub(crate) const OUTSIDE_VIEW: Self = Self {
        remark: Remark::OutsideView,
        ..Self::NOTHING
    };

    /// What a position yields that is none.
    pub(crate) const NOWHERE: Self = Self {
        ts: f64::NAN,
        n_s: f64::NAN,
        gamma: f64::NAN,
        p_local: f64::NAN,
        remark: Remark::NoPosition,
    };
}

/// One sample's part in a likelihood.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term<'a> {
    /// Number of its candidates, those out of reach included.
    pub count: f64,
    /// c = f/N.
    pub scale: f64,
    /// Ratios of those within reach, filled up with zeros.
    pub ratios: &'a [[f32; LANES]],
}

impl<'a> Term<'a> {
    /// The terms of all samples that have candidates and a share of the signal.
    pub(crate) fn all(
        counts: &'a [usize],
        shares: &'a [Share],
        ratios: &'a Ratios,
    ) -> impl Iterator<Item = Term<'a>> {
        counts
            .iter()
            .zip(shares)
            .enumerate()
            .filter(|&(_, (&count, share))| count > 0 && share.value > 0.0)
            .map(|(sample, (&count, share))| Self {
                count: count as f64,
                scale: share.value / count as f64,
                ratios: ratios.of(sample),
            })
    }
}

/// A Newton step is the last one when it gains less than about this in TS.
///
/// Sums of logarithms are self-concordant, so what is missing after that step is of the order of the square of this
/// (Boyd and Vandenberghe 2004, *Convex Optimization*, section 9.6): n_s is then within 1e-5 of its error.
const LAST_GAIN: f64 = 1e-5;

/// Brackets closer than this fraction of n_s end the search: the maximum is at the upper limit.
const LAST_BRACKET: f64 = 1e-9;

/// Far below the maximum a Newton step doubles n_s, far above one bisects: either is done by then.
const MOST_STEPS: usize = 120;

/// Finds the n_s with the highest likelihood.
pub(crate) fn maximise(terms: &[Term<'_>]) -> Fit {
    let scale = terms.iter().map(|term| term.scale).fold(0.0, f64::max);
    let (slope, curvature) = derivatives_at_zero(terms);
    if slope <= 0.0 {
        return Fit::NOTHING;
    }
    // At the limit itself ln Λ is a difference of infinities.
    let limit = (1.0 - 1e-9) / scale;
    let (mut low, mut high) = (0.0, limit);
    // A step from zero always falls short, typically by a third.
    let mut n_s = (-1.5 * slope / curvature).clamp(0.0, 0.5 * limit);
    for _ in 0..MOST_STEPS {
        let (slope, curvature) = derivatives(terms, n_s);
        if slope > 0.0 {
            low = n_s;
        } else {
            high = n_s;
        }
        let newton = n_s - slope / curvature;
        let within = newton > low && newton < high;
        n_s = if within { newton } else { 0.5 * (low + high) };
        let last = within && slope * slope <= LAST_GAIN * -curvature;
        if last || high - low <= LAST_BRACKET * high {
            break;
        }
    }
    let ts = 2.0 * ln_ratio(terms, n_s);
    if ts <= 0.0 {
        return Fit::NOTHING;
    }
    Fit {
        ts,
        n_s,
        gamma: f64::NAN,
        p_local: p_value::asymptotic(ts),
        remark: all_signal(n_s, limit),
    }
}

/// The remark of a fit at the largest possible number of signal events.
pub(crate) fn all_signal(n_s: f64, limit: f64) -> Remark {
    if n_s > 0.999_999 * limit {
        Remark::AllSignal
    } else {
        Remark::None
    }
}

/// First and second derivative of ln Λ at n_s = 0: no divisions, and most positions end here.
fn derivatives_at_zero(terms: &[Term<'_>]) -> (f64, f64) {
    let (mut slope, mut curvature) = (0.0, 0.0);
    for term in terms {
        let [r, r2] = dispatch!(level(), _ => sums(term.ratios));
        let (c, n) = (term.scale, term.count);
        slope += c * (r - n);
        curvature -= c * c * (r2 - 2.0 * r + n);
    }
    (slope, curvature)
}

/// Σ R and Σ R².
#[inline(always)]
fn sums(ratios: &[[f32; LANES]]) -> [f64; 2] {
    let mut sums = [[0.0_f64; LANES]; 2];
    for ratios in ratios {
        for lane in 0..LANES {
            let ratio = f64::from(ratios[lane]);
            sums[0][lane] += ratio;
            sums[1][lane] += ratio * ratio;
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}

/// First and second derivative of ln Λ at n_s > 0.
fn derivatives(terms: &[Term<'_>], n_s: f64) -> (f64, f64) {
    let (mut slope, mut curvature) = (0.0, 0.0);
    for term in terms {
        let c = term.scale;
        let q = 1.0 - n_s * c;
        let u = (n_s * c / q) as f32;
        let [first, second] = dispatch!(level(), _ => slope_sums(term.ratios, u));
        // du/dn = c/q², d²u/dn² = 2c²/q³.
        let (du, c_q) = (c / (q * q), c / q);
        slope += du * first - term.count * c_q;
        curvature += 2.0 * c_q * du * first - du * du * second - term.count * c_q * c_q;
    }
    (slope, curvature)
}

/// Σ g and Σ g² of g = R/(1 + u R).
#[inline(always)]
fn slope_sums(ratios: &[[f32; LANES]], u: f32) -> [f64; 2] {
    /// Blocks whose sums are kept in 32 bits.
    const BLOCKS: usize = 8;
    let mut sums = [[0.0_f64; LANES]; 2];
    for blocks in ratios.chunks(BLOCKS) {
        let (mut g, mut g2) = ([0.0_f32; LANES], [0.0_f32; LANES]);
        for ratios in blocks {
            for lane in 0..LANES {
                let value = ratios[lane] / (1.0 + u * ratios[lane]);
                g[lane] += value;
                g2[lane] += value * value;
            }
        }
        for lane in 0..LANES {
            sums[0][lane] += f64::from(g[lane]);
            sums[1][lane] += f64::from(g2[lane]);
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}

/// ln Λ at n_s: factors are multiplied 64 at a time before one logarithm is taken.
fn ln_ratio(terms: &[Term<'_>], n_s: f64) -> f64 {
    let mut sum = 0.0;
    for term in terms {
        let share = n_s * term.scale;
        let u = share / (1.0 - share);
        sum += term.count * (-share).ln_1p();
        for blocks in term.ratios.chunks(4) {
            let products = dispatch!(level(), _ => products(blocks, u));
            let product: f64 = products.iter().product();
            sum += if product.is_finite() {
                product.ln()
            } else {
                let values = blocks.as_flattened().iter();
                values.map(|&ratio| (u * f64::from(ratio)).ln_1p()).sum()
            };
        }
    }
    sum
}

/// Π (1 + u R), lane by lane.
#[inline(always)]
fn products(ratios: &[[f32; LANES]], u: f64) -> [f64; LANES] {
    let mut products = [1.0_f64; LANES];
    for ratios in ratios {
        for lane in 0..LANES {
            products[lane] *= 1.0 + u * f64::from(ratios[lane]);
        }
    }
    products
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::LARGEST_RATIO;
    use proptest::prelude::*;

    /// Ratios of one sample, filled up.
    fn blocks(ratios: &[f32]) -> Vec<[f32; LANES]> {
        let mut padded = ratios.to_vec();
        padded.resize(ratios.len().next_multiple_of(LANES), 0.0);
        padded.as_chunks().0.to_vec()
    }

    /// The best fit of samples of (number of candidates, ratios of those within reach), shares by number.
    fn fit(samples: &[(usize, &[f32])]) -> Fit {
        let total: usize = samples.iter().map(|sample| sample.0).sum();
        let blocks: Vec<_> = samples.iter().map(|sample| blocks(sample.1)).collect();
        let terms: Vec<_> = samples
            .iter()
            .zip(&blocks)
            .map(|(&(count, _), ratios)| Term {
                count: count as f64,
                scale: 1.0 / total as f64,
                ratios,
            })
            .collect();
        maximise(&terms)
    }

    /// TS at some n_s, by the first line of the formula.
    fn ts_at(n_s: f64, total: usize, ratios: &[f32]) -> f64 {
        let share = n_s / total as f64;
        let near = ratios
            .iter()
            .map(|&r| (share * (f64::from(r) - 1.0)).ln_1p());
        2.0 * (near.sum::<f64>() + (total - ratios.len()) as f64 * (-share).ln_1p())
    }

    /// `Fit::gamma` is NaN, so fits do not compare equal as they are.
    fn nothing(fit: Fit) -> bool {
        (fit.ts, fit.n_s, fit.p_local) == (0.0, 0.0, 1.0) && fit.gamma.is_nan()
    }

    #[test]
    fn pure_background_fits_no_signal() {
        assert!(nothing(fit(&[(10, &[])])));
        assert!(nothing(fit(&[(3, &[1.0, 1.0, 1.0])])));
        assert!(nothing(fit(&[(1000, &[200.0, 300.0])])));
        assert!(nothing(fit(&[])));
    }

    #[test]
    fn two_candidates_match_the_closed_form() {
        // Ratios 3 and 0: the slope vanishes where 2/(2 + 2n) = 1/(2 - n), that is n = 1/2.
        let found = fit(&[(2, &[3.0])]);
        assert!((found.n_s - 0.5).abs() < 1e-6, "{}", found.n_s);
        assert!(
            (found.ts - 2.0 * (1.5_f64.ln() + 0.75_f64.ln())).abs() < 1e-9,
            "{}",
            found.ts
        );
        assert_eq!(found.p_local, p_value::asymptotic(found.ts));
    }

    #[test]
    fn one_hot_candidate_matches_the_closed_form() {
        // (R - 1)/(1 + n(R - 1)/N) = (N - 1)/(1 - n/N) gives n = (R - N)/(R - 1).
        let (r, total) = (5000.0_f64, 1000);
        let found = fit(&[(total, &[r as f32])]);
        let n_s = (r - 1000.0) / (r - 1.0);
        assert!((found.n_s - n_s).abs() < 1e-6, "{}", found.n_s);
        assert!((found.ts - ts_at(n_s, total, &[r as f32])).abs() < 1e-9);
    }

    #[test]
    fn a_sample_that_is_all_signal_ends_at_its_size() {
        let found = fit(&[(5, &[7.0; 5])]);
        assert!((found.n_s - 5.0).abs() < 1e-6, "{}", found.n_s);
        assert!(
            (found.ts - 10.0 * 7.0_f64.ln()).abs() < 1e-6,
            "{}",
            found.ts
        );
        let alone = fit(&[(1, &[1e6])]);
        assert!((alone.ts - 2.0 * 1e6_f64.ln()).abs() < 1e-6, "{}", alone.ts);
    }

    #[test]
    fn huge_ratios_overflow_nothing() {
        let found = fit(&[(64, &[LARGEST_RATIO as f32; 64])]);
        assert!(found.ts.is_finite() && found.n_s <= 64.0);
        assert!((found.ts / (128.0 * LARGEST_RATIO.ln()) - 1.0).abs() < 1e-6);
        let one = fit(&[(1_000_000, &[LARGEST_RATIO as f32])]);
        assert!((one.n_s - 1.0).abs() < 1e-6, "{one:?}");
    }

    proptest! {
        #[test]
        fn no_other_n_s_does_better(
            ratios in prop::collection::vec(0.0..2000.0_f32, 1..120),
            empty in 1..3000_usize,
            t in 0.0..1.0_f64,
        ) {
            let total = ratios.len() + empty;
            let found = fit(&[(total, &ratios)]);
            prop_assert!(found.ts >= 0.0 && (0.0..=total as f64).contains(&found.n_s));
            prop_assert!((found.ts - ts_at(found.n_s, total, &ratios)).abs() < 1e-8 * (1.0 + found.ts));
            for n_s in [t * total as f64, (t * 2.0 * found.n_s).min(total as f64), t] {
                prop_assert!(found.ts >= ts_at(n_s, total, &ratios) - 1e-6 * (1.0 + found.ts));
            }
        }

        #[test]
        fn it_does_not_matter_how_candidates_are_split_into_samples(
            ratios in prop::collection::vec(0.0..2000.0_f32, 2..120),
            empty in 1..3000_usize,
            cut in 0.0..1.0_f64,
        ) {
            let (first, second) = ratios.split_at((cut * ratios.len() as f64) as usize);
            let half = empty / 2;
            let whole = fit(&[(ratios.len() + empty, &ratios)]);
            let split = fit(&[(first.len() + half, first), (second.len() + empty - half, second)]);
            prop_assert!((whole.ts - split.ts).abs() < 1e-6 * (1.0 + whole.ts));
            prop_assert!((whole.n_s - split.n_s).abs() < 1e-4 * (1.0 + whole.n_s));
        }
    }
}
