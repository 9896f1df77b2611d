//! What is drawn: one row per layer, back to front, each a Rust file with its shader beside it.
//!
//! A layer says what it is made of and how it mixes with what is behind it; how pipelines, passes and
//! buffers come of that is written once, here. A new layer is a file pair and a row in [`SPACE`] or [`SKY`].

pub mod backdrop;
pub mod balls;
pub mod ellipses;
pub mod fronts;
pub mod glow;
pub mod hits;
pub mod markers;
pub mod matte;
pub mod modules;
pub mod segments;
pub mod sensors;
pub mod skymap;

use std::mem::offset_of;

use crate::gpu::Gpu;
use crate::sky::{ErrorEllipse, Marker};
use crate::space::{Front, Point, PointSet, Segment};
use crate::target::{COLOR_FORMAT, DEPTH_FORMAT};

/// The 3D view, back to front.
pub const SPACE: [Layer; 10] = [
    backdrop::WATER,
    backdrop::PLANE,
    backdrop::PLANES,
    balls::LAYER,
    fronts::LAYER,
    hits::BODIES,
    hits::EDGES,
    sensors::LAYER,
    segments::LAYER,
    modules::LAYER,
];

/// What is on the sky map's ground, back to front.
pub const SKY: [Layer; 3] = [ellipses::LAYER, markers::DOTS, markers::SHAPES];

/// Format of pictures that hold, instead of colours, what is where: its id and the bits of its depth.
pub const PICK_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rg32Uint;

/// One thing that is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// For messages and graphics debuggers.
    pub name: &'static str,
    /// The shader, without the view's common part.
    pub wgsl: &'static str,
    /// The shader's functions that place it and that colour it; if it is picked, `fs_pick` tells what it is.
    pub entries: (&'static str, &'static str),
    /// What it is made of.
    pub geometry: Geometry,
    /// How it mixes with what is behind it.
    pub blend: Blend,
    /// What it has to do with what is nearer or farther.
    pub depth: Depth,
    /// Whether the pointer finds it.
    pub picked: bool,
}

/// What a layer is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Geometry {
    /// One triangle over the whole picture.
    Screen,
    /// Squares that together are the whole picture.
    Patches,
    /// A disc per point.
    Points(PointSet),
    /// A ribbon per segment.
    Segments,
    /// A disc per shower.
    Balls,
    /// A cone per track, a disc per shower, as instances.
    Fronts,
    /// A disc per marker.
    Markers {
        /// Whether some are no dots.
        shaped: bool,
    },
    /// Two rectangles per error ellipse, as instances.
    Ellipses,
    /// A square per marker, as instances: for comparison.
    BareMarkers,
}

/// What a layer has to do with what is nearer or farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// It is light, or far behind everything: neither hides nor is hidden.
    Ignored,
    /// What is nearer hides it.
    Hidden,
    /// And it hides what lies behind it and is drawn later.
    Hides,
}

impl Geometry {
    /// Corners of each: of a triangle around a disc, of the two triangles of a ribbon.
    pub const fn corners(self) -> u32 {
        match self {
            Self::Screen | Self::Points(_) | Self::Balls | Self::Markers { .. } => 3,
            Self::Segments | Self::BareMarkers => 6,
            Self::Patches => backdrop::CORNERS,
            Self::Fronts => 6 * fronts::FACETS,
            Self::Ellipses => ellipses::CORNERS,
        }
    }
}

/// How a layer mixes with what is behind it. All colours are premultiplied by their coverage.
///
/// While the 3D view is drawn, the picture's alpha says how much of a pixel does not shine, for the glow; the last
/// pass sets it to 1 where anything shines, or finds what is transparent (see `matte.rs`). The sky map has no glow:
/// its first layer leaves alpha 1, and so do all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blend {
    /// Nothing of what was there stays.
    Replace,
    /// Covers what is behind it, its shine included.
    Dull,
    /// Covers what is behind it, and shines.
    Shining,
    /// Adds light around what shines; what shines keeps its colour.
    Halo,
}

