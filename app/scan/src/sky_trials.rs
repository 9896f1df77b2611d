//! The hottest spot of scrambled skies, in either hemisphere: what the hottest spot of the sky is measured against.
//!
//! Every pixel of a map is fitted and its TS turned into the local p-value of its declination; the lowest of a
//! hemisphere is kept. An observed spot compares with these only if it was found on pixels of the same size.
//! A sky may take seconds, so that whoever waits is asked after every tile of neighbouring pixels.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use nuscope_model::{Equatorial, healpix};

use crate::calibration::Calibration;
use crate::scan::{COARSEST_TILE, Grid, Rings};
use crate::skies::{Room, each_sky};
use crate::{Likelihood, Watch};

/// The lowest local p-value south and north of the equator in each of some skies, NaN where it cannot be told;
/// `None` if `watch` cancelled or `nside` is none.
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
                    if let Some(p) = calibration.p_value(dec_rad, &fit) {
                        let lowest = &mut lowest[usize::from(dec_rad >= 0.0)];
                        *lowest = lowest.min(p);
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

/// The lowest calibrated local p-value south and north of the equator on a map of TS, with its pixel.
pub fn lowest_on_map(
    calibration: &Calibration,
    map: &nuscope_model::SkyMap,
) -> [Option<(Equatorial, f64)>; 2] {
    let mut lowest = [None; 2];
    let Some(ts) = map.column("TS") else {
        return lowest;
    };
    for (pixel, ts) in ts.values.iter().enumerate().filter(|(_, ts)| **ts > 0.0) {
        let at = healpix::center_of(map.nside, pixel as u64);
        let Some(p) = calibration.p_value_of(at.dec_rad, f64::from(*ts)) else {
            continue;
        };
        let lowest: &mut Option<(Equatorial, f64)> = &mut lowest[usize::from(at.dec_rad >= 0.0)];
        if lowest.is_none_or(|(_, other)| p < other) {
            *lowest = Some((at, p));
        }
    }
    lowest
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
