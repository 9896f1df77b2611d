//! Markers of every shape, size and time, and error ellipses that are right at seams and poles.

#![allow(clippy::unwrap_used)]

mod common;

use std::f32::consts::PI;

use common::gpu;
use glam::{DVec2, DVec3};
use image::RgbaImage;
use nuscope_render::{
    ErrorEllipse, Fold, Gpu, Marker, MarkerShape, Projection, Sky, SkyFrame, SkyStyle, SkyView,
    Target, TimeWindow,
};

const SIZE: (u32, u32) = (400, 240);
const SIZE_PX: (f64, f64) = (400.0, 240.0);

fn draw(gpu: &Gpu, sky: &Sky, frame: &SkyFrame) -> RgbaImage {
    let target = Target::new(gpu, SIZE.0, SIZE.1);
    sky.draw(gpu, &target, frame);
    target.read(gpu).unwrap()
}

fn frame(view: SkyView) -> SkyFrame {
    SkyFrame {
        view,
        size_px: SIZE_PX,
        ..Default::default()
    }
}

fn middle() -> SkyView {
    SkyView {
        center_lon_rad: 0.0,
        ..Default::default()
    }
}

/// How much white there is around the middle, in pixels.
fn white(image: &RgbaImage) -> f32 {
    let ground = f32::from(SkyStyle::DARK.ellipse[0]);
    let near = |x: u32, y: u32| x.abs_diff(200) < 30 && y.abs_diff(120) < 30;
    let pixels = image.enumerate_pixels().filter(|(x, y, _)| near(*x, *y));
    pixels
        .map(|(_, _, pixel)| (f32::from(pixel.0[0]) - ground).max(0.0) / (255.0 - ground))
        .sum()
}

#[test]
fn every_shape_covers_what_it_should_and_is_found_in_its_middle() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let disc = PI * 100.0;
    for shape in MarkerShape::ALL {
        sky.set_markers(
            &gpu,
            &[Marker {
                radius_px: 10.0,
                id: 7,
                shape: shape as u32,
                ..Default::default()
            }],
        );
        let frame = frame(middle());
        let covered = white(&draw(&gpu, &sky, &frame)) / disc;
        let (least, most) = match shape {
            // Filled discs have a darker rim.
            MarkerShape::Dot => (0.85, 1.02),
            MarkerShape::Square | MarkerShape::Diamond => (0.95, 1.05),
            MarkerShape::Triangle | MarkerShape::Star => (0.8, 1.15),
            MarkerShape::Plus | MarkerShape::Cross => (0.3, 0.6),
            _ => (0.15, 0.6),
        };
        assert!(
            (least..most).contains(&covered),
            "{}: {covered}",
            shape.name()
        );
        assert_eq!(
            sky.pick(&gpu, &frame, SIZE, (200, 120)),
            Some(7),
            "{}",
            shape.name()
        );
        assert_eq!(
            sky.pick(&gpu, &frame, SIZE, (222, 120)),
            None,
            "{}",
            shape.name()
        );
    }
    gpu.check().unwrap();
}

#[test]
fn picking_follows_the_shape() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let found = |sky: &mut Sky, shape: MarkerShape, at: (u32, u32)| {
        let marker = Marker {
            radius_px: 16.0,
            id: 7,
            shape: shape as u32,
            ..Default::default()
        };
        sky.set_markers(&gpu, &[marker]);
        sky.pick(&gpu, &frame(middle()), SIZE, at).is_some()
    };
    // In a corner of the square, beside the disc and the diamond.
    let corner = (215, 135);
    assert!(found(&mut sky, MarkerShape::Square, corner));
    assert!(!found(&mut sky, MarkerShape::Dot, corner));
    assert!(!found(&mut sky, MarkerShape::OpenDiamond, corner));
    // At the tip of the star, above the disc; between the arms of a plus.
    assert!(found(&mut sky, MarkerShape::Star, (200, 99)));
    assert!(!found(&mut sky, MarkerShape::Dot, (200, 99)));
    assert!(!found(&mut sky, MarkerShape::Plus, (210, 110)));
    assert!(found(&mut sky, MarkerShape::Cross, (210, 110)));
}

