//! Samples prepared for fits: what a scan, a list of sources or a click on the map asks.
//!
//! Preparing reads every candidate once, estimates each sample's background and sorts everything into an index.
//! After that nothing changes, so any number of threads may fit at the same time.

use std::cell::RefCell;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{EnergyProxy, Equatorial, Sample};

use crate::area::Signal;
use crate::background::Background;
use crate::declination::{AtDeclination, event_weights, source_weights};
use crate::energy::Energies;
use crate::fit::{Term, maximise};
use crate::free_index::{self, Problem, Room};
use crate::index::Index;
use crate::profile::Profile;
use crate::record::{Candidate, Record};
use crate::samples::{UsedSample, read};
use crate::tile::{Ratios, Tile};
use crate::weights::Weights;
use crate::yields::{Share, Shares};
use crate::{EnergyAt, Error, Fit, Input, Settings, settings};

/// Samples prepared for fits at any position: immutable, and shared freely between threads.
#[derive(Debug)]
pub struct Likelihood {
    settings: Settings,
    samples: Vec<UsedSample>,
    warnings: Vec<String>,
    counts: Vec<usize>,
    profiles: Vec<Profile>,
    signals: Vec<Option<Signal>>,
    energies: Vec<Option<Energies>>,
    spectral: Spectral,
    /// Weights of all cells, if they are the same for all sources.
    weights: Option<Weights>,
    /// The same at the index that is held.
    held: Option<Vec<f32>>,
    spatial_because: String,
    index: Index,
    candidates: Vec<Candidate>,
    backgrounds: Vec<Background>,
    /// The first cell of each sample.
    first_cells: Vec<u32>,
    covered_dec_rad: (f64, f64),
}

/// What becomes of the spectral index.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spectral {
    /// It plays no part.
    None,
    /// It is held, with energies or only for the shares of the samples.
    Held(f64),
    /// It is fitted.
    Free,
}

/// The index of shares where it would be free, but no energy tells it.
const UNTOLD_INDEX: f64 = 2.0;

/// Memory that fits use again and again.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    tile: Tile,
    ratios: Ratios,
    shares: Vec<Share>,
    room: Room,
}

impl Scratch {
    /// Ratios to be filled by whoever knows them.
    pub(crate) fn ratios_mut(&mut self) -> &mut Ratios {
        &mut self.ratios
    }
}

impl Likelihood {
    /// Prepares `samples` of whose detectors nothing is known: positions alone are used.
    ///
    /// # Errors
    /// As [`Likelihood::of`].
    pub fn new(samples: &[Arc<Sample>], settings: &Settings) -> Result<Self, Error> {
        let inputs: Vec<Input> = samples.iter().cloned().map(Input::from).collect();
        Self::of(&inputs, settings)
    }

    /// Prepares samples with what is known of their detectors.
    ///
    /// Energies and shares by yield need effective area and live time of every sample that has candidates; where
    /// one lacks them, positions alone are used ([`Likelihood::spatial_because`]).
    ///
    /// Candidates without a finite position or with an angular error that is not above 0 are left out and
    /// counted in [`Likelihood::warnings`]; empty samples take no part.
    ///
    /// # Errors
    /// [`Error`] says which sample or setting cannot be used and why.
    pub fn of(inputs: &[Input], settings: &Settings) -> Result<Self, Error> {
        settings.check()?;
        let mut read = read(inputs, settings)?;
        let first_cells = read.number_cells();
        let counts: Vec<usize> = read.samples.iter().map(|sample| sample.used).collect();
        let index = Index::new(&read.candidates, settings.cut_sigmas, |candidate| {
            let background = &read.backgrounds[candidate.sample as usize];
            candidate.record(background, settings.cut_sigmas)
        });
        let covered_dec_rad = covered_dec_rad(&read.candidates);
        let with_energies = read.energies.iter().any(Option::is_some);
        let spectral = match settings.index {
            _ if !read.spatial_because.is_empty() => Spectral::None,
            settings::Index::Fixed(gamma) => Spectral::Held(gamma),
            settings::Index::Free if with_energies => Spectral::Free,
            settings::Index::Free => Spectral::Held(UNTOLD_INDEX),
        };
        let weights = (with_energies && settings.energy == EnergyAt::Event)
            .then(|| event_weights(&read.signals, &read.energies));
        let held = match (spectral, &weights) {
            (Spectral::Held(gamma), Some(weights)) => Some(weights.at(gamma)),
            _ => None,
        };
        Ok(Self {
            held,
            covered_dec_rad,
            settings: settings.clone(),
            profiles: read.profiles,
            signals: read.signals,
            energies: read.energies,
            spectral,
            weights,
            spatial_because: read.spatial_because,
            samples: read.samples,
            warnings: read.warnings,
            counts,
            index,
            candidates: read.candidates,
            backgrounds: read.backgrounds,
            first_cells,
        })
    }

