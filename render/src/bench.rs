//! How fast frames are on this machine, as ratios: full frames of the 3D view and of the sky against the plainest
//! draws of the same instances, which needs no trust in absolute times.
//!
//! On a software adapter the processor time per frame is measured too, since it depends less on what else runs.

mod block;
mod plain;
mod sky;

pub use block::{Block, BlockSize};
#[cfg(test)]
pub(crate) use plain::Plain;
#[cfg(test)]
pub(crate) use sky::LAYERS as SKY_LAYERS;
pub use sky::{SkyFigures, sky};

use std::time::Instant;

use crate::camera::OrbitCamera;
use crate::colormap::Colormap;
use crate::error::Result;
use crate::gpu::Gpu;
use crate::space::{AfterGlow, PointSet, Space, SpaceFrame};
use crate::target::Target;

/// What was measured. Times are medians over the frames, of submitting one and waiting for it.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceFigures {
    /// Adapter, backend and driver.
    pub adapter: String,
    /// Whether pictures are computed by the processor.
    pub software: bool,
    /// Width and height, in pixels.
    pub size: (u32, u32),
    /// Sensors in the scene.
    pub sensors: usize,
    /// Hits in the scene.
    pub hits: usize,
    /// Every sensor and hit as a plain impostor sphere with true depth, and nothing else.
    pub plain: FrameTime,
    /// A full frame of the whole detector: water, bed, strings, modules, hits, track, glow.
    pub full: FrameTime,
    /// Full frame over the plain draw before it, the median over all; in processor time on a software adapter,
    /// since that depends less on what else runs. The goal is at most 1.2.
    pub ratio: f64,
    /// The same, with sensors at any distance; what is smaller than a fifth of a pixel is still left out.
    pub full_all_sensors: FrameTime,
    /// The same without the glow.
    pub full_without_glow: FrameTime,
    /// A full frame from amid the detector.
    pub full_near: FrameTime,
    /// A full frame of the water alone.
    pub empty: FrameTime,
    /// A full frame while time runs: after-glow by duration, what is over fades, and the light front.
    pub playing: FrameTime,
    /// Bytes sent per frame while time runs.
    pub playing_bytes: u64,
    /// Sending all hits, once, in milliseconds.
    pub send_hits_ms: f64,
    /// Finding what is under the pointer, in milliseconds.
    pub pick_ms: f64,
}

impl SpaceFigures {
    /// How many frames it takes to find what is under the pointer: the goal is under 2.
    pub fn pick_frames(&self) -> f64 {
        self.pick_ms / self.full.wall_ms
    }
}

/// Time of one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameTime {
    /// On the clock, in milliseconds.
    pub wall_ms: f64,
    /// Of the processor, all its cores together, in milliseconds; where the system tells.
    pub cpu_ms: Option<f64>,
}

/// Measures the 3D view with the scene `block`, in pictures of `size`, over `frames` frames each.
///
/// # Errors
/// What the device says when it cannot draw.
pub fn space(gpu: &Gpu, block: &Block, size: (u32, u32), frames: usize) -> Result<SpaceFigures> {
    let target = Target::new(gpu, size.0, size.1);
    let mut space = Space::new(gpu);
    let empty_frame = frame(block, &far(block, size), size);
    let empty = time(gpu, frames, |_| space.draw(gpu, &target, &empty_frame))?;

    space.set_points(gpu, PointSet::Modules, &block.modules);
    space.set_points(gpu, PointSet::Sensors, &block.sensors);
    space.set_segments(gpu, &block.segments);
    space.set_fronts(gpu, &[block.front]);
    gpu.wait()?;
    let start = Instant::now();
    space.set_points(gpu, PointSet::Hits, &block.hits);
    gpu.wait()?;
    let send_hits_ms = clock(start);
    let all: Vec<_> = block.sensors.iter().chain(&block.hits).copied().collect();
    let plain = plain::Plain::new(gpu, &all);

    // The camera turns a little from frame to frame, as under a hand.
    let turned = |camera: &OrbitCamera, index: usize| {
        let mut camera = *camera;
        camera.orbit(2.0 * index as f32, 0.0);
        camera
    };
    let far = far(block, size);
    let near = OrbitCamera {
        distance_m: 60.0,
        ..far
    };
    let draw = |camera: &OrbitCamera, index: usize, change: &dyn Fn(&mut SpaceFrame)| {
        let mut frame = frame(block, &turned(camera, index), size);
        change(&mut frame);
        space.draw(gpu, &target, &frame);
    };
    let (measured, ratios) = times(
        gpu,
        frames,
        &mut [
            &mut |index| plain.draw(gpu, &target, &turned(&far, index)),
            &mut |index| draw(&far, index, &|_| {}),
            &mut |index| draw(&far, index, &|frame| frame.sensor_range_m = 1e6),
            &mut |index| draw(&far, index, &|frame| frame.halo = 0.0),
            &mut |index| draw(&near, index, &|_| {}),
        ],
    )?;

    let before = space.uploaded_bytes();
    let (first_ns, last_ns) = block.time_range_ns;
    let playing = time(gpu, frames, |index| {
        let share = index as f32 / frames.max(1) as f32;
        draw(&far, 0, &|frame| {
            frame.cursor_ns = Some(first_ns + share * (last_ns - first_ns));
            frame.afterglow = AfterGlow::Duration;
            frame.fade = 0.8;
        });
    })?;
    let playing_bytes = (space.uploaded_bytes() - before) / (frames as u64 + WARM_UP as u64);

    let picked_frame = frame(block, &far, size);
    let picked = time(gpu, frames, |index| {
        let pixel = (size.0 / 2 + index as u32, size.1 / 2);
        space.pick(gpu, &picked_frame, size, pixel);
    })?;
    gpu.check()?;
    Ok(SpaceFigures {
        adapter: gpu.adapter.clone(),
        software: gpu.software,
        size: target.size(),
        sensors: block.sensors.len(),
        hits: block.hits.len(),
        plain: measured[0],
        full: measured[1],
        ratio: ratios[1],
        full_all_sensors: measured[2],
        full_without_glow: measured[3],
        full_near: measured[4],
        empty,
        playing,
        playing_bytes,
        send_hits_ms,
        pick_ms: picked.wall_ms,
    })
}

