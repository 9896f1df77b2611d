//! Time windows on four real public samples with their good runs: fits agree with a float64 reference that has a term of
//! time of its own, trials measure what is put in, and p-values in a window are even.

#![allow(clippy::unwrap_used)]

use nuscope_model::Equatorial;
use nuscope_scan::{
    Error, Index, Injection, Input, Kept, Likelihood, Settings, TimeProfile, Trials,
};
use nuscope_tests::icecube::inputs;
use nuscope_tests::table::Table;

/// The windows of the tables.
const WINDOWS: [(&str, TimeProfile); 3] = [
    (
        "box",
        TimeProfile::Box {
            from_mjd: 55_600.0,
            to_mjd: 55_800.0,
        },
    ),
    (
        "gaussian",
        TimeProfile::Gaussian {
            center_mjd: 56_050.0,
            sigma_days: 30.0,
        },
    ),
    (
        "days",
        TimeProfile::Box {
            from_mjd: 54_700.25,
            to_mjd: 54_710.25,
        },
    ),
];

fn likelihood(inputs: &[Input], time: Option<TimeProfile>, index: Index) -> Likelihood {
    let settings = Settings {
        time,
        index,
        ..Settings::default()
    };
    Likelihood::of(inputs, &settings).unwrap()
}

#[test]
fn days_of_good_runs_in_a_window_agree_with_the_reference() {
    let Some(inputs) = inputs() else { return };
    let table = Table::read("transient_truth_days.csv");
    let mut compared = 0;
    for (name, profile) in WINDOWS {
        let likelihood = likelihood(&inputs, Some(profile), Index::Free);
        for row in table.rows().filter(|row| row.text("window") == name) {
            let mut samples = likelihood.samples().iter();
            let used = samples
                .find(|used| used.name == row.text("sample"))
                .unwrap();
            let time = used.time.unwrap();
            for (found, column) in [
                (time.live_days, "live_days"),
                (time.inside_days, "inside_days"),
                (time.effective_days, "effective_days"),
            ] {
                let expected: f64 = row.number(column);
                assert!(
                    (found - expected).abs() < 1e-6,
                    "{name} {column}: {found} {expected}"
                );
            }
            assert_eq!(time.candidates, row.number::<usize>("candidates"));
            assert_eq!(time.outside_runs, row.number::<usize>("outside_runs"));
            compared += 1;
        }
    }
    assert_eq!(compared, 12);
}

#[test]
fn fits_in_three_windows_agree_with_the_reference() {
    let Some(inputs) = inputs() else { return };
    let table = Table::read("transient_truth.csv");
    for (window, profile) in WINDOWS {
        for (name, index) in [("free", Index::Free), ("2.0", Index::Fixed(2.0))] {
            let likelihood = likelihood(&inputs, Some(profile), index);
            let (mut count, mut with_signal, mut most) = (0, 0, [0.0_f64; 3]);
            for row in table.rows() {
                if (row.text("window"), row.text("index")) != (window, name) {
                    continue;
                }
                let [ra, dec, ts, n_s, gamma] =
                    ["ra_deg", "dec_deg", "ts", "n_s", "gamma"].map(|name| row.number::<f64>(name));
                let fit = likelihood.fit(Equatorial::from_degrees(ra, dec));
                let off = (fit.ts - ts).abs();
                assert!(
                    off < 1e-3,
                    "{window} {name} at {ra} {dec}: {fit:?} instead of {ts} {n_s} {gamma}"
                );
                most[0] = most[0].max(off);
                if ts > 1.0 {
                    most[1] = most[1].max((fit.n_s - n_s).abs());
                    most[2] = most[2].max((fit.gamma - gamma).abs());
                    with_signal += 1;
                }
                count += 1;
            }
            println!(
                "{window}, index {name}: {count} positions, {with_signal} with TS > 1; largest differences {:.1e} in TS, {:.1e} in n_s, {:.1e} in gamma",
                most[0], most[1], most[2]
            );
            assert!(most[1] < 0.01 && most[2] < 0.02, "{most:?}");
            assert!(count >= 60 && with_signal >= 5, "{count} {with_signal}");
        }
    }
}

#[test]
fn a_window_around_all_data_is_the_fit_without_one() {
    let Some(mut inputs) = inputs() else { return };
    // 121 candidates of the last list lie outside of the good runs: they would count as background.
    inputs.truncate(3);
    let all = TimeProfile::Box {
        from_mjd: 54_000.0,
        to_mjd: 57_000.0,
    };
    let always = likelihood(&inputs, None, Index::Free);
    let windowed = likelihood(&inputs, Some(all), Index::Free);
    for row in Table::read("transient_truth.csv").rows() {
        let at = Equatorial::from_degrees(row.number("ra_deg"), row.number("dec_deg"));
        let (a, b) = (always.fit(at), windowed.fit(at));
        assert!(
            (a.ts - b.ts).abs() < 1e-6 && (a.n_s - b.n_s).abs() < 1e-6,
            "{a:?} {b:?}"
        );
    }
}

