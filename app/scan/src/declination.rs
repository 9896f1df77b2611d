//! What a fit needs that depends on the declination of the source alone: shares of the samples, and energy weights
//! where those are taken from there.

use crate::area::Signal;
use crate::cubic::NODES;
use crate::energy::Energies;
use crate::tile::LANES;
use crate::weights::{COARSE, NEUTRAL, Weights, coarse};
use crate::yields::Shares;

/// Everything for sources at one declination.
#[derive(Clone, Debug)]
pub(crate) struct AtDeclination {
    pub shares: Shares,
    /// Shares at the coarse indices, one row a sample.
    pub coarse_shares: Vec<[f64; LANES]>,
    /// Weights of all cells, if they are those of the source's declination.
    pub weights: Option<Weights>,
    /// Whether any sample would see a source.
    pub visible: bool,
}

impl AtDeclination {
    pub(crate) fn new(shares: Shares, weights: Option<Weights>) -> Self {
        let mut coarse_shares = Vec::new();
        let mut at = Vec::new();
        for k in 0..COARSE {
            shares.at(coarse(k), &mut at);
            coarse_shares.resize(at.len(), [0.0; LANES]);
            for (row, share) in coarse_shares.iter_mut().zip(&at) {
                row[k] = share.value;
            }
        }
        Self {
            visible: shares.visible(),
            shares,
            coarse_shares,
            weights,
        }
    }
}

/// Weights of the cells (band, y) of every sample, with the signal of each band's own declination.
pub(crate) fn event_weights(signals: &[Option<Signal>], energies: &[Option<Energies>]) -> Weights {
    weights(signals, energies, |signal, energies| {
        (0..energies.bands())
            .flat_map(|band| energies.ln_weights(signal, band, energies.middle(band)))
            .collect()
    })
}

/// Weights of the cells y of every sample, with the signal of one declination; P_B is in the candidates' ratios.
pub(crate) fn source_weights(
    signals: &[Option<Signal>],
    energies: &[Option<Energies>],
    sin_dec: f64,
) -> Weights {
    weights(signals, energies, |signal, energies| {
        energies.ln_ratios(signal, sin_dec, &vec![1.0; energies.bins()])
    })
}

/// The neutral cell of each sample, then those of its energies.
fn weights(
    signals: &[Option<Signal>],
    energies: &[Option<Energies>],
    rows: impl Fn(&Signal, &Energies) -> Vec<[f64; NODES]>,
) -> Weights {
    let mut all = Vec::new();
    for (signal, energies) in signals.iter().zip(energies) {
        all.push(NEUTRAL);
        if let (Some(signal), Some(energies)) = (signal, energies) {
            all.extend(rows(signal, energies));
        }
    }
    Weights::new(&all)
}
