//! The 3D view: points, segments and water, drawn over a whole target.
//!
//! Geometry is sent once; a frame sends its uniforms, a few hundred bytes, and nothing else. Time lives in
//! the shaders: a hit that is later than the cursor is not drawn, a track ends at the cursor.

mod frame;
mod geometry;
pub(crate) mod uniforms;

pub use frame::{SeaStyle, SpaceFrame};
pub use geometry::{Coloring, Point, PointSet, Segment, SegmentStyle};

use std::ops::Range;

use crate::buffers::{Shapes, Stretches, Uploads};
use crate::frame_binding::FrameBinding;
use crate::gpu::Gpu;
use crate::layers::{self, Built, Geometry, glow::Glow};
use crate::pick;
use crate::target::Target;
use uniforms::{SpaceUniforms, WHOLE};

/// The 3D view: its pipelines and what was uploaded to it.
#[derive(Debug)]
pub struct Space {
    layers: Vec<Built>,
    glow: Glow,
    frame: FrameBinding,
    modules: Shapes,
    sensors: Shapes,
    sensor_stretches: Stretches,
    hits: Shapes,
    segments: Shapes,
    uploads: Uploads,
}

impl Space {
    /// What is put in front of every layer's shader.
    pub(crate) const COMMON_WGSL: &'static str = include_str!("space/uniforms.wgsl");

    /// Builds the pipelines; the scene is empty.
    pub fn new(gpu: &Gpu) -> Self {
        let uploads = Uploads::default();
        let frame = FrameBinding::new(gpu, &uploads, size_of::<SpaceUniforms>(), None);
        let layers = layers::SPACE
            .map(|layer| layers::build(gpu, layer, Self::COMMON_WGSL, frame.layout(), true));
        Self {
            layers: layers.into(),
            glow: Glow::new(gpu),
            frame,
            modules: Shapes::empty(Geometry::Points(PointSet::Modules).corners()),
            sensors: Shapes::empty(Geometry::Points(PointSet::Sensors).corners()),
            sensor_stretches: Stretches::default(),
            hits: Shapes::empty(Geometry::Points(PointSet::Hits).corners()),
            segments: Shapes::empty(Geometry::Segments.corners()),
            uploads,
        }
    }

    /// Replaces one kind of points.
    pub fn set_points(&mut self, gpu: &Gpu, set: PointSet, points: &[Point]) {
        let shapes = match set {
            PointSet::Modules => &mut self.modules,
            PointSet::Sensors => {
                self.sensor_stretches = Stretches::of(points);
                &mut self.sensors
            }
            PointSet::Hits => &mut self.hits,
        };
        shapes.set(gpu, &self.uploads, points);
    }

    /// Replaces all segments.
    pub fn set_segments(&mut self, gpu: &Gpu, segments: &[Segment]) {
        self.segments.set(gpu, &self.uploads, segments);
    }

    /// Draws one frame over the whole of `target`.
    pub fn draw(&self, gpu: &Gpu, target: &Target, frame: &SpaceFrame) {
        let uniforms = SpaceUniforms::new(frame, WHOLE);
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("space"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target.view(),
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: Some(pick::depth_attachment(target.depth())),
            ..Default::default()
        });
        self.draw_layers(&mut pass, frame, |built| Some(&built.draw));
        drop(pass);
        let halo = if frame.style.luminous {
            frame.halo
        } else {
            0.0
        };
        self.glow
            .draw(gpu, &self.uploads, &mut encoder, target, halo);
        gpu.queue.submit([encoder.finish()]);
    }

    /// What is drawn at a pixel of a picture of `size`, or within 3 pixels of it; the nearest to the
    /// pixel wins, then the nearest to the eye. `None` where nothing can be picked.
    pub fn pick(
        &self,
        gpu: &Gpu,
        frame: &SpaceFrame,
        size: (u32, u32),
        pixel: (u32, u32),
    ) -> Option<u32> {
        let uniforms = SpaceUniforms::new(frame, pick::crop(size, pixel));
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
        pick::pick(gpu, true, |pass| {
            self.draw_layers(pass, frame, |built| built.pick.as_ref());
        })
    }

    /// Bytes sent to the device since the view was made.
    pub fn uploaded_bytes(&self) -> u64 {
        self.uploads.total()
    }

    fn draw_layers<'a>(
        &'a self,
        pass: &mut wgpu::RenderPass<'_>,
        frame: &SpaceFrame,
        pipeline: impl Fn(&'a Built) -> Option<&'a wgpu::RenderPipeline>,
    ) {
        pass.set_bind_group(0, self.frame.bind(), &[]);
        for built in &self.layers {
            let Some(pipeline) = pipeline(built) else {
                continue;
            };
            pass.set_pipeline(pipeline);
            let geometry = built.layer.geometry;
            match self.shapes(geometry, frame) {
                Some((shapes, ranges)) => shapes.draw(pass, &ranges),
                None => pass.draw(0..geometry.corners(), 0..1),
            }
        }
    }

    /// What a layer draws, and which parts of it; `None` for the whole picture.
    fn shapes(&self, geometry: Geometry, frame: &SpaceFrame) -> Option<(&Shapes, Vec<Range<u32>>)> {
        let all = |shapes| (shapes, vec![Shapes::all(shapes)]);
        match geometry {
            Geometry::Points(PointSet::Modules) => Some(all(&self.modules)),
            Geometry::Points(PointSet::Hits) => Some(all(&self.hits)),
            Geometry::Points(PointSet::Sensors) => {
                let range_m = frame.sensor_range_m;
                let all = self.sensors.all();
                Some((
                    &self.sensors,
                    self.sensor_stretches.near(frame.eye, range_m, all),
                ))
            }
            Geometry::Segments => Some(all(&self.segments)),
            Geometry::Screen | Geometry::Markers => None,
        }
    }
}
