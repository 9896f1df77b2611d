//! The window of the analysis: choices by their labels, refused numbers, undo, and what becomes of earlier results.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use nuscope::command::{AnalysisCommand, Command};
use nuscope::fit_data::FitData;
use nuscope::ui::inspector::selected_place;
use nuscope::view::{AnalysisEdits, ResponseChoice, Tab};
use nuscope_model::Equatorial;
use nuscope_scan::{Convention, Index, Psf, Settings, Shape, Spectrum, TimeProfile};
use nuscope_tests::headless::{Window, ask, push, settle, state, window};

use super::with;

/// Types a number into the field of this name.
pub fn put(harness: &mut Window, field: &str, text: &str) {
    let found = harness.get_by_role_and_label(Role::TextInput, field);
    found.focus();
    settle(harness);
    harness.key_press_modifiers(nuscope_tests::headless::CTRL, egui::Key::A);
    settle(harness);
    harness.event(egui::Event::Text(text.to_owned()));
    settle(harness);
}

/// Opens a list of choices and takes one.
pub fn choose(harness: &mut Window, list: &str, choice: &str) {
    harness.get_by_role_and_label(Role::ComboBox, list).click();
    settle(harness);
    harness.get_by_role_and_label(Role::Button, choice).click();
    settle(harness);
}

fn fit(harness: &Window) -> FitData {
    FitData::of(&state(harness).document).unwrap()
}

fn settings(harness: &Window) -> Settings {
    let fit = fit(harness);
    let likelihood = fit.ready().unwrap().as_ref().unwrap();
    likelihood.settings().clone()
}

#[test]
fn choices_are_made_by_their_labels_and_the_likelihood_follows() {
    let mut harness = with("a.toml");
    ask(&mut harness, AnalysisCommand::ToggleWindow);
    harness.get_by_label("ready");
    choose(&mut harness, "Spectral index", "Held at");
    put(&mut harness, "Index held at", "2.5");
    choose(&mut harness, "Shape of the spectrum", "With a cut-off");
    put(&mut harness, "Energy of the cut-off", "2100");
    put(&mut harness, "Exponent β of the cut-off", "0.5");
    choose(&mut harness, "Shape of the source", "Disc");
    put(&mut harness, "Radius of the source", "0.25");
    choose(&mut harness, "Convention of TS", "2 ln Λ");
    choose(&mut harness, "Spread of ANTARES_tracks", "King");
    put(&mut harness, "Tail of ANTARES_tracks", "3");
    put(&mut harness, "Days of ANTARES_showers", "2000");
    put(&mut harness, "Cut in angular errors", "5.5");
    let settings = settings(&harness);
    assert_eq!(settings.index, Index::Fixed(2.5));
    let spectrum = Spectrum::CutOff {
        cut_off_gev: 2100.0,
        beta: 0.5,
    };
    assert_eq!(settings.spectrum, spectrum);
    assert!(
        matches!(settings.shape, Shape::Disc { radius_rad } if (radius_rad.to_degrees() - 0.25).abs() < 1e-12)
    );
    assert_eq!(
        (settings.convention, settings.cut_sigmas),
        (Convention::TwoLnLambda, 5.5)
    );
    let fit = fit(&harness);
    assert_eq!(fit.samples()[0].psf, Psf::King { tail: 3.0 });
    assert_eq!(fit.samples()[1].livetime_days, Some(2000.0));
    // The file holds again once all is given up, and that is prepared already.
    push(&mut harness, "Back to the file");
    settle(&mut harness);
    assert_eq!(state(&harness).view.analysis, AnalysisEdits::default());
    assert_eq!(
        super::editor::settings(&harness).convention,
        Convention::LnLambda
    );
}

#[test]
fn a_time_window_begins_with_the_dates_of_the_candidates_and_ends_after_it_starts() {
    let mut harness = with("a.toml");
    ask(&mut harness, AnalysisCommand::ToggleWindow);
    choose(&mut harness, "Time of the source", "Between dates");
    let times = state(&harness).derived.candidates.times.clone().unwrap();
    let Some(TimeProfile::Box { from_mjd, to_mjd }) = settings(&harness).time else {
        panic!("{:?}", settings(&harness).time);
    };
    let ends = [from_mjd - times.extent.0, to_mjd - times.extent.1];
    assert!(ends.iter().all(|end| end.abs() < 0.01), "{ends:?}");
    put(&mut harness, "First date", "55000");
    put(&mut harness, "Last date", "55100.5");
    let wanted = TimeProfile::Box {
        from_mjd: 55_000.0,
        to_mjd: 55_100.5,
    };
    assert_eq!(settings(&harness).time, Some(wanted));
    let told = harness.query_all_by_label("box from MJD 55000 to 55100.5 (100.5 days)");
    assert_eq!(told.count(), 2, "beside the scan and in the window");
    put(&mut harness, "Last date", "54000");
    harness.get_by_label_contains("must end at least a second after it starts");
    assert_eq!(settings(&harness).time, Some(wanted));
    choose(&mut harness, "Time of the source", "In a flare");
    put(&mut harness, "Middle of the flare", "55200");
    put(&mut harness, "Width of the flare", "20");
    let flare = TimeProfile::Gaussian {
        center_mjd: 55_200.0,
        sigma_days: 20.0,
    };
    assert_eq!(settings(&harness).time, Some(flare));
    choose(&mut harness, "Time of the source", "Always");
    assert_eq!(settings(&harness).time, None);
}

