//! Light fronts lie where light is: the cone's angle, its ends, the sphere's radius, measured in pictures.

#![allow(clippy::unwrap_used)]

mod common;

use common::gpu;
use glam::Vec3;
use image::RgbaImage;
use nuscope_render::{Ball, Front, Gpu, OrbitCamera, SeaStyle, Space, SpaceFrame, Target};

const SIZE: (u32, u32) = (1000, 800);
/// atan(1 / 0.95113): the front's half angle in sea water.
const HALF_ANGLE_DEG: f64 = 46.434;
const SPEED_M_PER_NS: f32 = 0.299_792_46;

/// Along +x through the origin at 0 ns.
fn track() -> Front {
    Front {
        direction: [1.0, 0.0, 0.0],
        tan_half_angle: 1.0 / 0.95113,
        reach_m: 400.0,
        color: [255; 4],
        ..Default::default()
    }
}

/// From the side, +x to the right, on black.
fn frame(camera: &OrbitCamera, cursor_ns: f32) -> SpaceFrame {
    SpaceFrame {
        clip_from_world: camera.clip_from_world(SIZE.0 as f32 / SIZE.1 as f32),
        eye: camera.eye(),
        viewport_px: (SIZE.0 as f32, SIZE.1 as f32),
        cursor_ns: Some(cursor_ns),
        fog_per_m: 0.0,
        halo: 0.0,
        style: SeaStyle {
            near: [0; 3],
            far: [0; 3],
            ..SeaStyle::DARK
        },
        ..Default::default()
    }
}

fn side_view(orthographic: bool) -> OrbitCamera {
    OrbitCamera {
        target: Vec3::ZERO,
        distance_m: 600.0,
        yaw_rad: 0.0,
        pitch_rad: 0.0,
        orthographic,
        ..Default::default()
    }
}

fn picture(gpu: &Gpu, space: &Space, frame: &SpaceFrame) -> RgbaImage {
    let target = Target::new(gpu, SIZE.0, SIZE.1);
    space.draw(gpu, &target, frame);
    target.read(gpu).unwrap()
}

/// Where the light begins in a column, from above or below: where it first reaches half of what it has within
/// the next pixels. Rows count down.
fn edge(image: &RgbaImage, column: u32, from_above: bool) -> Option<f64> {
    let height = image.height();
    let at = |step: u32| {
        let row = if from_above { step } else { height - 1 - step };
        f64::from(image.get_pixel(column, row).0[0])
    };
    let first = (0..height).find(|step| at(*step) > 6.0)?;
    let most = (first..(first + 8).min(height)).map(at).fold(0.0, f64::max);
    let step = (first.saturating_sub(1)..height).find(|step| at(*step) >= 0.5 * most)?;
    let below = if step == 0 { 0.0 } else { at(step - 1) };
    let place = f64::from(step) + 0.5 - (at(step) - 0.5 * most) / (at(step) - below).max(1e-9);
    Some(if from_above {
        place
    } else {
        f64::from(height) - place
    })
}

/// Slope of the straight line through points, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    let (x, y) = (x / count, y / count);
    let above: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    let below: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    above / below
}

#[test]
fn the_cone_in_the_picture_has_the_half_angle_of_the_light() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    for (tan_half_angle, expected_deg) in [(1.0 / 0.95113, HALF_ANGLE_DEG), (1.0 / 0.91733, 47.468)]
    {
        let front = Front {
            tan_half_angle,
            ..track()
        };
        assert_eq!(space.set_fronts(&gpu, &[front]), 0);
        for orthographic in [true, false] {
            // The particle is 150 m to the right of the middle.
            let camera = side_view(orthographic);
            let apex_m = 150.0;
            let image = picture(&gpu, &space, &frame(&camera, apex_m / SPEED_M_PER_NS));
            let viewport = (SIZE.0 as f32, SIZE.1 as f32);
            let apex = camera.pixel_from_world(apex_m * Vec3::X, viewport).unwrap();
            let columns = apex.x as u32 - 240..apex.x as u32 - 40;
            let mut angles = Vec::new();
            for from_above in [true, false] {
                let found = columns.clone().filter_map(|column| {
                    edge(&image, column, from_above).map(|row| (f64::from(column) + 0.5, row))
                });
                let points: Vec<_> = found.collect();
                assert_eq!(points.len(), 200);
                angles.push(slope(&points).abs().atan().to_degrees());
            }
            let measured = 0.5 * (angles[0] + angles[1]);
            // With perspective the silhouette is that of lines of sight from the eye: its two sides open
            // as two tangent planes through the eye do.
            let expected = match orthographic {
                true => expected_deg,
                false => perspective_angle_deg(&camera, tan_half_angle, apex_m),
            };
            println!("{measured:.3} degrees, {expected:.3} expected, parallel: {orthographic}");
            assert!((measured - expected).abs() < 0.1, "{measured} {expected}");
            assert!((angles[0] - angles[1]).abs() < 0.1, "{angles:?}");
        }
    }
}

