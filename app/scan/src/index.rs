//! Finds the candidates that matter at a position without looking at the others.
//!
//! Each candidate reaches as far as its own cut, so candidates are sorted into classes of similar reach. A class
//! is cut into rows of declination and a row into cells of right ascension, all about half its reach wide (`cells`).
//! Where a cell's candidates start is in a table, so that nothing is searched. Whether a candidate counts is then
//! told by its own chord.
//!
//! Candidates always come out in the order of the index, wherever they are looked for, so that sums over them do
//! not depend on how the sky was divided. Poles need no care: there rows are taken whole.

use std::f64::consts::TAU;

use glam::DVec3;
use nuscope_model::Equatorial;
use rayon::prelude::*;

use crate::cells::{self, Cells};
use crate::record::{Candidate, Record, chord2};
use crate::signal;
use crate::vector::{dispatch, level};

/// Upper ends of the classes in degrees of reach; the last class has the rest.
///
/// Many candidates share the smallest reach, that of the floor of their angular error, so it has a class of its own.
const CLASS_ENDS_DEG: [f64; 9] = [
    1.02,
    1.7,
    2.7,
    4.0,
    6.5,
    10.0,
    16.0,
    30.0,
    signal::POLYNOMIAL_LIMIT_DEG,
];

/// Cells of a class are its reach divided by this wide and high.
const CELLS_PER_REACH: f64 = 2.0;

/// Added to every angle that is looked for, against rounding in 32 bits; in radians.
const SLACK_RAD: f64 = 2e-6;

/// All candidates of all samples, sorted.
#[derive(Debug, Default)]
pub(crate) struct Index {
    classes: Vec<Class>,
    records: Vec<Record>,
    /// The place of each record in the list of candidates that it was made of.
    numbers: Vec<u32>,
}

/// The column of cells that a candidate goes to, and the candidate.
pub(crate) type Dealt = (u32, u32, Record);

