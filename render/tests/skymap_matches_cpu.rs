//! The map's shader reads, at every pixel, the value that the processor reads there in 64 bits.

#![allow(clippy::unwrap_used)]

mod common;

use common::gpu;
use glam::{DVec2, DVec3};
use image::RgbaImage;
use nuscope_render::{
    Colormap, Error, Gpu, MapStyle, Marker, Projection, Scale, Sky, SkyFrame, SkyStyle, SkyView,
    Target, healpix,
};

const SIZE: (u32, u32) = (900, 480);
const SIZE_PX: (f64, f64) = (900.0, 480.0);

/// One of 16 well separated gray levels, scattered over the map.
fn level(ring: u64) -> f32 {
    ((ring.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60) as f32 + 0.5) / 16.0
}

fn draw(gpu: &Gpu, sky: &Sky, frame: &SkyFrame) -> RgbaImage {
    let target = Target::new(gpu, SIZE.0, SIZE.1);
    sky.draw(gpu, &target, frame);
    target.read(gpu).unwrap()
}

fn gray(view: SkyView) -> SkyFrame {
    SkyFrame {
        view,
        size_px: SIZE_PX,
        map: MapStyle {
            colormap: Colormap::Gray,
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Compares each pixel that lies on the map; returns how many there were and how many differ at a border.
fn compare(nside: u32, view: SkyView) -> (usize, usize) {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let values: Vec<f32> = (0..12 * u64::from(nside).pow(2)).map(level).collect();
    sky.set_map(&gpu, nside, &values).unwrap();
    let image = draw(&gpu, &sky, &gray(view));
    let (middle, half) = view.extent(SIZE_PX);
    let (mut compared, mut border) = (0, 0);
    for (x, y, pixel) in image.enumerate_pixels() {
        let at = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        // The edge line covers the outermost two pixels.
        let plane = (at - middle) / half.x;
        if view.projection.row().reach(plane) > 1.0 - 2.5 / half.y {
            continue;
        }
        let expected = |at: DVec2| {
            let direction = view.sky_from_pixel(at, SIZE_PX)?;
            let ring = healpix::ring_index(nside, healpix::texel(nside, direction));
            Some((255.0 * level(ring)).round() as u8)
        };
        let agrees = |at: DVec2| expected(at).is_some_and(|value| value.abs_diff(pixel.0[0]) <= 1);
        compared += 1;
        if !agrees(at) {
            // A border is a place where another value is at most a twentieth of a pixel away.
            let beside = [0.005, 0.02, 0.05].into_iter().any(|step| {
                (0..8).any(|eighth| {
                    let way = DVec2::from_angle(f64::from(eighth) * std::f64::consts::FRAC_PI_4);
                    agrees(at + step * way)
                })
            });
            assert!(
                beside,
                "pixel ({x}, {y}) shows {:?}, {:?} expected",
                pixel.0,
                expected(at)
            );
            border += 1;
        }
    }
    (compared, border)
}

#[test]
fn every_pixel_of_a_whole_sky_agrees_in_every_projection() {
    for projection in Projection::all() {
        for (nside, center, roll_rad) in [
            (1, (0.0, 0.0), 0.0),
            (8, (1.0, 0.4), -2.8),
            (64, (3.1, -0.9), 0.7),
            (100, (5.5, 1.5), 0.0),
        ] {
            let view = SkyView {
                projection,
                center_lon_rad: center.0,
                center_lat_rad: center.1,
                roll_rad,
                ..Default::default()
            };
            let (compared, border) = compare(nside, view);
            assert!(compared > 120_000);
            assert!(
                border * 200 < compared,
                "{}, nside {nside}: {border} of {compared} at borders",
                projection.name()
            );
        }
    }
}

#[test]
fn every_pixel_of_a_magnified_sky_agrees_in_every_projection() {
    for projection in Projection::all() {
        for (east_left, north_locked, direction) in [
            (true, true, DVec3::new(0.3, -0.8, 0.4)),
            (false, false, DVec3::new(-0.02, 0.03, 0.99)),
        ] {
            let mut view = SkyView {
                projection,
                east_left,
                north_locked,
                center_lat_rad: 0.5,
                ..Default::default()
            };
            view.center_on(direction);
            view.zoom_about(150.0, DVec2::new(700.0, 100.0), SIZE_PX);
            let (compared, border) = compare(512, view);
            assert!(compared > 400_000);
            assert!(
                border * 200 < compared,
                "{}: {border} of {compared} at borders",
                projection.name()
            );
        }
    }
}

#[test]
fn every_pixel_of_moved_paper_agrees() {
    for (east_left, direction) in [
        (true, DVec3::new(0.3, -0.8, 0.4)),
        (false, DVec3::new(-0.02, 0.03, 0.99)),
    ] {
        let mut view = SkyView {
            east_left,
            ..Default::default()
        };
        for _ in 0..6 {
            let cursor = view.pixel_from_sky(direction, SIZE_PX).unwrap();
            view.zoom_at(2.4, cursor, SIZE_PX);
            view.pan_by(0.5 * DVec2::new(SIZE_PX.0, SIZE_PX.1) - cursor, SIZE_PX);
        }
        assert!(view.zoom > 100.0);
        let (compared, border) = compare(512, view);
        assert!(compared > 400_000);
        assert!(border * 200 < compared, "{border} of {compared} at borders");
    }
}

#[test]
fn masked_pixels_are_hatched_and_other_values_are_not_lost() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let mut values = vec![1.0; 12];
    values[4] = f32::NAN; // on the equator at longitude 0
    values[6] = f32::INFINITY; // on the equator at longitude 180 degrees
    sky.set_map(&gpu, 1, &values).unwrap();
    let view = SkyView {
        center_lon_rad: 0.0,
        ..Default::default()
    };
    let style = SkyStyle::DARK;
    let image = draw(&gpu, &sky, &gray(view));
    let around = |direction: DVec3| {
        let at = view.pixel_from_sky(direction, SIZE_PX).unwrap();
        let mut colors: Vec<_> = (0..12)
            .map(|step| image.get_pixel(at.x as u32 + step, at.y as u32).0)
            .collect();
        colors.dedup();
        colors
    };
    let near = |color: [u8; 4], wanted: [u8; 3]| {
        (0..3).all(|channel| color[channel].abs_diff(wanted[channel]) <= 2)
    };
    let masked = around(DVec3::X);
    assert!(
        masked.iter().any(|color| near(*color, style.masked)),
        "{masked:?}"
    );
    assert!(
        masked.iter().any(|color| near(*color, style.hatch)),
        "{masked:?}"
    );
    assert_eq!(around(DVec3::new(0.5, 0.0, 0.8)), [[255; 4]]);
    assert_eq!(
        around(DVec3::new(-1.0, 0.15, 0.0)),
        [[255; 4]],
        "infinity is the high end"
    );
    sky.clear_map();
    let image = draw(&gpu, &sky, &gray(view));
    let middle = image.get_pixel(450, 240).0;
    assert!(near(middle, style.ellipse), "{middle:?}");
}

#[test]
fn a_logarithmic_scale_gives_equal_factors_equal_steps() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let mut values = vec![1e-3; 12];
    values[4] = 10.0;
    values[5] = -2.0;
    sky.set_map(&gpu, 1, &values).unwrap();
    let view = SkyView {
        center_lon_rad: 0.0,
        ..Default::default()
    };
    let mut frame = gray(view);
    frame.map.scale = Scale::Log;
    frame.map.range = (0.1, 1000.0);
    let image = draw(&gpu, &sky, &frame);
    let value = |direction: DVec3| {
        let at = view.pixel_from_sky(direction, SIZE_PX).unwrap();
        image.get_pixel(at.x as u32, at.y as u32).0[0]
    };
    assert!(
        value(DVec3::X).abs_diff(128) <= 1,
        "10 is half way from 0.1 to 1000"
    );
    assert_eq!(value(DVec3::new(0.0, 1.0, 0.0)), 0, "no logarithm of -2");
    assert_eq!(value(DVec3::new(0.5, 0.0, 0.8)), 0, "below the range");
}

#[test]
fn markers_lie_where_the_processor_projects_them() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let directions = [
        DVec3::X,
        DVec3::new(0.4, 0.8, 0.5),
        DVec3::new(-0.9, -0.001, 0.2),
        DVec3::new(0.05, 0.02, -0.99),
    ]
    .map(DVec3::normalize);
    for (index, direction) in directions.into_iter().enumerate() {
        sky.set_markers(&gpu, &[white(direction)]);
        for projection in Projection::all() {
            for zoom in [1.0, 8.0, SkyView::LARGEST_ZOOM] {
                let mut view = SkyView {
                    projection,
                    center_lon_rad: index as f64,
                    center_lat_rad: 0.3,
                    roll_rad: -0.4,
                    ..Default::default()
                };
                if zoom > 1.0 || view.pixel_from_sky(direction, SIZE_PX).is_none() {
                    // Seen beside the middle, so that there is a way to go wrong.
                    view.center_on(direction);
                    view.zoom = zoom;
                    view.drag_to(direction, DVec2::new(600.0, 200.0), SIZE_PX);
                }
                let expected = view.pixel_from_sky(direction, SIZE_PX).unwrap();
                let image = draw(&gpu, &sky, &gray(view));
                let ((x, y), count) = common::centroid(&image, |pixel| pixel[0] > 150);
                assert!((35..65).contains(&count), "{projection:?}: {count} pixels");
                // Directions of markers have 32 bits: one rounding is 0.6 pixels at the largest zoom.
                let off = DVec2::new(x, y).distance(expected);
                assert!(
                    off < if zoom > 8.0 { 1.0 } else { 0.3 },
                    "{projection:?} at {zoom}: ({x}, {y}), {expected} expected"
                );
            }
        }
    }
    gpu.check().unwrap();
}

