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
}

/// One of the figures that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlotSlot {
    /// Which figure.
    pub figure: Figure,
    /// Whether its counts are on a logarithmic axis.
    pub log: bool,
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
        let slot = |figure, log| PlotSlot { figure, log };
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
