//! Heat in which each candidate has the width of its own error.
//!
//! Widths are put into classes, eight to a factor of two, so that a class is spread at once: a candidate's kernel is
//! within 4.5 % as wide as its error. Wide kernels are spread in coarse pixels; their sum goes to finer pixels by
//! interpolation, a factor of two at a time, as narrower classes need them.

use rayon::prelude::*;

use super::{nside_for, spread};
use crate::density::{Counts, Places};
use crate::healpix;

/// Classes to a factor of two.
const TO_AN_OCTAVE: f64 = 8.0;

/// Heat in which each candidate has its own width.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnHeat {
    /// Pixels along a side of a base pixel.
    pub nside: u32,
    /// Candidates per steradian, in RING order. Its integral is the number that was spread, within 2 %.
    pub per_sr: Vec<f32>,
    /// Candidates that were spread.
    pub spread: usize,
    /// Candidates without an error above 0: they are not in it.
    pub without: usize,
    /// Candidates whose error is less than two pixels, spread by that.
    pub widened: usize,
}

/// Spreads each candidate for which `keep` holds by the width σ of its own error (radians, one per candidate), in
/// pixels of `places` or larger ones.
pub fn spread_own(places: &Places, sigma_rad: &[f64], keep: impl Fn(usize) -> bool) -> OwnHeat {
    let finest = places.nside();
    let narrowest_rad = 2.0 * (std::f64::consts::PI / 3.0).sqrt() / f64::from(finest);
    let mut made = OwnHeat {
        nside: finest.min(8),
        per_sr: Vec::new(),
        spread: 0,
        without: 0,
        widened: 0,
    };
    let mut classes: Vec<Option<Counts>> = Vec::new();
    for place in (0..places.len()).filter(|place| keep(*place)) {
        let Some(pixel) = places.pixel(place) else {
            continue;
        };
        let own_rad = sigma_rad.get(place).copied().unwrap_or(f64::NAN);
        if !(own_rad > 0.0 && own_rad.is_finite()) {
            made.without += 1;
            continue;
        }
        made.spread += 1;
        made.widened += usize::from(own_rad < narrowest_rad);
        // Beyond half a turn a kernel is level already.
        let wide = own_rad.clamp(narrowest_rad, std::f64::consts::PI) / narrowest_rad;
        let class = (TO_AN_OCTAVE * wide.log2()).round() as usize;
        if class >= classes.len() {
            classes.resize(class + 1, None);
        }
        let counts = classes[class].get_or_insert_with(|| {
            let nside = nside_for(1.0001 * width_rad(narrowest_rad, class)).min(finest);
            Counts {
                nside,
                counts: vec![0; healpix::pixels(nside) as usize],
                left_out: 0,
            }
        });
        let steps = 2 * (finest / counts.nside).trailing_zeros();
        let nested = healpix::nested_from_ring(finest, pixel.into()) >> steps;
        counts.counts[healpix::ring_from_nested(counts.nside, nested) as usize] += 1;
    }
    made.per_sr = vec![0.0; healpix::pixels(made.nside) as usize];
    // From the widest to the narrowest, which never needs coarser pixels.
    for (class, counts) in classes.iter().enumerate().rev() {
        let Some(counts) = counts else { continue };
        while made.nside < counts.nside {
            made.per_sr = finer(made.nside, &made.per_sr);
            made.nside *= 2;
        }
        let part = spread(counts, width_rad(narrowest_rad, class));
        made.per_sr
            .iter_mut()
            .zip(part)
            .for_each(|(sum, part)| *sum += part);
    }
    made
}

/// The width of a class.
fn width_rad(narrowest_rad: f64, class: usize) -> f64 {
    narrowest_rad * (class as f64 / TO_AN_OCTAVE).exp2()
}

/// Values at the middles of pixels of a quarter of the area, interpolated.
fn finer(nside: u32, values: &[f32]) -> Vec<f32> {
    let value = |pixel: u64| {
        let at = healpix::center_of(2 * nside, pixel);
        let parts = healpix::interpolated(nside, at).into_iter();
        let parts = parts.map(|(pixel, weight)| weight * f64::from(values[pixel as usize]));
        parts.sum::<f64>() as f32
    };
    (0..healpix::pixels(2 * nside))
        .into_par_iter()
        .map(value)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::f64::consts::PI;

    use super::*;

    fn places(ra: &[f64], dec: &[f64], nside: u32) -> Places {
        Places::new(&[(ra, dec)], nside).unwrap()
    }

    #[test]
    fn candidates_of_one_error_are_spread_as_by_a_kernel_of_that_width() {
        let (ra, dec) = ([0.3, 2.0, 4.0, 4.1], [0.2, -1.2, 1.5, 0.9]);
        let sigma_rad = 3.0_f64.to_radians();
        let nside = nside_for(sigma_rad);
        let places = places(&ra, &dec, nside);
        let own = spread_own(&places, &[sigma_rad; 4], |_| true);
        let all = spread(&places.count_where(|_| true), sigma_rad);
        assert_eq!((own.nside, own.spread, own.widened), (nside, 4, 0));
        let top = all.iter().copied().fold(0.0, f32::max);
        for (own, fixed) in own.per_sr.iter().zip(&all) {
            // A class is at most 4.5 % away from the width, and its height by twice that.
            assert!((own - fixed).abs() < 0.1 * top, "{own} {fixed}");
        }
    }

    #[test]
    fn wide_and_narrow_errors_add_up_to_the_number_and_missing_ones_are_told() {
        let ra: Vec<f64> = (0..60).map(|i| f64::from(i) * 0.37).collect();
        let dec: Vec<f64> = (0..60).map(|i| f64::from(i) * 0.05 - 1.5).collect();
        let mut sigma: Vec<f64> = (0..60).map(|i| 0.004 * 1.1_f64.powi(i)).collect();
        (sigma[3], sigma[4], sigma[5]) = (0.0, f64::NAN, 1e-9);
        let own = spread_own(&places(&ra, &dec, 128), &sigma, |i| i != 7);
        assert_eq!((own.spread, own.without), (57, 2));
        assert!(own.widened >= 1, "{}", own.widened);
        let area = 4.0 * PI / healpix::pixels(own.nside) as f64;
        let whole: f64 = own
            .per_sr
            .iter()
            .map(|value| f64::from(*value) * area)
            .sum();
        assert!((whole - 57.0).abs() < 0.02 * 57.0, "{whole}");
        let none = spread_own(&places(&ra, &dec, 16), &[], |_| true);
        assert_eq!((none.spread, none.without), (0, 60));
        assert!(none.per_sr.iter().all(|value| *value == 0.0));
    }
}
