//! What is saved opens again to the same likelihood.

use std::fs;
use std::path::Path;

use nuscope::command::{AnalysisCommand, Command};
use nuscope::fit_data::FitData;
use nuscope::notice::Severity;
use nuscope::open_analysis::OpenAnalysis;
use nuscope::view::{AnalysisEdits, ResponseChoice, SampleEdit};
use nuscope_io::OpenOptions;
use nuscope_model::{Equatorial, healpix};
use nuscope_scan::analysis::{Choices, IndexEntry};
use nuscope_scan::{Convention, Likelihood, Psf};
use nuscope_tests::commands::simulated;
use nuscope_tests::headless::{Window, ask, state, window};

use super::with;

/// Fifty places all over the sky.
fn places() -> Vec<Equatorial> {
    (0..50).map(|i| healpix::center_of(8, i * 15 + 7)).collect()
}

/// That two likelihoods say the same at all places.
fn assert_same(found: &Likelihood, wanted: &Likelihood) {
    let mut told = 0;
    for place in places() {
        let (a, b) = (found.fit(place), wanted.fit(place));
        assert_eq!((a.ts, a.n_s), (b.ts, b.n_s), "{place:?}");
        told += usize::from(a.ts > 0.0);
    }
    assert!(told > 3, "{told}");
    assert_eq!(found.fingerprint(), wanted.fingerprint());
}

/// What is fitted in the window, saved as this file and read from it.
fn saved_and_read(harness: &mut Window, path: &Path) -> OpenAnalysis {
    ask(harness, AnalysisCommand::Save(path.to_owned()));
    let said = state(harness).notices.last().unwrap().clone();
    assert_ne!(said.severity, Severity::Error, "{said:?}");
    OpenAnalysis::read(path).unwrap()
}

fn prepared(harness: &Window) -> std::sync::Arc<Likelihood> {
    FitData::of(&state(harness).document)
        .unwrap()
        .prepare()
        .unwrap()
}

/// Changes of everything that a file can hold.
fn edits(name: &str) -> AnalysisEdits {
    let mut edits = AnalysisEdits {
        choices: Some(Choices {
            index: Some(IndexEntry::Fixed(2.3)),
            gaussian_deg: Some(0.4),
            convention: Some(Convention::TwoLnLambda),
            sigma_floor_deg: Some(0.3),
            ..Choices::default()
        }),
        ..AnalysisEdits::default()
    };
    let sample = SampleEdit {
        livetime_days: Some(1234.5),
        psf: Some(Psf::King { tail: 3.5 }),
        response: Some(ResponseChoice::BuiltIn("ARCA230_tracks".into())),
        left_out: false,
    };
    edits.set_sample(name, sample);
    edits
}

#[test]
fn a_changed_analysis_file_is_saved_elsewhere_and_opens_to_the_same() {
    let mut harness = with("a.toml");
    harness.state_mut().state.view.analysis = edits("ANTARES_showers");
    harness.run();
    let path = simulated().join("window/saved/b.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let again = saved_and_read(&mut harness, &path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("events = \"../../sky/ANTARES_tracks.csv\""),
        "{text}"
    );
    assert!(text.contains("ra_deg = 317.0"), "{text}");
    assert_same(&again.likelihood, &prepared(&harness));
    // Opened, the window shows the same, with nothing changed.
    let samples: Vec<_> = FitData::of(&state(&harness).document)
        .unwrap()
        .samples()
        .to_vec();
    nuscope_tests::headless::open(&mut harness, &path);
    let opened = FitData::of(&state(&harness).document).unwrap();
    assert_eq!(state(&harness).view.analysis, AnalysisEdits::default());
    for (a, b) in opened.samples().iter().zip(&samples) {
        assert_eq!(
            (&a.response, a.livetime_days, a.psf),
            (&b.response, b.livetime_days, b.psf)
        );
    }
}

