//! The track that the user places: where it starts, and when its light fits the marked hits best.

use glam::DVec3;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{Cherenkov, Detector, Event};

use crate::derived::medium;
use crate::notice::Notice;
use crate::state::State;
use crate::view::{Marked, TrackChoice, UserTrack, View};

/// Starts the user's track as the one residuals refer to, or downward through the detector's middle; from then on
/// residuals refer to it.
pub fn place(state: &mut State) {
    let document = &state.document;
    let Some(event) = document.event.as_ref().map(|shown| &shown.event) else {
        let text = "Open an event first: your track is placed among its hits.";
        state.notices.push(Notice::note(text));
        return;
    };
    let look = &mut state.view.tracks;
    if look.user.is_none() {
        let start = look.track(look.reference, event);
        let detector = document.detector.as_deref();
        look.user = Some(match start {
            Some(track) => {
                through_the_detector(UserTrack::copy_of(&track, event.time_zero_ns), detector)
            }
            None => downward(detector),
        });
    }
    look.reference = TrackChoice::User;
}

/// Makes the user's track like the one at this place.
pub fn copy(state: &mut State, place: usize) {
    let Some(event) = state.document.event.as_ref().map(|shown| &shown.event) else {
        return;
    };
    let look = &mut state.view.tracks;
    if let Some(track) = look.at(place, event) {
        let own = UserTrack::copy_of(&track, event.time_zero_ns);
        look.user = Some(through_the_detector(
            own,
            state.document.detector.as_deref(),
        ));
        look.reference = TrackChoice::User;
    }
}

/// Forgets the user's track; what referred to it refers to the best fit again.
pub fn remove(view: &mut View) {
    let look = &mut view.tracks;
    look.user = None;
    if look.reference == TrackChoice::User {
        look.reference = TrackChoice::Best;
    }
    if look.compared == Some(TrackChoice::User) {
        look.compared = None;
    }
}

/// Moves the time of the user's track until the mean residual of the marked hits is zero.
pub fn fit_time(state: &mut State) {
    let document = &state.document;
    let detector = document.detector.as_deref();
    let medium = medium(detector, &state.view);
    let Some((event, user)) = document
        .event
        .as_ref()
        .map(|shown| &shown.event)
        .zip(state.view.tracks.user.as_mut())
    else {
        return;
    };
    let light = user.track(event).map(|track| Cherenkov::of(&track, medium));
    let mean = light.zip(detector).and_then(|(light, detector)| {
        mean_residual_ns(event, detector, &light, &state.view.marked)
    });
    match mean {
        Some(mean) => user.time_ns += mean,
        None => {
            let why = "Draw a box or a lasso around hits first, or choose them in a plot.";
            let text = "No marked hit has a residual to fit the time to.";
            state.notices.push(Notice::warning(text, vec![why.into()]));
        }
    }
}

/// Mean residual of the marked hits that have one.
fn mean_residual_ns(
    event: &Event,
    detector: &Detector,
    light: &Cherenkov,
    marked: &Marked,
) -> Option<f64> {
    let residual = |place: &u32| {
        let hit = event.hits.get(*place as usize)?;
        let sensor = detector.sensor(hit)?;
        Some(light.residual_ns(hit.time_ns, sensor.position_m)).filter(|ns| ns.is_finite())
    };
    let (sum, count) = marked
        .places()
        .iter()
        .filter_map(residual)
        .fold((0.0, 0_u32), |(sum, count), ns| (sum + ns, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// The same track, told from its point nearest to the detector's middle: there its handles are in sight.
fn through_the_detector(track: UserTrack, detector: Option<&Detector>) -> UserTrack {
    let Some(detector) = detector.filter(|_| track.shape == TrackShape::Line) else {
        return track;
    };
    let along_m = (detector.center_m() - track.position_m).dot(track.travel);
    if !along_m.is_finite() {
        return downward(Some(detector));
    }
    UserTrack {
        position_m: track.position_m + along_m * track.travel,
        time_ns: track.time_ns + along_m / C_M_PER_NS,
        ..track
    }
}

/// Straight down through the detector's middle at the event's zero.
fn downward(detector: Option<&Detector>) -> UserTrack {
    UserTrack {
        position_m: detector.map_or(DVec3::ZERO, Detector::center_m),
        travel: DVec3::NEG_Z,
        time_ns: 0.0,
        shape: TrackShape::Line,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use crate::scene::tracks::tests::fit;
    use nuscope_model::{Hit, Medium, ModuleId};
    use std::sync::Arc;

    fn hit(module: u32, time_ns: f64) -> Hit {
        Hit {
            module: ModuleId(module),
            channel: 0,
            time_ns,
            amplitude: 26.0,
            trigger_mask: 1,
        }
    }

    fn state(tracks: Vec<nuscope_model::Track>) -> State {
        let mut state = State::new(View::default(), Arc::new(|| ()));
        let event = Event {
            hits: vec![hit(10, 500.0), hit(11, 700.0), hit(99, 1e9)],
            tracks,
            time_zero_ns: 400.0,
            ..Event::default()
        };
        let document = Arc::make_mut(&mut state.document);
        document.detector = Some(Arc::new(detector()));
        document.event = Some(crate::document::ShownEvent::new(0, event));
        state
    }

    #[test]
    fn it_starts_as_the_best_fit_or_straight_down_the_middle() {
        let mut best = fit("JMuon", 1.0);
        best.position_m.x -= 299.792_458;
        best.time_ns = 1000.0;
        let mut state = state(vec![best]);
        place(&mut state);
        let own = state.view.tracks.user.unwrap();
        assert!((own.position_m - detector().center_m()).length() < 1e-9);
        assert!((own.time_ns - 1600.0).abs() < 1e-6);
        assert_eq!(state.view.tracks.reference, TrackChoice::User);
        remove(&mut state.view);
        assert_eq!(state.view.tracks, View::default().tracks);

        let mut state = self::state(Vec::new());
        place(&mut state);
        let own = state.view.tracks.user.unwrap();
        assert_eq!((own.travel, own.time_ns), (DVec3::NEG_Z, 0.0));
        assert_eq!(own.position_m, detector().center_m());
    }

    #[test]
    fn its_time_is_moved_until_marked_hits_have_no_residual_on_average() {
        let mut state = state(vec![fit("JMuon", 1.0)]);
        place(&mut state);
        fit_time(&mut state);
        assert_eq!(state.notices.len(), 1);
        // The last hit is on no module of the detector: it counts for nothing.
        state.view.marked = Marked::from(vec![0, 1, 2]);
        fit_time(&mut state);
        assert_eq!(state.notices.len(), 1);
        let event = &state.document.event.as_ref().unwrap().event;
        let track = state.view.tracks.track(TrackChoice::User, event).unwrap();
        let light = Cherenkov::of(&track, Medium::WATER);
        let residuals = [(500.0, 0), (700.0, 1)].map(|(time_ns, sensor)| {
            light.residual_ns(time_ns, detector().sensors()[sensor].position_m)
        });
        assert!((residuals[0] + residuals[1]).abs() < 1e-9);
        assert!((residuals[1] - residuals[0] - 200.0).abs() < 1e-9);
    }

    #[test]
    fn without_an_event_nothing_is_placed_and_that_is_told() {
        let mut state = State::new(View::default(), Arc::new(|| ()));
        place(&mut state);
        assert_eq!(state.view.tracks.user, None);
        assert_eq!(state.notices.len(), 1);
    }
}
