//! What can be saved of a view: pictures, movies, sessions.

use std::path::PathBuf;

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Offer, command};

/// One request to save something of the view.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportCommand {
    /// Open or close the window with the looks of pictures and movies.
    ToggleWindow,
    /// Save a picture; asks where.
    ChoosePicture,
    /// Save a picture there.
    SavePicture(PathBuf),
    /// Save the sky as a figure in the style that is set up; asks where.
    ChooseFigure,
    /// Save the figure there, as SVG, PDF or PNG by the ending.
    SaveFigure(PathBuf),
    /// Make a movie; asks where.
    ChooseMovie,
    /// Make a movie there.
    MakeMovie(PathBuf),
    /// Stop drawing; nothing is left of what was begun.
    Cancel,
    /// Save what is open and how it is looked at; asks where. Opening that file brings both back.
    ChooseSession,
    /// Save the session there.
    SaveSession(PathBuf),
}

impl From<ExportCommand> for Command {
    fn from(command: ExportCommand) -> Self {
        Self::Export(command)
    }
}

/// Those that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    let shifted = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
    [
        (
            ExportCommand::ChoosePicture,
            "Save a picture…",
            command(Key::S),
        ),
        (
            ExportCommand::ToggleWindow,
            "Set up pictures and movies",
            command(Key::E),
        ),
        (
            ExportCommand::ChooseFigure,
            "Save the sky as a figure…",
            None,
        ),
        (ExportCommand::ChooseMovie, "Make a movie…", None),
        (ExportCommand::Cancel, "Cancel drawing", None),
        (
            ExportCommand::ChooseSession,
            "Save the session…",
            Some(shifted),
        ),
    ]
    .map(Offer::from)
    .into()
}
