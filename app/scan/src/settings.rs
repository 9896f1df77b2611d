//! What a user may choose about a likelihood; the defaults are those of the float64 reference.

use serde::{Deserialize, Serialize};

use crate::cubic::GAMMA;
use crate::{Error, Spectrum, TimeProfile};

/// Choices that change the result of a fit or a scan, and so are written into every map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// A candidate counts as pure background farther than this many of its own angular errors away.
    ///
    /// What is left out would change TS by about `2 n_s exp(-k²/2)`: at the default of 5 by less than 4e-4 at all
    /// of 12,240 places of a sky of 371,577 real candidates.
    pub cut_sigmas: f64,
    /// Smaller angular errors are raised to this, in radians: reconstructions underestimate them.
    pub sigma_floor_rad: f64,
    /// A scan leaves out pixels with a larger |declination|, in radians.
    ///
    /// Next to the poles the background cannot be estimated from so little sky: spurious TS of hundreds.
    pub max_abs_dec_rad: f64,
    /// Whether the spectral index is fitted.
    pub index: Index,
    /// The shape of the spectrum besides its index.
    pub spectrum: Spectrum,
    /// Where the energies expected of a signal are taken from.
    pub energy: EnergyAt,
    /// The shape of the source on the sky.
    pub shape: Shape,
    /// With or without the factor 2 in TS.
    pub convention: Convention,
    /// When the source shines; `None` for one that always does.
    pub time: Option<TimeProfile>,
}

/// Whether the spectral index is fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Index {
    /// Within 1..=4, with the number of signal events.
    #[default]
    Free,
    /// Held at a value within 1..=4.
    Fixed(f64),
}

/// Where the energies expected of a signal are taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnergyAt {
    /// From the declination of each candidate: tables are made once for the whole sky.
    #[default]
    Event,
    /// From the declination of the source: tables are made for each of them.
    Source,
    /// Energies are not used, whatever is known.
    Off,
}

/// The shape of a source on the sky.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Shape {
    /// Too small to be told from a point.
    #[default]
    Point,
    /// A Gaussian: its width adds to each angular error in squares.
    Gaussian {
        /// Width in radians.
        sigma_rad: f64,
    },
    /// A disc of even brightness.
    Disc {
        /// Radius in radians.
        radius_rad: f64,
    },
}

/// What TS is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Convention {
    /// 2 ln Λ, as in most searches.
    #[default]
    TwoLnLambda,
    /// ln Λ, as in searches of ANTARES.
    LnLambda,
}

impl Convention {
    /// What 2 ln Λ is multiplied by.
    pub fn factor(self) -> f64 {
        match self {
            Self::TwoLnLambda => 1.0,
            Self::LnLambda => 0.5,
        }
    }

    /// For results.
    pub fn label(self) -> &'static str {
        match self {
            Self::TwoLnLambda => "TS = 2 ln Lambda",
            Self::LnLambda => "TS = ln Lambda",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cut_sigmas: 5.0,
            sigma_floor_rad: 0.2_f64.to_radians(),
            max_abs_dec_rad: 85.0_f64.to_radians(),
            index: Index::default(),
            spectrum: Spectrum::default(),
            energy: EnergyAt::default(),
            shape: Shape::default(),
            convention: Convention::default(),
            time: None,
        }
    }
}

impl Settings {
    /// The width that the source adds to each angular error in squares, in radians.
    pub(crate) fn extension_rad(&self) -> f64 {
        match self.shape {
            Shape::Point | Shape::Disc { .. } => 0.0,
            Shape::Gaussian { sigma_rad } => sigma_rad,
        }
    }

    /// Refuses values that no fit can work with.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let right_angle = [0.0, 90.0 + 1e-9];
        Error::outside("the cut", self.cut_sigmas, [1.0, 12.0], "sigma")?;
        let floor_deg = self.sigma_floor_rad.to_degrees();
        Error::outside(
            "the floor of the angular error",
            floor_deg,
            [0.0, 90.0],
            "degrees",
        )?;
        let max_deg = self.max_abs_dec_rad.to_degrees();
        Error::outside("the largest |declination|", max_deg, right_angle, "degrees")?;
        if let Index::Fixed(gamma) = self.index {
            Error::outside("the spectral index", gamma, GAMMA, "")?;
        }
        let extension_rad = match self.shape {
            Shape::Disc { radius_rad } => radius_rad,
            Shape::Point | Shape::Gaussian { .. } => self.extension_rad(),
        };
        let extension_deg = extension_rad.to_degrees();
        Error::outside(
            "the extension of the source",
            extension_deg,
            [0.0, 30.0],
            "degrees",
        )?;
        if let Some(time) = &self.time {
            time.check()?;
        }
        self.spectrum.check()
    }
}
