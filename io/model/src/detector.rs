//! Detectors: where every module and photomultiplier hangs and looks.

use std::collections::HashMap;
use std::sync::OnceLock;

use glam::DVec3;

use crate::{Hit, Medium, ModuleId, Provenance};

/// Which photomultiplier, as an index into `Detector::sensors`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SensorId(pub u32);

/// One photomultiplier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensor {
    /// The experiment's global number.
    pub pmt_id: u32,
    /// Position in metres, in the detector's frame.
    pub position_m: DVec3,
    /// Unit vector along which it looks; zero where a module has no directed sensors.
    pub looks: DVec3,
    /// Time to add to uncalibrated hit times, in nanoseconds.
    pub t0_ns: f64,
    /// Status word of the file; 0 is good.
    pub status: i32,
}

/// One optical module, or the base of a string if it has no sensors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Module {
    /// The experiment's own number.
    pub id: ModuleId,
    /// The string it hangs on; numbers may have gaps.
    pub string: i32,
    /// Height on the string, counted from 1 at the bottom; 0 is a base.
    pub floor: i32,
    /// Centre in metres, in the detector's frame.
    pub position_m: DVec3,
    /// Index of its first sensor in `Detector::sensors`.
    pub first_sensor: u32,
    /// Number of its sensors; 0 for a base.
    pub sensors: u32,
    /// Status word of the file; 0 is good.
    pub status: i32,
}

/// Where a detector's frame has its origin on Earth.
#[derive(Clone, Debug, PartialEq)]
pub struct UtmOrigin {
    /// Zone, such as "33N".
    pub zone: String,
    /// Easting in metres.
    pub easting_m: f64,
    /// Northing in metres.
    pub northing_m: f64,
    /// Height in metres; negative below the sea surface.
    pub height_m: f64,
}

/// A whole detector. Build it with [`Detector::new`], which indexes the modules.
#[derive(Clone, Debug, PartialEq)]
pub struct Detector {
    /// What to call it: the file's name or the layout's.
    pub name: String,
    /// The experiment's number of this detector, if the file says.
    pub det_id: Option<i32>,
    /// What it hangs in.
    pub medium: Medium,
    /// Where its origin is on Earth, if the file says.
    pub origin: Option<UtmOrigin>,
    /// Real or generated.
    pub provenance: Provenance,
    /// Whether the file says the time offsets of the photomultipliers; where it does not, all `t0_ns` are 0 and
    /// raw hit times cannot be calibrated with this detector.
    pub has_t0: bool,
    /// What was dropped or repaired while it was read, in sentences.
    pub warnings: Vec<String>,
    modules: Vec<Module>,
    sensors: Vec<Sensor>,
    index: HashMap<ModuleId, u32>,
    pmts: PmtIndex,
}

/// Sensors by `Sensor::pmt_id`, sorted; made when it is first asked for, because few files name hits so.
#[derive(Clone, Debug, Default)]
struct PmtIndex(OnceLock<Vec<(u32, u32)>>);

impl PartialEq for PmtIndex {
    /// It follows from the sensors, whether or not it is made already.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Detector {
    /// A detector of these modules; each module's sensors are `sensors[first_sensor..][..sensors]`.
    ///
    /// Of modules with the same number the first is found by [`Detector::module`].
    pub fn new(name: impl Into<String>, modules: Vec<Module>, sensors: Vec<Sensor>) -> Self {
        let mut index = HashMap::with_capacity(modules.len());
        for (i, module) in modules.iter().enumerate() {
            index.entry(module.id).or_insert(i as u32);
        }
        Self {
            name: name.into(),
            det_id: None,
            medium: Medium::WATER,
            origin: None,
            provenance: Provenance::Recorded,
            has_t0: true,
            warnings: Vec::new(),
            modules,
            sensors,
            index,
            pmts: PmtIndex::default(),
        }
    }

    /// All modules, bases included, in file order.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// All photomultipliers, module by module.
    pub fn sensors(&self) -> &[Sensor] {
        &self.sensors
    }

    /// The sensors of one module, in channel order.
    pub fn sensors_of(&self, module: &Module) -> &[Sensor] {
        let first = module.first_sensor as usize;
        &self.sensors[first..first + module.sensors as usize]
    }

    /// The module with this number.
    pub fn module(&self, id: ModuleId) -> Option<&Module> {
        self.index.get(&id).map(|&i| &self.modules[i as usize])
    }

