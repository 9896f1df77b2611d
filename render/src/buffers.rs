//! Things to draw in the device's memory, and a count of all bytes sent there.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bytemuck::Pod;
use glam::Vec3;

use crate::gpu::Gpu;
use crate::space::uniforms::{is_parallel, parallel_distance_m};
use crate::space::{Point, SpaceFrame};

/// Things that are written together.
const PIECE: usize = 4096;

/// Counts the bytes sent to the device.
#[derive(Debug, Default)]
pub struct Uploads(AtomicU64);

impl Uploads {
    /// Writes `bytes` to the start of `buffer` and counts them.
    pub fn write(&self, gpu: &Gpu, buffer: &wgpu::Buffer, bytes: &[u8]) {
        gpu.queue.write_buffer(buffer, 0, bytes);
        self.add(bytes.len());
    }

    /// Writes to the start of `buffer` what `expand` makes of `items`, `bytes` in all, and counts them.
    ///
    /// Piece by piece into what is sent, so that a long list needs no second copy of all of it.
    fn write_pieces<T: Pod>(
        &self,
        gpu: &Gpu,
        buffer: &wgpu::Buffer,
        bytes: u64,
        items: &[T],
        expand: impl Fn(&[T], &mut Vec<T>),
    ) {
        let size = wgpu::BufferSize::new(bytes);
        let view = size.and_then(|size| gpu.queue.write_buffer_with(buffer, 0, size));
        let Some(mut view) = view else { return };
        let (mut expanded, mut start) = (Vec::new(), 0);
        for items in items.chunks(PIECE) {
            expanded.clear();
            expand(items, &mut expanded);
            let piece: &[u8] = bytemuck::cast_slice(&expanded);
            let end = start + piece.len();
            view.slice(start..end).copy_from_slice(piece);
            start = end;
        }
        self.add(start);
    }

    /// Counts bytes that were sent another way.
    pub fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Relaxed);
    }

    /// All bytes so far.
    pub fn total(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// A list of things to draw in the device's memory, each as often as it has corners; its buffer grows and is kept.
///
/// Repeating a point for its three corners costs memory, where an instance would do. But drivers batch corners,
/// not instances: on a software adapter 30,000 hits cost 19 ms of processor time as a list, 39 as instances.
#[derive(Debug)]
pub struct Shapes {
    buffer: Option<wgpu::Buffer>,
    count: u32,
    corners: u32,
    /// Corners of each instance; 0 where there are none and corners are repeated.
    instance: u32,
}

impl Shapes {
    /// No things, which will have `corners` corners each.
    pub const fn empty(corners: u32) -> Self {
        Self {
            buffer: None,
            count: 0,
            corners,
            instance: 0,
        }
    }

    /// No things, which will be drawn as instances of `corners` corners each: few things with many corners.
    pub const fn instances(corners: u32) -> Self {
        Self {
            buffer: None,
            count: 0,
            corners: 1,
            instance: corners,
        }
    }

    /// Replaces the list. What exceeds the device's largest buffer is left out, and logged.
    pub fn set<T: Pod>(&mut self, gpu: &Gpu, uploads: &Uploads, items: &[T]) {
        let size = size_of::<T>() as u64 * u64::from(self.corners);
        let fitting =
            (gpu.device.limits().max_buffer_size / size).min(u64::from(u32::MAX / self.corners));
        let fitting = items
            .len()
            .min(usize::try_from(fitting).unwrap_or(usize::MAX));
        if fitting < items.len() {
            tracing::warn!(
                "{fitting} of {} things fit this graphics device",
                items.len()
            );
        }
        self.count = fitting as u32;
        if fitting == 0 {
            return;
        }
        let bytes = size * fitting as u64;
        let buffer = match self.buffer.take() {
            Some(buffer) if buffer.size() >= bytes => buffer,
            _ => gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("shapes"),
                size: bytes,
                usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
        };
        let repeat = |item: &T| std::iter::repeat_n(*item, self.corners as usize);
        uploads.write_pieces(gpu, &buffer, bytes, &items[..fitting], |items, corners| {
            corners.extend(items.iter().flat_map(repeat));
        });
        self.buffer = Some(buffer);
    }

    /// The whole list.
    pub fn all(&self) -> Range<u32> {
        0..self.count
    }

    /// Draws a list of one corner each as instances of `vertices` corners, for comparison.
    pub fn draw_instances(&self, pass: &mut wgpu::RenderPass<'_>, vertices: u32) {
        if let Some(buffer) = &self.buffer {
            pass.set_vertex_buffer(0, buffer.slice(..));
            pass.draw(0..vertices, self.all());
        }
    }

    /// Draws stretches of `order`, which lists corners, with the pipeline that is set.
    pub fn draw_some(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        order: &wgpu::Buffer,
        ranges: &[Range<u32>],
    ) {
        if let Some(buffer) = &self.buffer {
            pass.set_vertex_buffer(0, buffer.slice(..));
            pass.set_index_buffer(order.slice(..), wgpu::IndexFormat::Uint32);
            for range in ranges {
                pass.draw_indexed(range.clone(), 0, 0..1);
            }
        }
    }

    /// Draws `ranges` of the list with the pipeline that is set.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, ranges: &[Range<u32>]) {
        if let Some(buffer) = &self.buffer {
            pass.set_vertex_buffer(0, buffer.slice(..));
            for range in ranges {
                if self.instance > 0 {
                    pass.draw(0..self.instance, range.clone());
                    continue;
                }
                pass.draw(range.start * self.corners..range.end * self.corners, 0..1);
            }
        }
    }
}

