//! A toy detector block with a muon's light in it: plain geometry of a realistic size, the same every time.
//!
//! Strings stand on a sunflower spiral, modules hang on them, sensors sit on each module's sphere on another
//! spiral. Light runs from the muon's line at the Cherenkov angle, so that hits lie where they would.

use std::f32::consts::TAU;

use glam::{Vec2, Vec3};

use crate::space::{Front, Point, Segment, SegmentStyle};

/// Turn from one point of a sunflower spiral to the next, in turns.
const GOLDEN_TURNS: f32 = 0.381_966;
/// Between strings, in metres.
const STRING_SPACING_M: f32 = 90.0;
/// Between the modules of a string, in metres.
const MODULE_SPACING_M: f32 = 36.0;
/// Radius of a module's glass sphere, in metres.
const MODULE_RADIUS_M: f32 = 0.216;
/// Radius of a sensor's disc, in metres.
const SENSOR_RADIUS_M: f32 = 0.04;
/// Light in vacuum, in metres per nanosecond.
const LIGHT_M_PER_NS: f32 = 0.299_792;
/// Tangent of the Cherenkov angle in sea water, and the group velocity's refractive index.
const TAN_CHERENKOV: f32 = 0.92;
const GROUP_INDEX: f32 = 1.38;

/// How large the toy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockSize {
    /// Strings.
    pub strings: usize,
    /// Modules on each string.
    pub modules_per_string: usize,
    /// Sensors on each module.
    pub sensors_per_module: usize,
    /// Hits of the muon's light, on sensors near it first.
    pub hits: usize,
    /// Hits of light from everywhere, at any time.
    pub noise: usize,
}

impl BlockSize {
    /// Two building blocks of 2,070 modules of 31 sensors each, and 28,000 hits.
    pub const TWO_BLOCKS: Self = Self {
        strings: 230,
        modules_per_string: 18,
        sensors_per_module: 31,
        hits: 28_000,
        noise: 0,
    };
    /// The same with a million hits more.
    pub const A_MILLION: Self = Self {
        noise: 1_000_000,
        ..Self::TWO_BLOCKS
    };
}

/// Geometry to draw.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// One point per module.
    pub modules: Vec<Point>,
    /// One point per sensor.
    pub sensors: Vec<Point>,
    /// One point per hit, with `value` the time.
    pub hits: Vec<Point>,
    /// Strings, then the muon.
    pub segments: Vec<Segment>,
    /// The muon's light front.
    pub front: Front,
    /// Corners of the box that holds the modules.
    pub bounds: (Vec3, Vec3),
    /// Height of the sea bed.
    pub bed_z: f32,
    /// First and last time of the light, in nanoseconds.
    pub time_range_ns: (f32, f32),
}

impl Block {
    /// Builds the toy.
    pub fn new(size: BlockSize) -> Self {
        let mut block = Self::default();
        let height = MODULE_SPACING_M * size.modules_per_string as f32;
        block.bed_z = -0.5 * height - 90.0;
        for string in 0..size.strings {
            let radius = STRING_SPACING_M * 0.56 * (string as f32 + 0.5).sqrt();
            let foot = radius * Vec2::from_angle(TAU * GOLDEN_TURNS * string as f32);
            block.segments.push(Segment {
                from: foot.extend(block.bed_z).to_array(),
                to: foot.extend(0.5 * height + 20.0).to_array(),
                color: [110, 150, 170, 90],
                style: SegmentStyle::Thin as u32,
                ..Default::default()
            });
            for module in 0..size.modules_per_string {
                let z = MODULE_SPACING_M * (module as f32 + 0.5) - 0.5 * height;
                block.add_module(foot.extend(z), size.sensors_per_module);
            }
        }
        block.add_muon(size.hits);
        block.add_noise(size.noise);
        let positions = || block.modules.iter().map(|point| Vec3::from(point.position));
        block.bounds = (
            positions().reduce(Vec3::min).unwrap_or_default(),
            positions().reduce(Vec3::max).unwrap_or_default(),
        );
        block
    }