/// Half the angle between the cone's two silhouettes in the picture: planes through eye and apex that touch
/// the cone, cut with the plane of the picture.
fn perspective_angle_deg(camera: &OrbitCamera, tan_half_angle: f32, apex_m: f32) -> f64 {
    // In the cone's frame: apex at 0, axis along -x; the eye is at (-apex, -distance, 0).
    let (tangent, eye) = (f64::from(tan_half_angle), camera.eye().as_dvec3());
    let eye = eye - f64::from(apex_m) * glam::DVec3::X;
    // A generator (-1, t cos a, t sin a) whose tangent plane, of normal (t, cos a, sin a), holds the eye:
    // t x + y cos a + z sin a = 0 with z = 0.
    let cosine = -tangent * eye.x / eye.y;
    let generator = glam::DVec3::new(
        -1.0,
        tangent * cosine,
        tangent * (1.0 - cosine * cosine).sqrt(),
    );
    let viewport = (SIZE.0 as f32, SIZE.1 as f32);
    let apex = apex_m * Vec3::X;
    let pixel = |along: f64| {
        let place = apex + (along * generator).as_vec3();
        camera.pixel_from_world(place, viewport).unwrap().as_dvec2()
    };
    let way = pixel(100.0) - pixel(10.0);
    (way.y / way.x).abs().atan().to_degrees()
}

/// The lit columns of the picture's middle row band, as metres along x in a parallel side view.
fn lit_columns_m(image: &RgbaImage, camera: &OrbitCamera) -> (f64, f64) {
    let scale = f64::from(camera.metres_per_pixel((SIZE.0 as f32, SIZE.1 as f32)));
    let lit = image
        .enumerate_pixels()
        .filter(|(_, _, pixel)| pixel.0[0] > 3);
    let columns: Vec<_> = lit.map(|(x, _, _)| f64::from(x) + 0.5).collect();
    let metres = |column: f64| scale * (column - 0.5 * f64::from(SIZE.0));
    let low = columns.iter().copied().fold(f64::INFINITY, f64::min);
    let high = columns.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (metres(low), metres(high))
}

#[test]
fn the_light_of_a_track_that_ended_travels_on_between_its_first_and_last_light() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let camera = side_view(true);
    // Light from x = -60 m to x = 30 m; the particle would be at 90 m.
    let front = Front {
        from_ns: -60.0 / SPEED_M_PER_NS,
        until_ns: 30.0 / SPEED_M_PER_NS,
        ..track()
    };
    space.set_fronts(&gpu, &[front]);
    let image = picture(&gpu, &space, &frame(&camera, 90.0 / SPEED_M_PER_NS));
    let (low, high) = lit_columns_m(&image, &camera);
    // Along the cone from the ring at R = s / (cot α + tan α): z = 90 − R cot α, for s = 60 and 150 m behind.
    let tan = f64::from(front.tan_half_angle);
    let z = |behind_m: f64| 90.0 - behind_m / (1.0 / tan + tan) / tan;
    assert!((high - z(60.0)).abs() < 2.0, "{high} {}", z(60.0));
    assert!((low - z(150.0)).abs() < 4.0, "{low} {}", z(150.0));
    // While it runs, the apex is the particle.
    let image = picture(&gpu, &space, &frame(&camera, 20.0 / SPEED_M_PER_NS));
    let (_, high) = lit_columns_m(&image, &camera);
    assert!((high - 20.0).abs() < 2.0, "{high}");
    // Before it began, and where no moment is shown, there is nothing.
    for cursor_ns in [Some(-61.0 / SPEED_M_PER_NS), None] {
        let frame = SpaceFrame {
            cursor_ns,
            ..frame(&camera, 0.0)
        };
        let image = picture(&gpu, &space, &frame);
        assert!(image.pixels().all(|pixel| pixel.0[0] <= 1));
    }
}

