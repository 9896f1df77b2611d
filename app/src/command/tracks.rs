//! What can be asked about tracks: which are drawn, what residuals refer to, and a track of one's own.

use eframe::egui::Key;

use super::{Command, Offer, plain};
use crate::view::TrackChoice;

/// One request about tracks.
#[derive(Clone, Debug, PartialEq)]
pub enum TrackCommand {
    /// What residuals refer to.
    ReferTo(TrackChoice),
    /// Lay a second track over what residuals refer to.
    CompareWith(Option<TrackChoice>),
    /// Draw the tracks at these places, or draw them no more.
    Switch(Vec<usize>, bool),
    /// Draw only the best fit, what is referred to and what is compared, or all that are drawn otherwise.
    ShowOnlyBest(bool),
    /// Place a track of one's own, to drag and turn; residuals refer to it.
    PlaceOwn,
    /// Make it like the track at this place.
    CopyToOwn(usize),
    /// Move its time until marked hits have no residual on average.
    FitTimeOfOwn,
    /// Take it away.
    RemoveOwn,
}

impl From<TrackCommand> for Command {
    fn from(command: TrackCommand) -> Self {
        Self::Track(command)
    }
}

/// Requests that need no further words.
pub(super) fn offers() -> Vec<Offer> {
    use TrackCommand::{FitTimeOfOwn, PlaceOwn, RemoveOwn, ShowOnlyBest};
    [
        (PlaceOwn, "Place your own track", plain(Key::Y)),
        (
            FitTimeOfOwn,
            "Fit the time of your track to the marked hits",
            None,
        ),
        (RemoveOwn, "Remove your track", None),
        (ShowOnlyBest(true), "Show only the best fit", None),
        (ShowOnlyBest(false), "Show more tracks than the best", None),
    ]
    .map(Offer::from)
    .into()
}
