//! The glow around what shines, made from the finished picture.
//!
//! Its cost depends on the size of the picture alone: a halo drawn per hit would cover a hundred times the
//! hit's pixels. The picture's alpha says what shines. Light is gathered at a quarter of the size, narrowed
//! a few times, and widened back, each step adding the sharper light to the softer. Steps are counted in pixels
//! of the picture, so that tiles of it that begin at multiples of the widest step glow as the whole does.
//!
//! Passes are kept to the pixels that what shines can reach (`reach.rs`): all others are black, and stay so.

use bytemuck::{Pod, Zeroable};

mod reach;

use super::{Blend, screen_pass};
use crate::buffers::Uploads;
use crate::gpu::Gpu;
use crate::target::{COLOR_FORMAT, Target, texture};
use crate::tiles::{Crop, GRID_PX};
use reach::{Area, Reach};

const GLOW_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba16Float;
/// How much of the softer light is added at each step back.
const SPREAD: f32 = 0.9;
/// What the frame's halo of 1 means.
const STRENGTH: f32 = 0.42;

/// Mirror of the struct of this name in `glow.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub struct GlowUniforms {
    /// One pixel of the picture that is read, in its width and height.
    pub texel: [f32; 2],
    /// Where the target begins in the whole picture, in pixels.
    pub origin_px: [f32; 2],
    /// Multiplies the light that is added to the picture.
    pub strength: f32,
    /// Multiplies the softer light at each step back.
    pub spread: f32,
    /// Rounds the size up to what shaders expect.
    pub spare: [f32; 2],
}

/// The glow's pipelines.
#[derive(Debug)]
pub struct Glow {
    layout: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
    gather: wgpu::RenderPipeline,
    narrow: wgpu::RenderPipeline,
    widen: wgpu::RenderPipeline,
    add: wgpu::RenderPipeline,
    seal: wgpu::RenderPipeline,
}

/// The small pictures of one target, with what each pass over them reads.
#[derive(Debug)]
pub struct GlowChain {
    views: Vec<wgpu::TextureView>,
    /// For reading the picture, then each small picture.
    binds: Vec<wgpu::BindGroup>,
    /// Uniforms of the passes that read the sharpest: the only ones that change.
    strength: wgpu::Buffer,
}

/// What is drawn of which picture.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Height of the whole picture, in pixels.
    pub height: u32,
    /// The part of it that the target is.
    pub part: Crop,
    /// Where in it anything may shine.
    pub lit: Crop,
}

impl Glow {
    /// The glow's shader.
    pub const WGSL: &'static str = include_str!("glow.wgsl");

