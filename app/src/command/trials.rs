//! What can be asked about trials: p-values that they calibrate, scrambled skies, and sources put into candidates.

use super::{Command, Offer};

/// One request about trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialCommand {
    /// Calibrate p-values in the background, or do not.
    Calibrate(bool),
    /// Let the trials wait, or go on.
    PauseCalibration(bool),
    /// Compare the hottest spots of the scan with scrambled skies.
    ScrambleSkies,
    /// Stop that; what was done is kept.
    StopSkies,
    /// Put a source at the selected place into scrambled candidates.
    Inject,
    /// Scramble the candidates, without a source.
    Scramble,
    /// Bring the original candidates back.
    ShowOriginal,
    /// Mark the candidates that were put in.
    MarkInjected,
}

impl From<TrialCommand> for Command {
    fn from(trials: TrialCommand) -> Self {
        Self::Trial(trials)
    }
}

/// Those that need no further words: all of them.
pub(super) fn offers() -> Vec<Offer> {
    use TrialCommand as Do;
    [
        (Do::Calibrate(true), "Calibrate p-values in the background"),
        (Do::Calibrate(false), "Do not calibrate p-values"),
        (
            Do::PauseCalibration(true),
            "Pause the calibration of p-values",
        ),
        (
            Do::PauseCalibration(false),
            "Resume the calibration of p-values",
        ),
        (
            Do::ScrambleSkies,
            "Compare the hottest spot with scrambled skies",
        ),
        (Do::StopSkies, "Stop scrambling skies"),
        (
            Do::Inject,
            "Put a simulated source into scrambled candidates",
        ),
        (Do::Scramble, "Scramble the candidates"),
        (Do::ShowOriginal, "Show the original candidates again"),
        (Do::MarkInjected, "Mark the candidates that were put in"),
    ]
    .map(|(trials, label)| Offer {
        command: trials.into(),
        label,
        shortcut: None,
    })
    .into()
}
