//! Where to look from: at a selection, along a track, with a particle.
//!
//! The camera that a user steers is the view's; while it follows the particle, only its target is replaced by the
//! particle's place at the moment shown, so that heading and distance stay the user's.

use glam::{DVec3, Vec3};
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{Detector, Event, Track};
use nuscope_render::camera::OrbitCamera;

use crate::document::Document;
use crate::view::{Selected, View};

/// How many metres around a hit or photomultiplier are looked at, as a share of the distance between floors.
const AROUND_HIT: f32 = 1.2;

/// A place with its surroundings, relative to the detector's centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Its middle, in metres.
    pub middle: Vec3,
    /// How far its surroundings reach, in metres.
    pub radius_m: f32,
}

/// Where something selected is; `None` if it has no place in the detector.
pub fn spot(document: &Document, selected: Selected) -> Option<Spot> {
    let detector = document.detector.as_deref()?;
    let spacing_m = super::detector::floor_spacing_m(detector);
    let near = |position_m: DVec3, reach: f32| Spot {
        middle: (position_m - detector.center_m()).as_vec3(),
        radius_m: reach * spacing_m,
    };
    let spot = match selected {
        Selected::Hit(index) => {
            let hit = document.event.as_ref()?.event.hits.get(index)?;
            near(detector.sensor(hit)?.position_m, AROUND_HIT)
        }
        Selected::Module(id) => near(detector.module(id)?.position_m, AROUND_HIT),
        Selected::Sensor { module, channel } => {
            let sensors = detector.sensors_of(detector.module(module)?);
            Spot {
                radius_m: 1.0,
                ..near(sensors.get(usize::from(channel))?.position_m, 1.0)
            }
        }
        Selected::Track(index) => {
            let event = &document.event.as_ref()?.event;
            let track = event.tracks.iter().chain(&event.mc_tracks).nth(index)?;
            let (low, high) = detector.bounds_m();
            Spot {
                middle: (nearest(track, detector) - detector.center_m()).as_vec3(),
                radius_m: (0.25 * (high - low).length()).max(10.0) as f32,
            }
        }
        Selected::Candidate { .. } | Selected::Source { .. } | Selected::Place { .. } => {
            return None;
        }
    };
    spot.middle.is_finite().then_some(spot)
}

/// Where a track's line passes nearest to the detector's centre; where it begins for a shower.
fn nearest(track: &Track, detector: &Detector) -> DVec3 {
    match track.shape {
        TrackShape::Shower => track.position_m,
        TrackShape::Line => {
            let travel = track.direction.travel();
            track.position_m + (detector.center_m() - track.position_m).dot(travel) * travel
        }
    }
}

/// The camera at the same heading, with a spot in the middle.
pub fn looking_at(camera: OrbitCamera, spot: Spot) -> OrbitCamera {
    let distance_m = 1.1 * spot.radius_m / (0.5 * camera.fov_y_rad).tan();
    OrbitCamera {
        target: spot.middle,
        distance_m: distance_m.clamp(0.5, 50_000.0),
        ..camera
    }
}

/// The camera at the same distance, looking where `forward` points.
pub fn looking_along(camera: OrbitCamera, forward: Vec3) -> OrbitCamera {
    let forward = forward.normalize_or_zero();
    if forward == Vec3::ZERO {
        return camera;
    }
    // Straight up or down there is no heading: north stays up.
    let level = forward.truncate().length() > 1e-4;
    OrbitCamera {
        yaw_rad: if level {
            forward.x.atan2(forward.y)
        } else {
            0.0
        },
        pitch_rad: (-forward.z).clamp(-1.0, 1.0).asin(),
        ..camera
    }
}

/// The camera behind a track, looking along it, its line in the middle of the picture.
pub fn looking_along_track(camera: OrbitCamera, track: &Track, detector: &Detector) -> OrbitCamera {
    let middle = (nearest(track, detector) - detector.center_m()).as_vec3();
    let along = looking_along(camera, track.direction.travel().as_vec3());
    match middle.is_finite() {
        true => OrbitCamera {
            target: middle,
            ..along
        },
        false => along,
    }
}

