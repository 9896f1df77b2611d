//! A disc of the sky: which pixels of a map have their centres in it, found without asking all of them.
//!
//! NESTED cells are divided only where the disc may reach into them. All of a cell of nside n lies within 1.069/n of
//! its centre (the corner of a cell at sin δ = 2/3, for large n; less for small n), and 1.1 pixels of √(π/3)/n are more.

use std::f64::consts::{FRAC_PI_2, PI};
use std::ops::Range;

use nuscope_model::{Equatorial, healpix};

/// How far a cell reaches from its centre at most, in sides of a pixel.
const REACH: f64 = 1.1;

/// The side of a pixel in radians.
pub(crate) fn side_rad(nside: u32) -> f64 {
    (PI / 3.0).sqrt() / f64::from(nside)
}

/// A disc of the sky.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    center: Equatorial,
    radius_rad: f64,
}

impl Region {
    /// A disc with a radius above 0 and up to π; `None` for anything else.
    pub fn new(center: Equatorial, radius_rad: f64) -> Option<Self> {
        let place = center.ra_rad.is_finite() && center.dec_rad.abs() <= FRAC_PI_2 + 1e-9;
        (place && radius_rad > 0.0 && radius_rad <= PI).then_some(Self { center, radius_rad })
    }

    /// Its middle.
    pub fn center(&self) -> Equatorial {
        self.center
    }

    /// Its radius in radians.
    pub fn radius_rad(&self) -> f64 {
        self.radius_rad
    }

    /// Whether a position lies in it.
    pub fn holds(&self, position: Equatorial) -> bool {
        self.center.separation_rad(position) <= self.radius_rad
    }

    /// Its declinations, in radians.
    pub(crate) fn dec_rad(&self) -> Range<f64> {
        // A hair wider: an edge that meets the centre of a pixel must not be lost to rounding.
        let reach = self.radius_rad + 1e-9;
        self.center.dec_rad - reach..self.center.dec_rad + reach
    }

    /// Whether it may reach into a NESTED cell.
    pub(crate) fn may_touch(&self, nside: u32, nested: u64) -> bool {
        let center = healpix::center_of(nside, healpix::ring_from_nested(nside, nested));
        self.center.separation_rad(center) <= self.radius_rad + REACH * side_rad(nside)
    }

    /// The RING pixels whose centres lie in it, rising; none where there is no such map.
    pub fn pixels(&self, nside: u32) -> Vec<u64> {
        if !healpix::valid_nside(nside) {
            return Vec::new();
        }
        let mut cells: Vec<u64> = (0..12).collect();
        let mut level = 1;
        while level < nside {
            cells.retain(|cell| self.may_touch(level, *cell));
            cells = cells
                .iter()
                .flat_map(|cell| 4 * cell..4 * cell + 4)
                .collect();
            level *= 2;
        }
        let rings = cells.into_iter();
        let mut pixels: Vec<u64> = rings
            .map(|nested| healpix::ring_from_nested(nside, nested))
            .filter(|ring| self.holds(healpix::center_of(nside, *ring)))
            .collect();
        pixels.sort_unstable();
        pixels
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_pixels_are_those_whose_centres_are_near_enough() {
        for nside in [1, 2, 4, 16, 64] {
            for (ra_deg, dec_deg) in [(0.0, 0.0), (45.0, 41.81), (359.9, -89.0), (200.0, 66.0)] {
                let center = Equatorial::from_degrees(ra_deg, dec_deg);
                for radius_deg in [0.3_f64, 2.0, 11.0, 90.0, 180.0] {
                    let region = Region::new(center, radius_deg.to_radians()).unwrap();
                    let expected: Vec<u64> = (0..healpix::pixels(nside))
                        .filter(|&pixel| {
                            let away = center.separation_rad(healpix::center_of(nside, pixel));
                            away <= radius_deg.to_radians()
                        })
                        .collect();
                    assert_eq!(region.pixels(nside), expected, "{nside} {radius_deg}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_disc_is_refused() {
        let here = Equatorial::from_degrees(10.0, 20.0);
        for radius_rad in [0.0, -1.0, 3.2, f64::NAN, f64::INFINITY] {
            assert_eq!(Region::new(here, radius_rad), None);
        }
        assert_eq!(
            Region::new(Equatorial::from_degrees(f64::NAN, 0.0), 0.1),
            None
        );
        assert_eq!(Region::new(Equatorial::from_degrees(0.0, 91.0), 0.1), None);
        assert!(Region::new(here, 0.1).unwrap().pixels(3).is_empty());
    }
}
