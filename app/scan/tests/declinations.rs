//! Samples cut to a range of declination: what is cut off is gone, and the sample has no share of sources there.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::isotropic;
use nuscope_model::{DirectionAxis, EffectiveArea, Equatorial, Quantity, Sample};
use nuscope_scan::calibration::grid;
use nuscope_scan::{DecRange, Injection, Input, Likelihood, Remark, Settings, Sight, Trials, scan};

fn south() -> DecRange {
    DecRange::from_degrees([-90.0, 0.0]).unwrap()
}

/// A list, its response, and where it is cut.
fn input(sample: Sample, dec: DecRange) -> Input {
    let area = EffectiveArea {
        name: "toy".into(),
        log10_energy_edges: vec![2.0, 7.0],
        direction: DirectionAxis::DeclinationRad,
        direction_edges: vec![-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2],
        area_cm2: vec![1e4],
        checksum: String::new(),
    };
    Input {
        sample: Arc::new(sample),
        livetime_days: Some(300.0),
        area: Some(Arc::new(area)),
        dec,
        ..Input::default()
    }
}

/// The candidates of a range alone.
fn only(mut sample: Sample, dec: DecRange) -> Sample {
    let keep: Vec<bool> = sample.dec_rad.iter().map(|at| dec.contains(*at)).collect();
    let of = |values: &mut Vec<f64>| {
        let mut keep = keep.iter();
        values.retain(|_| *keep.next().unwrap());
    };
    of(&mut sample.ra_rad);
    of(&mut sample.dec_rad);
    sample
        .columns
        .iter_mut()
        .for_each(|column| of(&mut column.values));
    sample
}

fn places() -> impl Iterator<Item = Equatorial> {
    (0..60).map(|i| Equatorial::from_degrees(6.0 * f64::from(i), -84.0 + 2.8 * f64::from(i)))
}

#[test]
fn a_cut_list_is_the_list_without_the_others() {
    let whole = || isotropic("list", 8000, 1.0, 3);
    let cut = Likelihood::of(&[input(whole(), south())], &Settings::default()).unwrap();
    let taken = only(whole(), south());
    let used = &cut.samples()[0];
    assert_eq!((used.used, used.outside), (taken.len(), 8000 - taken.len()));
    assert_eq!(used.skipped, 0);
    assert_eq!(cut.warnings().len(), 1, "only that there are no energies");
    assert_eq!(
        used.cut_words(),
        format!(
            "list: {} of 8000 candidates, those of declinations -90 to 0 degrees.",
            taken.len()
        )
    );
    let alone = Likelihood::of(&[input(taken, DecRange::WHOLE)], &Settings::default()).unwrap();
    for place in places().filter(|place| place.dec_rad < 0.0) {
        let (a, b) = (cut.fit(place), alone.fit(place));
        assert_eq!((a.ts, a.n_s), (b.ts, b.n_s), "{place:?}");
    }
    // The rows are still those of the whole list.
    let rows = whole();
    for part in cut.contributions(
        Equatorial::from_degrees(100.0, -30.0),
        &cut.fit(Equatorial::from_degrees(100.0, -30.0)),
    ) {
        assert!(rows.dec_rad[part.row] < 0.0);
    }
}

#[test]
fn nothing_is_said_beyond_the_range() {
    for settings in [
        Settings::default(),
        Settings {
            energy: nuscope_scan::EnergyAt::Off,
            ..Settings::default()
        },
    ] {
        let cut = Likelihood::of(
            &[input(isotropic("list", 8000, 1.0, 3), south())],
            &settings,
        );
        let cut = cut.unwrap();
        let (low, high) = cut.covered_dec_rad();
        assert!(low < -1.5 && high < 0.0 && high > -1e-11, "{low} {high}");
        assert_eq!(cut.sight(0.01), Sight::NoCandidates);
        assert_eq!(cut.sight(0.0), Sight::NoCandidates);
        assert_eq!(cut.sight(-1e-6), Sight::Open);
        assert_eq!(
            cut.fit(Equatorial::from_degrees(10.0, 20.0)).remark,
            Remark::OutsideView
        );
        // Trials reach as far as the range does.
        let declinations = grid(&cut, None);
        assert!(
            declinations
                .iter()
                .all(|dec| cut.sight(*dec) == Sight::Open)
        );
        let last = declinations.last().unwrap();
        assert!(*last < 0.0 && *last > -1e-6, "{last}");
        let map = scan(&cut, 16, &()).unwrap();
        let ts = map.column("TS").unwrap();
        for (pixel, ts) in ts.values.iter().enumerate() {
            let at = nuscope_model::healpix::center_of(16, pixel as u64);
            let open = at.dec_rad < 0.0 && at.dec_rad > -85.0_f64.to_radians();
            assert_eq!(!ts.is_nan(), open, "{at:?}");
        }
        assert_eq!(
            map.provenance
                .iter()
                .find(|card| card.0 == "DECHIGH")
                .unwrap()
                .1,
            "0.000"
        );
        let card = |key: &str| {
            map.provenance
                .iter()
                .find(|card| card.0 == key)
                .unwrap()
                .1
                .clone()
        };
        assert_eq!(card("DECS1"), "-90 to 0");
        assert_eq!(
            card("OUTS1").parse::<usize>().unwrap() + card("USED1").parse::<usize>().unwrap(),
            8000
        );
    }
}

