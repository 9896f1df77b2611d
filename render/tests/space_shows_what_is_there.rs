//! The 3D view puts things where they are, hides what is behind or later, and sends next to nothing per frame.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, centroid, frame, gpu, hit, mostly, picture};
use glam::Vec3;
use nuscope_render::{
    Colormap, Crop, Level, OrbitCamera, Point, PointSet, SeaStyle, Segment, SegmentStyle, Space,
    SpaceFrame, Target,
};

const RED: [u8; 3] = [230, 20, 20];
const GREEN: [u8; 3] = [20, 220, 20];

#[test]
fn a_hit_lies_where_the_camera_says_with_z_up_and_x_to_the_right() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let position = [20.0, 0.0, 10.0];
    space.set_points(&gpu, PointSet::Hits, &[hit(position, 3.0, RED, 1)]);
    let image = picture(&gpu, &space, &frame(&camera()));
    let ((x, y), count) = centroid(&image, mostly(0));
    let viewport = (SIZE.0 as f32, SIZE.1 as f32);
    let expected = camera()
        .pixel_from_world(Vec3::from(position), viewport)
        .unwrap();
    assert!(x > 160.0 && y < 100.0, "right and up, not ({x}, {y})");
    assert!((x - f64::from(expected.x)).abs() < 0.5, "{x} {expected}");
    assert!((y - f64::from(expected.y)).abs() < 0.5, "{y} {expected}");
    // Its disc has the area that its radius says.
    let radius_px = 3.0 / f64::from(camera().metres_per_pixel(viewport));
    let area = std::f64::consts::PI * radius_px * radius_px;
    assert!((count as f64 / area - 1.0).abs() < 0.1, "{count} of {area}");
}

#[test]
fn every_pixel_is_opaque_whatever_glows() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    space.set_points(&gpu, PointSet::Hits, &[hit([0.0; 3], 3.0, RED, 1)]);
    for halo in [0.0, 1.0] {
        let image = picture(
            &gpu,
            &space,
            &SpaceFrame {
                halo,
                ..frame(&camera())
            },
        );
        assert!(image.pixels().all(|pixel| pixel.0[3] == 255));
    }
}

#[test]
fn a_hit_in_front_hides_one_behind_in_any_order() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let front = hit([0.0, -20.0, 0.0], 4.0, GREEN, 1);
    let behind = hit([0.0, 20.0, 0.0], 4.0, RED, 2);
    for points in [[front, behind], [behind, front]] {
        space.set_points(&gpu, PointSet::Hits, &points);
        let image = picture(&gpu, &space, &frame(&camera()));
        assert_eq!(centroid(&image, mostly(0)).1, 0, "red is behind green");
        assert!(centroid(&image, mostly(1)).1 > 100);
    }
}

#[test]
fn the_cursor_hides_what_comes_later_and_lights_what_is_fresh() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let early = Point {
        time_ns: 100.0,
        ..hit([-20.0, 0.0, 0.0], 3.0, RED, 1)
    };
    let late = Point {
        time_ns: 900.0,
        ..hit([20.0, 0.0, 0.0], 3.0, GREEN, 2)
    };
    space.set_points(&gpu, PointSet::Hits, &[early, late]);
    let at = |cursor_ns| {
        let image = picture(
            &gpu,
            &space,
            &SpaceFrame {
                cursor_ns,
                ..frame(&camera())
            },
        );
        let bright = image
            .pixels()
            .filter(|pixel| pixel.0[0].max(pixel.0[1]) > 110)
            .count();
        (
            centroid(&image, mostly(0)).1,
            centroid(&image, mostly(1)).1,
            bright,
        )
    };
    let (red, green, _) = at(None);
    assert!(red > 100 && green > 100);
    assert_eq!(at(Some(50.0)), (0, 0, 0));
    let (_, green_before, bright_fresh) = at(Some(101.0));
    let (red_settled, green_still, bright_settled) = at(Some(899.0));
    assert_eq!((green_before, green_still), (0, 0));
    assert!(red_settled > 100);
    assert!(
        bright_fresh > bright_settled + 50,
        "{bright_fresh} {bright_settled}"
    );
}

#[test]
fn a_track_grows_with_the_cursor_and_stays_whole_without() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let track = Segment {
        from: [-30.0, 0.0, 0.0],
        to: [30.0, 0.0, 0.0],
        from_time_ns: 0.0,
        to_time_ns: 200.0,
        width_px: 4.0,
        color: [230, 20, 20, 255],
        ..Default::default()
    };
    space.set_segments(&gpu, &[track]);
    let style = SeaStyle {
        luminous: false,
        ..SeaStyle::DARK
    }; // plain colours
    let span = |cursor_ns| {
        let frame = SpaceFrame {
            cursor_ns,
            style,
            track_glow_ns: 5.0, // only the head is wider
            ..frame(&camera())
        };
        let image = picture(&gpu, &space, &frame);
        let columns = image
            .enumerate_pixels()
            .filter(|(_, _, pixel)| mostly(0)(pixel.0));
        let columns: Vec<_> = columns.map(|(x, _, _)| x).collect();
        (columns.iter().min().copied(), columns.iter().max().copied())
    };
    let (left, right) = span(None);
    let (left, right) = (left.unwrap(), right.unwrap());
    // 60 m at 0.365 m per pixel, and two round ends.
    assert!((160..172).contains(&(right - left)), "{left} {right}");
    assert_eq!(span(Some(-1.0)), (None, None));
    let (half_left, half_right) = span(Some(100.0));
    assert_eq!(half_left, Some(left));
    assert!(half_right.unwrap().abs_diff(160) <= 6, "{half_right:?}");
}

