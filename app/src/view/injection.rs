//! The source that is put into scrambled candidates: how strong, how hard, how wide.

use nuscope_scan::Shape;
use serde::{Deserialize, Serialize};

/// How wide a source that is put in is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InjectedShape {
    /// As wide as the one that is fitted.
    #[default]
    AsFitted,
    /// A Gaussian.
    Gaussian,
    /// A disc.
    Disc,
}

impl InjectedShape {
    /// All of them with their names, for lists.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::AsFitted, "as it is fitted"),
        (Self::Gaussian, "a Gaussian"),
        (Self::Disc, "a disc"),
    ];
}

/// The source that is put into scrambled candidates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InjectionLook {
    /// Signal events.
    pub events: f64,
    /// Whether exactly so many are put, not a Poisson number about it.
    pub exact: bool,
    /// Spectral index.
    pub gamma: f64,
    /// What it looks like.
    pub shape: InjectedShape,
    /// Width of the Gaussian or radius of the disc, in degrees.
    pub extension_deg: f64,
}

impl Default for InjectionLook {
    fn default() -> Self {
        Self {
            events: 20.0,
            exact: true,
            gamma: 2.0,
            shape: InjectedShape::AsFitted,
            extension_deg: 0.5,
        }
    }
}

impl InjectionLook {
    /// The shape; `None` is that of the fit.
    pub fn wanted_shape(&self) -> Option<Shape> {
        let rad = self.extension_deg.clamp(0.0, 30.0).to_radians();
        match self.shape {
            InjectedShape::AsFitted => None,
            InjectedShape::Gaussian => Some(Shape::Gaussian { sigma_rad: rad }),
            InjectedShape::Disc => Some(Shape::Disc { radius_rad: rad }),
        }
    }
}