/// The right ascension of the candidate of a number on the scrambled sky of a key.
///
/// It is a function of both alone (the mixer of SplitMix64: Steele, Lea and Flood 2014), not of the order in which
/// candidates are looked at: that depends on the shape of the source, and sources of any shape must see the same sky.
fn right_ascension(key: u64, number: u32) -> f64 {
    let mut bits = key.wrapping_add((u64::from(number) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    const UNIT: f64 = 1.0 / (1_u64 << 53) as f64;
    TAU * (bits >> 11) as f64 * UNIT
}

/// Candidates of similar reach.
#[derive(Clone, Debug)]
struct Class {
    /// Largest reach of any of them in radians.
    reach_rad: f64,
    /// Whether ψ needs the exact formula.
    wide: bool,
    cells: Cells,
    /// Where each cell starts in the records; then the end of the last.
    starts: Vec<u32>,
}

impl Index {
    /// Sorts candidates; `record` turns each into what is kept of it.
    ///
    /// There are fewer than 2³² of them, with reaches of `cut_sigmas` times their angular error.
    pub(crate) fn new(
        candidates: &[Candidate],
        cut_sigmas: f64,
        record: impl Fn(&Candidate) -> Record + Sync,
    ) -> Self {
        let cells: Vec<Cells> = (0..=CLASS_ENDS_DEG.len()).map(cells_of).collect();
        // Class, cell, then the order they came in: no two are equal, so any sort gives the same.
        let mut keys: Vec<(u8, u32, u32)> = candidates
            .par_iter()
            .enumerate()
            .map(|(i, candidate)| {
                let class = class_of(candidate.reach_rad(cut_sigmas));
                (
                    class as u8,
                    cells[class].at(candidate.position) as u32,
                    i as u32,
                )
            })
            .collect();
        keys.par_sort_unstable();
        let reach = |key: &(u8, u32, u32)| candidates[key.2 as usize].reach_rad(cut_sigmas);
        let classes = cells.into_iter().enumerate().filter_map(|(class, cells)| {
            let first = keys.partition_point(|key| usize::from(key.0) < class);
            let keys = &keys[first..];
            let keys = &keys[..keys.partition_point(|key| usize::from(key.0) == class)];
            (!keys.is_empty()).then(|| Class {
                reach_rad: keys.iter().map(reach).fold(0.0, f64::max),
                wide: class == CLASS_ENDS_DEG.len(),
                starts: starts(keys.iter().map(|key| key.1), first, cells.len()),
                cells,
            })
        });
        Self {
            classes: classes.collect(),
            records: keys
                .par_iter()
                .map(|key| record(&candidates[key.2 as usize]))
                .collect(),
            numbers: keys.iter().map(|key| key.2).collect(),
        }
    }

    /// Replaces `sky` by the same candidates at right ascensions of their own choosing, even over the circle.
    ///
    /// Classes and rows of declination stay; within a row candidates are dealt to their new cells, in their order.
    pub(crate) fn scramble(&self, key: u64, sky: &mut Self, dealt: &mut Vec<Dealt>) {
        sky.records.clone_from(&self.records);
        sky.numbers.clone_from(&self.numbers);
        sky.classes.clone_from(&self.classes);
        for class in &mut sky.classes {
            for row in class.cells.rows() {
                let records = class.starts[row.start] as usize..class.starts[row.end] as usize;
                let first = records.start as u32;
                dealt.clear();
                let starts = &mut class.starts[row.start..=row.end];
                starts.fill(0);
                let numbers = &self.numbers[records.clone()];
                for (record, number) in self.records[records.clone()].iter().zip(numbers) {
                    let ra_rad = right_ascension(key, *number);
                    let column = cells::column_of(ra_rad, row.len());
                    starts[column + 1] += 1;
                    dealt.push((column as u32, *number, record.turned(ra_rad)));
                }
                starts[0] = first;
                for column in 0..row.len() {
                    starts[column + 1] += starts[column];
                }
                // The starts serve as places, and are where the next cell's were when all are dealt.
                for (column, number, record) in dealt.drain(..) {
                    let place = &mut starts[column as usize];
                    sky.records[*place as usize] = record;
                    sky.numbers[*place as usize] = number;
                    *place += 1;
                }
                starts.rotate_right(1);
                starts[0] = first;
            }
        }
    }

    /// A candidate by its place.
    pub(crate) fn record(&self, number: u32) -> &Record {
        &self.records[number as usize]
    }

    /// Replaces `near` by the candidates that count anywhere within `radius_rad` of `center`, in the order of the
    /// index; a few of them may not.
    pub(crate) fn around(&self, center: DVec3, radius_rad: f64, near: &mut Near) {
        let at = center.to_array().map(|v| v as f32);
        let center = Equatorial::from_vector(center);
        let radius = (signal::chord(radius_rad) + SLACK_RAD) as f32;
        let mut kept = 0;
        near.wide_from = None;
        for class in &self.classes {
            if class.wide {
                near.wide_from = Some(kept);
            }
            let reach_rad = class.reach_rad + radius_rad + SLACK_RAD;
            for cells in class.cells.around(center, reach_rad) {
                let (start, end) = (class.starts[cells.start], class.starts[cells.end]);
                let room = kept + (end - start) as usize;
                if near.numbers.len() < room {
                    near.numbers.resize(room, 0);
                }
                let numbers = &mut near.numbers[kept..room];
                let records = &self.records[start as usize..end as usize];
                kept += dispatch!(level(), _ => within(records, start, (at, radius), numbers));
            }
        }
        near.len = kept;
    }
}

/// Writes the numbers of the records, counted from `first`, that count within a radius, given as a chord, of a unit
/// vector; tells how many they are.
#[inline(always)]
fn within(
    records: &[Record],
    first: u32,
    (at, radius): ([f32; 3], f32),
    numbers: &mut [u32],
) -> usize {
    let mut found = 0;
    // Every number is written and then kept or not, which is faster than to branch.
    for (number, record) in (first..).zip(records) {
        numbers[found] = number;
        let limit = record.reach_chord + radius;
        found += usize::from(chord2(record.toward, at) < limit * limit);
    }
    found
}

/// What was found around a position.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// Room for the most there ever were; those from `len` on mean nothing.
    numbers: Vec<u32>,
    len: usize,
    wide_from: Option<usize>,
}

impl Near {
    /// The places of the candidates found.
    pub(crate) fn numbers(&self) -> &[u32] {
        &self.numbers[..self.len]
    }

    /// The candidates found: those within the range of the polynomials, then those whose ψ needs the exact formula.
    pub(crate) fn records<'a>(&'a self, index: &'a Index) -> [impl Iterator<Item = &'a Record>; 2] {
        let (narrow, wide) = self.numbers[..self.len].split_at(self.wide_from.unwrap_or(self.len));
        [narrow, wide].map(|numbers| numbers.iter().map(|&i| &index.records[i as usize]))
    }
}

/// Where each of `cells` cells starts, from the sorted cell numbers of candidates that start at `first`.
fn starts(sorted: impl Iterator<Item = u32>, first: usize, cells: usize) -> Vec<u32> {
    let mut starts = vec![0; cells + 1];
    starts[0] = first as u32;
    for cell in sorted {
        starts[cell as usize + 1] += 1;
    }
    for cell in 0..cells {
        starts[cell + 1] += starts[cell];
    }
    starts
}

