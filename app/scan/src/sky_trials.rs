//! The hottest spot of scrambled skies, in either hemisphere: what the hottest spot of the sky is measured against.
//!
//! Every pixel of a map is fitted and its TS turned into the local p-value of its declination; the lowest of a
//! hemisphere is kept. An observed spot compares with these only if it was found on pixels of the same size.
//! A sky may take seconds, so that whoever waits is asked after every tile of neighbouring pixels.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use nuscope_model::{Equatorial, healpix};

use crate::calibration::{Calibration, Distribution, Estimate};
use crate::scan::{COARSEST_TILE, Grid, Rings};
use crate::search::surprise;
use crate::skies::{Room, each_sky};
use crate::{Likelihood, Watch};

/// The lowest local p-value south and north of the equator in each of some skies; 0 where a pixel does better than the
/// trials can tell. `None` if `watch` cancelled or `nside` is none.
pub(crate) fn lowest(
    likelihood: &Likelihood,
    calibration: &Calibration,
    nside: u32,
    skies: Range<u64>,
    seed: u64,
    watch: &dyn Watch,
) -> Option<Vec<[f64; 2]>> {
    if !healpix::valid_nside(nside) {
        return None;
    }
    let grid = Grid::of(likelihood, nside);
    let rings = Rings::new(likelihood, &grid);
    let tiles: Vec<Vec<Equatorial>> = tiles(&grid);
    let total = skies.end.saturating_sub(skies.start) as usize;
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let found = each_sky(likelihood, skies, seed, watch, |room| {
        let mut lowest = [1.0_f64; 2];
        for positions in &tiles {
            if stopped.load(Relaxed) || !watch.step(done.load(Relaxed), total) {
                stopped.store(true, Relaxed);
                return lowest;
            }
            let Room { index, scratch, .. } = room;
            let ring = |i: usize| rings.at(positions[i]);
            likelihood.fit_each_in(index, positions, ring, scratch, |i, fit| {
                if fit.ts > 0.0 {
                    let dec_rad = positions[i].dec_rad;
                    // Beyond the outermost declinations of the trials nothing can be said.
                    if let Some(local) = calibration.estimate(dec_rad, fit.ts) {
                        let lowest = &mut lowest[usize::from(dec_rad >= 0.0)];
                        *lowest = lowest.min(rank(&local));
                    }
                }
            });
        }
        done.fetch_add(1, Relaxed);
        lowest
    });
    // A sky that was left unfinished is none.
    found.filter(|_| !stopped.load(Relaxed))
}

/// The p-value by which spots are put in order: better than the trials can tell is better than all that they tell.
fn rank(local: &Estimate) -> f64 {
    match local.is_told() {
        true => local.p,
        false => 0.0,
    }
}

/// The spot with the lowest calibrated local p-value south and north of the equator on a map of TS: the centre of its
/// pixel, and what the trials tell of it.
///
/// A spot that does better than the trials can tell comes first, of several the one with the highest TS: left out, the
/// next one would pass for the hottest.
pub fn lowest_on_map(
    calibration: &Calibration,
    map: &nuscope_model::SkyMap,
) -> [Option<(Equatorial, Estimate)>; 2] {
    let mut lowest: [Option<(Equatorial, Estimate, f32)>; 2] = [None; 2];
    let Some(ts) = map.column("TS") else {
        return [None; 2];
    };
    for (pixel, ts) in ts.values.iter().enumerate().filter(|(_, ts)| **ts > 0.0) {
        let at = healpix::center_of(map.nside, pixel as u64);
        let Some(local) = calibration.estimate(at.dec_rad, f64::from(*ts)) else {
            continue;
        };
        let lowest = &mut lowest[usize::from(at.dec_rad >= 0.0)];
        let lower = |(_, other, other_ts): &(Equatorial, Estimate, f32)| {
            (rank(&local), -ts) < (rank(other), -other_ts)
        };
        if lowest.as_ref().is_none_or(lower) {
            *lowest = Some((at, local, *ts));
        }
    }
    lowest.map(|found| found.map(|(at, local, _)| (at, local)))
}

/// How likely a spot with this local p-value is the hottest of a hemisphere without a source, from the lowest of
/// scrambled skies; `None` without skies. One that does better than its trials can tell is only counted against those
/// that do so too.
pub fn post_trial(local: &Estimate, lowest: impl IntoIterator<Item = f64>) -> Option<Estimate> {
    let all: Vec<f64> = lowest.into_iter().collect();
    if local.is_told() {
        let skies = Distribution::of(all.iter().map(|p| surprise(*p)));
        return skies.estimate(surprise(local.p));
    }
    let reached = all.iter().filter(|p| **p == 0.0).count();
    (!all.is_empty()).then(|| Estimate::counted(reached, all.len()))
}

