//! What a frame is compared with: all the same instances as the plainest impostor spheres, and nothing else.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec4};

use crate::buffers::{Shapes, Uploads};
use crate::camera::OrbitCamera;
use crate::gpu::Gpu;
use crate::layers;
use crate::pick;
use crate::space::Point;
use crate::target::{COLOR_FORMAT, DEPTH_FORMAT, Target};

/// Mirror of the struct of this name in `plain.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
struct PlainUniforms {
    clip_from_world: Mat4,
    eye: Vec4,
    right: Vec4,
    up: Vec4,
}

/// Draws spheres, plainly.
#[derive(Debug)]
pub struct Plain {
    pipeline: wgpu::RenderPipeline,
    uniforms: wgpu::Buffer,
    bind: wgpu::BindGroup,
    points: Shapes,
    uploads: Uploads,
}

impl Plain {
    /// The shader.
    pub const WGSL: &'static str = include_str!("plain.wgsl");

    /// Sends `points`.
    pub fn new(gpu: &Gpu, points: &[Point]) -> Self {
        let device = &gpu.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("plain"),
            source: wgpu::ShaderSource::Wgsl(Self::WGSL.into()),
        });
        let attributes = layers::point_attributes();
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("plain"),
            layout: None, // derived from the shader
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vs_main"),
                compilation_options: Default::default(),
                buffers: &[Some(wgpu::VertexBufferLayout {
                    array_stride: size_of::<Point>() as u64,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes: &attributes,
                })],
            },
            primitive: wgpu::PrimitiveState {
                topology: wgpu::PrimitiveTopology::TriangleStrip,
                ..Default::default()
            },
            depth_stencil: Some(wgpu::DepthStencilState {
                format: DEPTH_FORMAT,
                depth_write_enabled: Some(true),
                depth_compare: Some(wgpu::CompareFunction::Greater),
                stencil: Default::default(),
                bias: Default::default(),
            }),
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fs_main"),
                compilation_options: Default::default(),
                targets: &[Some(COLOR_FORMAT.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        let uniforms = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("plain"),
            size: size_of::<PlainUniforms>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let bind = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("plain"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: uniforms.as_entire_binding(),
            }],
        });
        let uploads = Uploads::default();
        let mut instances = Shapes::empty(1);
        instances.set(gpu, &uploads, points);
        Self {
            pipeline,
            uniforms,
            bind,
            points: instances,
            uploads,
        }
    }

    /// Draws one frame.
    pub fn draw(&self, gpu: &Gpu, target: &Target, camera: &OrbitCamera) {
        let (width, height) = target.size();
        let uniforms = PlainUniforms {
            clip_from_world: camera.clip_from_world(width as f32 / height as f32),
            eye: camera.eye().extend(1.0),
            right: camera.right().extend(0.0),
            up: camera.up().extend(0.0),
        };
        self.uploads
            .write(gpu, &self.uniforms, bytemuck::bytes_of(&uniforms));
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("plain"),
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
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bind, &[]);
        self.points.draw_instances(&mut pass, 4);
        drop(pass);
        gpu.queue.submit([encoder.finish()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_matches_wgsl() {
        crate::shader_tests::assert_layout!(
            Plain::WGSL,
            PlainUniforms {
                clip_from_world,
                eye,
                right,
                up
            }
        );
    }
}
