//! Photo-electrons: how many each photomultiplier sees of each lamp, and when.
//!
//! The direct light of a track arrives at `t0 + (L + K d)/c`, that of a shower at `t0 + r/v_g`; see
//! [`Medium`](nuscope_model::Medium). Their number is Poisson-distributed. Above [`MOST_PE`] on one sensor,
//! photo-electrons are drawn as fewer, heavier ones, and in an event of more than [`EVENT_PE`] still earlier: a
//! picture cannot show them all, and memory stays bounded at any energy.

use glam::DVec3;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::{Detector, Sensor};
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::Instrument;
use super::lamps::{Lamp, LampShape, Reach, reach};
use super::muon::SHOWER_SHARE;
use super::optics::{self, Delay};
use super::random::{Draw, Purpose, stream};

/// Most photo-electrons that are drawn one by one on a sensor.
const MOST_PE: f64 = 1000.0;
/// Photo-electrons of an event above which fewer are drawn one by one.
const EVENT_PE: f64 = 4e6;
/// Mean number of photo-electrons above which a sensor is as good as blind.
const BLINDING_PE: f64 = 1e7;
/// Energy below which a muon does not shine, in GeV.
const DARK_GEV: f64 = 0.2;

/// Light that arrived on a sensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhotoElectron {
    /// When, in nanoseconds.
    pub time_ns: f64,
    /// Index of the sensor in the detector.
    pub sensor: u32,
    /// Index of the module in the detector.
    pub module: u32,
    /// Number of photo-electrons at this time.
    pub charge_pe: f32,
    /// Index of the particle that made the light.
    pub particle: u32,
}

/// All photo-electrons of `lamps`, lamp by lamp.
pub fn photo_electrons(
    lamps: &[Lamp],
    detector: &Detector,
    instrument: &Instrument,
    seed: u64,
) -> Vec<PhotoElectron> {
    let reached: Vec<Reach> = lamps
        .par_iter()
        .map(|lamp| reach(lamp, detector, instrument, MOST_PE))
        .collect();
    let total_pe: f64 = reached.iter().map(|reach| reach.photo_electrons).sum();
    let most_drawn = (MOST_PE * (EVENT_PE / total_pe.max(1.0)).min(1.0)).max(5.0) as u64;
    let parts: Vec<Vec<PhotoElectron>> = lamps
        .par_iter()
        .zip(&reached)
        .enumerate()
        .map(|(i, (lamp, reach))| {
            let mut beam = Beam {
                lamp,
                detector,
                instrument,
                most_drawn,
                rng: stream(seed, Purpose::Light, i as u64),
                seen: Vec::new(),
            };
            for &module in &reach.modules {
                beam.shine_on(module);
            }
            beam.seen
        })
        .collect();
    parts.concat()
}

/// One lamp while it shines.
struct Beam<'a> {
    lamp: &'a Lamp<'a>,
    detector: &'a Detector,
    instrument: &'a Instrument,
    most_drawn: u64,
    rng: Pcg64,
    seen: Vec<PhotoElectron>,
}

/// What a sensor may expect of a lamp.
struct Expected {
    pe: f64,
    direct_ns: f64,
    delay: Delay,
}

impl Beam<'_> {
    /// Draws the photo-electrons on all sensors of a module.
    fn shine_on(&mut self, module: u32) {
        let Some(hung) = self.detector.modules().get(module as usize) else {
            return;
        };
        for (sensor, index) in self
            .detector
            .sensors_of(hung)
            .iter()
            .zip(hung.first_sensor..)
        {
            let expected = match self.lamp.shape {
                LampShape::Track(path) => self.track_light(sensor, path),
                LampShape::Shower(energy_gev) => self.shower_light(sensor, energy_gev),
            };
            if let Some(expected) = expected {
                self.draw(module, index, &expected);
            }
        }
    }

    /// Light of a muon; `None` where its path does not shine at this sensor.
    fn track_light(&self, sensor: &Sensor, path: &super::muon::Path) -> Option<Expected> {
        let (lamp, medium) = (self.lamp, self.instrument.medium);
        let to_sensor_m = sensor.position_m - lamp.position_m;
        let along_m = to_sensor_m.dot(lamp.travel);
        let d_m = (to_sensor_m.length_squared() - along_m * along_m)
            .max(0.0)
            .sqrt();
        let emitted_m = along_m - d_m / medium.cherenkov_angle_rad().tan();
        let energy_gev = path.energy_gev(emitted_m);
        if !(0.0..=path.range_m()).contains(&emitted_m) || energy_gev <= DARK_GEV {
            return None;
        }
        let photon = (to_sensor_m - emitted_m * lamp.travel).normalize_or_zero();
        let c = -photon.dot(sensor.looks);
        Some(Expected {
            pe: optics::track_pe(d_m, c, (1.0 - SHOWER_SHARE) * energy_gev, self.instrument),
            direct_ns: lamp.time_ns + (along_m + medium.k() * d_m) / C_M_PER_NS,
            delay: optics::track_delay(d_m, c, medium),
        })
    }

    /// Light of a shower.
    fn shower_light(&self, sensor: &Sensor, energy_gev: f64) -> Option<Expected> {
        let (lamp, medium) = (self.lamp, self.instrument.medium);
        let to_sensor_m = sensor.position_m - lamp.position_m;
        let r_m = to_sensor_m.length().max(0.3);
        let photon: DVec3 = to_sensor_m / r_m;
        let (a, c) = (photon.dot(lamp.travel), -photon.dot(sensor.looks));
        Some(Expected {
            pe: optics::shower_pe(r_m, a, c, energy_gev, self.instrument),
            direct_ns: lamp.time_ns + r_m / medium.group_speed_m_per_ns(),
            delay: optics::shower_delay(r_m, a, c, medium),
        })
    }

    /// Draws number and times.
    fn draw(&mut self, module: u32, sensor: u32, expected: &Expected) {
        let mean_pe = (expected.pe * self.instrument.efficiency).min(BLINDING_PE);
        let pe = self.rng.poisson(mean_pe);
        let drawn = pe.min(self.most_drawn);
        let Delay {
            mean,
            width,
            offset_ns,
        } = expected.delay;
        for _ in 0..drawn {
            let delay_ns = self.rng.normal(mean, width).exp() + offset_ns;
            let transit_ns = self.rng.normal(0.0, self.instrument.transit_time_ns);
            self.seen.push(PhotoElectron {
                time_ns: expected.direct_ns + delay_ns + transit_ns,
                sensor,
                module,
                charge_pe: (pe as f64 / drawn as f64) as f32,
                particle: self.lamp.particle,
            });
        }
    }
}
