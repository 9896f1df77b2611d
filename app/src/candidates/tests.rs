//! What is shown of candidates, when they were, and that nothing is made anew while time runs.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::view::{SkyGlow, View};
use nuscope_model::Column;
use nuscope_render::Marker;
use proptest::prelude::*;

/// A sample with dates and energies.
fn sample(name: &str, dates: &[f64]) -> Arc<Sample> {
    let column = |quantity, values: Vec<f64>| Column { quantity, values };
    Arc::new(Sample {
        name: name.into(),
        ra_rad: (0..dates.len()).map(|i| 0.3 * i as f64).collect(),
        dec_rad: (0..dates.len()).map(|i| 0.2 * i as f64 - 0.5).collect(),
        columns: vec![
            column(Quantity::Mjd, dates.to_vec()),
            column(
                Quantity::Log10EnergyGev,
                (0..dates.len()).map(|i| 3.0 + i as f64).collect(),
            ),
        ],
        ..Default::default()
    })
}

fn document() -> Document {
    Document {
        samples: vec![
            sample("early", &[55_000.25, 55_100.0, f64::NAN]),
            sample("late", &[57_000.0, 57_001.5]),
        ],
        ..Default::default()
    }
}

fn of(document: &Document, view: &View) -> Candidates {
    let mut candidates = Candidates::default();
    candidates.update(document, view);
    candidates
}

#[test]
fn filter_samples_and_dates_decide_together_and_are_said() {
    let document = document();
    let mut view = View::default();
    let all = of(&document, &view);
    assert_eq!(all.shown.passes, [true; 5]);
    assert_eq!(all.sentence(&view), None);
    view.tables.candidates.filter = "energy_gev > 2e3 && sample == \"early\"".into();
    let some = of(&document, &view);
    assert_eq!(some.shown.passes, [false, true, true, false, false]);
    view.sky_time.range = Some((55_000.0, 55_500.0));
    let fewer = of(&document, &view);
    assert_eq!(fewer.shown.passes, [false, true, false, false, false]);
    assert_eq!(
        fewer.shown.drawn, some.shown.drawn,
        "dates are left to the sky map"
    );
    let said = fewer.sentence(&view).unwrap();
    let wanted =
        "1 of 5 candidates shown: energy_gev > 2e3 && sample == \"early\", MJD 55000 to 55500";
    assert_eq!(said, wanted);
    view.sky.hidden_samples = vec!["early".into()];
    assert_eq!(of(&document, &view).shown.count, 0);
}

#[test]
fn nothing_is_made_anew_while_time_runs() {
    let document = document();
    let mut view = View::default();
    let mut candidates = of(&document, &view);
    let (version, shown) = (candidates.version, Arc::clone(&candidates.shown));
    for step in 0..50 {
        view.sky_cursor = Some(55_000.0 + f64::from(step));
        candidates.update(&document, &view);
    }
    assert_eq!(candidates.version, version);
    assert!(Arc::ptr_eq(&candidates.shown, &shown));
}

#[test]
fn a_filter_that_cannot_be_read_leaves_the_last_one_in_force() {
    let document = document();
    let mut view = View::default();
    view.tables.candidates.filter = "dec < -20".into();
    let mut candidates = of(&document, &view);
    let count = candidates.shown.count;
    assert!(count > 0 && count < 5);
    view.tables.candidates.filter = "dec < ".into();
    candidates.update(&document, &view);
    assert!(candidates.error.is_some());
    assert_eq!(
        (candidates.shown.count, candidates.filter.as_str()),
        (count, "dec < -20")
    );
}

#[test]
fn places_and_candidates_are_each_others_answers() {
    let document = document();
    let candidates = of(&document, &View::default());
    for place in 0..5 {
        let found = candidates.at(place);
        assert_eq!(candidates.place_of(found), Some(place));
    }
    assert_eq!(candidates.at(5), None);
    let beyond = Selected::Candidate {
        sample: 1,
        index: 2,
    };
    assert_eq!(candidates.place_of(Some(beyond)), None);
}

