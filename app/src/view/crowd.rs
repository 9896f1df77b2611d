//! How candidates are drawn where there are many, and how well their directions are known.

use nuscope_model::Containment;
use nuscope_render::Colormap;
use serde::{Deserialize, Serialize};

/// What candidates are drawn as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ShownAs {
    /// Dots, and where they would run into each other their density, unless a map is shown.
    #[default]
    Automatic,
    /// Dots.
    Dots,
    /// Counts in bins, over their areas.
    Density,
    /// Densities spread by a kernel.
    Heat,
}

impl ShownAs {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Automatic, Self::Dots, Self::Density, Self::Heat];

    /// What it is called in a menu.
    pub fn label(self) -> &'static str {
        match self {
            Self::Automatic => "dots or density",
            Self::Dots => "dots",
            Self::Density => "density",
            Self::Heat => "heat",
        }
    }

    /// What it does.
    pub fn about(self) -> &'static str {
        match self {
            Self::Automatic => {
                "Dots, and a density where they would run into each other; dots over a map"
            }
            Self::Dots => "Each candidate as a mark",
            Self::Density => "How many candidates there are per square degree, in equal bins",
            Self::Heat => "How many candidates there are per square degree, spread by a kernel",
        }
    }
}

/// How candidates are drawn where there are many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrowdLook {
    /// What they are drawn as.
    pub shown_as: ShownAs,
    /// Bins along a side of a base pixel, a power of two; `None` follows the magnification.
    pub nside: Option<u32>,
    /// Whether the kernel of the heat is as wide as each candidate's own error.
    pub own_errors: bool,
    /// The width σ of the kernel otherwise, in degrees.
    pub kernel_deg: f64,
    /// Whether equal factors are equal steps of colour.
    pub logarithmic: bool,
    /// The colours.
    pub colormap: Colormap,
}

impl Default for CrowdLook {
    fn default() -> Self {
        Self {
            shown_as: ShownAs::Automatic,
            nside: None,
            own_errors: false,
            kernel_deg: 2.0,
            logarithmic: false,
            colormap: Colormap::Viridis,
        }
    }
}

/// The share of true directions within an error that is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorLevel {
    /// σ of a two-dimensional Gaussian.
    Sigma,
    /// A half.
    Half,
    /// As many as within σ of a one-dimensional Gaussian.
    TwoThirds,
    /// Nine of ten.
    #[default]
    Ninety,
    /// 95 %.
    NinetyFive,
    /// 99 %.
    NinetyNine,
}

impl ErrorLevel {
    /// All of them, rising.
    pub const ALL: [Self; 6] = [
        Self::Sigma,
        Self::Half,
        Self::TwoThirds,
        Self::Ninety,
        Self::NinetyFive,
        Self::NinetyNine,
    ];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sigma => "39.3 % (σ)",
            Self::Half => "50 %",
            Self::TwoThirds => "68.3 %",
            Self::Ninety => "90 %",
            Self::NinetyFive => "95 %",
            Self::NinetyNine => "99 %",
        }
    }

    /// The share itself.
    pub fn containment(self) -> Containment {
        let share = match self {
            Self::Sigma => return Containment::SIGMA,
            Self::Half => 0.5,
            Self::TwoThirds => 0.682_689_492_137_085_9,
            Self::Ninety => 0.9,
            Self::NinetyFive => 0.95,
            Self::NinetyNine => 0.99,
        };
        Containment::new(share).unwrap_or_default()
    }
}

/// How errors of directions are drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorLook {
    /// Whether they are.
    pub shown: bool,
    /// Which share of true directions they hold.
    pub level: ErrorLevel,
}
