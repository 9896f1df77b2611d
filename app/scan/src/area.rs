//! Effective area at a declination, and the signal that follows: how many events a flux gives.
//!
//! ```text
//! Y(δ, γ) = T ∫ A(E, δ) Φ(E; γ)/Φ0 dE = T Σ_bins A_bin(δ) ∫_bin Φ/Φ0 dE
//! ```
//!
//! A is constant within a bin of energy and linear in sin δ between the middles of the bins of declination.

use nuscope_model::{DirectionAxis, EffectiveArea};

use crate::cubic::{NODES, node};
use crate::{DecRange, Spectrum};

const DAY_S: f64 = 86_400.0;

/// No detector runs longer than this; the seconds of a number near the largest would be none.
const LONGEST_DAYS: f64 = 1e6;

/// The signal that one sample sees per unit norm of a spectrum.
#[derive(Clone, Debug)]
pub(crate) struct Signal {
    livetime_s: f64,
    /// Middles of the declination bins, as sines.
    centers: Vec<f64>,
    /// cm²: all energies of the first declination, then of the next.
    area_cm2: Vec<f64>,
    /// log10(E/GeV): lower and upper edge of each bin.
    energies: Vec<[f64; 2]>,
    /// ∫ Φ/Φ0 dE in each bin, for each node of the index.
    flux: Vec<Vec<f64>>,
    spectrum: Spectrum,
    /// Beyond it nothing is seen.
    dec: DecRange,
}

impl Signal {
    /// Prepares an area in declination.
    ///
    /// # Errors
    /// In words, why the area cannot be used.
    pub(crate) fn new(
        area: &EffectiveArea,
        livetime_days: f64,
        spectrum: Spectrum,
    ) -> Result<Self, String> {
        area.check()?;
        if area.direction != DirectionAxis::DeclinationRad {
            return Err("an effective area in bins of declination is wanted".into());
        }
        if !(livetime_days > 0.0 && livetime_days <= LONGEST_DAYS) {
            return Err(format!(
                "a live time above 0 and up to a million days is wanted, it is {livetime_days} days"
            ));
        }
        let sines: Vec<f64> = area.direction_edges.iter().map(|dec| dec.sin()).collect();
        let energies: Vec<[f64; 2]> = area
            .log10_energy_edges
            .windows(2)
            .map(|edge| [edge[0], edge[1]])
            .collect();
        let centers: Vec<f64> = sines.windows(2).map(|s| 0.5 * (s[0] + s[1])).collect();
        let at = |dec: usize, energy: usize| area.area_cm2[energy * centers.len() + dec];
        let area_cm2 = (0..centers.len())
            .flat_map(|dec| (0..energies.len()).map(move |energy| (dec, energy)))
            .map(|(dec, energy)| at(dec, energy))
            .collect();
        let flux = (0..NODES)
            .map(|i| fluxes(&energies, spectrum, node(i)))
            .collect();
        Ok(Self {
            livetime_s: livetime_days * DAY_S,
            centers,
            area_cm2,
            energies,
            flux,
            spectrum,
            dec: DecRange::WHOLE,
        })
    }

    /// What is left of it in a range of declination.
    pub(crate) fn within(self, dec: DecRange) -> Self {
        Self { dec, ..self }
    }

    /// The same seen for another time, which may be none.
    pub(crate) fn during(self, livetime_days: f64) -> Self {
        Self {
            livetime_s: livetime_days * DAY_S,
            ..self
        }
    }

    /// The area in cm² in each bin of energy.
    pub(crate) fn area_cm2(&self, sin_dec: f64) -> Vec<f64> {
        if !self.dec.contains_sine(sin_dec) {
            return vec![0.0; self.energies.len()];
        }
        let row = |k: usize| &self.area_cm2[k * self.energies.len()..(k + 1) * self.energies.len()];
        if self.centers.len() == 1 {
            return row(0).to_vec();
        }
        let above = self.centers.partition_point(|center| *center < sin_dec);
        let k = above.saturating_sub(1).min(self.centers.len() - 2);
        let (low, high) = (self.centers[k], self.centers[k + 1]);
        // Bins at a pole may be so narrow that their sines are equal.
        let width = (high - low).max(f64::MIN_POSITIVE);
        let share = ((sin_dec - low) / width).clamp(0.0, 1.0);
        let pairs = row(k).iter().zip(row(k + 1));
        pairs.map(|(a, b)| (1.0 - share) * a + share * b).collect()
    }

