//! In which pixel each candidate lies, kept: another choice among them is then counted without a look at positions.
//!
//! Of ten million candidates a count by positions is mostly sines; a count by places is one pass over 40 MB. That is
//! what lets a filter, a range of dates or a running time be followed.

use rayon::prelude::*;

use super::{BATCH, Counts, Grid, part_length, summed};
use crate::{FieldError, healpix};

/// Stands for a candidate that is nowhere.
const NOWHERE: u32 = u32::MAX;

/// The pixel of each candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    nside: u32,
    /// In RING order, or [`NOWHERE`].
    pixels: Vec<u32>,
}

impl Places {
    /// The pixels of lists of candidates, one list after the other: right ascension and declination in radians.
    ///
    /// # Errors
    /// [`FieldError::Nside`]; [`FieldError::Length`] if the lengths of a list differ.
    pub fn new(lists: &[(&[f64], &[f64])], nside: u32) -> Result<Self, FieldError> {
        if !healpix::valid_nside(nside) {
            return Err(FieldError::Nside(nside));
        }
        let grid = Grid::new(nside);
        let mut pixels = Vec::with_capacity(lists.iter().map(|(ra_rad, _)| ra_rad.len()).sum());
        for (ra_rad, dec_rad) in lists {
            if ra_rad.len() != dec_rad.len() {
                return Err(FieldError::Length {
                    wanted: ra_rad.len() as u64,
                    found: dec_rad.len(),
                });
            }
            let place = |(ra_rad, dec_rad): (&f64, &f64)| {
                let pixel = grid.pixel(*ra_rad, *dec_rad);
                pixel.map_or(NOWHERE, |pixel| pixel as u32)
            };
            pixels.par_extend(ra_rad.par_iter().zip(*dec_rad).map(place));
        }
        Ok(Self { nside, pixels })
    }

    /// Pixels along a side of a base pixel.
    pub fn nside(&self) -> u32 {
        self.nside
    }

    /// How many candidates there are, those that are nowhere included.
    pub fn len(&self) -> usize {
        self.pixels.len()
    }

    /// Whether there is no candidate.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// The pixel of a candidate; `None` if it is nowhere, or there is none.
    pub fn pixel(&self, place: usize) -> Option<u32> {
        let pixel = *self.pixels.get(place)?;
        (pixel != NOWHERE).then_some(pixel)
    }

    /// Counts those candidates for which `keep` holds, by their place.
    pub fn count_where(&self, keep: impl Fn(usize) -> bool + Sync) -> Counts {
        let length = part_length(self.pixels.len(), self.nside);
        let counted = self.pixels.par_chunks(length).enumerate();
        let counted = counted.map(|(part, pixels)| {
            let mut counts = vec![0_u32; healpix::pixels(self.nside) as usize];
            let mut left_out = 0;
            let mut batch = [0_u32; BATCH];
            for (begin, pixels) in (part * length..).step_by(BATCH).zip(pixels.chunks(BATCH)) {
                let mut filled = 0;
                for (i, pixel) in pixels.iter().enumerate() {
                    // Written in any case, kept if it counts: without a branch that nobody can foresee.
                    batch[filled] = *pixel;
                    filled += usize::from(keep(begin + i));
                }
                for pixel in &batch[..filled] {
                    match counts.get_mut(*pixel as usize) {
                        Some(count) => *count += 1,
                        None => left_out += 1,
                    }
                }
            }
            (counts, left_out)
        });
        summed(self.nside, counted)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::density::{SPHERE_DEG2, count_where, pixel_deg2};

    #[test]
    fn lists_follow_each_other_and_what_is_nowhere_is_told() {
        let lists: [(&[f64], &[f64]); 2] = [(&[0.0, f64::NAN], &[0.1, 0.0]), (&[1.0], &[2.0])];
        let places = Places::new(&lists, 8).unwrap();
        assert_eq!(
            (places.len(), places.pixel(1), places.pixel(2)),
            (3, None, None)
        );
        let counts = places.count_where(|_| true);
        assert_eq!((counts.total(), counts.left_out), (1, 2));
        assert_eq!(places.count_where(|i| i > 0).left_out, 2);
        assert!(Places::new(&lists, 7).is_err());
        assert!(Places::new(&[(&[0.0], &[])], 8).is_err());
        assert!(
            Places::new(&[], 8)
                .unwrap()
                .count_where(|_| true)
                .counts
                .iter()
                .all(|c| *c == 0)
        );
    }

    proptest! {
        #[test]
        fn places_count_what_positions_do_and_density_times_area_is_the_number(
            places in prop::collection::vec((-7.0..14.0_f64, -1.7..1.7_f64), 0..700),
            order in 0..6_u32,
            every in 1..5_usize,
        ) {
            let (ra, dec): (Vec<f64>, Vec<f64>) = places.into_iter().unzip();
            let nside = 1 << order;
            let kept = Places::new(&[(&ra, &dec)], nside).unwrap();
            let counts = kept.count_where(|i| i % every == 0);
            prop_assert_eq!(&counts, &count_where(&ra, &dec, nside, |i| i % every == 0).unwrap());
            let wanted = (0..ra.len()).filter(|i| i % every == 0 && dec[*i].abs() <= std::f64::consts::FRAC_PI_2);
            let area = pixel_deg2(nside);
            let sum: f64 = counts.per_deg2().iter().map(|density| f64::from(*density) * area).sum();
            let wanted = wanted.count() as f64;
            prop_assert!((sum - wanted).abs() < 1e-5 * wanted.max(1.0), "{sum} {wanted}");
            prop_assert!((area * (12 * nside * nside) as f64 - SPHERE_DEG2).abs() < 1e-8);
        }
    }
}
