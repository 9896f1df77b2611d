//! Everything the program can be asked to do. `apply` is the only place that does it.

mod analysis;
mod export;
mod maps;
mod sky;
mod source_search;
mod stage;
mod tracks;
mod trials;

use std::path::PathBuf;

use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use nuscope_io::OpenOptions;

use crate::plot::figures::FIGURES;
use crate::state::ShownTable;
use crate::view::{Cuts, Figure, Logs, Marked, Mode, Selected, Tab};

pub use analysis::AnalysisCommand;
pub use export::ExportCommand;
pub use maps::MapCommand;
pub use sky::SkyCommand;
pub use source_search::SourceSearchCommand;
pub use stage::{Axis, StageCommand, TimeStep};
pub use tracks::TrackCommand;
pub use trials::TrialCommand;

/// One request, from a menu, a key, the palette, a panel or a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask for files and open them.
    ChooseFiles,
    /// Ask for a folder, such as a release of several files, and open it as one.
    ChooseFolder,
    /// Stop opening; what was open stays as it is.
    CancelOpening,
    /// Open these files, with the user's answers where a table needed some.
    Open(Vec<PathBuf>, OpenOptions),
    /// Open the built-in demo.
    OpenDemo,
    /// Give up a question about the columns of a table.
    DismissQuestion,
    /// Show the event at this place in the file.
    ShowEvent(usize),
    /// Show the next event.
    NextEvent,
    /// Show the event before.
    PreviousEvent,
    /// Fill the window with the event, the sky or both.
    SetMode(Mode),
    /// Start a likelihood scan of the whole sky.
    StartScan,
    /// Stop the running scan and keep the map that was there.
    CancelScan,
    /// Save the map as a HEALPix FITS file; asks where.
    SaveMap,
    /// Save something of the view: a picture, a movie, a session.
    Export(ExportCommand),
    /// Start or stop the replay of the event.
    TogglePlay,
    /// Show the hits of all times.
    ShowAllTimes,
    /// Look at the whole detector.
    FitCamera,
    /// Look at the whole sky.
    ResetSky,
    /// Fold or unfold the panel with files, events and samples.
    ToggleDataPanel,
    /// Fold or unfold the panel with the selection and the looks.
    ToggleInspector,
    /// Fold or unfold the time line.
    ToggleTimeline,
    /// Switch between dark and light.
    ToggleTheme,
    /// Select something, or nothing.
    Select(Option<Selected>),
    /// Mark these hits together, and no others.
    Mark(Marked),
    /// Open or close the tray of plots and tables.
    ToggleTray,
    /// Open the tray with this tab.
    ShowTab(Tab),
    /// Show only the hits that pass these cuts.
    SetCuts(Cuts),
    /// Show a figure first in the tray.
    ShowFigure(Figure),
    /// Save a figure as SVG, PDF or PNG; asks where.
    SaveFigure {
        /// Which figure.
        figure: Figure,
        /// Whether its counts, and whether its values are on a logarithmic axis.
        log: Logs,
        /// Ending of the file's name: "svg", "pdf" or "png".
        ending: &'static str,
    },
    /// Show all hits: drop every cut.
    DropCuts,
    /// Time, camera, mouse or marks of the event display.
    Stage(StageCommand),
    /// Something about tracks.
    Track(TrackCommand),
    /// Something about the candidates on the sky.
    Sky(SkyCommand),
    /// Something about how the candidates are fitted.
    Analysis(AnalysisCommand),
    /// Something about the maps of the sky.
    Map(MapCommand),
    /// Something about trials: calibrated p-values, scrambled skies, sources put into candidates.
    Trial(TrialCommand),
    /// Something about the search of a list of sources.
    SourceSearch(SourceSearchCommand),
    /// Take back the last change of the view.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Open or close the command palette.
    TogglePalette,
    /// Close a notice by its place in the list.
    DismissNotice(usize),
    /// Show a table in a window of its own, or close it.
    ShowTable(Option<ShownTable>),
    /// Hang the events in the detector of this path, or in the one that fits best.
    ChooseDetector(Option<PathBuf>),
    /// Close the welcome over the demo.
    DismissWelcome,
    /// Open or close the field that goes to an event.
    AskGoTo,
    /// Show the event that people call so: "frame 127, trigger 3", "127/3", "event 12345", "12".
    GoTo(String),
    /// Save the rows that a table of the tray shows; asks where.
    SaveRows(Tab),
    /// Save them there.
    SaveRowsTo(Tab, PathBuf),
    /// Ask for a folder and watch it for new events.
    WatchFolder,
    /// Ask for a file and watch it for new events.
    WatchFile,
    /// Watch this folder or file and show the newest event.
    Watch(PathBuf),
    /// Watch no longer.
    StopWatching,
    /// Let new events wait, or show the newest one as it comes.
    PauseWatching(bool),
}

/// How a command is offered to people.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What to do.
    pub command: Command,
    /// Its name: a verb first, sentence case.
    pub label: &'static str,
    /// Its key, if it has one.
    pub shortcut: Option<KeyboardShortcut>,
}

