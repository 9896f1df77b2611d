//! Where a direction of the sky appears on the map, and back.
//!
//! The Hammer projection (FITS code AIT, the "Aitoff" of sky maps), onto the unit disc that is then
//! stretched to an ellipse of 2 : 1. With `(x, y, z)` a unit vector whose x axis is the middle of the map,
//! and `c = cos φ cos(λ/2)`, `s = cos φ sin(λ/2)`:
//!
//! ```text
//! disc = (s, z) / √(1 + c),         c = 1 − r²,   (s, z) = √(2 − r²) disc
//! ```
//!
//! so the inverse needs no trigonometry. The WGSL twin is `layers/skymap.wgsl`.
//! Source: Calabretta and Greisen 2002, A&A 395, 1077, section 5.6.3.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, DVec2, DVec3};
use serde::{Deserialize, Serialize};

/// How the sphere is spread over the ellipse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Projection {
    /// Hammer, equal-area: what FITS calls AIT.
    #[default]
    Hammer,
}

impl Projection {
    /// The place on the unit disc, x to the east, of a unit vector whose x axis is the middle of the map.
    pub fn disc_from_unit(self, unit: DVec3) -> DVec2 {
        match self {
            Self::Hammer => {
                let across = unit.x.hypot(unit.y); // cos φ
                // One half-angle from a root, the other from their product, whichever root does not cancel.
                let root = (0.5 * across * (across + unit.x.abs())).sqrt();
                let other = if root > 0.0 {
                    0.5 * unit.y * across / root
                } else {
                    0.0
                };
                let (c, s) = if unit.x > 0.0 {
                    (root, other)
                } else {
                    (other.abs(), root.copysign(unit.y))
                };
                DVec2::new(s, unit.z) / (1.0 + c).sqrt()
            }
        }
    }

    /// The unit vector at a place on the unit disc; `None` outside it.
    pub fn unit_from_disc(self, disc: DVec2) -> Option<DVec3> {
        match self {
            Self::Hammer => {
                let r2 = disc.length_squared();
                if r2.is_nan() || r2 > 1.0 {
                    return None;
                }
                let k = (2.0 - r2).sqrt();
                let (c, s) = (1.0 - r2, k * disc.x);
                let across = c.hypot(s);
                if across == 0.0 {
                    return Some(DVec3::new(0.0, 0.0, disc.y.signum()));
                }
                Some(DVec3::new(
                    (c * c - s * s) / across,
                    2.0 * s * c / across,
                    k * disc.y,
                ))
            }
        }
    }
}

/// What part of the sky is shown, and how.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkyView {
    /// How the sphere is spread over the ellipse.
    pub projection: Projection,
    /// Longitude (right ascension) in the middle of the map, in radians.
    pub center_lon_rad: f64,
    /// Latitude (declination) in the middle of the map, in radians.
    pub center_lat_rad: f64,
    /// Whether longitude grows to the left, as seen from inside the sphere.
    pub east_left: bool,
    /// Where the middle of the map is: from the middle of the picture, right and down, in semi-major
    /// axes of the map that just fits.
    pub pan: DVec2,
    /// Magnification; 1 just fits.
    pub zoom: f64,
    /// Left free for labels at zoom 1 on the sides and on top and bottom, in pixels.
    pub margin_px: DVec2,
}

impl Default for SkyView {
    fn default() -> Self {
        Self {
            projection: Projection::Hammer,
            center_lon_rad: PI,
            center_lat_rad: 0.0,
            east_left: true,
            pan: DVec2::ZERO,
            zoom: 1.0,
            margin_px: DVec2::new(44.0, 36.0),
        }
    }
}

impl SkyView {
    /// Largest magnification: an ellipse 1,000 pixels wide then shows a thousandth of a degree per pixel.
    pub const LARGEST_ZOOM: f64 = 400.0;

    /// Rotation from the sky's frame (x to longitude 0, z to the pole) to the map's (x to its middle).
    pub fn view_from_sky(&self) -> DMat3 {
        let (sin_lon, cos_lon) = self.center_lon_rad.sin_cos();
        let (sin_lat, cos_lat) = self.center_lat_rad.sin_cos();
        DMat3::from_cols(
            DVec3::new(cos_lat * cos_lon, -sin_lon, -sin_lat * cos_lon),
            DVec3::new(cos_lat * sin_lon, cos_lon, -sin_lat * sin_lon),
            DVec3::new(sin_lat, 0.0, cos_lat),
        )
    }

