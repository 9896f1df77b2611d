//! What a likelihood makes of ordinary and of impossible samples.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use approx::assert_relative_eq;
use common::{isotropic, sample_of};
use nuscope_model::{Equatorial, Quantity, Sample};
use nuscope_scan::{Error, Fit, Likelihood, Settings};
use proptest::prelude::*;

fn likelihood(samples: &[Arc<Sample>]) -> Likelihood {
    Likelihood::new(samples, &Settings::default()).unwrap()
}

fn refusal(samples: &[Arc<Sample>], settings: &Settings) -> String {
    Likelihood::new(samples, settings).unwrap_err().to_string()
}

fn sound(fit: Fit) -> bool {
    fit.ts >= 0.0 && fit.ts.is_finite() && fit.n_s >= 0.0 && (0.0..=1.0).contains(&fit.p_local)
}

#[test]
fn a_cluster_is_found_and_its_size_measured() {
    let source = Equatorial::from_degrees(120.0, 30.0);
    let mut sample = isotropic("list", 20_000, 1.0, 11);
    common::inject(&mut sample, source, 60, 1.0, 12);
    let likelihood = likelihood(&[Arc::new(sample)]);
    let fit = likelihood.fit(source);
    assert!(fit.ts > 30.0, "{fit:?}");
    // 60 were put in; background fluctuates by some ten within the same circle.
    assert!((fit.n_s - 60.0).abs() < 30.0, "{fit:?}");
    assert!(fit.p_local < 1e-7 && fit.gamma.is_nan());
    assert!(likelihood.fit(Equatorial::from_degrees(120.0, -30.0)).ts < 15.0);
}

#[test]
fn one_sample_given_twice_is_one_of_twice_the_size() {
    let sample = Arc::new(isotropic("list", 3000, 1.5, 5));
    let mut doubled = (*sample).clone();
    doubled.ra_rad.extend(&sample.ra_rad);
    doubled.dec_rad.extend(&sample.dec_rad);
    let values = &mut doubled.columns[0].values;
    values.extend(values.clone());
    let (twice, doubled) = (
        likelihood(&[Arc::clone(&sample), sample]),
        likelihood(&[Arc::new(doubled)]),
    );
    let mut signals = 0;
    for step in 0..50 {
        let position =
            Equatorial::from_degrees(f64::from(step) * 7.1, f64::from(step) * 3.0 - 75.0);
        let (a, b) = (twice.fit(position), doubled.fit(position));
        assert_relative_eq!(a.ts, b.ts, epsilon = 1e-7, max_relative = 1e-6);
        assert_relative_eq!(a.n_s, b.n_s, epsilon = 1e-4, max_relative = 1e-4);
        signals += usize::from(a.ts > 0.0);
    }
    assert!(signals > 10, "{signals}");
}

#[test]
fn nothing_to_scan_is_said() {
    let settings = Settings::default();
    insta::assert_snapshot!(refusal(&[], &settings), @"there are no candidates to scan: open a candidate list first");
    insta::assert_snapshot!(refusal(&[Arc::new(sample_of("empty", &[]))], &settings), @"there are no candidates to scan: open a candidate list first");
    let unusable = sample_of("odd", &[(10.0, 20.0, 0.0), (f64::NAN, 0.0, 1.0)]);
    insta::assert_snapshot!(refusal(&[Arc::new(unusable)], &settings), @"none of the 2 candidates can be used; a scan needs positions on the sky and angular errors above 0");
}

