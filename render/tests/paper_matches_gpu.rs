//! The sky that figures hold is the sky that the window shows: painted without a GPU, it has the same colours.

#![allow(clippy::unwrap_used)]

mod common;

use common::gpu;
use glam::DVec2;
use nuscope_render::{
    Colormap, Combine, MapStyle, Paper, PaperMap, Projection, Scale, Sky, SkyFrame, SkyStyle,
    SkyView, Target,
};

const SIZE: (u32, u32) = (640, 330);

/// A smooth map with a masked part.
fn values(nside: u32, phase: f32) -> Vec<f32> {
    let count = 12 * nside * nside;
    let value = |ring: u32| match ring {
        ring if ring > count - count / 9 => f32::NAN,
        ring => 0.5 + 0.5 * (phase + 40.0 * ring as f32 / count as f32).sin(),
    };
    (0..count).map(value).collect()
}

fn styled(colormap: Colormap, scale: Scale) -> MapStyle {
    MapStyle {
        colormap,
        scale,
        range: (0.05, 1.0),
        ..MapStyle::default()
    }
}

/// The share of pixels on the map whose colours differ by more than the window's dithering.
fn differing(frame: &SkyFrame, nside: u32) -> f64 {
    let gpu = gpu();
    let mut sky = Sky::new(&gpu);
    let (first, second) = (values(nside, 0.0), values(nside, 1.5));
    sky.set_map(&gpu, nside, &first).unwrap();
    sky.set_second_map(&gpu, nside, &second).unwrap();
    let density: Vec<f32> = (0..12 * nside * nside)
        .map(|ring| if ring % 7 < 3 { -1.0 } else { 0.3 })
        .collect();
    let crowded = frame.density.clear_below;
    if crowded {
        sky.set_density(&gpu, nside, &density).unwrap();
    }
    let target = Target::new(&gpu, SIZE.0, SIZE.1);
    sky.draw(&gpu, &target, frame);
    let shown = target.read(&gpu).unwrap();
    let map = |ring| Some(PaperMap { nside, ring });
    let density = crowded.then_some(&density[..]).and_then(map);
    let paper = Paper::new(frame, [map(&first), map(&second), density]);
    let (middle, half) = frame.view.extent(frame.size_px);
    let mut row = vec![0; 4 * SIZE.0 as usize];
    let (mut compared, mut different) = (0, 0);
    for y in 0..SIZE.1 {
        paper.paint_row(y, 1.0, &mut row);
        for (x, painted) in row.chunks_exact(4).enumerate() {
            let at = DVec2::new(x as f64 + 0.5, f64::from(y) + 0.5);
            let plane = (at - middle) / half.x;
            let reach = frame.view.projection.row().reach(plane);
            if reach > 1.0 + 1.5 / half.y {
                assert_eq!(painted[3], 0, "nothing is painted outside of the map");
            }
            if reach > 1.0 - 2.5 / half.y {
                continue;
            }
            let shown = shown.get_pixel(x as u32, y).0;
            assert_eq!(painted[3], 255);
            let apart = (0..3).map(|i| painted[i].abs_diff(shown[i])).max();
            compared += 1;
            different += usize::from(apart.unwrap() > 3);
        }
    }
    assert!(compared > 40_000, "{compared}");
    different as f64 / f64::from(compared)
}

#[test]
fn every_projection_and_style_has_the_colours_of_the_window() {
    let galactic = [[0.6, 0.8, 0.0], [0.0, 0.0, 1.0], [0.8, -0.6, 0.0]];
    for (number, projection) in Projection::all().enumerate() {
        let view = SkyView {
            projection,
            center_lon_rad: 1.0 + number as f64,
            center_lat_rad: 0.3,
            roll_rad: 0.2,
            ..SkyView::default()
        };
        let frame = SkyFrame {
            view,
            size_px: (SIZE.0.into(), SIZE.1.into()),
            map: styled(Colormap::Inferno, Scale::Linear),
            second_map: styled(Colormap::Viridis, Scale::Log),
            style: [SkyStyle::DARK, SkyStyle::LIGHT, SkyStyle::PRINT][number % 3],
            galactic: Some(galactic),
            ..SkyFrame::default()
        };
        for combine in [
            Combine::First,
            Combine::Second,
            Combine::Over,
            Combine::Difference,
        ] {
            let mut frame = SkyFrame {
                combine,
                ..frame.clone()
            };
            if combine == Combine::Over {
                frame.map.opacity = 0.7;
                frame.second_map.opacity = 0.5;
                frame.map.fades = true;
                frame.second_map.reversed = true;
            }
            if combine == Combine::Second {
                frame.density.clear_below = true;
            }
            if combine == Combine::Difference {
                frame.map = styled(Colormap::Vik, Scale::Linear);
                frame.map.range = (-1.0, 1.0);
                frame.map.smooth = true;
            }
            // Borders of cells lie at other pixels here and there, because the shader has 32 bits.
            let share = differing(&frame, 32);
            assert!(share < 0.01, "{} {combine:?}: {share}", projection.name());
        }
    }
}

#[test]
fn a_galaxy_without_a_map_glows_alike() {
    let frame = SkyFrame {
        size_px: (SIZE.0.into(), SIZE.1.into()),
        map: MapStyle {
            opacity: 0.0,
            ..MapStyle::default()
        },
        galactic: Some([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        ..SkyFrame::default()
    };
    let share = differing(&frame, 1);
    assert!(share < 0.01, "{share}");
}
