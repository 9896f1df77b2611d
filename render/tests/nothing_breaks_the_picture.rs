//! Whatever a file holds, nothing panics and nothing covers the picture: no number, no size, no place, no end.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, frame, gpu, hit, picture};
use glam::Vec3;
use nuscope_render::{
    AfterGlow, Ball, Crop, Front, OrbitCamera, Point, PointSet, Segment, Space, SpaceFrame, Target,
};

const RED: [u8; 3] = [230, 20, 20];

#[test]
fn nothing_breaks_what_is_drawn() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let broken = Point {
        position: [f32::NAN, f32::INFINITY, 0.0],
        radius_m: f32::NAN,
        time_ns: f32::NAN,
        value: f32::NAN,
        ..hit([0.0; 3], 1.0, RED, 1)
    };
    for set in [PointSet::Hits, PointSet::Modules, PointSet::Sensors] {
        space.set_points(
            &gpu,
            set,
            &[
                broken,
                hit([0.0, -100.0, 0.0], 1.0, RED, 2),
                hit([0.0; 3], 0.0, RED, 3),
            ],
        );
    }
    space.set_segments(
        &gpu,
        &[
            Segment {
                from: [f32::NAN; 3],
                ..Default::default()
            },
            Segment::default(),
        ],
    );
    let camera = camera();
    let frames = [
        SpaceFrame {
            viewport_px: (0.0, 0.0),
            ..frame(&camera)
        },
        SpaceFrame {
            clip_from_world: glam::Mat4::ZERO,
            ..frame(&camera)
        },
        SpaceFrame {
            clip_from_world: camera.clip_from_world(f32::NAN),
            value_range: (1.0, 1.0),
            ..frame(&camera)
        },
        SpaceFrame {
            afterglow: AfterGlow::Decay { time_ns: 0.0 },
            track_glow_ns: 0.0,
            bed_spacing_m: 0.0,
            bed_z: Some(f32::NAN),
            cursor_ns: Some(f32::NAN),
            ..frame(&camera)
        },
    ];
    for frame in &frames {
        let target = Target::new(&gpu, 0, 0);
        assert_eq!(target.size(), (1, 1));
        space.draw(&gpu, &target, frame);
        target.read(&gpu).unwrap();
        space.pick(&gpu, frame, (0, 0), (7, 7));
    }
    let front = Front {
        direction: [1.0, 0.0, 0.0],
        ..Default::default()
    };
    let left_out = space.set_fronts(
        &gpu,
        &[
            Front {
                origin: [f32::NAN; 3],
                ..front
            },
            Front {
                direction: [f32::NAN; 3],
                ..front
            },
            Front {
                time_ns: f32::INFINITY,
                ..front
            },
            Front {
                reach_m: f32::INFINITY,
                ..front
            },
            Front {
                tan_half_angle: 0.0,
                ..front
            },
            // What follows can be drawn: all the time, never, and a shower without direction.
            Front {
                from_ns: f32::NAN,
                until_ns: f32::NAN,
                ..front
            },
            Front {
                from_ns: f32::INFINITY,
                until_ns: f32::NEG_INFINITY,
                ..front
            },
            Front {
                direction: [1e-30, 0.0, 0.0],
                ..front
            },
            Front {
                direction: [0.0; 3],
                ..front
            },
        ],
    );
    assert_eq!(left_out, 5);
    let ball = Ball {
        position: [0.0; 3],
        radius_m: 5.0,
        time_ns: f32::NAN,
        color: [255; 4],
        id: 1,
    };
    let nowhere = Ball {
        position: [f32::INFINITY; 3],
        ..ball
    };
    let endless = Ball {
        radius_m: f32::INFINITY,
        ..ball
    };
    assert_eq!(space.set_balls(&gpu, &[ball, nowhere, endless]), 2);
    let lost_camera = OrbitCamera {
        distance_m: f32::NAN,
        fov_y_rad: 0.0,
        orthographic: true,
        ..camera
    };
    for frame in frames.iter().chain([&SpaceFrame {
        eye: Vec3::NAN,
        cursor_ns: Some(f32::INFINITY),
        afterglow: AfterGlow::Duration,
        fade: f32::NAN,
        value_window: Some((f32::NAN, f32::NAN)),
        time_window_ns: Some((f32::INFINITY, f32::NEG_INFINITY)),
        fog_per_m: f32::NAN,
        halo: f32::NAN,
        background: false,
        ..common::frame(&lost_camera)
    }]) {
        for size in [(1, 1), (2, 300)] {
            let target = Target::new(&gpu, size.0, size.1);
            space.draw(&gpu, &target, frame);
            target.read(&gpu).unwrap();
            let whole = Crop::whole(size);
            space.ids_in(&gpu, frame, size, whole).unwrap();
            space.pick(&gpu, frame, size, (u32::MAX, 0));
        }
    }
    space.set_fronts(&gpu, &[]);
    space.set_balls(&gpu, &[]);
    // Emptied, it is only water.
    for set in [PointSet::Hits, PointSet::Modules, PointSet::Sensors] {
        space.set_points(&gpu, set, &[]);
    }
    space.set_segments(&gpu, &[]);
    let image = picture(&gpu, &space, &frames[3]);
    assert!(image.pixels().all(|pixel| pixel.0[0] < 60));
    let huge = Target::new(&gpu, u32::MAX, 1);
    assert_eq!(huge.size().0, gpu.device.limits().max_texture_dimension_2d);
    gpu.check().unwrap();
}

#[test]
fn a_million_hits_on_one_sensor_are_one_hit_in_the_picture() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let one = hit([5.0, 0.0, 2.0], 1.5, RED, 77);
    space.set_points(&gpu, PointSet::Hits, &[one]);
    let expected = picture(&gpu, &space, &frame(&camera()));
    space.set_points(&gpu, PointSet::Hits, &vec![one; 1_000_000]);
    let many = picture(&gpu, &space, &frame(&camera()));
    let steps = expected.as_raw().iter().zip(many.as_raw());
    // The edge of each is smoothed: a million of them fill the rim's pixels.
    let different = steps.filter(|(a, b)| a.abs_diff(**b) > 2).count();
    assert!(different < 200, "{different}");
    let pixel = camera()
        .pixel_from_world(Vec3::from(one.position), (SIZE.0 as f32, SIZE.1 as f32))
        .unwrap();
    let pixel = (pixel.x as u32, pixel.y as u32);
    assert_eq!(space.pick(&gpu, &frame(&camera()), SIZE, pixel), Some(77));
    gpu.check().unwrap();
}

#[test]
fn what_has_an_infinite_size_covers_nothing() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let nothing = picture(&gpu, &space, &frame(&camera()));
    let endless = [
        hit([0.0; 3], f32::INFINITY, RED, 1),
        hit([0.0, f32::NAN, 0.0], 5.0, RED, 2),
        hit([1e30, 0.0, 0.0], 5.0, RED, 3),
        hit([0.0; 3], f32::NAN, RED, 4),
    ];
    for set in [PointSet::Hits, PointSet::Modules, PointSet::Sensors] {
        assert_eq!(space.set_points(&gpu, set, &endless), 4);
    }
    let broken = Segment {
        from: [0.0; 3],
        to: [f32::INFINITY, 0.0, 0.0],
        ..Default::default()
    };
    assert_eq!(space.set_segments(&gpu, &[broken]), 1);
    let frame = SpaceFrame {
        sensor_range_m: 1e6,
        ..frame(&camera())
    };
    assert!(picture(&gpu, &space, &frame) == nothing);
}
