//! The likelihood around one position: how much worse any n_s and γ are than the best, and which candidates make it.
//!
//! ```text
//! -2 Δ ln L(n_s, γ) = 2 [ln Λ(best) - ln Λ(n_s, γ)]
//! ```
//!
//! 1, 2 and 3 sigma of two parameters are where it is 2.30, 6.18 and 11.83 (χ² of two degrees of freedom): that is exact
//! for many events only. A candidate's part of TS is 2 ln(1 + n_s c (R W - 1)), and R W/(…) its probability to be signal.

use nuscope_model::{EnergyProxy, Equatorial};
use rayon::prelude::*;

use crate::cubic::GAMMA;
use crate::likelihood::{Likelihood, Scratch};
use crate::tile::{LANES, exact_ratio};
use crate::yields::Share;
use crate::{Fit, Sight};

/// -2 Δ ln L at 1, 2 and 3 sigma of two parameters.
pub const LEVELS: [f64; 3] = [
    2.295_748_928_898_636,
    6.180_074_306_244_168,
    11.829_158_081_900_795,
];

/// Where the range of n_s ends, in -2 Δ ln L at the best γ.
const END: f64 = 16.0;

/// The likelihood on a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Landscape {
    /// The best fit.
    pub best: Fit,
    /// Numbers of signal events, rising from 0.
    pub n_s: Vec<f64>,
    /// Spectral indices, rising; one alone where it is held, and none of them a number where it plays no part.
    pub gamma: Vec<f64>,
    /// -2 Δ ln L: all n_s of the first γ, then of the next. Never below 0 but for rounding.
    pub minus_two_delta: Vec<f64>,
}

/// A candidate within reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// Which sample it belongs to, and its row there.
    pub sample: usize,
    /// Its row in the list.
    pub row: usize,
    /// Its distance in radians.
    pub separation_rad: f64,
    /// Its angular error in radians, with the width of the source.
    pub sigma_rad: f64,
    /// Signal over background, in space and energy.
    pub ratio: f64,
    /// The energy's part of it; 1 where energies play no part.
    pub energy_weight: f64,
    /// The date's part of it; 1 without a time window.
    pub time_weight: f64,
    /// What its energy was measured as, and the edges of the bin where that counts; `None` where it plays no part.
    pub proxy_bin: Option<(EnergyProxy, [f64; 2])>,
    /// Its part of 2 ln Λ.
    pub ts: f64,
    /// The probability that it is signal, if the fit is true.
    pub signal: f64,
}

/// One sample's part at one index.
struct Part<'a> {
    count: f64,
    scale: f64,
    ratios: &'a [[f32; LANES]],
    cells: &'a [[u32; LANES]],
}

impl Likelihood {
    /// The likelihood around a position on a grid of so many indices and numbers of events; `None` where nothing can
    /// be said about it.
    pub fn landscape(&self, position: Equatorial, grid: [usize; 2]) -> Option<Landscape> {
        self.landscape_while(position, grid, &|| true)
    }

    /// The same, given up as soon as nobody wants it any more.
    pub fn landscape_while(
        &self,
        position: Equatorial,
        [gammas, steps]: [usize; 2],
        wanted: &(dyn Fn() -> bool + Sync),
    ) -> Option<Landscape> {
        if self.sight(position.dec_rad) != Sight::Open || !position.ra_rad.is_finite() {
            return None;
        }
        let there = self.at_declination(position.dec_rad);
        let mut scratch = Scratch::default();
        let mut best = Fit::NOTHING;
        self.fit_each(&[position], |_| &there, &mut scratch, |_, fit| best = fit);
        // The fit of a held index leaves weights in its ratios, so they are made anew.
        self.ratios_at(position, &mut scratch);
        let ratios = scratch.ratios_mut();
        let gamma: Vec<f64> = if self.fits_index() {
            let step = (GAMMA[1] - GAMMA[0]) / (gammas.max(2) - 1) as f64;
            (0..gammas.max(2))
                .map(|i| GAMMA[0] + step * i as f64)
                .collect()
        } else if self.spatial_because().is_empty() {
            vec![self.held_index()]
        } else {
            vec![f64::NAN]
        };
        let row = |gamma: f64, n_s: &[f64]| -> Vec<f64> {
            let gamma = if gamma.is_nan() {
                self.held_index()
            } else {
                gamma
            };
            let weights = there.weights.as_ref().map(|weights| weights.at(gamma));
            let weights = weights.or_else(|| self.weights_at(gamma));
            let mut shares: Vec<Share> = Vec::new();
            there.shares.at(gamma, &mut shares);
            let parts = self.counts().iter().zip(&shares).enumerate();
            let parts: Vec<Part<'_>> = parts
                .filter(|(_, (count, share))| **count > 0 && share.value > 0.0)
                .map(|(sample, (&count, share))| Part {
                    count: count as f64,
                    scale: share.value / count as f64,
                    ratios: ratios.of(sample),
                    cells: ratios.cells(sample),
                })
                .collect();
            ln_ratios(&parts, weights.as_deref(), n_s)
        };
        let at_best = if best.gamma.is_nan() { 2.0 } else { best.gamma };
        let top = if best.ts > 0.0 {
            row(at_best, &[best.n_s])[0]
        } else {
            0.0
        };
        // Twice as far until it has fallen enough.
        let mut end = (1.5 * best.n_s).max(1.0);
        while end < 1e6 && 2.0 * (top - row(at_best, &[end])[0]) < END {
            end *= 1.5;
        }
        let last = steps.max(2) - 1;
        let n_s: Vec<f64> = (0..=last).map(|i| end * i as f64 / last as f64).collect();
        let rows = gamma
            .par_iter()
            .map(|gamma| wanted().then(|| row(*gamma, &n_s)));
        let rows: Option<Vec<Vec<f64>>> = rows.collect();
        let minus_two_delta = rows?
            .into_iter()
            .flatten()
            .map(|ln_ratio| 2.0 * (top - ln_ratio))
            .collect();
        Some(Landscape {
            best,
            n_s,
            gamma,
            minus_two_delta,
        })
    }

