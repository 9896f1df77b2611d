//! What every shader of a view reads: the frame's uniforms, the colour maps and, on the sky, the maps' values.

use crate::buffers::Uploads;
use crate::colormap::Colormap;
use crate::gpu::Gpu;

/// The uniforms and textures of one view.
#[derive(Debug)]
pub struct FrameBinding {
    layout: wgpu::BindGroupLayout,
    uniforms: wgpu::Buffer,
    colormaps: wgpu::TextureView,
    bind: wgpu::BindGroup,
}

impl FrameBinding {
    /// Makes room for `size` bytes of uniforms; `values` are the sky maps' textures, where there are any.
    pub fn new(gpu: &Gpu, uploads: &Uploads, size: usize, values: &[&wgpu::TextureView]) -> Self {
        let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
            ty,
            count: None,
        };
        let picture = |view_dimension| wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension,
            multisampled: false,
        };
        let uniform = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let mut entries = vec![
            entry(0, uniform),
            entry(1, picture(wgpu::TextureViewDimension::D2)),
        ];
        for (binding, _) in (2..).zip(values) {
            entries.push(entry(binding, picture(wgpu::TextureViewDimension::D2Array)));
        }
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
                label: Some("frame"),
                entries: &entries,
            });
        let uniforms = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("frame"),
            size: size as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let colormaps = colormaps(gpu, uploads);
        Self {
            bind: bind(gpu, &layout, &uniforms, &colormaps, values),
            layout,
            uniforms,
            colormaps,
        }
    }

    /// For pipelines.
    pub fn layout(&self) -> &wgpu::BindGroupLayout {
        &self.layout
    }

    /// For passes.
    pub fn bind(&self) -> &wgpu::BindGroup {
        &self.bind
    }

    /// Sends the uniforms.
    pub fn set(&self, gpu: &Gpu, uploads: &Uploads, bytes: &[u8]) {
        uploads.write(gpu, &self.uniforms, bytes);
    }

    /// Exchanges the sky maps' textures.
    pub fn set_values(&mut self, gpu: &Gpu, values: &[&wgpu::TextureView]) {
        self.bind = bind(gpu, &self.layout, &self.uniforms, &self.colormaps, values);
    }
}

fn bind(
    gpu: &Gpu,
    layout: &wgpu::BindGroupLayout,
    uniforms: &wgpu::Buffer,
    colormaps: &wgpu::TextureView,
    values: &[&wgpu::TextureView],
) -> wgpu::BindGroup {
    let colormaps = wgpu::BindingResource::TextureView(colormaps);
    let values = values
        .iter()
        .copied()
        .map(wgpu::BindingResource::TextureView);
    let resources = [uniforms.as_entire_binding(), colormaps].into_iter();
    let entries: Vec<_> = (0..)
        .zip(resources.chain(values))
        .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
        .collect();
    gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("frame"),
        layout,
        entries: &entries,
    })
}

/// All colour maps, one per row.
fn colormaps(gpu: &Gpu, uploads: &Uploads) -> wgpu::TextureView {
    let rows = Colormap::rows();
    let bytes: &[u8] = bytemuck::cast_slice(rows.as_flattened().as_flattened());
    let size = wgpu::Extent3d {
        width: 256,
        height: rows.len() as u32,
        depth_or_array_layers: 1,
    };
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("colour maps"),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    gpu.queue.write_texture(
        texture.as_image_copy(),
        bytes,
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(4 * 256),
            rows_per_image: None,
        },
        size,
    );
    uploads.add(bytes.len());
    texture.create_view(&Default::default())
}
