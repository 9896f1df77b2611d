//! A detector as geometry: its modules, photomultipliers and strings, its size and its sea bed.
//!
//! Positions are relative to the detector's centre, so that they fit `f32`.

use glam::{DVec3, Vec3};
use nuscope_model::{Detector, Module, ModuleState, SensorState, Substance};
use nuscope_render::camera::OrbitCamera;
use nuscope_render::{Level, Point, Segment, SegmentStyle};

use crate::scene::event::{MODULE_IDS, SENSOR_IDS, relative};
use crate::theme::Theme;

/// Radius of the glass sphere of a KM3NeT module (17 inches across), in metres.
const GLASS_RADIUS_M: f32 = 0.216;
/// Radius of a 3-inch photomultiplier, in metres.
const SENSOR_RADIUS_M: f32 = 0.04;

/// The colour of what cannot be used; all zero, the style's own, for the rest.
fn color_of(state: SensorState, theme: &Theme) -> [u8; 4] {
    let color = match state {
        SensorState::Good | SensorState::Unchecked => return [0; 4],
        SensorState::OutOfSync => theme.warning,
        SensorState::Disabled => theme.error,
    };
    let [r, g, b, _] = color.to_array();
    [r, g, b, 255]
}

/// The glass spheres of all modules that have sensors; those that are switched off stand out.
pub fn modules(detector: &Detector, theme: &Theme) -> Vec<Point> {
    let center = detector.center_m();
    let with_sensors = detector
        .modules()
        .iter()
        .enumerate()
        .filter(|(_, module)| module.sensors > 0);
    let state = |module: &Module| match module.state() {
        ModuleState::Good | ModuleState::PartlyOff => SensorState::Good,
        ModuleState::OutOfSync => SensorState::OutOfSync,
        ModuleState::Disabled => SensorState::Disabled,
    };
    with_sensors
        .map(|(place, module)| Point {
            position: relative(module.position_m, center),
            radius_m: GLASS_RADIUS_M,
            color: color_of(state(module), theme),
            id: MODULE_IDS + place as u32,
            ..Default::default()
        })
        .collect()
}

/// Every photomultiplier as a disc that looks where it looks; those that are switched off stand out.
pub fn sensors(detector: &Detector, theme: &Theme) -> Vec<Point> {
    let center = detector.center_m();
    let mut discs: Vec<Point> = detector
        .sensors()
        .iter()
        .enumerate()
        .map(|(place, sensor)| Point {
            position: relative(sensor.position_m, center),
            radius_m: SENSOR_RADIUS_M,
            color: color_of(sensor.state(), theme),
            id: SENSOR_IDS + place as u32,
            direction: Point::facing(sensor.looks.as_vec3().to_array()),
            ..Default::default()
        })
        .collect();
    for module in detector
        .modules()
        .iter()
        .filter(|module| module.status != 0)
    {
        let own = &mut discs[module.first_sensor as usize..][..module.sensors as usize];
        for (disc, sensor) in own.iter_mut().zip(detector.sensors_of(module)) {
            disc.color = color_of(module.sensor_state(sensor), theme);
        }
    }
    discs
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

/// Height of the surface of the ice above IceCube's origin, in metres. Source: IceCube's coordinate system.
const ICE_SURFACE_M: f64 = 1948.07;
/// Depths between which the ice of the South Pole is full of dust, in metres.
/// Source: Aartsen et al. 2013, Nucl. Instrum. Meth. A 711, 73.
const DUST_M: (f64, f64) = (2000.0, 2100.0);

/// The surface of the sea, where the detector knows how deep it is; surface and dust of the ice.
pub fn levels(detector: &Detector, theme: &Theme) -> [Option<Level>; 3] {
    let center = detector.center_m();
    let level = |height_m: f64, color: eframe::egui::Color32, alpha: f32| {
        let [r, g, b, _] = color.to_array();
        let z = (height_m - center.z) as f32;
        z.is_finite().then_some(Level {
            z,
            color: [r, g, b],
            alpha,
        })
    };
    match (detector.medium.substance, &detector.origin) {
        (Substance::Ice, _) => [
            level(ICE_SURFACE_M, theme.weak, 0.6),
            level(ICE_SURFACE_M - DUST_M.0, theme.warning, 0.25),
            level(ICE_SURFACE_M - DUST_M.1, theme.warning, 0.25),
        ],
        (Substance::Water, Some(origin)) if origin.height_m < 0.0 => {
            [level(-origin.height_m, theme.weak, 0.6), None, None]
        }
        _ => [None; 3],
    }
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
    use super::*;
    use crate::theme;
    use nuscope_model::{ModuleId, Sensor};

    #[test]
    fn what_is_switched_off_has_a_colour_of_its_own() {
        let module = |i: u32, status| Module {
            id: ModuleId(i),
            string: 1,
            floor: i as i32,
            position_m: DVec3::Z * f64::from(i),
            first_sensor: 2 * i,
            sensors: 2,
            status,
        };
        let sensor = |status| Sensor {
            pmt_id: 0,
            position_m: DVec3::ZERO,
            looks: DVec3::Z,
            t0_ns: 0.0,
            status,
        };
        let detector = Detector::new(
            "made",
            vec![module(0, 2), module(1, 1), module(2, 16)],
            [0, 1, 0, 0, 2, 1].map(sensor).to_vec(),
        );
        let theme = theme::theme(true);
        let own = |color: eframe::egui::Color32| {
            let [r, g, b, _] = color.to_array();
            [r, g, b, 255]
        };
        let (off, late) = (own(theme.error), own(theme.warning));
        let colors = |points: Vec<Point>| points.iter().map(|p| p.color).collect::<Vec<_>>();
        assert_eq!(colors(modules(&detector, theme)), [[0; 4], off, late]);
        let discs = colors(sensors(&detector, theme));
        assert_eq!(discs, [[0; 4], off, off, off, late, off]);
    }
}