#[test]
fn what_is_behind_the_horizon_is_not_drawn() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    sky.set_markers(&gpu, &[white(-DVec3::X)]);
    for (projection, seen) in [
        (Projection::Globe, false),
        (Projection::Gnomonic, false),
        (Projection::Mollweide, true),
    ] {
        let view = SkyView {
            projection,
            center_lon_rad: 0.0,
            ..Default::default()
        };
        let image = draw(&gpu, &sky, &gray(view));
        let (_, count) = common::centroid(&image, |pixel| pixel[0] > 150);
        assert_eq!(count > 0, seen, "{projection:?}");
    }
}

/// A white dot.
fn white(direction: DVec3) -> Marker {
    Marker {
        direction: direction.as_vec3().to_array(),
        radius_px: 4.0,
        color: [255; 4],
        ..Default::default()
    }
}

#[test]
fn a_map_that_does_not_fit_is_refused_and_the_one_before_stays() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    sky.set_map(&gpu, 1, &[1.0; 12]).unwrap();
    assert_eq!(
        sky.set_map(&gpu, 4, &[0.0; 12]),
        Err(Error::MapLength {
            nside: 4,
            expected: 192,
            found: 12
        })
    );
    assert!(matches!(
        sky.set_map(&gpu, 0, &[]),
        Err(Error::MapSize { nside: 0, .. })
    ));
    assert!(matches!(
        sky.set_map(&gpu, 4096, &[0.0; 12]),
        Err(Error::MapLength { .. })
    ));
    for nside in [3000, 32_768] {
        assert!(matches!(
            sky.set_map(&gpu, nside, &[0.0; 12]),
            Err(Error::MapSize { .. })
        ));
    }
    let image = draw(&gpu, &sky, &gray(SkyView::default()));
    assert_eq!(image.get_pixel(450, 240).0, [255; 4]);
    let sizeless = SkyFrame {
        size_px: (0.0, 0.0),
        ..gray(SkyView::default())
    };
    draw(&gpu, &sky, &sizeless);
    gpu.check().unwrap();
}

/// Around the outline the picture is drawn in parts, and what no part covers would be black.
#[test]
fn the_parts_of_a_picture_leave_no_gap() {
    let gpu = gpu();
    let sky = Sky::new(&gpu);
    for projection in Projection::all() {
        for (zoom, pan) in [
            (1.0, 0.0),
            (1.7, 0.6),
            (3.0, -2.0),
            (6.0, 5.0),
            (30.0, 29.0),
        ] {
            let frame = SkyFrame {
                view: SkyView {
                    projection,
                    zoom,
                    pan: DVec2::new(pan, 0.3 * pan),
                    ..Default::default()
                },
                size_px: SIZE_PX,
                style: SkyStyle::LIGHT,
                ..Default::default()
            };
            let image = draw(&gpu, &sky, &frame);
            let dark = image.pixels().filter(|pixel| pixel.0[0] < 100).count();
            assert_eq!(dark, 0, "{projection:?} at {zoom}");
        }
    }
}
