//! When and how the light of a track or a shower reaches a point: the one place where arrival times are computed.
//!
//! With p the position of the track at t0, u its direction, q the point, V = q - p, L = V·u, d = |V - L u| and the
//! Cherenkov angle θ:
//!
//! ```text
//! t = t0 + (L + K d)/c         K of the medium; the same as t0 + s/c + d n_group/(c sin θ)
//! s = L - d/tan θ              where along the track the light was made
//! d/sin θ                      how far it went
//! (V - s u)/|V - s u|          where it travels
//! ```
//!
//! A shower shines in all directions from one point: t = t0 + |V| n_group/c, s = 0. The cosine of the impact angle is
//! photon direction · sensor direction, so that light from straight ahead has **-1**, as KM3io has it (IceCube's
//! `I3Calculator` uses the opposite sign). Formulas hold for endless tracks; [`Cherenkov::emission`] says where a
//! track that begins or ends was not there to make the light. Anything that is not finite, or a direction of no
//! length, gives NaN. Sources: KM3io.jl `cherenkov`, km3pipe, KM3-230213A-data.

use glam::DVec3;

use crate::medium::C_M_PER_NS;
use crate::track::TrackShape;
use crate::{Medium, Track};

/// Whether the track was there to make the light that is expected at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Emission {
    /// It was, or nothing is known about its ends.
    OnTrack,
    /// The light would have been made before the track begins: there is none.
    BeforeStart,
    /// The light would have been made after the track ends: there is none.
    AfterEnd,
}

/// The light of one track or shower in a medium.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cherenkov {
    medium: Medium,
    shape: TrackShape,
    position_m: DVec3,
    travel: DVec3,
    time_ns: f64,
    from_m: f64,
    to_m: f64,
    k: f64,
    sin: f64,
    tan: f64,
}

impl Cherenkov {
    /// The light of `track` where it shines: see [`Track::visible_extent_m`].
    pub fn of(track: &Track, medium: Medium) -> Self {
        let extent = track.visible_extent_m(medium);
        Self {
            shape: track.shape,
            from_m: extent.from_m,
            to_m: extent.to_m,
            ..Self::line(
                track.position_m,
                track.direction.travel(),
                track.time_ns,
                medium,
            )
        }
    }

    /// The light of an endless track through `position_m` at `time_ns` along `travel`, of any length but none.
    pub fn line(position_m: DVec3, travel: DVec3, time_ns: f64, medium: Medium) -> Self {
        let angle = medium.cherenkov_angle_rad();
        Self {
            medium,
            shape: TrackShape::Line,
            position_m,
            travel: travel.try_normalize().unwrap_or(DVec3::NAN),
            time_ns,
            from_m: f64::NEG_INFINITY,
            to_m: f64::INFINITY,
            k: medium.k(),
            sin: angle.sin(),
            tan: angle.tan(),
        }
    }

    /// The light of a shower at `position_m` and `time_ns`.
    pub fn shower(position_m: DVec3, time_ns: f64, medium: Medium) -> Self {
        Self {
            shape: TrackShape::Shower,
            ..Self::line(position_m, DVec3::Z, time_ns, medium)
        }
    }

    /// What it goes through.
    pub fn medium(&self) -> Medium {
        self.medium
    }

    /// Whether it comes from a line or from a point.
    pub fn shape(&self) -> TrackShape {
        self.shape
    }

    /// Unit vector of the travel; NaN if there is none.
    pub fn travel(&self) -> DVec3 {
        self.travel
    }

    /// When the particle is at the track's position, in nanoseconds.
    pub fn time_ns(&self) -> f64 {
        self.time_ns
    }

    /// Length along the track and distance from it; for a shower (0, distance).
    fn along_and_away(&self, position_m: DVec3) -> (f64, f64) {
        let away = position_m - self.position_m;
        match self.shape {
            TrackShape::Line => {
                let along = away.dot(self.travel);
                // Not √(V² - L²): that loses half of the digits near the track.
                (along, (away - along * self.travel).length())
            }
            TrackShape::Shower => (0.0, away.length()),
        }
    }

