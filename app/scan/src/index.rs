//! Finds the candidates that matter at a position without looking at the others.
//!
//! Each candidate reaches as far as its own cut, so candidates are sorted into classes of similar reach. A class
//! is cut into rows of declination, a third of its reach high, and a row is sorted by right ascension: two binary
//! searches per row find what may count. Whether it does is then told by its own chord.
//!
//! Candidates always come out in the order of the index, wherever they are looked for, so that sums over them do
//! not depend on how the sky was divided. Poles need no care: there a row is taken whole.

use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::ops::Range;

use glam::DVec3;
use nuscope_model::Equatorial;
use rayon::prelude::*;

use crate::record::{Candidate, Record};
use crate::signal;

/// Upper ends of the classes in degrees of reach; the last class has the rest.
const CLASS_ENDS_DEG: [f64; 8] = [
    1.5,
    2.5,
    4.0,
    6.5,
    10.0,
    16.0,
    30.0,
    signal::POLYNOMIAL_LIMIT_DEG,
];

/// Rows of a class are its reach divided by this high.
const ROWS_PER_REACH: f64 = 3.0;

/// What rounding to 32 bits may do to a right ascension or a chord.
const SLACK: f64 = 2e-6;

/// All candidates of all samples, sorted.
#[derive(Debug)]
pub(crate) struct Index {
    classes: Vec<Class>,
    records: Vec<Record>,
    ra_rad: Vec<f32>,
}

/// Candidates of similar reach.
#[derive(Debug)]
struct Class {
    /// Largest reach of any of them in radians.
    reach_rad: f64,
    /// Height of a row in radians.
    row_height_rad: f64,
    /// Where each row starts in the records, from the south; then the end of the last.
    starts: Vec<u32>,
    /// Whether ψ needs the exact formula.
    wide: bool,
}

/// Where a candidate belongs: class, row, then right ascension, then the order it came in.
type Key = (u8, u16, u32, u32);

impl Index {
    /// Sorts candidates; `record` turns each into what is kept of it.
    ///
    /// There are fewer than 2³² of them, with reaches of `cut_sigmas` times their angular error.
    pub(crate) fn new(
        candidates: &[Candidate],
        cut_sigmas: f64,
        record: impl Fn(&Candidate) -> Record + Sync,
    ) -> Self {
        let mut keys: Vec<Key> = candidates
            .par_iter()
            .enumerate()
            .map(|(i, candidate)| {
                let class = class_of(candidate.reach_rad(cut_sigmas));
                let row = row_of(candidate.position.dec_rad, row_height_rad(class));
                // The bits of numbers that are not negative sort as the numbers do.
                let ra = (candidate.position.ra_rad as f32).abs().to_bits();
                (class as u8, row as u16, ra, i as u32)
            })
            .collect();
        keys.par_sort_unstable();
        let records: Vec<Record> = keys
            .par_iter()
            .map(|key| record(&candidates[key.3 as usize]))
            .collect();
        let ra_rad = keys.iter().map(|key| f32::from_bits(key.2)).collect();
        let reach = |key: &Key| candidates[key.3 as usize].reach_rad(cut_sigmas);
        let classes = (0..=CLASS_ENDS_DEG.len())
            .filter_map(|class| {
                let first = keys.partition_point(|key| usize::from(key.0) < class);
                let keys = &keys[first..];
                let keys = &keys[..keys.partition_point(|key| usize::from(key.0) == class)];
                let row_height_rad = row_height_rad(class);
                let starts = (0..=row_of(FRAC_PI_2, row_height_rad) + 1)
                    .map(|row| first + keys.partition_point(|key| usize::from(key.1) < row))
                    .map(|start| start as u32)
                    .collect();
                (!keys.is_empty()).then(|| Class {
                    reach_rad: keys.iter().map(reach).fold(0.0, f64::max),
                    row_height_rad,
                    starts,
                    wide: class == CLASS_ENDS_DEG.len(),
                })
            })
            .collect();
        Self {
            classes,
            records,
            ra_rad,
        }
    }