impl Blend {
    fn state(self) -> Option<wgpu::BlendState> {
        use wgpu::BlendFactor::{DstAlpha, One, OneMinusSrcAlpha, Zero};
        let component = |src_factor, dst_factor| wgpu::BlendComponent {
            src_factor,
            dst_factor,
            operation: wgpu::BlendOperation::Add,
        };
        let over = component(One, OneMinusSrcAlpha);
        let (color, alpha) = match self {
            Self::Replace => return None,
            Self::Dull => (over, over),
            Self::Shining => (over, component(Zero, OneMinusSrcAlpha)),
            Self::Halo => (component(DstAlpha, One), component(One, Zero)),
        };
        Some(wgpu::BlendState { color, alpha })
    }
}

/// A layer's pipelines.
#[derive(Debug)]
pub struct Built {
    /// The row they were made from.
    pub layer: Layer,
    /// Draws colours.
    pub draw: wgpu::RenderPipeline,
    /// Draws ids, where the layer is picked.
    pub pick: Option<wgpu::RenderPipeline>,
}

/// Builds the pipelines of one layer. `common` is put in front of its shader; `depth` is whether the view has any.
pub fn build(
    gpu: &Gpu,
    layer: Layer,
    common: &str,
    bind: &wgpu::BindGroupLayout,
    depth: bool,
) -> Built {
    let device = &gpu.device;
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(layer.name),
        source: wgpu::ShaderSource::Wgsl(format!("{common}\n{}", layer.wgsl).into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(layer.name),
        bind_group_layouts: &[Some(bind)],
        immediate_size: 0,
    });
    let attributes = attributes(layer.geometry);
    let buffers = attributes
        .as_ref()
        .map(|(stride, attributes)| wgpu::VertexBufferLayout {
            array_stride: *stride,
            step_mode: match layer.geometry {
                Geometry::Fronts | Geometry::Ellipses | Geometry::BareMarkers => {
                    wgpu::VertexStepMode::Instance
                }
                _ => wgpu::VertexStepMode::Vertex,
            },
            attributes,
        });
    let buffers = match buffers {
        Some(layout) => vec![Some(layout)],
        None => Vec::new(),
    };
    let depth_stencil = |writes: bool| wgpu::DepthStencilState {
        format: DEPTH_FORMAT,
        depth_write_enabled: Some(writes),
        depth_compare: Some(match layer.depth {
            Depth::Ignored => wgpu::CompareFunction::Always,
            Depth::Hidden | Depth::Hides => wgpu::CompareFunction::Greater, // reversed depth
        }),
        stencil: Default::default(),
        bias: Default::default(),
    };
    let pipeline = |entry, format, blend, writes| {
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(layer.name),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some(layer.entries.0),
                compilation_options: Default::default(),
                buffers: &buffers,
            },
            primitive: Default::default(), // a list of triangles
            depth_stencil: depth.then(|| depth_stencil(writes)),
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
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
        })
    };
    Built {
        layer,
        draw: pipeline(
            layer.entries.1,
            COLOR_FORMAT,
            layer.blend.state(),
            layer.depth == Depth::Hides,
        ),
        // What is picked hides what is behind it, so that the nearest wins; light lies behind everything.
        pick: layer.picked.then(|| {
            let hides = layer.depth != Depth::Ignored;
            pipeline("fs_pick", PICK_FORMAT, None, hides)
        }),
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
        Geometry::Screen | Geometry::Patches => return None,
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
fn pipeline_over_screen(
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
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(label),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("vs_main"),
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: Default::default(),
        depth_stencil: None,
        multisample: Default::default(),
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: Some("fs_main"),
            compilation_options: Default::default(),
            targets: &[Some(format.into())],
        }),
        multiview_mask: None,
        cache: None,
    })
}
