//! Picking returns the id of what is drawn at a pixel, or close to it, in both views.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, frame, gpu, hit};
use glam::{DVec3, Vec3};
use nuscope_render::{
    Marker, Point, PointSet, Projection, Segment, Sky, SkyFrame, Space, SpaceFrame,
};

const GRAY: [u8; 3] = [128; 3];

fn pixel_of(position: [f32; 3]) -> (u32, u32) {
    let viewport = (SIZE.0 as f32, SIZE.1 as f32);
    let pixel = camera()
        .pixel_from_world(Vec3::from(position), viewport)
        .unwrap();
    (pixel.x as u32, pixel.y as u32)
}

#[test]
fn the_nearest_of_what_is_under_the_pointer_is_found() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let near = [0.0, -30.0, 0.0];
    let aside = [25.0, 0.0, -12.0];
    space.set_points(
        &gpu,
        PointSet::Hits,
        &[
            hit([0.0, 30.0, 0.0], 4.0, GRAY, 11),
            hit(near, 2.0, GRAY, 22),
            hit(aside, 1.0, GRAY, 33),
            hit([-25.0, 0.0, 0.0], 2.0, GRAY, 0),
        ],
    );
    let frame = frame(&camera());
    let pick = |pixel| space.pick(&gpu, &frame, SIZE, pixel);
    assert_eq!(pick(pixel_of(near)), Some(22));
    let (x, y) = pixel_of(aside);
    assert_eq!(pick((x, y)), Some(33));
    assert_eq!(
        pick((x + 5, y)),
        Some(33),
        "the disc has a radius of 2.7 pixels, 3 more are reached"
    );
    assert_eq!(pick((x + 9, y)), None);
    assert_eq!(
        pick(pixel_of([-25.0, 0.0, 0.0])),
        None,
        "0 cannot be picked"
    );
    assert_eq!(pick((3, 3)), None);
    assert_eq!(pick((5000, 5000)), None);
}

#[test]
fn what_the_cursor_hides_is_not_found() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let late = Point {
        time_ns: 500.0,
        ..hit([0.0; 3], 2.0, GRAY, 7)
    };
    space.set_points(&gpu, PointSet::Hits, &[late]);
    let at = |cursor_ns| {
        let frame = SpaceFrame {
            cursor_ns,
            ..frame(&camera())
        };
        space.pick(&gpu, &frame, SIZE, pixel_of([0.0; 3]))
    };
    assert_eq!(
        (at(None), at(Some(600.0)), at(Some(400.0))),
        (Some(7), Some(7), None)
    );
}

#[test]
fn modules_sensors_and_tracks_are_found_too() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let sensor = Point {
        direction: Point::facing([0.0, -1.0, 0.0]),
        ..hit([20.0, -2.0, 0.0], 1.0, GRAY, 3)
    };
    space.set_points(
        &gpu,
        PointSet::Modules,
        &[
            hit([0.0; 3], 2.0, GRAY, 1),
            hit([20.0, 0.0, 0.0], 2.0, GRAY, 2),
        ],
    );
    space.set_points(&gpu, PointSet::Sensors, &[sensor]);
    space.set_segments(
        &gpu,
        &[Segment {
            from: [-40.0, 0.0, 15.0],
            to: [40.0, 0.0, 15.0],
            width_px: 2.0,
            id: 4,
            ..Default::default()
        }],
    );
    let frame = SpaceFrame {
        sensor_range_m: 1e4,
        ..frame(&camera())
    };
    let pick = |position| space.pick(&gpu, &frame, SIZE, pixel_of(position));
    assert_eq!(pick([0.0; 3]), Some(1));
    assert_eq!(
        pick([20.0, 0.0, 0.0]),
        Some(3),
        "the sensor is in front of its module"
    );
    assert_eq!(pick([-10.0, 0.0, 15.0]), Some(4));
    assert_eq!(pick([-10.0, 0.0, 10.0]), None);
}

#[test]
fn markers_are_found_where_the_map_shows_them() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let frame = SkyFrame {
        size_px: (f64::from(SIZE.0), f64::from(SIZE.1)),
        ..Default::default()
    };
    let directions = [
        DVec3::X,
        DVec3::new(-0.6, 0.5, 0.3),
        DVec3::new(0.1, -0.5, -0.8),
    ];
    let markers: Vec<_> = (1..)
        .zip(directions)
        .map(|(id, direction)| Marker {
            direction: direction.normalize().as_vec3().to_array(),
            id,
            ..Default::default()
        })
        .collect();
    sky.set_markers(&gpu, &markers);
    for (id, direction) in (1..).zip(directions) {
        let pixel = frame.view.pixel_from_sky(direction, frame.size_px).unwrap();
        let (x, y) = (pixel.x as u32, pixel.y as u32);
        assert_eq!(sky.pick(&gpu, &frame, SIZE, (x, y)), Some(id));
        assert_eq!(
            sky.pick(&gpu, &frame, SIZE, (x, y.saturating_sub(12))),
            None
        );
    }
    gpu.check().unwrap();
}

/// Of many markers only those around the pointer are drawn again, which must leave none out.
#[test]
fn among_many_markers_the_one_under_the_pointer_is_found() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    // A golden spiral, denser than the map has pixels.
    let count = 30_000_u32;
    let direction = |index: u32| {
        let z = 1.0 - 2.0 * (f64::from(index) + 0.5) / f64::from(count);
        let (sin, cos) = (2.399_963_2 * f64::from(index)).sin_cos();
        let across = (1.0 - z * z).sqrt();
        DVec3::new(across * cos, across * sin, z)
    };
    let markers: Vec<_> = (0..count)
        .map(|index| Marker {
            direction: direction(index).as_vec3().to_array(),
            id: index + 1,
            ..Default::default()
        })
        .collect();
    sky.set_markers(&gpu, &markers);
    for projection in Projection::all() {
        for (zoom, lat) in [(1.0, 0.4), (30.0, 1.5), (3000.0, -0.7)] {
            let mut frame = SkyFrame {
                size_px: (f64::from(SIZE.0), f64::from(SIZE.1)),
                ..Default::default()
            };
            frame.view.projection = projection;
            frame.view.center_lat_rad = lat;
            let middle = direction(4_321);
            if zoom > 1.0 {
                frame.view.center_on(middle);
                frame.view.zoom = zoom;
            }
            let mut found = 0;
            for index in (0..count).step_by(if zoom > 1.0 { 1 } else { 997 }) {
                let Some(at) = frame.view.pixel_from_sky(direction(index), frame.size_px) else {
                    continue;
                };
                let inside = at.x > 0.0 && at.y > 0.0;
                if !inside || at.x >= SIZE.0.into() || at.y >= SIZE.1.into() || found > 25 {
                    continue;
                }
                let pixel = (at.x as u32, at.y as u32);
                let picked = sky.pick(&gpu, &frame, SIZE, pixel);
                let other = direction(picked.unwrap() - 1);
                let there = frame.view.pixel_from_sky(other, frame.size_px).unwrap();
                assert!(
                    there.distance(at) < 3.5,
                    "{projection:?} {zoom}: {at}, {there}"
                );
                found += 1;
            }
            assert!(found > 0, "{projection:?} {zoom}");
        }
    }
}
