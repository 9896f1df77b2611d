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
    /// The same as a track of `event`; `None` if it has no direction.
    pub fn track(&self, event: &Event) -> Option<Track> {
        Some(Track {
            name: "Your track".into(),
            origin: TrackOrigin::Reconstructed { rec_type: -1 },
            shape: self.shape,
            position_m: self.position_m,
            direction: Direction::from_travel(self.travel)?,
            time_ns: self.time_ns + event.time_zero_ns,
            energy_gev: None,
            length_m: None,
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
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
        let best = || {
            let best = nuscope_model::track::best_track(&event.tracks);
            best.map(|place| &event.tracks[place])
                .or_else(|| event.mc_tracks.iter().find(|track| shines(track)))
                .cloned()
        };
        match choice {
            TrackChoice::Best => best(),
            TrackChoice::Place(place) => {
                let mut all = event.tracks.iter().chain(&event.mc_tracks);
                all.nth(place).cloned().or_else(best)
            }
            TrackChoice::User => self.user.and_then(|user| user.track(event)).or_else(best),
        }
    }
}

/// Whether a simulated particle makes light.
fn shines(track: &Track) -> bool {
    !matches!(track.origin, TrackOrigin::MonteCarlo { pdg } if matches!(pdg.abs(), 12 | 14 | 16))
}
