//! A part of a circle on the sphere.
//!
//! ```text
//! p(t) = cos ρ n + sin ρ (cos t u + sin t n × u)
//! ```
//!
//! around the axis `n`, counter-clockwise as seen from outside the sphere.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, DVec3};

/// A part of a circle on the sphere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkyArc {
    /// The direction in its middle, a unit vector.
    axis: DVec3,
    /// Where it begins to count, a unit vector across the axis.
    start: DVec3,
    /// Distance from the axis, in radians.
    radius_rad: f64,
    /// The angles around the axis between which it lies.
    range: (f64, f64),
}

impl SkyArc {
    /// The whole circle of this radius, within 0..=π, around a direction. `None` for what is no circle.
    pub fn circle(center: DVec3, radius_rad: f64) -> Option<Self> {
        let axis = center.try_normalize()?;
        (0.0..=PI).contains(&radius_rad).then(|| Self {
            axis,
            start: axis.any_orthonormal_vector(),
            radius_rad,
            range: (0.0, TAU),
        })
    }

    /// The shorter arc of the great circle through two directions. `None` where there is no shorter one, or none.
    pub fn between(from: DVec3, to: DVec3) -> Option<Self> {
        let (from, to) = (from.try_normalize()?, to.try_normalize()?);
        let cross = from.cross(to);
        let axis = cross.try_normalize()?;
        Some(Self {
            axis,
            start: from,
            radius_rad: FRAC_PI_2,
            range: (0.0, cross.length().atan2(from.dot(to))),
        })
    }

    /// The part of a circle around the axis `z` of a frame, from longitude `lon_from` to `lon_to` at latitude `lat`.
    pub fn parallel(frame: DMat3, lat_rad: f64, lon_from: f64, lon_to: f64) -> Self {
        Self {
            axis: frame.z_axis,
            start: frame.x_axis,
            radius_rad: FRAC_PI_2 - lat_rad,
            range: (lon_from, lon_to),
        }
    }

    /// The meridian of a frame from latitude `lat_from` to `lat_to`.
    pub fn meridian(frame: DMat3, lon_rad: f64, lat_from: f64, lat_to: f64) -> Self {
        let (sin, cos) = lon_rad.sin_cos();
        let start = cos * frame.x_axis + sin * frame.y_axis;
        Self {
            axis: start.cross(frame.z_axis),
            start,
            radius_rad: FRAC_PI_2,
            range: (lat_from, lat_to),
        }
    }

    /// The direction at an angle.
    pub fn at(&self, t: f64) -> DVec3 {
        let (sin_t, cos_t) = t.sin_cos();
        let (sin, cos) = self.radius_rad.sin_cos();
        let around = cos_t * self.start + sin_t * self.axis.cross(self.start);
        cos * self.axis + sin * around
    }

    /// The angles between which it lies.
    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    /// The arc in another frame.
    pub fn turned(&self, turn: DMat3) -> Self {
        Self {
            axis: turn * self.axis,
            start: turn * self.start,
            ..*self
        }
    }

    /// What an angle of 1 is on the sphere, in radians.
    pub fn radius_sin(&self) -> f64 {
        self.radius_rad.sin()
    }

    /// Its length on the sphere, in radians.
    pub fn length_rad(&self) -> f64 {
        self.radius_sin() * (self.range.1 - self.range.0).abs()
    }

    /// The angles within its range where it meets the plane `normal · p = height`, in rising order; and how far
    /// it goes from that plane, 0 for an arc that lies in it.
    pub fn meets(&self, normal: DVec3, height: f64) -> (Vec<f64>, f64) {
        let (sin, cos) = self.radius_rad.sin_cos();
        let constant = cos * normal.dot(self.axis) - height;
        let along = sin * normal.dot(self.start);
        let across = sin * normal.dot(self.axis.cross(self.start));
        let swing = along.hypot(across);
        let reach = constant.abs() + swing;
        let level = -constant / swing;
        if !(-1.0..=1.0).contains(&level) || swing < 1e-13 {
            return (Vec::new(), reach);
        }
        let (middle, half) = (across.atan2(along), level.acos());
        let (from, to) = self.range;
        let mut found = Vec::new();
        for root in [middle - half, middle + half] {
            let mut t = root + TAU * ((from - root) / TAU).ceil();
            while t <= to {
                found.push(t);
                t += TAU;
            }
        }
        found.sort_by(f64::total_cmp);
        found.dedup_by(|a, b| (*a - *b).abs() < 1e-14);
        (found, reach)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn vector() -> impl Strategy<Value = DVec3> {
        (-1.0..1.0_f64, -1.0..1.0_f64, -1.0..1.0_f64)
            .prop_map(DVec3::from)
            .prop_filter("has a direction", |v| v.length() > 0.1)
            .prop_map(DVec3::normalize)
    }

    #[test]
    fn a_meridian_runs_north_and_a_parallel_east() {
        let meridian = SkyArc::meridian(DMat3::IDENTITY, FRAC_PI_2, -1.0, 1.0);
        assert!(meridian.at(0.0).distance(DVec3::Y) < 1e-15);
        assert!(meridian.at(1.0).z > 0.8);
        let parallel = SkyArc::parallel(DMat3::IDENTITY, 0.5, 0.0, 1.0);
        assert!((parallel.at(0.3).z - 0.5_f64.sin()).abs() < 1e-15);
        assert!((parallel.at(0.3).y.atan2(parallel.at(0.3).x) - 0.3).abs() < 1e-15);
        assert_eq!(SkyArc::between(DVec3::X, -DVec3::X), None);
        assert_eq!(SkyArc::circle(DVec3::ZERO, 0.1), None);
        assert_eq!(SkyArc::circle(DVec3::X, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn an_arc_begins_and_ends_where_it_should(from in vector(), to in vector()) {
            prop_assume!(from.cross(to).length() > 1e-6);
            let arc = SkyArc::between(from, to).unwrap();
            prop_assert!(arc.at(arc.range().0).distance(from) < 1e-9);
            prop_assert!(arc.at(arc.range().1).distance(to) < 1e-9);
        }

        #[test]
        fn roots_lie_on_the_plane_and_sides_change_nowhere_else(
            center in vector(), radius in 0.01..3.0_f64, normal in vector(), height in -0.9..0.9_f64,
        ) {
            let arc = SkyArc::circle(center, radius).unwrap();
            let (roots, _) = arc.meets(normal, height);
            for t in &roots {
                prop_assert!((arc.at(*t).dot(normal) - height).abs() < 1e-9);
            }
            let side = |t: f64| arc.at(t).dot(normal) > height;
            for step in 0..500 {
                let (a, b) = (f64::from(step) * TAU / 500.0, f64::from(step + 1) * TAU / 500.0);
                if side(a) != side(b) {
                    prop_assert!(roots.iter().any(|t| (a - 1e-9..=b + 1e-9).contains(t)));
                }
            }
        }
    }
}
