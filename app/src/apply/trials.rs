//! Does what is asked of trials, and takes in what they tell.

use std::sync::Arc;

use nuscope_scan::calibrated_map::calibrated_map;
use nuscope_scan::injected::PutSource;

use super::{edit, scan};
use crate::command::TrialCommand;
use crate::injecting::{self, MOST_EVENTS, Made, Original};
use crate::job::{Job, Reporter};
use crate::notice::Notice;
use crate::open_maps::OpenMap;
use crate::state::{MapJob, Said, State};
use crate::ui::inspector::{position_of, position_words, selected_place};
use crate::view::{Marked, Mode, Selected};

/// Does what `command` asks.
pub(super) fn apply(state: &mut State, command: TrialCommand) {
    match command {
        TrialCommand::Calibrate(on) => {
            state.view.calibrates = on;
            // Who asks for it wants it, wherever the window is.
            state.calibrating.allowed |= on;
            state.calibrating.paused = false;
        }
        TrialCommand::PauseCalibration(paused) => state.calibrating.paused = paused,
        TrialCommand::ScrambleSkies => scramble_skies(state),
        TrialCommand::StopSkies => state.post_trial.stop(),
        TrialCommand::Inject => inject(state, true),
        TrialCommand::Scramble => inject(state, false),
        TrialCommand::ShowOriginal => show_original(state),
        TrialCommand::MarkInjected => {
            if let Some(injected) = &state.document.injected {
                state.view.marked_candidates = injected.marked();
            }
        }
    }
}

/// Whether somebody waits for something that needs the cores.
fn somebody_waits(state: &State) -> bool {
    let jobs = &state.jobs;
    let drawing = jobs.export.is_some() || !jobs.figures.is_empty();
    let works = jobs.inject.is_some() || jobs.refine.is_some() || state.source_search.busy();
    state.busy() || drawing || works || state.here.busy()
}

/// Keeps trials and skies going, and takes in what they tell; called once a frame.
pub(super) fn poll(state: &mut State) {
    poll_injected(state);
    let waits = somebody_waits(state);
    let runs = state.view.calibrates;
    let document = Arc::clone(&state.document);
    state
        .calibrating
        .update(&document, (runs, waits), &state.wake);
    poll_map(state);
    let document = Arc::clone(&state.document);
    let map = document.scan_map();
    let folder = state.calibrating.folder.as_ref();
    let found = state.post_trial.update(map, folder, waits, &state.wake);
    if let (Some(found), Some(map)) = (found, map) {
        let told = OpenMap {
            unusual: Some(Arc::new(found)),
            ..map.clone()
        };
        edit(state, |document| document.replace_map(map, told));
    }
    for remark in std::mem::take(&mut state.calibrating.remarks)
        .into_iter()
        .chain(std::mem::take(&mut state.post_trial.remarks))
    {
        let headline = "Kept trials could not be used as they are.";
        state
            .notices
            .push(Notice::warning(headline, vec![format!("{remark}.")]));
    }
}

/// Gives the map of a finished scan the p-values of newer trials.
fn poll_map(state: &mut State) {
    if let Some(work) = &state.jobs.map {
        if let Some(map) = work.job.poll().1 {
            let (before, calibrated) = (work.before.clone(), Arc::clone(&work.calibrated));
            let map = Arc::new(map);
            state.jobs.map = None;
            // Its maxima may be looked at meanwhile: they are those of both.
            let refine = state.jobs.refine.as_mut();
            if let Some(refine) = refine.filter(|refine| refine.of.is(&before)) {
                refine.of.map = Arc::clone(&map);
            }
            edit(state, |document| {
                for open in document.maps.iter_mut().filter(|open| open.is(&before)) {
                    open.map = Arc::clone(&map);
                    open.calibrated = Some(Arc::clone(&calibrated));
                    open.unusual = None;
                }
            });
        } else if work.job.lost() {
            // Another worker would die of the same.
            state.jobs.map = None;
            (state.calibrating.allowed, state.calibrating.died) = (false, true);
        } else {
            return;
        }
    }
    let Some(map) = state.document.scan_map().filter(|map| !map.partial) else {
        return;
    };
    let newer = map.fit.as_ref();
    let newer = newer.and_then(|data| state.calibrating.of(data));
    let Some(newer) = newer.filter(|newer| {
        let same = |found: &Arc<_>| Arc::ptr_eq(found, newer);
        !map.calibrated.as_ref().is_some_and(same)
    }) else {
        return;
    };
    let (calibrated, before) = (Arc::clone(newer), map.clone());
    let (with, of) = (Arc::clone(newer), Arc::clone(&map.map));
    let job = Job::spawn(Arc::clone(&state.wake), move |_: &Reporter<_, ()>| {
        calibrated_map(&of, &with.calibration)
    });
    state.jobs.map = Some(MapJob {
        before,
        calibrated,
        job,
    });
}

