//! Neutrino candidates: reduced events with a direction on the sky, in lists of one detector and season.
//!
//! Lists are kept by column, because files have different columns and a scan reads only a few of them.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Containment, Equatorial, Provenance, Responses, Uptime};

/// What a column of candidates holds, and in which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Angular error in radians; `Sample::error_containment` says which share of true positions it holds.
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
    /// Quality of the reconstruction, such as the Λ of ANTARES.
    Quality,
    /// Probability of being astrophysical, within 0..=1.
    Signalness,
    /// Error towards larger right ascension in radians of right ascension (not of arc).
    RaErrorPlusRad,
    /// Error towards smaller right ascension in radians of right ascension (not of arc).
    RaErrorMinusRad,
    /// Error towards larger declination in radians.
    DecErrorPlusRad,
    /// Error towards smaller declination in radians.
    DecErrorMinusRad,
}

/// What an event looks like in the detector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// Not said, or neither of the others.
    #[default]
    Unknown,
    /// A muon that crosses the detector.
    Track,
    /// A shower of light from one place.
    Cascade,
}

impl Quantity {
    /// All quantities, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        Self::AngularErrorRad,
        Self::Log10EnergyGev,
        Self::Hits,
        Self::Mjd,
        Self::AzimuthRad,
        Self::ZenithRad,
        Self::Quality,
        Self::Signalness,
        Self::RaErrorPlusRad,
        Self::RaErrorMinusRad,
        Self::DecErrorPlusRad,
        Self::DecErrorMinusRad,
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
            Self::Quality => "quality",
            Self::Signalness => "signalness",
            Self::RaErrorPlusRad => "right ascension error +",
            Self::RaErrorMinusRad => "right ascension error −",
            Self::DecErrorPlusRad => "declination error +",
            Self::DecErrorMinusRad => "declination error −",
        }
    }

    /// The unit in which people read it.
    pub fn display_unit(self) -> &'static str {
        match self {
            Self::Log10EnergyGev => "GeV",
            Self::Hits | Self::Quality | Self::Signalness => "",
            Self::Mjd => "MJD",
            _ => "°",
        }
    }

    /// A stored value in `display_unit`.
    pub fn display_value(self, value: f64) -> f64 {
        if self.is_angle() {
            value.to_degrees()
        } else {
            value
        }
    }

    /// Whether it is an error in right ascension or declination.
    pub fn is_axis_error(self) -> bool {
        matches!(
            self,
            Self::RaErrorPlusRad
                | Self::RaErrorMinusRad
                | Self::DecErrorPlusRad
                | Self::DecErrorMinusRad
        )
    }

    /// Whether it is stored in radians.
    pub fn is_angle(self) -> bool {
        self.display_unit() == "°"
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

/// A column of numbers that has no meaning here, kept to be shown and written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra {
    /// Its name, as the file writes it.
    pub name: String,
    /// Its unit, as the file writes it; may be empty.
    pub unit: String,
    /// One value per row; NaN where there is none.
    pub values: Vec<f64>,
    /// The same as whole numbers, where the file has them so: numbers of runs and events stay what they are, those
    /// beyond 2⁵³ too. Rows without a value hold 0 here.
    pub integers: Option<Vec<i64>>,
}

/// A column of text, kept to be shown and written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Its name, as the file writes it.
    pub name: String,
    /// One text per row; empty where there is none.
    pub values: Vec<String>,
}

/// A list of candidates of one detector and season.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What to call it, such as "IC86_I".
    pub name: String,
    /// Recorded or simulated.
    pub provenance: Provenance,
    /// The program that simulated them, such as "nuscope"; empty where it is not known, or they are recorded.
    pub generator: String,
    /// Right ascension (ICRS) of each candidate in radians, 0..2π.
    pub ra_rad: Vec<f64>,
    /// Declination (ICRS) of each candidate in radians, within ±π/2.
    pub dec_rad: Vec<f64>,
    /// Further columns, each as long as `ra_rad`; at most one of a quantity.
    pub columns: Vec<Column>,
    /// SHA-256 of the file's content in hexadecimal, or the recipe of a simulation.
    pub checksum: String,
    /// The share of true positions within the angular error.
    pub error_containment: Containment,
    /// The share of true positions between the errors in right ascension and declination.
    pub axis_error_containment: Containment,
    /// Name of each candidate; empty where the file has none.
    pub names: Vec<String>,
    /// Track or cascade, one per candidate; empty where the file does not say.
    pub kinds: Vec<EventKind>,
    /// Further columns of numbers.
    pub extras: Vec<Extra>,
    /// Further columns of text.
    pub labels: Vec<Labels>,
    /// How long data were taken, in days; `None` if it is not known.
    pub livetime_days: Option<f64>,
    /// The good runs whose sum `livetime_days` is.
    pub uptime: Option<Arc<Uptime>>,
    /// How the detector responds in this season.
    pub responses: Responses,
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

    /// The width σ in radians of a two-dimensional Gaussian, one per candidate: the angular errors, converted
    /// where they hold another share than 39.3 %. `None` if the file has no angular errors.
    pub fn sigma_rad(&self) -> Option<Cow<'_, [f64]>> {
        let radii = self.column(Quantity::AngularErrorRad)?;
        if self.error_containment == Containment::SIGMA {
            return Some(Cow::Borrowed(radii));
        }
        let sigma = |radius: &f64| self.error_containment.sigma_rad(*radius);
        Some(Cow::Owned(radii.iter().map(sigma).collect()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn errors_that_hold_ninety_percent_become_sigmas() {
        let mut sample = Sample {
            columns: vec![Column {
                quantity: Quantity::AngularErrorRad,
                values: vec![0.02],
            }],
            ..Sample::default()
        };
        assert_eq!(sample.sigma_rad().unwrap()[0], 0.02);
        sample.error_containment = Containment::new(0.9).unwrap();
        assert!((sample.sigma_rad().unwrap()[0] - 0.02 / 2.145_966_026_289_347).abs() < 1e-15);
        sample.columns.clear();
        assert_eq!(sample.sigma_rad(), None);
    }

    #[test]
    fn every_quantity_is_offered_once() {
        for (i, quantity) in Quantity::ALL.iter().enumerate() {
            assert!(!Quantity::ALL[..i].contains(quantity));
            assert_eq!(quantity.display_value(1.0) != 1.0, quantity.is_angle());
        }
    }
}
