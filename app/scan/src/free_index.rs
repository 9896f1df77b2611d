//! The best number of signal events and spectral index at one position.
//!
//! With weights W_i(γ) the likelihood of `fit` becomes, for s_j = n_s f_j(γ)/N_j and u_j = s_j/(1 - s_j),
//!
//! ```text
//! ln Λ(n_s, γ) = Σ_j [ N_j ln(1 - s_j) + Σ_i ln(1 + u_j R_i W_i(γ)) ]
//! ```
//!
//! It is concave in n_s, but along γ it may have several maxima. So 13 indices are looked at together first: one sweep
//! for the slopes at n_s = 0, where most positions end, and one for slopes near the maximum, whose integral tells how
//! high each is. From every local maximum among them a Newton step in both parameters climbs to the top; the highest
//! top wins. With p_i = u R_i W_i/(1 + u R_i W_i), the probability to be signal, and l_i = ln W_i the derivatives are
//!
//! ```text
//! ∂/∂s = [Σp/s - N]/(1-s)     ∂²/∂s² = [2Σp/s - Σp²/s² - N]/(1-s)²     ∂²/∂s∂γ = Σ p(1-p) l' / s(1-s)
//! ∂/∂γ = Σ p l'               ∂²/∂γ² = Σ p(1-p) l'² + p l''
//! ```
//!
//! and those of s_j(γ) follow by the chain rule.

mod coarse;
mod surface;

use crate::cubic::GAMMA;
use crate::fit::{Fit, Remark, all_signal};
use crate::p_value;
use crate::tile::{LANES, Ratios};
use crate::weights::{COARSE, Weights};
use crate::yields::Shares;
use coarse::starts;
pub(crate) use surface::Room;
use surface::{Derivatives, Point, limit_of};

/// Blocks of candidates whose sums are kept in 32 bits.
const BLOCKS: usize = 4;

/// A step is the last one when it gains less than this in TS.
const LAST_GAIN: f64 = 1e-7;

/// Newton arrives in 3 to 6 steps; what takes longer is searched step by step.
const MOST_STEPS: usize = 40;

/// Largest step in γ.
const LARGEST_STEP: f64 = 0.25;

/// Everything that a fit with a free index reads.
#[derive(Clone, Copy)]
pub(crate) struct Problem<'a> {
    pub counts: &'a [usize],
    pub shares: &'a Shares,
    /// Shares at the coarse indices.
    pub coarse_shares: &'a [[f64; LANES]],
    pub ratios: &'a Ratios,
    pub weights: &'a Weights,
}

/// Finds the n_s and γ with the highest likelihood.
pub(crate) fn maximise(problem: &Problem<'_>, room: &mut Room) -> Fit {
    let zero = problem.at_zero();
    if zero.slope[..COARSE].iter().all(|slope| *slope <= 0.0) {
        return Fit::NOTHING;
    }
    let estimates = problem.estimate(&zero);
    let mut best: Option<(f64, Point, f64)> = None;
    for start in starts(&estimates) {
        let (point, limit) = problem.climb(start, room);
        let ln_ratio = problem.ln_ratio(point, room);
        if best.is_none_or(|(highest, ..)| ln_ratio > highest) {
            best = Some((ln_ratio, point, limit));
        }
    }
    let Some((ln_ratio, point, limit)) = best else {
        return Fit::NOTHING;
    };
    let ts = 2.0 * ln_ratio;
    if ts.is_nan() || ts <= 0.0 {
        return Fit::NOTHING;
    }
    let at_bound = point.gamma <= GAMMA[0] || point.gamma >= GAMMA[1];
    Fit {
        ts,
        n_s: point.n_s,
        gamma: point.gamma,
        p_local: p_value::asymptotic(ts),
        remark: if at_bound {
            Remark::IndexAtBound
        } else {
            all_signal(point.n_s, limit)
        },
    }
}

