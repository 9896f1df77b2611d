//! How signal and background of one sample differ in energy: the weight that multiplies a candidate's ratio.
//!
//! ```text
//! W(γ) = P_S(y | δ, γ) / P_B(y | δ)
//! P_S = Σ_E P(y | E) w_E / Σ_E w_E,   w_E = A(E, δ) ∫_bin Φ(E; γ) dE
//! P_B = histogram of the sample itself in y, in each band of declination
//! ```
//!
//! y is what was measured for the energy. Both are histograms in the bins of y of the migration and the bands of the
//! background, so that they are tables: a candidate is a cell (band, y). ln W is a cubic spline in γ through its
//! nodes. Floors keep every logarithm finite: 1e-3 candidates in a bin of P_B, a share of 1e-9 of P_S, 1e-12 of W.

use nuscope_model::{EnergyMigration, EnergyProxy};

use crate::EnergyAt;
use crate::area::Signal;
use crate::cubic::NODES;
use crate::vector::{dispatch, level};

/// Added to the number of background candidates in each bin.
const FLOOR_BACKGROUND: f64 = 1e-3;

/// Share of the sum that is added to each bin of the signal.
const FLOOR_SIGNAL: f64 = 1e-9;

/// Added to W before its logarithm is taken.
const FLOOR_WEIGHT: f64 = 1e-12;

/// No weight counts as larger, so that squares of ratios stay within 32 bits; real ones are below 10⁵.
const LARGEST_WEIGHT: f64 = 1e6;

/// The tables of one sample.
#[derive(Clone, Debug)]
pub(crate) struct Energies {
    migration: EnergyMigration,
    /// Edges of the bands in sin δ.
    bands: Vec<f64>,
    /// P_B: all y of the first band, then of the next.
    background: Vec<f64>,
}

impl Energies {
    /// Tables of a sample: sines of declinations and what was measured, NaN where nothing was.
    pub(crate) fn new(
        migration: &EnergyMigration,
        bands: &[f64],
        sin_dec: &[f64],
        proxy: &[f64],
    ) -> Self {
        let (edges, bins) = (&migration.proxy_edges, migration.proxy_edges.len() - 1);
        let mut background = vec![FLOOR_BACKGROUND; (bands.len() - 1) * bins];
        for (&s, &y) in sin_dec.iter().zip(proxy) {
            // Outside all bins of y the shape of the tail is not known: such candidates tell nothing of P_B.
            if y >= edges[0] && y <= edges[bins] {
                background[bin(bands, s) * bins + bin(edges, y)] += 1.0;
            }
        }
        for band in background.chunks_mut(bins) {
            let sum: f64 = band.iter().sum();
            band.iter_mut().for_each(|value| *value /= sum);
        }
        Self {
            migration: migration.clone(),
            bands: bands.to_vec(),
            background,
        }
    }

    /// Number of bins of y.
    pub(crate) fn bins(&self) -> usize {
        self.migration.proxy_edges.len() - 1
    }

    /// Number of bands of declination.
    pub(crate) fn bands(&self) -> usize {
        self.bands.len() - 1
    }

    /// The band of a declination and the bin of what was measured.
    pub(crate) fn place(&self, sin_dec: f64, proxy: f64) -> (usize, usize) {
        (
            bin(&self.bands, sin_dec),
            bin(&self.migration.proxy_edges, proxy),
        )
    }

    /// The cell of a candidate within its sample, where 0 belongs to those without energy, and the part of its weight
    /// that no spectrum changes.
    pub(crate) fn cell(&self, sin_dec: f64, proxy: f64, at: EnergyAt) -> (u32, f64) {
        let (band, bin) = self.place(sin_dec, proxy);
        if at == EnergyAt::Source {
            (bin as u32 + 1, 1.0 / self.background(band, bin))
        } else {
            ((band * self.bins() + bin) as u32 + 1, 1.0)
        }
    }

    /// Edges of the bins of y.
    pub(crate) fn edges(&self) -> &[f64] {
        &self.migration.proxy_edges
    }

    /// What y is.
    pub(crate) fn proxy(&self) -> EnergyProxy {
        self.migration.proxy
    }

    /// P_B of a band and bin.
    pub(crate) fn background(&self, band: usize, bin: usize) -> f64 {
        self.background[band * self.bins() + bin]
    }

    /// The middle of a band, as the sine of the declination halfway between its edges.
    pub(crate) fn middle(&self, band: usize) -> f64 {
        (0.5 * (self.bands[band].asin() + self.bands[band + 1].asin())).sin()
    }

    /// The distribution of y for expected events in each bin of true energy; all zero where there are none.
    pub(crate) fn proxies(
        &self,
        signal: &Signal,
        events: impl Iterator<Item = f64>,
        sin_dec: f64,
    ) -> Vec<f64> {
        self.fold(&self.shares(signal, sin_dec), events)
    }

    /// The shares of y for each bin of true energy, and their sum.
    fn shares(&self, signal: &Signal, sin_dec: f64) -> Vec<(&[f64], f64)> {
        let dec_rad = sin_dec.clamp(-1.0, 1.0).asin();
        let shares = |log10_energy| self.migration.shares(log10_energy, dec_rad);
        let rows = signal.log10_energies().map(shares);
        rows.map(|row| (row, row.iter().sum())).collect()
    }

    /// The distribution of y for expected events in bins of true energy with these shares.
    #[inline(always)]
    fn fold(&self, shares: &[(&[f64], f64)], events: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut sum = vec![0.0; self.bins()];
        for (&(shares, all), events) in shares.iter().zip(events) {
            if all > 0.0 && events > 0.0 {
                let per_share = events / all;
                for (sum, share) in sum.iter_mut().zip(shares) {
                    *sum += per_share * share;
                }
            }
        }
        let floor = FLOOR_SIGNAL * sum.iter().sum::<f64>();
        sum.iter_mut().for_each(|value| *value += floor);
        let all: f64 = sum.iter().sum();
        if all > 0.0 {
            sum.iter_mut().for_each(|value| *value /= all);
        }
        sum
    }

    /// ln W at all nodes for each bin of y in a band, with P_S at another declination or in the band itself.
    pub(crate) fn ln_weights(
        &self,
        signal: &Signal,
        band: usize,
        sin_dec: f64,
    ) -> Vec<[f64; NODES]> {
        let background = (0..self.bins()).map(|bin| self.background(band, bin));
        self.ln_ratios(signal, sin_dec, &background.collect::<Vec<_>>())
    }

    /// ln(P_S/denominator) at all nodes for each bin of y.
    pub(crate) fn ln_ratios(
        &self,
        signal: &Signal,
        sin_dec: f64,
        denominator: &[f64],
    ) -> Vec<[f64; NODES]> {
        let mut found = vec![[0.0; NODES]; self.bins()];
        let (area_cm2, shares) = (signal.area_cm2(sin_dec), self.shares(signal, sin_dec));
        for node in 0..NODES {
            let per_bin = area_cm2.iter().zip(signal.flux(node));
            let events = per_bin.map(|(area, flux)| area * flux);
            let seen = dispatch!(level(), _ => self.fold(&shares, events));
            for ((row, signal), below) in found.iter_mut().zip(seen).zip(denominator) {
                row[node] = (signal / below + FLOOR_WEIGHT).min(LARGEST_WEIGHT).ln();
            }
        }
        found
    }
}

/// The bin of rising `edges` that holds a value, the first or last one for values outside.
fn bin(edges: &[f64], value: f64) -> usize {
    let above = edges.partition_point(|edge| *edge <= value);
    above.saturating_sub(1).min(edges.len() - 2)
}
