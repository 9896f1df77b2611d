//! An analysis file in the window: opened, told, scanned with its energies, and given up when other lists come.

#![allow(clippy::unwrap_used)]

#[path = "analysis_in_window/editor.rs"]
mod editor;
#[path = "analysis_in_window/saving.rs"]
mod saving;
#[path = "analysis_in_window/scanning.rs"]
mod scanning;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use egui_kittest::kittest::Queryable as _;
use nuscope::calibrating::p_words;
use nuscope::command::Command;
use nuscope::likelihood_here::PValue;
use nuscope::notice::Severity;
use nuscope::ui::inspector::selected_place;
use nuscope::view::{Mode, Selected, Tab};
use nuscope_model::{Equatorial, healpix};
use nuscope_scan::{Kept, Store};
use nuscope_tests::commands::simulated;
use nuscope_tests::headless::{Window, ask, open, push, settle, state, window};

/// A folder with an analysis of the two simulated ANTARES lists.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = simulated().join("window");
        fs::create_dir_all(&folder).unwrap();
        let mut text = "[settings]\nconvention = \"ln-lambda\"\n".to_owned();
        for name in ["ANTARES_tracks", "ANTARES_showers"] {
            text += &format!(
                "[[sample]]\nname = \"{name}\"\nevents = \"../sky/{name}.csv\"\nresponse = \"{name}\"\n"
            );
        }
        text += "[[source]]\nname = \"mine\"\nra_deg = 317.0\ndec_deg = -43.4\n";
        fs::write(folder.join("a.toml"), text).unwrap();
        folder
    })
}

/// A window with an analysis or another file of that folder.
pub fn with(file: &str) -> Window {
    let path = folder().join(file);
    window(&[path.to_str().unwrap()], (1280.0, 900.0))
}

#[test]
fn an_analysis_named_on_the_command_line_is_scanned_with_its_energies() {
    let mut harness = with("a.toml");
    let document = &state(&harness).document;
    assert_eq!(state(&harness).view.mode, Mode::Sky);
    let names: Vec<&str> = document.samples.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["ANTARES_tracks", "ANTARES_showers"]);
    let analysis = document.analysis.clone().unwrap();
    assert_eq!(analysis.likelihood.spatial_because(), "");
    assert_eq!(document.catalogues[0].sources[0].name, "mine");
    harness.get_by_label("With a.toml");
    harness.get_by_label("positions and energies, at the candidate's declination");
    harness.get_by_label("free, 1 to 4");
    harness.get_by_label("ln Λ");
    let samples = harness.query_all_by_label_contains("built in (estimate, trust it to ");
    assert_eq!(samples.count(), 2);

    harness.state_mut().state.view.scan_nside = 16;
    push(&mut harness, "Start scan");
    settle(&mut harness);
    let map = state(&harness).document.scan_map().unwrap().map.clone();
    let column = |name: &str| &map.column(name).unwrap().values;
    // Every pixel is what the likelihood of the file says there.
    let (mut told, mut fitted) = (0, 0);
    for pixel in (0..column("TS").len()).step_by(37) {
        let ts = column("TS")[pixel];
        if ts.is_nan() {
            continue;
        }
        let fit = analysis
            .likelihood
            .fit(healpix::center_of(map.nside, pixel as u64));
        told += 1;
        assert!(
            (f64::from(ts) - fit.ts).abs() < 1e-5 * (1.0 + fit.ts),
            "{pixel}"
        );
        let gamma = column("GAMMA")[pixel];
        if fit.ts > 0.1 {
            fitted += 1;
            assert!((f64::from(gamma) - fit.gamma).abs() < 1e-4, "{pixel}");
        }
    }
    assert!(told > 35 && fitted > 5, "{told} {fitted}");
    let card = |keyword: &str| {
        let cards = map.provenance.iter();
        let mut found = cards.filter(|card| card.0 == keyword);
        found.next().map(|card| card.1.clone()).unwrap_or_default()
    };
    assert_eq!(card("METHOD"), "unbinned likelihood with energies");
    assert_eq!(card("TSCONV"), "TS = ln Lambda");
}

