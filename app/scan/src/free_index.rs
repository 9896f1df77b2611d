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

use crate::cubic::{self, GAMMA};
use crate::exp::exp;
use crate::fit::{Fit, Remark, all_signal};
use crate::p_value;
use crate::tile::{LANES, Ratios};
use crate::weights::{COARSE, Weights, coarse};
use crate::yields::{Share, Shares};

/// Blocks of candidates whose sums are kept in 32 bits.
const BLOCKS: usize = 4;

/// A step is the last one when it gains less than this in TS.
const LAST_GAIN: f64 = 1e-7;

/// Newton arrives in 3 to 6 steps; what takes longer is searched step by step.
const MOST_STEPS: usize = 40;

/// A local maximum of the estimates is followed up unless it is lower than the highest by more than this share and
/// this much.
const MARGIN: (f64, f64) = (0.04, 0.02);

/// An estimate is settled when its last step gained less than this in ln Λ.
const SETTLED: f64 = 0.004;

/// Sweeps for estimates: a step at most doubles n_s where it is far too low.
const MOST_SWEEPS: usize = 8;

/// Largest step in γ.
const LARGEST_STEP: f64 = 0.25;

/// Memory that fits use again and again.
#[derive(Debug, Default)]
pub(crate) struct Room {
    shares: Vec<Share>,
    terms: Vec<Scaled>,
}

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

/// One sample's part at one index.
#[derive(Clone, Copy, Debug)]
struct Scaled {
    sample: usize,
    count: f64,
    /// f/N and its derivatives along γ, relative to itself.
    scale: f64,
    slope: f64,
    curvature: f64,
}

/// ln Λ at a point: first and second derivatives.
#[derive(Clone, Copy, Debug, Default)]
struct Derivatives {
    n: f64,
    g: f64,
    nn: f64,
    ng: f64,
    gg: f64,
}

/// A point in both parameters.
#[derive(Clone, Copy, Debug)]
struct Point {
    n_s: f64,
    gamma: f64,
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

/// Slopes and curvatures along n_s at the coarse indices.
#[derive(Clone, Copy)]
struct Coarse {
    slope: [f64; LANES],
    curvature: [f64; LANES],
}

/// Where ln Λ has its maximum along n_s at the coarse indices, and how high it is.
struct Estimates {
    n_s: [f64; LANES],
    ln_ratio: [f64; LANES],
    /// What the last step is expected to have gained.
    gain: [f64; LANES],
}

impl Estimates {
    /// Whether another sweep may change which index is best: one far from the best may be as good, and one of the two
    /// is not at its top yet.
    fn are_open(&self) -> bool {
        let heights = self.ln_ratio[..COARSE].iter().copied().enumerate();
        let best = heights.max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((best, highest)) = best else {
            return false;
        };
        let floor = floor(highest);
        let may_win = |k: usize| self.ln_ratio[k] + 2.0 * self.gain[k] >= floor;
        let far = |k: &usize| k.abs_diff(best) > 1 && may_win(*k);
        let rivals = (0..COARSE).filter(far);
        let most = rivals.map(|k| self.gain[k]).reduce(f64::max);
        most.is_some_and(|most| most.max(self.gain[best]) > SETTLED)
    }
}

/// A walk along n_s at all coarse indices at once.
struct Walk {
    n_s: [f64; LANES],
    ln_ratio: [f64; LANES],
    here: Coarse,
}

impl Walk {
    /// Goes on to other points.
    fn to(&mut self, n_s: [f64; LANES], there: Coarse) {
        for (lane, to) in n_s.into_iter().enumerate() {
            let step = to - self.n_s[lane];
            // The slope as a cubic through values and derivatives at both ends (Hermite), integrated.
            self.ln_ratio[lane] += 0.5 * step * (self.here.slope[lane] + there.slope[lane])
                + step * step / 12.0 * (self.here.curvature[lane] - there.curvature[lane]);
        }
        (self.n_s, self.here) = (n_s, there);
    }

