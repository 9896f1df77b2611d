//! The 3D view: points, segments and water, drawn over a whole target.
//!
//! Geometry is sent once; a frame sends its uniforms, a few hundred bytes, and nothing else. Time lives in
//! the shaders: a hit that is later than the cursor is not drawn, a track ends at the cursor.

mod frame;
mod geometry;
mod hit_shapes;
mod light;
mod lit;
pub(crate) mod uniforms;

pub use frame::{AfterGlow, Level, SeaStyle, SpaceFrame};
pub use geometry::{Coloring, Point, PointSet, Segment, SegmentStyle};
pub use hit_shapes::ReadyHits;
pub use light::{Arrival, Ball, Front};

use std::ops::Range;
use std::sync::OnceLock;

use crate::buffers::{Shapes, Stretches, Uploads};
use crate::error::Result;
use crate::frame_binding::FrameBinding;
use crate::gpu::Gpu;
use crate::ids::IdImage;
use crate::layers::{self, Built, Geometry, backdrop, glow::Glow, glow::Place, matte::Matte};
use crate::pick;
use crate::target::Target;
use crate::tiles::Crop;
use hit_shapes::HitShapes;
use uniforms::SpaceUniforms;

/// The 3D view: its pipelines and what was uploaded to it.
#[derive(Debug)]
pub struct Space {
    layers: Vec<Built>,
    glow: Glow,
    matte: OnceLock<Matte>,
    frame: FrameBinding,
    modules: Shapes,
    sensors: Shapes,
    sensor_stretches: Stretches,
    lit_sensors: Shapes,
    hits: HitShapes,
    lit_hits: Option<lit::Bounds>,
    segments: Shapes,
    lit_segments: Option<lit::Bounds>,
    fronts: Shapes,
    balls: Shapes,
    uploads: Uploads,
}

impl Space {
    /// What is put in front of every layer's shader.
    pub(crate) const COMMON_WGSL: &'static str = include_str!("space/uniforms.wgsl");

    /// Builds the pipelines; the scene is empty.
    pub fn new(gpu: &Gpu) -> Self {
        let uploads = Uploads::default();
        let frame = FrameBinding::new(gpu, &uploads, size_of::<SpaceUniforms>(), &[]);
        let (common, layout) = (Self::COMMON_WGSL, frame.layout());
        let (layers, glow) = std::thread::scope(|scope| {
            let glow = scope.spawn(|| Glow::new(gpu));
            let layers = layers::build_all(gpu, &layers::SPACE, common, layout, true);
            let glow = glow.join();
            (
                layers,
                glow.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            )
        });
        Self {
            layers,
            glow,
            matte: OnceLock::new(),
            frame,
            modules: Shapes::empty(Geometry::Points(PointSet::Modules).corners()),
            sensors: Shapes::empty(Geometry::Points(PointSet::Sensors).corners()),
            sensor_stretches: Stretches::default(),
            lit_sensors: Shapes::empty(Geometry::Points(PointSet::Sensors).corners()),
            hits: HitShapes::new(),
            lit_hits: None,
            segments: Shapes::empty(Geometry::Segments.corners()),
            lit_segments: None,
            fronts: Shapes::instances(Geometry::Fronts.corners()),
            balls: Shapes::empty(Geometry::Balls.corners()),
            uploads,
        }
    }

    /// Replaces one kind of points; returns how many have no finite place or size and are left out.
    pub fn set_points(&mut self, gpu: &Gpu, set: PointSet, points: &[Point]) -> usize {
        if set == PointSet::Hits {
            return self.set_hits(gpu, ReadyHits::new(points.to_vec()));
        }
        let drawable: Vec<Point> = points.iter().copied().filter_map(Point::drawable).collect();
        match set {
            PointSet::Modules | PointSet::Hits => {
                self.modules.set(gpu, &self.uploads, &drawable);
            }
            PointSet::Sensors => {
                let (lit, dark): (Vec<_>, Vec<_>) =
                    drawable.iter().partition(|point| point.flagged(Point::LIT));
                self.sensor_stretches = Stretches::of(&dark);
                self.sensors.set(gpu, &self.uploads, &dark);
                self.lit_sensors.set(gpu, &self.uploads, &lit);
            }
        }
        points.len() - drawable.len()
    }

    /// Replaces the hits by some that were made ready; returns how many were left out.
    pub fn set_hits(&mut self, gpu: &Gpu, hits: ReadyHits) -> usize {
        let left_out = hits.left_out();
        self.lit_hits = hits.lit();
        self.hits.set(gpu, &self.uploads, hits);
        left_out
    }

    /// Replaces all segments; returns how many have no finite place and are left out.
    pub fn set_segments(&mut self, gpu: &Gpu, segments: &[Segment]) -> usize {
        let drawable = segments.iter().copied().filter_map(Segment::drawable);
        let drawable: Vec<Segment> = drawable.collect();
        self.lit_segments = lit::Bounds::of_segments(&drawable);
        self.segments.set(gpu, &self.uploads, &drawable);
        segments.len() - drawable.len()
    }

    /// Replaces all light fronts, which are seen where a moment is shown; returns how many can have no shape
    /// (no place, no speed, no angle) and are left out.
    pub fn set_fronts(&mut self, gpu: &Gpu, fronts: &[Front]) -> usize {
        let drawable: Vec<Front> = fronts.iter().copied().filter_map(Front::drawable).collect();
        self.fronts.set(gpu, &self.uploads, &drawable);
        fronts.len() - drawable.len()
    }

    /// Replaces all balls; returns how many have no finite place or size and are left out.
    pub fn set_balls(&mut self, gpu: &Gpu, balls: &[Ball]) -> usize {
        let drawable: Vec<Point> = balls.iter().copied().filter_map(Ball::drawable).collect();
        self.balls.set(gpu, &self.uploads, &drawable);
        balls.len() - drawable.len()
    }

