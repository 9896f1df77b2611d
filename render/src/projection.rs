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
                let c = (0.5 * across * (across + unit.x)).max(0.0).sqrt();
                // Near λ = 0 the half-angle sine cancels, near λ = π the division does.
                let s = if unit.x > 0.0 {
                    0.5 * unit.y * across / c
                } else {
                    let s = (0.5 * across * (across - unit.x)).max(0.0).sqrt();
                    s.copysign(unit.y)
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
                if !(r2 <= 1.0) {
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
