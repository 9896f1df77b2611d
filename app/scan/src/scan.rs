//! A map of the sky: the likelihood fitted at the centre of every pixel.
//!
//! The map fills in from coarse to fine without repeating a fit (see `order`). Pixels are fitted in tiles of
//! neighbours, which share the search for candidates; tiles are spread over all threads. A pixel's result is that
//! of [`Likelihood::fit`] at its centre, bit by bit, however many threads there are.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use nuscope_model::{Equatorial, MapColumn, SkyMap, healpix};
use rayon::prelude::*;

use crate::declination::AtDeclination;
use crate::likelihood::Scratch;
use crate::search::Found;
use crate::{Fit, Likelihood, Region, order, provenance};

/// Whoever waits for a scan: told how far it is, shown the map as it fills, and free to stop it.
pub trait Watch: Sync {
    /// `done` of `total` pixels are fitted; false cancels the scan.
    ///
    /// Called from several threads, hundreds to thousands of times, and not always in order.
    fn step(&self, done: usize, total: usize) -> bool;

    /// What follows, in a few words: `step` counts anew.
    fn stage(&self, what: &str) {
        let _ = what;
    }

    /// The map so far, on the calling thread: every cell of a coarse map is filled with its first fit.
    ///
    /// Each level is four times finer than the one before; the finished map is returned by [`scan`] instead.
    fn level(&self, map: &SkyMap) {
        let _ = map;
    }

    /// What is known of the sources of a list so far, on the calling thread, whenever more is known of any of them.
    fn found(&self, so_far: &Found) {
        let _ = so_far;
    }
}

/// Nobody waits: the scan runs to its end.
impl Watch for () {
    fn step(&self, _done: usize, _total: usize) -> bool {
        true
    }
}

/// Names and units of a map's columns.
pub const COLUMNS: [(&str, &str); 4] = [("TS", ""), ("N_S", ""), ("GAMMA", ""), ("P_LOCAL", "")];

/// Tiles are this much coarser than the map, but not coarser than [`COARSEST_TILE`]: 64 pixels in a tile.
const TILE_LEVELS: u32 = 3;

/// Depth of the largest tiles, 3.7° wide; larger ones share few candidates.
pub(crate) const COARSEST_TILE: u32 = 4;

/// Tiles whose results are kept before they are written into the map.
const TILES_AT_ONCE: u64 = 4096;

/// Fits every pixel of a HEALPix map with 12 `nside`² pixels in RING order.
///
/// Pixels with |declination| above the mask of the settings, or outside the declinations that the samples cover,
/// are NaN in all columns. P_LOCAL is asymptotic, *not
/// calibrated*, and at least the smallest normal 32-bit number. `None` if `watch` cancelled, or if `nside` is
/// none ([`healpix::valid_nside`]).
pub fn scan(likelihood: &Likelihood, nside: u32, watch: &dyn Watch) -> Option<SkyMap> {
    scan_part(likelihood, nside, None, watch)
}

/// The same for the pixels whose centres lie in a region: all others are NaN, and none of them is fitted.
pub fn scan_region(
    likelihood: &Likelihood,
    nside: u32,
    region: Region,
    watch: &dyn Watch,
) -> Option<SkyMap> {
    scan_part(likelihood, nside, Some(region), watch)
}

fn scan_part(
    likelihood: &Likelihood,
    nside: u32,
    region: Option<Region>,
    watch: &dyn Watch,
) -> Option<SkyMap> {
    if !healpix::valid_nside(nside) {
        return None;
    }
    let mut map = empty_map(likelihood, nside);
    if let Some(region) = &region {
        map.provenance.extend(provenance::region(region));
    }
    let depth = nside.trailing_zeros();
    let grid = Grid::within(likelihood, nside, region);
    let rings = Rings::new(likelihood, &grid);
    let progress = Progress::new(watch, grid.count());
    let levels = order::levels(depth);
    for level in levels.clone() {
        let tile_level = level.min(COARSEST_TILE.max(depth.saturating_sub(TILE_LEVELS)));
        let tiles = 12_u64 << (2 * tile_level);
        for first in (0..tiles).step_by(TILES_AT_ONCE as usize) {
            let found: Vec<Vec<(u64, Fit)>> = (first..tiles.min(first + TILES_AT_ONCE))
                .into_par_iter()
                .filter(|tile| grid.may_touch(tile_level, *tile))
                .map_init(Scratch::default, |scratch, tile| {
                    let cells = order::new_cells(tile, tile_level, level, levels.start);
                    fit_tile(
                        likelihood,
                        (&grid, &rings),
                        &progress,
                        cells,
                        level,
                        scratch,
                    )
                })
                .collect();
            for (cell, fit) in found.into_iter().flatten() {
                fill(&mut map, &grid, cell, level, &fit);
            }
        }
        if progress.cancelled() {
            return None;
        }
        if level < depth {
            watch.level(&map);
        }
    }
    Some(map)
}

/// Fits the representatives of some neighbouring cells of a level; masked ones are left out.
fn fit_tile(
    likelihood: &Likelihood,
    (grid, rings): (&Grid, &Rings),
    progress: &Progress<'_>,
    cells: impl Iterator<Item = u64>,
    level: u32,
    scratch: &mut Scratch,
) -> Vec<(u64, Fit)> {
    if progress.cancelled() {
        return Vec::new();
    }
    let (cells, positions): (Vec<u64>, Vec<Equatorial>) = cells
        .filter_map(|cell| {
            let pixel = order::representative(cell, level, grid.depth);
            Some((cell, grid.open_position(pixel)?))
        })
        .unzip();
    let mut found = Vec::with_capacity(cells.len());
    likelihood.fit_each(
        &positions,
        |i| rings.at(positions[i]),
        scratch,
        |i, fit| found.push((cells[i], fit)),
    );
    progress.add(found.len());
    found
}