    /// Draws one frame over the whole of `target`.
    pub fn draw(&self, gpu: &Gpu, target: &Target, frame: &SpaceFrame) {
        self.draw_tile(
            gpu,
            target,
            frame,
            target.size(),
            Crop::whole(target.size()),
        );
    }

    /// Draws the part `tile` of a picture of `size` over the whole of `target`, which is as large as the
    /// part. Pixels of the frame refer to the picture. The glow is that of the whole picture if the part
    /// is a [`Tile`](crate::Tile).
    pub fn draw_tile(
        &self,
        gpu: &Gpu,
        target: &Target,
        frame: &SpaceFrame,
        size: (u32, u32),
        tile: Crop,
    ) {
        self.send(gpu, frame, size, tile);
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        self.draw_over(
            &mut encoder,
            target,
            target.view(),
            wgpu::Color::BLACK,
            frame,
        );
        let halo = if frame.style.luminous {
            frame.halo
        } else {
            0.0
        };
        let place = Place {
            height: size.1,
            part: tile,
            lit: lit::part(self.lit_hits, self.lit_segments, frame, size),
        };
        self.glow
            .draw(gpu, &self.uploads, &mut encoder, target, &place, halo);
        if !frame.background {
            let matte = self.matte.get_or_init(|| Matte::new(gpu));
            let pictures = target.matte(|| matte.pictures(gpu, target));
            let white = wgpu::Color::WHITE;
            self.draw_over(&mut encoder, target, pictures.over_white(), white, frame);
            matte.draw(&mut encoder, target, pictures);
        }
        gpu.queue.submit([encoder.finish()]);
    }

    /// Draws the layers over a colour, which only pictures without a background show.
    fn draw_over(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        target: &Target,
        into: &wgpu::TextureView,
        behind: wgpu::Color,
        frame: &SpaceFrame,
    ) {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("space"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: into,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(behind),
                    store: wgpu::StoreOp::Store,
                },
            })],
            depth_stencil_attachment: Some(pick::depth_attachment(target.depth())),
            ..Default::default()
        });
        self.draw_layers(&mut pass, frame, |built| {
            let shown = frame.background || built.layer.geometry != Geometry::Patches;
            shown.then_some(&built.draw)
        });
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
        self.send(gpu, frame, size, pick::around(pixel));
        pick::pick(gpu, true, |pass| {
            self.draw_layers(pass, frame, Built::pick);
        })
    }

    /// What is seen at every pixel of the part `rect` of a picture of `size`, as far as it can be picked;
    /// what of the part lies outside of the picture is left out.
    ///
    /// # Errors
    /// What the device says when it cannot be read.
    pub fn ids_in(
        &self,
        gpu: &Gpu,
        frame: &SpaceFrame,
        size: (u32, u32),
        rect: Crop,
    ) -> Result<IdImage> {
        let largest = gpu.device.limits().max_texture_dimension_2d;
        let rect = rect.within((size.0.min(largest), size.1.min(largest)));
        if rect.width == 0 || rect.height == 0 {
            return Ok(IdImage::default());
        }
        self.send(gpu, frame, size, rect);
        let found = pick::ids(gpu, (rect.width, rect.height), true, |pass| {
            self.draw_layers(pass, frame, Built::pick);
        })?;
        Ok(IdImage {
            rect,
            ids: found.into_iter().map(|[id, _]| id).collect(),
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
        let planes = uniforms::planes(frame).0;
        for built in &self.layers {
            // Drivers build what is drawn for the first time, however little that is.
            let needed = match built.layer.name {
                name if name == backdrop::PLANE.name => planes > 0,
                name if name == backdrop::PLANES.name => planes > 1,
                _ => true,
            };
            let Some(pipeline) = pipeline(built).filter(|_| needed) else {
                continue;
            };
            pass.set_pipeline(pipeline);
            let geometry = built.layer.geometry;
            match self.shapes(geometry, frame) {
                Some((shapes, ranges)) => shapes.draw(pass, &ranges),
                None if geometry == Geometry::Points(PointSet::Hits) => {
                    self.hits.draw(pass, frame);
                }
                None => pass.draw(0..geometry.corners(), 0..1),
            }
            if geometry == Geometry::Points(PointSet::Sensors) {
                self.lit_sensors.draw(pass, &[self.lit_sensors.all()]);
            }
        }
    }

    /// What a layer draws, and which parts of it; `None` for hits, which choose themselves, and the whole picture.
    fn shapes(&self, geometry: Geometry, frame: &SpaceFrame) -> Option<(&Shapes, Vec<Range<u32>>)> {
        let all = |shapes| (shapes, vec![Shapes::all(shapes)]);
        match geometry {
            Geometry::Points(PointSet::Modules) => Some(all(&self.modules)),
            Geometry::Points(PointSet::Sensors) => Some((
                &self.sensors,
                self.sensor_stretches.seen(frame, self.sensors.all()),
            )),
            Geometry::Segments => Some(all(&self.segments)),
            Geometry::Fronts => Some(all(&self.fronts)),
            Geometry::Balls => Some(all(&self.balls)),
            Geometry::Points(PointSet::Hits)
            | Geometry::Screen
            | Geometry::Fan(_)
            | Geometry::Patches
            | Geometry::Markers { .. }
            | Geometry::Ellipses
            | Geometry::BareMarkers => None,
        }
    }

    fn send(&self, gpu: &Gpu, frame: &SpaceFrame, size: (u32, u32), part: Crop) {
        let uniforms = SpaceUniforms::new(frame, size, part);
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
    }
}
