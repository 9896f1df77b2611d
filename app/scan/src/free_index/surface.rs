//! ln Λ at a point in n_s and γ, and its derivatives: the sums over all candidates, sixteen at a time.

use super::{BLOCKS, Problem};
use crate::cubic;
use crate::exp::exp;
use crate::tile::LANES;
use crate::vector::{dispatch, level};
use crate::yields::Share;

/// Memory that fits use again and again.
#[derive(Debug, Default)]
pub(crate) struct Room {
    shares: Vec<Share>,
    pub(super) terms: Vec<Scaled>,
}

/// One sample's part at one index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scaled {
    sample: usize,
    count: f64,
    /// f/N and its derivatives along γ, relative to itself.
    scale: f64,
    slope: f64,
    curvature: f64,
}

/// ln Λ at a point: first and second derivatives.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Derivatives {
    pub n: f64,
    pub g: f64,
    pub nn: f64,
    pub ng: f64,
    pub gg: f64,
}

/// A point in both parameters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub n_s: f64,
    pub gamma: f64,
}

impl Problem<'_> {
    /// The samples' parts at one index.
    pub(super) fn scaled(&self, gamma: f64, room: &mut Room) {
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
    pub(super) fn derivatives(&self, at: Point, room: &Room) -> Derivatives {
        let (piece, t) = cubic::piece(at.gamma);
        let (table, t) = (self.weights.piece(piece), t as f32);
        let mut all = Derivatives::default();
        for term in &room.terms {
            let s = at.n_s * term.scale;
            let u = (s / (1.0 - s)) as f32;
            let sums = dispatch!(level(), _ => self.sums(term.sample, table, t, u));
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

    /// The five sums over the candidates of a sample.
    #[inline(always)]
    fn sums(&self, sample: usize, table: &[[f32; 4]], t: f32, u: f32) -> [f64; 5] {
        let mut sums = [[0.0_f64; LANES]; 5];
        let blocks = self.ratios.of(sample).chunks(BLOCKS);
        for (ratios, cells) in blocks.zip(self.ratios.cells(sample).chunks(BLOCKS)) {
            let mut block = [[0.0_f32; LANES]; 5];
            for (ratios, cells) in ratios.iter().zip(cells) {
                add(&mut block, ratios, cells, table, t, u);
            }
            for (sums, lanes) in sums.iter_mut().zip(block) {
                for (sum, lane) in sums.iter_mut().zip(lanes) {
                    *sum += f64::from(lane);
                }
            }
        }
        sums.map(|lanes| lanes.iter().sum())
    }

    /// ln Λ at a point: factors are multiplied 64 at a time before one logarithm is taken.
    pub(super) fn ln_ratio(&self, at: Point, room: &mut Room) -> f64 {
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
                let products = dispatch!(level(), _ => products(ratios, cells, table, t, u));
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
pub(super) fn limit_of(terms: &[Scaled]) -> f64 {
    1.0 / terms.iter().map(|term| term.scale).fold(1e-300, f64::max)
}

/// Factors of up to [`BLOCKS`] blocks of candidates, multiplied lane by lane.
#[inline(always)]
fn products(
    ratios: &[[f32; LANES]],
    cells: &[[u32; LANES]],
    table: &[[f32; 4]],
    t: f32,
    u: f64,
) -> [f64; LANES] {
    let mut products = [1.0_f64; LANES];
    for (ratios, cells) in ratios.iter().zip(cells) {
        let y = weighted(ratios, cells, table, t);
        for lane in 0..LANES {
            products[lane] *= 1.0 + u * f64::from(y[lane]);
        }
    }
    products
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
