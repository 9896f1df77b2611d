//! Which markers lie where: so that finding what is under the pointer draws some of them instead of all.
//!
//! Markers are listed by HEALPix pixel, in an index buffer beside their own, which keeps the order in which they are
//! drawn. A pick draws the lists of the pixels around the pointer with the shaders that drew the picture; so what is
//! found is still exactly what is seen.

use glam::{DVec2, DVec3, Vec3};

use super::{Marker, SkyFrame};
use crate::buffers::Uploads;
use crate::gpu::Gpu;
use crate::healpix::{self, BASES};

/// Pixels are 1.8 degrees wide.
const NSIDE: u32 = 32;
/// Half a pixel's diagonal, generously, in radians.
const PIXEL_RAD: f64 = 0.04;
/// Fewer markers are simply all drawn.
const FEW: usize = 20_000;

/// The markers by place.
#[derive(Debug, Default)]
pub struct MarkerIndex {
    /// Corners of the markers, pixel by pixel.
    buffer: Option<wgpu::Buffer>,
    /// Where each pixel's list begins, in markers; one more for the end.
    begins: Vec<u32>,
    middles: Vec<Vec3>,
    /// Radius of the largest marker.
    largest_px: f32,
}

impl MarkerIndex {
    /// Lists markers that have three corners each; few are left unlisted.
    pub fn new(gpu: &Gpu, uploads: &Uploads, markers: &[Marker]) -> Self {
        let bytes = 12 * markers.len() as u64;
        if markers.len() < FEW || bytes > gpu.device.limits().max_buffer_size {
            return Self::default();
        }
        let pixels: Vec<u32> = markers
            .iter()
            .map(|marker| pixel(marker.direction))
            .collect();
        let bins = (BASES * NSIDE * NSIDE) as usize;
        let mut begins = vec![0_u32; bins + 1];
        for pixel in &pixels {
            begins[*pixel as usize + 1] += 1;
        }
        for bin in 0..bins {
            begins[bin + 1] += begins[bin];
        }
        let mut next = begins.clone();
        let mut corners = vec![0_u32; 3 * markers.len()];
        for (marker, pixel) in (0_u32..).zip(&pixels) {
            let place = 3 * next[*pixel as usize] as usize;
            next[*pixel as usize] += 1;
            for corner in 0..3 {
                corners[place + corner] = 3 * marker + corner as u32;
            }
        }
        let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("markers by place"),
            size: bytes,
            usage: wgpu::BufferUsages::INDEX | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        uploads.write(gpu, &buffer, bytemuck::cast_slice(&corners));
        let share = |place: u32| (f64::from(place) + 0.5) / f64::from(NSIDE);
        let middle = |pixel: u32| {
            let (base, within) = (pixel / (NSIDE * NSIDE), pixel % (NSIDE * NSIDE));
            healpix::unit_of(share(within % NSIDE), share(within / NSIDE), base).as_vec3()
        };
        Self {
            buffer: Some(buffer),
            begins,
            middles: (0..bins as u32).map(middle).collect(),
            largest_px: markers
                .iter()
                .map(|marker| marker.radius_px)
                .fold(0.0, f32::max),
        }
    }

    /// The buffer and its stretches that hold all markers which may be seen within `reach_px` of a pixel of a
    /// picture as large as the frame; `None` where all may be.
    pub fn near(
        &self,
        frame: &SkyFrame,
        pixel: DVec2,
        reach_px: f64,
    ) -> Option<(&wgpu::Buffer, Vec<std::ops::Range<u32>>)> {
        let buffer = self.buffer.as_ref()?;
        let growth = frame
            .marker_growth
            .map_or(1.0, |growth| growth.0.max(growth.1));
        let size_px = self.largest_px * frame.marker_scale * growth.max(1.0);
        // Tips of stars lie half as far out again.
        let reach_px = reach_px + 1.5 * f64::from(size_px) + 2.0;
        let (middle, reach_rad) = around(frame, pixel, reach_px)?;
        let least = (reach_rad + PIXEL_RAD).cos() as f32;
        let middle = middle.as_vec3();
        let mut ranges: Vec<std::ops::Range<u32>> = Vec::new();
        for (pixel, other) in self.middles.iter().enumerate() {
            if other.dot(middle) < least {
                continue;
            }
            let (from, to) = (3 * self.begins[pixel], 3 * self.begins[pixel + 1]);
            match ranges.last_mut() {
                Some(last) if last.end == from => last.end = to,
                _ if from < to => ranges.push(from..to),
                _ => {}
            }
        }
        Some((buffer, ranges))
    }
}

/// The direction at a pixel and how far from it a disc of `reach_px` reaches on the sphere, generously; `None` close
/// to the border of the map, where it may reach anywhere.
fn around(frame: &SkyFrame, pixel: DVec2, reach_px: f64) -> Option<(DVec3, f64)> {
    let middle = frame.view.sky_from_pixel(pixel, frame.size_px)?;
    let mut reach_rad = 0.0_f64;
    for step in 0..16 {
        let way = DVec2::from_angle(f64::from(step) * std::f64::consts::TAU / 16.0);
        let unit = frame
            .view
            .sky_from_pixel(pixel + reach_px * way, frame.size_px)?;
        reach_rad = reach_rad.max(unit.angle_between(middle));
    }
    (reach_rad < 0.5).then_some((middle, 1.3 * reach_rad))
}

/// The pixel of a direction, layer by layer and row by row; any for what has none.
fn pixel(direction: [f32; 3]) -> u32 {
    let unit = Vec3::from(direction).as_dvec3().normalize_or(DVec3::X);
    let [x, y, base] = healpix::texel(NSIDE, unit);
    (base * NSIDE + y) * NSIDE + x
}
