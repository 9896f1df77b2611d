//! A map's values: under the screen as healpy finds them, interpolated, scaled, and two maps together.

#![allow(clippy::unwrap_used)]

mod common;

use common::gpu;
use glam::DVec2;
use image::RgbaImage;
use nuscope_render::{
    Colormap, Combine, Gpu, MapStyle, Projection, Scale, Sky, SkyFrame, SkyView, Target, healpix,
};

const SIZE: (u32, u32) = (500, 300);
const SIZE_PX: (f64, f64) = (500.0, 300.0);

fn draw(gpu: &Gpu, sky: &Sky, frame: &SkyFrame) -> RgbaImage {
    let target = Target::new(gpu, SIZE.0, SIZE.1);
    sky.draw(gpu, &target, frame);
    target.read(gpu).unwrap()
}

fn gray(range: (f32, f32)) -> MapStyle {
    MapStyle {
        range,
        colormap: Colormap::Gray,
        ..Default::default()
    }
}

fn view(projection: Projection) -> SkyView {
    SkyView {
        projection,
        center_lon_rad: 1.1,
        center_lat_rad: 0.6,
        roll_rad: 0.3,
        ..Default::default()
    }
}

/// The gray of every pixel that lies on the map, with the direction there.
fn on_the_map(image: &RgbaImage, view: SkyView) -> impl Iterator<Item = (glam::DVec3, u8)> {
    let half = view.extent(SIZE_PX).1;
    image.enumerate_pixels().filter_map(move |(x, y, pixel)| {
        let at = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let plane = (at - view.extent(SIZE_PX).0) / half.x;
        let inside = view.projection.row().reach(plane) < 1.0 - 2.5 / half.y;
        let unit = view.sky_from_pixel(at, SIZE_PX)?;
        inside.then_some((unit, pixel.0[0]))
    })
}

/// Pixel numbers by healpy; see `data/make_screen_points.py`.
#[test]
fn pixels_under_ten_thousand_screen_points_are_those_of_healpy() {
    let view = SkyView {
        center_lon_rad: 123.4_f64.to_radians(),
        ..Default::default()
    };
    let table = include_str!("data/screen_points.csv").lines();
    let numbers = table.flat_map(|line| line.split(','));
    let (mut inside, mut outside) = (0, 0);
    for (index, number) in numbers.enumerate() {
        let expected: i64 = number.parse().unwrap();
        let index = index as f64;
        let at = DVec2::new(
            1000.0 * (index * 0.754_877_666_246_692_7).fract(),
            600.0 * (index * 0.569_840_290_998_053_2).fract(),
        );
        match view.sky_from_pixel(at, (1000.0, 600.0)) {
            Some(unit) => {
                assert_eq!(healpix::ring_of(1024, unit) as i64, expected, "{at}");
                inside += 1;
            }
            None => {
                assert_eq!(expected, -1, "{at}");
                outside += 1;
            }
        }
    }
    assert_eq!(inside + outside, 10_000);
    assert!(inside > 5_000);
}

#[test]
fn interpolated_values_are_those_of_the_processor_at_every_pixel() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let nside = 6;
    let mut values: Vec<f32> = (0..432_u32)
        .map(|ring| (ring * 7 % 13) as f32 / 12.0)
        .collect();
    values[100] = f32::NAN;
    values[3] = f32::NAN;
    sky.set_map(&gpu, nside, &values).unwrap();
    for projection in Projection::all() {
        let view = view(projection);
        let frame = SkyFrame {
            view,
            size_px: SIZE_PX,
            map: MapStyle {
                smooth: true,
                ..gray((0.0, 1.0))
            },
            ..Default::default()
        };
        let image = draw(&gpu, &sky, &frame);
        let (mut compared, mut off) = (0, 0);
        for (unit, shade) in on_the_map(&image, view) {
            let expected = healpix::smooth_value(nside, &values, unit);
            if expected.is_nan() {
                continue;
            }
            compared += 1;
            off += usize::from((255.0 * expected).round().abs_diff(shade) > 2);
        }
        assert!(compared > 30_000, "{compared}");
        // Where a masked pixel ends, and where three base pixels meet, values jump.
        assert!(
            off * 500 < compared,
            "{projection:?}: {off} of {compared} differ"
        );
    }
}