#[test]
fn sizes_follow_values_where_asked() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let covered = |sky: &mut Sky, value: f32, growth: Option<(f32, f32)>| {
        let marker = Marker {
            radius_px: 8.0,
            value,
            shape: MarkerShape::Square as u32,
            ..Default::default()
        };
        sky.set_markers(&gpu, &[marker]);
        let frame = SkyFrame {
            marker_growth: growth,
            marker_range: (10.0, 20.0),
            ..frame(middle())
        };
        white(&draw(&gpu, sky, &frame)) / (PI * 64.0)
    };
    assert!((covered(&mut sky, 20.0, None) - 1.0).abs() < 0.05);
    assert!((covered(&mut sky, 10.0, Some((0.5, 2.0))) - 0.25).abs() < 0.03);
    assert!((covered(&mut sky, 20.0, Some((0.5, 2.0))) - 4.0).abs() < 0.1);
    assert!(
        (covered(&mut sky, f32::MIN, Some((0.5, 2.0))) - 1.0).abs() < 0.05,
        "no value"
    );
}

#[test]
fn times_choose_what_is_shown_and_found() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let window = TimeWindow {
        from: 100.0,
        to: 200.0,
        decay: 0.0,
        fold: None,
    };
    let fading = TimeWindow {
        decay: 50.0,
        ..window
    };
    let folded = TimeWindow {
        from: 0.9,
        to: 1.1,
        decay: 0.0,
        fold: Some(Fold {
            epoch: 50.0,
            period: 30.0,
        }),
    };
    for window in [window, fading, folded] {
        for time in [
            Marker::NO_TIME,
            -1e6,
            50.0,
            99.9,
            100.5,
            140.0,
            150.0,
            199.0,
            200.5,
            1e6,
        ] {
            let marker = Marker {
                radius_px: 8.0,
                time,
                id: 7,
                shape: MarkerShape::Square as u32,
                ..Default::default()
            };
            let ellipse = ErrorEllipse {
                major_rad: 0.3,
                minor_rad: 0.3,
                time,
                id: 8,
                ..Default::default()
            };
            sky.set_markers(&gpu, &[marker]);
            sky.set_ellipses(&gpu, &[]);
            let frame = SkyFrame {
                time: Some(window),
                ..frame(middle())
            };
            let strength = window.strength(time);
            let covered = white(&draw(&gpu, &sky, &frame)) / (PI * 64.0);
            assert!(
                (covered - strength).abs() < 0.05,
                "{window:?} at {time}: {covered}"
            );
            sky.set_ellipses(&gpu, &[ellipse]);
            let found = sky.pick(&gpu, &frame, SIZE, (200, 120));
            assert_eq!(found, (strength > 0.0).then_some(7), "{window:?} at {time}");
            let rim = middle()
                .pixel_from_sky(DVec3::new(0.3_f64.cos(), 0.3_f64.sin(), 0.0), SIZE_PX)
                .unwrap();
            let found = sky.pick(&gpu, &frame, SIZE, (rim.x as u32, rim.y as u32));
            assert_eq!(found, (strength > 0.0).then_some(8), "{window:?} at {time}");
        }
    }
}

/// How far out in an ellipse a direction is: 1 on its line.
fn level(ellipse: &ErrorEllipse, unit: DVec3) -> f64 {
    let center = DVec3::from(ellipse.direction.map(f64::from)).normalize();
    let east = DVec3::Z.cross(center).normalize_or(DVec3::Y);
    let north = center.cross(east);
    let (sin, cos) = f64::from(ellipse.position_angle_rad).sin_cos();
    let (major, minor) = (cos * north + sin * east, cos * east - sin * north);
    let away = center.angle_between(unit);
    let way = DVec2::new(unit.dot(major), unit.dot(minor)).normalize_or_zero() * away;
    let axis = |along: f64, ahead: f32, behind: f32| {
        f64::from(if along < 0.0 && behind > 0.0 {
            behind
        } else {
            ahead
        })
    };
    let [behind_major, behind_minor] = ellipse.other_rad;
    let axes = DVec2::new(
        axis(way.x, ellipse.major_rad, behind_major),
        axis(way.y, ellipse.minor_rad, behind_minor),
    );
    (way / axes).length()
}