#[test]
fn the_emission_angle_moves_the_ends_of_the_cone() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let camera = side_view(true);
    let theta = 42.201_f64.to_radians();
    let front = Front {
        until_ns: 0.0,
        tan_emission: theta.tan() as f32,
        ..track()
    };
    space.set_fronts(&gpu, &[front]);
    let image = picture(&gpu, &space, &frame(&camera, 150.0 / SPEED_M_PER_NS));
    let (_, high) = lit_columns_m(&image, &camera);
    let cot = 1.0 / f64::from(front.tan_half_angle);
    let radius = 150.0 / (cot + 1.0 / theta.tan());
    let expected = 150.0 - radius * cot;
    assert!((high - expected).abs() < 2.0, "{high} {expected}");
}

#[test]
fn a_showers_light_is_a_sphere_that_grows_with_the_speed_of_light() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let shower = Front {
        direction: [0.0; 3],
        time_ns: 100.0,
        light_speed_m_per_ns: 0.2173,
        reach_m: 300.0,
        color: [255; 4],
        ..Default::default()
    };
    space.set_fronts(&gpu, &[shower]);
    let camera = side_view(true);
    for elapsed_ns in [200.0_f32, 700.0] {
        let image = picture(&gpu, &space, &frame(&camera, 100.0 + elapsed_ns));
        let (low, high) = lit_columns_m(&image, &camera);
        let radius_m = f64::from(0.2173 * elapsed_ns);
        assert!((high - radius_m).abs() < 1.0, "{high} {radius_m}");
        assert!((low + radius_m).abs() < 1.0, "{low} {radius_m}");
    }
    for cursor_ns in [99.0, 100.0 + 301.0 / 0.2173] {
        let image = picture(&gpu, &space, &frame(&camera, cursor_ns));
        assert!(image.pixels().all(|pixel| pixel.0[0] <= 1));
    }
    // From within it is all around.
    let within = OrbitCamera {
        distance_m: 20.0,
        ..side_view(false)
    };
    let image = picture(&gpu, &space, &frame(&within, 100.0 + 500.0));
    assert!(image.pixels().all(|pixel| pixel.0[0] > 3));
}

#[test]
fn a_ball_appears_at_its_time_and_is_found_only_where_no_hit_is() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let ball = Ball {
        position: [0.0; 3],
        radius_m: 40.0,
        time_ns: 50.0,
        color: [255; 4],
        id: 9,
    };
    assert_eq!(space.set_balls(&gpu, &[ball]), 0);
    let hit = common::hit([10.0, 0.0, 0.0], 2.0, [255; 3], 4);
    space.set_points(&gpu, nuscope_render::PointSet::Hits, &[hit]);
    let camera = side_view(false);
    let bright = |cursor_ns| {
        let image = picture(&gpu, &space, &frame(&camera, cursor_ns));
        image.get_pixel(SIZE.0 / 2, SIZE.1 / 2 - 20).0[0]
    };
    assert_eq!(bright(49.0), 0);
    assert!(bright(51.0) > 60);
    assert!(bright(5000.0) > 30, "it stays");
    let shown = frame(&camera, 100.0);
    let viewport = (SIZE.0 as f32, SIZE.1 as f32);
    let pixel = |x: f32| {
        let pixel = camera
            .pixel_from_world(Vec3::new(x, 0.0, 0.0), viewport)
            .unwrap();
        (pixel.x as u32, pixel.y as u32)
    };
    let pick = |x| space.pick(&gpu, &shown, SIZE, pixel(x));
    assert_eq!(
        (pick(-10.0), pick(10.0), pick(60.0)),
        (Some(9), Some(4), None)
    );
    let before = SpaceFrame {
        cursor_ns: Some(40.0),
        ..shown.clone()
    };
    assert_eq!(space.pick(&gpu, &before, SIZE, pixel(-10.0)), None);
}

#[test]
fn a_front_is_found_at_its_edge_and_lets_the_pointer_through_elsewhere() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let shower = Front {
        light_speed_m_per_ns: 0.2,
        id: 6,
        ..Default::default()
    };
    space.set_fronts(&gpu, &[shower]);
    let camera = side_view(true);
    let shown = frame(&camera, 500.0); // 100 m
    let scale = camera.metres_per_pixel((SIZE.0 as f32, SIZE.1 as f32));
    let pick = |x_m: f32| {
        let column = (0.5 * SIZE.0 as f32 + x_m / scale) as u32;
        space.pick(&gpu, &shown, SIZE, (column, SIZE.1 / 2))
    };
    assert_eq!((pick(0.0), pick(99.0), pick(110.0)), (None, Some(6), None));
}
