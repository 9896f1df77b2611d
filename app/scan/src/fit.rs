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

/// Best fit of one sky position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Test statistic 2 ln Λ at `n_s`. Never negative.
    pub ts: f64,
    /// Number of signal events, summed over the samples. Never negative.
    pub n_s: f64,
    /// Spectral index; NaN, since the spatial part does not fit it.
    pub gamma: f64,
    /// Asymptotic local p-value, *not calibrated*; 1 where `n_s` is 0. See [`p_value`].
    pub p_local: f64,
}

impl Fit {
    /// What a position yields where signal does no better than background.
    pub(crate) const NOTHING: Self = Self {
        ts: 0.0,
        n_s: 0.0,
        gamma: f64::NAN,
        p_local: 1.0,
    };

    /// What a position yields that is none.
    pub(crate) const NOWHERE: Self = Self {
        ts: f64::NAN,
        n_s: f64::NAN,
        gamma: f64::NAN,
        p_local: f64::NAN,
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
        shares: &'a [f64],
        ratios: &'a Ratios,
    ) -> impl Iterator<Item = Term<'a>> {
        counts
            .iter()
            .zip(shares)
            .enumerate()
            .filter(|&(_, (&count, &share))| count > 0 && share > 0.0)
            .map(|(sample, (&count, &share))| Self {
                count: count as f64,
                scale: share / count as f64,
                ratios: ratios.of(sample),
            })
    }
}

/// Newton steps are below this fraction of n_s when they end; TS is then good to the square of it.
const TOLERANCE: f64 = 1e-5;

/// Bisection alone would be done by then.
const MOST_STEPS: usize = 60;

/// Finds the n_s with the highest likelihood.
pub(crate) fn maximise(terms: &[Term<'_>]) -> Fit {
    let limit = terms
        .iter()
        .map(|term| 1.0 / term.scale)
        .fold(f64::INFINITY, f64::min);
    if !limit.is_finite() || slope_at_zero(terms) <= 0.0 {
        return Fit::NOTHING;
    }
    // At the limit itself ln Λ is a difference of infinities.
    let limit = limit * (1.0 - 1e-9);
    let (mut low, mut high) = (0.0, limit);
    let mut n_s = f64::min(1.0, 0.5 * limit);
    for _ in 0..MOST_STEPS {
        let (slope, curvature) = derivatives(terms, n_s);
        if slope > 0.0 {
            low = n_s;
        } else {
            high = n_s;
        }
        let newton = n_s - slope / curvature;
        let next = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        let step = (next - n_s).abs();
        n_s = next;
        if step <= TOLERANCE * n_s {
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
    }
}

/// d ln Λ / d n_s at n_s = 0: Σ c R - 1. No logarithms and no divisions, and most positions end here.
fn slope_at_zero(terms: &[Term<'_>]) -> f64 {
    let sample = |term: &Term<'_>| {
        let mut sums = [0.0_f64; LANES];
        for ratios in term.ratios {
            for lane in 0..LANES {
                sums[lane] += f64::from(ratios[lane]);
            }
        }
        term.scale * (sums.iter().sum::<f64>() - term.count)
    };
    terms.iter().map(sample).sum()
}

/// First and second derivative of ln Λ at n_s > 0.
fn derivatives(terms: &[Term<'_>], n_s: f64) -> (f64, f64) {
    /// Blocks whose sums are kept in 32 bits.
    const BLOCKS: usize = 8;
    let (mut slope, mut curvature) = (0.0, 0.0);
    for term in terms {
        let c = term.scale;
        let q = 1.0 - n_s * c;
        let u = (n_s * c / q) as f32;
        let (mut first, mut second) = (0.0, 0.0);
        for blocks in term.ratios.chunks(BLOCKS) {
            let (mut g, mut g2) = ([0.0_f32; LANES], [0.0_f32; LANES]);
            for ratios in blocks {
                for lane in 0..LANES {
                    let value = ratios[lane] / (1.0 + u * ratios[lane]);
                    g[lane] += value;
                    g2[lane] += value * value;
                }
            }
            first += g.into_iter().map(f64::from).sum::<f64>();
            second += g2.into_iter().map(f64::from).sum::<f64>();
        }
        // du/dn = c/q², d²u/dn² = 2c²/q³.
        let (du, c_q) = (c / (q * q), c / q);
        slope += du * first - term.count * c_q;
        curvature += 2.0 * c_q * du * first - du * du * second - term.count * c_q * c_q;
    }
    (slope, curvature)
}

/// ln Λ at n_s: factors are multiplied 64 at a time before one logarithm is taken.
fn ln_ratio(terms: &[Term<'_>], n_s: f64) -> f64 {
    let mut sum = 0.0;
    for term in terms {
        let share = n_s * term.scale;
        let u = share / (1.0 - share);
        sum += term.count * (-share).ln_1p();
        for blocks in term.ratios.chunks(4) {
            let mut products = [1.0_f64; LANES];
            for ratios in blocks {
                for lane in 0..LANES {
                    products[lane] *= 1.0 + u * f64::from(ratios[lane]);
                }
            }
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