    /// Where the particle is at a moment; a shower stays.
    pub fn particle_m(&self, time_ns: f64) -> DVec3 {
        match self.shape {
            TrackShape::Line => {
                self.position_m + C_M_PER_NS * (time_ns - self.time_ns) * self.travel
            }
            TrackShape::Shower => self.position_m,
        }
    }

    /// When the first light reaches a point, in nanoseconds on the clock of the track.
    pub fn expected_ns(&self, position_m: DVec3) -> f64 {
        let (along, away) = self.along_and_away(position_m);
        let path_m = match self.shape {
            TrackShape::Line => along + self.k * away,
            TrackShape::Shower => self.medium.n_group * away,
        };
        number(self.time_ns + path_m / C_M_PER_NS)
    }

    /// How much later than the first light a hit is, in nanoseconds.
    pub fn residual_ns(&self, time_ns: f64, position_m: DVec3) -> f64 {
        number(time_ns - self.expected_ns(position_m))
    }

    /// Distance from the track where it is nearest, or from the shower, in metres.
    pub fn distance_m(&self, position_m: DVec3) -> f64 {
        number(self.along_and_away(position_m).1)
    }

    /// How far the first light goes to a point, in metres.
    pub fn photon_path_m(&self, position_m: DVec3) -> f64 {
        let away = self.distance_m(position_m);
        match self.shape {
            TrackShape::Line => number(away / self.sin),
            TrackShape::Shower => away,
        }
    }

    /// Where along the track the first light that reaches a point is made, in metres from the track's position.
    pub fn emission_along_track_m(&self, position_m: DVec3) -> f64 {
        let (along, away) = self.along_and_away(position_m);
        match self.shape {
            TrackShape::Line => number(along - away / self.tan),
            TrackShape::Shower => 0.0 * away,
        }
    }

    /// Whether the track was there to make the first light that is expected at a point.
    pub fn emission(&self, position_m: DVec3) -> Emission {
        let along_m = self.emission_along_track_m(position_m);
        match self.shape {
            TrackShape::Line if along_m < self.from_m => Emission::BeforeStart,
            TrackShape::Line if along_m > self.to_m => Emission::AfterEnd,
            _ => Emission::OnTrack,
        }
    }

    /// Unit vector along which the first light travels when it reaches a point; NaN on the track itself.
    pub fn photon_direction(&self, position_m: DVec3) -> DVec3 {
        let from_m = self.position_m + self.emission_along_track_m(position_m) * self.travel;
        (position_m - from_m).try_normalize().unwrap_or(DVec3::NAN)
    }

    /// Cosine of the angle between the first light's travel and where a sensor looks: -1 is light from straight
    /// ahead, +1 from behind. NaN for a sensor that looks nowhere.
    pub fn cos_impact(&self, position_m: DVec3, looks: DVec3) -> f64 {
        let looks = looks.try_normalize().unwrap_or(DVec3::NAN);
        self.photon_direction(position_m).dot(looks)
    }

    /// Where along the track light was made that reached a point at `time_ns`, under whatever angle, in metres from
    /// the track's position; `None` if the time is before the first light.
    ///
    /// It solves |V - s u| = v (T - s/c) with T the time since t0 and v the speed of light in the medium, and of the
    /// two solutions takes the later on the track. Source: KM3-230213A-data `emission_points`.
    pub fn emission_point_m(&self, time_ns: f64, position_m: DVec3) -> Option<f64> {
        if self.shape == TrackShape::Shower {
            return None;
        }
        let away = position_m - self.position_m;
        let (since, v) = (time_ns - self.time_ns, self.medium.group_speed_m_per_ns());
        let a = (v / C_M_PER_NS).powi(2) - 1.0;
        let b = 2.0 * away.dot(self.travel) - 2.0 * since * v * v / C_M_PER_NS;
        let c = (since * v).powi(2) - away.length_squared();
        let along_m = (-b - (b * b - 4.0 * a * c).sqrt()) / (2.0 * a);
        // Squaring let in light that is there before the particle.
        (along_m.is_finite() && since >= along_m / C_M_PER_NS).then_some(along_m)
    }
}

/// The value, or NaN where it is infinite.
fn number(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

#[cfg(test)]
#[path = "cherenkov_tests.rs"]
mod tests;
