//! What can be asked about the maps of the sky: which are shown, how two are compared, where to look.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Offer, plain};
use crate::view::Together;

/// One request about maps.
#[derive(Clone, Debug, PartialEq)]
pub enum MapCommand {
    /// Show the map of this name.
    Show(String),
    /// Compare the shown map with the one of this name, or with none.
    Compare(Option<String>),
    /// How two maps are shown together.
    Together(Together),
    /// Let two maps blink, or stop that.
    ToggleBlink,
    /// Show the second map, and compare it with the one that was shown.
    Swap,
    /// Close the map of this name.
    Close(String),
    /// Draw contours of the map, or stop that.
    ToggleContours,
    /// Mark the hottest spots, or stop that.
    ToggleSpots,
}

impl From<MapCommand> for Command {
    fn from(map: MapCommand) -> Self {
        Self::Map(map)
    }
}

/// Those that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    use MapCommand as Do;
    let swap = KeyboardShortcut::new(Modifiers::SHIFT, Key::W);
    [
        (Do::ToggleBlink, "Blink two maps", plain(Key::W)),
        (Do::Swap, "Swap the two maps", Some(swap)),
        (
            Do::Together(Together::Difference),
            "Subtract the second map",
            None,
        ),
        (
            Do::Together(Together::Ratio),
            "Divide by the second map",
            None,
        ),
        (Do::Together(Together::Alone), "Show one map alone", None),
        (Do::ToggleContours, "Draw contours of the map", None),
        (Do::ToggleSpots, "Mark the hottest spots", None),
    ]
    .map(Offer::from)
    .into()
}