    /// The best fit of a source at `position`, which may be anywhere on the sky.
    ///
    /// All numbers are NaN if the position is not finite.
    pub fn fit(&self, position: Equatorial) -> Fit {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::default();
        }
        let mut fit = Fit::NOWHERE;
        let there = self.at_declination(position.dec_rad);
        SCRATCH.with_borrow_mut(|scratch| {
            self.fit_each(&[position], |_| &there, scratch, |_, found| fit = found);
        });
        fit
    }

    /// What fits of sources at a declination share.
    pub(crate) fn at_declination(&self, dec_rad: f64) -> AtDeclination {
        let sin_dec = dec_rad.sin();
        let shares = match self.spectral {
            Spectral::None => Shares::by_count(&self.counts),
            Spectral::Held(_) | Spectral::Free => Shares::by_yield(&self.signals, sin_dec),
        };
        let here = self.settings.energy == EnergyAt::Source
            && self.energies.iter().any(Option::is_some)
            && dec_rad.is_finite();
        AtDeclination::new(
            shares,
            here.then(|| source_weights(&self.signals, &self.energies, sin_dec)),
        )
    }

    /// Whether any sample would see a source there.
    pub(crate) fn visible(&self, dec_rad: f64) -> bool {
        match self.spectral {
            Spectral::None => true,
            Spectral::Held(_) | Spectral::Free => {
                Shares::by_yield(&self.signals, dec_rad.sin()).visible()
            }
        }
    }

    /// Expected events in all samples together for a flux of 1 GeV⁻¹ cm⁻² s⁻¹ at 1 TeV (neutrinos and antineutrinos
    /// of one flavour) with the spectrum of the settings and this index; `None` where yields are not known.
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

    /// Why energies and yields are not used; empty where they are.
    pub fn spatial_because(&self) -> &str {
        &self.spatial_because
    }

    /// Whether the index is fitted: where no energy tells it, it is not.
    pub fn fits_index(&self) -> bool {
        self.spectral == Spectral::Free
    }

    /// Fits positions close to each other, which is faster than one by one and gives the same results, bit by bit.
    pub(crate) fn fit_each<'a>(
        &self,
        positions: &[Equatorial],
        declination: impl Fn(usize) -> &'a AtDeclination,
        scratch: &mut Scratch,
        done: impl FnMut(usize, Fit),
    ) {
        self.fit_each_in(&self.index, positions, declination, scratch, done);
    }

    /// The same on another sky of the same candidates.
    pub(crate) fn fit_each_in<'a>(
        &self,
        index: &Index,
        positions: &[Equatorial],
        declination: impl Fn(usize) -> &'a AtDeclination,
        scratch: &mut Scratch,
        mut done: impl FnMut(usize, Fit),
    ) {
        let vectors: Vec<DVec3> = positions
            .iter()
            .map(|position| position.to_vector())
            .collect();
        if !vectors.iter().all(|vector| vector.is_finite()) {
            (0..positions.len()).for_each(|i| done(i, Fit::NOWHERE));
            return;
        }
        scratch.tile.gather(index, &self.profiles, &vectors);
        for (i, &vector) in vectors.iter().enumerate() {
            let there = declination(i);
            if !there.visible {
                done(i, Fit::OUTSIDE_VIEW);
                continue;
            }
            scratch.tile.ratios(vector, &mut scratch.ratios);
            done(i, self.fit_prepared(there, &self.counts, scratch));
        }
    }

    /// The best fit of the ratios in `scratch`, for samples of so many candidates.
    pub(crate) fn fit_prepared(
        &self,
        there: &AtDeclination,
        counts: &[usize],
        scratch: &mut Scratch,
    ) -> Fit {
        let mut fit = self.fit_ratios(there, counts, scratch);
        fit.ts *= self.settings.convention.factor();
        fit
    }

    fn fit_ratios(&self, there: &AtDeclination, counts: &[usize], scratch: &mut Scratch) -> Fit {
        let ratios = &mut scratch.ratios;
        let weights = there.weights.as_ref().or(self.weights.as_ref());
        if let (Spectral::Free, Some(weights)) = (self.spectral, weights) {
            let problem = Problem {
                counts,
                shares: &there.shares,
                coarse_shares: &there.coarse_shares,
                ratios,
                weights,
            };
            return free_index::maximise(&problem, &mut scratch.room);
        }
        let gamma = self.held_index();
        match (&self.held, &there.weights) {
            (Some(held), _) => ratios.weigh(held),
            (None, Some(weights)) => ratios.weigh(&weights.at(gamma)),
            (None, None) => {}
        }
        there.shares.at(gamma, &mut scratch.shares);
        let terms: Vec<Term<'_>> = Term::all(counts, &scratch.shares, ratios).collect();
        let mut fit = maximise(&terms);
        if self.spectral != Spectral::None && fit.ts > 0.0 {
            fit.gamma = gamma;
        }
        fit
    }

    /// Energy weights of all cells at an index, where they are those of the candidates; `None` where they play no part.
    pub(crate) fn weights_at(&self, gamma: f64) -> Option<Vec<f32>> {
        self.weights.as_ref().map(|weights| weights.at(gamma))
    }

    /// The index where it is not fitted.
    pub(crate) fn held_index(&self) -> f64 {
        match self.spectral {
            Spectral::Held(gamma) => gamma,
            Spectral::None | Spectral::Free => UNTOLD_INDEX,
        }
    }

    /// Fills `scratch` with the ratios at a position, without energy weights.
    pub(crate) fn ratios_at(&self, position: Equatorial, scratch: &mut Scratch) {
        let toward = position.to_vector();
        scratch.tile.gather(&self.index, &self.profiles, &[toward]);
        scratch.tile.ratios(toward, &mut scratch.ratios);
    }

    /// They sorted.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// What each sample sees of a spectrum, and how signal and background differ in energy.
    pub(crate) fn responses(&self) -> (&[Option<Signal>], &[Option<Energies>]) {
        (&self.signals, &self.energies)
    }

    /// The candidates that take part.
    pub(crate) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Their number in each sample.
    pub(crate) fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// The shape of the signal of a sample.
    pub(crate) fn profile(&self, sample: usize) -> Profile {
        self.profiles[sample]
    }

    /// A candidate as fits read it.
    pub(crate) fn record(&self, candidate: &Candidate) -> Record {
        let background = &self.backgrounds[candidate.sample as usize];
        candidate.record(background, self.settings.cut_sigmas)
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

    /// Lowest and highest declination about which the samples can say anything, in radians.
    ///
    /// A search of the southern sky has no candidates in the north: TS would be 0 there, and look like an answer.
    pub fn covered_dec_rad(&self) -> (f64, f64) {
        self.covered_dec_rad
    }

    /// What was left out or looks odd, in sentences.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The samples in the order they were given, for provenance.
    pub fn samples(&self) -> &[UsedSample] {
        &self.samples
    }

    /// The settings it was prepared with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// With fewer candidates than this, that none lies somewhere says nothing about where the telescope looked.
const ENOUGH_TO_SHOW_A_GAP: usize = 1000;

/// The declinations between the southernmost and the northernmost candidate, a degree wider; all of them where
/// there are few candidates.
fn covered_dec_rad(candidates: &[Candidate]) -> (f64, f64) {
    let pole = std::f64::consts::FRAC_PI_2;
    if candidates.len() < ENOUGH_TO_SHOW_A_GAP {
        return (-pole, pole);
    }
    let dec = || {
        candidates
            .iter()
            .map(|candidate| candidate.position.dec_rad)
    };
    let margin = 1.0_f64.to_radians();
    let low = dec().fold(pole, f64::min) - margin;
    let high = dec().fold(-pole, f64::max) + margin;
    (low.max(-pole), high.min(pole))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{Column, Quantity};

    /// `n` candidates between two declinations in degrees.
    fn between(low_deg: f64, high_deg: f64, n: usize) -> Likelihood {
        let dec = |i: usize| low_deg + (high_deg - low_deg) * i as f64 / (n - 1) as f64;
        let sample = Sample {
            ra_rad: (0..n).map(|i| i as f64).map(|ra| ra % 6.0).collect(),
            dec_rad: (0..n).map(|i| dec(i).to_radians()).collect(),
            columns: vec![Column {
                quantity: Quantity::AngularErrorRad,
                values: vec![0.01; n],
            }],
            ..Default::default()
        };
        Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
    }

    #[test]
    fn a_southern_search_says_nothing_about_the_north() {
        let (low, high) = between(-80.0, 0.0, 2000).covered_dec_rad();
        assert!((low.to_degrees() + 81.0).abs() < 1e-9 && (high.to_degrees() - 1.0).abs() < 1e-9);
        let map = crate::scan(&between(-80.0, 0.0, 2000), 8, &()).unwrap();
        let at = |dec_deg: f64| {
            let pixel = map.pixel(Equatorial::from_degrees(10.0, dec_deg));
            map.column("TS").unwrap().values[pixel]
        };
        assert!(at(40.0).is_nan() && !at(-40.0).is_nan());
    }

    #[test]
    fn few_candidates_leave_the_whole_sky_open() {
        let (low, high) = between(-10.0, 10.0, 20).covered_dec_rad();
        assert!(high > 1.57 && low < -1.57);
    }
}