/// Stretches of a list of points, each with a sphere around it, so that far ones can be left out.
#[derive(Debug, Default)]
pub struct Stretches(Vec<(Vec3, f32)>);

impl Stretches {
    /// Points per stretch: a string of 18 modules with 31 sensors each.
    const LENGTH: usize = 558;

    /// The stretches of a list.
    pub fn of(points: &[Point]) -> Self {
        let sphere = |points: &[Point]| {
            let positions = || points.iter().map(|point| Vec3::from(point.position));
            let low = positions().reduce(Vec3::min).unwrap_or_default();
            let high = positions().reduce(Vec3::max).unwrap_or_default();
            let largest = points
                .iter()
                .map(|point| point.radius_m)
                .fold(0.0, f32::max);
            (0.5 * (low + high), 0.5 * low.distance(high) + largest)
        };
        Self(points.chunks(Self::LENGTH).map(sphere).collect())
    }

    /// The parts of a list of `all` points that a frame may show: those within its range of the eye, or, where
    /// lines of sight are parallel, those in the picture if it is enlarged enough.
    pub fn seen(&self, frame: &SpaceFrame, all: Range<u32>) -> Vec<Range<u32>> {
        let clip = frame.clip_from_world;
        if !is_parallel(&clip) {
            return self.near(frame.eye, frame.sensor_range_m, all);
        }
        let near = frame.sensor_range_m > parallel_distance_m(&clip);
        let scale = Vec3::new(
            clip.row(0).truncate().length(),
            clip.row(1).truncate().length(),
            0.0,
        );
        self.ranges(all, |middle, radius_m| {
            let place = clip.transform_point3(middle).abs() - radius_m * scale;
            near && place.x <= 1.0 && place.y <= 1.0
        })
    }

    /// The parts of a list of `all` points that may be within `range_m` of `eye`, as few ranges as possible.
    pub fn near(&self, eye: Vec3, range_m: f32, all: Range<u32>) -> Vec<Range<u32>> {
        self.ranges(all, |middle, radius_m| {
            middle.distance(eye) <= range_m + radius_m
        })
    }

    fn ranges(&self, all: Range<u32>, shown: impl Fn(Vec3, f32) -> bool) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for (index, (middle, radius_m)) in self.0.iter().enumerate() {
            if !shown(*middle, *radius_m) {
                continue;
            }
            let begin = (index * Self::LENGTH) as u32;
            let end = (begin + Self::LENGTH as u32).min(all.end);
            match ranges.last_mut() {
                Some(last) if last.end == begin => last.end = end,
                _ if begin < end => ranges.push(begin..end),
                _ => {}
            }
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stretches_in_range_are_drawn() {
        let points: Vec<_> = (0..2000)
            .map(|index| Point {
                position: [index as f32, 0.0, 0.0],
                ..Default::default()
            })
            .collect();
        let stretches = Stretches::of(&points);
        let at = |x: f32, range_m| {
            let ranges = stretches.near(Vec3::new(x, 0.0, 0.0), range_m, 0..2000);
            let ends = ranges.iter().map(|range| (range.start, range.end));
            ends.collect::<Vec<_>>()
        };
        assert_eq!(at(0.0, 10.0), [(0, 558)]);
        assert_eq!(at(558.0, 10.0), [(0, 1116)]);
        assert_eq!(at(1999.0, 10.0), [(1674, 2000)]);
        assert_eq!(at(0.0, 1e9), [(0, 2000)]);
        assert_eq!(at(9000.0, 10.0), []);
    }
}
