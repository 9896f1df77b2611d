//! Trials in the background: run once, kept, given up for other candidates, and told in words.

#![allow(clippy::unwrap_used)]
use std::time::{Duration, Instant};

use nuscope_model::{Column, Quantity, Sample};

use super::*;

/// Candidates on a grid, with angular errors, turned by some degrees in right ascension and shifted in declination.
fn document(turn: f64, shift: f64) -> Document {
    let rows = 3000;
    let sample = Sample {
        name: "grid".into(),
        ra_rad: (0..rows)
            .map(|row| (f64::from(row) * 1.618 + turn) % 6.0)
            .collect(),
        dec_rad: (0..rows)
            .map(|row| f64::from(row) / 3000.0 - 0.5 + shift)
            .collect(),
        columns: vec![Column {
            quantity: Quantity::AngularErrorRad,
            values: vec![0.02; 3000],
        }],
        ..Sample::default()
    };
    Document {
        samples: vec![Arc::new(sample)],
        ..Document::default()
    }
}

fn wake() -> Wake {
    Arc::new(|| ())
}

fn calibrating(folder: &std::path::Path) -> Calibrating {
    Calibrating {
        allowed: true,
        folder: Some(folder.to_owned()),
        plan: Plan {
            soon: 60,
            trials: 300,
            declinations: Some(4),
        },
        ..Calibrating::default()
    }
}

/// Updates until nobody works any more.
fn settle(calibrating: &mut Calibrating, document: &Document, runs: bool) {
    let begin = Instant::now();
    calibrating.update(document, (runs, false), &wake());
    while calibrating.busy() {
        assert!(begin.elapsed() < Duration::from_secs(60), "no end");
        std::thread::sleep(Duration::from_millis(2));
        calibrating.update(document, (runs, false), &wake());
    }
}

#[test]
fn trials_are_run_once_and_found_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let document = document(0.0, 0.0);
    // Who may not run them finds none.
    let mut first = calibrating(folder.path());
    settle(&mut first, &document, false);
    assert!(first.found.is_none() && first.progress().is_none());
    settle(&mut first, &document, true);
    let found = first.found.clone().unwrap();
    assert!(found.complete);
    assert_eq!(found.calibration.trials(), 300);
    assert_eq!(found.words(), "calibrated by 300 trials");
    // They are those of the command.
    let store = Store::at(folder.path());
    let mut kept = Kept::new(&found.likelihood, Some(&store), SEED);
    let dec_rad = grid(&found.likelihood, Some(4));
    let of_command = kept.calibration_if_kept(&dec_rad, 300).unwrap();
    assert_eq!(of_command, found.calibration);
    let mut next = calibrating(folder.path());
    settle(&mut next, &document, false);
    assert_eq!(next.found.as_ref().unwrap().calibration, of_command);
    // Scrambled candidates have the same.
    let mut scrambled = calibrating(folder.path());
    settle(&mut scrambled, &self::document(1.0, 0.0), false);
    assert_eq!(scrambled.found.unwrap().calibration, of_command);
}

#[test]
fn other_candidates_stop_the_trials_and_forget_what_they_told() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (document(0.0, 0.0), document(0.0, 0.1));
    let mut calibrating = calibrating(folder.path());
    settle(&mut calibrating, &one, true);
    let data = FitData::of(&one).unwrap();
    assert!(calibrating.of(&data).is_some());
    calibrating.update(&other, (true, true), &wake());
    assert!(calibrating.found.is_none() && calibrating.of(&data).is_none());
    // It waits while somebody else is served.
    assert!(calibrating.busy() && calibrating.waits());
    calibrating.paused = true;
    calibrating.update(&other, (true, false), &wake());
    assert!(calibrating.waits());
    calibrating.paused = false;
    settle(&mut calibrating, &other, true);
    let found = calibrating.found.clone().unwrap();
    assert!(found.data.same(&FitData::of(&other).unwrap()));
    // Nothing is open: nothing is known.
    settle(&mut calibrating, &Document::default(), true);
    assert!(calibrating.found.is_none());
}

#[test]
fn candidates_without_a_likelihood_are_refused_in_words_and_asked_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(0.0, 0.0);
    Arc::make_mut(&mut document.samples[0]).dec_rad = vec![f64::NAN; 3000];
    let mut calibrating = calibrating(folder.path());
    settle(&mut calibrating, &document, true);
    assert!(calibrating.found.is_none());
    assert!(!calibrating.refused.clone().unwrap().is_empty());
    calibrating.update(&document, (true, false), &wake());
    assert!(!calibrating.busy());
}

#[test]
fn a_p_value_says_how_it_is_known() {
    let estimate = |p: f64, reached: usize, extrapolated: bool| Estimate {
        p,
        error: 0.0,
        reached,
        trials: 10_000,
        extrapolated,
    };
    let words = |estimate: Estimate| p_words(&estimate);
    assert_eq!(
        words(estimate(0.0312, 312, false)),
        "0.031, calibrated by 10,000 trials"
    );
    assert_eq!(
        words(estimate(2.5e-6, 0, true)),
        "2.5e−6, on a law fitted to the highest of 10,000 trials"
    );
    assert_eq!(
        words(estimate(0.0, 0, false)),
        "below 2.3e−4: none of 10,000 trials does as well"
    );
}