    /// Middle and semi-axes of the map's ellipse, in pixels from the top left.
    pub fn ellipse(&self, size: (f64, f64)) -> (DVec2, DVec2) {
        let fitting = self.fitting_semi_major(size);
        let middle = DVec2::new(0.5 * size.0, 0.5 * size.1) + fitting * self.pan;
        let semi_major = fitting * self.zoom;
        (middle, DVec2::new(semi_major, 0.5 * semi_major))
    }

    /// Where a direction appears, in pixels from the top left; it may lie outside the picture.
    /// `None` for a vector without direction.
    pub fn pixel_from_sky(&self, unit: DVec3, size: (f64, f64)) -> Option<DVec2> {
        let unit = unit.try_normalize()?;
        let disc = self.projection.disc_from_unit(self.view_from_sky() * unit);
        let (middle, axes) = self.ellipse(size);
        Some(middle + DVec2::new(self.east_sign() * disc.x, -disc.y) * axes)
    }

    /// The direction at a pixel counted from the top left; `None` outside the ellipse.
    pub fn sky_from_pixel(&self, pixel: DVec2, size: (f64, f64)) -> Option<DVec3> {
        let (middle, axes) = self.ellipse(size);
        let disc = (pixel - middle) / axes;
        let disc = DVec2::new(self.east_sign() * disc.x, -disc.y);
        let unit = self.projection.unit_from_disc(disc)?;
        Some(self.view_from_sky().transpose() * unit)
    }

    /// Magnifies by `factor`, keeping what is under the cursor (pixels from the top left).
    pub fn zoom_at(&mut self, factor: f64, cursor_px: DVec2, size: (f64, f64)) {
        if !(factor > 0.0 && factor.is_finite()) {
            return;
        }
        let before = self.zoom;
        self.zoom = (before * factor).clamp(1.0, Self::LARGEST_ZOOM);
        let cursor =
            (cursor_px - DVec2::new(0.5 * size.0, 0.5 * size.1)) / self.fitting_semi_major(size);
        self.pan = cursor + (self.pan - cursor) * (self.zoom / before);
        self.clamp();
    }

    /// Moves the map with a drag of `delta_px`, right and down.
    pub fn pan_by(&mut self, delta_px: DVec2, size: (f64, f64)) {
        self.pan += delta_px / self.fitting_semi_major(size);
        self.clamp();
    }

    /// Brings every value back into its range, so that the map cannot be lost off the picture.
    pub fn clamp(&mut self) {
        let or = |value: f64, otherwise: f64| if value.is_finite() { value } else { otherwise };
        self.zoom = or(self.zoom, 1.0).clamp(1.0, Self::LARGEST_ZOOM);
        self.center_lon_rad = or(self.center_lon_rad, PI).rem_euclid(TAU);
        self.center_lat_rad = or(self.center_lat_rad, 0.0).clamp(-FRAC_PI_2, FRAC_PI_2);
        self.pan = DVec2::new(or(self.pan.x, 0.0), or(self.pan.y, 0.0));
        // The middle of the picture stays on the map; at zoom 1 the map stays where it fits.
        let room = self.zoom - 1.0;
        self.pan = self
            .pan
            .clamp(DVec2::new(-room, -0.5 * room), DVec2::new(room, 0.5 * room));
    }

    pub(crate) fn east_sign(&self) -> f64 {
        if self.east_left { -1.0 } else { 1.0 }
    }