#[test]
fn ten_events_in_thirty_days_are_measured() {
    let Some(inputs) = inputs() else { return };
    let thirty_days = TimeProfile::Box {
        from_mjd: 55_900.0,
        to_mjd: 55_930.0,
    };
    let likelihood = likelihood(&inputs, Some(thirty_days), Index::Free);
    for (dec_deg, gamma) in [(-30.0_f64, 2.0), (5.7, 2.0), (30.0, 2.5)] {
        let dec_rad = dec_deg.to_radians();
        let put = Injection::new(&likelihood, dec_rad, gamma);
        let trials = Trials::new(&likelihood, dec_rad);
        let fits = trials.run(Some((&put, 10.0)), 400, 3, &()).unwrap();
        let mean = fits.iter().map(|fit| fit.n_s).sum::<f64>() / 400.0;
        let mut indices: Vec<f64> = fits
            .iter()
            .map(|fit| fit.gamma)
            .filter(|gamma| !gamma.is_nan())
            .collect();
        indices.sort_by(f64::total_cmp);
        let median = indices[indices.len() / 2];
        println!(
            "dec {dec_deg:+} gamma {gamma}: mean n_s {mean:.2} of 10 put, median gamma {median:.2}"
        );
        assert!((mean - 10.0).abs() < 1.0, "{mean}");
        assert!((median - gamma).abs() < 0.1, "{median}");
    }
}

#[test]
fn p_values_in_a_window_are_even_on_scrambled_lists() {
    let Some(inputs) = inputs() else { return };
    for (name, profile) in [WINDOWS[1], WINDOWS[2]] {
        let likelihood = likelihood(&inputs, Some(profile), Index::Free);
        let mut kept = Kept::new(&likelihood, None, 5);
        let place = Equatorial::from_degrees(77.0, 5.7);
        let there = kept.background(place.dec_rad, 8000, &()).unwrap();
        // Whole scrambled skies against trials at the declination: two ways to the same.
        let mut p = kept.lowest_of_list(&[(place, &there)], 300, &()).unwrap();
        p.retain(|p| *p < 1.0);
        p.sort_by(f64::total_cmp);
        let ranks = p.iter().enumerate();
        let off = ranks.map(|(i, p)| ((i + 1) as f64 / 300.0 - p).abs());
        let off = off.fold(0.0, f64::max);
        let allowed = 1.63 * (1.0 / 300.0 + 1.0 / 8000.0_f64).sqrt();
        println!(
            "{name}: {} of 300 above 0, off by {off:.4}, allowed {allowed:.4}",
            p.len()
        );
        assert!(off < allowed && !p.is_empty(), "{name}: {off}");
    }
}

#[test]
fn the_flare_of_2014_is_not_in_these_lists_and_that_is_said() {
    let Some(inputs) = inputs() else { return };
    // IceCube 2018, Science 361, 147: MJD 56937.81 to 57096.21. The lists end in 2013.
    let settings = Settings {
        time: Some(TimeProfile::Box {
            from_mjd: 56_937.81,
            to_mjd: 57_096.21,
        }),
        ..Settings::default()
    };
    let refused = Likelihood::of(&inputs, &settings).unwrap_err();
    assert!(matches!(refused, Error::Window(_)));
    assert!(
        refused.to_string().contains("IC86_II 56043.42 to 56414.42"),
        "{refused}"
    );
}

#[test]
fn a_public_list_around_one_source_holds_the_flare_and_is_no_sky() {
    let Some(path) = nuscope_tests::data::real("icecube/txs/events_IC86b.txt") else {
        return;
    };
    let opened = nuscope_io::open(&path).unwrap();
    let settings = Settings {
        time: Some(TimeProfile::Box {
            from_mjd: 56_937.81,
            to_mjd: 57_096.21,
        }),
        ..Settings::default()
    };
    let likelihood = Likelihood::new(&opened.samples, &settings).unwrap();
    let used = &likelihood.samples()[0];
    let time = used.time.unwrap();
    // 61 where 46.4 are expected of a steady list. More cannot be asked of the likelihood of a whole sky.
    assert_eq!((used.used, time.candidates), (320, 61));
    let expected = 320.0 * time.inside_days / time.live_days;
    assert!((expected - 46.4).abs() < 0.1, "{expected}");
    let warnings = likelihood.warnings().join("\n");
    assert!(
        warnings.contains("no candidates in 353 of 360 degrees"),
        "{warnings}"
    );
}
