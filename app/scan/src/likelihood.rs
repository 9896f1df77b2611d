//! Samples prepared for fits: what a scan, a list of sources or a click on the map asks.
//!
//! Preparing reads every candidate once, estimates each sample's background and sorts everything into an index.
//! After that nothing changes, so any number of threads may fit at the same time.

use std::cell::RefCell;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Equatorial, Sample};

use crate::fit::{Term, maximise};
use crate::index::Index;
use crate::record::Candidate;
use crate::samples::{UsedSample, read};
use crate::tile::{Ratios, Tile};
use crate::yields::Yields;
use crate::{Error, Fit, Settings};

/// Samples prepared for fits at any position: immutable, and shared freely between threads.
#[derive(Debug)]
pub struct Likelihood {
    settings: Settings,
    samples: Vec<UsedSample>,
    warnings: Vec<String>,
    counts: Vec<usize>,
    yields: Yields,
    index: Index,
    covered_dec_rad: (f64, f64),
}

/// Memory that fits use again and again.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    tile: Tile,
    ratios: Ratios,
}

impl Likelihood {
    /// Prepares `samples`.
    ///
    /// Candidates without a finite position or with an angular error that is not above 0 are left out and
    /// counted in [`Likelihood::warnings`]; empty samples take no part.
    ///
    /// # Errors
    /// [`Error`] says which sample or setting cannot be used and why.
    pub fn new(samples: &[Arc<Sample>], settings: &Settings) -> Result<Self, Error> {
        settings.check()?;
        let read = read(samples, settings)?;
        let counts: Vec<usize> = read.samples.iter().map(|sample| sample.used).collect();
        let index = Index::new(&read.candidates, settings.cut_sigmas, |candidate| {
            let background = &read.backgrounds[candidate.sample as usize];
            candidate.record(background, settings.cut_sigmas)
        });
        let covered_dec_rad = covered_dec_rad(&read.candidates);
        Ok(Self {
            covered_dec_rad,
            settings: settings.clone(),
            yields: Yields::by_count(&counts),
            samples: read.samples,
            warnings: read.warnings,
            counts,
            index,
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
        SCRATCH.with_borrow_mut(|scratch| {
            self.fit_each(&[position], scratch, |_, found| fit = found);
        });
        fit
    }

    /// Fits positions close to each other, which is faster than one by one and gives the same results, bit by bit.
    pub(crate) fn fit_each(
        &self,
        positions: &[Equatorial],
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
        scratch
            .tile
            .gather(&self.index, self.counts.len(), &vectors);
        for (i, (&position, &vector)) in positions.iter().zip(&vectors).enumerate() {
            scratch.tile.ratios(vector, &mut scratch.ratios);
            let shares = self.yields.shares(position);
            let terms: Vec<Term<'_>> = Term::all(&self.counts, shares, &scratch.ratios).collect();
            done(i, maximise(&terms));
        }
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
