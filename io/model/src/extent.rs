//! Which part of a track shines: what its fit or its simulation knows about its two ends.
//!
//! Jpp's start fit moves the position of a track to where its light begins and says the length, or the two ends
//! along the track. A simulated particle begins at its position; a muon of known energy ends where it has lost it
//! all, on average. A fitted energy says nothing about the ends: the fit's position is any point on the line.

use serde::{Deserialize, Serialize};

use crate::track::TrackShape;
use crate::{Medium, Track, TrackOrigin};

/// How the ends of a track are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExtentFrom {
    /// The fit says both ends.
    Ends,
    /// The fit or the simulation says the length, from its position on.
    Length,
    /// A simulated muon's mean range.
    Range,
    /// A simulated particle begins at its position; where it ends is not known.
    Start,
    /// Nothing is known: an endless line.
    Nothing,
}

/// The part of a track that shines, in metres along it from its position; infinite where there is no end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// Where it begins.
    pub from_m: f64,
    /// Where it ends; never before `from_m`.
    pub to_m: f64,
    /// How this is known.
    pub known: ExtentFrom,
}

/// Particle numbers of the muon and of what the simulations of KM3NeT call a bundle of muons.
const MUONS: [u32; 2] = [13, 81];

impl Track {
    /// The part of the track that shines. A shower is one point.
    pub fn visible_extent_m(&self, medium: Medium) -> Extent {
        let extent = |from_m, to_m, known| Extent {
            from_m,
            to_m,
            known,
        };
        let detail = |wanted: &str| {
            let found = self.details.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| *value).filter(|v| v.is_finite())
        };
        if self.shape == TrackShape::Shower {
            return extent(0.0, 0.0, ExtentFrom::Ends);
        }
        if let (Some(from_m), Some(to_m)) = (detail("JSTART_ZMIN_M"), detail("JSTART_ZMAX_M"))
            && from_m < to_m
        {
            return extent(from_m, to_m, ExtentFrom::Ends);
        }
        let long = |length: &f64| length.is_finite() && *length > 0.0;
        let length = self.length_m.or_else(|| detail("JSTART_LENGTH_METRES"));
        if let Some(length) = length.filter(long) {
            return extent(0.0, length, ExtentFrom::Length);
        }
        match self.origin {
            TrackOrigin::MonteCarlo { pdg } => {
                let muon = MUONS.contains(&pdg.unsigned_abs());
                let range = self.energy_gev.map(|energy| medium.muon_range_m(energy));
                match range.filter(|range| muon && long(range)) {
                    Some(range) => extent(0.0, range, ExtentFrom::Range),
                    None => extent(0.0, f64::INFINITY, ExtentFrom::Start),
                }
            }
            TrackOrigin::Reconstructed { .. } => {
                extent(f64::NEG_INFINITY, f64::INFINITY, ExtentFrom::Nothing)
            }
        }
    }

    /// Half-angle of the cone of directions that the fit allows, in radians, at most a right angle; `None` where it
    /// does not say.
    pub fn error_cone_rad(&self) -> Option<f64> {
        let angle = self.angular_error_rad.filter(|angle| *angle > 0.0)?;
        angle
            .is_finite()
            .then(|| angle.min(std::f64::consts::FRAC_PI_2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::tests::track;

    fn known(track: &Track) -> (f64, f64, ExtentFrom) {
        let extent = track.visible_extent_m(Medium::WATER);
        (extent.from_m, extent.to_m, extent.known)
    }

    #[test]
    fn a_fit_without_ends_is_endless_whatever_its_energy() {
        let mut fit = track();
        fit.energy_gev = Some(5.0);
        let endless = (f64::NEG_INFINITY, f64::INFINITY, ExtentFrom::Nothing);
        assert_eq!(known(&fit), endless);
        fit.details = vec![
            ("JSTART_LENGTH_METRES".into(), 0.0),
            ("JSTART_ZMIN_M".into(), 0.0),
            ("JSTART_ZMAX_M".into(), 0.0),
        ];
        assert_eq!(known(&fit), endless);
    }

    #[test]
    fn what_the_fit_says_of_its_ends_comes_before_lengths() {
        let mut fit = track();
        fit.details = vec![("JSTART_LENGTH_METRES".into(), 22.3)];
        assert_eq!(known(&fit), (0.0, 22.3, ExtentFrom::Length));
        fit.details.push(("JSTART_ZMIN_M".into(), -3.0));
        fit.details.push(("JSTART_ZMAX_M".into(), 19.0));
        assert_eq!(known(&fit), (-3.0, 19.0, ExtentFrom::Ends));
        fit.details[1].1 = f64::NAN;
        assert_eq!(known(&fit), (0.0, 22.3, ExtentFrom::Length));
        fit.shape = TrackShape::Shower;
        assert_eq!(known(&fit), (0.0, 0.0, ExtentFrom::Ends));
    }

    #[test]
    fn simulated_muons_end_after_their_length_or_their_range() {
        let mut muon = track();
        muon.origin = TrackOrigin::MonteCarlo { pdg: -13 };
        assert_eq!(known(&muon), (0.0, f64::INFINITY, ExtentFrom::Start));
        muon.energy_gev = Some(10.0);
        let range = Medium::WATER.muon_range_m(10.0);
        assert_eq!(known(&muon), (0.0, range, ExtentFrom::Range));
        muon.energy_gev = Some(f64::INFINITY);
        assert_eq!(known(&muon), (0.0, f64::INFINITY, ExtentFrom::Start));
        muon.length_m = Some(12.0);
        assert_eq!(known(&muon), (0.0, 12.0, ExtentFrom::Length));
        muon.length_m = None;
        muon.energy_gev = Some(1.0);
        muon.origin = TrackOrigin::MonteCarlo { pdg: 14 };
        assert_eq!(known(&muon), (0.0, f64::INFINITY, ExtentFrom::Start));
    }

    #[test]
    fn the_cone_of_directions_is_an_angle_or_nothing() {
        let mut fit = track();
        assert_eq!(fit.error_cone_rad(), None);
        for (given, expected) in [
            (0.01, Some(0.01)),
            (0.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (9.0, Some(std::f64::consts::FRAC_PI_2)),
        ] {
            fit.angular_error_rad = Some(given);
            assert_eq!(fit.error_cone_rad(), expected, "{given}");
        }
    }
}