    /// Where a Newton step leads, at indices with any signal.
    fn top(&self, zero: &Coarse, limits: &[f64; LANES]) -> Estimates {
        let mut estimates = Estimates {
            n_s: [0.0; LANES],
            ln_ratio: [f64::NEG_INFINITY; LANES],
            gain: [0.0; LANES],
        };
        for lane in (0..COARSE).filter(|&lane| zero.slope[lane] > 0.0) {
            let (n, slope) = (self.n_s[lane], self.here.slope[lane]);
            let step = -slope / self.here.curvature[lane];
            estimates.gain[lane] = 0.5 * step * slope;
            estimates.ln_ratio[lane] = self.ln_ratio[lane] + estimates.gain[lane];
            estimates.n_s[lane] = (n + step).clamp(0.1 * n, 0.5 * (n + limits[lane]));
        }
        estimates
    }
}

impl Problem<'_> {
    /// The samples that have candidates and a share of the signal somewhere.
    fn samples(&self) -> impl Iterator<Item = (usize, f64, &[f64; LANES])> {
        let counts = self.counts.iter().zip(self.coarse_shares).enumerate();
        counts
            .filter(|(_, (count, _))| **count > 0)
            .map(|(sample, (&count, shares))| (sample, count as f64, shares))
    }

    /// Sums of a term and of its square over the candidates of a sample, at all coarse indices in one sweep; the term
    /// is made of the index's place and of y, the candidate's signal over background.
    #[inline]
    fn lane_sums(
        &self,
        sample: usize,
        term: impl Fn(usize, f32) -> f32,
    ) -> ([f64; LANES], [f64; LANES]) {
        let table = self.weights.coarse();
        let (mut first, mut second) = ([0.0_f64; LANES], [0.0_f64; LANES]);
        let blocks = self.ratios.of(sample).chunks(BLOCKS);
        for (ratios, cells) in blocks.zip(self.ratios.cells(sample).chunks(BLOCKS)) {
            let (mut sum, mut sum2) = ([0.0_f32; LANES], [0.0_f32; LANES]);
            let rows = ratios.as_flattened().iter().zip(cells.as_flattened());
            for (&ratio, &cell) in rows {
                let weights = &table[cell as usize];
                for lane in 0..LANES {
                    let q = term(lane, ratio * weights[lane]);
                    sum[lane] += q;
                    sum2[lane] += q * q;
                }
            }
            for lane in 0..LANES {
                first[lane] += f64::from(sum[lane]);
                second[lane] += f64::from(sum2[lane]);
            }
        }
        (first, second)
    }

    /// Slopes at n_s = 0, at all coarse indices in one sweep.
    fn at_zero(&self) -> Coarse {
        let (mut slope, mut curvature) = ([0.0; LANES], [0.0; LANES]);
        for (sample, count, shares) in self.samples() {
            let (first, second) = self.lane_sums(sample, |_, y| y);
            for lane in 0..COARSE {
                let c = shares[lane] / count;
                slope[lane] += c * (first[lane] - count);
                curvature[lane] -= c * c * (second[lane] - 2.0 * first[lane] + count);
            }
        }
        Coarse { slope, curvature }
    }

    /// The number of signal events at which the first sample would be all signal, at each coarse index.
    fn limits(&self) -> [f64; LANES] {
        let mut largest = [0.0_f64; LANES];
        for (_, count, shares) in self.samples() {
            for lane in 0..COARSE {
                largest[lane] = largest[lane].max(shares[lane] / count);
            }
        }
        largest.map(|scale| (1.0 - 1e-9) / scale.max(1e-300))
    }

    /// The maxima along n_s at all coarse indices: one Newton step from a guess, and the integral of the slope up to
    /// there. Where indices far apart are about as good, again from there.
    fn estimate(&self, zero: &Coarse) -> Estimates {
        let limits = self.limits();
        let start: [f64; LANES] = std::array::from_fn(|lane| {
            if zero.slope[lane] > 0.0 {
                (-1.5 * zero.slope[lane] / zero.curvature[lane]).clamp(0.0, 0.5 * limits[lane])
            } else {
                0.0
            }
        });
        let mut walk = Walk {
            n_s: [0.0; LANES],
            ln_ratio: [0.0; LANES],
            here: *zero,
        };
        walk.to(start, self.slopes(&start));
        let mut estimates = walk.top(zero, &limits);
        for _ in 1..MOST_SWEEPS {
            if !estimates.are_open() {
                break;
            }
            walk.to(estimates.n_s, self.slopes(&estimates.n_s));
            estimates = walk.top(zero, &limits);
        }
        estimates
    }

