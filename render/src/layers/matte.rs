//! Pictures without a background: what is transparent is found by drawing over black and over white.
//!
//! Where the two differ as much as black and white do, nothing is; where they are the same, nothing shines
//! through. Light that adds up (cones, showers, glow) hides nothing, but no file format has light that adds up:
//! it becomes as opaque as its brightest channel, so that over black the picture looks as it was drawn.

use super::pipeline_over_screen;
use crate::gpu::Gpu;
use crate::target::{COLOR_FORMAT, Target, texture};

/// The pipeline that finds what is transparent.
#[derive(Debug)]
pub struct Matte {
    layout: wgpu::BindGroupLayout,
    pipeline: wgpu::RenderPipeline,
}

/// The further pictures of one target.
#[derive(Debug)]
pub struct MattePictures {
    over_white: wgpu::TextureView,
    mixed: wgpu::Texture,
    mixed_view: wgpu::TextureView,
    bind: wgpu::BindGroup,
}

impl MattePictures {
    /// What is drawn into besides the target itself.
    pub fn over_white(&self) -> &wgpu::TextureView {
        &self.over_white
    }
}

impl Matte {
    /// The shader.
    pub const WGSL: &'static str = include_str!("matte.wgsl");

    /// Builds the pipeline.
    pub fn new(gpu: &Gpu) -> Self {
        let entry = |binding| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Float { filterable: false },
                view_dimension: wgpu::TextureViewDimension::D2,
                multisampled: false,
            },
            count: None,
        };
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some("matte"),
                entries: &[entry(0), entry(1)],
            });
        Self {
            pipeline: pipeline_over_screen(gpu, "matte", Self::WGSL, &layout, COLOR_FORMAT),
            layout,
        }
    }

    /// Makes room beside a target.
    pub fn pictures(&self, gpu: &Gpu, target: &Target) -> MattePictures {
        let drawn = wgpu::TextureUsages::RENDER_ATTACHMENT;
        let picture = |usage| texture(gpu, "matte", target.size(), COLOR_FORMAT, drawn | usage);
        let over_white = picture(wgpu::TextureUsages::TEXTURE_BINDING);
        let over_white = over_white.create_view(&Default::default());
        let mixed = picture(wgpu::TextureUsages::COPY_SRC);
        let entry = |binding, view| wgpu::BindGroupEntry {
            binding,
            resource: wgpu::BindingResource::TextureView(view),
        };
        let bind = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("matte"),
            layout: &self.layout,
            entries: &[entry(0, target.view()), entry(1, &over_white)],
        });
        MattePictures {
            mixed_view: mixed.create_view(&Default::default()),
            over_white,
            mixed,
            bind,
        }
    }

    /// Replaces the target's picture, drawn over black, by the transparent one.
    pub fn draw(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        target: &Target,
        pictures: &MattePictures,
    ) {
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("matte"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &pictures.mixed_view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations::default(),
            })],
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &pictures.bind, &[]);
        pass.draw(0..3, 0..1);
        drop(pass);
        encoder.copy_texture_to_texture(
            pictures.mixed.as_image_copy(),
            target.texture().as_image_copy(),
            target.texture().size(),
        );
    }
}
