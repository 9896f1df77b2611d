//! Neutrino candidates: reduced events with a direction on the sky, in lists of one detector and season.
//!
//! Lists are kept by column, because files have different columns and a scan reads only a few of them.

use serde::{Deserialize, Serialize};

use crate::{Equatorial, Provenance};

/// What a column of candidates holds, and in which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Angular error in radians (the width of a two-dimensional Gaussian, unless the sample says otherwise).
    AngularErrorRad,
    /// log10 of the energy or its proxy in GeV.
    Log10EnergyGev,
    /// Number of hits.
    Hits,
    /// Modified Julian date in days.
    Mjd,
    /// Azimuth in the detector's frame in radians.
    AzimuthRad,
    /// Zenith in the detector's frame in radians.
    ZenithRad,
}

impl Quantity {
    /// All quantities, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::AngularErrorRad,
        Self::Log10EnergyGev,
        Self::Hits,
        Self::Mjd,
        Self::AzimuthRad,
        Self::ZenithRad,
    ];

    /// What it is called on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::AngularErrorRad => "angular error",
            Self::Log10EnergyGev => "log₁₀ energy",
            Self::Hits => "hits",
            Self::Mjd => "date",
            Self::AzimuthRad => "azimuth",
            Self::ZenithRad => "zenith",
        }
    }

    /// The unit in which people read it.
    pub fn display_unit(self) -> &'static str {
        match self {
            Self::AngularErrorRad | Self::AzimuthRad | Self::ZenithRad => "°",
            Self::Log10EnergyGev => "GeV",
            Self::Hits => "",
            Self::Mjd => "MJD",
        }
    }

    /// A stored value in `display_unit`.
    pub fn display_value(self, value: f64) -> f64 {
        match self {
            Self::AngularErrorRad | Self::AzimuthRad | Self::ZenithRad => value.to_degrees(),
            _ => value,
        }
    }
}

/// One column: a value for every candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What it holds.
    pub quantity: Quantity,
    /// One value per candidate; NaN where a file has none.
    pub values: Vec<f64>,
}

/// A list of candidates of one detector and season.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What to call it, such as "IC86_I".
    pub name: String,
    /// Recorded or simulated.
    pub provenance: Provenance,
    /// Right ascension (ICRS) of each candidate in radians, 0..2π.
    pub ra_rad: Vec<f64>,
    /// Declination (ICRS) of each candidate in radians, within ±π/2.
    pub dec_rad: Vec<f64>,
    /// Further columns, each as long as `ra_rad`; at most one of a quantity.
    pub columns: Vec<Column>,
    /// SHA-256 of the file's content in hexadecimal, or the recipe of a simulation.
    pub checksum: String,
}

impl Sample {
    /// Number of candidates.
    pub fn len(&self) -> usize {
        self.ra_rad.len()
    }

    /// Whether there is no candidate.
    pub fn is_empty(&self) -> bool {
        self.ra_rad.is_empty()
    }

    /// Position of candidate `i`.
    ///
    /// # Panics
    /// If there is no such candidate.
    pub fn position(&self, i: usize) -> Equatorial {
        Equatorial {
            ra_rad: self.ra_rad[i],
            dec_rad: self.dec_rad[i],
        }
    }

    /// The values of one quantity, one per candidate; `None` if the file has no such column.
    pub fn column(&self, quantity: Quantity) -> Option<&[f64]> {
        self.columns
            .iter()
            .find(|column| column.quantity == quantity)
            .map(|column| column.values.as_slice())
    }
}
