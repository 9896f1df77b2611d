//! Does what is asked of the maps of the sky.

use super::edit;
use crate::command::MapCommand;
use crate::document::Document;
use crate::notice::Notice;
use crate::state::State;
use crate::view::{SkyLook, Together};

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: MapCommand) {
    match command {
        MapCommand::Show(name) => show(state, name),
        MapCommand::Compare(name) => {
            let maps = &mut state.view.sky.maps;
            maps.together = match (&name, maps.together) {
                (None, _) => Together::Alone,
                (Some(_), Together::Alone) => Together::Blink,
                (Some(_), together) => together,
            };
            (maps.second, maps.second_quantity) = (name, None);
        }
        MapCommand::Together(together) => {
            if together == Together::Alone || has_second(state) {
                state.view.sky.maps.together = together;
            }
        }
        MapCommand::ToggleBlink => {
            let blinks = state.view.sky.maps.together == Together::Blink;
            if blinks {
                state.view.sky.maps.together = Together::Alone;
            } else if has_second(state) {
                state.view.sky.maps.together = Together::Blink;
            }
        }
        MapCommand::Swap => {
            if has_second(state) {
                let second = state.view.sky.maps.second.clone();
                show(state, second.unwrap_or_default());
            }
        }
        MapCommand::Close(name) => close(state, &name),
        MapCommand::ToggleContours => {
            let contours = &mut state.view.sky.maps.contours;
            contours.on = !contours.on;
        }
        MapCommand::ToggleSpots => {
            let spots = &mut state.view.sky.maps.spots;
            spots.on = !spots.on;
        }
    }
}

/// Shows a map; the one that was shown becomes the second if the new one was that.
fn show(state: &mut State, name: String) {
    let look = &mut state.view.sky;
    let before = state.document.map(look).map(|open| open.name.clone());
    if state.document.map_named(&name).is_none() || before.as_ref() == Some(&name) {
        return;
    }
    if look.maps.second.as_ref() == Some(&name) {
        look.maps.second = before;
    }
    // A range of other values would leave this map all bright or all dark.
    look.map_range = None;
    look.maps.apart.range = None;
    look.maps.contours.values.clear();
    look.maps.shown = Some(name);
    look.map = true;
}

/// Whether there is a second map to show; the last one opened before becomes it where none was chosen.
fn has_second(state: &mut State) -> bool {
    let chosen = second(&state.document, &state.view.sky);
    let look = &mut state.view.sky;
    match chosen {
        Some(name) => {
            look.maps.second = Some(name);
            look.map = true;
            true
        }
        None => {
            let help = "Open another map, or scan the samples: maps stay open side by side.";
            let headline = "There is no second map to compare with.";
            state
                .notices
                .push(Notice::warning(headline, vec![help.into()]));
            false
        }
    }
}

fn second(document: &Document, look: &SkyLook) -> Option<String> {
    let shown = document.map(look)?;
    let chosen = document.second_map(look);
    let other = || {
        document
            .maps
            .iter()
            .rev()
            .find(|map| map.name != shown.name)
    };
    chosen.or_else(other).map(|map| map.name.clone())
}

/// Closes a map, and the file that it came from, which holds nothing else.
fn close(state: &mut State, name: &str) {
    let Some(open) = state.document.map_named(name).cloned() else {
        return;
    };
    if open.partial {
        super::scan::cancel(state);
    }
    edit(state, |document| {
        document.maps.retain(|map| !map.is(&open));
        document
            .files
            .retain(|file| Some(&file.path) != open.path.as_ref());
    });
    let maps = &mut state.view.sky.maps;
    if maps.shown.as_deref() == Some(name) {
        maps.shown = None;
        state.view.sky.map_range = None;
    }
    let maps = &mut state.view.sky.maps;
    if maps.second.as_deref() == Some(name) {
        (maps.second, maps.together) = (None, Together::Alone);
    }
}
