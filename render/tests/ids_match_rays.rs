//! What the id buffer names at a pixel is what a line of sight through its middle meets first, computed with 64 bits.
//!
//! The same shapes are asked: a hit is a disc across the camera's axis, as far as the sphere's nearest point; a
//! sensor is a disc that looks where it looks; a module is the disc inside its sphere's silhouette.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::HashMap;

use common::gpu;
use glam::{DVec2, DVec3, Vec3};
use nuscope_render::{Crop, OrbitCamera, Point, PointSet, Space, SpaceFrame};
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const SIZE: (u32, u32) = (1280, 800);
/// Pixels nearer to an edge than this, in pixels, are left out: 32 bits and rasterisers decide them.
const EDGE_PX: f64 = 0.02;
/// Things that are less apart than this along the line of sight, in metres, are left out likewise.
const APART_M: f64 = 0.01;

/// Numbers from 0 to 1, the same every time.
struct Dice(TestRng);

impl Dice {
    fn new() -> Self {
        let config = Config::default();
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        Self(TestRunner::new_with_rng(config, rng).new_rng())
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }

    fn place(&mut self) -> DVec3 {
        200.0 * (DVec3::new(self.unit(), self.unit(), self.unit()) - 0.5)
    }
}

/// Hits, sensors and modules with ids 1000…, 3000… and 5000….
fn scene(dice: &mut Dice) -> Vec<(PointSet, Point)> {
    let mut things = Vec::new();
    for index in 0..3500_u32 {
        let (set, id, radius_m) = match index {
            0..1500 => (PointSet::Hits, 1000 + index, 0.5 + 1.5 * dice.unit()),
            1500..3000 => (PointSet::Sensors, 1500 + index, 0.6 + 1.8 * dice.unit()),
            _ => (PointSet::Modules, 2000 + index, 0.5 + 1.5 * dice.unit()),
        };
        let looks = dice.place().normalize_or(DVec3::Z).as_vec3();
        things.push((
            set,
            Point {
                position: dice.place().as_vec3().to_array(),
                radius_m: radius_m as f32,
                direction: Point::facing(looks.to_array()),
                id,
                ..Default::default()
            },
        ));
    }
    things
}

/// Where a line of sight meets a thing: how far along it, and how far inside of the thing's edge, in pixels (negative
/// outside). `None` far off.
fn met(camera: &OrbitCamera, pixel: DVec2, set: PointSet, point: &Point) -> Option<(f64, f64)> {
    let (right, up) = (camera.right().as_dvec3(), camera.up().as_dvec3());
    let (forward, target) = (camera.forward().as_dvec3(), camera.target.as_dvec3());
    let (width, height) = (f64::from(SIZE.0), f64::from(SIZE.1));
    let eye = target - f64::from(camera.distance_m) * forward;
    let half_m = f64::from(camera.distance_m) * (0.5 * f64::from(camera.fov_y_rad)).tan();
    let pixels_per_m_at_target = 0.5 * height / half_m;
    let focal_px = pixels_per_m_at_target * f64::from(camera.distance_m);
    let (x_px, y_px) = (pixel.x - 0.5 * width, 0.5 * height - pixel.y);
    let aside = (x_px * right + y_px * up) / pixels_per_m_at_target;
    let (origin, ray) = match camera.orthographic {
        true => (eye + aside, forward),
        false => (eye, f64::from(camera.distance_m) * forward + aside), // 1 is the target's depth
    };
    let ray = ray / ray.dot(forward); // so that steps are depths
    let scale_at = |depth: f64| match camera.orthographic {
        true => pixels_per_m_at_target,
        false => focal_px / depth,
    };
    let middle = Vec3::from(point.position).as_dvec3();
    let radius_m = f64::from(point.radius_m);
    let depth = (middle - eye).dot(forward);
    match set {
        PointSet::Hits => {
            let from = middle - eye - depth * forward;
            let place = DVec2::new(from.dot(right), from.dot(up)) * scale_at(depth);
            let radius_px = (radius_m * scale_at(depth)).max(1.5);
            let away_px = (place - DVec2::new(x_px, y_px)).length();
            Some((depth - radius_m, radius_px - away_px))
        }
        PointSet::Sensors => {
            let looks = Vec3::new(
                f32::from(point.direction[0]),
                f32::from(point.direction[1]),
                f32::from(point.direction[2]),
            );
            let looks = looks.as_dvec3().normalize();
            let steps = (middle - origin).dot(looks) / ray.dot(looks);
            let away_m = (origin + steps * ray - middle).length();
            // The rim moves by at most this many pixels per metre across the disc.
            Some((
                steps,
                (radius_m - away_m) * scale_at(depth) * ray.dot(looks).abs(),
            ))
        }
        PointSet::Modules => {
            let sight = match camera.orthographic {
                true => forward,
                false => (middle - eye).normalize(),
            };
            let away_m = (middle - eye).length();
            let wide_m = match camera.orthographic {
                true => radius_m,
                false => radius_m * away_m / (away_m * away_m - radius_m * radius_m).sqrt(),
            };
            let steps = (middle - origin).dot(sight) / ray.dot(sight);
            let from_m = (origin + steps * ray - middle).length();
            Some((steps, (wide_m - from_m) * scale_at(depth)))
        }
    }
}

