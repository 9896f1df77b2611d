//! Heat: candidates spread by a kernel, a smooth density on the sphere.
//!
//! The kernel is the Gaussian of the sphere (von Mises and Fisher's), which is a plane Gaussian of width σ where σ is
//! small and stays whole where it is not:
//!
//! ```text
//! K(θ) = κ exp(κ (cos θ - 1)) / (2π (1 - exp(-2κ))),   κ = 1/σ²
//! ```
//!
//! Candidates are counted in pixels of at most σ/2 first, which widens the kernel by less than 1.1 %. It is cut off
//! at 5 σ, where 4e-6 of it are left.

mod own_errors;

use std::f64::consts::{PI, TAU};

use rayon::prelude::*;

use crate::density::Counts;
use crate::healpix;
pub use own_errors::{OwnHeat, spread_own};

/// How many σ the kernel reaches.
const REACH: f64 = 5.0;

/// The resolution at which a kernel of this width (radians) is smooth: pixels of at most σ/2, from nside 8 to 1024.
pub fn nside_for(sigma_rad: f64) -> u32 {
    let wanted = (PI / 3.0).sqrt() / (0.5 * sigma_rad);
    let orders = 3..10_u32;
    orders
        .map(|order| 1 << order)
        .find(|nside| f64::from(*nside) >= wanted)
        .unwrap_or(1024)
}

/// A ring of pixels of one latitude.
struct Ring {
    first: usize,
    pixels: usize,
    /// Longitude of the first pixel's centre in radians.
    begin_rad: f64,
    sin: f64,
    cos: f64,
    latitude_rad: f64,
}

/// The rings of a map from north to south.
fn rings(nside: u32) -> Vec<Ring> {
    let n = nside as usize;
    let mut first = 0;
    let ring = |i: usize| {
        let from_pole = i.min(4 * n - i).min(n);
        let pixels = 4 * from_pole;
        let center = healpix::center_of(nside, first as u64);
        let ring = Ring {
            first,
            pixels,
            begin_rad: center.ra_rad,
            sin: center.dec_rad.sin(),
            cos: center.dec_rad.cos(),
            latitude_rad: center.dec_rad,
        };
        first += pixels;
        ring
    };
    (1..4 * n).map(ring).collect()
}

/// The density of counted candidates in candidates per steradian, in RING order, spread by a kernel of this width in
/// radians. Its integral is the number counted, within 1 %. A width that is not above 0 spreads nothing: the counts over their
/// pixels' areas.
pub fn spread(counted: &Counts, sigma_rad: f64) -> Vec<f32> {
    let per_sr = healpix::pixels(counted.nside) as f64 / (4.0 * PI);
    if sigma_rad.is_nan() || sigma_rad <= 0.0 {
        let density = |count: &u32| (f64::from(*count) * per_sr) as f32;
        return counted.counts.iter().map(density).collect();
    }
    let kappa = 1.0 / (sigma_rad * sigma_rad);
    let height = kappa / (TAU * -(-2.0 * kappa).exp_m1());
    let reach_rad = (REACH * sigma_rad).min(PI);
    let rings = rings(counted.nside);
    // Where candidates are, ring by ring: pixel of the ring, and how many.
    let held: Vec<Vec<(usize, f64)>> = rings
        .par_iter()
        .map(|ring| {
            let counts = &counted.counts[ring.first..ring.first + ring.pixels];
            let some = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            some.map(|(i, count)| (i, f64::from(*count))).collect()
        })
        .collect();
    let rows: Vec<Vec<f32>> = rings
        .par_iter()
        .map(|ring| {
            let mut row = vec![0.0_f64; ring.pixels];
            for (from, held) in rings.iter().zip(&held) {
                let apart_rad = (from.latitude_rad - ring.latitude_rad).abs();
                if !held.is_empty() && apart_rad <= reach_rad {
                    gather(&mut row, ring, from, held, kappa, reach_rad);
                }
            }
            row.iter().map(|sum| (sum * height) as f32).collect()
        })
        .collect();
    rows.concat()
}

