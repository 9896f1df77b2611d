//! What a prepared likelihood knows of detectors: yields, energy weights, cells, and what an energy was measured as.

use nuscope_model::EnergyProxy;

use super::{Likelihood, Spectral};
use crate::area::Signal;
use crate::energy::Energies;
use crate::record::Candidate;

impl Likelihood {
    /// Expected events in all samples together for a flux of 1 GeV⁻¹ cm⁻² s⁻¹ at 1 TeV (neutrinos and antineutrinos
    /// of one flavour) with the spectrum of the settings and this index; `None` where yields are not known.
    ///
    /// With a time window the flux is that during the window (at the peak of a Gaussian), for only good runs in it
    /// count: a flux times [`crate::TimeProfile::fluence_seconds`] is the fluence.
    pub fn events_per_norm(&self, dec_rad: f64, gamma: f64) -> Option<f64> {
        let each = self.yields(dec_rad, gamma)?;
        Some(each.iter().sum())
    }

    /// The same for each sample.
    pub fn yields(&self, dec_rad: f64, gamma: f64) -> Option<Vec<f64>> {
        let yields = |signal: &Option<Signal>| {
            let events = |signal: &Signal| signal.events(dec_rad.sin(), gamma);
            signal.as_ref().map_or(0.0, events)
        };
        (self.spectral != Spectral::None).then(|| self.signals.iter().map(yields).collect())
    }

    /// Energy weights of all cells at an index, where they are those of the candidates; `None` where they play no part.
    pub(crate) fn weights_at(&self, gamma: f64) -> Option<Vec<f32>> {
        self.weights.as_ref().map(|weights| weights.at(gamma))
    }

    /// What each sample sees of a spectrum, and how signal and background differ in energy.
    pub(crate) fn responses(&self) -> (&[Option<Signal>], &[Option<Energies>]) {
        (&self.signals, &self.energies)
    }

    /// The cell and the fixed part of the weight of a candidate of a sample.
    pub(crate) fn cell(&self, sample: usize, sin_dec: f64, proxy: f64) -> (u32, f64) {
        let first = self.first_cells[sample];
        let Some(energies) = self.energies[sample].as_ref().filter(|_| proxy.is_finite()) else {
            return (first, 1.0);
        };
        let (cell, factor) = energies.cell(sin_dec, proxy, self.settings.energy);
        (first + cell, factor)
    }

    /// The bin of the energy of a candidate; `None` if it has none.
    pub(crate) fn bin_of(&self, candidate: &Candidate) -> Option<usize> {
        let sample = candidate.sample as usize;
        let bins = self.energies[sample].as_ref()?.bins();
        let cell = (candidate.cell - self.first_cells[sample]).checked_sub(1)?;
        Some(cell as usize % bins)
    }

    /// What the energy of a candidate was measured as, and the edges of its bin; `None` if it has none.
    pub(crate) fn proxy_bin(&self, candidate: &Candidate) -> Option<(EnergyProxy, [f64; 2])> {
        let bin = self.bin_of(candidate)?;
        let energies = self.energies[candidate.sample as usize].as_ref()?;
        let edges = energies.edges();
        Some((energies.proxy(), [edges[bin], edges[bin + 1]]))
    }

    /// Whether energies of any candidate are used.
    pub(crate) fn uses_energies(&self) -> bool {
        self.energies.iter().any(Option::is_some)
    }

    /// How likely a source is measured in each bin of energy of a sample, and the edges of the bins; `None` where
    /// energies are not used.
    pub(crate) fn proxies(
        &self,
        sample: usize,
        dec_rad: f64,
        gamma: f64,
    ) -> Option<(Vec<f64>, Vec<f64>)> {
        let (signal, energies) = (
            self.signals[sample].as_ref()?,
            self.energies[sample].as_ref()?,
        );
        let events = signal.events_by_energy(dec_rad.sin(), gamma);
        Some((
            energies.proxies(signal, events.into_iter(), dec_rad.sin()),
            energies.edges().to_vec(),
        ))
    }
}
