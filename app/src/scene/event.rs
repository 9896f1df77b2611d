//! The hits of an event as geometry, and the numbers under which everything in the 3D view is picked.
//!
//! Positions are relative to the detector's centre, times to the event's zero, so that both fit `f32`.

use glam::DVec3;
use nuscope_model::{AmplitudeUnit, Detector, Event, Hit};
use nuscope_render::Point;

use crate::hit_values::ShownHits;
use crate::scene::detector::floor_spacing_m;
use crate::view::Selected;

/// First id of the modules; hits have the ids below, counted from 1.
pub(crate) const MODULE_IDS: u32 = 1 << 28;
/// First id of the photomultipliers.
pub(crate) const SENSOR_IDS: u32 = 2 << 28;
/// First id of the tracks: reconstructed ones first, then the truth.
pub(crate) const TRACK_IDS: u32 = 3 << 28;

/// A one-photo-electron pulse: the amplitude at which a hit is drawn at its basic size.
const BASIC_TOT_NS: f32 = 26.0;

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
        _ => 0,
    }
}

/// A position relative to the detector's centre, as the GPU takes it.
pub(crate) fn relative(position_m: DVec3, center_m: DVec3) -> [f32; 3] {
    (position_m - center_m).as_vec3().to_array()
}

/// The hits that have a place, and how many have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacedHits {
    /// One sphere per hit on the photomultiplier that saw it.
    pub points: Vec<Point>,
    /// Hits on photomultipliers that the detector does not have.
    pub unplaced: usize,
}

/// The hits of an event on the photomultipliers that saw them.
///
/// Sizes go with the square root of the time over threshold, or with the 0.3rd power of the charge (which spans
/// five orders of magnitude), times a tenth of the typical distance between neighbouring modules, so that every
/// detector looks alike. Hits that no trigger used are smaller and fainter, if the file knows of triggers at all.
pub fn hits(event: &Event, detector: &Detector, shown: &ShownHits) -> PlacedHits {
    let center = detector.center_m();
    let spacing_m = floor_spacing_m(detector);
    let basic_radius_m = 0.105 * spacing_m;
    let knows_triggers = event.hits.iter().any(Hit::triggered);
    let mut placed = PlacedHits::default();
    for (place, hit) in event.hits.iter().enumerate() {
        let Some(sensor) = detector.sensor(hit) else {
            placed.unplaced += 1;
            continue;
        };
        let triggered = hit.triggered();
        if shown.passes.get(place) == Some(&false) {
            continue;
        }
        let bright = triggered || !knows_triggers;
        let size = match event.amplitude_unit {
            AmplitudeUnit::TotNs => (hit.amplitude / BASIC_TOT_NS).clamp(0.1, 400.0).sqrt(),
            AmplitudeUnit::ChargePe => 2.2 * hit.amplitude.clamp(0.05, 1e5).powf(0.3),
        };
        let time_ns = event.relative_time_ns(hit) as f32;
        placed.points.push(Point {
            position: relative(sensor.position_m, center),
            radius_m: basic_radius_m * size * if bright { 1.0 } else { 0.45 },
            time_ns,
            value: time_ns,
            color: [255, 255, 255, if bright { 255 } else { 90 }],
            id: place as u32 + 1,
            ..Default::default()
        });
    }
    placed
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use glam::Vec3;
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

    fn hit(module: u32, tot_ns: f32, trigger_mask: u64) -> Hit {
        Hit {
            module: ModuleId(module),
            channel: 0,
            time_ns: 1e8,
            amplitude: tot_ns,
            trigger_mask,
        }
    }

    #[test]
    fn hits_sit_on_their_photomultiplier_and_strangers_are_counted() {
        let event = Event {
            hits: vec![hit(11, 26.0, 1), hit(99, 26.0, 1)],
            time_zero_ns: 1e8,
            ..Default::default()
        };
        let placed = hits(&event, &detector(), &ShownHits::default());
        assert_eq!(placed.unplaced, 1);
        let point = placed.points[0];
        assert!((Vec3::from(point.position) - Vec3::new(0.2, 0.0, 18.0)).length() < 1e-5);
        assert_eq!(
            (point.time_ns, picked(point.id)),
            (0.0, Some(Picked::Hit(0)))
        );
    }

    #[test]
    fn size_goes_with_the_root_of_the_time_over_threshold() {
        let event = Event {
            hits: vec![hit(10, 26.0, 1), hit(11, 104.0, 1), hit(11, 26.0, 0)],
            ..Default::default()
        };
        let points = hits(&event, &detector(), &ShownHits::default()).points;
        assert!((points[1].radius_m / points[0].radius_m - 2.0).abs() < 1e-5);
        assert!(points[2].radius_m < points[0].radius_m && points[2].color[3] < 255);
        let triggered = ShownHits {
            passes: vec![true, true, false],
            count: 2,
        };
        assert_eq!(hits(&event, &detector(), &triggered).points.len(), 2);
    }
}
