//! A scan that is told to stop does so at once: counted in fits, since clocks tell of the machine.

#![allow(clippy::unwrap_used)]

#[path = "../benches/made_up/mod.rs"]
mod made_up;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use nuscope_model::SkyMap;
use nuscope_scan::{Likelihood, Settings, Watch, scan};

/// Fits in a tile of neighbouring pixels: some milliseconds of work even with millions of candidates.
const TILE: usize = 64;

/// Watches how far the scan is, and cancels once so many pixels are done.
struct Guard {
    limit: usize,
    done: AtomicUsize,
    most_at_once: AtomicUsize,
    done_at_cancel: AtomicUsize,
}

impl Guard {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            done: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            done_at_cancel: AtomicUsize::new(usize::MAX),
        }
    }
}

impl Watch for Guard {
    fn step(&self, done: usize, _total: usize) -> bool {
        let before = self.done.fetch_max(done, SeqCst);
        let since = done.saturating_sub(before);
        self.most_at_once.fetch_max(since, SeqCst);
        let goes_on = done < self.limit;
        if !goes_on {
            self.done_at_cancel.fetch_min(done, SeqCst);
        }
        goes_on
    }
}

fn likelihood() -> Likelihood {
    let likelihood = Likelihood::of(&made_up::inputs(30_000), &Settings::default()).unwrap();
    assert!(likelihood.fits_index(), "{}", likelihood.spatial_because());
    likelihood
}

fn on_threads(threads: usize, likelihood: &Likelihood, watch: &Guard) -> Option<SkyMap> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.unwrap().install(|| scan(likelihood, 128, watch))
}

#[test]
fn whether_to_go_on_is_asked_after_a_tile_of_fits_at_most() {
    let guard = Guard::new(usize::MAX);
    let map = on_threads(1, &likelihood(), &guard).unwrap();
    let column = map.column("TS").unwrap();
    let fitted = column.values.iter().filter(|ts| !ts.is_nan()).count();
    assert_eq!(guard.done.load(SeqCst), fitted);
    let most = guard.most_at_once.load(SeqCst);
    assert!(most > 0 && most <= TILE, "{most} fits without asking");
}

#[test]
fn a_cancelled_scan_with_energies_ends_with_the_tiles_at_hand() {
    let likelihood = likelihood();
    for (threads, limit) in [(1, 0), (1, 5000), (3, 1), (3, 5000), (3, 100_000)] {
        let guard = Guard::new(limit);
        assert!(on_threads(threads, &likelihood, &guard).is_none());
        let at_cancel = guard.done_at_cancel.load(SeqCst);
        let after = guard.done.load(SeqCst) - at_cancel;
        assert!(
            after <= (threads - 1) * TILE,
            "{after} fits after the end at {at_cancel}"
        );
    }
}
