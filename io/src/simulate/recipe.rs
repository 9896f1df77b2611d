//! The curated events: six that show what a neutrino telescope sees, and what it must tell apart.
//!
//! Positions, directions and energies are fixed; the seed moves what chance moves in nature (energy losses,
//! light, background) and the members of the bundle.

use std::f64::consts::TAU;

use glam::DVec3;
use nuscope_model::{Detector, Direction};

use super::km3net_module::unit_vector;
use super::particle::within;
use super::random::{Draw, Purpose, stream};
use super::{Particle, ParticleKind, layout};
use crate::Result;

/// Which curated event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A muon of 1 PeV that crosses the ARCA-like block nearly horizontally.
    ThroughGoingMuon,
    /// A neutrino of 100 TeV that makes a shower and a muon inside the ARCA-like block.
    StartingMuon,
    /// A shower of 500 TeV inside the ARCA-like block.
    Cascade,
    /// A neutrino of 10 GeV that makes a shower and a muon inside the ORCA-like block.
    LowEnergy,
    /// Fourteen muons of an air shower, 20 TeV together, from above.
    Bundle,
    /// Nothing but potassium-40 and luminous life.
    Background,
}

impl Kind {
    /// All, in the order in which the demo shows them.
    pub const ALL: [Self; 6] = [
        Self::ThroughGoingMuon,
        Self::StartingMuon,
        Self::Cascade,
        Self::LowEnergy,
        Self::Bundle,
        Self::Background,
    ];

    /// Its short name, as typed on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::ThroughGoingMuon => "muon",
            Self::StartingMuon => "starting",
            Self::Cascade => "cascade",
            Self::LowEnergy => "orca",
            Self::Bundle => "bundle",
            Self::Background => "background",
        }
    }

    /// What it is, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::ThroughGoingMuon => "through-going muon",
            Self::StartingMuon => "starting muon",
            Self::Cascade => "contained shower",
            Self::LowEnergy => "low-energy neutrino in ORCA",
            Self::Bundle => "muon bundle",
            Self::Background => "background",
        }
    }

    /// The kind with this short name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Energy in GeV of all its particles together; 0 for the background.
    pub fn energy_gev(self) -> f64 {
        match self {
            Self::ThroughGoingMuon => 1e6,
            Self::StartingMuon => 1e5,
            Self::Cascade => 5e5,
            Self::LowEnergy => 10.0,
            Self::Bundle => 2e4,
            Self::Background => 0.0,
        }
    }

    /// The detector it is made for.
    pub fn detector(self, seed: u64) -> Detector {
        match self {
            Self::LowEnergy => layout::orca(seed),
            _ => layout::arca(seed),
        }
    }
}

/// A curated event with the numbers that may be changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Which event.
    pub kind: Kind,
    /// Energy in GeV of all its particles together.
    pub energy_gev: f64,
    /// What everything random is drawn from.
    pub seed: u64,
}

impl Recipe {
    /// The event as curated.
    pub fn new(kind: Kind, seed: u64) -> Self {
        let energy_gev = kind.energy_gev();
        Self {
            kind,
            energy_gev,
            seed,
        }
    }

    /// Its particles at their starts.
    ///
    /// # Errors
    /// [`Error::Simulation`](crate::Error::Simulation) for an energy that is negative or not finite.
    pub fn particles(&self) -> Result<Vec<Particle>> {
        let energy_gev = self.energy_gev;
        within(
            "the energy",
            energy_gev,
            0.0,
            super::particle::MAX_ENERGY_GEV,
            "GeV",
        )?;
        let share = |position_m, travel, energy_gev, kind| Particle {
            kind,
            position_m,
            direction: along(travel),
            time_ns: 0.0,
            energy_gev,
        };
        let muon = |length_m| ParticleKind::Muon { length_m };
        Ok(match self.kind {
            Kind::ThroughGoingMuon => {
                let travel = unit_vector(92.0, 190.0);
                let start_m = DVec3::new(0.0, 20.0, 380.0) - 750.0 * travel;
                vec![share(start_m, travel, energy_gev, muon(1500.0))]
            }
            Kind::StartingMuon => {
                let (vertex_m, travel) =
                    (DVec3::new(-210.0, -160.0, 240.0), unit_vector(70.0, 35.0));
                vec![
                    share(vertex_m, travel, 0.3 * energy_gev, ParticleKind::Shower),
                    share(vertex_m, travel, 0.7 * energy_gev, muon(1500.0)),
                ]
            }
            Kind::Cascade => {
                let (vertex_m, travel) =
                    (DVec3::new(60.0, -40.0, 360.0), unit_vector(120.0, 250.0));
                vec![share(vertex_m, travel, energy_gev, ParticleKind::Shower)]
            }
            Kind::LowEnergy => {
                let (vertex_m, travel) = (DVec3::new(-12.0, 8.0, 95.0), unit_vector(25.0, 60.0));
                vec![
                    share(vertex_m, travel, 0.4 * energy_gev, ParticleKind::Shower),
                    share(vertex_m, travel, 0.6 * energy_gev, muon(400.0)),
                ]
            }
            Kind::Bundle => {
                let middle_m = DVec3::new(30.0, -20.0, 380.0);
                bundle(
                    self.seed,
                    unit_vector(155.0, 320.0),
                    middle_m,
                    14,
                    energy_gev,
                )
            }
            Kind::Background => Vec::new(),
        })
    }
}

/// Parallel muons: distances from the axis exponential (mean 12 m), energies shared as draws of an E⁻²
/// spectrum.
fn bundle(
    seed: u64,
    travel: DVec3,
    middle_m: DVec3,
    muons: usize,
    energy_gev: f64,
) -> Vec<Particle> {
    let mut rng = stream(seed, Purpose::Bundle, 0);
    let right = travel.cross(DVec3::Z).normalize_or(DVec3::X);
    let up = travel.cross(right);
    let weights: Vec<f64> = (0..muons).map(|_| 1.0 / rng.uniform().max(1e-2)).collect();
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .map(|weight| {
            let distance_m = rng.exponential(12.0);
            let (sin, cos) = rng.between(0.0, TAU).sin_cos();
            Particle {
                kind: ParticleKind::Muon { length_m: 1400.0 },
                position_m: middle_m - 600.0 * travel + distance_m * (cos * right + sin * up),
                direction: along(travel),
                time_ns: rng.normal(0.0, 5.0),
                energy_gev: energy_gev * weight / total,
            }
        })
        .collect()
}

/// The direction of a unit vector.
pub(super) fn along(travel: DVec3) -> Direction {
    Direction::from_travel(travel).expect("a unit vector has a direction")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_and_kinds_invert() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_name("neutrino"), None);
    }

    #[test]
    fn the_particles_share_the_energy() {
        for kind in Kind::ALL {
            let recipe = Recipe::new(kind, 3);
            let total: f64 = recipe
                .particles()
                .unwrap()
                .iter()
                .map(|p| p.energy_gev)
                .sum();
            assert!(
                (total - kind.energy_gev()).abs() <= 1e-9 * total,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn only_the_bundle_depends_on_the_seed() {
        for kind in Kind::ALL {
            let particles = |seed| Recipe::new(kind, seed).particles().unwrap();
            assert_eq!(
                particles(1) == particles(2),
                kind != Kind::Bundle,
                "{kind:?}"
            );
        }
    }
}
