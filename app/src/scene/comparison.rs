//! How far two tracks differ: in direction, in time and in place.
//!
//! Positions of tracks are any points of theirs, so that tracks are compared where they are near each other: two lines
//! at the point of the first that is nearest to the detector's middle, a line and a shower at the shower.

use glam::DVec3;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{Detector, Track};

/// The differences of a second track from a first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Angle between their directions, in radians.
    pub angle_rad: f64,
    /// How much later the second is there, in nanoseconds.
    pub time_ns: f64,
    /// Distance between the points that are compared, in metres.
    pub distance_m: f64,
}

impl Comparison {
    /// Compares `b` with `a`, near the middle of their detector.
    pub fn new(a: &Track, b: &Track, detector: Option<&Detector>) -> Self {
        let middle = detector.map_or(a.position_m, Detector::center_m);
        let (at_a, at_b) = match (a.shape, b.shape) {
            (TrackShape::Shower, _) => (a.position_m, nearest(b, a.position_m)),
            (TrackShape::Line, TrackShape::Shower) => (nearest(a, b.position_m), b.position_m),
            (TrackShape::Line, TrackShape::Line) => {
                let at_a = nearest(a, middle);
                (at_a, nearest(b, at_a))
            }
        };
        let (u, v) = (a.direction.travel(), b.direction.travel());
        Self {
            // Not the arc cosine, which loses small angles.
            angle_rad: u.cross(v).length().atan2(u.dot(v)),
            time_ns: time_at(b, at_b) - time_at(a, at_a),
            distance_m: (at_b - at_a).length(),
        }
    }

    /// The differences as people write them.
    pub fn words(&self) -> String {
        let number = |value: f64, unit: &str| match value.is_finite() {
            true => format!("{value:.2}{unit}").replace('-', "−"),
            false => "not known".into(),
        };
        format!(
            "angle {} · time {} · distance {}",
            number(self.angle_rad.to_degrees(), "°"),
            number(self.time_ns, " ns"),
            number(self.distance_m, " m")
        )
    }
}

/// The point of a track nearest to another; a shower has only one.
fn nearest(track: &Track, point_m: DVec3) -> DVec3 {
    match track.shape {
        TrackShape::Shower => track.position_m,
        TrackShape::Line => {
            let travel = track.direction.travel();
            track.position_m + (point_m - track.position_m).dot(travel) * travel
        }
    }
}

/// When the particle is at one of its points.
fn time_at(track: &Track, point_m: DVec3) -> f64 {
    match track.shape {
        TrackShape::Shower => track.time_ns,
        TrackShape::Line => {
            let along = (point_m - track.position_m).dot(track.direction.travel());
            track.time_ns + along / C_M_PER_NS
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use crate::scene::tracks::tests::fit;
    use nuscope_model::Direction;

    #[test]
    fn one_line_told_from_two_of_its_points_differs_in_nothing() {
        let a = fit("JMuon", 1.0);
        let moved_m = 1234.5;
        let b = Track {
            position_m: a.position_m + moved_m * a.direction.travel(),
            time_ns: a.time_ns + moved_m / C_M_PER_NS,
            ..a.clone()
        };
        let same = Comparison::new(&a, &b, Some(&detector()));
        assert!(same.angle_rad == 0.0 && same.time_ns.abs() < 1e-9 && same.distance_m < 1e-9);
    }

    #[test]
    fn turned_moved_and_late_tracks_differ_by_as_much() {
        let a = fit("JMuon", 1.0);
        let turned = DVec3::new(0.3_f64.cos(), 0.0, 0.3_f64.sin());
        let b = Track {
            position_m: a.position_m + DVec3::new(0.0, 7.0, 0.0),
            direction: Direction::from_travel(turned).unwrap(),
            time_ns: a.time_ns + 12.0,
            ..a.clone()
        };
        let found = Comparison::new(&a, &b, Some(&detector()));
        assert!((found.angle_rad - 0.3).abs() < 1e-12);
        assert!((found.time_ns - 12.0).abs() < 1e-9);
        assert!((found.distance_m - 7.0).abs() < 1e-9);
        assert_eq!(
            found.words(),
            "angle 17.19° · time 12.00 ns · distance 7.00 m"
        );
        let shower = Track {
            shape: TrackShape::Shower,
            time_ns: f64::NAN,
            ..b
        };
        let found = Comparison::new(&a, &shower, None);
        assert!((found.distance_m - 7.0).abs() < 1e-9);
        assert!(found.words().contains("time not known"));
    }
}