/// The cells of a class.
fn cells_of(class: usize) -> Cells {
    let reach_deg = CLASS_ENDS_DEG.get(class).copied().unwrap_or(180.0);
    Cells::new((reach_deg / CELLS_PER_REACH).to_radians())
}

/// The class of a reach in radians.
fn class_of(reach_rad: f64) -> usize {
    let reach_deg = reach_rad.to_degrees();
    let class = CLASS_ENDS_DEG.iter().position(|&end| reach_deg < end);
    class.unwrap_or(CLASS_ENDS_DEG.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::background::Background;
    use proptest::prelude::*;

    fn candidate(ra_deg: f64, dec_deg: f64, sigma_deg: f64) -> Candidate {
        Candidate {
            position: Equatorial::from_degrees(ra_deg, dec_deg),
            sigma_rad: sigma_deg.to_radians(),
            sample: 0,
            row: 0,
            cell: 0,
            energy_factor: 1.0,
            time_factor: 1.0,
            profile: crate::profile::Profile::Gaussian,
        }
    }

    /// Chords and order of all candidates found that count within `radius_rad` of `center`.
    fn found(candidates: &[Candidate], center: Equatorial, radius_rad: f64) -> Vec<Record> {
        let background = Background::of(&[]);
        let index = Index::new(candidates, 5.0, |candidate| {
            candidate.record(&background, 5.0)
        });
        let mut near = Near::default();
        index.around(center.to_vector(), radius_rad, &mut near);
        let [narrow, wide] = near.records(&index);
        narrow.chain(wide).copied().collect()
    }

    /// The same by looking at all of them; candidates within `margin_rad` of their limit may be either way.
    fn check(candidates: &[Candidate], center: Equatorial, radius_rad: f64) {
        const MARGIN_RAD: f64 = 1e-5;
        let background = Background::of(&[]);
        let found = found(candidates, center, radius_rad);
        for candidate in candidates {
            let record = candidate.record(&background, 5.0);
            let angle = candidate.position.separation_rad(center);
            let reach = candidate.reach_rad(5.0) + radius_rad;
            let times = found.iter().filter(|other| **other == record).count();
            let equal = candidates
                .iter()
                .filter(|other| **other == *candidate)
                .count();
            if angle < reach - MARGIN_RAD {
                assert_eq!(
                    times, equal,
                    "{candidate:?} missing or repeated around {center:?}"
                );
            }
            // What is found too much lies between the sum of chords and the chord of the sum: a little.
            if angle > 1.2 * reach + MARGIN_RAD {
                assert_eq!(times, 0, "{candidate:?} is too far from {center:?}");
            }
        }
    }

    #[test]
    fn right_ascension_zero_is_no_border() {
        let candidates = [
            candidate(359.9, 10.0, 0.5),
            candidate(0.1, 10.0, 0.5),
            candidate(180.0, 10.0, 0.5),
        ];
        for ra_deg in [0.0, 0.05, 359.95, 359.999_999] {
            assert_eq!(
                found(&candidates, Equatorial::from_degrees(ra_deg, 10.2), 0.0).len(),
                2
            );
        }
    }

    #[test]
    fn poles_are_no_border() {
        let candidates = [
            candidate(0.0, 89.5, 0.3),
            candidate(180.0, 89.5, 0.3),
            candidate(90.0, -90.0, 0.3),
        ];
        assert_eq!(
            found(&candidates, Equatorial::from_degrees(77.0, 90.0), 0.0).len(),
            2
        );
        assert_eq!(
            found(&candidates, Equatorial::from_degrees(10.0, 89.9), 0.0).len(),
            2
        );
        assert_eq!(
            found(&candidates, Equatorial::from_degrees(270.0, -89.0), 0.0).len(),
            1
        );
    }

    #[test]
    fn a_candidate_of_no_direction_counts_everywhere() {
        let candidates = [candidate(10.0, 80.0, 90.0)];
        for center in [(190.0, -80.0), (10.0, 80.0), (100.0, 0.0)] {
            assert_eq!(
                found(
                    &candidates,
                    Equatorial::from_degrees(center.0, center.1),
                    0.0
                )
                .len(),
                1
            );
        }
    }

    #[test]
    fn sources_of_any_width_see_the_same_scrambled_sky() {
        let mut random = rand_pcg::Pcg64::new(3, 4);
        let candidates: Vec<_> = (0..3000)
            .map(|i| {
                let dec_deg = 178.0 * random.random::<f64>() - 89.0;
                candidate(
                    0.1 * f64::from(i),
                    dec_deg,
                    0.2 + 3.0 * random.random::<f64>(),
                )
            })
            .collect();
        let background = Background::of(&[]);
        let sky = |wider_deg: f64, key: u64| {
            let widened: Vec<Candidate> = candidates
                .iter()
                .map(|one| Candidate {
                    sigma_rad: one.sigma_rad.hypot(wider_deg.to_radians()),
                    ..*one
                })
                .collect();
            let record = |candidate: &Candidate| candidate.record(&background, 5.0);
            let mut sky = Index::default();
            Index::new(&widened, 5.0, record).scramble(key, &mut sky, &mut Vec::new());
            let mut toward = vec![[f32::NAN; 3]; candidates.len()];
            for (record, number) in sky.records.iter().zip(&sky.numbers) {
                toward[*number as usize] = record.toward;
            }
            toward
        };
        let point = sky(0.0, 9);
        assert!(point.iter().flatten().all(|value| value.is_finite()));
        assert_eq!(point, sky(2.0, 9));
        assert_ne!(point, sky(0.0, 10));
    }

    #[test]
    fn right_ascensions_of_skies_are_even_and_independent() {
        let mut bins = [0_usize; 40];
        let (mut together, n) = (0.0, 40_000);
        for number in 0..n {
            let ra = right_ascension(5, number);
            bins[(ra / TAU * 40.0) as usize] += 1;
            // Neither the next candidate nor the next sky knows of it.
            let centred = |ra: f64| ra / TAU - 0.5;
            together += centred(ra) * centred(right_ascension(5, number + 1));
            together += centred(ra) * centred(right_ascension(6, number));
        }
        let chi2: f64 = bins
            .iter()
            .map(|count| (*count as f64 - 1000.0).powi(2) / 1000.0)
            .sum();
        assert!((15.0..75.0).contains(&chi2), "{chi2}");
        // Twelve times the mean product of two independent numbers has a width of 1/√n, here of two sums.
        let correlation = 12.0 * together / f64::from(n);
        assert!(
            correlation.abs() < 4.0 * (2.0 / f64::from(n)).sqrt(),
            "{correlation}"
        );
    }

    #[test]
    fn a_scrambled_sky_finds_its_candidates_as_a_new_one_does() {
        let mut random = rand_pcg::Pcg64::new(1, 2);
        let candidates: Vec<_> = (0..4000)
            .map(|i| {
                let dec_deg = (2.0 * random.random::<f64>() - 1.0).asin().to_degrees();
                candidate(
                    0.09 * f64::from(i),
                    dec_deg,
                    [0.3, 0.9, 2.0, 9.0][i as usize % 4],
                )
            })
            .collect();
        let background = Background::of(&[]);
        let record = |candidate: &Candidate| candidate.record(&background, 5.0);
        let index = Index::new(&candidates, 5.0, record);
        let mut sky = Index::default();
        index.scramble(77, &mut sky, &mut Vec::new());
        let moved: Vec<Candidate> = sky
            .records
            .iter()
            .map(|record| {
                let toward = DVec3::from_array(record.toward.map(f64::from));
                let sigma_rad = (0.5 / f64::from(record.half_inverse_variance)).sqrt();
                Candidate {
                    position: Equatorial::from_vector(toward),
                    sigma_rad,
                    ..candidates[0]
                }
            })
            .collect();
        let count = |index: &Index, center: Equatorial| {
            let mut near = Near::default();
            index.around(center.to_vector(), 0.0, &mut near);
            near.len
        };
        let again = Index::new(&moved, 5.0, record);
        let mut different = 0;
        for (ra_deg, dec_deg) in [(10.0, -80.0), (200.0, -30.0), (0.0, 5.0), (359.9, 89.0)] {
            let center = Equatorial::from_degrees(ra_deg, dec_deg);
            // A candidate at the edge of its reach may fall either way.
            assert!(count(&sky, center).abs_diff(count(&again, center)) <= 1);
            different += usize::from(count(&sky, center) != count(&index, center));
        }
        assert!(different > 0 && sky.records.len() == 4000);
    }

    proptest! {
        #[test]
        fn every_candidate_within_reach_is_found_once(
            candidates in prop::collection::vec((0.0..360.0_f64, -90.0..=90.0_f64, -2.0..1.6_f64), 1..60),
            center in (0.0..360.0_f64, -90.0..=90.0_f64),
            radius in 0.0..6.0_f64,
        ) {
            let candidates: Vec<_> = candidates
                .into_iter()
                .map(|(ra_deg, dec_deg, log_sigma)| candidate(ra_deg, dec_deg, 10.0_f64.powf(log_sigma)))
                .collect();
            check(&candidates, Equatorial::from_degrees(center.0, center.1), radius.to_radians());
        }
    }
}
