//! Lists that nobody would make: whatever is in them, results are numbers within their ranges, or marked.
#![allow(clippy::unwrap_used)]

mod common;

use std::f64::consts::PI;
use std::sync::Arc;

use common::sample_of;
use nuscope_model::{Column, DirectionAxis, EffectiveArea, EnergyMigration, Equatorial, Quantity};
use nuscope_scan::calibration::{Distribution, grid};
use nuscope_scan::{
    Error, Fit, Index, Input, Likelihood, Psf, Remark, Settings, Shape, Trials, scan,
};
use proptest::prelude::*;

/// Edges of decades in true and in measured energy.
const DECADES: [f64; 8] = [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];

/// A list with energies, of a detector that sees the whole sky and more of high energies.
fn input(rows: &[(f64, f64, f64)], log10_energy: &[f64]) -> Input {
    let mut sample = sample_of("odd", rows);
    sample.columns.push(Column {
        quantity: Quantity::Log10EnergyGev,
        values: log10_energy.to_vec(),
    });
    let same = |i: usize| (0..7).map(move |k| f64::from(u8::from(i == k)));
    Input {
        sample: Arc::new(sample),
        livetime_days: Some(300.0),
        area: Some(Arc::new(EffectiveArea {
            name: "toy".into(),
            log10_energy_edges: DECADES.to_vec(),
            direction: DirectionAxis::DeclinationRad,
            direction_edges: vec![-0.5 * PI, 0.5 * PI],
            area_cm2: (0..7).map(|i| 10_f64.powi(i)).collect(),
            checksum: String::new(),
        })),
        migration: Some(Arc::new(EnergyMigration {
            log10_true_energy_edges: DECADES.to_vec(),
            dec_edges_rad: EnergyMigration::everywhere(),
            proxy_edges: DECADES.to_vec(),
            share: (0..7).flat_map(same).collect(),
            ..EnergyMigration::default()
        })),
        ..Input::default()
    }
}

/// What every fit of `candidates` has to be.
fn is_sound(fit: &Fit, candidates: usize) -> Result<(), TestCaseError> {
    prop_assert!(fit.ts.is_finite() && fit.ts >= 0.0, "{fit:?}");
    let most = candidates as f64 * (1.0 + 1e-9);
    prop_assert!((0.0..=most).contains(&fit.n_s), "{fit:?}");
    prop_assert!((0.0..=1.0).contains(&fit.p_local), "{fit:?}");
    let index = fit.gamma;
    prop_assert!(index.is_nan() || (1.0..=4.0).contains(&index), "{fit:?}");
    let at_end = index == 1.0 || index == 4.0;
    prop_assert!(!at_end || fit.remark != Remark::None, "{fit:?}");
    Ok(())
}

