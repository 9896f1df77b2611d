//! When the light of the reference arrives, as the GPU needs it to colour hits by their residual.
//!
//! With L along the track from its position and d away from it, light of a track is expected at t0 + (L + K d)/c and
//! that of a shower at t0 + d n_group/c: two paces and a place, which travel with each frame. A track that is dragged
//! therefore moves the colours of a million hits without a loop over them. The formula is that of
//! `nuscope_model::Cherenkov`, and a test holds the two together.

use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{Detector, Medium, Track};
use nuscope_render::Arrival;

use crate::scene::event::relative;
use crate::view::{HitLook, HitQuantity};

/// Whether hits are timed by the GPU: where they are coloured by their residual, and lie where they were seen.
pub fn is_timed_by_light(look: &HitLook) -> bool {
    look.color_by == HitQuantity::Residual && !look.stacked
}

/// When the light of `track` arrives; places are relative to the detector's centre, times to the event's zero.
pub fn arrival(track: &Track, time_zero_ns: f64, detector: &Detector, medium: Medium) -> Arrival {
    let travel = track.direction.travel();
    let shower = track.shape == TrackShape::Shower;
    // Close to the detector, so that 32 bits hold a thousandth of a nanosecond.
    let along_m = match shower {
        true => 0.0,
        false => (detector.center_m() - track.position_m).dot(travel),
    };
    let time_ns = track.time_ns - time_zero_ns + along_m / C_M_PER_NS;
    let (along, away, direction) = match shower {
        true => (0.0, medium.n_group / C_M_PER_NS, [0.0; 3]),
        false => (
            1.0 / C_M_PER_NS,
            medium.k() / C_M_PER_NS,
            travel.as_vec3().to_array(),
        ),
    };
    Arrival {
        origin: relative(track.position_m + along_m * travel, detector.center_m()),
        time_ns: time_ns as f32,
        direction,
        along_ns_per_m: along as f32,
        away_ns_per_m: away as f32,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use crate::scene::tracks::tests::fit;
    use glam::{DVec3, Vec3};
    use nuscope_model::{Cherenkov, Direction};
    use proptest::prelude::*;

    fn vector(reach: f64) -> impl Strategy<Value = DVec3> {
        let axis = || -reach..reach;
        (axis(), axis(), axis()).prop_map(|(x, y, z)| DVec3::new(x, y, z))
    }

    proptest! {
        #[test]
        fn it_says_the_same_as_the_model(
            place in vector(5000.0),
            travel in vector(1.0),
            point in vector(600.0),
            time_ns in -1e4..1e4,
            shower: bool,
        ) {
            prop_assume!(travel.length() > 0.1);
            let detector = detector();
            let track = Track {
                shape: if shower { TrackShape::Shower } else { TrackShape::Line },
                position_m: detector.center_m() + if shower { 0.1 * place } else { place },
                direction: Direction::from_travel(travel).unwrap(),
                time_ns: 1e8 + time_ns,
                ..fit("JMuon", 1.0)
            };
            let found = arrival(&track, 1e8, &detector, Medium::WATER);
            let away = point - Vec3::from(found.origin).as_dvec3();
            let direction = Vec3::from(found.direction).as_dvec3();
            let along = away.dot(direction);
            let expected = f64::from(found.time_ns)
                + f64::from(found.along_ns_per_m) * along
                + f64::from(found.away_ns_per_m) * (away - along * direction).length();
            let wanted = Cherenkov::of(&track, Medium::WATER).expected_ns(point + detector.center_m()) - 1e8;
            prop_assert!((expected - wanted).abs() < 0.01, "{expected} {wanted}");
        }
    }
}
