//! Large pictures are drawn in tiles without seams, and pictures without a background are right over any colour.

#![allow(clippy::unwrap_used)]

mod common;

use common::gpu;
use glam::Vec3;
use image::{GenericImage as _, GenericImageView as _, RgbaImage};
use nuscope_render::bench::{Block, BlockSize};
use nuscope_render::{Ball, Gpu, OrbitCamera, PointSet, SeaStyle, Space, SpaceFrame, Target, Tile};

/// A small detector with everything in it that can be drawn.
fn scene(gpu: &Gpu) -> (Space, Block) {
    let block = Block::new(BlockSize {
        strings: 40,
        hits: 1500,
        ..BlockSize::TWO_BLOCKS
    });
    let mut space = Space::new(gpu);
    space.set_points(gpu, PointSet::Modules, &block.modules);
    space.set_points(gpu, PointSet::Sensors, &block.sensors);
    space.set_points(gpu, PointSet::Hits, &block.hits);
    space.set_segments(gpu, &block.segments);
    space.set_fronts(gpu, &[block.front]);
    let ball = Ball {
        position: [30.0, 60.0, -50.0],
        radius_m: 50.0,
        time_ns: 0.0,
        color: [150, 200, 255, 255],
        id: 1,
    };
    space.set_balls(gpu, &[ball]);
    (space, block)
}

fn frame(block: &Block, size: (u32, u32)) -> SpaceFrame {
    let mut camera = OrbitCamera::default();
    let aspect = size.0 as f32 / size.1 as f32;
    camera.fit(block.bounds.0, block.bounds.1, aspect);
    camera.target += Vec3::new(10.0, 5.0, 0.0);
    camera.distance_m *= 0.8;
    SpaceFrame {
        clip_from_world: camera.clip_from_world(aspect),
        eye: camera.eye(),
        viewport_px: (size.0 as f32, size.1 as f32),
        cursor_ns: Some(700.0),
        value_range: block.time_range_ns,
        bed_z: Some(block.bed_z),
        ..Default::default()
    }
}

fn whole(gpu: &Gpu, space: &Space, frame: &SpaceFrame, size: (u32, u32)) -> RgbaImage {
    let target = Target::new(gpu, size.0, size.1);
    space.draw(gpu, &target, frame);
    target.read(gpu).unwrap()
}

/// Draws the picture in squares that keep 256 pixels, as a larger one would be.
fn by_tiles(gpu: &Gpu, space: &Space, frame: &SpaceFrame, size: (u32, u32)) -> RgbaImage {
    let mut image = RgbaImage::new(size.0, size.1);
    for Tile { drawn, kept } in Tile::of(size, 1024) {
        assert!(kept.width <= 256 && kept.height <= 256);
        let target = Target::new(gpu, drawn.width, drawn.height);
        space.draw_tile(gpu, &target, frame, size, drawn);
        let tile = target.read(gpu).unwrap();
        let (x, y) = ((kept.x - drawn.x) as u32, (kept.y - drawn.y) as u32);
        let piece = tile.view(x, y, kept.width, kept.height).to_image();
        image
            .copy_from(&piece, kept.x as u32, kept.y as u32)
            .unwrap();
    }
    image
}

/// How many channels differ by more than `most`, and the largest difference.
fn differences(a: &RgbaImage, b: &RgbaImage, most: u8) -> (usize, u8) {
    let steps = || {
        a.as_raw()
            .iter()
            .zip(b.as_raw())
            .map(|(a, b)| a.abs_diff(*b))
    };
    (
        steps().filter(|step| *step > most).count(),
        steps().max().unwrap_or(0),
    )
}

