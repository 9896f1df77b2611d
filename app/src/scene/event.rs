//! One event in its detector as geometry: modules, photomultipliers, hits, strings, tracks.
//!
//! Positions are relative to the detector's centre, times to the event's zero, so that both fit `f32`.

use glam::{DVec3, Vec3};
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::{TrackShape, best_track};
use nuscope_model::{AmplitudeUnit, Detector, Event, Hit, Track, TrackOrigin};
use nuscope_render::{Point, Segment, SegmentStyle};

use crate::hit_values::ShownHits;
use crate::scene::drawn_tracks;
use crate::theme::Theme;
use crate::view::{EventLook, Selected};

/// First id of the modules; hits have the ids below, counted from 1.
const MODULE_IDS: u32 = 1 << 28;
/// First id of the photomultipliers.
const SENSOR_IDS: u32 = 2 << 28;
/// First id of the tracks: reconstructed ones first, then the truth.
const TRACK_IDS: u32 = 3 << 28;

/// Radius of the glass sphere of a KM3NeT module (17 inches across), in metres.
const GLASS_RADIUS_M: f32 = 0.216;
/// Radius of a 3-inch photomultiplier, in metres.
const SENSOR_RADIUS_M: f32 = 0.04;
/// A one-photo-electron pulse: the amplitude at which a hit is drawn at its basic size.
const BASIC_TOT_NS: f32 = 26.0;
/// How far tracks of unknown length are drawn beyond the detector, in metres.
const MARGIN_M: f64 = 150.0;

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

fn relative(position_m: DVec3, center_m: DVec3) -> [f32; 3] {
    (position_m - center_m).as_vec3().to_array()
}

/// The glass spheres of all modules that have sensors.
pub fn modules(detector: &Detector) -> Vec<Point> {
    let center = detector.center_m();
    let with_sensors = detector
        .modules()
        .iter()
        .enumerate()
        .filter(|(_, module)| module.sensors > 0);
    with_sensors
        .map(|(place, module)| Point {
            position: relative(module.position_m, center),
            radius_m: GLASS_RADIUS_M,
            color: [0; 4],
            id: MODULE_IDS + place as u32,
            ..Default::default()
        })
        .collect()
}

/// Every photomultiplier as a disc that looks where it looks.
pub fn sensors(detector: &Detector) -> Vec<Point> {
    let center = detector.center_m();
    let disc = |(place, sensor): (usize, &nuscope_model::Sensor)| Point {
        position: relative(sensor.position_m, center),
        radius_m: SENSOR_RADIUS_M,
        color: [0; 4],
        id: SENSOR_IDS + place as u32,
        direction: Point::facing(sensor.looks.as_vec3().to_array()),
        ..Default::default()
    };
    detector.sensors().iter().enumerate().map(disc).collect()
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

/// Taken where no string has two modules, in metres.
const DEFAULT_SPACING_M: f32 = 20.0;

/// Typical distance from a module to the next one on its string, in metres.
fn floor_spacing_m(detector: &Detector) -> f32 {
    // Files list modules in any order, so neighbours are found by string and height.
    let mut places: Vec<(i32, f64)> = detector
        .modules()
        .iter()
        .filter(|module| module.sensors > 0)
        .map(|module| (module.string, module.position_m.z))
        .collect();
    places.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut steps: Vec<f64> = places
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| pair[1].1 - pair[0].1)
        .filter(|step| *step > 0.1)
        .collect();
    if steps.is_empty() {
        return DEFAULT_SPACING_M;
    }
    let middle = steps.len() / 2;
    *steps.select_nth_unstable_by(middle, f64::total_cmp).1 as f32
}

/// A line along every string, from its lowest to its highest module.
pub fn strings(detector: &Detector, theme: &Theme) -> Vec<Segment> {
    let center = detector.center_m();
    let mut ends = std::collections::BTreeMap::new();
    for module in detector.modules() {
        let (low, high) = ends
            .entry(module.string)
            .or_insert((module.position_m, module.position_m));
        if module.position_m.z < low.z {
            *low = module.position_m;
        }
        if module.position_m.z > high.z {
            *high = module.position_m;
        }
    }
    let [r, g, b, _] = theme.faint.to_array();
    let line = |(low, high): &(DVec3, DVec3)| Segment {
        from: relative(*low, center),
        to: relative(*high, center),
        color: [r, g, b, 90],
        style: SegmentStyle::Thin as u32,
        ..Default::default()
    };
    ends.values().map(line).collect()
}

