//! Which tracks and showers are drawn, which one the residuals refer to, and the user's own.

use std::collections::BTreeMap;

use glam::DVec3;
use nuscope_model::track::TrackShape;
use nuscope_model::{Direction, Event, Medium, Track, TrackOrigin};
use serde::{Deserialize, Serialize};

/// One track of an event, or the user's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackChoice {
    /// The best fit; the truth where there is none.
    #[default]
    Best,
    /// By its place among reconstructed tracks followed by the truth; the best fit where an event has fewer.
    Place(usize),
    /// The one that the user placed.
    User,
}

/// A track or shower that the user places, drags and turns.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserTrack {
    /// Position in metres in the detector's frame.
    pub position_m: DVec3,
    /// Where it travels; of length 1.
    pub travel: DVec3,
    /// Time at the position, in nanoseconds after the event's zero.
    pub time_ns: f64,
    /// Whether it shines along a line or at a point.
    pub shape: TrackShape,
}

impl UserTrack {
    /// A copy of a track of an event whose zero of time is `time_zero_ns`.
    pub fn copy_of(track: &Track, time_zero_ns: f64) -> Self {
        Self {
            position_m: track.position_m,
            travel: track.direction.travel(),
            time_ns: track.time_ns - time_zero_ns,
            shape: track.shape,
        }
    }

    /// The same as a track of `event`; `None` if it has no direction, place or time.
    pub fn track(&self, event: &Event) -> Option<Track> {
        if !(self.position_m.is_finite() && self.time_ns.is_finite()) {
            return None;
        }
        let direction = Direction::from_travel(self.travel)?;
        let time_ns = self.time_ns + event.time_zero_ns;
        Some(Track {
            name: "Your track".into(),
            shape: self.shape,
            ..Track::line(self.position_m, direction, time_ns)
        })
    }
}

/// Tracks, showers and their light.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrackLook {
    /// What residuals, distances and impact angles refer to.
    pub reference: TrackChoice,
    /// A second one that is laid over the first, in another colour.
    pub compared: Option<TrackChoice>,
    /// Tracks that the user switched on or off, by place; all others follow the rule of the few best.
    pub switched: BTreeMap<usize, bool>,
    /// Whether all others are left out but the best fit, and what residuals refer to or is compared.
    pub only_best: bool,
    /// Whether the light front of the reference is drawn while time runs.
    pub light_front: bool,
    /// Whether showers are drawn as spheres of light.
    pub shower_light: bool,
    /// Whether the angular error is drawn as a cone.
    pub error_cones: bool,
    /// The track that the user placed.
    pub user: Option<UserTrack>,
    /// What light travels in; `None` follows the detector.
    pub medium: Option<Medium>,
}

impl Default for TrackLook {
    fn default() -> Self {
        Self {
            reference: TrackChoice::Best,
            compared: None,
            switched: BTreeMap::new(),
            only_best: false,
            light_front: true,
            shower_light: true,
            error_cones: false,
            user: None,
            medium: None,
        }
    }
}

impl TrackLook {
    /// The track that a choice means in `event`; `None` where there is none.
    pub fn track(&self, choice: TrackChoice, event: &Event) -> Option<Track> {
        self.at(self.place(choice, event)?, event)
    }

    /// The place of the track that a choice means: reconstructed ones first, then the truth, then the user's.
    pub fn place(&self, choice: TrackChoice, event: &Event) -> Option<usize> {
        let fits = event.tracks.len();
        let best = || {
            let shining = || event.mc_tracks.iter().position(shines);
            nuscope_model::track::best_track(&event.tracks)
                .or_else(|| shining().map(|place| fits + place))
        };
        match choice {
            TrackChoice::Place(place) if place < user_place(event) => Some(place),
            TrackChoice::User if self.user.is_some_and(|user| user.track(event).is_some()) => {
                Some(user_place(event))
            }
            _ => best(),
        }
    }

    /// Forgets what was said of single tracks by their places, for in another event they are others.
    pub fn forget_places(&mut self) {
        self.switched.clear();
        if matches!(self.reference, TrackChoice::Place(_)) {
            self.reference = TrackChoice::Best;
        }
        if matches!(self.compared, Some(TrackChoice::Place(_))) {
            self.compared = None;
        }
    }

    /// The track at a place; the user's is behind all others.
    pub fn at(&self, place: usize, event: &Event) -> Option<Track> {
        if place == user_place(event) {
            return self.user?.track(event);
        }
        let mut all = event.tracks.iter().chain(&event.mc_tracks);
        all.nth(place).cloned()
    }
}

/// The place of the user's track in `event`: behind all others.
pub fn user_place(event: &Event) -> usize {
    event.tracks.len() + event.mc_tracks.len()
}

/// Whether a simulated particle makes light.
fn shines(track: &Track) -> bool {
    !matches!(track.origin, TrackOrigin::MonteCarlo { pdg } if matches!(pdg.abs(), 12 | 14 | 16))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::tracks::tests::{fit, particle};

    fn event() -> Event {
        let fits = [fit("JMuon", 1.0), fit("JMuon", 5.0)];
        Event {
            tracks: fits.into(),
            mc_tracks: vec![particle("neutrino", 14, 1e4), particle("muon", 13, 1e3)],
            time_zero_ns: 1000.0,
            ..Event::default()
        }
    }

    #[test]
    fn choices_that_an_event_does_not_have_mean_the_best_fit() {
        let (event, look) = (event(), TrackLook::default());
        for (choice, place) in [
            (TrackChoice::Best, 1),
            (TrackChoice::Place(3), 3),
            (TrackChoice::Place(4), 1),
            (TrackChoice::User, 1),
        ] {
            assert_eq!(look.place(choice, &event), Some(place), "{choice:?}");
        }
        let truth_only = Event {
            tracks: Vec::new(),
            ..event
        };
        // The neutrino makes no light.
        assert_eq!(look.place(TrackChoice::Best, &truth_only), Some(1));
        assert_eq!(look.track(TrackChoice::Best, &Event::default()), None);
    }

    #[test]
    fn in_another_event_places_mean_nothing() {
        let mut look = TrackLook {
            reference: TrackChoice::Place(3),
            compared: Some(TrackChoice::Place(1)),
            only_best: true,
            ..TrackLook::default()
        };
        look.switched.insert(2, false);
        look.forget_places();
        let kept = TrackLook {
            only_best: true,
            ..TrackLook::default()
        };
        assert_eq!(look, kept);
    }

    #[test]
    fn the_user_track_is_behind_all_others_and_keeps_its_time() {
        let event = event();
        let mut look = TrackLook {
            user: Some(UserTrack::copy_of(&event.tracks[0], event.time_zero_ns)),
            ..TrackLook::default()
        };
        assert_eq!(look.place(TrackChoice::User, &event), Some(4));
        let own = look.track(TrackChoice::User, &event).unwrap();
        assert_eq!(own.time_ns, event.tracks[0].time_ns);
        assert_eq!(own.direction, event.tracks[0].direction);
        for broken in [
            UserTrack {
                travel: DVec3::ZERO,
                ..look.user.unwrap()
            },
            UserTrack {
                time_ns: f64::NAN,
                ..look.user.unwrap()
            },
        ] {
            look.user = Some(broken);
            assert_eq!(look.place(TrackChoice::User, &event), Some(1));
        }
    }
}