#[test]
fn other_lists_take_the_analysis_away_and_it_is_said() {
    let mut harness = with("a.toml");
    open(&mut harness, &simulated().join("sky/ANTARES_tracks.csv"));
    let document = &state(&harness).document;
    assert!(document.analysis.is_none());
    let said = state(&harness)
        .notices
        .iter()
        .map(|notice| &notice.headline);
    let said: Vec<&String> = said.collect();
    assert!(
        said.iter()
            .any(|line| line.starts_with("a.toml is not used any more")),
        "{said:?}"
    );
    harness.get_by_label_contains("positions and energies, at the candidate's");
    // Opened again it comes back, and its samples are alone.
    open(&mut harness, &folder().join("a.toml"));
    let document = &state(&harness).document;
    assert_eq!(document.samples.len(), 2);
    assert!(document.analysis.is_some());
}

#[test]
fn a_file_that_is_no_analysis_is_told_of_and_changes_nothing() {
    let path = folder().join("wrong.toml");
    fs::write(&path, "[[sample]]\nname = \"a\"\nevnts = \"b.csv\"\n").unwrap();
    let mut harness = with("a.toml");
    open(&mut harness, &path);
    let last = state(&harness).notices.last().unwrap();
    assert_eq!(last.severity, Severity::Error);
    assert_eq!(last.headline, "wrong.toml was not opened.");
    assert!(last.details[0].contains("line 3"), "{:?}", last.details);
    assert!(state(&harness).document.analysis.is_some());
}

#[test]
fn the_likelihood_of_a_place_is_told_with_its_calibrated_p_value_and_its_candidates() {
    let mut harness = with("a.toml");
    let trials = folder().join("trials");
    harness.state_mut().state.here.trials = Some(trials.clone());
    let place = selected_place(Equatorial::from_degrees(317.0, -43.4));
    harness.state_mut().state.view.selected = Some(place);
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    let found = state(&harness).here.found.clone().unwrap();
    let fit = found.fit.unwrap();
    assert_eq!(fit, found.likelihood.fit(found.position));
    assert_eq!(found.p, PValue::Asymptotic(fit.p_local));
    let told = |harness: &Window| {
        let found = harness.query_all_by_label_contains(", not calibrated");
        found.count() == 1
    };
    assert!(told(&harness));
    harness.get_by_label(&format!("{:.2} (ln Λ)", fit.ts));
    // The parts of TS are of 2 ln Λ, and all but those of candidates far away; the fit's own convention is half of that.
    let listed: f64 = found.parts.iter().map(|part| part.ts).sum();
    assert!(listed >= 2.0 * fit.ts - 1e-6, "{listed} {}", fit.ts);
    assert!(found.parts.is_sorted_by(|a, b| a.ts >= b.ts));
    assert_eq!(found.landscape.as_ref().unwrap().best, fit);

    // A click selects the candidate and leaves the place.
    let first = found.parts[0];
    let name = &found.likelihood.samples()[first.sample].name;
    let row = format!("Candidate {} of {name}", first.row + 1);
    push(&mut harness, &row);
    settle(&mut harness);
    let candidate = Selected::Candidate {
        sample: first.sample,
        index: first.row,
    };
    assert_eq!(state(&harness).view.selected, Some(candidate));
    assert_eq!(state(&harness).here.position, Some(found.position));

    // With trials kept, the p-value is theirs; another declination still has none.
    let store = Store::at(&trials);
    let mut kept = Kept::new(&found.likelihood, Some(&store), 1);
    let there = kept
        .background(found.position.dec_rad, 10_000, &())
        .unwrap();
    let away = selected_place(Equatorial::from_degrees(10.0, -60.0));
    ask(&mut harness, Command::Select(Some(away)));
    assert!(told(&harness));
    ask(&mut harness, Command::Select(Some(place)));
    let again = state(&harness).here.found.clone().unwrap();
    let estimate = there.estimate(fit.ts).unwrap();
    assert_eq!(again.p, PValue::Calibrated(estimate));
    harness.get_by_label(&p_words(&estimate));
    assert!(!told(&harness));
}

#[test]
fn without_a_selection_the_hottest_place_is_offered() {
    let mut harness = with("a.toml");
    harness.state_mut().state.view.scan_nside = 16;
    push(&mut harness, "Start scan");
    settle(&mut harness);
    ask(&mut harness, Command::Select(None));
    ask(&mut harness, Command::ShowTab(Tab::Likelihood));
    harness.get_by_label_contains("Click a place, a source or a candidate");
    push(&mut harness, "Look at the hottest place");
    settle(&mut harness);
    let map = state(&harness).document.scan_map().unwrap().map.clone();
    let (_, ts) = map.hottest(map.column("TS").unwrap()).unwrap();
    let found = state(&harness).here.found.clone().unwrap();
    assert!((found.fit.unwrap().ts - f64::from(ts)).abs() < 1e-3, "{ts}");
}