/// Differences of rounded shades.
trait AbsDiff {
    fn abs_diff(self, other: u8) -> u32;
}

impl AbsDiff for f32 {
    fn abs_diff(self, other: u8) -> u32 {
        (self - f32::from(other)).abs() as u32
    }
}

#[test]
fn scales_are_those_of_the_processor() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let values: Vec<f32> = (0..768)
        .map(|ring| 10_f32.powf(ring as f32 / 96.0 - 6.0))
        .collect();
    let signed: Vec<f32> = values
        .iter()
        .enumerate()
        .map(|(i, v)| if i % 2 == 0 { *v } else { -v })
        .collect();
    for (scale, range, values) in [
        (Scale::Linear, (0.0, 50.0), &values),
        (Scale::Log, (1e-5, 10.0), &values),
        (Scale::MinusLog10, (-1.0, 5.0), &values),
        (Scale::Asinh, (-60.0, 60.0), &signed),
    ] {
        for reversed in [false, true] {
            sky.set_map(&gpu, 8, values).unwrap();
            let view = view(Projection::Hammer);
            let frame = SkyFrame {
                view,
                size_px: SIZE_PX,
                map: MapStyle {
                    scale,
                    reversed,
                    ..gray(range)
                },
                ..Default::default()
            };
            let image = draw(&gpu, &sky, &frame);
            let mut differ = 0;
            for (unit, shade) in on_the_map(&image, view) {
                let place = scale
                    .position(healpix::value(8, values, unit), range)
                    .clamp(0.0, 1.0);
                let place = if reversed { 1.0 - place } else { place };
                differ += usize::from((255.0 * place).round().abs_diff(shade) > 1);
            }
            assert!(
                differ < 100,
                "{scale:?}: {differ} pixels differ, more than borders would"
            );
        }
    }
}

#[test]
fn two_maps_blink_lie_over_each_other_and_are_subtracted() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let mut first = vec![0.75; 12];
    let mut second = vec![0.25; 12];
    first[4] = f32::NAN; // around longitude 0 on the equator
    second[6] = f32::NAN; // around longitude 180
    let view = SkyView {
        center_lon_rad: 1.5,
        ..Default::default()
    };
    let shade = |sky: &Sky, combine: Combine, opacity: f32| {
        let frame = SkyFrame {
            view,
            size_px: SIZE_PX,
            map: gray((0.0, 1.0)),
            second_map: MapStyle {
                opacity,
                ..gray((0.0, 1.0))
            },
            combine,
            ..Default::default()
        };
        let image = draw(&gpu, sky, &frame);
        let at = |lon: f64| {
            let unit = glam::DVec3::new(lon.cos(), lon.sin(), 0.0);
            let at = view.pixel_from_sky(unit, SIZE_PX).unwrap();
            image.get_pixel(at.x as u32, at.y as u32).0
        };
        [at(0.0), at(1.5), at(3.1)]
    };
    sky.set_map(&gpu, 1, &first).unwrap();
    sky.set_second_map(&gpu, 1, &second).unwrap();
    let grays = |combine, opacity| shade(&sky, combine, opacity)[1][0];
    assert_eq!(grays(Combine::First, 1.0), 191);
    assert_eq!(grays(Combine::Second, 1.0), 64);
    assert_eq!(grays(Combine::Over, 0.5), 128);
    assert_eq!(grays(Combine::Difference, 1.0), 128, "0.75 less 0.25");
    let masked = |color: [u8; 4]| color[0] < 60 && color[2] > color[0];
    let difference = shade(&sky, Combine::Difference, 1.0);
    assert!(
        masked(difference[0]) && masked(difference[2]),
        "{difference:?}"
    );
    let over = shade(&sky, Combine::Over, 1.0);
    assert!(!masked(over[0]) && masked(over[2]), "{over:?}");
    // Without a second map the first is shown, whatever was asked.
    sky.clear_second_map();
    assert_eq!(shade(&sky, Combine::Difference, 1.0)[1][0], 191);
    assert_eq!(shade(&sky, Combine::Over, 1.0)[1][0], 191);
    gpu.check().unwrap();
}