    fn fitting_semi_major(&self, size: (f64, f64)) -> f64 {
        let wide = 0.5 * size.0 - self.margin_px.x;
        let tall = size.1 - 2.0 * self.margin_px.y;
        wide.min(tall).max(8.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const SIZE: (f64, f64) = (1000.0, 600.0);

    fn unit(lon_rad: f64, lat_rad: f64) -> DVec3 {
        let (sin_lon, cos_lon) = lon_rad.sin_cos();
        DVec3::new(
            lat_rad.cos() * cos_lon,
            lat_rad.cos() * sin_lon,
            lat_rad.sin(),
        )
    }

    /// Longitude, latitude, disc position by astropy's AIT; see `tests/data/make_projection.py`.
    #[test]
    fn places_are_those_of_astropy() {
        let mut rows = 0;
        for line in include_str!("../tests/data/projection.csv").lines().skip(1) {
            let row: Vec<f64> = line
                .split(',')
                .map(|field| field.parse().unwrap())
                .collect();
            let disc =
                Projection::Hammer.disc_from_unit(unit(row[0].to_radians(), row[1].to_radians()));
            let expected = DVec2::new(row[2], row[3]);
            assert!(disc.distance(expected) < 1e-9, "{line}: {disc}");
            rows += 1;
        }
        assert_eq!(rows, 400);
    }

    #[test]
    fn right_ascension_grows_to_the_left_and_declination_up() {
        let view = SkyView {
            center_lon_rad: 0.0,
            ..Default::default()
        };
        let middle = view.pixel_from_sky(DVec3::X, SIZE).unwrap();
        assert!(middle.distance(DVec2::new(500.0, 300.0)) < 1e-9);
        let east = view.pixel_from_sky(unit(0.3, 0.0), SIZE).unwrap();
        assert!(east.x < 500.0 && (east.y - 300.0).abs() < 1e-9);
        let north = view.pixel_from_sky(unit(0.0, 0.3), SIZE).unwrap();
        assert!(north.y < 300.0 && (north.x - 500.0).abs() < 1e-9);
        let mirrored = SkyView {
            east_left: false,
            ..view
        };
        assert!(mirrored.pixel_from_sky(unit(0.3, 0.0), SIZE).unwrap().x > 500.0);
    }

    #[test]
    fn the_whole_ellipse_fits_between_the_margins() {
        let view = SkyView::default();
        for size in [SIZE, (400.0, 900.0), (1600.0, 300.0)] {
            let (middle, axes) = view.ellipse(size);
            assert_eq!(axes.x, 2.0 * axes.y);
            let free = middle - axes - view.margin_px;
            assert!(
                free.x > -1e-9 && free.y > -1e-9 && free.min_element() < 1e-9,
                "{free}"
            );
        }
        assert!(view.ellipse((0.0, 0.0)).1.y > 0.0);
        assert_eq!(view.sky_from_pixel(DVec2::new(2.0, 2.0), SIZE), None);
    }

    #[test]
    fn the_projection_keeps_areas() {
        // A square of 0.02 by 0.02 covers the same area anywhere.
        let area = |lon: f64, lat: f64| {
            let at = |dx: f64, dy: f64| {
                let step = DVec2::new(0.01 * dx / lat.cos(), 0.01 * dy);
                Projection::Hammer.disc_from_unit(unit(lon + step.x, lat + step.y))
            };
            (at(1.0, 0.0) - at(-1.0, 0.0)).perp_dot(at(0.0, 1.0) - at(0.0, -1.0))
        };
        let middle = area(0.0, 0.0);
        for (lon, lat) in [(2.5, 0.2), (-1.0, 1.1), (0.4, -1.3)] {
            assert!(
                (area(lon, lat) / middle - 1.0).abs() < 2e-3,
                "{}",
                area(lon, lat) / middle
            );
        }
    }

    #[test]
    fn clamping_repairs_any_view() {
        let mut view = SkyView {
            center_lon_rad: f64::NAN,
            center_lat_rad: 9.0,
            pan: DVec2::new(1e9, f64::NAN),
            zoom: -3.0,
            ..Default::default()
        };
        view.clamp();
        assert_eq!(
            view,
            SkyView {
                center_lat_rad: FRAC_PI_2,
                ..Default::default()
            }
        );
    }

    proptest! {
        #[test]
        fn every_direction_comes_back(
            lon in -PI..PI,
            z in -1.0..1.0_f64,
            center in (-PI..PI, -1.5..1.5_f64),
            east_left: bool,
            zoom in 1.0..50.0_f64,
            pan in (-1.0..1.0_f64, -0.5..0.5_f64),
        ) {
            let mut view = SkyView {
                center_lon_rad: center.0,
                center_lat_rad: center.1,
                east_left,
                zoom,
                pan: DVec2::from(pan),
                ..Default::default()
            };
            view.clamp();
            let direction = unit(lon, z.asin());
            let pixel = view.pixel_from_sky(direction, SIZE).unwrap();
            // On the very edge rounding may put the pixel just outside.
            if let Some(back) = view.sky_from_pixel(pixel, SIZE) {
                prop_assert!(back.angle_between(direction) < 1e-6, "{}", back.angle_between(direction));
            } else {
                let (middle, axes) = view.ellipse(SIZE);
                prop_assert!(((pixel - middle) / axes).length() > 1.0 - 1e-12);
            }
        }

        #[test]
        fn zooming_keeps_what_is_under_the_cursor(x in 150.0..850.0_f64, y in 180.0..420.0_f64, factor in 1.0..20.0_f64) {
            let mut view = SkyView::default();
            let cursor = DVec2::new(x, y);
            let before = view.sky_from_pixel(cursor, SIZE).unwrap();
            view.zoom_at(factor, cursor, SIZE);
            let after = view.sky_from_pixel(cursor, SIZE).unwrap();
            prop_assert!(before.angle_between(after) < 1e-7);
        }
    }
}
