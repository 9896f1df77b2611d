//! Taking hold of the sky: what was under the pointer stays under it.
//!
//! With north locked there are two angles for two coordinates, solved exactly: a rotation about the map's upright
//! axis brings the longitude, one about its level axis the latitude. With north free the sphere takes the shortest
//! turn from where the direction is to where it shall be.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, DQuat, DVec2, DVec3};

use super::SkyView;

impl SkyView {
    /// Turns the sky so that the direction `unit` appears at a pixel, as nearly as the locked north allows.
    /// A pixel outside the map counts as the nearest on it.
    pub fn drag_to(&mut self, unit: DVec3, pixel: DVec2, size: (f64, f64)) {
        let (Some(unit), true) = (unit.try_normalize(), pixel.is_finite()) else {
            return;
        };
        let row = self.projection.row();
        let plane = self.plane_from_pixel(pixel, size);
        let plane = plane / (row.reach(plane) * (1.0 + 1e-12)).max(1.0);
        let Some(wanted) = self.projection.unit_from_plane(plane) else {
            return;
        };
        if self.north_locked {
            self.bring_upright(self.frame_from_sky * unit, wanted);
        } else {
            let view_from_sky = self.view_from_sky();
            let turn = DQuat::from_rotation_arc((view_from_sky * unit).normalize(), wanted);
            self.set_view_from_sky(DMat3::from_quat(turn) * view_from_sky);
        }
        self.clamp();
    }

    /// Moves the sky with a drag that ends at a pixel and went `delta_px`, right and down.
    pub fn drag_by(&mut self, delta_px: DVec2, end_px: DVec2, size: (f64, f64)) {
        match self.sky_from_pixel(end_px - delta_px, size) {
            Some(held) => self.drag_to(held, end_px, size),
            // Beside the map there is nothing to hold: the middle is taken instead.
            None => {
                let middle = self.extent(size).0;
                let held = self.view_from_sky().row(0);
                let limit = 0.5 * self.extent(size).1.min_element();
                self.drag_to(held, middle + delta_px.clamp_length_max(limit), size);
            }
        }
    }

    /// Magnifies by `factor`, turning the sky so that what is under the cursor stays there.
    pub fn zoom_about(&mut self, factor: f64, cursor_px: DVec2, size: (f64, f64)) {
        if !(factor > 0.0 && factor.is_finite()) {
            return;
        }
        let held = self.sky_from_pixel(cursor_px, size);
        self.zoom *= factor;
        self.clamp();
        if let Some(held) = held {
            self.drag_to(held, cursor_px, size);
        }
    }

    /// Magnifies the paper by `factor`, keeping what is under the cursor (pixels from the top left).
    pub fn zoom_at(&mut self, factor: f64, cursor_px: DVec2, size: (f64, f64)) {
        if !(factor > 0.0 && factor.is_finite()) {
            return;
        }
        let before = self.zoom;
        let largest = Self::LARGEST_PAPER_ZOOM.max(before);
        self.zoom = (before * factor).clamp(1.0, largest);
        let cursor =
            (cursor_px - DVec2::new(0.5 * size.0, 0.5 * size.1)) / self.fitting_half_width(size);
        self.pan = cursor + (self.pan - cursor) * (self.zoom / before);
        self.clamp();
    }

    /// Moves the paper with a drag of `delta_px`, right and down.
    pub fn pan_by(&mut self, delta_px: DVec2, size: (f64, f64)) {
        self.pan += delta_px / self.fitting_half_width(size);
        self.clamp();
    }

    /// Turns the map about its middle, from north through east.
    pub fn roll_by(&mut self, angle_rad: f64) {
        self.roll_rad += angle_rad;
        self.clamp();
    }

    /// This view on its way from another one: at `share` 0 it is there, at 1 here. The middle goes along a great
    /// circle with north kept as it is; from one frame to another the sphere takes the shortest turn.
    pub fn on_its_way_from(&self, from: &Self, share: f64) -> Self {
        let mut view = Self {
            pan: from.pan.lerp(self.pan, share),
            zoom: (from.zoom.ln() + share * (self.zoom / from.zoom).ln()).exp(),
            ..*self
        };
        let (there, here) = (from.view_from_sky(), self.view_from_sky());
        if from.frame_from_sky.abs_diff_eq(self.frame_from_sky, 1e-3) {
            let way = DQuat::from_rotation_arc(there.row(0), here.row(0));
            view.center_on(DQuat::IDENTITY.slerp(way, share) * there.row(0));
            let turn = (self.roll_rad - from.roll_rad + PI).rem_euclid(TAU) - PI;
            view.roll_rad = from.roll_rad + share * turn;
        } else {
            let (there, here) = (DQuat::from_mat3(&there), DQuat::from_mat3(&here));
            view.set_view_from_sky(DMat3::from_quat(there.slerp(here, share)));
        }
        view
    }

    /// Finds the middle of the map for which `unit`, of the view's own frame, is at `wanted` in the map's, with the
    /// roll as it is.
    fn bring_upright(&mut self, unit: DVec3, wanted: DVec3) {
        // In the frame of middle, east and north.
        let (sin, cos) = self.roll_rad.sin_cos();
        let east = cos * wanted.y + sin * wanted.z;
        let north = cos * wanted.z - sin * wanted.y;
        // unit.z = x sin lat + north cos lat, for the latitude of the middle.
        let reach = wanted.x.hypot(north);
        let lean = north.atan2(wanted.x);
        let above = (unit.z / reach.max(1e-300)).clamp(-1.0, 1.0).asin();
        let before = self.center_lat_rad;
        let lat = [above - lean, PI - above - lean]
            .map(|lat| (lat + PI).rem_euclid(TAU) - PI)
            .into_iter()
            .min_by(|a, b| {
                // Upside down is no solution; of the others the nearest to what was.
                let cost = |lat: f64| (lat.abs() > FRAC_PI_2 + 1e-9, (lat - before).abs());
                cost(*a)
                    .partial_cmp(&cost(*b))
                    .unwrap_or(std::cmp::Ordering::Equal)
            })
            .unwrap_or(before)
            .clamp(-FRAC_PI_2, FRAC_PI_2);
        let (sin_lat, cos_lat) = lat.sin_cos();
        let ahead = wanted.x * cos_lat - north * sin_lat;
        self.center_lat_rad = lat;
        if unit.x.hypot(unit.y) > 1e-12 {
            let longitude = unit.y.atan2(unit.x) - east.atan2(ahead);
            self.center_lon_rad = longitude.rem_euclid(TAU);
        }
    }
}
