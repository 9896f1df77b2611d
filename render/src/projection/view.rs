//! Which part of the sky is shown, and how: a projection, any rotation of the sphere, a magnification.
//!
//! Directions that come in and go out are those of the data. Middle, north and roll are told in a frame of its own,
//! such as the galactic one, that [`SkyView::frame_from_sky`] turns the data into: all that is drawn, picked, dragged
//! or traced goes through the one matrix of both, [`SkyView::view_from_sky`].
//!
//! The rotation is kept as three angles in 64 bits and used as a matrix. Magnifying and dragging turn the sphere, so
//! that what is looked at lies near the middle of the projection, where places have all their digits: shaders then
//! need only 32 bits at any magnification. The paper can be moved as well, by [`SkyView::pan`].

mod moves;

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, DVec2, DVec3};
use serde::{Deserialize, Serialize};

use super::Projection;

/// What part of the sky is shown, and how.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkyView {
    /// How the sphere is spread over the map.
    pub projection: Projection,
    /// Rotation from the frame of the data to the one whose north is up and whose longitudes are told; it follows
    /// from other settings, and is not saved.
    #[serde(skip)]
    pub frame_from_sky: DMat3,
    /// Longitude (right ascension) in the middle of the map, in radians.
    pub center_lon_rad: f64,
    /// Latitude (declination) in the middle of the map, in radians.
    pub center_lat_rad: f64,
    /// Position angle of the map's upward direction, in radians: from the frame's north through east.
    pub roll_rad: f64,
    /// Whether dragging keeps the roll as it is; otherwise it turns the sky like a ball.
    pub north_locked: bool,
    /// Whether longitude grows to the left, as seen from inside the sphere.
    pub east_left: bool,
    /// Where the middle of the map is: from the middle of the picture, right and down, in half-widths
    /// of the map that just fits.
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
            frame_from_sky: DMat3::IDENTITY,
            center_lon_rad: PI,
            center_lat_rad: 0.0,
            roll_rad: 0.0,
            north_locked: true,
            east_left: true,
            pan: DVec2::ZERO,
            zoom: 1.0,
            margin_px: DVec2::new(44.0, 36.0),
        }
    }
}

impl SkyView {
    /// Largest magnification: a map 1,000 pixels wide then shows a twentieth of an arc second per pixel.
    pub const LARGEST_ZOOM: f64 = 20_000.0;

    /// Largest magnification at which the paper is moved, not the sphere turned.
    pub const LARGEST_PAPER_ZOOM: f64 = 400.0;

    /// Rotation from the frame of the data (x to longitude 0, z to the pole) to the map's (x to its middle, z up).
    pub fn view_from_sky(&self) -> DMat3 {
        self.view_from_frame() * self.frame_from_sky
    }

    /// Rotation from the view's own frame to the map's.
    fn view_from_frame(&self) -> DMat3 {
        let (middle, east, north) = axes(self.center_lon_rad, self.center_lat_rad);
        let (sin, cos) = self.roll_rad.sin_cos();
        let side = cos * east - sin * north;
        let up = sin * east + cos * north;
        DMat3::from_cols(middle, side, up).transpose()
    }

    /// Takes the rotation from a matrix like that of [`Self::view_from_sky`].
    pub fn set_view_from_sky(&mut self, view_from_sky: DMat3) {
        let view_from_frame = view_from_sky * self.frame_from_sky.transpose();
        self.center_on_of_frame(view_from_frame.row(0));
        let up = view_from_frame.row(2);
        let (_, east, north) = axes(self.center_lon_rad, self.center_lat_rad);
        self.roll_rad = up.dot(east).atan2(up.dot(north));
    }

    /// Puts a direction into the middle of the map.
    pub fn center_on(&mut self, unit: DVec3) {
        self.center_on_of_frame(self.frame_from_sky * unit);
    }

    fn center_on_of_frame(&mut self, unit: DVec3) {
        self.center_lon_rad = unit.y.atan2(unit.x).rem_euclid(TAU);
        self.center_lat_rad = unit.z.atan2(unit.x.hypot(unit.y));
    }

