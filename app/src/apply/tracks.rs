//! Does what is asked about tracks.

use crate::command::TrackCommand;
use crate::scene::drawn_tracks;
use crate::state::State;
use crate::user_track;

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: TrackCommand) {
    let look = &mut state.view.tracks;
    match command {
        TrackCommand::ReferTo(choice) => look.reference = choice,
        TrackCommand::CompareWith(choice) => look.compared = choice,
        TrackCommand::Switch(places, on) => {
            if let Some(shown) = &state.document.event {
                let event = &shown.event;
                drawn_tracks::switch(event, &mut state.view.event, look, &places, on);
            }
        }
        TrackCommand::ShowOnlyBest(only) => {
            look.only_best = only;
            look.switched.clear();
        }
        TrackCommand::PlaceOwn => user_track::place(state),
        TrackCommand::CopyToOwn(place) => user_track::copy(state, place),
        TrackCommand::FitTimeOfOwn => user_track::fit_time(state),
        TrackCommand::RemoveOwn => user_track::remove(&mut state.view),
    }
}
