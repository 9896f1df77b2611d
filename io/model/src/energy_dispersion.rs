//! Which energy is reconstructed: shares of the events over the migration E_reconstructed / E_true.
//!
//! Shares of bins are kept, never densities: tables with one name for both are in use, and only their reader can
//! tell which one adds up to 1. Shares are compared with their own sum.

use crate::response::{rising, within_energies, within_half_turn};

/// Shares of the events over the ratio of reconstructed to true energy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnergyDispersion {
    /// What to call it.
    pub name: String,
    /// Edges of the energy bins: log10 of the true energy in GeV, rising.
    pub log10_energy_edges: Vec<f64>,
    /// Edges of the bins of the angle from the zenith (or the axis of observation), in radians, rising.
    pub theta_edges_rad: Vec<f64>,
    /// Edges of the bins of reconstructed over true energy, rising.
    pub migration_edges: Vec<f64>,
    /// Shares: all migrations of the first energy and theta, of the first energy and next theta, and so on.
    pub share: Vec<f64>,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

impl EnergyDispersion {
    /// Number of bins of energy and of theta.
    pub fn bins(&self) -> [usize; 2] {
        [&self.log10_energy_edges, &self.theta_edges_rad].map(|edges| edges.len().saturating_sub(1))
    }

    /// The shares of the migrations of a bin; none outside all bins.
    pub fn shares(&self, energy: usize, theta: usize) -> &[f64] {
        let migrations = self.migration_edges.len().saturating_sub(1);
        let [energies, thetas] = self.bins();
        if energy >= energies || theta >= thetas {
            return &[];
        }
        let first = (energy * thetas + theta) * migrations;
        self.share
            .get(first..first + migrations)
            .unwrap_or_default()
    }

    /// The median of reconstructed over true energy in a bin; `None` where the table has no events. Within a
    /// bin of migration the events are spread evenly.
    pub fn median(&self, energy: usize, theta: usize) -> Option<f64> {
        let shares = self.shares(energy, theta);
        let half = shares.iter().sum::<f64>() / 2.0;
        if !(half > 0.0 && half.is_finite()) {
            return None;
        }
        let mut inside = 0.0;
        for (edges, share) in self.migration_edges.windows(2).zip(shares) {
            if *share > 0.0 && inside + share >= half {
                return Some(edges[0] + (half - inside) / share * (edges[1] - edges[0]));
            }
            inside += share;
        }
        None
    }

    /// Whether edges rise, bins and shares are as many, and shares are finite and not negative; then the number
    /// of bins of energy and theta without events.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub fn check(&self) -> Result<usize, String> {
        rising("energy", &self.log10_energy_edges)?;
        within_energies(&self.log10_energy_edges)?;
        rising("theta", &self.theta_edges_rad)?;
        rising("migration", &self.migration_edges)?;
        within_half_turn("theta", &self.theta_edges_rad)?;
        if let Some(first) = self.migration_edges.first().filter(|first| **first < 0.0) {
            return Err(format!("a bin of migration from {first}"));
        }
        let [energies, thetas] = self.bins();
        let migrations = self.migration_edges.len() - 1;
        let bins = energies.saturating_mul(thetas).saturating_mul(migrations);
        if self.share.len() != bins {
            return Err(format!("{} shares for {bins} bins", self.share.len()));
        }
        let bad = |share: &&f64| !share.is_finite() || **share < 0.0;
        if let Some(share) = self.share.iter().find(bad) {
            return Err(format!("a share of {share}"));
        }
        let bins = self.share.chunks_exact(migrations);
        Ok(bins
            .filter(|bin| bin.iter().all(|value| *value == 0.0))
            .count())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn toy() -> EnergyDispersion {
        EnergyDispersion {
            log10_energy_edges: vec![2.0, 3.0, 4.0],
            theta_edges_rad: vec![0.0, 3.0],
            migration_edges: vec![0.0, 0.5, 1.0, 3.0],
            share: vec![0.25, 0.5, 0.25, 0.0, 0.0, 0.0],
            ..EnergyDispersion::default()
        }
    }

    #[test]
    fn the_median_halves_the_events() {
        let toy = toy();
        assert_eq!(toy.check(), Ok(1));
        assert_eq!(toy.median(0, 0), Some(0.75));
        assert_eq!((toy.median(1, 0), toy.median(0, 1)), (None, None));
        let late = EnergyDispersion {
            share: vec![0.0, 0.0, 4.0, 0.5, 0.0, 0.5],
            ..toy
        };
        assert_eq!(
            (late.median(0, 0), late.median(1, 0)),
            (Some(2.0), Some(0.5))
        );
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said() {
        let with = |change: fn(&mut EnergyDispersion)| {
            let mut toy = toy();
            change(&mut toy);
            toy.check()
        };
        let few = with(|toy| toy.share.truncate(5));
        assert_eq!(few.unwrap_err(), "5 shares for 6 bins");
        let negative = with(|toy| toy.migration_edges[0] = -1.0);
        assert_eq!(negative.unwrap_err(), "a bin of migration from -1");
        assert!(with(|toy| toy.migration_edges[1] = f64::NAN).is_err());
        assert!(with(|toy| toy.share[0] = f64::INFINITY).is_err());
        assert!(with(|toy| toy.theta_edges_rad.truncate(1)).is_err());
    }
}