    /// Middle of the map and half its width and height, in pixels from the top left.
    pub fn extent(&self, size: (f64, f64)) -> (DVec2, DVec2) {
        let fitting = self.fitting_half_width(size);
        let middle = DVec2::new(0.5 * size.0, 0.5 * size.1) + fitting * self.pan;
        let half_height = self.projection.row().half_height;
        (middle, fitting * self.zoom * DVec2::new(1.0, half_height))
    }

    /// What a pixel is in the middle of the map, in radians.
    pub fn rad_per_px(&self, size: (f64, f64)) -> f64 {
        self.projection.row().half_width_rad / self.extent(size).1.x
    }

    /// Where a direction appears, in pixels from the top left; it may lie outside the picture.
    /// `None` for a vector without direction, and behind the horizon.
    pub fn pixel_from_sky(&self, unit: DVec3, size: (f64, f64)) -> Option<DVec2> {
        let unit = unit.try_normalize()?;
        let plane = self
            .projection
            .plane_from_unit(self.view_from_sky() * unit)?;
        Some(self.pixel_from_plane(plane, size))
    }

    /// The direction at a pixel counted from the top left; `None` outside the map.
    pub fn sky_from_pixel(&self, pixel: DVec2, size: (f64, f64)) -> Option<DVec3> {
        let plane = self.plane_from_pixel(pixel, size);
        let unit = self.projection.unit_from_plane(plane)?;
        Some(self.view_from_sky().transpose() * unit)
    }

    pub(crate) fn pixel_from_plane(&self, plane: DVec2, size: (f64, f64)) -> DVec2 {
        let (middle, half) = self.extent(size);
        middle + half.x * DVec2::new(self.east_sign() * plane.x, -plane.y)
    }

    pub(crate) fn plane_from_pixel(&self, pixel: DVec2, size: (f64, f64)) -> DVec2 {
        let (middle, half) = self.extent(size);
        let plane = (pixel - middle) / half.x;
        DVec2::new(self.east_sign() * plane.x, -plane.y)
    }

    /// Brings every value back into its range, so that the map cannot be lost off the picture.
    pub fn clamp(&mut self) {
        let or = |value: f64, otherwise: f64| if value.is_finite() { value } else { otherwise };
        self.zoom = or(self.zoom, 1.0).clamp(1.0, Self::LARGEST_ZOOM);
        self.center_lon_rad = or(self.center_lon_rad, PI).rem_euclid(TAU);
        self.center_lat_rad = or(self.center_lat_rad, 0.0).clamp(-FRAC_PI_2, FRAC_PI_2);
        self.roll_rad = or(self.roll_rad, 0.0);
        if !(-PI..=PI).contains(&self.roll_rad) {
            self.roll_rad = (self.roll_rad + PI).rem_euclid(TAU) - PI;
        }
        self.pan = DVec2::new(or(self.pan.x, 0.0), or(self.pan.y, 0.0));
        // The middle of the picture stays on the map; at zoom 1 the map stays where it fits.
        let room = self.zoom.min(Self::LARGEST_PAPER_ZOOM) - 1.0;
        let room = DVec2::new(room, room * self.projection.row().half_height);
        self.pan = self.pan.clamp(-room, room);
    }

    pub(crate) fn east_sign(&self) -> f64 {
        if self.east_left { -1.0 } else { 1.0 }
    }

    fn fitting_half_width(&self, size: (f64, f64)) -> f64 {
        let wide = 0.5 * size.0 - self.margin_px.x;
        let tall = 0.5 * size.1 - self.margin_px.y;
        wide.min(tall / self.projection.row().half_height).max(8.0)
    }
}

/// The direction of a longitude and latitude, and east and north of it.
fn axes(lon_rad: f64, lat_rad: f64) -> (DVec3, DVec3, DVec3) {
    let (sin_lon, cos_lon) = lon_rad.sin_cos();
    let (sin_lat, cos_lat) = lat_rad.sin_cos();
    (
        DVec3::new(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat),
        DVec3::new(-sin_lon, cos_lon, 0.0),
        DVec3::new(-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat),
    )
}