/// All tracks and showers that the look asks for.
pub fn tracks(event: &Event, detector: &Detector, look: &EventLook, theme: &Theme) -> Vec<Segment> {
    let mut segments = Vec::new();
    let best = best_track(&event.tracks);
    let all = event.tracks.iter().chain(&event.mc_tracks).enumerate();
    let chosen = drawn_tracks::drawn_tracks(event);
    for (place, track) in all.filter(|(place, _)| chosen[*place]) {
        let wanted = if track.simulated() {
            look.truth
        } else {
            look.reconstructed
        };
        if !wanted {
            continue;
        }
        let is_best = Some(place) == best;
        let color = match (track.simulated(), is_best) {
            (true, _) => theme.truth,
            (false, true) => theme.selection,
            (false, false) => theme.weak,
        };
        let [r, g, b, _] = color.to_array();
        let own = TrackLine {
            track,
            color: [
                r,
                g,
                b,
                if is_best || track.simulated() {
                    255
                } else {
                    45
                },
            ],
            width_px: if is_best { 2.2 } else { 1.2 },
            id: TRACK_IDS + place as u32,
        };
        own.add(event, detector, &mut segments);
    }
    segments
}

/// One track and how it is drawn.
struct TrackLine<'a> {
    track: &'a Track,
    color: [u8; 4],
    width_px: f32,
    id: u32,
}

impl TrackLine<'_> {
    fn add(&self, event: &Event, detector: &Detector, segments: &mut Vec<Segment>) {
        let track = self.track;
        let neutral = matches!(track.origin, TrackOrigin::MonteCarlo { pdg } if matches!(pdg.abs(), 12 | 14 | 16));
        let through = crossing(track, detector);
        match (neutral, track.shape) {
            // A neutrino is dark: dashes up to where it interacts.
            (true, _) => {
                let approach =
                    0.5 * (detector.bounds_m().1 - detector.bounds_m().0).length() + MARGIN_M;
                segments.push(self.segment(
                    event,
                    detector,
                    (-approach, 0.0),
                    SegmentStyle::Dashed,
                ));
            }
            (false, TrackShape::Shower) => {
                let half = 0.5 * shower_length_m(track.energy_gev);
                let style = SegmentStyle::Solid;
                segments.push(Segment {
                    width_px: 2.5 * self.width_px,
                    ..self.segment(event, detector, (-half, half), style)
                });
            }
            (false, TrackShape::Line) => match track.length_m.filter(|length| *length > 0.0) {
                // The truth knows where a muon starts and stops.
                Some(length) if track.simulated() => {
                    segments.push(self.segment(
                        event,
                        detector,
                        (0.0, length),
                        SegmentStyle::Solid,
                    ));
                }
                // A fit knows where its light was, and points on through the detector.
                Some(length) => {
                    segments.push(self.segment(
                        event,
                        detector,
                        (0.0, length),
                        SegmentStyle::Solid,
                    ));
                    let thin = Self {
                        width_px: 1.0,
                        ..*self
                    };
                    for part in [(through.0, 0.0), (length, through.1)] {
                        if part.1 > part.0 {
                            segments.push(thin.segment(
                                event,
                                detector,
                                part,
                                SegmentStyle::Dashed,
                            ));
                        }
                    }
                }
                None => segments.push(self.segment(event, detector, through, SegmentStyle::Solid)),
            },
        }
    }

    /// The part of the track between two lengths along it, in metres from its position.
    fn segment(
        &self,
        event: &Event,
        detector: &Detector,
        (from_m, to_m): (f64, f64),
        style: SegmentStyle,
    ) -> Segment {
        let center = detector.center_m();
        let at = |length_m: f64| self.track.position_m + length_m * self.track.direction.travel();
        let time = |length_m: f64| {
            let time_ns = self.track.time_ns - event.time_zero_ns + length_m / C_M_PER_NS;
            if time_ns.is_finite() {
                time_ns as f32
            } else {
                Segment::ALWAYS
            }
        };
        Segment {
            from: relative(at(from_m), center),
            to: relative(at(to_m), center),
            from_time_ns: time(from_m),
            to_time_ns: time(to_m),
            width_px: self.width_px,
            color: self.color,
            id: self.id,
            style: style as u32,
        }
    }
}

