//! Whole skies without a source: every candidate at a right ascension of its own choosing, all else kept.
//!
//! Where several places are looked at, the same scrambled sky answers for all of them, so that places that share
//! candidates rise and fall together. Skies are numbered; number and seed decide one alone, whatever the threads do, and
//! whatever shape or spectrum a source is given: sources that differ in these are compared on the same skies.

use std::f64::consts::TAU;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use nuscope_model::Equatorial;
use rand::{Rng, RngExt as _};
use rayon::prelude::*;

use crate::declination::AtDeclination;
use crate::index::{Dealt, Index};
use crate::likelihood::Scratch;
use crate::record::Candidate;
use crate::trials::stream;
use crate::{Fit, Likelihood, Watch};

/// Skies have random numbers that no trial at one declination has.
const STREAM: u64 = 0x5eed_0f5c_a1eb_a11d;

/// Memory that skies use again and again.
#[derive(Default)]
pub(crate) struct Room {
    /// The candidates of the sky at hand.
    pub index: Index,
    pub scratch: Scratch,
    dealt: Vec<Dealt>,
}

impl Room {
    /// Goes on to a sky.
    pub(crate) fn scramble(&mut self, likelihood: &Likelihood, seed: u64, sky: u64) {
        let mut random = stream(seed ^ STREAM, sky);
        if likelihood.settings().time.is_some() {
            self.index = in_window(likelihood, &mut random);
            return;
        }
        let key = random.random::<u64>();
        likelihood
            .index()
            .scramble(key, &mut self.index, &mut self.dealt);
    }
}

/// The candidates that a scrambled sky has in the time window, with dates of their own choosing.
fn in_window(likelihood: &Likelihood, random: &mut impl Rng) -> Index {
    let mut found = Vec::new();
    let (mut first, all) = (0, likelihood.candidates());
    for (count, window) in likelihood.counts().iter().zip(likelihood.windows()) {
        let candidates = &all[first..first + count];
        first += count;
        let Some(window) = window.as_ref().filter(|window| window.chance() > 0.0) else {
            continue;
        };
        let per_step = 1.0 / (-window.chance()).ln_1p();
        let mut i = 0;
        loop {
            // How many are passed over before one is in the window.
            let skipped = (1.0 - random.random::<f64>()).ln() * per_step;
            if skipped >= (count - i) as f64 {
                break;
            }
            i += skipped as usize;
            let candidate = candidates[i];
            i += 1;
            found.push(Candidate {
                position: Equatorial {
                    ra_rad: TAU * random.random::<f64>(),
                    ..candidate.position
                },
                time_factor: window.of_background(random),
                ..candidate
            });
        }
    }
    Index::new(&found, likelihood.settings().cut_sigmas, |candidate| {
        likelihood.record(candidate)
    })
}

/// So many places of a sky are fitted between two questions whether to go on.
const ASK_AFTER: usize = 500;

/// A watch that can be asked again without a step forward, from any thread.
struct Patient<'a> {
    watch: &'a dyn Watch,
    last: [AtomicUsize; 2],
    stopped: AtomicBool,
}

impl<'a> Patient<'a> {
    fn of(watch: &'a dyn Watch) -> Self {
        Self {
            watch,
            last: Default::default(),
            stopped: AtomicBool::new(false),
        }
    }

    /// Whether the work is still wanted.
    fn still(&self) -> bool {
        let [done, total] = [0, 1].map(|i| self.last[i].load(Relaxed));
        self.step(done, total)
    }
}

impl Watch for Patient<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.last[0].store(done, Relaxed);
        self.last[1].store(total, Relaxed);
        let goes_on = !self.stopped.load(Relaxed) && self.watch.step(done, total);
        // Who gave up a sky must not be answered differently later.
        self.stopped.fetch_or(!goes_on, Relaxed);
        goes_on
    }
}

/// What `of` makes of each of some skies, on all threads; `None` if `watch` cancelled.
pub(crate) fn each_sky<T: Send>(
    likelihood: &Likelihood,
    skies: Range<u64>,
    seed: u64,
    watch: &dyn Watch,
    of: impl Fn(&mut Room) -> T + Sync,
) -> Option<Vec<T>> {
    each_numbered_sky(likelihood, skies, seed, watch, |room, _| of(room))
}

/// The same, with the number of each sky.
pub(crate) fn each_numbered_sky<T: Send>(
    likelihood: &Likelihood,
    skies: Range<u64>,
    seed: u64,
    watch: &dyn Watch,
    of: impl Fn(&mut Room, u64) -> T + Sync,
) -> Option<Vec<T>> {
    let at_once = 2 * rayon::current_num_threads();
    let total = skies.end.saturating_sub(skies.start) as usize;
    let mut found = Vec::with_capacity(total);
    for first in skies.clone().step_by(at_once) {
        if !watch.step((first - skies.start) as usize, total) {
            return None;
        }
        found.par_extend(
            (first..skies.end.min(first + at_once as u64))
                .into_par_iter()
                .map_init(Room::default, |room, sky| {
                    room.scramble(likelihood, seed, sky);
                    of(room, sky)
                }),
        );
    }
    watch.step(total, total).then_some(found)
}

/// What `of` makes of the fits of the same places on each of some skies; `None` if `watch` cancelled.
pub(crate) fn fit_places<T: Send>(
    likelihood: &Likelihood,
    places: &[Equatorial],
    skies: Range<u64>,
    seed: u64,
    watch: &dyn Watch,
    of: impl Fn(&[Fit]) -> T + Sync,
) -> Option<Vec<T>> {
    let there: Vec<AtDeclination> = places
        .iter()
        .map(|place| likelihood.at_declination(place.dec_rad))
        .collect();
    let watch = &Patient::of(watch);
    each_sky(likelihood, skies, seed, watch, |room| {
        let mut fits = Vec::with_capacity(places.len());
        for (number, (place, there)) in places.iter().zip(&there).enumerate() {
            // One sky of a very long list takes seconds; a sky that was given up is not asked for.
            if number % ASK_AFTER == ASK_AFTER - 1 && !watch.still() {
                break;
            }
            let Room { index, scratch, .. } = room;
            likelihood.fit_each_in(
                index,
                &[*place],
                |_| there,
                scratch,
                |_, fit| fits.push(fit),
            );
        }
        of(&fits)
    })
}
