//! What is assumed of one source alone: a shape, a spectrum or an index that the others of its list do not have.
//!
//! The combined search of ANTARES and IceCube took the Galactic Centre as extended and RX J1713.7-3946 with a cut-off
//! spectrum, in one list with point sources of a power law.

use crate::{Index, Settings, Shape, Spectrum};

/// What is assumed of one source where it differs from the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OwnModel {
    /// Its shape.
    pub shape: Option<Shape>,
    /// The shape of its spectrum besides the index.
    pub spectrum: Option<Spectrum>,
    /// Its spectral index.
    pub index: Option<Index>,
}

impl OwnModel {
    /// Whether nothing differs.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The settings with what differs.
    pub fn apply(&self, settings: &Settings) -> Settings {
        Settings {
            shape: self.shape.unwrap_or(settings.shape),
            spectrum: self.spectrum.unwrap_or(settings.spectrum),
            index: self.index.unwrap_or(settings.index),
            ..settings.clone()
        }
    }

    /// The index of its limits, where it has one of its own.
    pub fn held_index(&self) -> Option<f64> {
        match self.index {
            Some(Index::Fixed(gamma)) => Some(gamma),
            Some(Index::Free) | None => None,
        }
    }

    /// In words, for results; empty where nothing differs.
    pub fn words(&self) -> String {
        let degrees = |rad: f64| (rad.to_degrees() * 1e6).round() / 1e6;
        let mut words = Vec::new();
        words.extend(self.shape.map(|shape| match shape {
            Shape::Point => "a point".to_owned(),
            Shape::Gaussian { sigma_rad } => {
                format!("a Gaussian of {} degrees", degrees(sigma_rad))
            }
            Shape::Disc { radius_rad } => format!("a disc of {} degrees", degrees(radius_rad)),
        }));
        words.extend(self.index.map(|index| match index {
            Index::Free => "free index".to_owned(),
            Index::Fixed(gamma) => format!("index {gamma}"),
        }));
        words.extend(self.spectrum.map(|spectrum| spectrum.describe()));
        words.join(", ")
    }
}