    /// Builds the pipelines.
    pub fn new(gpu: &Gpu) -> Self {
        let device = &gpu.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("glow"),
            source: wgpu::ShaderSource::Wgsl(Self::WGSL.into()),
        });
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty,
            count: None,
        };
        let bind = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("glow"),
            entries: &[
                entry(
                    0,
                    wgpu::BindingType::Buffer {
                        ty: wgpu::BufferBindingType::Uniform,
                        has_dynamic_offset: false,
                        min_binding_size: None,
                    },
                ),
                entry(
                    1,
                    wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                ),
                entry(
                    2,
                    wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                ),
            ],
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("glow"),
            bind_group_layouts: &[Some(&bind)],
            immediate_size: 0,
        });
        let pipeline = |entry, format, blend, write_mask| {
            let target = wgpu::ColorTargetState {
                format,
                blend,
                write_mask,
            };
            screen_pass(gpu, entry, &layout, &module, entry, target)
        };
        let all = wgpu::ColorWrites::ALL;
        let plus = wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::One,
            dst_factor: wgpu::BlendFactor::One,
            operation: wgpu::BlendOperation::Add,
        };
        let plus = wgpu::BlendState {
            color: plus,
            alpha: wgpu::BlendComponent::REPLACE,
        };
        Self {
            gather: pipeline("fs_gather", GLOW_FORMAT, None, all),
            narrow: pipeline("fs_narrow", GLOW_FORMAT, None, all),
            widen: pipeline("fs_widen", GLOW_FORMAT, Some(plus), all),
            add: pipeline("fs_add", COLOR_FORMAT, Blend::Halo.state(), all),
            seal: pipeline("fs_seal", COLOR_FORMAT, None, wgpu::ColorWrites::ALPHA),
            sampler: device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("glow"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                ..Default::default()
            }),
            layout: bind,
        }
    }

    /// Adds the glow of a finished picture to it; `halo` is its strength, 0 for none.
    pub fn draw(
        &self,
        gpu: &Gpu,
        uploads: &Uploads,
        encoder: &mut wgpu::CommandEncoder,
        target: &Target,
        place: &Place,
        halo: f32,
    ) {
        let chain = target.glow(|| self.chain(gpu, uploads, target));
        let sizes: Vec<_> = (0..=steps(place.height))
            .map(|step| size(target, step))
            .collect();
        let reach = Reach::new(place, &sizes);
        let load = wgpu::LoadOp::Load;
        let clear = wgpu::LoadOp::Clear(wgpu::Color::BLACK);
        let mut pass = |pipeline, reads: usize, into, load, within| {
            run(encoder, pipeline, &chain.binds[reads], into, load, within);
        };
        if reach.lit.is_empty() {
            return;
        }
        if halo <= 0.0 {
            return pass(&self.seal, 1, target.view(), load, reach.lit);
        }
        let strong = GlowUniforms {
            strength: halo * STRENGTH,
            origin_px: [place.part.x as f32, place.part.y as f32],
            ..uniforms(target, 1)
        };
        uploads.write(gpu, &chain.strength, bytemuck::bytes_of(&strong));
        pass(&self.gather, 0, &chain.views[0], clear, reach.narrowed[0]);
        for (step, within) in reach.narrowed.iter().enumerate().skip(1) {
            pass(&self.narrow, step, &chain.views[step], clear, *within);
        }
        for (step, within) in reach.widened.iter().enumerate().rev() {
            pass(&self.widen, step + 2, &chain.views[step], load, *within);
        }
        pass(&self.add, 1, target.view(), load, reach.glowing);
    }

    fn chain(&self, gpu: &Gpu, uploads: &Uploads, target: &Target) -> GlowChain {
        let small = |step| {
            let usage =
                wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING;
            texture(gpu, "glow", size(target, step), GLOW_FORMAT, usage)
                .create_view(&Default::default())
        };
        let views: Vec<_> = (1..=MOST_STEPS).map(small).collect();
        let pictures = std::iter::once(target.view()).chain(&views).enumerate();
        let read = |(step, view)| self.bind(gpu, uploads, &uniforms(target, step), view);
        let (buffers, binds): (Vec<_>, Vec<_>) = pictures.map(read).unzip();
        GlowChain {
            strength: buffers[1].clone(),
            binds,
            views,
        }
    }

    /// What a pass reads: its uniforms, which are returned too, and a picture.
    fn bind(
        &self,
        gpu: &Gpu,
        uploads: &Uploads,
        uniforms: &GlowUniforms,
        picture: &wgpu::TextureView,
    ) -> (wgpu::Buffer, wgpu::BindGroup) {
        let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("glow"),
            size: size_of::<GlowUniforms>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        uploads.write(gpu, &buffer, bytemuck::bytes_of(uniforms));
        let resources = [
            buffer.as_entire_binding(),
            wgpu::BindingResource::TextureView(picture),
            wgpu::BindingResource::Sampler(&self.sampler),
        ];
        let entries: Vec<_> = (0..)
            .zip(resources)
            .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        let bind = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("glow"),
            layout: &self.layout,
            entries: &entries,
        });
        (buffer, bind)
    }
}

/// Steps of the blur, a quarter, an eighth, … of the picture's size: one more for each doubling of the
/// picture, so that the glow is as wide beside the detector in a large picture as on the screen.
fn steps(height: u32) -> usize {
    match height {
        0..500 => 3,
        500..1000 => 4,
        1000..2000 => 5,
        _ => MOST_STEPS,
    }
}

/// The last of them makes one pixel of [`GRID_PX`] by as many.
const MOST_STEPS: usize = 6;
const _: () = assert!(2 << MOST_STEPS == GRID_PX);

/// Size of a small picture; step 0 is the picture itself.
fn size(target: &Target, step: usize) -> (u32, u32) {
    let (width, height) = target.size();
    let shrink = if step == 0 { 1 } else { 2_u32 << step };
    (width.div_ceil(shrink), height.div_ceil(shrink))
}

/// What the pass that reads the picture of `step` needs.
fn uniforms(target: &Target, step: usize) -> GlowUniforms {
    let (width, height) = size(target, step);
    GlowUniforms {
        texel: [1.0 / width as f32, 1.0 / height as f32],
        origin_px: [0.0; 2],
        strength: 0.0,
        spread: SPREAD,
        spare: [0.0; 2],
    }
}

fn run(
    encoder: &mut wgpu::CommandEncoder,
    pipeline: &wgpu::RenderPipeline,
    bind: &wgpu::BindGroup,
    into: &wgpu::TextureView,
    load: wgpu::LoadOp<wgpu::Color>,
    within: Area,
) {
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("glow"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: into,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations {
                load,
                store: wgpu::StoreOp::Store,
            },
        })],
        ..Default::default()
    });
    pass.set_pipeline(pipeline);
    pass.set_bind_group(0, bind, &[]);
    pass.set_scissor_rect(
        within.low.0,
        within.low.1,
        within.high.0 - within.low.0,
        within.high.1 - within.low.1,
    );
    pass.draw(0..3, 0..1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_matches_wgsl() {
        crate::shader_tests::assert_layout!(
            Glow::WGSL,
            GlowUniforms {
                texel,
                origin_px,
                strength,
                spread,
                spare
            }
        );
    }
}
