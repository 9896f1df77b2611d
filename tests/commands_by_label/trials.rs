//! Trials: p-values that they calibrate, scrambled skies, and sources put into the candidates.

use std::sync::Arc;

use nuscope::apply::apply;
use nuscope::calibrating::{Calibrated, Calibrating, Plan};
use nuscope::command::{Command, TrialCommand};
use nuscope::fit_data::FitData;
use nuscope::injecting::{Original, make};
use nuscope::open_maps::OpenMap;
use nuscope::ui::inspector::selected_place;
use nuscope::view::{Marked, Mode};
use nuscope_model::{Equatorial, MapColumn, SkyMap};
use nuscope_scan::calibration::{Calibration, Distribution};
use nuscope_scan::injected::PutSource;

use super::walk::Walk;

/// Trials that nobody has the time for, kept nowhere, which are not run yet.
pub fn calibrating() -> Calibrating {
    let mut calibrating = Calibrating::default();
    calibrating.folder = None;
    calibrating.plan = Plan {
        soon: 1_000_000,
        trials: 1_000_000,
        declinations: Some(2),
    };
    calibrating
}

fn do_it(walk: &mut Walk, command: TrialCommand) {
    apply(walk.state_mut(), command.into());
}

pub fn ready(walk: &mut Walk, _command: &Command) {
    walk.state_mut().view.mode = Mode::Sky;
}

pub fn calibrates(walk: &Walk, _command: &Command) -> bool {
    walk.view().calibrates && walk.state().calibrating.busy()
}

pub fn under_way(walk: &mut Walk, command: &Command) {
    ready(walk, command);
    walk.state_mut().calibrating.allowed = true;
}

pub fn calibrates_no_more(walk: &Walk, _command: &Command) -> bool {
    !walk.view().calibrates
}

pub fn waits(walk: &Walk, _command: &Command) -> bool {
    walk.state().calibrating.paused && walk.state().calibrating.waits()
}

pub fn paused(walk: &mut Walk, command: &Command) {
    under_way(walk, command);
    walk.state_mut().calibrating.paused = true;
}

pub fn goes_on(walk: &Walk, _command: &Command) -> bool {
    !walk.state().calibrating.paused && walk.state().calibrating.busy()
}

/// A scan with p-values of made-up trials.
pub fn with_a_calibrated_map(walk: &mut Walk, command: &Command) {
    ready(walk, command);
    let mut document = (*walk.state().document).clone();
    let data = FitData::of(&document).unwrap();
    let ten = Distribution::of((0..10).map(f64::from));
    let calibrated = Calibrated {
        likelihood: data.prepare().unwrap(),
        calibration: Calibration::of(&[-1.0, 1.0], vec![ten.clone(), ten]),
        complete: true,
        data: data.clone(),
    };
    let column = |name: &str| MapColumn {
        name: name.into(),
        unit: String::new(),
        values: vec![0.5; 768],
    };
    let map = SkyMap {
        nside: 8,
        columns: vec![column("TS"), column("P_LOCAL")],
        provenance: Vec::new(),
    };
    document.put_map(OpenMap {
        fit: Some(data),
        calibrated: Some(Arc::new(calibrated)),
        ..OpenMap::of_scan(map, false)
    });
    walk.state_mut().document = Arc::new(document);
    // More than anybody has the time for.
    walk.state_mut().post_trial.skies = 1_000_000;
}

pub fn scrambles_skies(walk: &Walk, _command: &Command) -> bool {
    walk.state().post_trial.progress().is_some()
}

pub fn scrambling_skies(walk: &mut Walk, command: &Command) {
    with_a_calibrated_map(walk, command);
    do_it(walk, TrialCommand::ScrambleSkies);
    walk.window.step();
    assert!(walk.state().post_trial.progress().is_some());
}

pub fn scrambles_no_skies(walk: &Walk, _command: &Command) -> bool {
    walk.state().post_trial.progress().is_none()
}

pub fn at_a_place(walk: &mut Walk, command: &Command) {
    ready(walk, command);
    let place = selected_place(Equatorial::from_degrees(120.0, -30.0));
    let view = &mut walk.state_mut().view;
    view.selected = Some(place);
    (view.injection.events, view.injection.exact) = (12.0, true);
}

pub fn source_put(walk: &Walk, _command: &Command) -> bool {
    let injected = walk.state().document.injected.as_ref();
    let before = walk.document.candidates();
    injected.is_some_and(|injected| {
        injected.total() == 12 && walk.state().document.candidates() == before + 12
    }) && walk.view().marked_candidates.places().len() == 12
}

pub fn only_scrambled(walk: &Walk, _command: &Command) -> bool {
    let injected = walk.state().document.injected.as_ref();
    injected.is_some_and(|injected| injected.source.is_none())
}

pub fn scrambled(walk: &mut Walk, command: &Command) {
    ready(walk, command);
    let mut document = (*walk.state().document).clone();
    let source = PutSource {
        position: Equatorial::from_degrees(120.0, -30.0),
        gamma: 2.0,
        shape: None,
        events: 7.0,
        exact: true,
    };
    document.put_injected(make(Original::of(&document).unwrap(), Some(source), 1).unwrap());
    walk.state_mut().document = Arc::new(document);
    walk.state_mut().view.marked_candidates = Marked::default();
}

pub fn original(walk: &Walk, _command: &Command) -> bool {
    let (now, first) = (&walk.state().document.samples, &walk.document.samples);
    let same = now.iter().zip(first).all(|(a, b)| Arc::ptr_eq(a, b));
    same && walk.state().document.injected.is_none()
}

pub fn injected_marked(walk: &Walk, _command: &Command) -> bool {
    walk.view().marked_candidates.places().len() == 7
}