/// Length over which a shower of this energy shines, in metres: it grows with the logarithm of the energy.
///
/// Source: longitudinal shower profile, radiation length 0.36 m in water, maximum near
/// ln(E / 0.08 GeV) radiation lengths (Particle Data Group, passage of particles through matter).
fn shower_length_m(energy_gev: Option<f64>) -> f64 {
    let energy_gev = energy_gev
        .filter(|energy| energy.is_finite())
        .unwrap_or(1e3)
        .max(1.0);
    (0.36 * 2.0 * (energy_gev / 0.08).ln()).max(4.0)
}

/// Where the track's line comes within reach of the detector and leaves it, in metres along it.
fn crossing(track: &Track, detector: &Detector) -> (f64, f64) {
    let (low, high) = detector.bounds_m();
    let (low, high) = (low - MARGIN_M, high + MARGIN_M);
    let (p, u) = (track.position_m, track.direction.travel());
    let mut range = (f64::NEG_INFINITY, f64::INFINITY);
    for axis in 0..3 {
        if u[axis].abs() > 1e-12 {
            let (a, b) = (
                (low[axis] - p[axis]) / u[axis],
                (high[axis] - p[axis]) / u[axis],
            );
            range = (range.0.max(a.min(b)), range.1.min(a.max(b)));
        } else if !(low[axis]..=high[axis]).contains(&p[axis]) {
            range = (0.0, 0.0);
        }
    }
    if range.0 < range.1 && range.0.is_finite() && range.1.is_finite() {
        return range;
    }
    // It misses the detector: the piece nearest to it.
    let nearest = (detector.center_m() - p).dot(u);
    (nearest - MARGIN_M, nearest + MARGIN_M)
}

/// Lowest and highest corner of the detector around its centre.
pub fn bounds(detector: &Detector) -> (Vec3, Vec3) {
    let (low, high) = detector.bounds_m();
    let center = detector.center_m();
    ((low - center).as_vec3(), (high - center).as_vec3())
}

/// Height of the sea bed around the detector's centre: a little below the lowest module or base.
pub fn bed_z(detector: &Detector) -> f32 {
    let base = detector.modules().iter().any(|module| module.sensors == 0);
    let below = if base {
        0.0
    } else {
        1.6 * floor_spacing_m(detector)
    };
    bounds(detector).0.z - below
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::{Direction, Module, ModuleId, Sensor};

    /// Two modules of one sensor, 36 m apart.
    fn detector() -> Detector {
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

    #[test]
    fn a_true_muon_is_drawn_over_its_real_length_and_time() {
        let track = Track {
            name: "muon".into(),
            origin: TrackOrigin::MonteCarlo { pdg: 13 },
            shape: TrackShape::Line,
            position_m: DVec3::new(100.0, 200.0, 83.0),
            direction: Direction::from_travel(DVec3::X).unwrap(),
            time_ns: 50.0,
            energy_gev: Some(1e3),
            length_m: Some(299.792458),
            likelihood: None,
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
        };
        let event = Event {
            mc_tracks: vec![track],
            time_zero_ns: 20.0,
            ..Default::default()
        };
        let drawn = tracks(
            &event,
            &detector(),
            &EventLook::default(),
            &crate::theme::DARK,
        );
        assert_eq!(drawn.len(), 1);
        assert_eq!(drawn[0].from, [0.0, 0.0, 0.0]);
        assert!((drawn[0].to[0] - 299.79).abs() < 0.01);
        assert_eq!(drawn[0].from_time_ns, 30.0);
        assert!((drawn[0].to_time_ns - 1030.0).abs() < 1e-3);
    }
}
