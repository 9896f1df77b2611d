//! Calibrated p-values in the window: trials in the background, scrambled skies, and sources put into scrambled data.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Duration;

use egui::ViewportId;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use nuscope::calibrating::{Plan, p_words};
use nuscope::command::{Command, TrialCommand};
use nuscope::likelihood_here::{Here, PValue};
use nuscope::ui::inspector::{position_words, selected_place};
use nuscope::view::{Mode, Tab};
use nuscope_model::{Equatorial, Provenance};
use nuscope_scan::calibrated_map::{MapCalibration, is_calibrated};
use nuscope_scan::counted;
use nuscope_tests::golden::compare;
use nuscope_tests::headless::{Window, ask, push, settle, state, until, window};
use tempfile::TempDir;

/// Where the simulated sky has its source, and how many candidates of it.
const SOURCE: (f64, f64, f64) = (317.0, -43.4, 56.0);

/// The simulated sky in a window that keeps its few trials in a folder of its own.
fn sky(size: (f32, f32)) -> (Window, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(&["demo:sky"], size);
    let state = &mut harness.state_mut().state;
    state.calibrating.folder = Some(folder.path().to_owned());
    state.calibrating.plan = Plan {
        soon: 100,
        trials: 1000,
        declinations: Some(10),
    };
    state.here.trials = None;
    state.post_trial.skies = 24;
    state.view.mode = Mode::Sky;
    (harness, folder)
}

fn told(harness: &Window, words: &str) -> usize {
    harness.query_all_by_label_contains(words).count()
}

fn wait(harness: &Window) -> Duration {
    harness.output().viewport_output[&ViewportId::ROOT].repaint_delay
}

#[test]
fn the_source_of_the_simulated_sky_is_found_with_calibrated_p_values() {
    let (mut harness, _folder) = sky((1440.0, 1000.0));
    let worked = counted::on_this_thread();
    harness.state_mut().state.view.scan_nside = 64;
    push(&mut harness, "Start scan");
    settle(&mut harness);
    assert!(!is_calibrated(
        &state(&harness).document.scan_map().unwrap().map
    ));
    assert!(told(&harness, "p-values are asymptotic: not calibrated.") == 1);
    let ask_how = "How unusual is the hottest spot?";
    let button = harness.get_by_role_and_label(Role::Button, ask_how);
    assert!(button.accesskit_node().is_disabled());

    // Calibrated while one looks on: the map that is there gets its p-values.
    click_switch(&mut harness);
    until(&mut harness, "progress", |state| {
        state.calibrating.progress().is_some()
    });
    harness.step();
    assert_eq!(told(&harness, "Calibrating p-values: "), 1);
    settle(&mut harness);
    assert_eq!(told(&harness, "Calibrating p-values: "), 0);
    harness.get_by_label("p-values are calibrated: 1,000 trials at each of 10 declinations.");
    let map = state(&harness).document.scan_map().unwrap().clone();
    assert_eq!(MapCalibration::of(&map.map).unwrap().trials, 1000);
    let calibrated = map.calibrated.clone().unwrap();
    // Nothing moves once all is done.
    for _ in 0..4 {
        harness.step();
        assert_eq!(wait(&harness), Duration::MAX);
    }

    reach(&mut harness, ask_how);
    until(&mut harness, "a sky", |state| {
        let map = state.document.scan_map();
        let unusual = map.and_then(|map| map.unusual.as_deref());
        unusual.is_some_and(|unusual| unusual.skies > 0)
    });
    harness.step();
    harness.get_by_role_and_label(Role::Button, "Stop scrambling skies");
    settle(&mut harness);
    let map = state(&harness).document.scan_map().unwrap().clone();
    let unusual = map.unusual.clone().unwrap();
    assert_eq!(unusual.skies, 24);
    let south = unusual.spots.iter().find(|spot| !spot.north).unwrap();
    let source = Equatorial::from_degrees(SOURCE.0, SOURCE.1);
    let away_deg = south.position.separation_rad(source).to_degrees();
    assert!(
        away_deg < 1.0,
        "{away_deg} {:?} {:?} {:?}",
        south,
        map.map.hottest(map.map.column("TS").unwrap()),
        map.estimate(source)
    );
    assert!(
        south.local.is_told() && south.local.p < 1e-4,
        "{:?}",
        south.local
    );
    let post = south.post.unwrap();
    assert!(post.reached <= 1 && post.trials == 24, "{post:?}");
    let words = south.post_words().unwrap();
    assert!(words.starts_with("post-trial p "));
    // Said in the section of the scan and in the list of hot spots.
    assert_eq!(told(&harness, &words), 2, "{words}");
    assert!(told(&harness, &p_words(&south.local)) >= 2);

    // The likelihood of the place: as many events as were put in, and the p-value of the map.
    ask(&mut harness, Command::Select(Some(selected_place(source))));
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    let here = &state(&harness).here;
    let found = here.found.clone().unwrap();
    let fit = found.fit.unwrap();
    println!(
        "away {away_deg:.3}, n_s {:.2}, TS {:.2}, {south:?}",
        fit.n_s, fit.ts
    );
    assert!((fit.n_s / SOURCE.2 - 1.0).abs() < 0.35, "{}", fit.n_s);
    let estimate = calibrated.estimate(source.dec_rad, fit.ts).unwrap();
    let p = Here::p_value(&found, &state(&harness).calibrating);
    assert_eq!(p, PValue::Calibrated(estimate));
    harness.get_by_label(&p_words(&estimate));
    assert_eq!(told(&harness, ", not calibrated"), 0);
    // All of it was done elsewhere: the window only looked.
    assert_eq!(counted::on_this_thread(), worked);
    harness.run();
    let picture = harness.render().unwrap();
    compare("demo_source_found", &picture);
}