/// The camera from which all of `places` are seen at the same heading; `None` without any.
pub fn looking_at_all(
    camera: OrbitCamera,
    places: impl Iterator<Item = Vec3>,
) -> Option<OrbitCamera> {
    let bounds = places
        .filter(|place| place.is_finite())
        .map(|place| (place, place))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    // A single module is not looked at from inside of it.
    let (low, high) = (bounds.0 - Vec3::splat(5.0), bounds.1 + Vec3::splat(5.0));
    let mut fitted = camera;
    fitted.fit(low, high, 1.0);
    Some(fitted)
}

/// Where the particle of the reference track is at a time, relative to the detector's centre.
///
/// A simulated particle stays where it stops; a fitted line goes on.
pub fn particle(track: &Track, event: &Event, detector: &Detector, cursor_ns: f32) -> Option<Vec3> {
    let since_ns = f64::from(cursor_ns) - (track.time_ns - event.time_zero_ns);
    let mut along_m = since_ns * C_M_PER_NS;
    match track.shape {
        TrackShape::Shower => along_m = 0.0,
        TrackShape::Line => {
            let length_m = track
                .length_m
                .filter(|length| *length > 0.0 && track.simulated());
            if let Some(length_m) = length_m {
                along_m = along_m.clamp(0.0, length_m);
            }
        }
    }
    let at_m = track.position_m + along_m * track.direction.travel();
    let place = (at_m - detector.center_m()).as_vec3();
    place.is_finite().then_some(place)
}

/// Whether there is a particle that a camera could keep up with.
pub fn can_follow(document: &Document, view: &View) -> bool {
    let shown = document.event.as_ref();
    let track = shown.and_then(|shown| view.tracks.track(view.tracks.reference, &shown.event));
    track.is_some() && document.detector.is_some()
}

/// The camera to draw with: the view's, or the one that keeps up with the particle.
pub fn following(camera: OrbitCamera, document: &Document, view: &View) -> OrbitCamera {
    let place = || {
        let shown = document.event.as_ref()?;
        let track = view.tracks.track(view.tracks.reference, &shown.event)?;
        particle(
            &track,
            &shown.event,
            document.detector.as_deref()?,
            view.cursor_ns?,
        )
    };
    match view.steering.following.then(place).flatten() {
        Some(target) => OrbitCamera { target, ..camera },
        None => camera,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{Direction, TrackOrigin};
    use proptest::prelude::*;

    fn track(travel: DVec3, length_m: Option<f64>) -> Track {
        let direction = Direction::from_travel(travel).unwrap();
        Track {
            name: "muon".into(),
            origin: TrackOrigin::MonteCarlo { pdg: 13 },
            length_m,
            ..Track::line(DVec3::new(10.0, 20.0, 30.0), direction, 1100.0)
        }
    }

    #[test]
    fn the_particle_flies_with_light_speed_and_stops_at_its_end() {
        let event = Event {
            time_zero_ns: 1000.0,
            ..Default::default()
        };
        let detector = Detector::new("none", Vec::new(), Vec::new());
        let center = detector.center_m().as_vec3();
        let at =
            |track: &Track, cursor| particle(track, &event, &detector, cursor).unwrap() + center;
        let free = track(DVec3::X, None);
        assert!((at(&free, 100.0) - Vec3::new(10.0, 20.0, 30.0)).length() < 1e-4);
        assert!((at(&free, 1100.0) - Vec3::new(309.792_46, 20.0, 30.0)).length() < 1e-3);
        let short = track(DVec3::X, Some(50.0));
        assert!((at(&short, 1100.0).x - 60.0).abs() < 1e-4);
        assert!((at(&short, -500.0).x - 10.0).abs() < 1e-4);
    }

    #[test]
    fn above_and_below_have_a_heading_too() {
        let down = looking_along(OrbitCamera::default(), Vec3::NEG_Z);
        assert!((down.forward() - Vec3::NEG_Z).length() < 1e-5);
        assert!((down.up() - Vec3::Y).length() < 1e-5, "north is up");
        let camera = OrbitCamera::default();
        assert_eq!(looking_along(camera, Vec3::ZERO), camera);
    }

    proptest! {
        #[test]
        fn the_camera_looks_where_it_is_told(
            forward in prop::array::uniform3(-1.0..1.0_f32).prop_filter("a direction", |v| Vec3::from(*v).length() > 0.1)
        ) {
            let forward = Vec3::from(forward).normalize();
            let camera = looking_along(OrbitCamera::default(), forward);
            prop_assert!((camera.forward() - forward).length() < 1e-3, "{:?}", camera.forward());
        }
    }
}