#[test]
fn times_of_markers_keep_half_a_minute_over_ten_years() {
    let samples = [sample("a", &[53_000.123_456, 56_999.987_654, f64::NAN])];
    let times = SkyTimes::of(&samples, None).unwrap();
    for (marker, mjd) in times
        .of_markers
        .iter()
        .zip([53_000.123_456, 56_999.987_654])
    {
        let back = times.base + f64::from(*marker);
        assert!((back - mjd).abs() * 1440.0 < 0.5, "{back} {mjd}");
    }
    assert_eq!(times.of_markers[2], Marker::NO_TIME);
    assert_eq!(times.known(), 2);
    assert_eq!(SkyTimes::of(&[sample("a", &[f64::NAN])], None), None);
}

#[test]
fn folded_dates_are_phases_and_the_next_candidate_is_found() {
    let fold = Fold {
        period_days: 2.0,
        epoch_mjd: 55_000.0,
    };
    let samples = [sample("a", &[55_000.5, 55_003.0, 55_007.9])];
    let times = SkyTimes::of(&samples, Some(fold)).unwrap();
    for (found, wanted) in times.of_markers.iter().zip([0.25, 0.5, 0.95]) {
        assert!((found - wanted).abs() < 1e-6, "{found} {wanted}");
    }
    assert_eq!(times.extent, (0.0, 1.0));
    let next = times.next(0.3, true).unwrap();
    assert!((next - 0.5).abs() < 1e-6);
    assert!((times.next(0.5, false).unwrap() - 0.25).abs() < 1e-6);
    assert_eq!(times.next(0.96, true), None);
}

#[test]
fn windows_of_phases_go_round_and_those_of_dates_end() {
    let fold = Fold {
        period_days: 10.0,
        epoch_mjd: 55_000.0,
    };
    let samples = [sample("a", &[55_000.5, 55_009.5, 55_005.0])];
    let folded = SkyTimes::of(&samples, Some(fold)).unwrap();
    let mut view = View {
        sky_cursor: Some(0.1),
        ..View::default()
    };
    view.sky_time.glow = SkyGlow::Window;
    view.sky_time.glow_width = Some(0.2);
    let window = folded.window(&view).unwrap();
    let seen: Vec<bool> = folded
        .of_markers
        .iter()
        .map(|time| window.strength(*time) > 0.0)
        .collect();
    assert_eq!(seen, [true, true, false], "across the seam");
    assert_eq!(folded.shining(&window), 2);
    view.sky_time.range = Some((0.0, 0.6));
    let window = folded.window(&view).unwrap();
    let seen: Vec<bool> = folded
        .of_markers
        .iter()
        .map(|time| window.strength(*time) > 0.0)
        .collect();
    assert_eq!(
        seen,
        [true, false, false],
        "a part of the phases ends where it ends"
    );
    let plain = SkyTimes::of(&samples, None).unwrap();
    view.sky_time.range = None;
    view.sky_cursor = None;
    assert_eq!(plain.window(&view), None, "all times");
    view.sky_time.range = Some((55_001.0, 55_006.0));
    let window = plain.window(&view).unwrap();
    let seen = plain
        .of_markers
        .iter()
        .filter(|time| window.strength(**time) > 0.0);
    assert_eq!(seen.count(), 1);
}

proptest! {
    #[test]
    fn the_count_of_what_shines_is_what_shines(
        dates in prop::collection::vec(55_000.0..55_100.0_f64, 1..40),
        cursor in 54_990.0..55_110.0_f64,
        width in 0.5..50.0_f64,
    ) {
        let samples = [sample("a", &dates)];
        let times = SkyTimes::of(&samples, None).unwrap();
        let mut view = View { sky_cursor: Some(cursor), ..View::default() };
        view.sky_time.glow_width = Some(width);
        for glow in [SkyGlow::Stay, SkyGlow::Window] {
            view.sky_time.glow = glow;
            let window = times.window(&view).unwrap();
            let seen = times.of_markers.iter().filter(|time| window.strength(**time) > 0.0).count();
            // At the very edge of a window 32 bits may round either way.
            let counted = times.shining(&window);
            prop_assert!(seen.abs_diff(counted) <= 1, "{seen} {counted}");
        }
    }
}
