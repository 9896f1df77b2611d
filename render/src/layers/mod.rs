//! What is drawn: one row per layer, back to front, each a Rust file with its shader beside it.
//!
//! A layer says what it is made of and how it mixes with what is behind it; how pipelines come of that is written
//! once, in `built.rs`. A new layer is a file pair and a row in [`SPACE`] or [`SKY`].

pub mod backdrop;
pub mod balls;
mod built;
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

pub use built::{Built, build, build_all, point_attributes};
use built::{pipeline_over_screen, screen_pass};

use crate::space::PointSet;

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
    /// As many triangles.
    Fan(u32),
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
            Self::Fan(triangles) => 3 * triangles,
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
    /// For pipelines.
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
