//! What can be asked about candidates: which are marked and shown, how time runs on the sky, and their full events.

use super::{Command, Offer};
use crate::view::{Marked, SkyGlow};

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
    ]
    .map(|(sky, label)| Offer {
        command: sky.into(),
        label,
        shortcut: None,
    })
    .into()
}