    /// The photomultiplier that saw `hit`; `None` if this detector has no such module or channel.
    pub fn sensor_id(&self, hit: &Hit) -> Option<SensorId> {
        let module = self.module(hit.module)?;
        (u32::from(hit.channel) < module.sensors)
            .then(|| SensorId(module.first_sensor + u32::from(hit.channel)))
    }

    /// The photomultiplier that saw `hit`; `None` if this detector has no such module or channel.
    pub fn sensor(&self, hit: &Hit) -> Option<&Sensor> {
        self.sensor_id(hit).map(|id| &self.sensors[id.0 as usize])
    }

    /// The photomultiplier with this global number; `None` if there is none, or several have it.
    pub fn sensor_by_pmt_id(&self, pmt_id: u32) -> Option<SensorId> {
        let index = self.pmts.0.get_or_init(|| {
            let mut index: Vec<(u32, u32)> = self
                .sensors
                .iter()
                .zip(0..)
                .map(|(sensor, i)| (sensor.pmt_id, i))
                .collect();
            index.sort_unstable();
            index
        });
        let first = index.partition_point(|(id, _)| *id < pmt_id);
        let mut found = index[first..].iter().take_while(|(id, _)| *id == pmt_id);
        match (found.next(), found.next()) {
            (Some((_, sensor)), None) => Some(SensorId(*sensor)),
            _ => None,
        }
    }

    /// The module that holds this photomultiplier, and its channel there.
    pub fn module_of(&self, sensor: SensorId) -> Option<(&Module, u32)> {
        // Modules list their sensors one after another, so the last that begins at or before it holds it.
        let after = self
            .modules
            .partition_point(|module| module.first_sensor <= sensor.0);
        let module = self.modules[..after]
            .iter()
            .rev()
            .find(|module| module.sensors > 0)?;
        let channel = sensor.0 - module.first_sensor;
        (channel < module.sensors).then_some((module, channel))
    }

    /// Share of the distinct modules in `hits` that this detector has, within 0..=1; 1 for no hits.
    pub fn share_known(&self, hits: &[Hit]) -> f64 {
        let ids: std::collections::HashSet<_> = hits.iter().map(|hit| hit.module).collect();
        if ids.is_empty() {
            return 1.0;
        }
        let known = ids.iter().filter(|id| self.index.contains_key(id)).count();
        known as f64 / ids.len() as f64
    }

    /// Lowest and highest corner of all modules in metres; both zero for an empty detector.
    pub fn bounds_m(&self) -> (DVec3, DVec3) {
        let mut positions = self.modules.iter().map(|module| module.position_m);
        let Some(first) = positions.next() else {
            return (DVec3::ZERO, DVec3::ZERO);
        };
        positions.fold((first, first), |(low, high), p| (low.min(p), high.max(p)))
    }

    /// Middle of the bounds: what GPU positions are relative to, so that they keep their precision.
    pub fn center_m(&self) -> DVec3 {
        let (low, high) = self.bounds_m();
        0.5 * (low + high)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Two modules of two sensors with a base between them; two sensors share the number 7.
    fn detector() -> Detector {
        let module = |id, first_sensor, sensors| Module {
            id: ModuleId(id),
            string: 1,
            floor: i32::from(sensors > 0),
            position_m: DVec3::ZERO,
            first_sensor,
            sensors,
            status: 0,
        };
        let sensor = |pmt_id| Sensor {
            pmt_id,
            position_m: DVec3::ZERO,
            looks: DVec3::Z,
            t0_ns: 0.0,
            status: 0,
        };
        let modules = vec![module(10, 0, 2), module(11, 2, 0), module(12, 2, 2)];
        Detector::new("made", modules, [9, 7, 5, 7].map(sensor).to_vec())
    }

    #[test]
    fn photomultipliers_are_found_by_a_number_that_is_theirs_alone() {
        let detector = detector();
        assert_eq!(detector.sensor_by_pmt_id(9), Some(SensorId(0)));
        assert_eq!(detector.sensor_by_pmt_id(5), Some(SensorId(2)));
        for unknown in [0, 6, 7, 10] {
            assert_eq!(detector.sensor_by_pmt_id(unknown), None, "{unknown}");
        }
        assert_eq!(detector, self::detector());
    }

    #[test]
    fn photomultipliers_know_their_modules_and_bases_hold_none() {
        let detector = detector();
        let places = (0..5).map(|i| {
            let (module, channel) = detector.module_of(SensorId(i))?;
            Some((module.id.0, channel))
        });
        let expected = [
            Some((10, 0)),
            Some((10, 1)),
            Some((12, 0)),
            Some((12, 1)),
            None,
        ];
        assert_eq!(places.collect::<Vec<_>>(), expected);
    }
}
