//! A detector as geometry: its modules, photomultipliers and strings, its size and its sea bed.
//!
//! Positions are relative to the detector's centre, so that they fit `f32`.

use glam::{DVec3, Vec3};
use nuscope_model::Detector;
use nuscope_render::camera::OrbitCamera;
use nuscope_render::{Point, Segment, SegmentStyle};

use crate::scene::event::{MODULE_IDS, SENSOR_IDS, relative};
use crate::theme::Theme;

/// Radius of the glass sphere of a KM3NeT module (17 inches across), in metres.
const GLASS_RADIUS_M: f32 = 0.216;
/// Radius of a 3-inch photomultiplier, in metres.
const SENSOR_RADIUS_M: f32 = 0.04;

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

/// Taken where no string has two modules, in metres.
const DEFAULT_SPACING_M: f32 = 20.0;

/// Typical distance from a module to the next one on its string, in metres.
pub fn floor_spacing_m(detector: &Detector) -> f32 {
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

/// Lowest and highest corner of the detector around its centre.
pub fn bounds(detector: &Detector) -> (Vec3, Vec3) {
    let (low, high) = detector.bounds_m();
    let center = detector.center_m();
    ((low - center).as_vec3(), (high - center).as_vec3())
}

/// A camera that looks at the whole of a detector in a picture of width/height `aspect`.
pub fn whole(detector: &Detector, aspect: f32) -> OrbitCamera {
    let (low, high) = bounds(detector);
    let mut camera = OrbitCamera::default();
    camera.fit(low, high, aspect);
    // The box's corners are empty, for a detector is round: what must be seen are its modules.
    let tan_y = (0.5 * camera.fov_y_rad).tan();
    let tan_x = tan_y * aspect.max(1e-3);
    let center = detector.center_m();
    let needed = detector.modules().iter().map(|module| {
        let place = Vec3::from(relative(module.position_m, center)) - camera.target;
        let depth = place.dot(camera.forward());
        let wide = place.dot(camera.right()).abs() / tan_x - depth;
        wide.max(place.dot(camera.up()).abs() / tan_y - depth)
    });
    // A margin, for titles and legends stand at the edges.
    let needed = 1.08 * needed.fold(0.0, f32::max);
    if needed > 0.0 {
        camera.distance_m = camera.distance_m.min(needed);
    }
    camera
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