impl Problem<'_> {
    /// Climbs to a local maximum; with the largest possible n_s there.
    fn climb(&self, start: Point, room: &mut Room) -> (Point, f64) {
        let mut at = start;
        let mut limit = f64::INFINITY;
        for _ in 0..MOST_STEPS {
            self.scaled(at.gamma, room);
            limit = limit_of(&room.terms);
            at.n_s = at.n_s.min(0.999_999_999 * limit);
            let by = self.derivatives(at, room);
            let (step_n, step_g, gain) = step(&by, at.gamma);
            let gamma = (at.gamma + step_g).clamp(GAMMA[0], GAMMA[1]);
            at = Point {
                n_s: (at.n_s + step_n).clamp(0.2 * at.n_s, 0.5 * (at.n_s + limit)),
                gamma,
            };
            if gain.abs() <= LAST_GAIN {
                return (at, limit);
            }
        }
        (self.search(start.gamma, at.n_s, room), limit)
    }

    /// The highest likelihood along γ by golden section around a coarse index: slow, and always arrives.
    fn search(&self, gamma: f64, n_s: f64, room: &mut Room) -> Point {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let mut best = |gamma: f64| {
            let point = self.along_n_s(Point { n_s, gamma }, room);
            (self.ln_ratio(point, room), point)
        };
        let (mut low, mut high) = ((gamma - 0.3).max(GAMMA[0]), (gamma + 0.3).min(GAMMA[1]));
        let mut ends = [best(low), best(high)];
        let mut a = best(high - GOLDEN * (high - low));
        let mut b = best(low + GOLDEN * (high - low));
        while high - low > 1e-5 {
            if a.0 > b.0 {
                (high, b) = (b.1.gamma, a);
                a = best(high - GOLDEN * (high - low));
            } else {
                (low, a) = (a.1.gamma, b);
                b = best(low + GOLDEN * (high - low));
            }
        }
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let highest = [a, b, ends[1]]
            .into_iter()
            .max_by(|a, b| a.0.total_cmp(&b.0));
        highest.map_or(a.1, |found| found.1)
    }

    /// The maximum along n_s at one index.
    fn along_n_s(&self, start: Point, room: &mut Room) -> Point {
        self.scaled(start.gamma, room);
        let limit = (1.0 - 1e-9) * limit_of(&room.terms);
        let (mut low, mut high, mut n_s) = (0.0, limit, start.n_s.clamp(1e-9 * limit, 0.5 * limit));
        for _ in 0..100 {
            let by = self.derivatives(Point { n_s, ..start }, room);
            if by.n > 0.0 {
                low = n_s;
            } else {
                high = n_s;
            }
            let newton = n_s - by.n / by.nn;
            let within = newton > low && newton < high;
            let last = within && by.n * by.n <= LAST_GAIN * -by.nn;
            n_s = if within { newton } else { 0.5 * (low + high) };
            if last || high - low <= 1e-9 * high {
                break;
            }
        }
        Point { n_s, ..start }
    }
}

/// The next step in n_s and γ, and what it is expected to gain in TS.
fn step(by: &Derivatives, gamma: f64) -> (f64, f64, f64) {
    let along_n = -by.n / by.nn;
    let at_low = gamma <= GAMMA[0] && by.g - by.ng * by.n / by.nn <= 0.0;
    let at_high = gamma >= GAMMA[1] && by.g - by.ng * by.n / by.nn >= 0.0;
    if at_low || at_high {
        return (along_n, 0.0, by.n * along_n);
    }
    let determinant = by.nn * by.gg - by.ng * by.ng;
    if by.nn < 0.0 && determinant > 0.0 {
        let step_g = (by.ng * by.n - by.nn * by.g) / determinant;
        let limited = step_g.clamp(-LARGEST_STEP, LARGEST_STEP);
        let step_n = -(by.n + by.ng * limited) / by.nn;
        return (step_n, limited, by.n * step_n + by.g * limited);
    }
    // Along the ridge n_s(γ) the slope is g - ng n/nn; it bends upwards, so walk uphill.
    let uphill = by.g - by.ng * by.n / by.nn;
    let step_g = 0.4 * LARGEST_STEP * uphill.signum();
    (-(by.n + by.ng * step_g) / by.nn, step_g, f64::INFINITY)
}