/// Clicks what may lie below the edge of its panel, as a screen reader does.
fn reach(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click_accesskit();
    harness.run_steps(2);
}

fn click_switch(harness: &mut Window) {
    reach(harness, "Calibrate p-values in the background");
}

#[test]
fn a_scan_waits_for_nobody_and_trials_that_are_kept_are_there_at_once() {
    let (mut harness, folder) = sky((1280.0, 900.0));
    ask(&mut harness, TrialCommand::Calibrate(true));
    let first = state(&harness).calibrating.found.clone().unwrap();
    assert!(first.complete);

    // The next window finds them, and a scan begins with them.
    let mut next = window(&["demo:sky"], (1280.0, 900.0));
    let state_of_next = &mut next.state_mut().state;
    state_of_next.calibrating.folder = Some(folder.path().to_owned());
    state_of_next.calibrating.plan = state(&harness).calibrating.plan;
    state_of_next.calibrating.allowed = true;
    state_of_next.view.mode = Mode::Sky;
    state_of_next.view.scan_nside = 16;
    settle(&mut next);
    let found = state(&next).calibrating.found.clone().unwrap();
    assert_eq!(found.calibration, first.calibration);
    push(&mut next, "Start scan");
    until(&mut next, "a map", |state| {
        state.document.scan_map().is_some()
    });
    // What fills is calibrated from its first pixels.
    assert!(is_calibrated(
        &state(&next).document.scan_map().unwrap().map
    ));
    settle(&mut next);
    next.get_by_label_contains("calibrated by 1,000 trials");
}

#[test]
fn trials_wait_for_a_scan_and_for_whoever_pauses_them() {
    let (mut harness, _folder) = sky((1280.0, 900.0));
    let plan = &mut harness.state_mut().state.calibrating.plan;
    (plan.soon, plan.trials) = (1_000_000, 1_000_000);
    ask_soon(&mut harness, TrialCommand::Calibrate(true));
    until(&mut harness, "progress", |state| {
        state.calibrating.progress().is_some()
    });
    harness.state_mut().state.view.scan_nside = 64;
    push(&mut harness, "Start scan");
    harness.step();
    assert!(state(&harness).calibrating.waits());
    assert_eq!(told(&harness, "declinations, waiting"), 1);
    ask_soon(&mut harness, Command::CancelScan);
    assert!(!state(&harness).calibrating.waits());
    push(&mut harness, "Pause");
    harness.step();
    assert_eq!(told(&harness, "declinations, paused"), 1);
    assert!(state(&harness).calibrating.waits());
    push(&mut harness, "Resume");
    harness.step();
    assert!(!state(&harness).calibrating.waits());
    // Switched off there is nothing to wait for.
    click_switch(&mut harness);
    assert!(state(&harness).calibrating.progress().is_none());
    settle(&mut harness);
    assert!(!state(&harness).calibrating.busy());
    assert_eq!(told(&harness, "Calibrating p-values: "), 0);
}

/// Does what is asked, and goes on by one frame only.
fn ask_soon(harness: &mut Window, command: impl Into<Command>) {
    nuscope::apply::apply(&mut harness.state_mut().state, command.into());
    harness.step();
}

#[test]
fn a_source_put_into_scrambled_candidates_is_seen_counted_fitted_and_taken_back() {
    let (mut harness, _folder) = sky((1280.0, 1600.0));
    let before = state(&harness).document.samples.clone();
    let all = state(&harness).document.candidates();
    harness.state_mut().state.view.scan_nside = 16;
    push(&mut harness, "Start scan");
    settle(&mut harness);
    let scan = state(&harness).document.scan_map().unwrap().clone();
    let worked = counted::on_this_thread();
    let place = Equatorial::from_degrees(100.0, -25.0);
    ask(&mut harness, Command::Select(Some(selected_place(place))));
    harness.get_by_label("Put a source into the sky").click();
    harness.state_mut().state.view.injection.events = 60.0;
    harness.run();
    harness.get_by_label(&format!("At {}", position_words(place)));
    reach(&mut harness, "Put the source");
    settle(&mut harness);
    let document = Arc::clone(&state(&harness).document);
    assert_eq!(document.candidates(), all + 60);
    let simulated = |sample: &Arc<_>| {
        let sample: &nuscope_model::Sample = sample;
        sample.provenance == Provenance::Simulated
    };
    assert!(document.samples.iter().all(simulated));
    assert!(told(&harness, "SIMULATED") >= 2);
    harness.get_by_label_contains("60 of ");
    assert_eq!(state(&harness).view.marked_candidates.places().len(), 60);
    // No scan of what was there before.
    assert!(document.scan_map().is_none());
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    let fit = state(&harness).here.found.clone().unwrap().fit.unwrap();
    println!("injected 60, n_s {:.1}, TS {:.1}", fit.n_s, fit.ts);
    assert!(
        (fit.n_s / 60.0 - 1.0).abs() < 0.4 && fit.ts > 20.0,
        "{fit:?}"
    );

    // Scrambled alone there is nothing at the place.
    reach(&mut harness, "Scramble only");
    settle(&mut harness);
    assert_eq!(state(&harness).document.candidates(), all);
    let none = state(&harness).here.found.clone().unwrap().fit.unwrap();
    assert!(none.ts < 0.3 * fit.ts, "{none:?}");
    reach(&mut harness, "Show the original candidates");
    settle(&mut harness);
    let document = &state(&harness).document;
    let same = |(a, b): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(a, b);
    assert!(document.samples.iter().zip(&before).all(same));
    assert!(document.scan_map().unwrap().is(&scan));
    assert_eq!(counted::on_this_thread(), worked);
}
