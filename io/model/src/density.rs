//! How many candidates lie where: counted in HEALPix pixels, ten million of them within a frame or two.
//!
//! The pixel of a position is worked out here and not by the library, because a count needs no more than the ring
//! scheme's formulas and the sine of the declination, which a polynomial gives to 1e-13. A position within that of a
//! pixel's border may be counted beyond it.
//!
//! With z = sin δ, t = α / 90° and N = nside, a pixel near the equator (|z| ≤ 2/3) lies between the diagonals
//! `N (1/2 + t ∓ 3/4 z)`; in a polar cap, between the diagonals of its quarter, `N √(3 (1 - |z|))` times the share of
//! the quarter and the rest of it. Source: Górski et al. 2005, ApJ 622, 759, sections 4 and 5.

mod places;

use std::f64::consts::FRAC_PI_2;

use rayon::prelude::*;

use crate::{FieldError, healpix};
pub use places::Places;

/// Counts of candidates in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Pixels along a side of a base pixel.
    pub nside: u32,
    /// Candidates in each pixel, in RING order.
    pub counts: Vec<u32>,
    /// Candidates that are nowhere: a coordinate is no number, or a declination is beyond a pole.
    pub left_out: usize,
}

impl Counts {
    /// Counts over the areas of their pixels, in candidates per square degree.
    pub fn per_deg2(&self) -> Vec<f32> {
        let per_count = 1.0 / pixel_deg2(self.nside);
        let density = |count: &u32| (f64::from(*count) * per_count) as f32;
        self.counts.iter().map(density).collect()
    }

    /// How many candidates were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }
}

/// The area of a pixel in square degrees; all of a resolution are alike.
pub fn pixel_deg2(nside: u32) -> f64 {
    SPHERE_DEG2 / healpix::pixels(nside) as f64
}

/// The whole sphere in square degrees.
pub const SPHERE_DEG2: f64 = 129_600.0 / std::f64::consts::PI;

/// All private counts of the threads together have at most this many pixels.
const MOST_PIXELS: usize = 1 << 26;

/// Positions in a batch.
const BATCH: usize = 256;

/// Counts positions (right ascension and declination in radians, of one length) in pixels.
///
/// # Errors
/// [`FieldError::Nside`]; [`FieldError::Length`] if the lengths differ.
pub fn count(ra_rad: &[f64], dec_rad: &[f64], nside: u32) -> Result<Counts, FieldError> {
    count_where(ra_rad, dec_rad, nside, |_| true)
}

/// Counts those positions for which `keep` holds, by their place.
///
/// # Errors
/// As [`count`].
pub fn count_where(
    ra_rad: &[f64],
    dec_rad: &[f64],
    nside: u32,
    keep: impl Fn(usize) -> bool + Sync,
) -> Result<Counts, FieldError> {
    if !healpix::valid_nside(nside) {
        return Err(FieldError::Nside(nside));
    }
    if ra_rad.len() != dec_rad.len() {
        return Err(FieldError::Length {
            wanted: ra_rad.len() as u64,
            found: dec_rad.len(),
        });
    }
    let pixels = healpix::pixels(nside) as usize;
    let length = part_length(ra_rad.len(), nside);
    let grid = Grid::new(nside);
    let lists = ra_rad.par_chunks(length).zip(dec_rad.par_chunks(length));
    let counted = lists.enumerate().map(|(part, (ra_rad, dec_rad))| {
        let (mut counts, mut left_out) = (vec![0_u32; pixels], 0);
        // In short batches: pixels first, counts then, so that many counts are fetched from memory at once.
        let mut batch = [0_usize; BATCH];
        let lists = ra_rad.chunks(BATCH).zip(dec_rad.chunks(BATCH));
        for (begin, (ra_rad, dec_rad)) in (part * length..).step_by(BATCH).zip(lists) {
            let mut filled = 0;
            for (i, (ra_rad, dec_rad)) in ra_rad.iter().zip(dec_rad).enumerate() {
                if !keep(begin + i) {
                    continue;
                }
                match grid.pixel(*ra_rad, *dec_rad) {
                    Some(pixel) => {
                        batch[filled] = pixel;
                        filled += 1;
                    }
                    None => left_out += 1,
                }
            }
            for pixel in &batch[..filled] {
                counts[*pixel] += 1;
            }
        }
        (counts, left_out)
    });
    Ok(summed(nside, counted))
}

/// How many candidates a thread counts: each has counts of its own.
fn part_length(candidates: usize, nside: u32) -> usize {
    let pixels = healpix::pixels(nside) as usize;
    let parts = (MOST_PIXELS / pixels).clamp(1, rayon::current_num_threads());
    candidates.div_ceil(parts).max(1)
}

/// The counts of all threads together.
fn summed(nside: u32, parts: impl ParallelIterator<Item = (Vec<u32>, usize)>) -> Counts {
    let add = |mut a: (Vec<u32>, usize), b: (Vec<u32>, usize)| {
        a.0.iter_mut().zip(&b.0).for_each(|(a, b)| *a += b);
        (a.0, a.1 + b.1)
    };
    let none = || (vec![0; healpix::pixels(nside) as usize], 0);
    let (counts, left_out) = parts.reduce_with(add).unwrap_or_else(none);
    Counts {
        nside,
        counts,
        left_out,
    }
}

/// What is the same for all positions.
struct Grid {
    nside: i64,
    side: f64,
    cap: i64,
    pixels: i64,
}

impl Grid {
    fn new(nside: u32) -> Self {
        let n = i64::from(nside);
        Self {
            nside: n,
            side: f64::from(nside),
            cap: 2 * n * (n - 1),
            pixels: 12 * n * n,
        }
    }