    /// The candidates within reach of a position, and within a time window if there is one, with their parts in a fit
    /// there, the largest part of TS first.
    pub fn contributions(&self, position: Equatorial, fit: &Fit) -> Vec<Contribution> {
        if self.sight(position.dec_rad) != Sight::Open || !position.ra_rad.is_finite() {
            return Vec::new();
        }
        let there = self.at_declination(position.dec_rad);
        let gamma = if fit.gamma.is_nan() {
            self.held_index()
        } else {
            fit.gamma
        };
        let weights = there.weights.as_ref().map(|weights| weights.at(gamma));
        let weights = weights.or_else(|| self.weights_at(gamma));
        let mut shares = Vec::new();
        there.shares.at(gamma, &mut shares);
        let at = position.to_vector().to_array().map(|v| v as f32);
        let found = self.candidates().par_iter().filter_map(|candidate| {
            let reach_rad = candidate.reach_rad(self.settings().cut_sigmas);
            // Nothing is nearer than its declination: that spares most of the sky their sines.
            let across = (candidate.position.dec_rad - position.dec_rad).abs();
            if candidate.time_factor <= 0.0 || across > reach_rad + 1e-9 {
                return None;
            }
            let separation_rad = candidate.position.separation_rad(position);
            if separation_rad > reach_rad {
                return None;
            }
            let sample = candidate.sample as usize;
            let record = self.record(candidate);
            let space = f64::from(exact_ratio(&record, at, &candidate.profile)?);
            let weight = weights
                .as_ref()
                .map_or(1.0, |weights| weights[candidate.cell as usize]);
            let ratio = space * f64::from(weight);
            let share = fit.n_s * shares[sample].value / self.counts()[sample] as f64;
            let signal = share * ratio / (1.0 - share + share * ratio);
            Some(Contribution {
                sample,
                row: candidate.row as usize,
                separation_rad,
                sigma_rad: candidate.sigma_rad,
                ratio,
                energy_weight: f64::from(weight) * candidate.energy_factor,
                time_weight: candidate.time_factor,
                proxy_bin: self.proxy_bin(candidate),
                ts: 2.0 * (share * (ratio - 1.0)).ln_1p(),
                signal,
            })
        });
        let mut found: Vec<Contribution> = found.collect();
        found.sort_by(|a, b| b.ts.total_cmp(&a.ts).then(a.row.cmp(&b.row)));
        found
    }
}

/// ln Λ at each of some n_s; far below any maximum where a sample would be more than all signal.
fn ln_ratios(parts: &[Part<'_>], weights: Option<&[f32]>, n_s: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; n_s.len()];
    let mut y = Vec::new();
    for part in parts {
        y.clear();
        let rows = part
            .ratios
            .as_flattened()
            .iter()
            .zip(part.cells.as_flattened());
        y.extend(
            rows.filter(|(ratio, _)| **ratio > 0.0)
                .map(|(ratio, cell)| {
                    f64::from(*ratio)
                        * weights.map_or(1.0, |weights| f64::from(weights[*cell as usize]))
                }),
        );
        for (sum, n_s) in sums.iter_mut().zip(n_s) {
            let s = n_s * part.scale;
            if s >= 1.0 {
                *sum = f64::NEG_INFINITY;
                continue;
            }
            let u = s / (1.0 - s);
            *sum += part.count * (-s).ln_1p();
            // Sixteen factors stay within 64 bits: no ratio is above 10¹⁸.
            for block in y.chunks(16) {
                let mut products = [1.0; 4];
                for (i, y) in block.iter().enumerate() {
                    products[i % 4] *= 1.0 + u * y;
                }
                *sum += (products[0] * products[1]).ln() + (products[2] * products[3]).ln();
            }
        }
    }
    sums
}
