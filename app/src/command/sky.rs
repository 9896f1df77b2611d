//! What can be asked about candidates: which are marked and shown, how time runs on the sky, and their full events.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use nuscope_model::Equatorial;

use super::{Command, Offer, plain};
use crate::sky_chart::reading::Style;
use crate::view::{ChartFrame, Marked, Selected, SkyGlow};

/// One request about the candidates on the sky.
#[derive(Clone, Debug, PartialEq)]
pub enum SkyCommand {
    /// Mark these candidates together, and no others.
    Mark(Marked),
    /// Mark none.
    Unmark,
    /// Show all: drop filter and dates, switch all samples on.
    ShowAll,
    /// Show only those of which this holds, too: an expression for the filter.
    Narrow(String),
    /// Start or stop the replay of the sky.
    TogglePlay,
    /// How long candidates shine while time runs.
    Glow(SkyGlow),
    /// Show candidates of these dates or phases only, or of all.
    Range(Option<(f64, f64)>),
    /// Show the full event of the selected candidate.
    OpenEvent,
    /// Select the place on the sky that the event on display points at.
    ShowEvent,
    /// Draw the sky in this frame.
    SetFrame(ChartFrame),
    /// Bring a place into the middle, magnified, and select it.
    FlyTo {
        /// The place.
        position: Equatorial,
        /// How far what is there reaches, in radians; 0 for a point.
        radius_rad: f64,
    },
    /// Copy the coordinates under the pointer, or else of what is selected.
    Copy(Style),
    /// Begin to measure distances by clicks and drags, or end it.
    ToggleRuler,
    /// Tell of the place under the pointer in a panel, or not.
    ToggleReading,
    /// Select a candidate that makes the likelihood of a place, which stays, and open its event where there is one.
    SelectPart(Selected),
    /// Open or close the field that searches the sky by names and positions.
    AskSearch,
    /// Draw the built-in catalogue or lines of this name, or do not.
    Draw(String, bool),
}

impl From<SkyCommand> for Command {
    fn from(sky: SkyCommand) -> Self {
        Self::Sky(sky)
    }
}

/// Those that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    use SkyCommand as Do;
    [
        (Do::ShowAll, "Show all candidates"),
        (Do::Unmark, "Mark no candidates"),
        (Do::TogglePlay, "Play or pause the sky"),
        (Do::Glow(SkyGlow::Stay), "Let candidates come and stay"),
        (Do::Glow(SkyGlow::Decay), "Let candidates come and decay"),
        (
            Do::Glow(SkyGlow::Window),
            "Slide a window of time over the sky",
        ),
        (Do::Range(None), "Show candidates of all dates"),
        (Do::OpenEvent, "Open the event of the candidate"),
        (Do::ShowEvent, "Show the event on the sky"),
        (
            Do::SetFrame(ChartFrame::Equatorial),
            "Draw the sky in equatorial coordinates",
        ),
        (
            Do::SetFrame(ChartFrame::Galactic),
            "Draw the sky in galactic coordinates",
        ),
        (
            Do::SetFrame(ChartFrame::Ecliptic),
            "Draw the sky in ecliptic coordinates",
        ),
        (
            Do::SetFrame(ChartFrame::Supergalactic),
            "Draw the sky in supergalactic coordinates",
        ),
        (
            Do::SetFrame(ChartFrame::Horizon),
            "Draw the sky over the horizon of a site",
        ),
        (Do::Copy(Style::Degrees), "Copy the coordinates in degrees"),
        (
            Do::Copy(Style::Sexagesimal),
            "Copy the coordinates in hours and minutes",
        ),
        (Do::ToggleRuler, "Measure distances on the sky"),
        (
            Do::ToggleReading,
            "Tell of the place under the pointer or not",
        ),
        (Do::AskSearch, "Search the sky…"),
    ]
    .map(|(sky, label)| Offer {
        shortcut: key(&sky),
        command: sky.into(),
        label,
    })
    .into()
}

/// The key of a command, if it has one.
fn key(sky: &SkyCommand) -> Option<KeyboardShortcut> {
    match sky {
        SkyCommand::Copy(Style::Degrees) => plain(Key::X),
        SkyCommand::Copy(Style::Sexagesimal) => {
            Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::X))
        }
        SkyCommand::ToggleRuler => plain(Key::S),
        SkyCommand::AskSearch => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::F)),
        _ => None,
    }
}