    /// Slopes along n_s at points n_s > 0, one for each coarse index.
    fn slopes(&self, n_s: &[f64; LANES]) -> Coarse {
        let (mut slope, mut curvature) = ([0.0; LANES], [0.0; LANES]);
        for (sample, count, shares) in self.samples() {
            let s: [f64; LANES] = std::array::from_fn(|lane| n_s[lane] * shares[lane] / count);
            let u = s.map(|s| (s / (1.0 - s)) as f32);
            let (first, second) = self.lane_sums(sample, |lane, y| y / (1.0 + u[lane] * y));
            for lane in 0..COARSE {
                let (c, rest) = (shares[lane] / count, 1.0 - s[lane]);
                let (du, c_q) = (c / (rest * rest), c / rest);
                slope[lane] += du * first[lane] - count * c_q;
                curvature[lane] +=
                    2.0 * c_q * du * first[lane] - du * du * second[lane] - count * c_q * c_q;
            }
        }
        Coarse { slope, curvature }
    }

    /// The samples' parts at one index.
    fn scaled(&self, gamma: f64, room: &mut Room) {
        self.shares.at(gamma, &mut room.shares);
        room.terms.clear();
        let all = self.counts.iter().zip(&room.shares).enumerate();
        for (sample, (&count, share)) in all {
            if count > 0 && share.value > 1e-30 {
                room.terms.push(Scaled {
                    sample,
                    count: count as f64,
                    scale: share.value / count as f64,
                    slope: share.slope,
                    curvature: share.slope * share.slope + share.curvature,
                });
            }
        }
    }

    /// First and second derivatives of ln Λ at a point; `room` holds the terms of its index.
    fn derivatives(&self, at: Point, room: &Room) -> Derivatives {
        let (piece, t) = cubic::piece(at.gamma);
        let (table, t) = (self.weights.piece(piece), t as f32);
        let mut all = Derivatives::default();
        for term in &room.terms {
            let s = at.n_s * term.scale;
            let u = (s / (1.0 - s)) as f32;
            let mut sums = [0.0_f64; 5];
            let blocks = self.ratios.of(term.sample).chunks(BLOCKS);
            for (ratios, cells) in blocks.zip(self.ratios.cells(term.sample).chunks(BLOCKS)) {
                let mut block = [[0.0_f32; LANES]; 5];
                for (ratios, cells) in ratios.iter().zip(cells) {
                    add(&mut block, ratios, cells, table, t, u);
                }
                for (sum, lanes) in sums.iter_mut().zip(block) {
                    *sum += lanes.into_iter().map(f64::from).sum::<f64>();
                }
            }
            let [p, p2, pl, mixed, bend] = sums;
            let (rest, n) = (1.0 - s, term.count);
            let by_s = (p / s - n) / rest;
            let by_ss = (2.0 * p / s - p2 / (s * s) - n) / (rest * rest);
            let by_sg = mixed / (s * rest);
            // s = n c(γ): c' = c·slope, c'' = c·curvature.
            let (c, s_g, s_gg) = (term.scale, s * term.slope, s * term.curvature);
            all.n += by_s * c;
            all.nn += by_ss * c * c;
            all.g += by_s * s_g + pl;
            all.gg += by_ss * s_g * s_g + by_s * s_gg + 2.0 * by_sg * s_g + bend;
            all.ng += by_ss * s_g * c + by_s * c * term.slope + by_sg * c;
        }
        all
    }

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

    /// ln Λ at a point: factors are multiplied 64 at a time before one logarithm is taken.
    fn ln_ratio(&self, at: Point, room: &mut Room) -> f64 {
        self.scaled(at.gamma, room);
        let (piece, t) = cubic::piece(at.gamma);
        let (table, t) = (self.weights.piece(piece), t as f32);
        let mut sum = 0.0;
        for term in &room.terms {
            let s = at.n_s * term.scale;
            let u = s / (1.0 - s);
            sum += term.count * (-s).ln_1p();
            let blocks = self.ratios.of(term.sample).chunks(BLOCKS);
            for (ratios, cells) in blocks.zip(self.ratios.cells(term.sample).chunks(BLOCKS)) {
                let mut products = [1.0_f64; LANES];
                for (ratios, cells) in ratios.iter().zip(cells) {
                    let y = weighted(ratios, cells, table, t);
                    for lane in 0..LANES {
                        products[lane] *= 1.0 + u * f64::from(y[lane]);
                    }
                }
                let product: f64 = products.iter().product();
                sum += if product.is_finite() {
                    product.ln()
                } else {
                    products.iter().map(|product| product.ln()).sum::<f64>()
                };
            }
        }
        sum
    }
}

