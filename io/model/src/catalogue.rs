//! Catalogues of sources: where something is known to be, to be compared with where neutrinos come from.
//!
//! A catalogue differs from a list of candidates in what it lacks: its rows have no date of arrival.

use crate::candidate::{Extra, Labels};
use crate::{Containment, Equatorial};

/// What the extension of a source measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extension {
    /// What its catalogue takes it for, which its file does not say.
    #[default]
    Unknown,
    /// The radius of a disc.
    Disc,
    /// The width σ of a Gaussian: 39 % of the light is nearer.
    Gaussian,
    /// The outer radius of a ring.
    Ring,
    /// Half the width of a map.
    Map,
}

impl Extension {
    /// What it measures, in words such as "radius of a disc".
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "as its catalogue defines it",
            Self::Disc => "radius of a disc",
            Self::Gaussian => "width σ of a Gaussian",
            Self::Ring => "outer radius of a ring",
            Self::Map => "half the width of a map",
        }
    }
}

/// One source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// Its name; may be empty.
    pub name: String,
    /// Other names by which it is known.
    pub aliases: Vec<String>,
    /// Where it is.
    pub position: Equatorial,
    /// Radius or width of an extended source in radians, as its catalogue defines it; `None` for a point.
    pub extension_rad: Option<f64>,
    /// What `extension_rad` measures.
    pub extension: Extension,
    /// What it is, such as "bll" or "PWN", as its catalogue writes it; may be empty.
    pub kind: String,
    /// Redshift.
    pub redshift: Option<f64>,
    /// Radius of its error circle in radians, with the catalogue's share of true positions.
    pub error_rad: Option<f64>,
}

/// A list of sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// What to call it, such as "3FHL".
    pub name: String,
    /// Its sources, in the order of the file.
    pub sources: Vec<Source>,
    /// What the error circles hold.
    pub error_containment: Containment,
    /// Further columns of numbers: fluxes, indices, significances.
    pub extras: Vec<Extra>,
    /// Further columns of text.
    pub labels: Vec<Labels>,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

impl Catalogue {
    /// Number of sources.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is no source.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The column of numbers of this name, in any case.
    pub fn extra(&self, name: &str) -> Option<&Extra> {
        let alike = |extra: &&Extra| extra.name.eq_ignore_ascii_case(name);
        self.extras.iter().find(alike)
    }
}
