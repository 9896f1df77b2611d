//! What a likelihood is made of: lists of candidates, and what is known of how their detectors respond.

use std::sync::Arc;

use nuscope_model::{EffectiveArea, EnergyMigration, Sample};

use crate::{DecRange, Error};

/// One sample of an analysis.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The candidates.
    pub sample: Arc<Sample>,
    /// Days of data; without it the sample's share of a signal is not known.
    pub livetime_days: Option<f64>,
    /// Effective area in bins of declination; without it the sample's share of a signal is not known.
    pub area: Option<Arc<EffectiveArea>>,
    /// Which energy proxy is measured at which energy; without it energies are not used.
    pub migration: Option<Arc<EnergyMigration>>,
    /// Where candidates of a source fall.
    pub psf: Psf,
    /// The candidates that take part: those of a range of declination.
    pub dec: DecRange,
    /// Where the response comes from and how far to trust it, in words for results.
    pub origin: String,
}

/// Where candidates of a point source fall, given their angular error σ.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Psf {
    /// A Gaussian of the plane: exp(-ψ²/2σ²)/2πσ².
    #[default]
    Gaussian,
    /// The same on the sphere: times ψ/sin ψ.
    Rayleigh,
    /// With a long tail: (1 - 1/k) (1 + ψ²/2kσ²)^-k / 2πσ².
    King {
        /// k, above 1: the smaller, the longer the tail.
        tail: f64,
    },
}

impl Psf {
    /// Refuses a tail that no fit can work with.
    ///
    /// # Errors
    /// What it must be.
    pub fn check(&self) -> Result<(), Error> {
        match *self {
            Self::Gaussian | Self::Rayleigh => Ok(()),
            Self::King { tail } => Error::outside("the tail of a King law", tail, [1.01, 1e6], ""),
        }
    }

    /// In words, for results.
    pub fn describe(&self) -> String {
        match self {
            Self::Gaussian => "Gaussian".into(),
            Self::Rayleigh => "Gaussian times psi/sin psi".into(),
            Self::King { tail } => format!("King, tail {tail}"),
        }
    }
}

impl From<Arc<Sample>> for Input {
    /// A sample of whose detector nothing is known.
    fn from(sample: Arc<Sample>) -> Self {
        Self {
            sample,
            ..Self::default()
        }
    }
}
