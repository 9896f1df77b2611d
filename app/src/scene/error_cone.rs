//! The angular error of a fit as a cone of the directions that it allows.
//!
//! It opens both ways from the point of the track that is nearest to the detector's middle, where the hits hold it.

use std::f64::consts::TAU;

use glam::DVec3;
use nuscope_model::Medium;
use nuscope_render::{Segment, SegmentStyle};

use crate::scene::event::relative;
use crate::scene::track_line::TrackLine;

/// Wider than this a cone says no more than that nothing is known, in radians.
const WIDEST_RAD: f64 = 1.2;
/// Lines along each half of the cone.
const LINES: usize = 8;
/// Pieces of the circle at its end.
const PIECES: usize = 40;

/// Adds the cone of a track, if its fit tells an error.
pub(super) fn add(line: &TrackLine<'_>, medium: Medium, segments: &mut Vec<Segment>) {
    let Some(angle) = line.track.error_cone_rad() else {
        return;
    };
    let tangent = angle.min(WIDEST_RAD).tan();
    let travel = line.track.direction.travel();
    let (from, to) = line.shines_m(medium);
    let (first, last) = (from.min(line.through.0), to.max(line.through.1));
    let pivot_m = (line.center_m - line.track.position_m)
        .dot(travel)
        .clamp(from, to.max(from));
    let (a, b) = travel.any_orthonormal_pair();
    let at = |length_m: f64, turn: f64| -> [f32; 3] {
        let radius_m = tangent * (length_m - pivot_m).abs();
        let out: DVec3 = turn.cos() * a + turn.sin() * b;
        let on_axis = line.track.position_m + length_m * travel;
        relative(on_axis + radius_m * out, line.center_m)
    };
    let [r, g, b, _] = line.color;
    let mut push = |from: (f64, f64), to: (f64, f64)| {
        segments.push(Segment {
            from: at(from.0, from.1),
            to: at(to.0, to.1),
            width_px: 1.0,
            color: [r, g, b, 120],
            id: line.id,
            style: SegmentStyle::Thin as u32,
            ..Segment::default()
        });
    };
    for end in [first, last] {
        for i in 0..LINES {
            let turn = TAU * i as f64 / LINES as f64;
            push((pivot_m, turn), (end, turn));
        }
        for i in 0..PIECES {
            let turn = |i: usize| TAU * i as f64 / PIECES as f64;
            push((end, turn(i)), (end, turn(i + 1)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::tracks::tests::fit;
    use glam::Vec3;

    fn cone(angular_error_rad: Option<f64>) -> Vec<Segment> {
        let mut track = fit("JMuon", 1.0);
        track.angular_error_rad = angular_error_rad;
        let line = TrackLine {
            track: &track,
            time_zero_ns: 0.0,
            center_m: track.position_m,
            through: (-100.0, 200.0),
            color: [1, 2, 3, 255],
            width_px: 2.0,
            id: 7,
        };
        let mut segments = Vec::new();
        add(&line, Medium::WATER, &mut segments);
        segments
    }

    #[test]
    fn every_line_of_the_cone_opens_by_the_error() {
        let segments = cone(Some(0.1));
        assert_eq!(segments.len(), 2 * (LINES + PIECES));
        let lines = segments.iter().filter(|line| line.from == [0.0; 3]);
        let mut count = 0;
        for line in lines {
            let angle = Vec3::from(line.to).angle_between(Vec3::X);
            let opening = angle.min(std::f32::consts::PI - angle);
            assert!((opening - 0.1).abs() < 1e-4, "{opening}");
            count += 1;
        }
        assert_eq!(count, 2 * LINES);
    }

    #[test]
    fn without_an_error_there_is_no_cone_and_a_wide_one_stays_finite() {
        assert!(cone(None).is_empty());
        assert!(cone(Some(f64::NAN)).is_empty());
        let widest = cone(Some(9.0));
        assert!(widest.iter().all(|line| Vec3::from(line.to).is_finite()));
    }
}
