//! Which figures the tray shows, and how.

use serde::{Deserialize, Serialize};

/// A figure of the tray.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Figure {
    /// Height against time, string by string.
    #[default]
    HeightTime,
    /// Counts of time residuals.
    Residuals,
    /// Counts of times.
    Times,
    /// Counts of times over threshold or of charges.
    Amplitudes,
    /// Hits of every module.
    Modules,
    /// Trigger bits of every event of the file.
    Triggers,
    /// Counts along the reference track.
    Emission,
    /// Residuals against distances.
    ResidualDistance,
    /// Counts of the energies of candidates.
    CandidateEnergies,
    /// Counts of their declinations.
    CandidateDeclinations,
    /// Counts of their dates.
    CandidateDates,
    /// Counts of their angular errors.
    CandidateErrors,
}

/// Which axes are logarithmic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logs {
    /// The axis of counts.
    pub counts: bool,
    /// The axis of values, where that can be chosen.
    pub values: bool,
}

impl From<bool> for Logs {
    fn from(counts: bool) -> Self {
        Self {
            counts,
            values: false,
        }
    }
}

/// One of the figures that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlotSlot {
    /// Which figure.
    pub figure: Figure,
    /// Whether its counts are on a logarithmic axis.
    pub log: bool,
    /// Whether its values are on a logarithmic axis, where that can be chosen.
    #[serde(default)]
    pub log_x: bool,
}

impl PlotSlot {
    /// Which axes are logarithmic.
    pub fn logs(&self) -> Logs {
        Logs {
            counts: self.log,
            values: self.log_x,
        }
    }
}

/// The figures of the tray.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlotLook {
    /// The figures from left to right; those that have no room are not drawn.
    pub slots: [PlotSlot; 3],
    /// How many of them are wanted side by side, 1 to 3.
    pub beside: usize,
}

impl Default for PlotLook {
    fn default() -> Self {
        let slot = |figure, log| PlotSlot {
            figure,
            log,
            log_x: false,
        };
        Self {
            slots: [
                slot(Figure::HeightTime, false),
                slot(Figure::Residuals, false),
                slot(Figure::Amplitudes, true),
            ],
            beside: 2,
        }
    }
}

impl PlotLook {
    /// The figures of candidates that are shown at first.
    pub fn of_sky() -> Self {
        let slot = |figure, log_x| PlotSlot {
            figure,
            log: false,
            log_x,
        };
        Self {
            slots: [
                slot(Figure::CandidateDeclinations, false),
                slot(Figure::CandidateEnergies, true),
                slot(Figure::CandidateDates, false),
            ],
            beside: 3,
        }
    }
}
