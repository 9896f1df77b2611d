//! The numbers under which everything in the 3D view is picked, and the places that they share.
//!
//! Positions are relative to the detector's centre, times to the event's zero, so that both fit `f32`.

use glam::DVec3;
use nuscope_model::Detector;

use crate::view::Selected;

/// First id of the modules; hits have the ids below, counted from 1.
pub(crate) const MODULE_IDS: u32 = 1 << 28;
/// First id of the photomultipliers.
pub(crate) const SENSOR_IDS: u32 = 2 << 28;
/// First id of the tracks: reconstructed ones first, then the truth.
pub(crate) const TRACK_IDS: u32 = 3 << 28;

/// What is under a picked id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A hit, by its place in the event.
    Hit(usize),
    /// A module, by its place in the detector.
    Module(usize),
    /// A photomultiplier, by its place in the detector.
    Sensor(usize),
    /// A track, by its place among reconstructed tracks followed by the truth.
    Track(usize),
}

/// What an id stands for; `None` for 0.
pub fn picked(id: u32) -> Option<Picked> {
    match id {
        0 => None,
        id if id < MODULE_IDS => Some(Picked::Hit(id as usize - 1)),
        id if id < SENSOR_IDS => Some(Picked::Module((id - MODULE_IDS) as usize)),
        id if id < TRACK_IDS => Some(Picked::Sensor((id - SENSOR_IDS) as usize)),
        id => Some(Picked::Track((id - TRACK_IDS) as usize)),
    }
}

/// The id under which something selected is drawn; 0 if it is not in this view.
pub fn id_of(selected: Option<Selected>, detector: &Detector) -> u32 {
    match selected {
        Some(Selected::Hit(index)) => index as u32 + 1,
        Some(Selected::Track(index)) => TRACK_IDS + index as u32,
        Some(Selected::Module(module)) => detector
            .modules()
            .iter()
            .position(|other| other.id == module)
            .map_or(0, |place| MODULE_IDS + place as u32),
        Some(Selected::Sensor { module, channel }) => detector
            .module(module)
            .filter(|module| u32::from(channel) < module.sensors)
            .map_or(0, |module| {
                SENSOR_IDS + module.first_sensor + u32::from(channel)
            }),
        _ => 0,
    }
}

/// A position relative to the detector's centre, as the GPU takes it.
pub(crate) fn relative(position_m: DVec3, center_m: DVec3) -> [f32; 3] {
    (position_m - center_m).as_vec3().to_array()
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{Module, ModuleId, Sensor};

    /// Two modules of one sensor, 36 m apart.
    pub(crate) fn detector() -> Detector {
        let module = |i: u32| Module {
            id: ModuleId(10 + i),
            string: 1,
            floor: i as i32 + 1,
            position_m: DVec3::new(100.0, 200.0, 65.0 + 36.0 * f64::from(i)),
            first_sensor: i,
            sensors: 1,
            status: 0,
        };
        let sensor = |i: u32| Sensor {
            pmt_id: i,
            position_m: DVec3::new(100.2, 200.0, 65.0 + 36.0 * f64::from(i)),
            looks: DVec3::X,
            t0_ns: 0.0,
            status: 0,
        };
        Detector::new(
            "two",
            vec![module(0), module(1)],
            vec![sensor(0), sensor(1)],
        )
    }
}
