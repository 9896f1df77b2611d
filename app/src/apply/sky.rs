//! Does what is asked of the candidates on the sky, and what keys mean where the sky fills the window.

use std::sync::Arc;

use nuscope_model::Equatorial;
use nuscope_render::SkyView;

use crate::candidates::events;
use crate::command::{Command, SkyCommand, StageCommand, TimeStep};
use crate::find::Search;
use crate::notice::Notice;
use crate::sky_chart::reading::{Style, copied};
use crate::sky_chart::{self, Chart};
use crate::state::{Said, State};
use crate::ui::inspector::{position_of, selected_place};
use crate::view::{Marked, Mode, Selected, SkyTime};

/// What a command means where the sky is in view: the same keys run time and drop cuts there, and one puts the ruler
/// away before it clears the selection.
pub(super) fn meant(state: &State, command: Command) -> Command {
    let sky = state.view.mode != Mode::Event;
    if sky && state.view.sky.ruler.on && command == Command::Select(None) {
        return SkyCommand::ToggleRuler.into();
    }
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
        SkyCommand::SetFrame(frame) => {
            let document = Arc::clone(&state.document);
            sky_chart::change_frame(&document, &mut state.view, frame);
            show_sky(state);
        }
        SkyCommand::FlyTo {
            position,
            radius_rad,
        } => fly_to(state, position, radius_rad),
        SkyCommand::Copy(style) => copy(state, style),
        SkyCommand::ToggleRuler => {
            let ruler = &mut state.view.sky.ruler;
            ruler.on = !ruler.on;
            if !ruler.on {
                ruler.ends.clear();
            }
            show_sky(state);
        }
        SkyCommand::ToggleReading => state.view.sky.reading = !state.view.sky.reading,
        SkyCommand::AskSearch => {
            state.search = match state.search.take() {
                Some(_) => None,
                None => Some(Search::open(&state.document, &state.wake)),
            };
        }
        SkyCommand::SelectPart(candidate) => select_part(state, candidate),
        SkyCommand::Draw(name, drawn) => state.view.sky.catalogues.show(&name, drawn),
    }
}

/// Makes the sky seen, beside the event if that is.
fn show_sky(state: &mut State) {
    if state.view.mode == Mode::Event {
        state.view.mode = Mode::Sky;
    }
}

/// Shows the whole sky as it was at first, in the frame that is drawn.
pub(super) fn reset(state: &mut State) {
    let chart = Chart::of(
        &state.document,
        &state.view,
        sky_chart::moment::now(),
        Some(&state.derived.chart),
    );
    state.view.sky.view = SkyView {
        frame_from_sky: chart.frame_from_sky,
        center_lon_rad: chart.frame.middle_lon_rad(),
        ..SkyView::default()
    };
}

/// Half the field around a point that is flown to, in radians.
const FIELD_RAD: f64 = 0.25;

fn fly_to(state: &mut State, position: Equatorial, radius_rad: f64) {
    let direction = position.to_vector();
    if !direction.is_finite() {
        let text = "This place has no coordinates: there is nowhere to fly to.";
        state.notices.push(Notice::note(text));
        return;
    }
    let view = &mut state.view.sky.view;
    let half_width_rad = view.projection.row().half_width_rad;
    // What is extended fills a third of the map.
    let wanted = match radius_rad > 0.0 {
        true => half_width_rad / (3.0 * radius_rad),
        false => (half_width_rad / FIELD_RAD).max(view.zoom),
    };
    view.zoom = wanted.min(SkyView::LARGEST_ZOOM);
    view.pan = Default::default();
    view.center_on(direction);
    view.clamp();
    if position_of(&state.document, state.view.selected) != Some(position) {
        state.view.selected = Some(selected_place(position));
    }
    show_sky(state);
}

fn copy(state: &mut State, style: Style) {
    let selected = position_of(&state.document, state.view.selected);
    let Some(position) = state.pointed.or(selected) else {
        let text = "There are no coordinates to copy: point at the sky, or select a place on it.";
        state.notices.push(Notice::note(text));
        return;
    };
    let text = copied(&state.derived.chart, position, style);
    state.clipboard = Some(text.clone());
    state.said = Some(Said::new(format!("Copied {text}")));
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

/// Selects a candidate of the likelihood's place without leaving the place; its event is shown beside the sky.
fn select_part(state: &mut State, candidate: Selected) {
    state.here.stay(candidate);
    state.view.selected = Some(candidate);
    if let Some(index) = events::event_of(&state.document, Some(candidate)) {
        state.view.mode = Mode::Both;
        super::show_event(state, index);
    }
}

fn show_event(state: &mut State) {
    let document = Arc::clone(&state.document);
    match events::spot_of_event(&document, &state.view) {
        Some(position) => {
            state.view.selected = Some(selected_place(position));
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