/// Every pixel of a filled ellipse is inside by the processor's reckoning, and every pixel inside is filled.
fn assert_filled(gpu: &Gpu, sky: &mut Sky, view: SkyView, ellipse: ErrorEllipse) {
    sky.set_ellipses(gpu, &[ellipse]);
    let image = draw(gpu, sky, &frame(view));
    let (middle, half) = view.extent(SIZE_PX);
    let mut inside = 0;
    for (x, y, pixel) in image.enumerate_pixels() {
        let at = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let reach = view.projection.row().reach((at - middle) / half.x);
        let Some(unit) = view
            .sky_from_pixel(at, SIZE_PX)
            .filter(|_| reach < 1.0 - 2.5 / half.y)
        else {
            continue;
        };
        let here = level(&ellipse, unit) < 1.0;
        let filled = pixel.0[0] > 100;
        inside += usize::from(here && filled);
        if filled == here {
            continue;
        }
        // Close to the line, strokes and smoothing decide.
        let around = (0..8).filter_map(|eighth| {
            let way = DVec2::from_angle(f64::from(eighth) * std::f64::consts::FRAC_PI_4);
            view.sky_from_pixel(at + 2.0 * way, SIZE_PX)
        });
        let close = around
            .into_iter()
            .any(|unit| (level(&ellipse, unit) < 1.0) != here);
        assert!(close, "{view:?} {ellipse:?} at ({x}, {y}): {pixel:?}");
    }
    let smallest = ellipse.major_rad.min(ellipse.minor_rad);
    assert!(
        inside > 20
            || smallest < 0.05
            || view.projection.row().half_height > 0.9
            || view.zoom > 1.0
    );
}

#[test]
fn ellipses_are_true_on_the_sphere_at_every_pixel_in_every_projection() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let places: [[f32; 3]; 7] = [
        [1.0, 0.0, 0.0],
        [-1.0, 0.02, 0.0],
        [-0.9, -0.3, 0.4],
        [0.05, 0.0, 1.0],
        [0.0, 0.0, -1.0],
        [0.3, 0.9, -0.5],
        [-0.5, 0.1, 0.85],
    ];
    for projection in Projection::all() {
        for (index, place) in places.into_iter().enumerate() {
            let place = glam::Vec3::from(place).normalize().to_array();
            for (major_rad, minor_rad, angle, other_rad) in [
                (0.4, 0.4, 0.0, [0.0; 2]),
                (0.6, 0.15, 0.7, [0.0; 2]),
                (0.03, 0.05, 0.0, [0.0; 2]),
                (1.5, 1.0, -0.5, [0.0; 2]),
                (0.5, 0.3, 0.4, [0.2, 0.6]),
            ] {
                let view = SkyView {
                    projection,
                    center_lon_rad: 0.0,
                    center_lat_rad: if index % 2 == 0 { 0.0 } else { 0.5 },
                    roll_rad: if index % 3 == 0 { 0.0 } else { 0.8 },
                    ..Default::default()
                };
                let ellipse = ErrorEllipse {
                    direction: place,
                    major_rad,
                    minor_rad,
                    position_angle_rad: angle,
                    other_rad,
                    fill: 1.0,
                    ..Default::default()
                };
                assert_filled(&gpu, &mut sky, view, ellipse);
            }
        }
    }
}

#[test]
fn an_ellipse_of_an_arc_second_is_round_at_the_largest_zoom() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    for projection in Projection::all() {
        let direction = DVec3::new(0.3, -0.8, 0.4).normalize();
        let mut view = SkyView {
            projection,
            zoom: SkyView::LARGEST_ZOOM,
            ..Default::default()
        };
        view.center_on(direction);
        let ellipse = ErrorEllipse {
            direction: direction.as_vec3().to_array(),
            major_rad: (40.0 * view.rad_per_px(SIZE_PX)) as f32,
            minor_rad: (60.0 * view.rad_per_px(SIZE_PX)) as f32,
            fill: 1.0,
            ..Default::default()
        };
        assert_filled(&gpu, &mut sky, view, ellipse);
    }
}

#[test]
fn what_is_no_ellipse_is_not_drawn() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let ground = draw(&gpu, &sky, &frame(middle()));
    for (major_rad, minor_rad) in [(0.0, 0.1), (f32::NAN, 0.1), (0.1, -1.0)] {
        sky.set_ellipses(
            &gpu,
            &[ErrorEllipse {
                major_rad,
                minor_rad,
                ..Default::default()
            }],
        );
        assert!(
            draw(&gpu, &sky, &frame(middle())) == ground,
            "{major_rad} {minor_rad}"
        );
    }
    gpu.check().unwrap();
}
