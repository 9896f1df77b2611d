//! What may change from one frame of the 3D view to the next: a few hundred bytes, never per point.

use glam::{Mat4, Vec3};

use crate::colormap::Colormap;
use crate::space::Coloring;

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
    /// How long a hit stays brighter and larger after its time, in nanoseconds.
    pub afterglow_ns: f32,
    /// Values at the low and high end of the colour map; they may be given in falling order.
    pub value_range: (f32, f32),
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
    /// Height of the sea bed, in metres; `None` for no bed.
    pub bed_z: Option<f32>,
    /// Distance between the lines of the grid on the sea bed, in metres.
    pub bed_spacing_m: f32,
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
            afterglow_ns: 150.0,
            value_range: (0.0, 1.0),
            colormap: Colormap::default(),
            reversed: false,
            hit_coloring: Coloring::default(),
            hit_scale: 1.0,
            hit_soft_px: 1e9,
            halo: 1.0,
            fog_per_m: 1.0 / 3000.0,
            style: SeaStyle::DARK,
            bed_z: None,
            bed_spacing_m: 100.0,
            selected_id: 0,
            hovered_id: 0,
            module_opacity: 1.0,
            sensor_range_m: 60.0,
        }
    }
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
        selection: [0xFF, 0xD1, 0x66],
        luminous: true,
    };
    /// Bright rooms.
    pub const LIGHT: Self = Self {
        near: [0xDD, 0xEA, 0xF0],
        far: [0xF6, 0xFA, 0xFC],
        bed: [0xB4, 0xC6, 0xC4],
        glass: [0x7C, 0x93, 0xA0],
        selection: [0xC9, 0x8A, 0x00],
        luminous: false,
    };
    /// White paper.
    pub const PRINT: Self = Self {
        near: [0xFF; 3],
        far: [0xFF; 3],
        bed: [0xD4, 0xDA, 0xDC],
        glass: [0x8A, 0x96, 0x9C],
        selection: [0xB0, 0x6A, 0x00],
        luminous: false,
    };
}
