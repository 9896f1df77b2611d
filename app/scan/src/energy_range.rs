//! The energies that carry a hot spot: without those below or above them it would be a tenth less.
//!
//! Candidates within reach are taken away in the order of their measured energies, bin by bin, at the n_s and γ of the
//! best fit. The lower end is the lower edge of the first bin with which, from the lowest energies on, more than a tenth
//! of 2 ln Λ is gone; the upper end is the upper edge of the first such bin from the highest energies on:
//!
//! ```text
//! Σ(bins below low) 2 ln(1 + n_s c (R W - 1)) ≤ TS/10 < Σ(bins up to and with the one at low)
//! ```
//!
//! Candidates that speak against a source have negative parts, so that taking them away adds. Those out of reach stay:
//! they are the whole sky. Energies measured in different ways do not compare, so each kind has a range of its own.

use nuscope_model::{EnergyProxy, Equatorial};

use crate::landscape::Contribution;
use crate::{Fit, Likelihood};

/// What may be gone at either end.
const SHARE: f64 = 0.1;

/// The range of one kind of measured energy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EnergyRange {
    /// What is measured.
    pub proxy: EnergyProxy,
    /// Lower edge of the lowest bin that is needed.
    pub low: f64,
    /// Upper edge of the highest bin that is needed.
    pub high: f64,
    /// The part of 2 ln Λ that all candidates within reach with such energies have; more than TS, since those out of
    /// reach speak against a source.
    pub ts: f64,
}

impl Likelihood {
    /// The energies that carry a fit at a position; empty where energies play no part or there is no excess.
    ///
    /// A kind of energy whose candidates all together are no tenth of TS has no range.
    pub fn energy_ranges(&self, position: Equatorial, fit: &Fit) -> Vec<EnergyRange> {
        let ts = fit.ts / self.settings().convention.factor();
        if !self.uses_energies() || ts.is_nan() || ts <= 0.0 {
            return Vec::new();
        }
        let parts = self.contributions(position, fit);
        let kinds = [EnergyProxy::Log10EnergyGev, EnergyProxy::Log10Hits];
        let range = |proxy| range(proxy, &parts, SHARE * ts);
        kinds.into_iter().filter_map(range).collect()
    }
}

fn range(proxy: EnergyProxy, parts: &[Contribution], allowed: f64) -> Option<EnergyRange> {
    let of_kind = |part: &Contribution| {
        let (kind, bin) = part.proxy_bin?;
        (kind == proxy).then_some((bin, part.ts))
    };
    let mut bins: Vec<([f64; 2], f64)> = parts.iter().filter_map(of_kind).collect();
    bins.sort_by(|(a, _), (b, _)| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    // All candidates of a bin go together.
    bins.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0.0 };
        same
    });
    let (low, high) = (
        needed(bins.iter(), allowed)?,
        needed(bins.iter().rev(), allowed)?,
    );
    Some(EnergyRange {
        proxy,
        low: low[0],
        high: high[1],
        ts: bins.iter().map(|(_, ts)| ts).sum(),
    })
}

/// The first bin with which more is gone than allowed.
fn needed<'a>(bins: impl Iterator<Item = &'a ([f64; 2], f64)>, allowed: f64) -> Option<[f64; 2]> {
    let mut gone = 0.0;
    for (bin, ts) in bins {
        gone += ts;
        if gone > allowed {
            return Some(*bin);
        }
    }
    None
}
