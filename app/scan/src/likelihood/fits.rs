//! Fits at positions: candidates are gathered, their ratios formed, and the maximum found.

use std::cell::RefCell;

use glam::DVec3;
use nuscope_model::Equatorial;

use super::{Likelihood, Spectral};
use crate::declination::AtDeclination;
use crate::fit::{Term, maximise};
use crate::free_index::{self, Problem, Room};
use crate::index::Index;
use crate::tile::{Ratios, Tile};
use crate::yields::Share;
use crate::{Fit, counted};

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
        counted::one();
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

    /// Fills `scratch` with the ratios at a position, without energy weights.
    pub(crate) fn ratios_at(&self, position: Equatorial, scratch: &mut Scratch) {
        let toward = position.to_vector();
        scratch.tile.gather(&self.index, &self.profiles, &[toward]);
        scratch.tile.ratios(toward, &mut scratch.ratios);
    }
}