/// Milliseconds since a moment.
fn clock(start: Instant) -> f64 {
    1e3 * start.elapsed().as_secs_f64()
}

/// The whole block in the picture, from a little above.
fn far(block: &Block, size: (u32, u32)) -> OrbitCamera {
    let mut camera = OrbitCamera::default();
    camera.fit(
        block.bounds.0,
        block.bounds.1,
        size.0 as f32 / size.1 as f32,
    );
    camera
}

fn frame(block: &Block, camera: &OrbitCamera, size: (u32, u32)) -> SpaceFrame {
    SpaceFrame {
        clip_from_world: camera.clip_from_world(size.0 as f32 / size.1 as f32),
        eye: camera.eye(),
        viewport_px: (size.0 as f32, size.1 as f32),
        value_range: block.time_range_ns,
        colormap: Colormap::Turbo,
        reversed: true,
        bed_z: Some(block.bed_z),
        ..Default::default()
    }
}

/// Frames that are drawn and not counted: drivers compile on first use.
const WARM_UP: usize = 2;

/// Median time of `frames` calls of `draw` with what they submit.
fn time(gpu: &Gpu, frames: usize, mut draw: impl FnMut(usize)) -> Result<FrameTime> {
    Ok(times(gpu, frames, &mut [&mut draw])?.0[0])
}

/// Median times of several kinds of frames, drawn in turn, so that whatever else the machine does meets all alike;
/// and the medians of their ratios to the first kind, turn by turn.
fn times(
    gpu: &Gpu,
    frames: usize,
    draws: &mut [&mut dyn FnMut(usize)],
) -> Result<(Vec<FrameTime>, Vec<f64>)> {
    for index in 0..WARM_UP {
        for draw in &mut *draws {
            draw(index);
            gpu.wait()?;
        }
    }
    let mut walls = vec![Vec::with_capacity(frames); draws.len()];
    let mut cpus = walls.clone();
    for index in 0..frames.max(1) {
        for (kind, draw) in draws.iter_mut().enumerate() {
            let cpu = cpu_ms();
            let start = Instant::now();
            draw(index);
            gpu.wait()?;
            walls[kind].push(1e3 * start.elapsed().as_secs_f64());
            cpus[kind].extend(cpu_ms().zip(cpu).map(|(after, before)| after - before));
        }
    }
    let by_processor = gpu.software && cpus.iter().all(|cpus| cpus.len() == frames.max(1));
    let costs = if by_processor { &cpus } else { &walls };
    let ratios = costs.iter().map(|costs_of_kind| {
        let turns = costs_of_kind.iter().zip(&costs[0]);
        median(turns.map(|(cost, first)| cost / first).collect()).unwrap_or(f64::NAN)
    });
    let ratios = ratios.collect();
    let kinds = walls.into_iter().zip(cpus);
    let times = kinds.map(|(walls, cpus)| FrameTime {
        wall_ms: median(walls).unwrap_or(f64::NAN),
        cpu_ms: median(cpus),
    });
    Ok((times.collect(), ratios))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Processor time of all threads of this process so far, in milliseconds; Linux only.
fn cpu_ms() -> Option<f64> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let nanoseconds = threads.filter_map(|thread| {
        let times = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        times.split_whitespace().next()?.parse::<f64>().ok()
    });
    Some(1e-6 * nanoseconds.sum::<f64>())
}
