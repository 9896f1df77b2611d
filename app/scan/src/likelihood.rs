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
        Ok(Self {
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