/// The number of signal events at which the first sample would be all signal.
fn limit_of(terms: &[Scaled]) -> f64 {
    1.0 / terms.iter().map(|term| term.scale).fold(1e-300, f64::max)
}

/// The lowest local maximum that is followed up.
fn floor(highest: f64) -> f64 {
    highest - MARGIN.0 * highest - MARGIN.1
}

/// Local maxima of the estimates, refined by a parabola; those much lower than the highest are left out.
fn starts(estimates: &Estimates) -> impl Iterator<Item = Point> {
    let height = estimates.ln_ratio;
    let n_s = estimates.n_s;
    let highest = height[..COARSE].iter().copied().fold(0.0, f64::max);
    let floor = floor(highest);
    let at = move |k: usize, offset: isize| {
        let k = k as isize + offset;
        if (0..COARSE as isize).contains(&k) {
            height[k as usize]
        } else {
            f64::NEG_INFINITY
        }
    };
    (0..COARSE).filter_map(move |k| {
        let (before, here, after) = (at(k, -1), at(k, 0), at(k, 1));
        let kept = here > f64::NEG_INFINITY && here >= before && here > after && here >= floor;
        let bend = before - 2.0 * here + after;
        let offset = if bend.is_finite() && bend < 0.0 {
            0.5 * (before - after) / bend
        } else {
            0.0
        };
        kept.then_some(Point {
            n_s: n_s[k].max(1e-3),
            gamma: (coarse(k) + 0.25 * offset).clamp(GAMMA[0], GAMMA[1]),
        })
    })
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

/// R W of sixteen candidates.
#[inline(always)]
fn weighted(
    ratios: &[f32; LANES],
    cells: &[u32; LANES],
    table: &[[f32; 4]],
    t: f32,
) -> [f32; LANES] {
    let [a, b, c, d] = columns(cells, table);
    std::array::from_fn(|i| ratios[i] * exp(a[i] + t * (b[i] + t * (c[i] + t * d[i]))))
}

/// The coefficients of sixteen cells, by power.
#[inline(always)]
fn columns(cells: &[u32; LANES], table: &[[f32; 4]]) -> [[f32; LANES]; 4] {
    let mut columns = [[0.0; LANES]; 4];
    for (lane, &cell) in cells.iter().enumerate() {
        let row = table[cell as usize];
        for (column, value) in columns.iter_mut().zip(row) {
            column[lane] = value;
        }
    }
    columns
}

/// Adds sixteen candidates to Σp, Σp², Σp l', Σp(1-p) l' and Σp(1-p) l'² + p l''.
#[inline(always)]
fn add(
    sums: &mut [[f32; LANES]; 5],
    ratios: &[f32; LANES],
    cells: &[u32; LANES],
    table: &[[f32; 4]],
    t: f32,
    u: f32,
) {
    let [a, b, c, d] = columns(cells, table);
    let [p_sum, p2_sum, pl_sum, mixed_sum, bend_sum] = sums;
    for i in 0..LANES {
        let ln = a[i] + t * (b[i] + t * (c[i] + t * d[i]));
        let slope = b[i] + t * (2.0 * c[i] + 3.0 * t * d[i]);
        let bend = 2.0 * c[i] + 6.0 * t * d[i];
        let signal = u * ratios[i] * exp(ln);
        let p = signal / (1.0 + signal);
        let mixed = p * (1.0 - p) * slope;
        p_sum[i] += p;
        p2_sum[i] += p * p;
        pl_sum[i] += p * slope;
        mixed_sum[i] += mixed;
        bend_sum[i] += mixed * slope + p * bend;
    }
}