#[test]
fn lists_that_were_opened_one_by_one_are_saved_without_any_toml_by_hand() {
    let mut harness = with("../sky/ANTARES_tracks.csv");
    let path = simulated().join("sky/ANTARES_showers.csv");
    ask(
        &mut harness,
        Command::Open(vec![path], OpenOptions::default()),
    );
    let path = simulated().join("window/lists.toml");
    let again = saved_and_read(&mut harness, &path);
    assert_eq!(again.analysis.samples.len(), 2);
    assert_same(&again.likelihood, &prepared(&harness));
    assert_eq!(again.likelihood.spatial_because(), "");
    // A sample that takes no part is not in the file, and a file that was changed is not named.
    let mut left_out = AnalysisEdits::default();
    let edit = SampleEdit {
        left_out: true,
        ..SampleEdit::default()
    };
    left_out.set_sample("ANTARES tracks", edit);
    harness.state_mut().state.view.analysis = left_out;
    harness.run();
    let again = saved_and_read(&mut harness, &path);
    assert_eq!(again.analysis.samples.len(), 1);
    assert_same_ts(&again.likelihood, &prepared(&harness));
}

/// The same without the fingerprint, which counts samples.
fn assert_same_ts(found: &Likelihood, wanted: &Likelihood) {
    for place in places() {
        assert_eq!(found.fit(place).ts, wanted.fit(place).ts, "{place:?}");
    }
}

#[test]
fn the_demo_is_saved_as_lists_of_the_demo() {
    let mut harness = window(&["demo:sky"], (900.0, 700.0));
    let folder = tempfile::tempdir().unwrap();
    let again = saved_and_read(&mut harness, &folder.path().join("demo.toml"));
    assert_eq!(again.analysis.samples[2].list.as_deref(), Some("IC40"));
    assert_same_ts(&again.likelihood, &prepared(&harness));
}

#[test]
fn a_release_keeps_its_own_tables_first_and_a_changed_file_is_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let mut events = "MJD[days] log10(E/GeV) AngErr[deg] RA[deg] Dec[deg]\n".to_owned();
    for i in 0..900 {
        // Without order, so that some places have more than others.
        let dec = -60.0 + f64::from(i * 77 % 1193) * 0.1;
        events += &format!(
            "{} {} 0.7 {} {dec}\n",
            54_600.5 + f64::from(i % 300),
            3.0 + 0.002 * f64::from(i),
            (i * i * 7) % 360
        );
    }
    write("release/events/IC40_exp.csv", &events);
    write(
        "release/uptime/IC40_exp.csv",
        "MJD_start[days] MJD_stop[days]\n54600 54901\n",
    );
    write(
        "release/irfs/IC40_effectiveArea.csv",
        "logEmin_nu logEmax_nu decmin decmax Aeff\n2.0 5.0 -90 90 7000\n5.0 9.0 -90 90 1000000\n",
    );
    let release = folder.path().join("release");
    let mut harness = window(&[release.to_str().unwrap()], (900.0, 700.0));
    let fit = FitData::of(&state(&harness).document).unwrap();
    let sample = &fit.samples()[0];
    assert_eq!(sample.response, ResponseChoice::Filled("IC40".into()));
    assert_eq!(sample.livetime_days, Some(301.0));
    let likelihood = fit.prepare().unwrap();
    assert!(likelihood.fits_index(), "{}", likelihood.spatial_because());
    let said = &likelihood.samples()[0].response;
    assert!(
        said.starts_with("area IC40 of the release (files give no error), built-in response IC40"),
        "{said}"
    );
    let path = folder.path().join("release.toml");
    let again = saved_and_read(&mut harness, &path);
    assert_same(&again.likelihood, &likelihood);
    let entry = &again.analysis.samples[0];
    assert_eq!(
        entry.effective_area.as_deref(),
        Some(Path::new("release/irfs/IC40_effectiveArea.csv"))
    );
    assert_eq!(
        entry.uptime.as_deref(),
        Some(Path::new("release/uptime/IC40_exp.csv"))
    );

    write("release/events/IC40_exp.csv", &events.replace("0.7", "0.8"));
    ask(&mut harness, AnalysisCommand::Save(path));
    let said = state(&harness).notices.last().unwrap();
    assert_eq!(said.headline, "The analysis was not saved.");
    assert!(said.details[0].contains("was changed or moved"), "{said:?}");
}