    fn add_module(&mut self, middle: Vec3, sensors: usize) {
        self.modules.push(Point {
            position: middle.to_array(),
            radius_m: MODULE_RADIUS_M,
            color: [0; 4],
            id: self.modules.len() as u32 + 1,
            ..Default::default()
        });
        for sensor in 0..sensors {
            // From the south pole up, most of them looking down.
            let z = -0.98 + 1.5 * sensor as f32 / sensors.max(2) as f32;
            let around = Vec2::from_angle(TAU * GOLDEN_TURNS * sensor as f32);
            let outward = ((1.0 - z * z).sqrt() * around).extend(z);
            self.sensors.push(Point {
                position: (middle + 0.92 * MODULE_RADIUS_M * outward).to_array(),
                radius_m: SENSOR_RADIUS_M,
                color: [0; 4],
                direction: Point::facing(outward.to_array()),
                ..Default::default()
            });
        }
    }

    fn add_muon(&mut self, hits: usize) {
        let travel = Vec3::new(0.86, 0.28, -0.42).normalize();
        let nearest_to_origin = Vec3::new(0.0, 40.0, 30.0);
        let along_m = |position: Vec3| (position - nearest_to_origin).dot(travel);
        let away_m = |position: Vec3| {
            let from = position - nearest_to_origin;
            (from - along_m(position) * travel).length()
        };
        let mut order: Vec<usize> = (0..self.sensors.len()).collect();
        order.sort_by(|a, b| {
            let away = |index: usize| away_m(Vec3::from(self.sensors[index].position));
            away(*a).total_cmp(&away(*b))
        });
        for (number, index) in order.into_iter().take(hits).enumerate() {
            let sensor = self.sensors[index];
            let position = Vec3::from(sensor.position);
            let away = away_m(position);
            // Arrival of direct light, and a tail that grows with distance.
            let before = along_m(position) - away / TAN_CHERENKOV;
            let path = away * (1.0 + TAN_CHERENKOV.powi(-2)).sqrt();
            let jitter = fraction(index as f32 * 0.618_034);
            let late_ns = 0.4 * away * jitter * jitter * jitter;
            let time_ns = before / LIGHT_M_PER_NS + path * GROUP_INDEX / LIGHT_M_PER_NS + late_ns;
            // Charge falls with distance; the display's size is its square root.
            let charge = 60.0 * (-away / 45.0).exp() / (1.0 + away / 12.0) + jitter;
            let strength = if charge > 0.45 { 255 } else { 120 };
            self.hits.push(Point {
                radius_m: 2.4 * charge.sqrt().min(3.5),
                time_ns,
                value: time_ns,
                duration_ns: 10.0 + 5.0 * charge,
                color: [255, 255, 255, strength],
                id: 1_000_000 + number as u32,
                ..sensor
            });
        }
        let times = || self.hits.iter().map(|hit| hit.time_ns);
        self.time_range_ns = (
            times().fold(f32::INFINITY, f32::min),
            times().fold(f32::NEG_INFINITY, f32::max),
        );
        self.front = Front {
            origin: nearest_to_origin.to_array(),
            direction: travel.to_array(),
            reach_m: 700.0,
            color: [0xFF, 0xD1, 0x66, 255],
            ..Default::default()
        };
        let reach_m = 1400.0;
        self.segments.push(Segment {
            from: (nearest_to_origin - reach_m * travel).to_array(),
            to: (nearest_to_origin + reach_m * travel).to_array(),
            from_time_ns: -reach_m / LIGHT_M_PER_NS,
            to_time_ns: reach_m / LIGHT_M_PER_NS,
            width_px: 2.2,
            color: [0xFF, 0xD1, 0x66, 255],
            id: 900_000,
            style: SegmentStyle::Solid as u32,
        });
    }

    /// Each sensor gets some hits, over three times the time that the muon's light takes.
    fn add_noise(&mut self, hits: usize) {
        let (first_ns, last_ns) = self.time_range_ns;
        let count = self.sensors.len().max(1);
        for number in 0..hits {
            let Some(sensor) = self.sensors.get(number * 7919 % count) else {
                return;
            };
            let time_ns = first_ns
                + (last_ns - first_ns)
                    * (3.0 * ((number as f64 * 0.618_033_988_7).fract() as f32) - 1.0);
            self.hits.push(Point {
                radius_m: 1.7,
                time_ns,
                value: time_ns,
                duration_ns: 26.0,
                color: [255, 255, 255, 90],
                id: 2_000_000 + number as u32,
                ..*sensor
            });
        }
    }
}

fn fraction(value: f32) -> f32 {
    value - value.floor()
}
