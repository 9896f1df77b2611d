//! A detector as geometry: its modules, photomultipliers and strings, its size and its sea bed.
//!
//! Positions are relative to the detector's centre, so that they fit `f32`.

use glam::{DVec3, Vec3};
use nuscope_model::{Detector, Module, Sensor, Substance};
use nuscope_render::Colormap;
use nuscope_render::camera::OrbitCamera;
use nuscope_render::{Level, Point, Segment, SegmentStyle};

use crate::scene::event::{MODULE_IDS, SENSOR_IDS, relative};
use crate::scene::sensor_marks::{Mark, SensorMarks};
use crate::theme::Theme;

/// Radius of the glass sphere of a KM3NeT or ANTARES module (17 inches across), in metres.
const GLASS_RADIUS_M: f32 = 0.216;
/// Radius of the glass sphere of an IceCube module (13 inches across), which has one photomultiplier, in metres.
const SMALL_GLASS_RADIUS_M: f32 = 0.165;
/// Radius of a 3-inch photomultiplier, in metres.
const SENSOR_RADIUS_M: f32 = 0.04;
/// Radius of a 10-inch photomultiplier, in metres: what modules with few of them have.
const LARGE_SENSOR_RADIUS_M: f32 = 0.127;
/// Where modules have no more photomultipliers than this, these are large.
const FEW_SENSORS: u32 = 3;
/// How far the middle of a glass sphere lies behind the only photomultiplier in it, in metres.
const BEHIND_M: f64 = 0.05;
/// Colours of rates, from none to many.
pub const RATE_COLORS: Colormap = Colormap::Viridis;

/// By how much a photomultiplier with a mark is drawn larger than it is, to be found.
const MARKED: f32 = 1.5;

/// What colours modules and photomultipliers.
#[derive(Clone, Copy)]
pub struct Dress<'a> {
    /// Marks and rates of all photomultipliers.
    pub marks: &'a SensorMarks,
    /// Whether those that cannot be trusted stand out.
    pub marked: bool,
    /// Whether all are coloured by their rates, where these are known.
    pub by_rate: bool,
    /// Whether the picture is dark.
    pub dark: bool,
    /// Colours of the marks.
    pub theme: &'a Theme,
}

impl Dress<'_> {
    fn mark(&self, mark: Mark) -> [u8; 4] {
        let [r, g, b, _] = self.theme.marks[mark as usize].to_array();
        [r, g, b, 255]
    }

    /// The colour of a rate; that of the dead for none.
    fn rate(&self, rate_khz: Option<f32>) -> [u8; 4] {
        let Some(rate_khz) = rate_khz else {
            return self.mark(Mark::Dead);
        };
        let share = self.marks.share(rate_khz);
        let [r, g, b] = match self.dark {
            true => RATE_COLORS.sample_on_dark(share),
            false => RATE_COLORS.sample(share),
        };
        [r, g, b, 255]
    }

    /// Whether colours are those of rates.
    pub fn shows_rates(&self) -> bool {
        self.by_rate && self.marks.has_rates()
    }
}

/// The glass spheres of all modules that have sensors; those that are switched off stand out.
///
/// Photomultipliers that are outside the sphere of their module, as those of ANTARES's storeys, have a sphere each.
/// A colour that is all zero is the style's own.
pub fn modules(detector: &Detector, dress: Dress<'_>) -> Vec<Point> {
    let center = detector.center_m();
    let with_sensors = detector
        .modules()
        .iter()
        .enumerate()
        .filter(|(_, module)| module.sensors > 0);
    let color = |module: &Module| {
        if dress.shows_rates() {
            return dress.rate(dress.marks.mean_khz(module));
        }
        let mark = dress.marks.of_module(module).filter(|_| dress.marked);
        mark.map_or([0; 4], |mark| dress.mark(mark))
    };
    let mut spheres = Vec::with_capacity(detector.modules().len());
    for (place, module) in with_sensors {
        let sphere = |middle_m: DVec3, radius_m: f32| Point {
            position: relative(middle_m, center),
            radius_m,
            color: color(module),
            id: MODULE_IDS + place as u32,
            ..Default::default()
        };
        let own = detector.sensors_of(module);
        let outside = |sensor: &Sensor| {
            sensor.position_m.distance(module.position_m) > 1.5 * f64::from(GLASS_RADIUS_M)
        };
        if own.len() <= FEW_SENSORS as usize && own.iter().any(outside) {
            let middle = |sensor: &Sensor| sensor.position_m - BEHIND_M * sensor.looks;
            spheres.extend(
                own.iter()
                    .map(|sensor| sphere(middle(sensor), GLASS_RADIUS_M)),
            );
        } else if module.sensors == 1 {
            spheres.push(sphere(module.position_m, SMALL_GLASS_RADIUS_M));
        } else {
            spheres.push(sphere(module.position_m, GLASS_RADIUS_M));
        }
    }
    spheres
}