    /// Calls `found` with every candidate that counts anywhere within `radius_rad` of `center`, and a few more.
    ///
    /// The flag tells whether the candidate's ψ needs the exact formula.
    pub(crate) fn around(
        &self,
        center: DVec3,
        radius_rad: f64,
        mut found: impl FnMut(&Record, bool),
    ) {
        let Equatorial { ra_rad, dec_rad } = Equatorial::from_vector(center);
        let [x, y, z] = center.to_array().map(|v| v as f32);
        let radius_chord = (signal::chord(radius_rad.min(PI)) + SLACK) as f32;
        for class in &self.classes {
            let reach = class.reach_rad + radius_rad + SLACK;
            for row in class.rows(dec_rad, reach) {
                for window in self.windows(row, ra_rad, half_width(dec_rad, reach)) {
                    for record in &self.records[window] {
                        let [ex, ey, ez] = record.toward;
                        let (dx, dy, dz) = (ex - x, ey - y, ez - z);
                        let near = record.reach_chord + radius_chord;
                        if dx * dx + dy * dy + dz * dz < near * near {
                            found(record, class.wide);
                        }
                    }
                }
            }
        }
    }

    /// The parts of a row with right ascensions up to `half_width` from `ra_rad`, in ascending order.
    fn windows(
        &self,
        row: Range<usize>,
        ra_rad: f64,
        half_width: Option<f64>,
    ) -> [Range<usize>; 2] {
        let none = row.start..row.start;
        let Some(half_width) = half_width else {
            return [row, none];
        };
        let ra = &self.ra_rad[row.clone()];
        let below = |limit: f64| row.start + ra.partition_point(|&v| f64::from(v) < limit);
        let (low, high) = (ra_rad - half_width, ra_rad + half_width);
        if low < 0.0 {
            [row.start..below(high), below(low + TAU)..row.end]
        } else if high > TAU {
            [row.start..below(high - TAU), below(low)..row.end]
        } else {
            [below(low)..below(high), none]
        }
    }
}

impl Class {
    /// The rows, as ranges of records, that hold declinations up to `reach_rad` from `dec_rad`.
    fn rows(&self, dec_rad: f64, reach_rad: f64) -> impl Iterator<Item = Range<usize>> {
        let low = row_of(dec_rad - reach_rad, self.row_height_rad);
        let high = row_of(dec_rad + reach_rad, self.row_height_rad);
        self.starts[low..=high + 1]
            .windows(2)
            .map(|pair| pair[0] as usize..pair[1] as usize)
            .filter(|row| !row.is_empty())
    }
}

/// The class of a reach in radians.
fn class_of(reach_rad: f64) -> usize {
    let reach_deg = reach_rad.to_degrees();
    CLASS_ENDS_DEG
        .iter()
        .position(|&end| reach_deg < end)
        .unwrap_or(CLASS_ENDS_DEG.len())
}

/// Height of the rows of a class, in radians.
fn row_height_rad(class: usize) -> f64 {
    let reach_deg = CLASS_ENDS_DEG.get(class).copied().unwrap_or(180.0);
    (reach_deg / ROWS_PER_REACH).to_radians()
}

/// The row of a declination, counted from the south; declinations beyond the poles are in the outermost rows.
fn row_of(dec_rad: f64, row_height_rad: f64) -> usize {
    ((dec_rad.clamp(-FRAC_PI_2, FRAC_PI_2) + FRAC_PI_2) / row_height_rad) as usize
}

/// How far right ascension goes on either side of a circle's centre; `None` if the circle meets a pole.
fn half_width(dec_rad: f64, radius_rad: f64) -> Option<f64> {
    if dec_rad.abs() + radius_rad >= FRAC_PI_2 - 1e-6 {
        return None;
    }
    let half_width = (radius_rad.sin() / dec_rad.cos()).min(1.0).asin() + SLACK;
    (half_width < 3.0).then_some(half_width)
}