#[test]
fn the_id_buffer_names_what_a_line_of_sight_meets_first() {
    let gpu = gpu();
    let mut dice = Dice::new();
    let things = scene(&mut dice);
    let mut space = Space::new(&gpu);
    for set in [PointSet::Hits, PointSet::Sensors, PointSet::Modules] {
        let points: Vec<_> = things
            .iter()
            .filter(|thing| thing.0 == set)
            .map(|thing| thing.1)
            .collect();
        assert_eq!(space.set_points(&gpu, set, &points), 0);
    }
    for orthographic in [false, true] {
        let camera = OrbitCamera {
            distance_m: 290.0,
            yaw_rad: 0.7,
            pitch_rad: 0.3,
            orthographic,
            ..Default::default()
        };
        let frame = SpaceFrame {
            clip_from_world: camera.clip_from_world(SIZE.0 as f32 / SIZE.1 as f32),
            eye: camera.eye(),
            viewport_px: (SIZE.0 as f32, SIZE.1 as f32),
            sensor_range_m: 1e7,
            ..Default::default()
        };
        let image = space.ids_in(&gpu, &frame, SIZE, Crop::whole(SIZE)).unwrap();
        let visible = image.all();
        let mut pixels: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, id) in image.ids.iter().enumerate() {
            pixels.entry(*id).or_default().push(at);
        }
        assert!(visible.len() > 2000, "{} are visible", visible.len());
        // A random pixel of each of 1,000 random visible things.
        let (mut asked, mut near_edges, mut too_close) = (0, 0, 0);
        while asked < 1000 {
            let id = visible[(dice.unit() * (visible.len() - 1) as f64) as usize];
            let places = &pixels[&id];
            let place = places[(dice.unit() * (places.len() - 1) as f64) as usize];
            let (x, y) = (place % SIZE.0 as usize, place / SIZE.0 as usize);
            let pixel = DVec2::new(x as f64 + 0.5, y as f64 + 0.5);
            let mut found: Vec<(f64, f64, u32)> = things
                .iter()
                .filter_map(|(set, point)| {
                    let (depth, inside_px) = met(&camera, pixel, *set, point)?;
                    (inside_px > -EDGE_PX).then_some((depth, inside_px, point.id))
                })
                .collect();
            found.sort_by(|a, b| a.0.total_cmp(&b.0));
            let first = found.iter().position(|thing| thing.1 > EDGE_PX);
            let Some(first) = first.filter(|first| *first == 0) else {
                near_edges += 1; // the first, or what could be, is met at its very edge
                continue;
            };
            if found
                .get(first + 1)
                .is_some_and(|next| next.0 - found[first].0 < APART_M)
            {
                too_close += 1;
                continue;
            }
            assert_eq!(
                found[first].2, id,
                "at {pixel}, parallel: {orthographic}: {found:?}"
            );
            asked += 1;
        }
        println!(
            "{asked} agree; left out: {near_edges} within {EDGE_PX} pixels of an edge, {too_close} in one place"
        );
        assert!(
            near_edges < 40 && too_close < 10,
            "{near_edges} {too_close}"
        );
    }
}

#[test]
fn a_part_of_the_picture_has_the_ids_of_the_whole() {
    let gpu = gpu();
    let mut dice = Dice::new();
    let mut space = Space::new(&gpu);
    let points: Vec<_> = scene(&mut dice)[..1500]
        .iter()
        .map(|thing| thing.1)
        .collect();
    space.set_points(&gpu, PointSet::Hits, &points);
    let camera = OrbitCamera {
        distance_m: 290.0,
        ..Default::default()
    };
    let frame = SpaceFrame {
        clip_from_world: camera.clip_from_world(SIZE.0 as f32 / SIZE.1 as f32),
        eye: camera.eye(),
        viewport_px: (SIZE.0 as f32, SIZE.1 as f32),
        ..Default::default()
    };
    let whole = space.ids_in(&gpu, &frame, SIZE, Crop::whole(SIZE)).unwrap();
    let rect = Crop {
        x: 600,
        y: -20,
        width: 900,
        height: 333,
    };
    let part = space.ids_in(&gpu, &frame, SIZE, rect).unwrap();
    let clipped = Crop {
        x: 600,
        y: 0,
        width: 680,
        height: 313,
    };
    assert_eq!(part.rect, clipped);
    let mut different = 0;
    for y in 0..313 {
        for x in 600..1280 {
            different += usize::from(part.at(x, y) != whole.at(x, y));
        }
    }
    // The part's clip space is rounded otherwise: pixels at very edges may fall to the other side.
    assert!(different <= 5, "{different} of 212840");
    assert!(part.all().len() > 50);
    let nothing = Crop { x: 2000, ..rect };
    assert!(
        space
            .ids_in(&gpu, &frame, SIZE, nothing)
            .unwrap()
            .ids
            .is_empty()
    );
}
