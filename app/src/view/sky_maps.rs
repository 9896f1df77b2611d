//! Which maps are shown and how: two together, colours, contours, hot spots.

use nuscope_render::{Colormap, Scale};
use serde::{Deserialize, Serialize};

use super::MapQuantity;

/// How the shown map and the second one are shown together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Together {
    /// The shown one alone.
    #[default]
    Alone,
    /// In turns.
    Blink,
    /// The shown one less the second.
    Difference,
    /// The shown one divided by the second.
    Ratio,
}

impl Together {
    /// All of them with their names, for lists.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Alone, "one map"),
        (Self::Blink, "blink"),
        (Self::Difference, "difference"),
        (Self::Ratio, "ratio"),
    ];

    /// Whether two maps become one.
    pub fn combines(self) -> bool {
        matches!(self, Self::Difference | Self::Ratio)
    }
}

/// What the levels of contours mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContourKind {
    /// The smallest regions that hold a share of the probability, in percent.
    Credible,
    /// How far a likelihood may fall from its best, for a share of true positions in percent.
    Likelihood,
    /// Values of the map.
    Values,
}

impl ContourKind {
    /// All of them with their names, for lists.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Credible, "% of the probability"),
        (Self::Likelihood, "% by the likelihood"),
        (Self::Values, "values of the map"),
    ];
}

/// Contours over the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContourLook {
    /// Whether they are drawn.
    pub on: bool,
    /// What their levels mean; `None` is what suits the map.
    pub kind: Option<ContourKind>,
    /// Levels in percent.
    pub percent: Vec<f64>,
    /// Levels as values of the map; empty chooses round ones within its range.
    pub values: Vec<f64>,
}

impl Default for ContourLook {
    fn default() -> Self {
        Self {
            on: false,
            kind: None,
            percent: vec![50.0, 90.0, 99.0],
            values: Vec::new(),
        }
    }
}

/// The hottest spots of the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpotLook {
    /// Whether they are marked.
    pub on: bool,
    /// How many of each hemisphere.
    pub most: usize,
    /// The least distance from one to another, in degrees.
    pub apart_deg: f64,
}

impl Default for SpotLook {
    fn default() -> Self {
        Self {
            on: true,
            most: 1,
            apart_deg: 10.0,
        }
    }
}

/// How values become colours, besides what [`super::SkyLook`] says of the shown map alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApartLook {
    /// Values of the first and the last colour; `None` follows the map.
    pub range: Option<(f32, f32)>,
    /// The colours.
    pub colormap: Colormap,
    /// Whether they are turned round.
    pub reversed: bool,
}

impl Default for ApartLook {
    fn default() -> Self {
        Self {
            range: None,
            colormap: Colormap::Vik,
            reversed: false,
        }
    }
}

/// Which maps are shown and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MapsLook {
    /// The shown map, by its name; `None` is the newest.
    pub shown: Option<String>,
    /// The second map, by its name.
    pub second: Option<String>,
    /// Which of the second map's quantities; `None` is the same as of the first.
    pub second_quantity: Option<MapQuantity>,
    /// How the two are shown together.
    pub together: Together,
    /// How long each of two blinking maps is seen, in seconds.
    pub blink_s: f64,
    /// What equal steps of colour are.
    pub scale: Scale,
    /// Whether the colours of the map are turned round.
    pub reversed: bool,
    /// Colours of a difference or a ratio.
    pub apart: ApartLook,
    /// Contours.
    pub contours: ContourLook,
    /// Hot spots.
    pub spots: SpotLook,
}

impl MapsLook {
    /// The same where other maps will be open.
    pub fn for_other_data(&self) -> Self {
        Self {
            shown: None,
            second: None,
            second_quantity: None,
            together: Together::Alone,
            apart: ApartLook {
                range: None,
                ..self.apart.clone()
            },
            contours: ContourLook {
                kind: None,
                values: Vec::new(),
                ..self.contours.clone()
            },
            ..self.clone()
        }
    }
}

impl Default for MapsLook {
    fn default() -> Self {
        Self {
            shown: None,
            second: None,
            second_quantity: None,
            together: Together::Alone,
            blink_s: 0.7,
            scale: Scale::Linear,
            reversed: false,
            apart: ApartLook::default(),
            contours: ContourLook::default(),
            spots: SpotLook::default(),
        }
    }
}
