//! What crosses the detector: muons that shine along a line, and showers that shine at a point.

use glam::DVec3;
use nuscope_model::{Direction, Track, TrackOrigin, track::TrackShape};

use crate::{Error, Result};

/// Highest energy that is simulated, in GeV: above it the formulas mean nothing.
pub const MAX_ENERGY_GEV: f64 = 1e10;
/// Farthest start of a particle from the origin of the detector's frame, in metres.
pub const MAX_DISTANCE_M: f64 = 1e6;
/// Latest and (negative) earliest start of a particle, in nanoseconds.
pub const MAX_TIME_NS: f64 = 1e10;

/// How a particle shines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParticleKind {
    /// A muon: light along at most this length in metres, with showers on the way.
    Muon {
        /// Length at which it leaves the simulation if its range does not end before.
        length_m: f64,
    },
    /// An electromagnetic or hadronic shower: all light at one point.
    Shower,
}

/// One particle at its start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Particle {
    /// How it shines.
    pub kind: ParticleKind,
    /// Where it starts, in metres in the detector's frame.
    pub position_m: DVec3,
    /// Where it travels.
    pub direction: Direction,
    /// When it starts, in nanoseconds.
    pub time_ns: f64,
    /// Its energy at the start, in GeV.
    pub energy_gev: f64,
}

impl Particle {
    /// Whether it is a muon.
    pub fn is_muon(&self) -> bool {
        matches!(self.kind, ParticleKind::Muon { .. })
    }

    /// Checks every number of it.
    ///
    /// # Errors
    /// [`Error::Simulation`] names the first that is not finite or out of range.
    pub fn check(&self) -> Result<()> {
        within("the energy", self.energy_gev, 0.0, MAX_ENERGY_GEV, "GeV")?;
        within("the time", self.time_ns, -MAX_TIME_NS, MAX_TIME_NS, "ns")?;
        for coordinate in self.position_m.to_array() {
            within(
                "the position",
                coordinate,
                -MAX_DISTANCE_M,
                MAX_DISTANCE_M,
                "m",
            )?;
        }
        match self.kind {
            ParticleKind::Muon { length_m } => within("the length", length_m, 0.0, f64::MAX, "m"),
            ParticleKind::Shower => Ok(()),
        }
    }

    /// It as a track of the truth; a muon gets its range, and what became of it, from `fate`.
    pub(super) fn track(&self, fate: Option<&super::muon::Path>) -> Track {
        let (name, pdg, shape) = match self.kind {
            ParticleKind::Muon { .. } => ("muon", 13, TrackShape::Line),
            ParticleKind::Shower => ("shower", 11, TrackShape::Shower),
        };
        Track {
            name: name.to_owned(),
            origin: TrackOrigin::MonteCarlo { pdg },
            shape,
            position_m: self.position_m,
            direction: self.direction,
            time_ns: self.time_ns,
            energy_gev: Some(self.energy_gev),
            length_m: fate.map(|path| path.range_m()),
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: fate.map(super::muon::Path::details).unwrap_or_default(),
        }
    }
}

/// Checks that `value` is finite and within `low..=high`.
pub(super) fn within(what: &str, value: f64, low: f64, high: f64, unit: &str) -> Result<()> {
    if (low..=high).contains(&value) && value.is_finite() {
        return Ok(());
    }
    Err(Error::Simulation {
        what: what.to_owned(),
        found: format!("{value} {unit}"),
        wanted: if high == f64::MAX {
            format!("a finite number from {low} {unit}")
        } else {
            format!("a number from {} to {} {unit}", short(low), short(high))
        },
    })
}

/// A number as people write it: with a power of ten where it is large.
fn short(value: f64) -> String {
    if value.abs() < 1e5 {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shower(energy_gev: f64) -> Particle {
        Particle {
            kind: ParticleKind::Shower,
            position_m: DVec3::ZERO,
            direction: Direction::from_travel(DVec3::Z).unwrap(),
            time_ns: 0.0,
            energy_gev,
        }
    }

    #[test]
    fn energies_that_mean_nothing_are_refused() {
        for energy_gev in [-1.0, f64::NAN, f64::INFINITY, 1e11] {
            let error = shower(energy_gev).check().unwrap_err().to_string();
            assert!(
                error.starts_with("cannot simulate this: the energy is "),
                "{error}"
            );
        }
        assert!(shower(0.0).check().is_ok());
    }

    #[test]
    fn positions_times_and_lengths_are_checked_too() {
        let mut far = shower(1.0);
        far.position_m.y = f64::NAN;
        assert!(far.check().is_err());
        let mut late = shower(1.0);
        late.time_ns = f64::INFINITY;
        assert!(late.check().is_err());
        let mut endless = shower(1.0);
        endless.kind = ParticleKind::Muon { length_m: -2.0 };
        assert!(endless.check().is_err());
    }
}
