//! The light that runs with a particle: a cone behind a track, a sphere around a shower.
//!
//! At the moment T the first light of an endless track through p at t0 has arrived where
//!
//! ```text
//! L = c (T - t0) - K d     (L along the track from p, d away from it)
//! ```
//!
//! a cone that opens behind the particle by atan(1/K): 46.43° in water, 47.47° in ice, not 90° less the Cherenkov
//! angle, because the group of waves that carries the light is slower than its phase. Light of a track that begins
//! and ends fills only the part of it that was emitted in between.

use glam::{DVec3, Vec3};
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{Detector, Medium, Track};
use nuscope_render::Front;

use crate::scene::event::relative;

/// Share of the detector's diagonal over which light is followed.
const REACH: f64 = 0.3;
/// Least and most of it, in metres.
const REACHES_M: (f64, f64) = (60.0, 400.0);
/// How strong a front is: hits behind it must be seen.
const STRENGTH: u8 = 210;

/// The front of a track or shower; `None` where it has no place or time, or the medium no angle.
pub fn front(
    track: &Track,
    time_zero_ns: f64,
    detector: &Detector,
    medium: Medium,
    color: [u8; 4],
    id: u32,
) -> Option<Front> {
    let travel = track.direction.travel();
    let shower = track.shape == TrackShape::Shower;
    // Close to the detector, so that 32 bits hold millimetres: a simulated particle may begin far away.
    let along_m = match shower {
        true => 0.0,
        false => (detector.center_m() - track.position_m).dot(travel),
    };
    let time_ns = track.time_ns - time_zero_ns;
    let extent = track.visible_extent_m(medium);
    let half_angle = medium.light_front_half_angle_rad();
    let speeds = [half_angle, medium.group_speed_m_per_ns()];
    if !(time_ns.is_finite() && along_m.is_finite() && speeds.iter().all(|x| x.is_finite())) {
        return None;
    }
    let (low, high) = detector.bounds_m();
    let reach_m = (REACH * (high - low).length()).clamp(REACHES_M.0, REACHES_M.1);
    let [r, g, b, _] = color;
    Some(Front {
        origin: relative(track.position_m + along_m * travel, detector.center_m()),
        time_ns: (time_ns + along_m / C_M_PER_NS) as f32,
        direction: match shower {
            true => [0.0; 3],
            false => travel.as_vec3().to_array(),
        },
        from_ns: (time_ns + extent.from_m / C_M_PER_NS) as f32,
        until_ns: (time_ns + extent.to_m / C_M_PER_NS) as f32,
        particle_speed_m_per_ns: C_M_PER_NS as f32,
        light_speed_m_per_ns: medium.group_speed_m_per_ns() as f32,
        tan_half_angle: half_angle.tan() as f32,
        tan_emission: medium.cherenkov_angle_rad().tan() as f32,
        reach_m: reach_m as f32,
        color: [r, g, b, STRENGTH],
        id,
    })
}

/// How far a point is from the surface of a front at a moment, in metres: negative where the light has been.
///
/// It knows nothing but the numbers that the GPU draws from.
pub fn ahead_of_front_m(front: &Front, cursor_ns: f32, point: Vec3) -> f64 {
    let since_ns = f64::from(cursor_ns) - f64::from(front.time_ns);
    let away = point.as_dvec3() - Vec3::from(front.origin).as_dvec3();
    let Some(travel) = Vec3::from(front.direction).as_dvec3().try_normalize() else {
        return away.length() - f64::from(front.light_speed_m_per_ns) * since_ns;
    };
    let (along, across) = along_and_across(away, travel);
    let tangent = f64::from(front.tan_half_angle);
    let behind = f64::from(front.particle_speed_m_per_ns) * since_ns - across / tangent;
    (along - behind) * tangent.atan().sin()
}

fn along_and_across(away: DVec3, travel: DVec3) -> (f64, f64) {
    let along = away.dot(travel);
    (along, (away - along * travel).length())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use crate::scene::tracks::tests::{fit, particle};
    use nuscope_model::Cherenkov;
    use proptest::prelude::*;

    fn of(track: &Track, medium: Medium) -> Option<Front> {
        front(track, 1e6, &detector(), medium, [1, 2, 3, 255], 9)
    }

    /// An eastward fit or shower at the detector's middle, 30 ns after the zero of time.
    fn track(shape: TrackShape) -> Track {
        Track {
            shape,
            time_ns: 1e6 + 30.0,
            ..fit("JMuon", 1.0)
        }
    }

    #[test]
    fn cones_open_by_the_angles_of_their_media() {
        for (medium, degrees) in [(Medium::WATER, 46.43), (Medium::ICE, 47.47)] {
            let front = of(&track(TrackShape::Line), medium).unwrap();
            let found = f64::from(front.tan_half_angle).atan().to_degrees();
            assert!((found - degrees).abs() < 5e-3, "{found}");
        }
    }

    #[test]
    fn it_begins_and_ends_with_its_track() {
        let endless = of(&track(TrackShape::Line), Medium::WATER).unwrap();
        assert_eq!(endless.from_ns, f32::NEG_INFINITY);
        assert_eq!(endless.until_ns, f32::INFINITY);
        let muon = Track {
            time_ns: 1e6 + 30.0,
            length_m: Some(299.792458),
            ..particle("muon", 13, 1e3)
        };
        let front = of(&muon, Medium::WATER).unwrap();
        assert_eq!(front.from_ns, 30.0);
        assert!((front.until_ns - 1030.0).abs() < 1e-3);
    }

    #[test]
    fn what_has_no_time_or_medium_has_no_front() {
        let nowhere = Medium {
            n_phase: 0.9,
            ..Medium::WATER
        };
        assert_eq!(of(&track(TrackShape::Line), nowhere), None);
        let timeless = Track {
            time_ns: f64::NAN,
            ..fit("JMuon", 1.0)
        };
        assert_eq!(of(&timeless, Medium::WATER), None);
    }

    proptest! {
        #[test]
        fn the_front_is_at_a_point_when_its_light_is_expected_there(
            place in prop::array::uniform3(-400.0..400.0_f64),
            travel in prop::array::uniform3(-1.0..1.0_f64),
            point in prop::array::uniform3(-400.0..400.0_f64),
            start_m in -20_000.0..20_000.0_f64,
            shower in any::<bool>(),
        ) {
            let middle = detector().center_m();
            let direction = nuscope_model::Direction::from_travel(DVec3::from(travel));
            prop_assume!(DVec3::from(travel).length() > 0.01);
            let direction = direction.unwrap();
            // The same line, told from somewhere else on it.
            let start_m = if shower { 0.0 } else { start_m };
            let track = Track {
                shape: if shower { TrackShape::Shower } else { TrackShape::Line },
                position_m: middle + DVec3::from(place) + start_m * direction.travel(),
                direction,
                time_ns: 1e6 + start_m / C_M_PER_NS,
                ..fit("JMuon", 1.0)
            };
            for medium in [Medium::WATER, Medium::ICE] {
                let front = of(&track, medium).unwrap();
                let light = Cherenkov::of(&track, medium);
                let expected_ns = light.expected_ns(middle + DVec3::from(point)) - 1e6;
                let ahead = ahead_of_front_m(&front, expected_ns as f32, DVec3::from(point).as_vec3());
                prop_assert!(ahead.abs() < 1e-3, "{ahead} m");
            }
        }
    }
}