/// A number that is seldom what it should be.
fn odd(usual: std::ops::Range<f64>) -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => usual,
        1 => prop::sample::select(vec![0.0, -1.0, 90.0, -90.0, 180.0, 1e-300, 1e300]),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn whatever_a_list_holds_results_are_numbers_or_marked(
        rows in prop::collection::vec((odd(0.0..360.0), odd(-90.0..90.0), odd(0.01..20.0), odd(2.0..9.0)), 1..60),
        place in (0.0..360.0_f64, -90.0..=90.0_f64),
        extent_deg in prop_oneof![Just(0.0), 0.01..5.0_f64],
        free in any::<bool>(),
        king in any::<bool>(),
    ) {
        let places: Vec<_> = rows.iter().map(|row| (row.0, row.1, row.2)).collect();
        let energies: Vec<_> = rows.iter().map(|row| row.3).collect();
        let mut input = input(&places, &energies);
        if king {
            input.psf = Psf::King { tail: 1.5 };
        }
        let settings = Settings {
            index: if free { Index::Free } else { Index::Fixed(2.0) },
            shape: match extent_deg {
                0.0 => Shape::Point,
                deg => Shape::Gaussian { sigma_rad: f64::to_radians(deg) },
            },
            ..Settings::default()
        };
        let likelihood = match Likelihood::of(&[input], &settings) {
            Ok(likelihood) => likelihood,
            Err(Error::NoneUsable { found }) => {
                prop_assert_eq!(found, rows.len());
                return Ok(());
            }
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        let used = likelihood.samples()[0].used;
        prop_assert_eq!(used + likelihood.samples()[0].skipped, rows.len());
        is_sound(&likelihood.fit(Equatorial::from_degrees(place.0, place.1)), used)?;
        for (ra, dec, ..) in &rows {
            if dec.abs() <= 90.0 && ra.is_finite() {
                is_sound(&likelihood.fit(Equatorial::from_degrees(*ra, *dec)), used)?;
            }
        }
        let map = scan(&likelihood, 4, &()).unwrap();
        let column = |name: &str| &map.column(name).unwrap().values;
        for (pixel, ts) in column("TS").iter().enumerate() {
            let (n_s, p) = (column("N_S")[pixel], column("P_LOCAL")[pixel]);
            // Masked in one is masked in all.
            prop_assert_eq!(ts.is_nan(), n_s.is_nan());
            prop_assert_eq!(ts.is_nan(), p.is_nan());
            prop_assert!(ts.is_nan() || (*ts >= 0.0 && ts.is_finite() && (0.0..=1.0).contains(&p)));
        }
        let trials = Trials::new(&likelihood, place.1.to_radians()).run(None, 3, 1, &()).unwrap();
        for fit in &trials {
            is_sound(fit, used)?;
        }
        // No p-value is made up: of three trials none tells a TS beyond them.
        let three = Distribution::of(trials.iter().map(|fit| fit.ts));
        prop_assert!(three.p_value(1e6).is_none());
        prop_assert!(grid(&likelihood, Some(5)).iter().all(|dec| dec.is_finite()));
    }
}

#[test]
fn candidates_of_one_declination_are_searched_there() {
    let rows: Vec<_> = (0..400).map(|i| (f64::from(i) * 0.9, -30.0, 0.5)).collect();
    let energies: Vec<f64> = (0..400).map(|i| 2.5 + f64::from(i % 4)).collect();
    let likelihood = Likelihood::of(&[input(&rows, &energies)], &Settings::default()).unwrap();
    let there = likelihood.fit(Equatorial::from_degrees(100.0, -30.0));
    is_sound(&there, 400).unwrap();
    // Even over right ascension: nothing stands out.
    assert!(there.ts < 9.0, "{there:?}");
    // Where no candidate can be, nothing is fitted, and the map is masked.
    let map = scan(&likelihood, 8, &()).unwrap();
    let north = map.pixel(Equatorial::from_degrees(100.0, 40.0));
    let ts = map.column("TS").unwrap().values[north];
    assert!(ts.is_nan() || ts == 0.0, "{ts}");
    let far = likelihood.fit(Equatorial::from_degrees(100.0, 40.0));
    assert_eq!((far.ts, far.n_s), (0.0, 0.0));
}

#[test]
fn errors_as_wide_as_the_sky_or_none_at_all_are_counted() {
    let mut rows: Vec<_> = (0..300)
        .map(|i| (f64::from(i) * 1.2, f64::from(i % 120) - 60.0, 0.7))
        .collect();
    rows.extend([(10.0, 0.0, 0.0), (20.0, 0.0, 180.0), (30.0, 0.0, -1.0)]);
    let energies = vec![3.5; rows.len()];
    let likelihood = Likelihood::of(&[input(&rows, &energies)], &Settings::default()).unwrap();
    let sample = &likelihood.samples()[0];
    assert_eq!((sample.used, sample.skipped), (301, 2));
    let said = likelihood.warnings().join("\n");
    for words in [
        "2 of 303 candidates left out",
        "angular error above 30 degrees (1 of 301",
    ] {
        assert!(said.contains(words), "{said}");
    }
}