fn scramble_skies(state: &mut State) {
    let document = Arc::clone(&state.document);
    let map = document.scan_map().filter(|map| !map.partial);
    let ready = map.filter(|map| map.is_whole_and_calibrated());
    match ready {
        Some(map) => {
            let folder = state.calibrating.folder.clone();
            state.post_trial.start(map, folder, &state.wake);
        }
        None => {
            let (headline, help) = match map {
                None => (
                    "There is no scan whose hottest spot could be compared.",
                    "Start a scan first.",
                ),
                Some(map) if map.region.is_some() => (
                    "This scan is of a part of the sky: whole skies say nothing about it.",
                    "Scan the whole sky first.",
                ),
                Some(_) => (
                    "Skies are compared by calibrated p-values, which are not there yet.",
                    "Switch the calibration on in the section of the scan, or wait for its end.",
                ),
            };
            state
                .notices
                .push(Notice::warning(headline, vec![help.into()]));
        }
    }
}

/// Scrambles the original candidates, and puts a source at the selected place if one is wanted.
fn inject(state: &mut State, with_source: bool) {
    let document = Arc::clone(&state.document);
    let Some(before) = Original::of(&document) else {
        let help = "Open one or more candidate lists first.";
        let headline = "There are no candidates to scramble yet.";
        state
            .notices
            .push(Notice::warning(headline, vec![help.into()]));
        return;
    };
    let mut source = None;
    if with_source {
        let position = position_of(&document, state.view.selected);
        let Some(position) = position.filter(|position| position.to_vector().is_finite()) else {
            let help = "Click a place or a source on the sky, then put the source there.";
            let headline = "Where to put the source is not known.";
            state
                .notices
                .push(Notice::warning(headline, vec![help.into()]));
            return;
        };
        let look = &state.view.injection;
        source = Some(PutSource {
            position,
            gamma: look.gamma.clamp(1.0, 4.0),
            shape: look.wanted_shape(),
            events: look.events.clamp(0.0, MOST_EVENTS),
            exact: look.exact,
        });
    }
    state.scrambled += 1;
    let seed = state.scrambled;
    state.jobs.inject = Some(Job::spawn(
        Arc::clone(&state.wake),
        move |_: &Reporter<_, ()>| injecting::make(before, source, seed),
    ));
}

/// Takes in candidates that were scrambled.
fn poll_injected(state: &mut State) {
    let done = state.jobs.inject.as_ref().and_then(|job| job.poll().1);
    let Some(done) = done else {
        return;
    };
    state.jobs.inject = None;
    let made = match done {
        Ok(made) => made,
        Err(why) => {
            let headline = "The candidates were not scrambled.";
            state
                .notices
                .push(Notice::warning(headline, vec![format!("{why}.")]));
            return;
        }
    };
    // They are of what was open when they were asked for.
    let now = Original::of(&state.document);
    if !now.is_some_and(|now| now.same(&made.injected.before)) {
        return;
    }
    take_in(state, made);
}

fn take_in(state: &mut State, made: Made) {
    scan::cancel(state);
    let (count, source) = (made.injected.total(), made.injected.source);
    let marked = made.injected.marked();
    edit(state, |document| document.put_injected(made));
    other_candidates(state);
    state.view.marked_candidates = marked;
    if let Some(source) = source {
        state.view.selected = Some(selected_place(source.position));
    }
    if state.view.mode == Mode::Event {
        state.view.mode = Mode::Sky;
    }
    let said = match source {
        Some(source) => format!(
            "Put {count} candidates of a source at {} into scrambled ones",
            position_words(source.position)
        ),
        None => "Every candidate has a right ascension by chance now".to_owned(),
    };
    state.said = Some(Said::new(said));
}

fn show_original(state: &mut State) {
    if state.document.injected.is_none() {
        return;
    }
    scan::cancel(state);
    state.jobs.inject = None;
    edit(state, |document| {
        document.take_injected_back();
    });
    other_candidates(state);
    state.said = Some(Said::new("These are the original candidates again".into()));
}

/// Forgets what belonged to the candidates that were open.
fn other_candidates(state: &mut State) {
    if matches!(state.view.selected, Some(Selected::Candidate { .. })) {
        state.view.selected = None;
    }
    state.view.marked_candidates = Marked::default();
    state.view.sky.map_range = None;
    state.playing_sky = false;
}