/// Writes a fit into all final pixels of its cell, except masked ones.
fn fill(map: &mut SkyMap, grid: &Grid, cell: u64, level: u32, fit: &Fit) {
    let shift = 2 * (grid.depth - level);
    let p_local = (fit.p_local as f32).max(f32::MIN_POSITIVE);
    let values = [fit.ts as f32, fit.n_s as f32, fit.gamma as f32, p_local];
    for pixel in cell << shift..(cell + 1) << shift {
        let ring = healpix::ring_from_nested(grid.nside, pixel);
        if !grid.is_open(ring) {
            continue;
        }
        for (column, value) in map.columns.iter_mut().zip(values) {
            column.values[ring as usize] = value;
        }
    }
}

fn empty_map(likelihood: &Likelihood, nside: u32) -> SkyMap {
    let pixels = healpix::pixels(nside) as usize;
    let column = |(name, unit): (&str, &str)| MapColumn {
        name: name.to_owned(),
        unit: unit.to_owned(),
        values: vec![f32::NAN; pixels],
    };
    SkyMap {
        nside,
        columns: COLUMNS.into_iter().map(column).collect(),
        provenance: provenance::cards(likelihood),
    }
}

/// The final pixels, and which of them are not masked: in RING order that is one range, or a disc within it.
pub(crate) struct Grid {
    pub nside: u32,
    depth: u32,
    open: Range<u64>,
    region: Option<Region>,
}

impl Grid {
    /// The pixels about which a likelihood can say anything.
    pub(crate) fn of(likelihood: &Likelihood, nside: u32) -> Self {
        Self::within(likelihood, nside, None)
    }

    /// Those of them that lie in a region.
    pub(crate) fn within(likelihood: &Likelihood, nside: u32, region: Option<Region>) -> Self {
        let max = likelihood.settings().max_abs_dec_rad;
        let (low, high) = likelihood.covered_dec_rad();
        let dec = region.map_or(-max..max, |region| region.dec_rad());
        let (low, high) = (low.max(-max).max(dec.start), high.min(max).min(dec.end));
        Self {
            region,
            ..Self::new(nside, low, high)
        }
    }

    /// How many they are.
    fn count(&self) -> usize {
        match &self.region {
            None => (self.open.end - self.open.start) as usize,
            Some(region) => {
                let pixels = region.pixels(self.nside).into_iter();
                pixels.filter(|pixel| self.open.contains(pixel)).count()
            }
        }
    }

    /// Whether a RING pixel is not masked.
    pub(crate) fn is_open(&self, ring: u64) -> bool {
        let holds = |region: &Region| region.holds(healpix::center_of(self.nside, ring));
        self.open.contains(&ring) && self.region.as_ref().is_none_or(holds)
    }

    /// Whether any pixel of a NESTED cell may lie in the region.
    fn may_touch(&self, level: u32, nested: u64) -> bool {
        let touches = |region: &Region| region.may_touch(1 << level, nested);
        self.region.as_ref().is_none_or(touches)
    }

    /// The pixels whose centres lie between two declinations, in radians.
    fn new(nside: u32, low_rad: f64, high_rad: f64) -> Self {
        // RING numbers run from north to south, so declinations only fall.
        let first_at_or_below = |dec_rad: f64| {
            let (mut low, mut high) = (0, healpix::pixels(nside));
            while low < high {
                let middle = (low + high) / 2;
                if healpix::center_of(nside, middle).dec_rad > dec_rad {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let first = first_at_or_below(high_rad);
        Self {
            nside,
            depth: nside.trailing_zeros(),
            open: first..first_at_or_below(low_rad.next_down()).max(first),
            region: None,
        }
    }

    /// Centre of a NESTED pixel; `None` if it is masked.
    pub(crate) fn open_position(&self, nested: u64) -> Option<Equatorial> {
        let ring = healpix::ring_from_nested(self.nside, nested);
        self.is_open(ring)
            .then(|| healpix::center_of(self.nside, ring))
    }
}

/// What depends on declination alone, for every ring of pixels.
pub(crate) struct Rings {
    /// Declinations of the rings, from north to south.
    dec_rad: Vec<f64>,
    each: Vec<AtDeclination>,
}

impl Rings {
    pub(crate) fn new(likelihood: &Likelihood, grid: &Grid) -> Self {
        let mut dec_rad: Vec<f64> = grid
            .open
            .clone()
            .map(|pixel| healpix::center_of(grid.nside, pixel).dec_rad)
            .collect();
        dec_rad.dedup();
        let each = dec_rad
            .par_iter()
            .map(|dec_rad| likelihood.at_declination(*dec_rad))
            .collect();
        Self { dec_rad, each }
    }

    /// Those of an open pixel's ring.
    pub(crate) fn at(&self, position: Equatorial) -> &AtDeclination {
        let before = self.dec_rad.partition_point(|dec| *dec > position.dec_rad);
        &self.each[before.min(self.each.len() - 1)]
    }
}

/// How many pixels are done, over all threads.
pub(crate) struct Progress<'a> {
    watch: &'a dyn Watch,
    done: AtomicUsize,
    total: usize,
    cancelled: AtomicBool,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(watch: &'a dyn Watch, total: usize) -> Self {
        let progress = Self {
            watch,
            done: AtomicUsize::new(0),
            total,
            cancelled: AtomicBool::new(false),
        };
        progress.add(0);
        progress
    }

    pub(crate) fn add(&self, pixels: usize) {
        let done = self.done.fetch_add(pixels, Relaxed) + pixels;
        if !self.watch.step(done, self.total) {
            self.cancelled.store(true, Relaxed);
        }
    }

    pub(crate) fn cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }
}
