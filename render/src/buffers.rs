//! Instances in the device's memory, and a count of all bytes sent there.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bytemuck::Pod;
use glam::Vec3;

use crate::gpu::Gpu;
use crate::space::Point;

/// Counts the bytes sent to the device.
#[derive(Debug, Default)]
pub struct Uploads(AtomicU64);

impl Uploads {
    /// Writes `bytes` to the start of `buffer` and counts them.
    pub fn write(&self, gpu: &Gpu, buffer: &wgpu::Buffer, bytes: &[u8]) {
        gpu.queue.write_buffer(buffer, 0, bytes);
        self.add(bytes.len());
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

/// A list of instances in the device's memory; its buffer grows and is kept.
#[derive(Debug)]
pub struct Instances {
    buffer: Option<wgpu::Buffer>,
    count: u32,
}

impl Instances {
    /// No instances.
    pub const EMPTY: Self = Self {
        buffer: None,
        count: 0,
    };

    /// Replaces the list. What exceeds the device's largest buffer is left out, and logged.
    pub fn set<T: Pod>(&mut self, gpu: &Gpu, uploads: &Uploads, items: &[T]) {
        let largest = gpu.device.limits().max_buffer_size / size_of::<T>() as u64;
        let fitting = usize::try_from(largest)
            .unwrap_or(usize::MAX)
            .min(u32::MAX as usize);
        let items = match items.get(..fitting) {
            Some(fitting) => {
                tracing::warn!(
                    "{} of {} items fit this graphics device",
                    fitting.len(),
                    items.len()
                );
                fitting
            }
            None => items,
        };
        let bytes: &[u8] = bytemuck::cast_slice(items);
        self.count = items.len() as u32;
        if bytes.is_empty() {
            return;
        }
        let buffer = match self.buffer.take() {
            Some(buffer) if buffer.size() >= bytes.len() as u64 => buffer,
            _ => gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("instances"),
                size: bytes.len() as u64,
                usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
        };
        uploads.write(gpu, &buffer, bytes);
        self.buffer = Some(buffer);
    }

    /// All instances.
    pub fn all(&self) -> Range<u32> {
        0..self.count
    }

    /// Draws `ranges` of the list with the pipeline that is set, `vertices` corners each.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, vertices: u32, ranges: &[Range<u32>]) {
        if let Some(buffer) = &self.buffer {
            pass.set_vertex_buffer(0, buffer.slice(..));
            for range in ranges {
                pass.draw(0..vertices, range.clone());
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

    /// The parts of a list of `all` points that may be within `range_m` of `eye`, as few ranges as possible.
    pub fn near(&self, eye: Vec3, range_m: f32, all: Range<u32>) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for (index, (middle, radius_m)) in self.0.iter().enumerate() {
            if middle.distance(eye) > range_m + radius_m {
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
