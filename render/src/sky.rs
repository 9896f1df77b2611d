//! The sky map: the sky in any projection, a HEALPix map on it, and markers.
//!
//! A map is sent once, as a texture of twelve square layers; centring, zooming and recolouring are uniforms.

use std::sync::OnceLock;

mod frame;
mod marker;
mod uniforms;

pub use frame::{Scale, SkyFrame, SkyStyle};
pub use marker::Marker;
pub(crate) use uniforms::SkyUniforms;

use crate::buffers::{Shapes, Uploads};
use crate::error::{Error, Result};
use crate::frame_binding::FrameBinding;
use crate::gpu::Gpu;
use crate::healpix::{self, BASES};
use crate::layers::{self, Built, Geometry};
use crate::pick;
use crate::projection::{self, Projection};
use crate::target::Target;
use crate::tiles::Crop;

/// The finest map that is taken: 218 MB on the device.
const LARGEST_NSIDE: u32 = 2048;

/// The part of the layers' shaders that is theirs all, but for the projection.
pub(crate) const UNIFORMS_WGSL: &str = concat!(
    include_str!("sky/uniforms.wgsl"),
    include_str!("projection.wgsl"),
    include_str!("healpix.wgsl"),
);

/// What is put in front of every layer's shader.
///
/// Each projection has pipelines of its own, because a branch in a shader may cost as much as its branches together.
pub(crate) fn common_wgsl(projection: Projection) -> String {
    format!("{UNIFORMS_WGSL}\n{}", projection.row().wgsl)
}

/// The sky map: its pipelines and what was uploaded to it.
#[derive(Debug)]
pub struct Sky {
    /// Made when a projection is first shown.
    layers: [OnceLock<Vec<Built>>; projection::ROWS.len()],
    frame: FrameBinding,
    /// 0 where there is no map.
    nside: u32,
    markers: Shapes,
    uploads: Uploads,
}

impl Sky {
    /// Builds the pipelines; there is neither map nor marker.
    pub fn new(gpu: &Gpu) -> Self {
        let uploads = Uploads::default();
        let empty = values(gpu, &uploads, 1, &[healpix::MASKED; BASES as usize]);
        let frame = FrameBinding::new(gpu, &uploads, size_of::<SkyUniforms>(), Some(&empty));
        Self {
            layers: Default::default(),
            frame,
            nside: 0,
            markers: Shapes::empty(Geometry::Markers.corners()),
            uploads,
        }
    }

    /// Replaces the map by 12 nside² values in RING order; NaN is masked.
    ///
    /// # Errors
    /// [`Error::MapLength`] if the number of values does not fit `nside`, [`Error::MapSize`] if the
    /// device cannot hold the map. The map before stays.
    pub fn set_map(&mut self, gpu: &Gpu, nside: u32, ring_values: &[f32]) -> Result<()> {
        let limits = gpu.device.limits();
        let largest = match limits.max_texture_array_layers > BASES {
            true => LARGEST_NSIDE.min(limits.max_texture_dimension_2d),
            false => 0,
        };
        if !(1..=largest).contains(&nside) {
            return Err(Error::MapSize { nside, largest });
        }
        let expected = u64::from(BASES) * u64::from(nside).pow(2);
        if ring_values.len() as u64 != expected {
            return Err(Error::MapLength {
                nside,
                expected,
                found: ring_values.len(),
            });
        }
        let layers = healpix::layers_from_ring(nside, ring_values);
        let values = values(gpu, &self.uploads, nside, &layers);
        self.frame.set_values(gpu, &values);
        self.nside = nside;
        Ok(())
    }

    /// Removes the map.
    pub fn clear_map(&mut self) {
        self.nside = 0;
    }

    /// Replaces all markers.
    pub fn set_markers(&mut self, gpu: &Gpu, markers: &[Marker]) {
        self.markers.set(gpu, &self.uploads, markers);
    }

    /// Draws one frame over the whole of `target`.
    pub fn draw(&self, gpu: &Gpu, target: &Target, frame: &SkyFrame) {
        let whole = Crop::whole(target.size()).in_clip_space(target.size());
        let uniforms = SkyUniforms::new(frame, self.nside, whole);
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("sky"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target.view(),
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        self.draw_layers(&mut pass, self.built(gpu, frame), |built| Some(&built.draw));
        drop(pass);
        gpu.queue.submit([encoder.finish()]);
    }

    /// The marker at a pixel of a picture of `size`, or within 3 pixels of it; the nearest to the pixel.
    pub fn pick(
        &self,
        gpu: &Gpu,
        frame: &SkyFrame,
        size: (u32, u32),
        pixel: (u32, u32),
    ) -> Option<u32> {
        let crop = pick::around(pixel).in_clip_space(size);
        let uniforms = SkyUniforms::new(frame, self.nside, crop);
        self.frame
            .set(gpu, &self.uploads, bytemuck::bytes_of(&uniforms));
        let built = self.built(gpu, frame);
        pick::pick(gpu, false, |pass| {
            self.draw_layers(pass, built, |built| built.pick.as_ref());
        })
    }

    /// Bytes sent to the device since the map was made.
    pub fn uploaded_bytes(&self) -> u64 {
        self.uploads.total()
    }

    /// The layers in the frame's projection.
    fn built(&self, gpu: &Gpu, frame: &SkyFrame) -> &[Built] {
        let projection = frame.view.projection;
        self.layers[projection as usize].get_or_init(|| {
            let common = common_wgsl(projection);
            let build = |layer| layers::build(gpu, layer, &common, self.frame.layout(), false);
            layers::SKY.map(build).into()
        })
    }

    fn draw_layers<'a>(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        layers: &'a [Built],
        pipeline: impl Fn(&'a Built) -> Option<&'a wgpu::RenderPipeline>,
    ) {
        pass.set_bind_group(0, self.frame.bind(), &[]);
        for built in layers {
            let Some(pipeline) = pipeline(built) else {
                continue;
            };
            pass.set_pipeline(pipeline);
            match built.layer.geometry {
                Geometry::Markers => {
                    self.markers.draw(pass, &[self.markers.all()]);
                }
                geometry => pass.draw(0..geometry.corners(), 0..1),
            }
        }
    }
}

/// The texture of a map's values: a layer of nside² per base pixel, and one that stays empty, because OpenGL
/// takes any multiple of six square layers for the sides of cubes.
fn values(gpu: &Gpu, uploads: &Uploads, nside: u32, layers: &[f32]) -> wgpu::TextureView {
    let size = |layers| wgpu::Extent3d {
        width: nside,
        height: nside,
        depth_or_array_layers: layers,
    };
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("map values"),
        size: size(BASES + 1),
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::R32Float,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    let bytes: &[u8] = bytemuck::cast_slice(layers);
    gpu.queue.write_texture(
        texture.as_image_copy(),
        bytes,
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(4 * nside),
            rows_per_image: Some(nside),
        },
        size(BASES),
    );
    uploads.add(bytes.len());
    texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    })
}
