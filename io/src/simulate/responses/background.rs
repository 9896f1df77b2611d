//! Candidates that are no signal: where they come from, and with which proxy.
//!
//! The density in s = sin(declination) is made of pieces `fraction exp(Σ a_k T_k)`, drawn by inverting its sum
//! over 20,000 steps; the proxy follows a sinh-arcsinh law whose numbers are Chebyshev series in s or ln(± s +
//! offset). Right ascensions and dates are uniform. Candidates are drawn in blocks, each with a stream of its
//! own, so that threads do not change them.

use std::f64::consts::TAU;

use rayon::prelude::*;
use serde::Deserialize;

use super::chebyshev::{sum, unit};
use super::sinh_arcsinh::{LawCoefficients, SinhArcsinh};
use super::{Candidates, Response};
use crate::simulate::random::{Draw, Purpose, stream};

/// Steps in the sine of the declination.
const STEPS: usize = 20_000;
/// Candidates in a block.
const BLOCK: usize = 8192;

/// Coefficients of the background.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Background {
    /// Where the southern selection ends.
    pub split_sin_dec: f64,
    proxy_range: [f64; 2],
    /// Whether the proxy is a whole number of hits.
    #[serde(default)]
    pub discrete: bool,
    sin_dec: Vec<DensityPiece>,
    proxy: Vec<ProxyPiece>,
}

/// A piece of the density in sin(declination).
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct DensityPiece {
    range: [f64; 2],
    fraction: f64,
    log_density: Vec<f64>,
}

/// The law of the proxy within a range of sin(declination).
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct ProxyPiece {
    range: [f64; 2],
    sign: Option<f64>,
    offset: Option<f64>,
    variable_range: Option<[f64; 2]>,
    #[serde(flatten)]
    law: LawCoefficients,
}

impl Background {
    /// Density per unit of sin(declination); over the whole sky it integrates to 1.
    pub fn sin_dec_density(&self, sin_dec: f64) -> f64 {
        let last = self.sin_dec.iter().rev().find(|piece| {
            let [low, high] = piece.range;
            sin_dec >= low && (sin_dec < high || (high >= 1.0 && sin_dec <= high))
        });
        last.map_or(0.0, |piece| {
            piece.fraction * sum(&piece.log_density, unit(sin_dec, piece.range)).exp()
        })
    }

    /// The share of the background at this declination whose proxy is below `proxy`; `None` where there is no
    /// background.
    pub fn proxy_cdf(&self, proxy: f64, sin_dec: f64) -> Option<f64> {
        self.proxy_law(sin_dec).map(|law| law.cdf(proxy))
    }

    /// The law of the proxy at this declination.
    pub(super) fn proxy_law(&self, sin_dec: f64) -> Option<SinhArcsinh> {
        let holds = |piece: &&ProxyPiece| (piece.range[0]..=piece.range[1]).contains(&sin_dec);
        let piece = self.proxy.iter().rev().find(holds)?;
        let v = match (piece.sign, piece.offset, piece.variable_range) {
            (Some(sign), Some(offset), Some(range)) => {
                unit((sign * sin_dec + offset).max(1e-9).ln(), range)
            }
            _ => unit(sin_dec, piece.range),
        };
        Some(piece.law.law(|series| sum(series, v)))
    }

    /// Edges of steps in sin(declination) up to `to`, and the share of the background below each.
    fn cumulative(&self, to: f64) -> (Vec<f64>, Vec<f64>) {
        let edge = |i: usize| -1.0 + (to + 1.0) * i as f64 / STEPS as f64;
        let edges: Vec<f64> = (0..=STEPS).map(edge).collect();
        let mut below = Vec::with_capacity(edges.len());
        let mut total = 0.0;
        below.push(total);
        for pair in edges.windows(2) {
            total += self.sin_dec_density(0.5 * (pair[0] + pair[1]));
            below.push(total);
        }
        (edges, below)
    }
}

impl Response {
    /// Draws `count` candidates of background; with `south` only at negative declinations.
    pub fn simulate_background(&self, count: usize, seed: u64, south: bool) -> Candidates {
        let (edges, below) = self.background.cumulative(if south { 0.0 } else { 1.0 });
        let name = self.name.bytes().fold(0_u64, |sum, byte| {
            sum.wrapping_mul(257).wrapping_add(u64::from(byte))
        });
        let blocks: Vec<Candidates> = (0..count.div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| {
                let size = BLOCK.min(count - block * BLOCK);
                let mut rng = stream(seed, Purpose::Candidates, name ^ ((block as u64) << 40));
                let mut drawn = Candidates::default();
                for _ in 0..size {
                    let sin_dec = interpolate(&below, &edges, rng.uniform());
                    let z = rng.normal(0.0, 1.0);
                    let [low, high] = self.background.proxy_range;
                    let law = self.background.proxy_law(sin_dec);
                    let proxy = self.recorded(law.map_or(low, |law| law.value(z)).clamp(low, high));
                    drawn.ra_rad.push(rng.between(0.0, TAU));
                    drawn.dec_rad.push(sin_dec.asin());
                    drawn.sigma_rad.push(self.sigma.rad(
                        proxy,
                        sin_dec,
                        rng.normal(0.0, 1.0),
                        None,
                    ));
                    drawn.proxy.push(proxy);
                    drawn.mjd.push(rng.between(self.mjd[0], self.mjd[1]));
                }
                drawn
            })
            .collect();
        let mut all = Candidates::default();
        blocks.into_iter().for_each(|block| all.append(block));
        all
    }
}

/// The value of `at` where `below` is `share` of its last entry.
pub(super) fn interpolate(below: &[f64], at: &[f64], share: f64) -> f64 {
    let target = share * below.last().copied().unwrap_or(0.0);
    let after = below
        .partition_point(|sum| *sum <= target)
        .clamp(1, below.len().max(2) - 1);
    let (low, high) = (below[after - 1], below[after]);
    let part = if high > low {
        (target - low) / (high - low)
    } else {
        0.5
    };
    at[after - 1] + part * (at[after] - at[after - 1])
}
