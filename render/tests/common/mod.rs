//! What the tests of this crate share: a device, and pictures read back.

#![allow(dead_code, clippy::unwrap_used)] // each test file uses its part

use glam::Vec3;
use image::RgbaImage;
use nuscope_render::{Gpu, OrbitCamera, Point, Space, SpaceFrame, Target};

/// Size of the pictures.
pub const SIZE: (u32, u32) = (320, 200);

/// The device; without one the test fails with the hint what to install.
pub fn gpu() -> Gpu {
    Gpu::headless().unwrap_or_else(|error| panic!("{error}"))
}

/// Looks along +y from 100 m; one pixel at the origin is 0.36 m.
pub fn camera() -> OrbitCamera {
    OrbitCamera {
        target: Vec3::ZERO,
        distance_m: 100.0,
        yaw_rad: 0.0,
        pitch_rad: 0.0,
        ..Default::default()
    }
}

/// A frame without fog, glow, bed or modules' shine: what is drawn keeps its colour.
pub fn frame(camera: &OrbitCamera) -> SpaceFrame {
    SpaceFrame {
        clip_from_world: camera.clip_from_world(SIZE.0 as f32 / SIZE.1 as f32),
        eye: camera.eye(),
        viewport_px: (SIZE.0 as f32, SIZE.1 as f32),
        hit_coloring: nuscope_render::Coloring::Own,
        fog_per_m: 0.0,
        halo: 0.0,
        ..Default::default()
    }
}

/// A hit of one colour.
pub fn hit(position: [f32; 3], radius_m: f32, color: [u8; 3], id: u32) -> Point {
    let [red, green, blue] = color;
    Point {
        position,
        radius_m,
        color: [red, green, blue, 255],
        id,
        ..Default::default()
    }
}

/// Draws and reads back.
pub fn picture(gpu: &Gpu, space: &Space, frame: &SpaceFrame) -> RgbaImage {
    let target = Target::new(gpu, SIZE.0, SIZE.1);
    space.draw(gpu, &target, frame);
    target.read(gpu).unwrap()
}

/// Middle of all pixels that `wanted` accepts, and how many there are.
pub fn centroid(image: &RgbaImage, wanted: impl Fn([u8; 4]) -> bool) -> ((f64, f64), usize) {
    let (mut x, mut y, mut count) = (0.0, 0.0, 0);
    for (column, row, pixel) in image.enumerate_pixels() {
        if wanted(pixel.0) {
            x += f64::from(column) + 0.5;
            y += f64::from(row) + 0.5;
            count += 1;
        }
    }
    ((x / count as f64, y / count as f64), count)
}

/// Clearly red, green or blue: that channel far above the others.
pub fn mostly(channel: usize) -> impl Fn([u8; 4]) -> bool {
    move |pixel| {
        let others = (0..3)
            .filter(|other| *other != channel)
            .map(|other| pixel[other]);
        pixel[channel] > 110
            && others
                .max()
                .is_some_and(|other| pixel[channel] > other.saturating_add(60))
    }
}
