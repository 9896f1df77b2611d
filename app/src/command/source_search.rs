//! What can be asked of the search of a list of sources.

use std::path::PathBuf;

use super::{Command, Offer};

/// One request about the search of a list of sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceSearchCommand {
    /// Look at all sources of the chosen catalogues.
    Start,
    /// Stop; what was found until then stays.
    Stop,
    /// Draw rings around the sources that were searched, or do not.
    ToggleRings,
    /// Save the result in the format of this ending, such as "csv"; asks where.
    Save(&'static str),
    /// Save the result there; the ending says the format.
    SaveTo(PathBuf),
    /// Save the figure of the limits as "svg", "pdf" or "png"; asks where.
    SaveFigure(&'static str),
    /// Save that figure there.
    SaveFigureTo(PathBuf),
}

impl From<SourceSearchCommand> for Command {
    fn from(command: SourceSearchCommand) -> Self {
        Self::SourceSearch(command)
    }
}

/// Those that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    use SourceSearchCommand as Do;
    [
        (Do::Start, "Search the sources of the list", None),
        (Do::Stop, "Stop the search of sources", None),
        (Do::ToggleRings, "Ring the sources that were searched", None),
    ]
    .map(Offer::from)
    .into()
}