/// The pixels that are not masked, by tiles of neighbours.
fn tiles(grid: &Grid) -> Vec<Vec<Equatorial>> {
    let depth = grid.nside.trailing_zeros();
    let level = depth.saturating_sub(3).max(COARSEST_TILE.min(depth));
    let shift = 2 * (depth - level);
    (0..12_u64 << (2 * level))
        .map(|tile| {
            let pixels = tile << shift..(tile + 1) << shift;
            pixels
                .filter_map(|pixel| grid.open_position(pixel))
                .collect()
        })
        .filter(|tile: &Vec<_>| !tile.is_empty())
        .collect()
}

#[cfg(test)]
mod ranking {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{MapColumn, SkyMap};

    #[test]
    fn a_spot_that_beats_all_trials_is_not_passed_over() {
        // Ten trials without a tail, the highest of TS 4.5.
        let ten = Distribution::of((0..10).map(|i| 0.5 * f64::from(i)));
        let calibration = Calibration::of(&[-1.5, 1.5], vec![ten.clone(), ten]);
        let mut values = vec![0.0_f32; 12];
        // In the south nside 1 has the last four pixels.
        [values[8], values[9], values[10]] = [4.0, 20.0, 30.0];
        let map = SkyMap {
            nside: 1,
            columns: vec![MapColumn {
                name: "TS".into(),
                unit: String::new(),
                values,
            }],
            provenance: Vec::new(),
        };
        let [south, north] = lowest_on_map(&calibration, &map);
        let (at, local) = south.unwrap();
        assert_eq!(map.pixel(at), 10);
        assert!(!local.is_told() && north.is_none());
        // Two of four skies do so too; a spot of known p compares with all of them.
        let skies = [0.0, 0.2, 0.0, 0.01];
        let post = post_trial(&local, skies).unwrap();
        assert_eq!((post.reached, post.trials, post.p), (2, 4, 0.5));
        let told = calibration.estimate(0.0, 4.0).unwrap();
        assert_eq!(post_trial(&told, skies).unwrap().reached, 4);
        assert_eq!(post_trial(&local, [0.3; 5]).unwrap().reached, 0);
        assert!(post_trial(&local, []).is_none());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{Column, Quantity, Sample};

    use super::*;
    use crate::{Kept, Settings};

    /// Stops after some questions, and counts those that come after.
    struct Stops {
        after: usize,
        asked: AtomicUsize,
    }

    impl Watch for Stops {
        fn step(&self, _done: usize, _total: usize) -> bool {
            self.asked.fetch_add(1, Relaxed) < self.after
        }
    }

    #[test]
    fn whoever_stops_is_heard_after_a_tile_and_no_unfinished_sky_is_told_or_kept() {
        let rows = 2000;
        let sample = Sample {
            ra_rad: (0..rows).map(|row| f64::from(row) * 1.618 % 6.0).collect(),
            dec_rad: (0..rows).map(|row| f64::from(row) / 1000.0 - 1.0).collect(),
            columns: vec![Column {
                quantity: Quantity::AngularErrorRad,
                values: vec![0.02; 2000],
            }],
            ..Sample::default()
        };
        let likelihood = Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap();
        let ten = Distribution::of((0..10).map(f64::from));
        let calibration = Calibration::of(&[-1.0, 1.0], vec![ten.clone(), ten]);
        let run = |after: usize| {
            let stops = Stops {
                after,
                asked: AtomicUsize::new(0),
            };
            let found = lowest(&likelihood, &calibration, 16, 0..8, 1, &stops);
            (found, stops.asked.into_inner())
        };
        let (whole, asked) = run(usize::MAX);
        assert_eq!(whole.as_ref().unwrap().len(), 8);
        // Two hundred tiles or so in each sky.
        assert!(asked > 8 * 100, "{asked}");
        let (none, asked) = run(300);
        assert_eq!(none, None);
        let late = asked - 300;
        assert!(late <= rayon::current_num_threads() + 1, "{late}");
        let folder = tempfile::tempdir().unwrap();
        let store = crate::Store::at(folder.path());
        let mut kept = Kept::new(&likelihood, Some(&store), 1);
        let stops = Stops {
            after: 300,
            asked: AtomicUsize::new(0),
        };
        assert!(kept.lowest_of_sky(&calibration, 16, 8, &stops).is_none());
        assert!(kept.lowest_of_sky_if_kept(&calibration, 16).is_empty());
    }
}
