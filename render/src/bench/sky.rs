//! How fast the sky map is, as ratios: markers against the barest draw of as many points as instances, a map
//! against a shader that does nothing but the inverse projection.

mod bare;
mod inverse;

use std::time::Instant;

use super::{FrameTime, clock, time, times};
use crate::buffers::{Shapes, Uploads};
use crate::error::Result;
use crate::gpu::Gpu;
use crate::layers::{self, Built, Layer};
use crate::projection::{Projection, SkyView};
use crate::sky::{Marker, Sky, SkyFrame};
use crate::target::Target;

/// What was measured of the sky map. Times are medians over the frames.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyFigures {
    /// Adapter, backend and driver.
    pub adapter: String,
    /// The barest draw of as many points: one instance each, turned, without a test of what is inside.
    pub bare: FrameTime,
    /// A frame with the markers and no map.
    pub markers: FrameTime,
    /// Markers over the bare draw, median over the frames; the goal is at most 1.3.
    pub markers_ratio: f64,
    /// The same, magnified and dragged from frame to frame.
    pub moved: FrameTime,
    /// And its ratio.
    pub moved_ratio: f64,
    /// A shader over the whole picture that only finds the direction of every pixel.
    pub inverse: FrameTime,
    /// A HEALPix map over the whole picture, and nothing else.
    pub map: FrameTime,
    /// The map over the bare inverse; the goal is at most 2.
    pub map_ratio: f64,
    /// The same, interpolated.
    pub smooth: FrameTime,
    /// Sending the map, once.
    pub send_map_ms: f64,
    /// Sending the markers, once.
    pub send_markers_ms: f64,
    /// Finding what is under the pointer; the goal is less than 5.
    pub pick_ms: f64,
}

/// The shaders, for their tests.
#[cfg(test)]
pub(crate) const LAYERS: [Layer; 2] = [inverse::LAYER, bare::LAYER];

/// Measures the sky map with a map of `nside` and `markers` markers, in pictures of `size`.
///
/// # Errors
/// What the device says when it cannot draw, or hold the map.
pub fn sky(
    gpu: &Gpu,
    nside: u32,
    markers: u32,
    size: (u32, u32),
    frames: usize,
) -> Result<SkyFigures> {
    let target = Target::new(gpu, size.0, size.1);
    let mut sky = Sky::new(gpu);
    let frame = |index: usize| SkyFrame {
        view: SkyView {
            center_lon_rad: 0.01 * index as f64,
            margin_px: glam::DVec2::ZERO,
            ..Default::default()
        },
        size_px: (f64::from(size.0), f64::from(size.1)),
        marker_opacity: 0.3,
        ..Default::default()
    };
    let moved = |index: usize| {
        let mut frame = frame(index);
        frame.view.zoom = 1.0 + 0.3 * index as f64;
        frame.view.center_lat_rad = 0.02 * index as f64;
        frame
    };

    let values: Vec<f32> = (0..12 * u64::from(nside).pow(2))
        .map(|ring| (ring % 97) as f32 / 97.0)
        .collect();
    let start = Instant::now();
    sky.set_map(gpu, nside, &values)?;
    gpu.wait()?;
    let send_map_ms = clock(start);
    let built = |layer: Layer| {
        let common = crate::sky::common_wgsl(Projection::Hammer);
        layers::build(gpu, layer, &common, sky.layout(), false)
    };
    let (inverse, bare): (Built, Built) = (built(inverse::LAYER), built(bare::LAYER));
    let smooth = |index: usize| {
        let mut frame = frame(index);
        frame.map.smooth = true;
        frame
    };
    let (maps, map_ratios) = times(
        gpu,
        frames,
        &mut [
            &mut |index| sky.draw_other(gpu, &target, &frame(index), &inverse, None),
            &mut |index| sky.draw(gpu, &target, &frame(index)),
            &mut |index| sky.draw(gpu, &target, &smooth(index)),
        ],
    )?;

    sky.clear_map();
    let spread = spiral(markers);
    let start = Instant::now();
    sky.set_markers(gpu, &spread);
    gpu.wait()?;
    let send_markers_ms = clock(start);
    let mut instances = Shapes::empty(1);
    instances.set(gpu, &Uploads::default(), &spread);
    let (points, point_ratios) = times(
        gpu,
        frames,
        &mut [
            &mut |index| sky.draw_other(gpu, &target, &frame(index), &bare, Some(&instances)),
            &mut |index| sky.draw(gpu, &target, &frame(index)),
            &mut |index| sky.draw(gpu, &target, &moved(index)),
        ],
    )?;
    let picked = time(gpu, frames, |index| {
        let pixel = (size.0 / 2 + index as u32, size.1 / 2);
        sky.pick(gpu, &frame(0), size, pixel);
    })?;
    gpu.check()?;
    Ok(SkyFigures {
        adapter: gpu.adapter.clone(),
        bare: points[0],
        markers: points[1],
        markers_ratio: point_ratios[1],
        moved: points[2],
        moved_ratio: point_ratios[2],
        inverse: maps[0],
        map: maps[1],
        map_ratio: map_ratios[1],
        smooth: maps[2],
        send_map_ms,
        send_markers_ms,
        pick_ms: picked.wall_ms,
    })
}

/// Markers on a golden spiral from pole to pole.
fn spiral(count: u32) -> Vec<Marker> {
    let marker = |index| {
        let z = 1.0 - 2.0 * (f64::from(index) + 0.5) / f64::from(count);
        let (sin, cos) = (2.399_963_2 * f64::from(index)).sin_cos();
        let across = (1.0 - z * z).sqrt();
        Marker {
            direction: [(across * cos) as f32, (across * sin) as f32, z as f32],
            radius_px: 1.2,
            id: index + 1,
            ..Default::default()
        }
    };
    (0..count).map(marker).collect()
}