    /// The RING pixel at a position; `None` for no position.
    fn pixel(&self, ra_rad: f64, dec_rad: f64) -> Option<usize> {
        let sound = dec_rad.abs() <= FRAC_PI_2 && ra_rad.is_finite();
        if !sound {
            return None;
        }
        let z = sine(dec_rad);
        let height = z.abs();
        // Quarters of a turn, 0..4.
        let turns = ra_rad * (0.25 / FRAC_PI_2);
        let turns = if turns.abs() < 1e9 {
            // A cast is quicker than the floor; it goes towards zero.
            let share = turns - (turns as i64) as f64;
            if share < 0.0 { share + 1.0 } else { share }
        } else {
            turns.rem_euclid(1.0)
        };
        let quarters = (4.0 * turns).min(4.0 - 1e-15);
        let n = self.nside;
        let pixel = if height <= 2.0 / 3.0 {
            let (along, up) = (self.side * (0.5 + quarters), self.side * 0.75 * z);
            let (rising, falling) = ((along - up) as i64, (along + up) as i64);
            let ring = n + 1 + rising - falling;
            let shift = 1 - (ring & 1);
            let in_ring = ((rising + falling - n + shift + 1) >> 1) & (4 * n - 1);
            self.cap + (ring - 1) * 4 * n + in_ring
        } else {
            let quarter = (quarters as i64) as f64;
            let share = quarters - quarter;
            let width = self.side * (3.0 * (1.0 - height).max(0.0)).sqrt();
            let (rising, falling) = ((share * width) as i64, ((1.0 - share) * width) as i64);
            let ring = (rising + falling + 1).min(n);
            let in_ring = ((quarters * ring as f64) as i64).min(4 * ring - 1);
            match z > 0.0 {
                true => 2 * ring * (ring - 1) + in_ring,
                false => self.pixels - 2 * ring * (ring + 1) + in_ring,
            }
        };
        Some(pixel.clamp(0, self.pixels - 1) as usize)
    }
}

/// The sine of an angle within ±π/2, by its series up to x¹⁹: off by at most 5e-14.
fn sine(x: f64) -> f64 {
    const TERMS: [f64; 9] = [
        -1.0 / 6.0,
        1.0 / 120.0,
        -1.0 / 5_040.0,
        1.0 / 362_880.0,
        -1.0 / 39_916_800.0,
        1.0 / 6_227_020_800.0,
        -1.0 / 1_307_674_368_000.0,
        1.0 / 355_687_428_096_000.0,
        -1.0 / 121_645_100_408_832_000.0,
    ];
    let square = x * x;
    let sum = TERMS
        .iter()
        .rev()
        .fold(0.0, |sum, term| sum * square + term);
    x + x * square * sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::Equatorial;

    #[test]
    fn what_is_nowhere_is_counted_as_such() {
        let ra = [0.0, f64::NAN, 1.0, f64::INFINITY, 2.0, -1.0, 1e9];
        let dec = [0.0, 0.0, 2.0, 0.0, f64::NAN, 0.1, 0.2];
        let counts = count(&ra, &dec, 16).unwrap();
        assert_eq!((counts.counts.iter().sum::<u32>(), counts.left_out), (3, 4));
        assert_eq!(count(&[], &[], 1).unwrap().counts, [0; 12]);
        assert!(count(&[0.0], &[], 1).is_err());
        assert_eq!(count(&[], &[], 12), Err(FieldError::Nside(12)));
    }

    #[test]
    fn all_at_a_pole_are_in_one_pixel_each() {
        for (dec_rad, sign) in [(FRAC_PI_2, 1.0), (-FRAC_PI_2, -1.0)] {
            let counts = count(&[0.3; 1000], &[dec_rad; 1000], 64).unwrap();
            let at = counts
                .counts
                .iter()
                .position(|count| *count == 1000)
                .unwrap();
            let center = healpix::center_of(64, at as u64);
            assert!(center.dec_rad * sign > 1.55);
        }
    }

    #[test]
    fn some_can_be_left_out_by_their_place() {
        let counts = count_where(&[0.1; 100], &[0.2; 100], 8, |i| i % 4 == 0).unwrap();
        assert_eq!(counts.counts.iter().sum::<u32>(), 25);
    }

    proptest! {
        #[test]
        fn positions_are_counted_where_the_library_finds_them(
            ra in -10.0..20.0_f64, dec in -FRAC_PI_2..FRAC_PI_2, order in 0..12_u32,
        ) {
            let nside = 1 << order;
            let found = Grid::new(nside).pixel(ra, dec).unwrap();
            let position = Equatorial { ra_rad: ra.rem_euclid(std::f64::consts::TAU), dec_rad: dec };
            let library = healpix::pixel_at(nside, position);
            if found as u64 != library {
                // Only on a border: another position a hair away is found there.
                let near = |a: f64, d: f64| {
                    let dec_rad = (position.dec_rad + d).clamp(-FRAC_PI_2, FRAC_PI_2);
                    healpix::pixel_at(nside, Equatorial { ra_rad: (position.ra_rad + a).rem_euclid(std::f64::consts::TAU), dec_rad })
                };
                let hair = 1e-9;
                let around = [near(hair, 0.0), near(-hair, 0.0), near(0.0, hair), near(0.0, -hair)];
                prop_assert!(around.contains(&(found as u64)), "{ra} {dec} {nside}: {found} {library}");
            }
        }

        #[test]
        fn the_series_is_the_sine(x in -FRAC_PI_2..FRAC_PI_2) {
            prop_assert!((sine(x) - x.sin()).abs() < 1e-13);
        }
    }
}
