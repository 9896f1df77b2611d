//! The sources of light of an event, and which modules each of them reaches.
//!
//! A muon is one lamp along its path and one for each shower on it. Modules that can expect less than 1e-4
//! (track) or 3e-4 (shower) photo-electrons on their best sensor are left out: in a block of 64,170 sensors
//! that is nearly all of the work saved.

use glam::DVec3;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::{Detector, Module};

use super::muon::{Path, SHOWER_SHARE};
use super::{Instrument, Particle, ParticleKind, optics};

/// One source of light.
#[derive(Clone, Copy, Debug)]
pub struct Lamp<'a> {
    /// How it shines.
    pub shape: LampShape<'a>,
    /// Where it starts to shine, in metres.
    pub position_m: DVec3,
    /// Unit vector along which its particle travels.
    pub travel: DVec3,
    /// When it starts to shine, in nanoseconds.
    pub time_ns: f64,
    /// Index of the particle that it belongs to.
    pub particle: u32,
}

/// How a lamp shines.
#[derive(Clone, Copy, Debug)]
pub enum LampShape<'a> {
    /// Along the path of a muon.
    Track(&'a Path),
    /// At one point, with this energy in GeV.
    Shower(f64),
}

/// All lamps of `particles`; `paths` holds the way of each muon.
pub fn lamps<'a>(particles: &[Particle], paths: &'a [Option<Path>]) -> Vec<Lamp<'a>> {
    let mut lamps = Vec::new();
    for ((particle, path), index) in particles.iter().zip(paths).zip(0..) {
        let travel = particle.direction.travel();
        let lamp = |shape, path_m: f64| Lamp {
            shape,
            position_m: particle.position_m + path_m * travel,
            travel,
            time_ns: particle.time_ns + path_m / C_M_PER_NS,
            particle: index,
        };
        match (particle.kind, path) {
            (ParticleKind::Muon { .. }, Some(path)) => {
                lamps.push(lamp(LampShape::Track(path), 0.0));
                let showers = path.losses.iter();
                lamps.extend(
                    showers.map(|loss| lamp(LampShape::Shower(loss.energy_gev), loss.path_m)),
                );
            }
            _ => lamps.push(lamp(LampShape::Shower(particle.energy_gev), 0.0)),
        }
    }
    lamps
}

/// What a lamp reaches.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Indices of the modules, in the detector's order.
    pub modules: Vec<u32>,
    /// Rough number of photo-electrons there, at most `most_pe` on each sensor.
    pub photo_electrons: f64,
}

/// The modules that `lamp` reaches.
pub fn reach(lamp: &Lamp, detector: &Detector, instrument: &Instrument, most_pe: f64) -> Reach {
    let mut reach = Reach::default();
    for (module, index) in detector.modules().iter().zip(0..) {
        if module.sensors == 0 {
            continue;
        }
        if let Some(mean_pe) = mean_pe(lamp, module, instrument) {
            reach.modules.push(index);
            reach.photo_electrons += f64::from(module.sensors) * mean_pe.min(most_pe);
        }
    }
    reach
}

/// Rough mean number of photo-electrons on the sensors of a module; `None` if it is too far away.
fn mean_pe(lamp: &Lamp, module: &Module, instrument: &Instrument) -> Option<f64> {
    let to_module_m = module.position_m - lamp.position_m;
    match lamp.shape {
        LampShape::Track(path) => {
            let along_m = to_module_m.dot(lamp.travel);
            let d_m = (to_module_m.length_squared() - along_m * along_m)
                .max(0.0)
                .sqrt();
            let emitted_m = along_m - d_m / instrument.medium.cherenkov_angle_rad().tan();
            let shines = emitted_m > -1.0 && emitted_m < path.range_m() + 1.0;
            let energy_gev = (1.0 - SHOWER_SHARE) * path.energy_gev(0.0);
            // exp(1.66) = 5.3: a sensor that faces the light.
            let base_pe = optics::track_base_pe(d_m, instrument) * (1.0 + energy_gev / 1110.0);
            (shines && 5.3 * base_pe > 1e-4).then_some(1.5 * base_pe)
        }
        LampShape::Shower(energy_gev) => {
            let r_m = to_module_m.length();
            let best_pe =
                optics::shower_pe(r_m, optics::BRIGHTEST_COS, 1.0, energy_gev, instrument);
            // Averaged over the directions of sensors and emission the yield is about a tenth of the best.
            (best_pe > 3e-4).then_some(0.1 * best_pe)
        }
    }
}
