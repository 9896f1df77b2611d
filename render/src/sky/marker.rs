//! One mark on the sky, as it lies in the device's memory.

use bytemuck::{Pod, Zeroable};

/// One mark on the sky.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Marker {
    /// Unit vector in the map's frame: x to longitude 0, z to the pole.
    pub direction: [f32; 3],
    /// Radius in pixels, of a disc that covers as much as the mark.
    pub radius_px: f32,
    /// What the colour map colours, in the unit of the frame's `marker_range`; `f32::MIN` for a marker that
    /// keeps its own colour.
    pub value: f32,
    /// When it was, in the unit of the frame's `time` and from the same beginning; [`Marker::NO_TIME`] if nobody
    /// knows.
    pub time: f32,
    /// Gamma-encoded sRGB, used where the frame has no colour map; alpha is the opacity in any case.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
    /// The number of its [`MarkerShape`], with [`Marker::MARKED`] where it is marked.
    pub shape: u32,
}

impl Marker {
    /// Set in `shape` where it is marked.
    pub const MARKED: u32 = 1 << 8;

    /// The time of what has none; a frame that chooses by time does not show it.
    pub const NO_TIME: f32 = f32::MIN;
}

impl Default for Marker {
    fn default() -> Self {
        Self {
            direction: [1.0, 0.0, 0.0],
            radius_px: 1.5,
            value: 0.0,
            time: Self::NO_TIME,
            color: [255; 4],
            id: 0,
            shape: MarkerShape::Dot as u32,
        }
    }
}

/// What a marker looks like. Open ones are drawn as lines, and still found in their middle.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[repr(u32)]
pub enum MarkerShape {
    /// A filled circle.
    #[default]
    Dot,
    /// An open circle.
    Circle,
    /// A filled square.
    Square,
    /// An open square.
    OpenSquare,
    /// A filled triangle.
    Triangle,
    /// An open triangle.
    OpenTriangle,
    /// A filled square on its corner.
    Diamond,
    /// An open square on its corner.
    OpenDiamond,
    /// A filled star of five points.
    Star,
    /// An open star of five points.
    OpenStar,
    /// An upright cross.
    Plus,
    /// A slanting cross.
    Cross,
}

impl MarkerShape {
    /// All of them, in the order of choices.
    pub const ALL: [Self; 12] = [
        Self::Dot,
        Self::Circle,
        Self::Square,
        Self::OpenSquare,
        Self::Triangle,
        Self::OpenTriangle,
        Self::Diamond,
        Self::OpenDiamond,
        Self::Star,
        Self::OpenStar,
        Self::Plus,
        Self::Cross,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dot => "Dot",
            Self::Circle => "Circle",
            Self::Square => "Square",
            Self::OpenSquare => "Open square",
            Self::Triangle => "Triangle",
            Self::OpenTriangle => "Open triangle",
            Self::Diamond => "Diamond",
            Self::OpenDiamond => "Open diamond",
            Self::Star => "Star",
            Self::OpenStar => "Open star",
            Self::Plus => "Plus",
            Self::Cross => "Cross",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_numbered_in_the_order_of_choices() {
        for (number, shape) in MarkerShape::ALL.into_iter().enumerate() {
            assert_eq!(shape as usize, number, "{}", shape.name());
        }
    }
}
