//! The candidates that matter on a small piece of sky, laid out so that a pixel reads them in one sweep.
//!
//! Neighbouring pixels share most of their candidates. They are gathered once for a tile of pixels, sample by
//! sample, in blocks of 16 of each number; a pixel then computes 16 ratios at a time and keeps those within reach.

use glam::DVec3;

use crate::exp::exp_neg;
use crate::index::{Index, Near};
use crate::profile::Profile;
use crate::record::{self, Record};
use crate::signal::{psi_over_sine, psi2_exact, psi2_from_chord2};
use crate::vector::{dispatch, level};

/// Numbers that are computed together.
pub(crate) const LANES: usize = 16;

/// The candidates of all samples around some positions.
#[derive(Debug, Default)]
pub(crate) struct Tile {
    samples: Vec<Part>,
    near: Near,
}

/// Those of one sample.
#[derive(Debug, Default)]
struct Part {
    profile: Profile,
    blocks: Vec<Block>,
    /// Candidates in `blocks`; the last block is filled up with candidates that reach nowhere.
    len: usize,
    /// Candidates whose ψ needs the exact formula, or whose shape is not the Gaussian's.
    wide: Vec<Record>,
}

/// Sixteen candidates by column.
#[derive(Clone, Copy, Debug)]
struct Block {
    x: [f32; LANES],
    y: [f32; LANES],
    z: [f32; LANES],
    half_inverse_variance: [f32; LANES],
    peak_ratio: [f32; LANES],
    reach_chord2: [f32; LANES],
    cell: [u32; LANES],
}

impl Block {
    const EMPTY: Self = Self {
        x: [0.0; LANES],
        y: [0.0; LANES],
        z: [0.0; LANES],
        half_inverse_variance: [0.0; LANES],
        peak_ratio: [0.0; LANES],
        reach_chord2: [0.0; LANES],
        cell: [0; LANES],
    };
}

/// The signal-to-background ratios of all candidates within reach of one position, sample by sample.
#[derive(Debug, Default)]
pub(crate) struct Ratios {
    /// Room for the most there ever were; those beyond the last end mean nothing.
    values: Vec<f32>,
    /// The cells of their energy weights.
    cells: Vec<u32>,
    ends: Vec<usize>,
}

impl Ratios {
    /// Those of one sample; their number is a multiple of [`LANES`], the last ones may be 0.
    pub(crate) fn of(&self, sample: usize) -> &[[f32; LANES]] {
        self.values[self.range(sample)].as_chunks().0
    }

    /// The cells of their energy weights.
    pub(crate) fn cells(&self, sample: usize) -> &[[u32; LANES]] {
        self.cells[self.range(sample)].as_chunks().0
    }

    /// Multiplies every ratio by the weight of its cell.
    pub(crate) fn weigh(&mut self, weights: &[f32]) {
        let end = self.ends.last().copied().unwrap_or(0);
        for (value, &cell) in self.values[..end].iter_mut().zip(&self.cells[..end]) {
            *value *= weights[cell as usize];
        }
    }

    /// Forgets everything, to be filled one by one.
    pub(crate) fn clear(&mut self) {
        self.values.clear();
        self.cells.clear();
        self.ends.clear();
    }

    /// Adds a ratio to the sample that is being filled.
    pub(crate) fn push(&mut self, ratio: f32, cell: u32) {
        self.values.push(ratio);
        self.cells.push(cell);
    }

    /// Fills the sample up and goes on to the next.
    pub(crate) fn end_sample(&mut self) {
        let end = self.values.len().next_multiple_of(LANES);
        self.values.resize(end, 0.0);
        self.cells.resize(end, 0);
        self.ends.push(end);
    }

    fn range(&self, sample: usize) -> std::ops::Range<usize> {
        let start = sample.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[sample]
    }
}

impl Tile {
    /// Replaces its content by the candidates around unit vectors: all that count at any of them.
    pub(crate) fn gather(&mut self, index: &Index, profiles: &[Profile], positions: &[DVec3]) {
        self.samples.resize_with(profiles.len(), Part::default);
        for (part, profile) in self.samples.iter_mut().zip(profiles) {
            part.clear();
            part.profile = *profile;
        }
        let sum: DVec3 = positions.iter().sum();
        let center = sum.try_normalize().unwrap_or(DVec3::Z);
        let chord = positions
            .iter()
            .map(|p| p.distance(center))
            .fold(0.0, f64::max);
        let radius_rad = 2.0 * (0.5 * chord).min(1.0).asin();
        index.around(center, radius_rad, &mut self.near);
        let [narrow, wide] = self.near.records(index);
        for record in narrow {
            let part = &mut self.samples[record.sample as usize];
            match part.profile {
                Profile::Gaussian | Profile::Rayleigh => part.push(record),
                Profile::King(_) | Profile::Disc(_) => part.wide.push(*record),
            }
        }
        wide.for_each(|record| self.samples[record.sample as usize].wide.push(*record));
    }