#[test]
fn a_number_outside_its_range_is_refused_beside_its_field() {
    let mut harness = with("a.toml");
    ask(&mut harness, AnalysisCommand::ToggleWindow);
    let before = fit(&harness);
    for (field, text, words) in [
        (
            "Cut in angular errors",
            "0.5",
            "the cut must be 1 to 12 sigma; it is 0.5; 5 stays",
        ),
        (
            "Largest declination",
            "91",
            "the largest |declination| must be 0 to 90 degrees; it is 91; 85 stays",
        ),
        (
            "Days of ANTARES_tracks",
            "-3",
            "ANTARES_tracks: days must be above 0; 2415 stays",
        ),
        (
            "Smallest angular error",
            "wide",
            "a number is wanted, \"wide\" is none; 0.2 stays",
        ),
    ] {
        put(&mut harness, field, text);
        harness.get_by_label(words);
        assert!(fit(&harness).same(&before), "{field}");
    }
}

#[test]
fn a_change_is_undone_and_results_of_other_choices_are_not_shown_as_if_of_these() {
    let mut harness = with("a.toml");
    harness.state_mut().state.view.scan_nside = 16;
    push(&mut harness, "Start scan");
    settle(&mut harness);
    harness.get_by_label_contains("Scan done: hottest at");
    ask(
        &mut harness,
        Command::Select(Some(selected_place(Equatorial::from_degrees(317.0, -43.4)))),
    );
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    let found = |harness: &Window| state(harness).here.found.clone().unwrap();
    let before = found(&harness);
    ask(&mut harness, AnalysisCommand::ToggleWindow);
    harness.run_steps(8);
    let switch = "Use ANTARES_showers";
    harness
        .get_by_role_and_label(Role::CheckBox, switch)
        .click();
    harness.step();
    harness.step();
    // At once, long before the likelihood is prepared.
    assert!(state(&harness).here.found.is_none());
    harness.get_by_label_contains("The map is of other choices");
    settle(&mut harness);
    let alone = found(&harness);
    assert_eq!(alone.likelihood.samples()[1].used, 0);
    assert_ne!(alone.fit.unwrap().ts, before.fit.unwrap().ts);
    harness.run_steps(8);
    ask(&mut harness, Command::Undo);
    assert_eq!(state(&harness).view.analysis, AnalysisEdits::default());
    harness.get_by_label_contains("Scan done: hottest at");
    assert_eq!(found(&harness).fit, before.fit);
}

#[test]
fn a_scan_of_other_choices_ends_when_they_are_changed() {
    let mut harness = with("a.toml");
    harness.state_mut().state.view.scan_nside = 512;
    push(&mut harness, "Start scan");
    assert!(state(&harness).jobs.scan.is_some());
    choose_held(&mut harness);
    assert!(state(&harness).jobs.scan.is_none());
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.headline, "The scan was cancelled.");
}

fn choose_held(harness: &mut Window) {
    let view = &mut harness.state_mut().state.view;
    view.analysis.choices = Some(nuscope_scan::analysis::Choices {
        cut_sigmas: Some(4.0),
        ..Default::default()
    });
    harness.run();
}

#[test]
fn the_demo_uses_its_own_responses_and_its_source_is_found_with_its_energies() {
    let mut harness = window(&["demo:sky"], (900.0, 700.0));
    ask(&mut harness, AnalysisCommand::ToggleWindow);
    harness.get_by_label("ready");
    let last = fit(&harness).samples()[6].clone();
    assert_eq!(
        last.response,
        ResponseChoice::BuiltIn("IC86_II_simulated".into())
    );
    assert_eq!(last.livetime_days, Some(1058.0));
    assert!(
        harness
            .query_by_role_and_label(Role::Button, "Use the built-in responses")
            .is_none()
    );
    let likelihood = fit(&harness).ready().unwrap().clone().unwrap();
    let source = likelihood.fit(Equatorial::from_degrees(317.0, -43.4));
    // 56 candidates of E^-2 were put there: with energies they stand out more than the 55 of their directions alone.
    assert!(source.ts > 100.0, "{source:?}");
    assert!((source.gamma - 2.0).abs() < 0.3, "{source:?}");
    assert!((source.n_s - 56.0).abs() < 15.0, "{source:?}");
}
