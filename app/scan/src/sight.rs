//! Whether anything can be said about a source at a declination: where not, a number would look like an answer.

use crate::Likelihood;

/// What can be said about a source at a declination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is fitted.
    Open,
    /// So near to a pole that the background cannot be estimated from so little sky.
    Pole,
    /// No sample has candidates there.
    NoCandidates,
    /// No sample would see a source there.
    NoArea,
    /// The position is none.
    NoPosition,
}

impl Sight {
    /// In words, for results; empty where a source is fitted.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Pole => "too near to a pole to know the background",
            Self::NoCandidates => "outside the field of view: no sample has candidates there",
            Self::NoArea => "outside the field of view: no sample would see a source there",
            Self::NoPosition => "no position",
        }
    }
}

impl Likelihood {
    /// What can be said about a source at a declination in radians.
    pub fn sight(&self, dec_rad: f64) -> Sight {
        let (low, high) = self.covered_dec_rad();
        if !dec_rad.is_finite() {
            Sight::NoPosition
        } else if dec_rad.abs() > self.settings().max_abs_dec_rad {
            Sight::Pole
        } else if !(low..=high).contains(&dec_rad) {
            Sight::NoCandidates
        } else if !self.visible(dec_rad) {
            Sight::NoArea
        } else {
            Sight::Open
        }
    }
}
