//! Which energy proxy is measured for a neutrino of some energy: a table of shares.
//!
//! Unlike [`crate::EnergyDispersion`], whose bins are ratios of energies, the bins here are those of the measured
//! proxy itself, so that it may be a number of hits as well as an energy.

use crate::Smearing;
use crate::response::{rising, within_energies, within_poles};

/// What is measured instead of the neutrino's energy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EnergyProxy {
    /// log10 of an energy in GeV.
    #[default]
    Log10EnergyGev,
    /// log10 of the number of hits.
    Log10Hits,
}

/// Shares of the events of each true energy over bins of a proxy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnergyMigration {
    /// What to call it.
    pub name: String,
    /// What the proxy is.
    pub proxy: EnergyProxy,
    /// Edges of the bins of true energy: log10 of GeV, rising.
    pub log10_true_energy_edges: Vec<f64>,
    /// Edges of the bins of true declination in radians, rising; one bin where the table holds everywhere.
    pub dec_edges_rad: Vec<f64>,
    /// Edges of the bins of the proxy, rising.
    pub proxy_edges: Vec<f64>,
    /// Shares: all proxies of the first energy and declination, of the first energy and next declination, and so on.
    pub share: Vec<f64>,
    /// SHA-256 of the file's content in hexadecimal, or where a table that is no file comes from.
    pub checksum: String,
}

/// A declination band around the sphere's whole.
const WHOLE_SKY: [f64; 2] = [-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2];

impl EnergyMigration {
    /// A table that holds at all declinations.
    pub fn everywhere() -> Vec<f64> {
        WHOLE_SKY.to_vec()
    }

    /// The shares of the proxies at a true energy and declination, of the nearest bins where it is outside all of
    /// them; they need not add up to 1.
    pub fn shares(&self, log10_true_energy: f64, dec_rad: f64) -> &[f64] {
        let proxies = self.proxy_edges.len().saturating_sub(1);
        let decs = self.dec_edges_rad.len().saturating_sub(1);
        // A value on an edge belongs to the bin below, as in the tables' own software.
        let bin = |edges: &[f64], value: f64| {
            let above = edges.partition_point(|edge| *edge < value);
            above.saturating_sub(1).min(edges.len().saturating_sub(2))
        };
        let energy = bin(&self.log10_true_energy_edges, log10_true_energy);
        let first = (energy * decs + bin(&self.dec_edges_rad, dec_rad)) * proxies;
        self.share.get(first..first + proxies).unwrap_or_default()
    }

    /// Whether edges rise, there is a share for every bin, and shares are finite and not negative; then the number
    /// of true energies and declinations without any.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub fn check(&self) -> Result<usize, String> {
        rising("true energy", &self.log10_true_energy_edges)?;
        within_energies(&self.log10_true_energy_edges)?;
        rising("declination", &self.dec_edges_rad)?;
        within_poles(&self.dec_edges_rad)?;
        rising("energy proxy", &self.proxy_edges)?;
        within_energies(&self.proxy_edges)?;
        let bins = |edges: &[f64]| edges.len() - 1;
        let rows = bins(&self.log10_true_energy_edges) * bins(&self.dec_edges_rad);
        let wanted = rows * bins(&self.proxy_edges);
        if self.share.len() != wanted {
            return Err(format!("{} shares for {wanted} bins", self.share.len()));
        }
        if let Some(share) = self
            .share
            .iter()
            .find(|share| !(share.is_finite() && **share >= 0.0))
        {
            return Err(format!("a share of {share}"));
        }
        let rows = self.share.chunks(bins(&self.proxy_edges));
        Ok(rows
            .filter(|row| row.iter().all(|share| *share == 0.0))
            .count())
    }

    /// The energies of a smearing, whatever the directions, in common bins of the proxy.
    ///
    /// A release chooses bins anew for each true energy; the share of one is spread evenly over its width, and what
    /// lies outside `proxy_edges` goes to the outermost bins.
    pub fn from_smearing(smearing: &Smearing, proxy_edges: &[f64]) -> Self {
        let edges = |bins: &[[f64; 2]]| {
            let mut edges: Vec<f64> = bins.iter().flatten().copied().collect();
            edges.sort_by(f64::total_cmp);
            edges.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
            edges
        };
        let energies = edges(&smearing.log10_true_energy);
        let decs = edges(&smearing.dec_rad);
        let proxies = proxy_edges.len().saturating_sub(1);
        let rows = energies.len().saturating_sub(1) * decs.len().saturating_sub(1);
        let mut share = vec![0.0; rows * proxies];
        // A bin of the release may be several here, where it has finer ones at other energies.
        let places = |edges: &[f64], bin: [f64; 2]| {
            let [first, end] = bin.map(|value| edges.partition_point(|edge| *edge < value - 1e-9));
            first..end
        };
        for i in 0..smearing.len() {
            let over_decs = places(&decs, smearing.dec_rad[i]);
            for energy in places(&energies, smearing.log10_true_energy[i]) {
                for dec in over_decs.clone() {
                    let first = (energy * (decs.len() - 1) + dec) * proxies;
                    let Some(row) = share.get_mut(first..first + proxies) else {
                        continue;
                    };
                    spread(
                        smearing.log10_energy[i],
                        smearing.fraction[i],
                        proxy_edges,
                        row,
                    );
                }
            }
        }
        Self {
            name: smearing.name.clone(),
            proxy: EnergyProxy::Log10EnergyGev,
            log10_true_energy_edges: energies,
            dec_edges_rad: decs,
            proxy_edges: proxy_edges.to_vec(),
            share,
            checksum: smearing.checksum.clone(),
        }
    }
}