#[test]
fn a_cut_sample_has_no_share_of_sources_beyond() {
    let lists = || {
        (
            isotropic("cut", 6000, 1.0, 3),
            isotropic("whole", 5000, 1.0, 4),
        )
    };
    for energy in [nuscope_scan::EnergyAt::Event, nuscope_scan::EnergyAt::Off] {
        let settings = Settings {
            energy,
            ..Settings::default()
        };
        let (cut, whole) = lists();
        let whole = input(whole, DecRange::WHOLE);
        let both = Likelihood::of(&[input(cut, south()), whole.clone()], &settings).unwrap();
        let alone = Likelihood::of(&[whole], &settings).unwrap();
        let (mut north, mut south) = (0, 0);
        for place in places() {
            let (a, b) = (both.fit(place), alone.fit(place));
            if place.dec_rad >= 0.0 {
                north += usize::from(a.ts > 0.0);
                let close = (a.ts - b.ts).abs() < 1e-9 && (a.n_s - b.n_s).abs() < 1e-6;
                assert!(close || place.dec_rad < 0.1, "{place:?}: {a:?} {b:?}");
            } else {
                south += usize::from((a.ts - b.ts).abs() > 1e-3);
            }
        }
        assert!(north > 3 && south > 3, "{north} {south}");
        assert!(both.covered_dec_rad().1 > 1.5);
    }
}

#[test]
fn what_falls_beyond_the_edge_is_lost() {
    let list = isotropic("list", 20_000, 1.0, 3);
    let cut = Likelihood::of(&[input(list.clone(), south())], &Settings::default()).unwrap();
    let whole = Likelihood::of(&[input(list, DecRange::WHOLE)], &Settings::default()).unwrap();
    let put = |likelihood: &Likelihood, dec_deg: f64| {
        let dec_rad = f64::to_radians(dec_deg);
        let (trials, source) = (
            Trials::new(likelihood, dec_rad),
            Injection::new(likelihood, dec_rad, 2.0),
        );
        let each = (0..400).map(|trial| trials.with_source(&source, 20.0, 1, trial).1);
        each.sum::<usize>() as f64 / 400.0
    };
    let error = (20.0_f64 / 400.0).sqrt();
    assert!((put(&whole, -0.01) - 20.0).abs() < 4.0 * error);
    assert!((put(&cut, -20.0) - 20.0).abs() < 4.0 * error);
    let half = put(&cut, -0.001);
    assert!((half - 10.0).abs() < 4.0 * error, "{half}");
}

#[test]
fn a_list_without_candidates_in_its_range_is_told() {
    let north = DecRange::from_degrees([0.0, 90.0]).unwrap();
    let empty = only(isotropic("list", 3000, 1.0, 3), south());
    let both = [
        input(empty.clone(), north),
        input(isotropic("other", 3000, 1.0, 4), DecRange::WHOLE),
    ];
    let likelihood = Likelihood::of(&both, &Settings::default()).unwrap();
    insta::assert_snapshot!(likelihood.warnings()[0], @r#"sample "list": no candidates of declinations 0 to 90 degrees, so it takes no part in the scan"#);
    assert!(
        likelihood
            .fit(Equatorial::from_degrees(10.0, 20.0))
            .ts
            .is_finite()
    );
    assert!(Likelihood::of(&[input(empty, north)], &Settings::default()).is_err());
}

#[test]
fn energies_are_compared_with_those_of_the_range() {
    // South of the edge soft candidates, north of it hard ones: what is cut off must not be in the background.
    let mut list = isotropic("list", 8000, 1.0, 3);
    let values = list
        .dec_rad
        .iter()
        .map(|dec| if *dec < 0.0 { 3.0 } else { 6.0 });
    list.columns.push(nuscope_model::Column {
        quantity: Quantity::Log10EnergyGev,
        values: values.collect(),
    });
    let migration = nuscope_model::EnergyMigration {
        log10_true_energy_edges: vec![2.0, 4.5, 7.0],
        dec_edges_rad: nuscope_model::EnergyMigration::everywhere(),
        proxy_edges: vec![2.0, 4.5, 7.0],
        share: vec![1.0, 0.0, 0.0, 1.0],
        ..nuscope_model::EnergyMigration::default()
    };
    let with = |sample: Sample, dec| Input {
        migration: Some(Arc::new(migration.clone())),
        ..input(sample, dec)
    };
    let cut = Likelihood::of(&[with(list.clone(), south())], &Settings::default()).unwrap();
    let alone = Likelihood::of(
        &[with(only(list, south()), DecRange::WHOLE)],
        &Settings::default(),
    )
    .unwrap();
    for place in places().filter(|place| place.dec_rad < 0.0) {
        let (a, b) = (cut.fit(place), alone.fit(place));
        assert_eq!((a.ts, a.n_s), (b.ts, b.n_s), "{place:?}");
    }
}
