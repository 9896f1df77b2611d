//! The hottest spots of a map on finer pixels: where exactly they are, and how hot.
//!
//! Every local maximum of the map above a TS is fitted again at the centres of all fine pixels around it, in a disc of
//! one and a half pixels of the map. If the best lies near the rim, the disc moves there and is fitted once more, so
//! that a maximum beside its pixel is found too. The centre of the map's own pixel competes, so that no spot cools.
//!
//! Only what is a local maximum of the map is looked at: a source within two pixels of a hotter one wants a finer map.
//! Trials of whole skies are no finer than the map: a post-trial p-value belongs to the map's own maximum, not to this.

use nuscope_model::{Equatorial, Field, HotSpot, SkyMap, healpix};
use rayon::prelude::*;

use crate::likelihood::Scratch;
use crate::region::side_rad;
use crate::scan::{Grid, Progress, Rings};
use crate::{Fit, Likelihood, Region, Watch};

/// Radius of the disc around a maximum, in pixels of the map.
const RADIUS: f64 = 1.5;

/// A best within this many pixels of the map from the middle of its disc is no matter of the rim.
const INNER: f64 = 1.0;

/// No spot moves its disc more often; a ridge may be long.
const MOVES: usize = 12;

/// Which spots are refined, and how finely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refine {
    /// Resolution of the fine pixels.
    pub nside: u32,
    /// TS of the map that a spot must have.
    pub above_ts: f64,
    /// Spots as near to a hotter one are its shoulders, in radians.
    pub apart_rad: f64,
    /// No more spots than this, the hottest first.
    pub most: usize,
    /// Where the map is one of a region: no spot is followed out of it.
    pub region: Option<Region>,
}

impl Default for Refine {
    /// Three sigma if TS were a χ² of one degree of freedom, two degrees apart.
    fn default() -> Self {
        Self {
            nside: 512,
            above_ts: 9.0,
            apart_rad: 2.0_f64.to_radians(),
            most: 1000,
            region: None,
        }
    }
}

/// A local maximum, refined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// The centre of its pixel on the map.
    pub seen: Equatorial,
    /// The fit there.
    pub seen_fit: Fit,
    /// Where it is on fine pixels.
    pub position: Equatorial,
    /// The fit there; never of a lower TS.
    pub fit: Fit,
}

/// The refined local maxima of a map that [`scan`](crate::scan()) made with the same likelihood, hottest first.
///
/// `None` if `watch` cancelled, the map has no TS, or the fine pixels are none or not finer than the map's.
pub fn refine(
    likelihood: &Likelihood,
    map: &SkyMap,
    how: &Refine,
    watch: &dyn Watch,
) -> Option<Vec<Peak>> {
    if !healpix::valid_nside(how.nside) || how.nside <= map.nside {
        return None;
    }
    let field = Field::of_map(map, map.column("TS")?).ok()?;
    let spots: Vec<HotSpot> = field.hot_spots(how.apart_rad, how.most, |_, ts| ts > how.above_ts);
    let progress = Progress::new(watch, spots.len());
    let peaks: Vec<Option<Peak>> = spots
        .par_iter()
        .map_init(Scratch::default, |scratch, spot| {
            if progress.cancelled() {
                return None;
            }
            let peak = climb(likelihood, spot.position, (map.nside, how), scratch);
            progress.add(1);
            Some(peak)
        })
        .collect();
    if progress.cancelled() {
        return None;
    }
    let mut peaks: Vec<Peak> = peaks.into_iter().flatten().collect();
    peaks.sort_by(|a, b| b.fit.ts.total_cmp(&a.fit.ts));
    // Two may have climbed the same hill.
    let mut apart: Vec<Peak> = Vec::with_capacity(peaks.len());
    for peak in peaks {
        let near = |other: &Peak| other.position.separation_rad(peak.position) <= how.apart_rad;
        if !apart.iter().any(near) {
            apart.push(peak);
        }
    }
    Some(apart)
}

/// From the centre of a pixel of the map to the best fine pixel around it.
fn climb(
    likelihood: &Likelihood,
    seen: Equatorial,
    (coarse, how): (u32, &Refine),
    scratch: &mut Scratch,
) -> Peak {
    let fine = how.nside;
    let allowed = |at: &Equatorial| how.region.is_none_or(|region| region.holds(*at));
    let seen_fit = likelihood.fit(seen);
    let mut peak = Peak {
        seen,
        seen_fit,
        position: seen,
        fit: seen_fit,
    };
    let side = side_rad(coarse);
    let mut middle = seen;
    for _ in 0..=MOVES {
        let Some(region) = Region::new(middle, RADIUS * side) else {
            break;
        };
        let grid = Grid::within(likelihood, fine, Some(region));
        let rings = Rings::new(likelihood, &grid);
        let pixels = region.pixels(fine).into_iter();
        let positions: Vec<Equatorial> = pixels
            .filter(|pixel| grid.is_open(*pixel))
            .map(|pixel| healpix::center_of(fine, pixel))
            .filter(allowed)
            .collect();
        likelihood.fit_each(
            &positions,
            |i| rings.at(positions[i]),
            scratch,
            |i, fit| {
                if fit.ts > peak.fit.ts {
                    (peak.position, peak.fit) = (positions[i], fit);
                }
            },
        );
        if peak.position.separation_rad(middle) <= INNER * side {
            break;
        }
        middle = peak.position;
    }
    peak
}