/// Adds `share` of an interval to the bins that it covers.
fn spread([low, high]: [f64; 2], share: f64, edges: &[f64], bins: &mut [f64]) {
    let last = bins.len().saturating_sub(1);
    for (i, (bin, edge)) in bins.iter_mut().zip(edges.windows(2)).enumerate() {
        let from = if i == 0 { f64::NEG_INFINITY } else { edge[0] };
        let to = if i == last { f64::INFINITY } else { edge[1] };
        if high > low {
            *bin += share * ((high.min(to) - low.max(from)) / (high - low)).max(0.0);
        } else if (from..to).contains(&low) {
            *bin += share;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn table() -> EnergyMigration {
        EnergyMigration {
            log10_true_energy_edges: vec![2.0, 3.0, 4.0],
            dec_edges_rad: EnergyMigration::everywhere(),
            proxy_edges: vec![1.0, 2.0, 3.0],
            share: vec![0.75, 0.25, 0.0, 0.0],
            ..EnergyMigration::default()
        }
    }

    #[test]
    fn outside_all_bins_the_nearest_counts() {
        let table = table();
        assert_eq!(table.shares(-1.0, 0.3), [0.75, 0.25]);
        assert_eq!(table.shares(3.0, 0.3), [0.75, 0.25]);
        assert_eq!(table.shares(99.0, -9.0), [0.0, 0.0]);
        assert_eq!(table.check(), Ok(1));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let bad = EnergyMigration {
            share: vec![1.0; 3],
            ..table()
        };
        assert_eq!(bad.check().unwrap_err(), "3 shares for 4 bins");
        let bad = EnergyMigration {
            share: vec![1.0, 0.0, -0.5, 0.0],
            ..table()
        };
        assert_eq!(bad.check().unwrap_err(), "a share of -0.5");
    }

    #[test]
    fn a_smearing_keeps_its_shares_in_other_bins() {
        let smearing = Smearing {
            log10_true_energy: vec![[2.0, 2.5], [2.0, 2.5], [2.5, 3.0]],
            dec_rad: vec![[-1.5, 0.0], [0.0, 1.5], [0.0, 1.5]],
            log10_energy: vec![[2.0, 4.0], [2.5, 2.5], [9.0, 9.5]],
            psf_rad: vec![[0.0, 0.1]; 3],
            error_rad: vec![[0.0, 0.1]; 3],
            fraction: vec![1.0, 0.5, 0.25],
            ..Smearing::default()
        };
        let found = EnergyMigration::from_smearing(&smearing, &[1.0, 2.5, 3.0, 5.0]);
        assert_eq!(found.check(), Ok(1));
        assert_eq!(found.shares(2.2, -1.0), [0.25, 0.25, 0.5]);
        assert_eq!(found.shares(2.2, 1.0), [0.0, 0.5, 0.0]);
        assert_eq!(found.shares(2.7, 1.0), [0.0, 0.0, 0.25]);
    }
}
