//! What can be asked about how the open candidates are fitted.

use std::path::PathBuf;

use super::{Command, Offer};

/// One request about the analysis.
#[derive(Clone, Debug, PartialEq)]
pub enum AnalysisCommand {
    /// Open or close its window.
    ToggleWindow,
    /// Save it as a file; asks where.
    ChooseFile,
    /// Save it there.
    Save(PathBuf),
    /// Use the built-in responses that the names of samples point to, where nothing else is known.
    UseBuiltIn,
    /// Look at the maxima of the scan again on finer pixels.
    Refine,
    /// Stop that.
    CancelRefine,
    /// Let the likelihood of a place follow the pointer, or the selection again.
    ToggleFollow,
    /// Give up what was changed: the file or the defaults hold again.
    Reset,
}

impl From<AnalysisCommand> for Command {
    fn from(command: AnalysisCommand) -> Self {
        Self::Analysis(command)
    }
}

/// Those that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    use AnalysisCommand as Do;
    [
        (Do::ToggleWindow, "Set up the analysis…"),
        (Do::ChooseFile, "Save the analysis…"),
        (Do::UseBuiltIn, "Use the built-in responses"),
        (Do::Refine, "Refine the maxima of the scan"),
        (Do::CancelRefine, "Cancel refining"),
        (
            Do::ToggleFollow,
            "Let the likelihood follow the pointer or not",
        ),
        (Do::Reset, "Give up changes of the analysis"),
    ]
    .map(|(command, label)| Offer {
        command: command.into(),
        label,
        shortcut: None,
    })
    .into()
}
