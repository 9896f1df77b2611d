//! Particle tracks and showers, reconstructed or simulated.

use glam::DVec3;
use serde::{Deserialize, Serialize};

use crate::Direction;

/// Who says that this particle was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackOrigin {
    /// A fit to the hits.
    Reconstructed {
        /// The program: 4000 Jpp, 101 aanet showers, 200 Dusj; others as in the file.
        rec_type: i32,
    },
    /// The simulation's truth.
    MonteCarlo {
        /// Particle code of the Particle Data Group (13 and -13 are muons).
        pdg: i32,
    },
}

/// What a track looks like in the detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackShape {
    /// A long straight line of light.
    Line,
    /// A burst of light at one point.
    Shower,
}

/// One particle, straight and at the speed of light.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// What people call it: "JMuon", "JShower", "muon", "neutrino".
    pub name: String,
    /// Whether it is a fit or the truth.
    pub origin: TrackOrigin,
    /// Whether it shines along a line or at a point.
    pub shape: TrackShape,
    /// Position at `time_ns`, in metres in the detector's frame.
    pub position_m: DVec3,
    /// Where it travels.
    pub direction: Direction,
    /// Time at `position_m`, in nanoseconds on the clock of the event's hits.
    pub time_ns: f64,
    /// Energy in GeV; `None` where no fit or file says.
    pub energy_gev: Option<f64>,
    /// Length in metres from `position_m`; `None` where unknown.
    pub length_m: Option<f64>,
    /// Quality of the fit, higher is better; `None` for the truth.
    pub likelihood: Option<f64>,
    /// Stages of the fit in order; empty for the truth.
    pub stages: Vec<i32>,
    /// Estimated angular error in radians; `None` where unknown.
    pub angular_error_rad: Option<f64>,
    /// Every further number the file holds of this fit, by its name there. NaN is left out.
    pub details: Vec<(String, f64)>,
}

impl Track {
    /// A line of which nothing else is known: not its name, nor the program that fitted it.
    pub fn line(position_m: DVec3, direction: Direction, time_ns: f64) -> Self {
        Self {
            name: String::new(),
            origin: TrackOrigin::Reconstructed { rec_type: -1 },
            shape: TrackShape::Line,
            position_m,
            direction,
            time_ns,
            energy_gev: None,
            length_m: None,
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
        }
    }

    /// A whole number among its details, such as the `id` of a particle and its `mother_id`.
    pub fn number(&self, name: &str) -> Option<i64> {
        let (_, value) = self.details.iter().find(|(found, _)| found == name)?;
        (value.fract() == 0.0).then_some(*value as i64)
    }

    /// Whether this is the simulation's truth.
    pub fn simulated(&self) -> bool {
        matches!(self.origin, TrackOrigin::MonteCarlo { .. })
    }
}

/// Which of several fits is the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BestBy {
    /// Most stages first, then highest likelihood: the rule of KM3NeT for fits of one chain.
    ///
    /// Across chains it is weak: of a cascade it picks the muon fit, which has the most stages.
    #[default]
    Stages,
    /// Highest likelihood alone, which only fits of one chain have in common.
    Likelihood,
}

/// The best reconstructed track of an event: most stages first, then highest likelihood.
///
/// Source: KM3NeT's rule for best tracks (km3io `best_track`). Not-a-number likelihoods lose.
pub fn best_track(tracks: &[Track]) -> Option<usize> {
    best_track_of(tracks, BestBy::Stages, |_| true)
}

/// The best by `rule` of the reconstructed tracks that are `wanted`.
pub fn best_track_of(
    tracks: &[Track],
    rule: BestBy,
    wanted: impl Fn(&Track) -> bool,
) -> Option<usize> {
    let key = |track: &Track| {
        let likelihood = track.likelihood.filter(|value| !value.is_nan());
        let stages = match rule {
            BestBy::Stages => track.stages.len(),
            BestBy::Likelihood => 0,
        };
        (stages, likelihood.unwrap_or(f64::NEG_INFINITY))
    };
    (0..tracks.len())
        .filter(|&i| !tracks[i].simulated() && wanted(&tracks[i]))
        .max_by(|&a, &b| {
            let (a, b) = (key(&tracks[a]), key(&tracks[b]));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A muon fit straight up through the origin at time 0, of which nothing else is known.
    pub(crate) fn track() -> Track {
        let direction = Direction::from_travel(DVec3::Z).unwrap();
        Track {
            name: "JMuon".into(),
            origin: TrackOrigin::Reconstructed { rec_type: 4000 },
            ..Track::line(DVec3::ZERO, direction, 0.0)
        }
    }

    #[test]
    fn the_best_fit_has_most_stages_then_the_highest_likelihood() {
        let fit = |stages: usize, likelihood| Track {
            stages: vec![1; stages],
            likelihood,
            ..track()
        };
        let fits = [
            fit(2, Some(90.0)),
            fit(5, Some(3.0)),
            fit(5, Some(f64::NAN)),
            fit(5, Some(7.0)),
            fit(5, None),
        ];
        assert_eq!(best_track(&fits), Some(3));
        assert_eq!(best_track_of(&fits, BestBy::Likelihood, |_| true), Some(0));
        assert_eq!(best_track(&[]), None);
    }
}