#[test]
fn a_line_that_passes_the_eye_is_cut_not_mirrored() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    // From below and behind the eye to below the target: it must stay in the lower half.
    space.set_segments(
        &gpu,
        &[Segment {
            from: [0.0, -300.0, -10.0],
            to: [0.0, 0.0, -10.0],
            width_px: 3.0,
            color: [230, 20, 20, 255],
            style: SegmentStyle::Thin as u32,
            ..Default::default()
        }],
    );
    let image = picture(&gpu, &space, &frame(&camera()));
    let ((_, y), count) = centroid(&image, mostly(0));
    assert!(count > 100 && y > 110.0);
    let upper = image
        .enumerate_pixels()
        .filter(|(_, y, pixel)| *y < 100 && mostly(0)(pixel.0));
    assert_eq!(upper.count(), 0);
}

#[test]
fn hits_take_the_legends_colour() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let value = 0.7;
    space.set_points(
        &gpu,
        PointSet::Hits,
        &[Point {
            value: 70.0,
            ..hit([0.0; 3], 12.0, RED, 1)
        }],
    );
    for (luminous, reversed) in [(true, false), (false, false), (false, true)] {
        let image = picture(
            &gpu,
            &space,
            &SpaceFrame {
                hit_coloring: nuscope_render::Coloring::Value,
                value_range: (0.0, 100.0),
                colormap: Colormap::Turbo,
                reversed,
                style: SeaStyle {
                    luminous,
                    ..SeaStyle::DARK
                },
                ..frame(&camera())
            },
        );
        let value = if reversed { 1.0 - value } else { value };
        let expected = match luminous {
            true => Colormap::Turbo.sample_on_dark(value),
            false => Colormap::Turbo.sample(value),
        };
        // Half way from the middle to the rim (the middle of a lamp is whiter).
        let radius_px = 12.0 / camera().metres_per_pixel((SIZE.0 as f32, SIZE.1 as f32));
        let pixel = image.get_pixel(160 + (0.6 * radius_px) as u32, 100).0;
        for channel in 0..3 {
            assert!(
                pixel[channel].abs_diff(expected[channel]) <= 50,
                "{pixel:?} {expected:?}"
            );
        }
    }
}

#[test]
fn scrubbing_and_orbiting_send_less_than_a_kilobyte_per_frame() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let hits: Vec<_> = (0..10_000)
        .map(|index| Point {
            time_ns: index as f32,
            ..hit([index as f32 * 0.01 - 50.0, 0.0, 0.0], 1.0, RED, index + 1)
        })
        .collect();
    space.set_points(&gpu, PointSet::Hits, &hits);
    assert!(
        space.uploaded_bytes() > 300_000,
        "the hits themselves are counted"
    );
    let target = Target::new(&gpu, SIZE.0, SIZE.1);
    let mut camera = camera();
    space.draw(&gpu, &target, &frame(&camera)); // makes what the target keeps
    for step in 0..10 {
        let before = space.uploaded_bytes();
        camera.orbit(5.0, 1.0);
        let halo = if step % 2 == 0 { 1.0 } else { 0.0 };
        space.draw(
            &gpu,
            &target,
            &SpaceFrame {
                cursor_ns: Some(step as f32 * 900.0),
                halo,
                ..frame(&camera)
            },
        );
        assert!(space.uploaded_bytes() - before < 1000);
    }
}

#[test]
fn sensors_appear_when_the_eye_is_near() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let sensor = Point {
        direction: Point::facing([0.0, -1.0, 0.0]), // towards the eye
        ..hit([0.0; 3], 3.0, RED, 1)
    };
    space.set_points(&gpu, PointSet::Sensors, &[sensor]);
    let count = |sensor_range_m| {
        let image = picture(
            &gpu,
            &space,
            &SpaceFrame {
                sensor_range_m,
                ..frame(&camera())
            },
        );
        centroid(&image, |pixel| pixel[0] > 60 && pixel[1] < 60).1
    };
    assert_eq!(count(90.0), 0, "the eye is 100 m away");
    assert!(count(300.0) > 100);
}

