//! From a layer's row to its pipelines.
//!
//! A driver takes some milliseconds for each, so that shaders are built side by side, and what finds things under the
//! pointer when it is first asked for.

use std::mem::offset_of;
use std::sync::OnceLock;

use super::{Depth, Geometry, Layer, PICK_FORMAT};
use crate::gpu::Gpu;
use crate::sky::{ErrorEllipse, Marker};
use crate::space::{Front, Point, PointSet, Segment};
use crate::target::{COLOR_FORMAT, DEPTH_FORMAT};

/// A layer's pipelines.
#[derive(Debug)]
pub struct Built {
    /// The row they were made from.
    pub layer: Layer,
    /// Draws colours.
    pub draw: wgpu::RenderPipeline,
    pick: OnceLock<wgpu::RenderPipeline>,
    maker: Maker,
}

impl Built {
    /// Draws ids, where the layer is picked.
    pub fn pick(&self) -> Option<&wgpu::RenderPipeline> {
        let make = || {
            // What is picked hides what is behind it, so that the nearest wins; light lies behind everything.
            let hides = self.layer.depth != Depth::Ignored;
            let maker = &self.maker;
            maker.pipeline(&self.layer, "fs_pick", PICK_FORMAT, None, hides)
        };
        self.layer.picked.then(|| self.pick.get_or_init(make))
    }
}

