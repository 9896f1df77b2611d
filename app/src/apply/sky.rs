//! Does what is asked of the candidates on the sky, and what keys mean where the sky fills the window.

use std::sync::Arc;

use crate::candidates::events;
use crate::command::{Command, SkyCommand, StageCommand, TimeStep};
use crate::notice::Notice;
use crate::state::State;
use crate::view::{Marked, Mode, SkyTime};

/// What a command means where the sky alone is in view: the same keys run time and drop cuts there.
pub(super) fn meant(state: &State, command: Command) -> Command {
    if state.view.mode != Mode::Sky {
        return command;
    }
    match command {
        Command::TogglePlay => SkyCommand::TogglePlay.into(),
        Command::DropCuts => SkyCommand::ShowAll.into(),
        Command::Stage(StageCommand::Unmark) => SkyCommand::Unmark.into(),
        other => other,
    }
}

/// Does what `command` asks; false if it is not about the sky.
pub(super) fn takes(state: &mut State, command: &Command) -> bool {
    if state.view.mode != Mode::Sky {
        return false;
    }
    match command {
        Command::ShowAllTimes => {
            state.playing_sky = false;
            state.view.sky_cursor = None;
        }
        Command::Stage(StageCommand::Step(step)) => step_time(state, *step),
        Command::Stage(StageCommand::ToggleRepeat) => {
            state.view.sky_time.repeats = !state.view.sky_time.repeats;
        }
        _ => return false,
    }
    true
}

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: SkyCommand) {
    match command {
        SkyCommand::Mark(marked) => state.view.marked_candidates = marked,
        SkyCommand::Unmark => state.view.marked_candidates = Marked::default(),
        SkyCommand::ShowAll => show_all(state),
        SkyCommand::Narrow(condition) => {
            narrow(&mut state.view.tables.candidates.filter, &condition)
        }
        SkyCommand::TogglePlay => toggle_play(state),
        SkyCommand::Glow(glow) => state.view.sky_time.glow = glow,
        SkyCommand::Range(range) => {
            let ordered = |(a, b): (f64, f64)| (a.min(b), a.max(b));
            let good = range.filter(|(a, b)| a.is_finite() && b.is_finite());
            state.view.sky_time.range = good.map(ordered);
        }
        SkyCommand::OpenEvent => open_event(state),
        SkyCommand::ShowEvent => show_event(state),
    }
}

fn show_all(state: &mut State) {
    let view = &mut state.view;
    view.tables.candidates.filter.clear();
    view.sky.hidden_samples.clear();
    view.sky.candidates = true;
    view.sky_time = SkyTime {
        range: None,
        ..view.sky_time.clone()
    };
}

/// Adds a condition to a filter.
fn narrow(filter: &mut String, condition: &str) {
    *filter = match filter.trim() {
        "" => condition.to_owned(),
        old if old.contains("||") => format!("({old}) && {condition}"),
        old => format!("{old} && {condition}"),
    };
}

fn toggle_play(state: &mut State) {
    if state.derived.candidates.times.is_none() {
        let text = "No candidate has a date: there is nothing to replay on the sky.";
        state.notices.push(Notice::note(text));
        return;
    }
    state.playing_sky = !state.playing_sky;
    if state.playing_sky && state.view.mode == Mode::Event {
        state.view.mode = Mode::Sky;
    }
}

fn step_time(state: &mut State, step: TimeStep) {
    let Some(times) = state.derived.candidates.times.clone() else {
        return;
    };
    let (first, last) = state.view.sky_time.range.unwrap_or(times.extent);
    let tenth = 0.1 * (last - first);
    let forward = matches!(step, TimeStep::On | TimeStep::NextHit);
    let start = if forward { first } else { last };
    let moment = match (step, state.view.sky_cursor) {
        (TimeStep::On | TimeStep::Back, None) => start,
        (TimeStep::On, Some(now)) => (now + tenth).min(last),
        (TimeStep::Back, Some(now)) => (now - tenth).max(first),
        (TimeStep::NextHit | TimeStep::HitBefore, now) => {
            let from = now.unwrap_or(if forward { f64::MIN } else { f64::MAX });
            times.next(from, forward).or(now).unwrap_or(start)
        }
    };
    state.playing_sky = false;
    state.view.sky_cursor = Some(moment);
}

fn open_event(state: &mut State) {
    let found = events::event_of(&state.document, state.view.selected);
    match found {
        Some(index) => {
            if state.view.mode == Mode::Sky {
                state.view.mode = Mode::Event;
            }
            super::show_event(state, index);
        }
        None => {
            let text = "The full event of this candidate is not open: open the file that holds it.";
            state.notices.push(Notice::note(text));
        }
    }
}

fn show_event(state: &mut State) {
    let document = Arc::clone(&state.document);
    match events::spot_of_event(&document, &state.view) {
        Some(position) => {
            state.view.selected = Some(crate::ui::inspector::selected_place(position));
            if state.view.mode == Mode::Event {
                state.view.mode = Mode::Sky;
            }
        }
        None => {
            let text = "This event has no place on the sky: it needs a fit, a date, and a detector that says where it is.";
            state.notices.push(Notice::note(text));
        }
    }
}