#[test]
fn sensors_that_were_hit_are_drawn_at_any_distance() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let dark = Point {
        direction: Point::facing([0.0, -1.0, 0.0]),
        ..hit([-20.0, 0.0, 0.0], 3.0, RED, 1)
    };
    let mut lit = Point {
        position: [20.0, 0.0, 0.0],
        ..dark
    };
    lit.flag(Point::LIT, true);
    for points in [[dark, lit], [lit, dark]] {
        space.set_points(&gpu, PointSet::Sensors, &points);
        let far = SpaceFrame {
            sensor_range_m: 50.0,
            ..frame(&camera())
        };
        let ((x, _), count) = centroid(&picture(&gpu, &space, &far), |pixel| {
            pixel[0] > 60 && pixel[1] < 60
        });
        assert!(count > 100 && x > 160.0, "{count} {x}");
        let near = SpaceFrame {
            sensor_range_m: 500.0,
            ..far
        };
        let ((x, _), both) = centroid(&picture(&gpu, &space, &near), |pixel| {
            pixel[0] > 60 && pixel[1] < 60
        });
        assert!(both.abs_diff(2 * count) < 20 && (x - 160.0).abs() < 2.0);
    }
}

#[test]
fn without_perspective_everything_lies_where_the_camera_says_at_one_size() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let parallel = OrbitCamera {
        orthographic: true,
        pitch_rad: 0.4,
        yaw_rad: 0.3,
        ..camera()
    };
    let viewport = (SIZE.0 as f32, SIZE.1 as f32);
    let scale = f64::from(parallel.metres_per_pixel(viewport));
    let mut counts = Vec::new();
    // Far behind the target, and behind the eye.
    for depth_m in [-150.0, 0.0, 400.0] {
        let place = 12.0 * parallel.right() + 6.0 * parallel.up() + depth_m * parallel.forward();
        let expected = parallel.pixel_from_world(place, viewport).unwrap();
        for set in [PointSet::Hits, PointSet::Sensors, PointSet::Modules] {
            let point = Point {
                direction: Point::facing((-parallel.forward()).to_array()),
                ..hit(place.to_array(), 5.0, RED, 1)
            };
            space.set_points(&gpu, set, &[point]);
            let frame = SpaceFrame {
                sensor_range_m: 1e4,
                ..frame(&parallel)
            };
            let image = space.ids_in(&gpu, &frame, SIZE, Crop::whole(SIZE)).unwrap();
            let found = (0..).zip(&image.ids).filter(|(_, id)| **id == 1);
            let pixels: Vec<_> = found
                .map(|(at, _)| (f64::from(at % SIZE.0) + 0.5, f64::from(at / SIZE.0) + 0.5))
                .collect();
            let middle = |axis: fn(&(f64, f64)) -> f64| {
                pixels.iter().map(axis).sum::<f64>() / pixels.len() as f64
            };
            let (x, y) = (middle(|pixel| pixel.0), middle(|pixel| pixel.1));
            assert!(
                (x - f64::from(expected.x)).abs() < 0.5,
                "{set:?} {x} {expected}"
            );
            assert!(
                (y - f64::from(expected.y)).abs() < 0.5,
                "{set:?} {y} {expected}"
            );
            counts.push(pixels.len() as f64);
            space.set_points(&gpu, set, &[]);
        }
    }
    let area = std::f64::consts::PI * (5.0 / scale).powi(2);
    for count in counts {
        assert!((count / area - 1.0).abs() < 0.05, "{count} of {area}");
    }
}

#[test]
fn levels_are_quiet_planes_that_hide_nothing() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let above = OrbitCamera {
        pitch_rad: 0.5,
        ..camera()
    };
    let level = Level {
        z: -15.0,
        color: GREEN,
        alpha: 1.0,
    };
    let with = |space: &Space, levels, orthographic| {
        let camera = OrbitCamera {
            orthographic,
            ..above
        };
        let frame = SpaceFrame {
            levels,
            bed_spacing_m: 10.0,
            ..frame(&camera)
        };
        picture(&gpu, space, &frame)
    };
    for orthographic in [false, true] {
        let bare = with(&space, [None; 3], orthographic);
        let image = with(&space, [None, Some(level), None], orthographic);
        let changed = bare.pixels().zip(image.pixels()).filter(|(a, b)| a != b);
        assert!(changed.count() > 10_000);
        let twice = with(&space, [Some(level), None, Some(level)], orthographic);
        assert!(twice != image);
        let invisible = Level {
            alpha: 0.0,
            ..level
        };
        assert!(with(&space, [Some(invisible), None, None], orthographic) == bare);
        let broken = [f32::NAN, f32::INFINITY].map(|z| Some(Level { z, ..level }));
        assert!(with(&space, [broken[0], broken[1], None], orthographic) == bare);
    }
    // A hit below the plane is seen through it.
    space.set_points(&gpu, PointSet::Hits, &[hit([0.0, 0.0, -22.0], 4.0, RED, 1)]);
    let image = with(&space, [Some(level), None, None], false);
    assert!(centroid(&image, mostly(0)).1 > 100);
}