/// Builds the pipelines of all layers of a view. `common` is put in front of their shaders; `depth` is whether the
/// view has any.
pub fn build_all(
    gpu: &Gpu,
    layers: &[Layer],
    common: &str,
    bind: &wgpu::BindGroupLayout,
    depth: bool,
) -> Vec<Built> {
    std::thread::scope(|scope| {
        let same_shader = layers.chunk_by(|a, b| a.wgsl == b.wgsl);
        let threads: Vec<_> = same_shader
            .map(|layers| {
                scope.spawn(move || {
                    let maker = Maker::new(gpu, &layers[0], common, bind, depth);
                    let built = |layer: &Layer| maker.clone().built(*layer);
                    layers.iter().map(built).collect::<Vec<_>>()
                })
            })
            .collect();
        let built = threads.into_iter().flat_map(|thread| {
            let built = thread.join();
            built.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        built.collect()
    })
}

/// Builds the pipelines of one layer, as [`build_all`] does.
pub fn build(
    gpu: &Gpu,
    layer: Layer,
    common: &str,
    bind: &wgpu::BindGroupLayout,
    depth: bool,
) -> Built {
    Maker::new(gpu, &layer, common, bind, depth).built(layer)
}

/// What pipelines of layers with the same shader are made with.
#[derive(Clone, Debug)]
struct Maker {
    device: wgpu::Device,
    module: wgpu::ShaderModule,
    layout: wgpu::PipelineLayout,
    depth: bool,
}

impl Maker {
    fn new(
        gpu: &Gpu,
        layer: &Layer,
        common: &str,
        bind: &wgpu::BindGroupLayout,
        depth: bool,
    ) -> Self {
        let device = gpu.device.clone();
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(layer.name),
            source: wgpu::ShaderSource::Wgsl(format!("{common}\n{}", layer.wgsl).into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(layer.name),
            bind_group_layouts: &[Some(bind)],
            immediate_size: 0,
        });
        Self {
            device,
            module,
            layout,
            depth,
        }
    }

    fn built(self, layer: Layer) -> Built {
        let (blend, hides) = (layer.blend.state(), layer.depth == Depth::Hides);
        Built {
            draw: self.pipeline(&layer, layer.entries.1, COLOR_FORMAT, blend, hides),
            layer,
            pick: OnceLock::new(),
            maker: self,
        }
    }

    fn pipeline(
        &self,
        layer: &Layer,
        entry: &str,
        format: wgpu::TextureFormat,
        blend: Option<wgpu::BlendState>,
        writes_depth: bool,
    ) -> wgpu::RenderPipeline {
        let attributes = attributes(layer.geometry);
        let buffers: Vec<_> = attributes
            .iter()
            .map(|(stride, attributes)| {
                Some(wgpu::VertexBufferLayout {
                    array_stride: *stride,
                    step_mode: match layer.geometry {
                        Geometry::Fronts | Geometry::Ellipses | Geometry::BareMarkers => {
                            wgpu::VertexStepMode::Instance
                        }
                        _ => wgpu::VertexStepMode::Vertex,
                    },
                    attributes,
                })
            })
            .collect();
        let depth_stencil = wgpu::DepthStencilState {
            format: DEPTH_FORMAT,
            depth_write_enabled: Some(writes_depth),
            depth_compare: Some(match layer.depth {
                Depth::Ignored => wgpu::CompareFunction::Always,
                Depth::Hidden | Depth::Hides => wgpu::CompareFunction::Greater, // reversed depth
            }),
            stencil: Default::default(),
            bias: Default::default(),
        };
        let descriptor = wgpu::RenderPipelineDescriptor {
            label: Some(layer.name),
            layout: Some(&self.layout),
            vertex: wgpu::VertexState {
                module: &self.module,
                entry_point: Some(layer.entries.0),
                compilation_options: Default::default(),
                buffers: &buffers,
            },
            primitive: Default::default(), // a list of triangles
            depth_stencil: self.depth.then_some(depth_stencil),
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &self.module,
                entry_point: Some(entry),
                compilation_options: Default::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format,
                    blend,
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        };
        self.device.create_render_pipeline(&descriptor)
    }
}

/// Where the parts of a point lie, for whoever draws points without being a layer.
pub fn point_attributes() -> Vec<wgpu::VertexAttribute> {
    attributes(Geometry::Points(PointSet::Hits)).map_or_else(Vec::new, |(_, attributes)| attributes)
}

/// Size of one thing, and where its parts lie, in the order of the shaders' `@location`s.
fn attributes(geometry: Geometry) -> Option<(u64, Vec<wgpu::VertexAttribute>)> {
    use wgpu::VertexFormat::{
        Float32, Float32x2, Float32x3, Float32x4, Snorm8x4, Uint32, Uint32x2, Unorm8x4,
    };
    let (size, parts) = match geometry {
        Geometry::Screen | Geometry::Fan(_) | Geometry::Patches => return None,
        Geometry::Points(_) | Geometry::Balls => (
            size_of::<Point>(),
            vec![
                (Float32x4, offset_of!(Point, position)), // and radius_m, which follows it
                (Float32x3, offset_of!(Point, time_ns)),  // and value and duration_ns
                (Unorm8x4, offset_of!(Point, color)),
                (Uint32, offset_of!(Point, id)),
                (Snorm8x4, offset_of!(Point, direction)),
            ],
        ),
        Geometry::Segments => (
            size_of::<Segment>(),
            vec![
                (Float32x3, offset_of!(Segment, from)),
                (Float32x3, offset_of!(Segment, to)),
                (Float32x2, offset_of!(Segment, from_time_ns)), // and to_time_ns
                (Float32, offset_of!(Segment, width_px)),
                (Unorm8x4, offset_of!(Segment, color)),
                (Uint32, offset_of!(Segment, id)),
                (Uint32, offset_of!(Segment, style)),
            ],
        ),
        Geometry::Fronts => (
            size_of::<Front>(),
            vec![
                (Float32x4, offset_of!(Front, origin)),       // and time_ns
                (Float32x4, offset_of!(Front, direction)),    // and from_ns
                (Float32x4, offset_of!(Front, until_ns)),     // and both speeds and tan_half_angle
                (Float32x2, offset_of!(Front, tan_emission)), // and reach_m
                (Unorm8x4, offset_of!(Front, color)),
                (Uint32, offset_of!(Front, id)),
            ],
        ),
        Geometry::Markers { .. } | Geometry::BareMarkers => (
            size_of::<Marker>(),
            vec![
                (Float32x4, offset_of!(Marker, direction)), // and radius_px
                (Float32x2, offset_of!(Marker, value)),     // and time
                (Unorm8x4, offset_of!(Marker, color)),
                (Uint32x2, offset_of!(Marker, id)), // and shape
            ],
        ),
        Geometry::Ellipses => (
            size_of::<ErrorEllipse>(),
            vec![
                (Float32x4, offset_of!(ErrorEllipse, direction)), // and major_rad
                (Float32x4, offset_of!(ErrorEllipse, minor_rad)), // and angle, line_px and fill
                (Float32, offset_of!(ErrorEllipse, time)),
                (Unorm8x4, offset_of!(ErrorEllipse, color)),
                (Uint32, offset_of!(ErrorEllipse, id)),
                (Float32x2, offset_of!(ErrorEllipse, other_rad)),
            ],
        ),
    };
    let attributes = parts.into_iter().enumerate();
    Some((
        size as u64,
        attributes
            .map(|(location, (format, offset))| wgpu::VertexAttribute {
                format,
                offset: offset as u64,
                shader_location: location as u32,
            })
            .collect(),
    ))
}

/// A pipeline of one triangle over the whole target, from `vs_main` and `fs_main`.
pub fn pipeline_over_screen(
    gpu: &Gpu,
    label: &str,
    wgsl: &str,
    bind: &wgpu::BindGroupLayout,
    format: wgpu::TextureFormat,
) -> wgpu::RenderPipeline {
    let device = &gpu.device;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(label),
        source: wgpu::ShaderSource::Wgsl(wgsl.into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &[Some(bind)],
        immediate_size: 0,
    });
    screen_pass(gpu, label, &layout, &module, "fs_main", format.into())
}

/// A pipeline of one triangle over the whole target, from `vs_main` and this entry of a module.
pub fn screen_pass(
    gpu: &Gpu,
    label: &str,
    layout: &wgpu::PipelineLayout,
    module: &wgpu::ShaderModule,
    entry: &str,
    target: wgpu::ColorTargetState,
) -> wgpu::RenderPipeline {
    let pass = wgpu::RenderPipelineDescriptor {
        label: Some(label),
        layout: Some(layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("vs_main"),
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: Default::default(),
        depth_stencil: None,
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some(entry),
            compilation_options: Default::default(),
            targets: &[Some(target)],
        }),
        multiview_mask: None,
        cache: None,
    };
    gpu.device.create_render_pipeline(&pass)
}
