//! What may change from one frame of the sky map to the next.

use crate::colormap::Colormap;
use crate::projection::SkyView;
use crate::sky::{Combine, MapStyle, TimeWindow};

/// One frame of the sky map.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyFrame {
    /// What part of the sky, and how.
    pub view: SkyView,
    /// Width and height that pixel sizes refer to; the target's size unless the picture is enlarged.
    pub size_px: (f64, f64),
    /// How the map is coloured.
    pub map: MapStyle,
    /// How the second map is coloured.
    pub second_map: MapStyle,
    /// How the density is coloured, which lies over both.
    pub density: MapStyle,
    /// Which of the two maps is shown, where there are two.
    pub combine: Combine,
    /// Values of the markers at the low and high end of their colour map.
    pub marker_range: (f32, f32),
    /// Colour map of the markers; `None` uses [`Marker::color`](crate::Marker::color).
    pub marker_colormap: Option<Colormap>,
    /// Whether the markers' colour map is turned round.
    pub marker_reversed: bool,
    /// Factors on the radius of markers at the low and high end of their values; `None` leaves them alone.
    pub marker_growth: Option<(f32, f32)>,
    /// Multiplies the radius of every marker.
    pub marker_scale: f32,
    /// Strength of the markers, 0..=1.
    pub marker_opacity: f32,
    /// Which times are shown, of markers and ellipses; `None` shows all, and those without a time.
    pub time: Option<TimeWindow>,
    /// Whether markers add up to brighter places where they are dense; needs a luminous style.
    pub additive: bool,
    /// Rotation from the map's frame to galactic axes (rows: galactic x, y, z), for the soft band and
    /// the glow of the centre; `None` draws neither.
    pub galactic: Option<[[f32; 3]; 3]>,
    /// Colours.
    pub style: SkyStyle,
    /// Which marker is highlighted; 0 for none.
    pub selected_id: u32,
    /// Which marker the pointer is over; 0 for none.
    pub hovered_id: u32,
    /// Whether markers that are not marked step back behind those that are.
    pub dim_unmarked: bool,
}

impl Default for SkyFrame {
    fn default() -> Self {
        Self {
            view: SkyView::default(),
            size_px: (1280.0, 720.0),
            map: MapStyle::default(),
            second_map: MapStyle::default(),
            density: MapStyle::default(),
            combine: Combine::First,
            marker_range: (0.0, 1.0),
            marker_colormap: None,
            marker_reversed: false,
            marker_growth: None,
            marker_scale: 1.0,
            marker_opacity: 1.0,
            time: None,
            additive: false,
            galactic: None,
            style: SkyStyle::DARK,
            selected_id: 0,
            hovered_id: 0,
            dim_unmarked: false,
        }
    }
}

/// Colours of the sky map, gamma-encoded sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkyStyle {
    /// Around the ellipse.
    pub background: [u8; 3],
    /// Inside the ellipse where there is no map.
    pub ellipse: [u8; 3],
    /// The ellipse's edge.
    pub edge: [u8; 3],
    /// Ground of the pixels that have no value.
    pub masked: [u8; 3],
    /// Hatching of the pixels that have no value.
    pub hatch: [u8; 3],
    /// The galactic band.
    pub galaxy: [u8; 3],
    /// What is selected, and what the pointer is over (weaker).
    pub selection: [u8; 3],
    /// Whether light adds up, as in the dark.
    pub luminous: bool,
}

impl SkyStyle {
    /// Night.
    pub const DARK: Self = Self {
        background: [0x06, 0x12, 0x1B],
        ellipse: [0x08, 0x18, 0x24],
        edge: [0x3A, 0x56, 0x66],
        masked: [0x0C, 0x1A, 0x24],
        hatch: [0x22, 0x38, 0x46],
        galaxy: [0x6C, 0x86, 0x9C],
        selection: [0xFF, 0xD1, 0x66],
        luminous: true,
    };
    /// Bright rooms.
    pub const LIGHT: Self = Self {
        background: [0xF4, 0xF7, 0xF9],
        ellipse: [0xFF, 0xFF, 0xFF],
        edge: [0x84, 0x99, 0xA6],
        masked: [0xE6, 0xEC, 0xF0],
        hatch: [0xC4, 0xD0, 0xD8],
        galaxy: [0x7E, 0x96, 0xAA],
        selection: [0xC9, 0x8A, 0x00],
        luminous: false,
    };
    /// White paper.
    pub const PRINT: Self = Self {
        background: [0xFF; 3],
        ellipse: [0xFF; 3],
        edge: [0x50, 0x5C, 0x64],
        masked: [0xF0; 3],
        hatch: [0xC0; 3],
        galaxy: [0x8C, 0x9C, 0xA8],
        selection: [0xB0, 0x6A, 0x00],
        luminous: false,
    };
}
