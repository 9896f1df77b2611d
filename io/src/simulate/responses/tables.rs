//! The built-in responses as tables, the form in which a likelihood takes responses.
//!
//! Areas are tabulated in steps of 0.05 in log10 energy and of 1/120 in sin(declination), the steps of
//! [`Response::yield_per_norm`] in energy: interpolated between the middles they give yields within 0.4 % of those of
//! the formula, which is far less than what either is good for. No step reaches across declination -5°, where the
//! selections of IceCube change.

use nuscope_model::{DirectionAxis, EffectiveArea, EnergyMigration, EnergyProxy};

use super::Response;

/// Width of a step in log10 of the true energy.
const ENERGY_STEP: f64 = 0.05;
/// Number of steps in sin(declination), all alike.
const SIN_DEC_STEPS: usize = 240;
/// Width of a bin of the proxy, and of the number of hits.
const PROXY_STEP: [f64; 2] = [0.2, 0.1];
/// Bands of sin(declination) in which a season selects alike.
const SEASON_BANDS: usize = 40;
/// IceCube's muon energies have the bins of the public table: 2.8, 3.0 … 6.8 and what lies beyond.
const MUON_EDGES: (f64, f64, usize) = (2.8, 0.2, 21);

impl Response {
    /// What it is and how far to trust it, in words for results.
    pub fn origin(&self) -> String {
        let error = match self.name.as_str() {
            "ANTARES_tracks" => "estimate, trust it to 25 %",
            "ANTARES_showers" => "estimate, trust it to 40 %",
            name if name.starts_with("ARCA") => "fit to the public instrument response, within 1 %",
            _ => "fit to the public effective area, yields within 5 %",
        };
        format!("built-in response {} ({error})", self.name)
    }

    /// The effective area in bins of energy and declination.
    pub fn area_table(&self) -> EffectiveArea {
        let [low, high] = self.effective_area.log10_energy_gev();
        let steps = ((high - low) / ENERGY_STEP).round() as usize;
        let log10_energy_edges: Vec<f64> = (0..=steps)
            .map(|i| low + (high - low) * i as f64 / steps as f64)
            .collect();
        let sines: Vec<f64> = (0..=SIN_DEC_STEPS)
            .map(|i| -1.0 + 2.0 * i as f64 / SIN_DEC_STEPS as f64)
            .collect();
        let middles = |edges: &[f64]| -> Vec<f64> {
            edges
                .windows(2)
                .map(|pair| 0.5 * (pair[0] + pair[1]))
                .collect()
        };
        let decs = middles(&sines);
        let area_cm2 = middles(&log10_energy_edges)
            .into_iter()
            .flat_map(|x| decs.iter().map(move |s| (x, *s)))
            .map(|(x, s)| self.effective_area.cm2(x, s))
            .collect();
        EffectiveArea {
            name: self.name.clone(),
            log10_energy_edges,
            direction: DirectionAxis::DeclinationRad,
            direction_edges: sines.iter().map(|s| s.clamp(-1.0, 1.0).asin()).collect(),
            area_cm2,
            checksum: self.origin(),
        }
    }

    /// Which proxy is measured at which energy, as the detector alone would give it.
    ///
    /// The season's own shift and threshold, which simulated candidates follow, are left out, as in the public table.
    pub fn migration_table(&self) -> EnergyMigration {
        self.migration(&[-1.0, 1.0], |_| None)
    }

    /// The same as the season selects it at each declination: what candidates follow that nuscope simulates.
    pub fn simulated_migration_table(&self) -> EnergyMigration {
        if !self.proxy.has_season() {
            return self.migration_table();
        }
        let edges: Vec<f64> = (0..=SEASON_BANDS)
            .map(|i| -1.0 + 2.0 * i as f64 / SEASON_BANDS as f64)
            .collect();
        self.migration(&edges, Some)
    }

    /// Tables for bands between sines of declinations.
    fn migration(&self, sines: &[f64], season_at: impl Fn(f64) -> Option<f64>) -> EnergyMigration {
        let [low, high] = self.effective_area.log10_energy_gev();
        let steps = ((high - low) / 0.25).round() as usize;
        let edge = |i: usize| low + (high - low) * i as f64 / steps as f64;
        let proxy_edges = self.proxy_edges();
        let bins = proxy_edges.len() - 1;
        let mut share = Vec::with_capacity(steps * (sines.len() - 1) * bins);
        for i in 0..steps {
            for band in sines.windows(2) {
                let season = season_at(0.5 * (band[0] + band[1]));
                let table = self.proxy_table(0.5 * (edge(i) + edge(i + 1)), season);
                let first = share.len();
                share.resize(first + bins, 0.0);
                for (k, probability) in table.probabilities.iter().enumerate() {
                    let at = table.first + table.step * k as f64;
                    let above = proxy_edges.partition_point(|edge| *edge <= at);
                    share[first + above.clamp(1, bins) - 1] += probability;
                }
            }
        }
        let whole = sines.len() == 2;
        EnergyMigration {
            name: self.name.clone(),
            proxy: if self.counts_hits() {
                EnergyProxy::Log10Hits
            } else {
                EnergyProxy::Log10EnergyGev
            },
            log10_true_energy_edges: (0..=steps).map(edge).collect(),
            dec_edges_rad: match whole {
                true => EnergyMigration::everywhere(),
                false => sines
                    .iter()
                    .map(|sine| sine.clamp(-1.0, 1.0).asin())
                    .collect(),
            },
            proxy_edges,
            share,
            checksum: self.origin(),
        }
    }

    fn proxy_edges(&self) -> Vec<f64> {
        if self.name.starts_with("IC") {
            let (first, step, count) = MUON_EDGES;
            let inner = (0..count).map(|i| first + step * i as f64);
            return std::iter::once(1.0).chain(inner).chain([9.0]).collect();
        }
        let [low, high] = self.proxy.range();
        let step = PROXY_STEP[usize::from(self.counts_hits())];
        let bins = ((high - low) / step).round().max(1.0) as usize;
        (0..=bins)
            .map(|i| low + (high - low) * i as f64 / bins as f64)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::NAMES;
    use super::*;

    #[test]
    fn tables_are_sound_and_keep_the_area_at_their_middles() {
        for name in NAMES {
            let response = Response::built_in(name).unwrap();
            let area = response.area_table();
            area.check().unwrap();
            let (x, s) = (4.025_f64, 0.5 / 120.0);
            let found = area.at(x, f64::asin(s));
            let expected = response.effective_area.cm2(x, s);
            assert!(
                (found - expected).abs() <= 1e-9 * expected,
                "{name}: {found} {expected}"
            );
            let plain = response.migration_table();
            plain.check().unwrap();
            let season = response.simulated_migration_table();
            season.check().unwrap();
            // Where the south is selected by energy, low ones are not seen.
            let low = |table: &nuscope_model::EnergyMigration| {
                table.shares(5.0, -0.7).iter().take(6).sum::<f64>()
            };
            assert!(low(&season) <= low(&plain) + 1e-12, "{name}");
            assert_eq!(season == plain, !name.starts_with("IC"), "{name}");
            assert!(response.origin().contains(name));
        }
    }
}
