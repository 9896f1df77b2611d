//! What may change from one frame of the 3D view to the next: a few hundred bytes, never per point.

use glam::{Mat4, Vec3};

use crate::colormap::Colormap;
use crate::space::{Arrival, Coloring};

/// One frame of the 3D view.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceFrame {
    /// From metres to clip space, reversed depth: [`crate::OrbitCamera::clip_from_world`].
    pub clip_from_world: Mat4,
    /// Where the eye is, in metres.
    pub eye: Vec3,
    /// Width and height that pixel sizes refer to; the target's size unless the picture is enlarged.
    pub viewport_px: (f32, f32),
    /// The moment that is shown, in nanoseconds; `None` shows everything in its steady look.
    pub cursor_ns: Option<f32>,
    /// How long a hit stays brighter and larger after its time.
    pub afterglow: AfterGlow,
    /// What becomes of a hit after its glow while a moment is shown: 0, it stays in its steady look;
    /// 1, it vanishes.
    pub fade: f32,
    /// How long a track stays brighter behind its particle, in nanoseconds.
    pub track_glow_ns: f32,
    /// Hits whose value lies outside are neither drawn nor picked, those without a value included.
    pub value_window: Option<(f32, f32)>,
    /// Hits whose time lies outside, in nanoseconds, are neither drawn nor picked, those without a time included.
    pub time_window_ns: Option<(f32, f32)>,
    /// Whether hits that are not [marked](crate::Point::MARKED) are faint, behind those that are.
    pub dim_unmarked: bool,
    /// Values at the low and high end of the colour map; they may be given in falling order.
    pub value_range: (f32, f32),
    /// The light that hits are timed by; `None`: their values are their own.
    pub timed_by: Option<Arrival>,
    /// Colour map of the hits.
    pub colormap: Colormap,
    /// Whether the colour map is turned round.
    pub reversed: bool,
    /// Where the hits' colour comes from.
    pub hit_coloring: Coloring,
    /// Multiplies the radius of every hit.
    pub hit_scale: f32,
    /// From this radius on the screen, in pixels, a hit grows only with the logarithm of what it would be:
    /// near the eye the hits of one module come apart. Very large for none of that.
    pub hit_soft_px: f32,
    /// Strength of the glow around hits and tracks, 0 for none, 1 as designed.
    pub halo: f32,
    /// Share of the light lost per metre, as the exponent of `exp(-fog_per_m × distance)`.
    pub fog_per_m: f32,
    /// Colours of the water and what stands in it.
    pub style: SeaStyle,
    /// Whether water, bed and levels are drawn. Without them the picture is transparent where nothing is;
    /// light that adds up turns into as much opacity as its brightest channel has.
    pub background: bool,
    /// Height of the sea bed, in metres; `None` for no bed.
    pub bed_z: Option<f32>,
    /// Distance between the lines of the grids on the sea bed and the levels, in metres.
    pub bed_spacing_m: f32,
    /// Horizontal planes besides the bed: a surface, a layer of dust.
    pub levels: [Option<Level>; 3],
    /// Which thing is highlighted; 0 for none.
    pub selected_id: u32,
    /// Which thing the pointer is over; 0 for none.
    pub hovered_id: u32,
    /// Strength of the glass spheres, 0..=1.
    pub module_opacity: f32,
    /// From this distance on sensors are not drawn, in metres; 0 hides them.
    pub sensor_range_m: f32,
}

impl Default for SpaceFrame {
    fn default() -> Self {
        Self {
            clip_from_world: crate::OrbitCamera::default().clip_from_world(1.6),
            eye: crate::OrbitCamera::default().eye(),
            viewport_px: (1280.0, 800.0),
            cursor_ns: None,
            afterglow: AfterGlow::default(),
            fade: 0.0,
            track_glow_ns: 150.0,
            value_window: None,
            time_window_ns: None,
            dim_unmarked: false,
            value_range: (0.0, 1.0),
            timed_by: None,
            colormap: Colormap::default(),
            reversed: false,
            hit_coloring: Coloring::default(),
            hit_scale: 1.0,
            hit_soft_px: 1e9,
            halo: 1.0,
            fog_per_m: 1.0 / 3000.0,
            style: SeaStyle::DARK,
            background: true,
            bed_z: None,
            bed_spacing_m: 100.0,
            levels: [None; 3],
            selected_id: 0,
            hovered_id: 0,
            module_opacity: 1.0,
            sensor_range_m: 60.0,
        }
    }
}

/// How long a hit is brighter and larger after its time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AfterGlow {
    /// It fades by 1/e in this time.
    Decay {
        /// In nanoseconds.
        time_ns: f32,
    },
    /// As long as [`Point::duration_ns`](crate::Point::duration_ns) of each hit says, one nanosecond at least.
    Duration,
}

impl Default for AfterGlow {
    fn default() -> Self {
        Self::Decay { time_ns: 150.0 }
    }
}

/// A horizontal plane with a grid on it, as quiet as the sea bed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Height, in metres.
    pub z: f32,
    /// Gamma-encoded sRGB.
    pub color: [u8; 3],
    /// Strength, 1 as the sea bed has it.
    pub alpha: f32,
}

/// Colours of the 3D view, gamma-encoded sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeaStyle {
    /// The water, looking up.
    pub near: [u8; 3],
    /// The water, looking down and far away.
    pub far: [u8; 3],
    /// The lines on the sea bed.
    pub bed: [u8; 3],
    /// Glass of the modules and body of the sensors.
    pub glass: [u8; 3],
    /// Hits without a value, where values colour them.
    pub neutral: [u8; 3],
    /// What is selected, and what the pointer is over (weaker).
    pub selection: [u8; 3],
    /// Whether light adds up, as in the dark; on paper colours are drawn plain and nothing glows.
    pub luminous: bool,
}

impl SeaStyle {
    /// Deep sea.
    pub const DARK: Self = Self {
        near: [0x0A, 0x2A, 0x3C],
        far: [0x04, 0x10, 0x19],
        bed: [0x1E, 0x4A, 0x50],
        glass: [0x8F, 0xB8, 0xC8],
        neutral: [0x8C, 0x9A, 0xA2],
        selection: [0xFF, 0xD1, 0x66],
        luminous: true,
    };
    /// Bright rooms.
    pub const LIGHT: Self = Self {
        near: [0xDD, 0xEA, 0xF0],
        far: [0xF6, 0xFA, 0xFC],
        bed: [0xB4, 0xC6, 0xC4],
        glass: [0x7C, 0x93, 0xA0],
        neutral: [0x8B, 0x96, 0x9C],
        selection: [0xC9, 0x8A, 0x00],
        luminous: false,
    };
    /// White paper.
    pub const PRINT: Self = Self {
        near: [0xFF; 3],
        far: [0xFF; 3],
        bed: [0xD4, 0xDA, 0xDC],
        glass: [0x8A, 0x96, 0x9C],
        neutral: [0x8B, 0x96, 0x9C],
        selection: [0xB0, 0x6A, 0x00],
        luminous: false,
    };
}