    /// Middles of the bins of energy, as log10(E/GeV).
    pub(crate) fn log10_energies(&self) -> impl Iterator<Item = f64> {
        self.energies.iter().map(|[low, high]| 0.5 * (low + high))
    }

    /// ∫ Φ/Φ0 dE in each bin of energy at a node of the index.
    pub(crate) fn flux(&self, node: usize) -> &[f64] {
        &self.flux[node]
    }

    /// Expected events per unit norm at every node of the index, for an area from [`Signal::area_cm2`].
    pub(crate) fn at_nodes(&self, area_cm2: &[f64]) -> [f64; NODES] {
        std::array::from_fn(|i| self.livetime_s * dot(area_cm2, &self.flux[i]))
    }

    /// Expected events per unit norm in each bin of energy.
    pub(crate) fn events_by_energy(&self, sin_dec: f64, gamma: f64) -> Vec<f64> {
        let flux = fluxes(&self.energies, self.spectrum, gamma);
        let areas = self.area_cm2(sin_dec);
        areas
            .iter()
            .zip(flux)
            .map(|(area, flux)| self.livetime_s * area * flux)
            .collect()
    }

    /// Expected events for a flux of 1 GeV⁻¹ cm⁻² s⁻¹ at 1 TeV.
    pub(crate) fn events(&self, sin_dec: f64, gamma: f64) -> f64 {
        let flux = fluxes(&self.energies, self.spectrum, gamma);
        self.livetime_s * dot(&self.area_cm2(sin_dec), &flux)
    }
}

fn fluxes(energies: &[[f64; 2]], spectrum: Spectrum, gamma: f64) -> Vec<f64> {
    let bins = energies.iter();
    bins.map(|bin| spectrum.integral_gev(*bin, gamma)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn area(direction: DirectionAxis) -> EffectiveArea {
        let edges = match direction {
            DirectionAxis::CosZenith => [-1.0, 0.0, 1.0],
            _ => [-90.0_f64, 0.0, 90.0].map(f64::to_radians),
        };
        EffectiveArea {
            name: "toy".into(),
            log10_energy_edges: vec![2.0, 3.0, 4.0],
            direction,
            direction_edges: edges.to_vec(),
            area_cm2: vec![1.0, 3.0, 10.0, 10.0],
            checksum: String::new(),
        }
    }

    #[test]
    fn areas_are_linear_between_the_middles_of_bins() {
        let signal = Signal::new(
            &area(DirectionAxis::DeclinationRad),
            1.0,
            Spectrum::PowerLaw,
        )
        .unwrap();
        assert_eq!(signal.area_cm2(-0.9), [1.0, 10.0]);
        assert_eq!(signal.area_cm2(0.0), [2.0, 10.0]);
        assert_eq!(signal.area_cm2(0.7), [3.0, 10.0]);
        // 86,400 s (2 ∫E⁻² + 10 ∫E⁻²) GeV with E in units of 1 TeV: 1000 (1/0.1 - 1) and 1000 (1 - 1/10).
        let expected = 86_400.0 * 1000.0 * (2.0 * 9.0 + 10.0 * 0.9);
        assert!((signal.events(0.0, 2.0) / expected - 1.0).abs() < 1e-12);
        let nodes = signal.at_nodes(&signal.area_cm2(0.0));
        assert!((nodes[10] / expected - 1.0).abs() < 1e-12);
    }

    #[test]
    fn beyond_its_range_nothing_is_seen() {
        let south = DecRange::from_degrees([-90.0, 0.0]).unwrap();
        let signal = area(DirectionAxis::DeclinationRad);
        let signal = Signal::new(&signal, 1.0, Spectrum::PowerLaw).unwrap();
        let south = signal.clone().within(south);
        assert_eq!(south.area_cm2(-0.1), signal.area_cm2(-0.1));
        assert_eq!(south.area_cm2(0.0), [0.0, 0.0]);
        assert_eq!(south.events(0.1, 2.0), 0.0);
    }

    #[test]
    fn unusable_areas_are_refused_in_words() {
        let refused =
            |direction, days| Signal::new(&area(direction), days, Spectrum::PowerLaw).unwrap_err();
        assert!(refused(DirectionAxis::CosZenith, 1.0).contains("declination"));
        assert!(refused(DirectionAxis::DeclinationRad, -3.0).contains("it is -3 days"));
        assert!(refused(DirectionAxis::DeclinationRad, f64::MAX).contains("a million"));
        assert!(refused(DirectionAxis::DeclinationRad, f64::NAN).contains("NaN"));
    }
}
