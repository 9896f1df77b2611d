//! Which spectral indices are about right: the maxima along n_s at 13 indices, found together.
//!
//! A cell's weights at all 13 lie side by side, so one sweep over the candidates gives the slopes and curvatures along
//! n_s of them all. How high a maximum is needs no logarithm: it is the integral of the slope on the way there.

use super::surface::Point;
use super::{BLOCKS, Problem};
use crate::cubic::GAMMA;
use crate::tile::LANES;
use crate::vector::{dispatch, level};
use crate::weights::{COARSE, coarse};

/// A local maximum of the estimates is followed up unless it is lower than the highest by more than this share and
/// this much.
const MARGIN: (f64, f64) = (0.04, 0.02);

/// An estimate is settled when its last step gained less than this in ln Λ.
const SETTLED: f64 = 0.004;

/// Sweeps for estimates: a step at most doubles n_s where it is far too low.
const MOST_SWEEPS: usize = 8;

/// Slopes and curvatures along n_s at the coarse indices.
#[derive(Clone, Copy)]
pub(super) struct Coarse {
    pub slope: [f64; LANES],
    curvature: [f64; LANES],
}

/// Where ln Λ has its maximum along n_s at the coarse indices, and how high it is.
pub(super) struct Estimates {
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
    #[inline(always)]
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
    pub(super) fn at_zero(&self) -> Coarse {
        let (mut slope, mut curvature) = ([0.0; LANES], [0.0; LANES]);
        for (sample, count, shares) in self.samples() {
            let (first, second) = dispatch!(level(), _ => self.lane_sums(sample, |_, y| y));
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
    pub(super) fn estimate(&self, zero: &Coarse) -> Estimates {
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
            let (first, second) =
                dispatch!(level(), _ => self.lane_sums(sample, |lane, y| y / (1.0 + u[lane] * y)));
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
}

/// The lowest local maximum that is followed up.
fn floor(highest: f64) -> f64 {
    highest - MARGIN.0 * highest - MARGIN.1
}

/// Local maxima of the estimates, refined by a parabola; those much lower than the highest are left out.
pub(super) fn starts(estimates: &Estimates) -> impl Iterator<Item = Point> {
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