#[test]
fn a_picture_by_tiles_has_no_seams_and_is_the_whole_picture_to_a_step_of_colour() {
    let gpu = gpu();
    let (space, block) = scene(&gpu);
    // A size that no step of the glow divides.
    for size in [(1024, 1024), (1000, 703)] {
        for background in [true, false] {
            let frame = SpaceFrame {
                background,
                ..frame(&block, size)
            };
            let (one, many) = (
                whole(&gpu, &space, &frame, size),
                by_tiles(&gpu, &space, &frame, size),
            );
            // What is hardly seen has colours of coarse steps: they count as much as they are seen.
            let (one, many) = (over(&one, [0; 3]), over(&many, [0; 3]));
            let (count, largest) = differences(&one, &many, 1);
            println!(
                "{size:?}, background {background}: {count} channels differ by more than 1, at most by {largest}"
            );
            // Many layers, each rounded to 8 bits, add up to two steps in a few pixels of a million.
            assert!(
                largest <= 2 && count * 100_000 < one.len(),
                "{count} {largest}"
            );
            assert!(
                one.pixels().any(|pixel| pixel.0[0] > 200),
                "there is something to see"
            );
        }
    }
}

#[test]
fn where_nothing_is_a_picture_without_background_is_empty() {
    let gpu = gpu();
    let space = Space::new(&gpu);
    let bare = SpaceFrame {
        background: false,
        bed_z: Some(-100.0),
        ..Default::default()
    };
    for style in [SeaStyle::DARK, SeaStyle::PRINT] {
        let frame = SpaceFrame {
            style,
            ..bare.clone()
        };
        let image = whole(&gpu, &space, &frame, (64, 40));
        assert!(image.pixels().all(|pixel| pixel.0 == [0; 4]));
    }
}

/// A picture over a colour, as any program shows it.
fn over(image: &RgbaImage, behind: [u8; 3]) -> RgbaImage {
    let mut image = image.clone();
    for pixel in image.pixels_mut() {
        let alpha = f32::from(pixel.0[3]) / 255.0;
        for (channel, behind) in pixel.0.iter_mut().zip(behind) {
            let mixed = alpha * f32::from(*channel) + (1.0 - alpha) * f32::from(behind);
            *channel = mixed.round() as u8;
        }
        pixel.0[3] = 255;
    }
    image
}

#[test]
fn over_the_colour_of_the_water_it_looks_as_if_drawn_there() {
    let gpu = gpu();
    let (space, block) = scene(&gpu);
    let size = (640, 400);
    for (luminous, behind, most) in [(true, [0; 3], 2), (false, [255; 3], 2)] {
        let style = SeaStyle {
            near: behind,
            far: behind,
            luminous,
            ..SeaStyle::DARK
        };
        let with = |background| {
            let frame = SpaceFrame {
                background,
                style,
                bed_z: None,
                ..frame(&block, size)
            };
            whole(&gpu, &space, &frame, size)
        };
        let (drawn, bare) = (with(true), with(false));
        let (count, largest) = differences(&drawn, &over(&bare, behind), most);
        println!(
            "luminous {luminous}: {count} channels differ by more than {most}, at most by {largest}"
        );
        assert_eq!(count, 0, "{largest}");
        let clear = bare.pixels().filter(|pixel| pixel.0[3] == 0).count();
        let solid = bare.pixels().filter(|pixel| pixel.0[3] == 255).count();
        assert!(clear > 10_000 && solid > 500, "{clear} {solid}");
    }
}

#[test]
fn the_edges_of_a_hit_have_its_colour_not_the_backgrounds() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    space.set_points(
        &gpu,
        PointSet::Hits,
        &[common::hit([0.0; 3], 8.0, [40, 120, 200], 1)],
    );
    let frame = SpaceFrame {
        background: false,
        style: SeaStyle::PRINT,
        ..common::frame(&common::camera())
    };
    let image = common::picture(&gpu, &space, &frame);
    let edge: Vec<_> = image
        .pixels()
        .filter(|pixel| (30..220).contains(&pixel.0[3]))
        .collect();
    assert!(edge.len() > 20);
    for pixel in edge {
        // Darker at the limb, but neither white nor black mixed in: the channels keep their shares.
        let [red, green, blue, _] = pixel.0.map(f32::from);
        assert!(
            (green / blue - 0.6).abs() < 0.05 && (red / blue - 0.2).abs() < 0.05,
            "{pixel:?}"
        );
    }
}