#[test]
fn a_list_without_angular_errors_is_named() {
    let mut bare = sample_of("ANTARES", &[(10.0, 20.0, 1.0)]);
    bare.columns.clear();
    let full = sample_of("IC40", &[(10.0, 20.0, 1.0)]);
    insta::assert_snapshot!(refusal(&[Arc::new(full), Arc::new(bare)], &Settings::default()), @r#"sample "ANTARES" has no angular error column; a scan needs one for every candidate"#);
}

#[test]
fn impossible_settings_are_refused() {
    let samples = [Arc::new(sample_of("list", &[(10.0, 20.0, 1.0)]))];
    let refused = |settings: Settings| refusal(&samples, &settings);
    insta::assert_snapshot!(refused(Settings { cut_sigmas: 0.0, ..Settings::default() }), @"the cut must be 1 to 12 sigma; it is 0");
    insta::assert_snapshot!(refused(Settings { max_abs_dec_rad: f64::NAN, ..Settings::default() }), @"the largest |declination| must be 0 to 90 degrees; it is NaN");
    insta::assert_snapshot!(refused(Settings { sigma_floor_rad: -0.1, ..Settings::default() }), @"the floor of the angular error must be 0 to 90 degrees; it is -5.729577951308233");
}

#[test]
fn what_is_left_out_is_counted_and_said() {
    let rows = [
        (10.0, 20.0, 1.0),
        (10.0, f64::NAN, 1.0),
        (10.0, 91.0, 1.0),
        (f64::INFINITY, 0.0, 1.0),
        (10.0, 20.0, -1.0),
        (10.0, 20.0, f64::NAN),
        (10.0, 20.0, 0.01),
        (10.0, 20.0, 45.0),
    ];
    let samples = [
        Arc::new(sample_of("odd", &rows)),
        Arc::new(sample_of("empty", &[])),
    ];
    let likelihood = likelihood(&samples);
    let used = &likelihood.samples()[0];
    assert_eq!((used.used, used.skipped, used.raised), (3, 5, 1));
    assert_eq!(likelihood.samples()[1].used, 0);
    insta::assert_snapshot!(likelihood.warnings().join("\n"), @r#"
    sample "odd": 5 of 8 candidates left out of the scan, which needs a position and an angular error above 0
    sample "odd": few candidates (3), so their background is poorly known
    sample "odd": angular error above 30 degrees (1 of 3 candidates), where a Gaussian does not fit the sphere
    sample "empty": no candidates, so it takes no part in the scan
    "#);
}

#[test]
fn a_single_candidate_is_all_signal_at_its_place_and_nothing_elsewhere() {
    let likelihood = likelihood(&[Arc::new(sample_of("one", &[(40.0, 10.0, 1.0)]))]);
    let fit = likelihood.fit(Equatorial::from_degrees(40.0, 10.0));
    // S = 1/2πσ², B = 1/(2π · 0.02): the sample's band is taken to be 0.02 wide in sin δ.
    let ratio = 0.02 / 1.0_f64.to_radians().powi(2);
    assert_relative_eq!(fit.ts, 2.0 * ratio.ln(), max_relative = 1e-6);
    assert_relative_eq!(fit.n_s, 1.0, max_relative = 1e-6);
    assert_eq!(
        likelihood.fit(Equatorial::from_degrees(220.0, -10.0)).ts,
        0.0
    );
}

#[test]
fn crowds_and_poles_stay_sound() {
    let places = [
        (123.0, 45.0),
        (0.0, 0.0),
        (0.0, 90.0),
        (359.999_999_9, -90.0),
    ];
    for (ra_deg, dec_deg) in places {
        for sigma_deg in [1e-9, 0.1, 5.0, 90.0, 1e6] {
            let rows = vec![(ra_deg, dec_deg, sigma_deg); 300];
            let likelihood = likelihood(&[Arc::new(sample_of("crowd", &rows))]);
            for (ra_deg, dec_deg) in places {
                let fit = likelihood.fit(Equatorial::from_degrees(ra_deg, dec_deg));
                assert!(sound(fit), "{sigma_deg} at {dec_deg}: {fit:?}");
            }
        }
    }
}

#[test]
fn a_position_that_is_none_has_no_fit() {
    let likelihood = likelihood(&[Arc::new(isotropic("list", 200, 1.0, 1))]);
    let fit = likelihood.fit(Equatorial {
        ra_rad: f64::NAN,
        dec_rad: 0.0,
    });
    assert!(fit.ts.is_nan() && fit.n_s.is_nan() && fit.p_local.is_nan());
    // Right ascensions beyond one turn are the same place.
    let near = Equatorial {
        ra_rad: 1.0,
        dec_rad: 0.3,
    };
    let turned = Equatorial {
        ra_rad: 1.0 - std::f64::consts::TAU,
        ..near
    };
    assert_relative_eq!(
        likelihood.fit(near).ts,
        likelihood.fit(turned).ts,
        epsilon = 1e-4
    );
}

#[test]
fn errors_are_values_that_can_be_told_apart() {
    let error = Likelihood::new(&[], &Settings::default()).unwrap_err();
    assert_eq!(error, Error::NoCandidates);
}

#[test]
fn settings_survive_being_saved() {
    let settings = Settings {
        cut_sigmas: 6.0,
        ..Settings::default()
    };
    let text = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    assert_eq!(
        serde_json::from_str::<Settings>("{}").unwrap(),
        Settings::default()
    );
}

#[test]
fn dense_background_follows_the_asymptotic_distribution() {
    // Positions so far apart that they share no candidate, on skies so dense that the central limit holds.
    let mut values = Vec::new();
    for seed in 0..12 {
        let likelihood = likelihood(&[Arc::new(isotropic("dense", 150_000, 1.0, 100 + seed))]);
        for row in -5..=5 {
            let dec_deg = f64::from(row) * 12.0;
            let columns = (360.0 * dec_deg.to_radians().cos() / 12.0) as u32;
            for column in 0..columns {
                let ra_deg = 360.0 * f64::from(column) / f64::from(columns);
                values.push(likelihood.fit(Equatorial::from_degrees(ra_deg, dec_deg)).ts);
            }
        }
    }
    let share =
        |limit: f64| values.iter().filter(|&&ts| ts > limit).count() as f64 / values.len() as f64;
    assert!(values.len() > 2500, "{}", values.len());
    // Expected: slightly below ½ at 0; 0.1 and 0.01 at the quantiles of ½χ²₁. Tolerances: three standard deviations.
    assert!((share(0.0) - 0.485).abs() < 0.03, "{}", share(0.0));
    assert!((share(1.642) - 0.1).abs() < 0.018, "{}", share(1.642));
    assert!((share(5.412) - 0.01).abs() < 0.006, "{}", share(5.412));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn turning_the_sky_turns_the_result(seed in 0..1000_u64, turn_deg in 0.0..360.0_f64, place in (0.0..360.0_f64, -88.0..88.0_f64)) {
        let sample = isotropic("list", 400, 6.0, seed);
        let mut turned = sample.clone();
        for ra_rad in &mut turned.ra_rad {
            *ra_rad = (*ra_rad + turn_deg.to_radians()).rem_euclid(std::f64::consts::TAU);
        }
        let here = likelihood(&[Arc::new(sample)]).fit(Equatorial::from_degrees(place.0, place.1));
        let there = likelihood(&[Arc::new(turned)]).fit(Equatorial::from_degrees(place.0 + turn_deg, place.1));
        prop_assert!(sound(here) && sound(there));
        prop_assert!((here.ts - there.ts).abs() < 2e-5 * (1.0 + here.ts), "{} {}", here.ts, there.ts);
    }
}

#[test]
fn the_column_is_found_whatever_stands_beside_it() {
    let mut sample = isotropic("list", 300, 1.0, 3);
    let column = nuscope_model::Column {
        quantity: Quantity::Hits,
        values: vec![9.0; 300],
    };
    sample.columns.insert(0, column);
    assert_eq!(likelihood(&[Arc::new(sample)]).samples()[0].used, 300);
}
