//! Samples prepared for fits: what a scan, a list of sources or a click on the map asks.
//!
//! Preparing reads every candidate once, estimates each sample's background and sorts everything into an index.
//! After that nothing changes, so any number of threads may fit at the same time.

mod fits;
mod responses;

use std::borrow::Cow;
use std::sync::Arc;

use nuscope_model::Sample;

use crate::area::Signal;
use crate::background::Background;
use crate::declination::{AtDeclination, event_weights, source_weights};
use crate::energy::Energies;
use crate::good_runs::Window;
use crate::index::Index;
use crate::profile::Profile;
use crate::record::{Candidate, Record};
use crate::samples::{UsedSample, read};
use crate::weights::Weights;
use crate::yields::Shares;
use crate::{EnergyAt, Error, Input, Settings, counted, settings};
pub(crate) use fits::Scratch;

/// Samples prepared for fits at any position: immutable, and shared freely between threads.
#[derive(Debug)]
pub struct Likelihood {
    settings: Settings,
    samples: Vec<UsedSample>,
    warnings: Vec<String>,
    counts: Vec<usize>,
    profiles: Vec<Profile>,
    /// The good runs of each sample in the time window; `None` where there is no window.
    windows: Vec<Option<Window>>,
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
    /// counted in [`Likelihood::warnings`]; empty samples take no part. With a time window every sample needs dates, and
    /// one without a good run in it takes no part.
    ///
    /// # Errors
    /// [`Error`] says which sample or setting cannot be used and why.
    pub fn of(inputs: &[Input], settings: &Settings) -> Result<Self, Error> {
        counted::one();
        settings.check()?;
        let mut read = read(inputs, settings)?;
        let first_cells = read.number_cells();
        let counts: Vec<usize> = read.samples.iter().map(|sample| sample.used).collect();
        // Candidates outside of a time window count by their number alone.
        let seen = in_time(&read.candidates, settings);
        let index = Index::new(&seen, settings.cut_sigmas, |candidate| {
            let background = &read.backgrounds[candidate.sample as usize];
            candidate.record(background, settings.cut_sigmas)
        });
        let covered_dec_rad = covered_dec_rad(&read.candidates, &read.samples);
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
            windows: read.windows,
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

    /// What fits of sources at a declination share.
    pub(crate) fn at_declination(&self, dec_rad: f64) -> AtDeclination {
        let sin_dec = dec_rad.sin();
        let shares = match self.spectral {
            Spectral::None => Shares::by_count(&self.counts_at(dec_rad)),
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
            Spectral::None => self.counts_at(dec_rad).iter().any(|count| *count > 0.0),
            Spectral::Held(_) | Spectral::Free => {
                Shares::by_yield(&self.signals, dec_rad.sin()).visible()
            }
        }
    }

    /// The good runs of each sample in the time window; `None` where there is no window.
    pub(crate) fn windows(&self) -> &[Option<Window>] {
        &self.windows
    }

    /// Why energies and yields are not used; empty where they are.
    pub fn spatial_because(&self) -> &str {
        &self.spatial_because
    }

    /// Whether the index is fitted: where no energy tells it, it is not.
    pub fn fits_index(&self) -> bool {
        self.spectral == Spectral::Free
    }

    /// The index where it is not fitted.
    pub(crate) fn held_index(&self) -> f64 {
        match self.spectral {
            Spectral::Held(gamma) => gamma,
            Spectral::None | Spectral::Free => UNTOLD_INDEX,
        }
    }

    /// They sorted.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// The candidates that take part.
    pub(crate) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Their number in each sample.
    pub(crate) fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// How a signal at a declination divides over samples of whose detectors nothing is known: as the candidates of each
    /// that looks there, in a time window as those that it would hold.
    pub(crate) fn counts_at(&self, dec_rad: f64) -> Vec<f64> {
        let each = self.samples.iter().zip(&self.counts).zip(&self.windows);
        let share = |window: &Option<Window>| window.as_ref().map_or(1.0, Window::effective_share);
        each.map(
            |((sample, count), window)| match sample.dec.contains(dec_rad) {
                true => *count as f64 * share(window),
                false => 0.0,
            },
        )
        .collect()
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

/// The candidates that a source of the settings' time window may have sent.
fn in_time<'a>(candidates: &'a [Candidate], settings: &Settings) -> Cow<'a, [Candidate]> {
    if settings.time.is_none() {
        return Cow::Borrowed(candidates);
    }
    let seen = candidates.iter();
    Cow::Owned(
        seen.filter(|candidate| candidate.time_factor > 0.0)
            .copied()
            .collect(),
    )
}

/// With fewer candidates than this, that none lies somewhere says nothing about where the telescope looked.
const ENOUGH_TO_SHOW_A_GAP: usize = 1000;

/// The declinations between the southernmost and the northernmost candidate, a degree wider; all of them where
/// there are few candidates. Never beyond the ranges to which samples are cut.
fn covered_dec_rad(candidates: &[Candidate], samples: &[UsedSample]) -> (f64, f64) {
    let pole = std::f64::consts::FRAC_PI_2;
    let used = samples.iter().filter(|sample| sample.used > 0);
    let ends: Vec<[f64; 2]> = used.map(|sample| sample.dec.first_and_last_rad()).collect();
    let first = ends.iter().map(|ends| ends[0]).fold(pole, f64::min);
    let last = ends.iter().map(|ends| ends[1]).fold(-pole, f64::max);
    if candidates.len() < ENOUGH_TO_SHOW_A_GAP {
        return (first, last);
    }
    let dec = || {
        candidates
            .iter()
            .map(|candidate| candidate.position.dec_rad)
    };
    let margin = 1.0_f64.to_radians();
    let low = dec().fold(pole, f64::min) - margin;
    let high = dec().fold(-pole, f64::max) + margin;
    (low.max(first), high.min(last))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{Column, Equatorial, Quantity};

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