    /// Replaces `ratios` by those at one of the positions it was gathered for.
    pub(crate) fn ratios(&self, position: DVec3, ratios: &mut Ratios) {
        ratios.ends.clear();
        let at = position.to_array().map(|v| v as f32);
        let mut end = 0;
        for part in &self.samples {
            // One block more: a ratio is written before it is known whether it stays, and the end is filled up.
            let room = end + (part.blocks.len() + 1) * LANES + part.wide.len();
            if ratios.values.len() < room {
                ratios.values.resize(room, 0.0);
                ratios.cells.resize(room, 0);
            }
            let (values, cells) = (&mut ratios.values[end..room], &mut ratios.cells[end..room]);
            let kept = end + dispatch!(level(), _ => part.ratios(at, values, cells));
            end = kept.next_multiple_of(LANES);
            ratios.values[kept..end].fill(0.0);
            ratios.cells[kept..end].fill(0);
            ratios.ends.push(end);
        }
    }
}

impl Part {
    fn clear(&mut self) {
        self.blocks.clear();
        self.wide.clear();
        self.len = 0;
    }

    fn push(&mut self, record: &Record) {
        let (number, lane) = (self.len / LANES, self.len % LANES);
        if lane == 0 {
            self.blocks.push(Block::EMPTY);
        }
        self.len += 1;
        let block = &mut self.blocks[number];
        [block.x[lane], block.y[lane], block.z[lane]] = record.toward;
        block.half_inverse_variance[lane] = record.half_inverse_variance;
        block.peak_ratio[lane] = record.peak_ratio;
        block.reach_chord2[lane] = record.reach_chord * record.reach_chord;
        block.cell[lane] = record.cell;
    }

    /// Writes ratio and cell of every candidate within reach of a unit vector, and tells how many there are.
    #[inline(always)]
    fn ratios(&self, at: [f32; 3], values: &mut [f32], cells: &mut [u32]) -> usize {
        let mut kept = 0;
        let rayleigh = self.profile == Profile::Rayleigh;
        for block in &self.blocks {
            let (chord2, mut ratio) = block.ratios(at);
            if rayleigh {
                for lane in 0..LANES {
                    ratio[lane] *= psi_over_sine(chord2[lane]);
                }
            }
            for lane in 0..LANES {
                values[kept] = ratio[lane];
                cells[kept] = block.cell[lane];
                kept += usize::from(chord2[lane] < block.reach_chord2[lane]);
            }
        }
        for record in &self.wide {
            if let Some(ratio) = exact_ratio(record, at, &self.profile) {
                values[kept] = ratio;
                cells[kept] = record.cell;
                kept += 1;
            }
        }
        kept
    }
}

impl Block {
    /// Squared chords to a unit vector, and ratios.
    #[inline(always)]
    fn ratios(&self, at: [f32; 3]) -> ([f32; LANES], [f32; LANES]) {
        let (mut chord2, mut ratio) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            chord2[lane] = record::chord2([self.x[lane], self.y[lane], self.z[lane]], at);
            let t = psi2_from_chord2(chord2[lane]) * self.half_inverse_variance[lane];
            ratio[lane] = self.peak_ratio[lane] * exp_neg(t);
        }
        (chord2, ratio)
    }
}

/// The ratio of a candidate that may reach beyond the range of the polynomials; `None` out of reach.
pub(crate) fn exact_ratio(record: &Record, at: [f32; 3], profile: &Profile) -> Option<f32> {
    let [dx, dy, dz] = std::array::from_fn(|i| f64::from(record.toward[i]) - f64::from(at[i]));
    let chord2 = dx * dx + dy * dy + dz * dz;
    let reach = f64::from(record.reach_chord);
    let ratio = || {
        let sigma_rad = (0.5 / f64::from(record.half_inverse_variance)).sqrt();
        let shape = profile.at(psi2_exact(chord2), sigma_rad);
        (f64::from(record.peak_ratio) * shape) as f32
    };
    (chord2 < reach * reach).then(ratio)
}