#[test]
fn what_lies_below_the_range_can_be_clear() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let mut values = vec![1.0; 12];
    values[4] = 0.2;
    sky.set_map(&gpu, 1, &values).unwrap();
    let view = SkyView {
        center_lon_rad: 0.0,
        ..Default::default()
    };
    let middle = |clear_below: bool| {
        let frame = SkyFrame {
            view,
            size_px: SIZE_PX,
            map: MapStyle {
                clear_below,
                ..gray((0.5, 1.0))
            },
            ..Default::default()
        };
        draw(&gpu, &sky, &frame).get_pixel(250, 150).0
    };
    assert_eq!(middle(false), [0, 0, 0, 255]);
    let ground = nuscope_render::SkyStyle::DARK.ellipse;
    let clear = middle(true);
    assert!(
        (0..3).all(|channel| clear[channel].abs_diff(ground[channel]) <= 1),
        "{clear:?}"
    );
}

/// Levels from dark to bright that neighbours do not share.
fn scattered(nside: u32) -> Vec<f32> {
    let level = |ring: u64| ((ring.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60) as f32 + 0.5) / 16.0;
    (0..12 * u64::from(nside).pow(2)).map(level).collect()
}

#[test]
fn a_map_in_tiles_shows_its_finest_values_where_it_is_magnified() {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let nside = 1024;
    let mut values = scattered(nside);
    let hole = healpix::ring_of(nside, glam::DVec3::new(0.0, 0.1, 1.0).normalize());
    values[hole as usize] = f32::NAN;
    sky.set_tiled_map(&gpu, nside, &values).unwrap();
    for (projection, direction) in [
        (Projection::Hammer, glam::DVec3::new(0.3, -0.8, 0.4)),
        (Projection::Gnomonic, glam::DVec3::new(0.05, 0.05, 1.0)),
        (Projection::PlateCarree, glam::DVec3::new(1.0, 1.0, 0.95)),
    ] {
        for smooth in [false, true] {
            let mut view = view(projection);
            view.center_on(direction);
            view.zoom = 40.0;
            let frame = SkyFrame {
                view,
                size_px: SIZE_PX,
                map: MapStyle {
                    smooth,
                    ..gray((0.0, 1.0))
                },
                ..Default::default()
            };
            let before = sky.uploaded_bytes();
            let image = draw(&gpu, &sky, &frame);
            let sent = sky.uploaded_bytes() - before;
            assert_eq!(sent > 260_000, !smooth, "tiles are sent once");
            let (mut compared, mut off) = (0, 0);
            for (unit, shade) in on_the_map(&image, view) {
                let expected = if smooth {
                    healpix::smooth_value(nside, &values, unit)
                } else {
                    healpix::value(nside, &values, unit)
                };
                if expected.is_nan() {
                    continue;
                }
                compared += 1;
                off += usize::from((255.0 * expected).round().abs_diff(shade) > 2);
            }
            assert!(compared > 100_000, "{compared}");
            assert!(
                off * 100 < compared,
                "{projection:?}: {off} of {compared} differ"
            );
        }
    }
    // Over all of the sky a pixel shows the mean of sixteen, which is close to a half.
    let mut whole = SkyFrame {
        view: view(Projection::Hammer),
        size_px: SIZE_PX,
        map: gray((0.0, 1.0)),
        ..Default::default()
    };
    whole.view.zoom = 1.0;
    let image = draw(&gpu, &sky, &whole);
    let shades: Vec<u8> = on_the_map(&image, whole.view)
        .map(|(_, shade)| shade)
        .collect();
    let even = shades
        .iter()
        .filter(|shade| (60..195).contains(*shade))
        .count();
    assert!(even * 100 > shades.len() * 98, "{even} of {}", shades.len());
    sky.clear_map();
    draw(&gpu, &sky, &whole);
    gpu.check().unwrap();
}