/// Adds what one ring's candidates give to another ring's pixels.
fn gather(
    row: &mut [f64],
    ring: &Ring,
    from: &Ring,
    held: &[(usize, f64)],
    kappa: f64,
    reach_rad: f64,
) {
    let (level, swing) = (ring.sin * from.sin, ring.cos * from.cos);
    // The longitudes within reach: cos θ = level + swing cos Δα.
    let widest = (reach_rad.cos() - level) / swing;
    let half_rad = widest.clamp(-1.0, 1.0).acos();
    let step_rad = TAU / ring.pixels as f64;
    let n = ring.pixels as i64;
    if ring.pixels == from.pixels {
        // Rings alike, as most are: what a pixel gives to another depends on how many pixels they are apart.
        let shift = (from.begin_rad - ring.begin_rad) / step_rad;
        let reach = (half_rad / step_rad).min(0.5 * n as f64 - 1.0);
        let (low, high) = (
            (shift - reach).ceil() as i64,
            (shift + reach).floor() as i64,
        );
        let kernel = |at: i64| {
            let cos = level + swing * ((at as f64 - shift) * step_rad).cos();
            (kappa * (cos - 1.0)).exp()
        };
        let kernel: Vec<f64> = (low..=high).map(kernel).collect();
        if reach < 0.5 * n as f64 - 1.0 {
            for (i, count) in held {
                let first = (*i as i64 + low).rem_euclid(n) as usize;
                let straight = kernel.len().min(ring.pixels - first);
                let (before, after) = kernel.split_at(straight);
                let add = |row: &mut [f64], kernel: &[f64]| {
                    for (sum, part) in row.iter_mut().zip(kernel) {
                        *sum += count * part;
                    }
                };
                add(&mut row[first..], before);
                add(row, after);
            }
            return;
        }
    }
    for (i, count) in held {
        let longitude_rad = from.begin_rad + TAU * *i as f64 / from.pixels as f64;
        let place = (longitude_rad - ring.begin_rad) / step_rad;
        let reach = half_rad / step_rad;
        let (mut low, mut high) = (
            (place - reach).ceil() as i64,
            (place + reach).floor() as i64,
        );
        if high - low + 1 >= n {
            low = place.floor() as i64 - n / 2;
            high = low + n - 1;
        }
        for at in low..=high {
            let away_rad = (at as f64 - place) * step_rad;
            let cos = level + swing * away_rad.cos();
            row[at.rem_euclid(n) as usize] += count * (kappa * (cos - 1.0)).exp();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Equatorial;
    use crate::density::count;

    /// What a kernel at this position gives, and the angles from it.
    fn of_one(ra_deg: f64, dec_deg: f64, sigma_deg: f64) -> (u32, Vec<f32>, Equatorial) {
        let sigma_rad = sigma_deg.to_radians();
        let nside = nside_for(sigma_rad);
        let at = Equatorial::from_degrees(ra_deg, dec_deg);
        let counts = count(&[at.ra_rad], &[at.dec_rad], nside).unwrap();
        let center = healpix::center_of(nside, healpix::pixel_at(nside, at));
        (nside, spread(&counts, sigma_rad), center)
    }

    #[test]
    fn one_candidate_is_the_kernel_everywhere() {
        for (ra_deg, dec_deg) in [
            (0.0, 90.0),
            (0.1, 0.0),
            (200.0, -89.0),
            (90.0, 41.8),
            (315.0, -60.0),
        ] {
            let (nside, heat, center) = of_one(ra_deg, dec_deg, 3.0);
            let kappa = 1.0 / 3.0_f64.to_radians().powi(2);
            let area = 4.0 * PI / healpix::pixels(nside) as f64;
            let mut whole = 0.0;
            for (pixel, value) in heat.iter().enumerate() {
                let away = healpix::center_of(nside, pixel as u64).separation_rad(center);
                let wanted = kappa / TAU * (kappa * (away.cos() - 1.0)).exp();
                let value = f64::from(*value);
                assert!(
                    (value - wanted).abs() < 5e-6 * kappa / TAU,
                    "{value} {wanted}"
                );
                whole += value * area;
            }
            // Near the poles pixels are of uneven shape, and their sum is not the integral.
            assert!((whole - 1.0).abs() < 0.01, "{whole}");
        }
    }

    #[test]
    fn wide_kernels_and_none_keep_the_number() {
        let ra = [0.1, 2.0, 3.0, 3.0];
        let dec = [0.3, -1.0, 1.4, 1.4];
        for sigma_rad in [0.0, 0.5, 3.0, f64::NAN] {
            let counts = count(&ra, &dec, 16).unwrap();
            let sum: f64 = spread(&counts, sigma_rad)
                .iter()
                .map(|value| f64::from(*value))
                .sum();
            let whole = sum * 4.0 * PI / healpix::pixels(16) as f64;
            assert!((whole - 4.0).abs() < 0.02, "{sigma_rad}: {whole}");
        }
    }

    #[test]
    fn pixels_are_at_most_half_as_wide_as_the_kernel() {
        for sigma_deg in [0.3_f64, 1.0, 4.0, 20.0] {
            let nside = nside_for(sigma_deg.to_radians());
            assert!(58.63 / f64::from(nside) <= 0.5 * sigma_deg);
        }
        assert_eq!(
            (nside_for(0.0), nside_for(f64::NAN), nside_for(9.0)),
            (1024, 1024, 8)
        );
    }
}