/// A row of a list of offers.
impl<C: Into<Command>> From<(C, &'static str, Option<KeyboardShortcut>)> for Offer {
    fn from((command, label, shortcut): (C, &'static str, Option<KeyboardShortcut>)) -> Self {
        Self {
            command: command.into(),
            label,
            shortcut,
        }
    }
}

const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn command(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

/// All commands that need no further words: menu, palette, keys and help read this table.
pub fn offers() -> Vec<Offer> {
    let redo = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    let mut offers: Vec<Offer> = [
        (Command::ChooseFiles, "Open files…", command(Key::O)),
        (Command::ChooseFolder, "Open a folder…", None),
        (Command::CancelOpening, "Cancel opening", None),
        (Command::OpenDemo, "Open the demo", None),
        (Command::NextEvent, "Show the next event", plain(Key::N)),
        (
            Command::PreviousEvent,
            "Show the event before",
            plain(Key::B),
        ),
        (Command::TogglePlay, "Play or pause", plain(Key::Space)),
        (Command::ShowAllTimes, "Show all times", plain(Key::A)),
        (
            Command::FitCamera,
            "Look at the whole detector",
            plain(Key::F),
        ),
        (Command::ResetSky, "Look at the whole sky", plain(Key::Home)),
        (
            Command::SetMode(Mode::Event),
            "Show the event",
            plain(Key::Num1),
        ),
        (
            Command::SetMode(Mode::Sky),
            "Show the sky",
            plain(Key::Num2),
        ),
        (
            Command::SetMode(Mode::Both),
            "Show event and sky",
            plain(Key::Num3),
        ),
        (
            Command::AskGoTo,
            "Go to a frame and trigger…",
            plain(Key::G),
        ),
        (
            Command::ShowTab(Tab::Events),
            "Browse events",
            plain(Key::O),
        ),
        (
            Command::ShowTab(Tab::Hits),
            "Show the hits as a table",
            plain(Key::H),
        ),
        (
            Command::ShowTab(Tab::Tracks),
            "Show the tracks as a table",
            None,
        ),
        (
            Command::ShowTab(Tab::Candidates),
            "Show the candidates as a table",
            plain(Key::U),
        ),
        (Command::ShowTab(Tab::SkyPlots), "Plot the candidates", None),
        (
            Command::ShowTab(Tab::Sources),
            "Show the sources as a table",
            None,
        ),
        (
            Command::ShowTab(Tab::Likelihood),
            "Show the likelihood of the selected place",
            None,
        ),
        (
            Command::ShowTab(Tab::SourceSearch),
            "Show the search of a list of sources",
            None,
        ),
        (Command::WatchFolder, "Watch a folder…", None),
        (Command::WatchFile, "Watch a file…", None),
        (Command::PauseWatching(true), "Pause watching", None),
        (Command::PauseWatching(false), "Resume watching", None),
        (Command::StopWatching, "Stop watching", None),
        (Command::StartScan, "Start scan", command(Key::Enter)),
        (Command::CancelScan, "Cancel scan", None),
        (Command::SaveMap, "Save the map…", command(Key::M)),
        (
            Command::ToggleDataPanel,
            "Fold the data panel",
            plain(Key::D),
        ),
        (
            Command::ToggleInspector,
            "Fold the inspector",
            plain(Key::I),
        ),
        (Command::ToggleTimeline, "Fold the time line", plain(Key::T)),
        (Command::ToggleTray, "Fold the tray", plain(Key::P)),
        (Command::ShowTab(Tab::Plots), "Show the plots", None),
        (Command::DropCuts, "Show all hits", plain(Key::C)),
        (Command::ToggleTheme, "Switch dark and light", plain(Key::L)),
        (Command::Undo, "Undo", command(Key::Z)),
        (Command::Redo, "Redo", Some(redo)),
        (
            Command::Select(None),
            "Clear the selection",
            plain(Key::Escape),
        ),
        (Command::TogglePalette, "Search commands", command(Key::K)),
    ]
    .map(Offer::from)
    .into();
    offers.extend(stage::offers());
    offers.extend(export::offers());
    offers.extend(sky::offers());
    offers.extend(maps::offers());
    offers.extend(analysis::offers());
    offers.extend(trials::offers());
    offers.extend(source_search::offers());
    offers.extend(FIGURES.iter().map(|row| Offer {
        command: Command::ShowFigure(row.figure),
        label: row.offer,
        shortcut: None,
    }));
    offers.extend(tracks::offers());
    offers
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_commands_share_a_key_or_a_name() {
        let offers = offers();
        let labels: HashSet<_> = offers.iter().map(|offer| offer.label).collect();
        assert_eq!(labels.len(), offers.len());
        let keys: Vec<_> = offers.iter().filter_map(|offer| offer.shortcut).collect();
        let distinct: HashSet<_> = keys
            .iter()
            .map(|key| (key.logical_key, format!("{:?}", key.modifiers)))
            .collect();
        assert_eq!(distinct.len(), keys.len());
    }
}