/// Radius of the photomultipliers of a detector, in metres.
fn sensor_radius_m(detector: &Detector) -> f32 {
    let most = detector.modules().iter().map(|module| module.sensors).max();
    match most {
        Some(most) if most > FEW_SENSORS => SENSOR_RADIUS_M,
        _ => LARGE_SENSOR_RADIUS_M,
    }
}

/// Every photomultiplier as a disc that looks where it looks; those that cannot be trusted stand out.
pub fn sensors(detector: &Detector, dress: Dress<'_>) -> Vec<Point> {
    let (center, radius_m) = (detector.center_m(), sensor_radius_m(detector));
    let disc = |(place, sensor): (usize, &Sensor)| {
        let mut disc = Point {
            position: relative(sensor.position_m, center),
            radius_m,
            color: [0; 4],
            id: SENSOR_IDS + place as u32,
            direction: Point::facing(sensor.looks.as_vec3().to_array()),
            ..Default::default()
        };
        if dress.shows_rates() {
            disc.color = dress.rate(dress.marks.rate_khz(place));
        } else if let Some(mark) = dress.marks.worst(place).filter(|_| dress.marked) {
            disc.color = dress.mark(mark);
            disc.radius_m *= MARKED;
            disc.flag(Point::LIT, true);
        }
        disc
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

/// Depth of the rock below the ice of the South Pole, in metres. Source: Aartsen et al. 2017, JINST 12, P03012.
const ROCK_M: f64 = 2820.0;

/// Height of the sea bed around the detector's centre: a little below the lowest module or base. Below ice, the rock.
pub fn bed_z(detector: &Detector) -> f32 {
    if detector.medium.substance == Substance::Ice {
        let rock = (ICE_SURFACE_M - ROCK_M - detector.center_m().z) as f32;
        // Ice elsewhere may be deeper than at the Pole.
        if rock < bounds(detector).0.z {
            return rock;
        }
    }
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
    use crate::scene::sensor_marks::tests::{detector, slice};
    use crate::theme;

    fn colors(points: &[Point]) -> Vec<[u8; 4]> {
        points.iter().map(|point| point.color).collect()
    }

    #[test]
    fn what_cannot_be_trusted_has_a_colour_of_its_own() {
        let (detector, theme) = (detector(), theme::theme(true));
        let marks = SensorMarks::new(&detector, Some(&slice()));
        let dress = Dress {
            marks: &marks,
            marked: true,
            by_rate: false,
            dark: true,
            theme,
        };
        let [dead, late, fast, _] = Mark::ALL.map(|mark| dress.mark(mark));
        assert_eq!(colors(&modules(&detector, dress)), [dead; 3]);
        let discs = sensors(&detector, dress);
        let mut expected = vec![dead; 12];
        (expected[2], expected[3]) = (late, fast);
        assert_eq!(colors(&discs), expected);
        assert!(discs.iter().all(|disc| disc.flagged(Point::LIT)));
        let plain = Dress {
            marked: false,
            ..dress
        };
        assert_eq!(colors(&sensors(&detector, plain)), [[0; 4]; 12]);
        assert_eq!(colors(&modules(&detector, plain)), [[0; 4]; 3]);
    }

    #[test]
    fn rates_colour_what_counts_and_the_silent_are_dead() {
        let (detector, theme) = (detector(), theme::theme(true));
        let marks = SensorMarks::new(&detector, Some(&slice()));
        let dress = Dress {
            marks: &marks,
            marked: true,
            by_rate: true,
            dark: false,
            theme,
        };
        let [r, g, b] = RATE_COLORS.sample(1.0);
        let discs = colors(&sensors(&detector, dress));
        assert_eq!(discs[3], [r, g, b, 255]);
        assert_eq!(discs[0], dress.mark(Mark::Dead));
        assert_eq!(
            colors(&modules(&detector, dress))[1],
            dress.mark(Mark::Dead)
        );
        // Without a slice there are no rates to colour by.
        let marks = SensorMarks::new(&detector, None);
        let without = Dress {
            marks: &marks,
            ..dress
        };
        assert_eq!(colors(&sensors(&detector, without))[3], [0; 4]);
    }
}
