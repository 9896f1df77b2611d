//! What energies change: a source is found by its spectrum, and nothing that must not matter does.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{inject, isotropic};
use nuscope_model::{
    Column, DirectionAxis, EffectiveArea, EnergyMigration, Equatorial, Quantity, Sample, SkyMap,
};
use nuscope_scan::{
    Convention, EnergyAt, Index, Input, Likelihood, Remark, Settings, Shape, Spectrum, scan,
};
use rand::{RngExt as _, SeedableRng as _};

/// An area that grows with energy, seen at declinations between two limits.
fn area(low_deg: f64, high_deg: f64) -> EffectiveArea {
    let dec: Vec<f64> = [-90.0, low_deg, high_deg, 90.0]
        .map(f64::to_radians)
        .to_vec();
    let energies: Vec<f64> = (0..=14).map(|i| 2.0 + 0.5 * f64::from(i)).collect();
    let area_cm2 = energies[..14]
        .iter()
        .flat_map(|x| [0.0, 10_f64.powf(1.2 * (x - 3.0)), 0.0])
        .collect();
    EffectiveArea {
        name: "toy".into(),
        log10_energy_edges: energies,
        direction: DirectionAxis::DeclinationRad,
        direction_edges: dec,
        area_cm2,
        checksum: String::new(),
    }
}

/// What is measured is the energy, or half a decade less.
fn migration() -> EnergyMigration {
    let edges: Vec<f64> = (0..=14).map(|i| 2.0 + 0.5 * f64::from(i)).collect();
    let share = (0..14)
        .flat_map(|i: usize| (0..14).map(move |k| if k == i || k + 1 == i { 1.0 } else { 0.0 }));
    EnergyMigration {
        log10_true_energy_edges: edges.clone(),
        dec_edges_rad: EnergyMigration::everywhere(),
        proxy_edges: edges,
        share: share.collect(),
        ..EnergyMigration::default()
    }
}

/// Gives a sample energies that fall as E^-`slope` above 100 GeV.
fn with_energies(mut sample: Sample, slope: f64, seed: u64) -> Sample {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    let values = (0..sample.len())
        .map(|_| 2.0 - (1.0 - random.random::<f64>()).log10() / slope)
        .collect();
    sample.columns.push(Column {
        quantity: Quantity::Log10EnergyGev,
        values,
    });
    sample
}

fn source() -> Equatorial {
    Equatorial::from_degrees(200.0, -40.0)
}

/// Background that falls as E^-2.7 with `signal` candidates that fall as E^-1 at one place.
fn sample(signal: usize) -> Sample {
    let mut background = with_energies(isotropic("first", 6000, 0.8, 1), 2.7, 7);
    let mut put = isotropic("put", 0, 0.8, 1);
    inject(&mut put, source(), signal, 0.8, 2);
    let put = with_energies(put, 0.6, 8);
    background.ra_rad.extend(put.ra_rad);
    background.dec_rad.extend(put.dec_rad);
    for (column, put) in background.columns.iter_mut().zip(put.columns) {
        column.values.extend(put.values);
    }
    background
}

fn input(sample: Sample, livetime_days: f64) -> Input {
    Input {
        sample: Arc::new(sample),
        livetime_days: Some(livetime_days),
        area: Some(Arc::new(area(-89.0, 89.0))),
        migration: Some(Arc::new(migration())),
        origin: "made for a test".into(),
        ..Input::default()
    }
}

fn likelihood(inputs: &[Input], settings: &Settings) -> Likelihood {
    Likelihood::of(inputs, settings).unwrap()
}

#[test]
fn energies_raise_a_hard_source_and_tell_its_index() {
    let inputs = [input(sample(12), 300.0)];
    let free = likelihood(&inputs, &Settings::default());
    let off = likelihood(
        &inputs,
        &Settings {
            energy: EnergyAt::Off,
            ..Settings::default()
        },
    );
    let (with, without) = (free.fit(source()), off.fit(source()));
    assert!(with.ts > without.ts + 10.0, "{with:?} {without:?}");
    assert!((1.0..2.6).contains(&with.gamma), "{with:?}");
    assert!(without.gamma.is_nan());
    assert_eq!(off.spatial_because(), "energies are switched off");
    // The free index does at least as well as any held one, and the same at its own.
    for gamma in [1.0, 1.7, 2.2, 3.0, 4.0, with.gamma] {
        let settings = Settings {
            index: Index::Fixed(gamma),
            ..Settings::default()
        };
        let held = likelihood(&inputs, &settings).fit(source());
        assert!(held.ts <= with.ts + 1e-4, "{held:?} {with:?}");
        if gamma == with.gamma {
            assert!((held.ts - with.ts).abs() < 1e-4 && (held.n_s - with.n_s).abs() < 0.01);
        }
    }
}

fn bits(map: &SkyMap) -> Vec<u32> {
    let values = map.columns.iter().flat_map(|column| &column.values);
    values.map(|value| value.to_bits()).collect()
}

#[test]
fn the_number_of_threads_does_not_show() {
    for energy in [EnergyAt::Event, EnergyAt::Source] {
        let settings = Settings {
            energy,
            ..Settings::default()
        };
        let likelihood = likelihood(&[input(sample(12), 300.0)], &settings);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| scan(&likelihood, 16, &()).unwrap())
        };
        let map = on(1);
        assert_eq!(bits(&map), bits(&on(4)));
        let fit = likelihood.fit(nuscope_model::healpix::center_of(16, 2000));
        assert_eq!(map.column("TS").unwrap().values[2000], fit.ts as f32);
    }
}

#[test]
fn right_ascension_shifted_shifts_the_fit() {
    let shift = 1.234_567;
    let original = sample(12);
    let mut turned = original.clone();
    for ra in &mut turned.ra_rad {
        *ra = (*ra + shift) % std::f64::consts::TAU;
    }
    let fit = |sample: Sample, ra_rad: f64| {
        let likelihood = likelihood(&[input(sample, 300.0)], &Settings::default());
        likelihood.fit(Equatorial { ra_rad, ..source() })
    };
    let (a, b) = (
        fit(original, source().ra_rad),
        fit(turned, source().ra_rad + shift),
    );
    assert!(
        (a.ts - b.ts).abs() < 1e-3 && (a.gamma - b.gamma).abs() < 1e-3,
        "{a:?} {b:?}"
    );
}

#[test]
fn order_does_not_matter_and_neither_does_a_split_into_equal_halves() {
    let whole = sample(12);
    let mut backwards = whole.clone();
    backwards.ra_rad.reverse();
    backwards.dec_rad.reverse();
    backwards
        .columns
        .iter_mut()
        .for_each(|column| column.values.reverse());
    let fit = |inputs: &[Input]| likelihood(inputs, &Settings::default()).fit(source());
    let one = fit(&[input(whole.clone(), 300.0)]);
    let other = fit(&[input(backwards, 300.0)]);
    assert!((one.ts - other.ts).abs() < 1e-4, "{one:?} {other:?}");
    // A sample given twice with half the live time each is one of twice the size.
    let mut double = whole.clone();
    double.ra_rad.extend(&whole.ra_rad);
    double.dec_rad.extend(&whole.dec_rad);
    for (column, more) in double.columns.iter_mut().zip(&whole.columns) {
        column.values.extend(&more.values);
    }
    let double = fit(&[input(double, 300.0)]);
    let halves = fit(&[input(whole.clone(), 150.0), input(whole, 150.0)]);
    assert!(
        (double.ts - halves.ts).abs() < 2e-3 * (1.0 + double.ts),
        "{double:?} {halves:?}"
    );
}

#[test]
fn energies_at_the_source_and_at_the_candidates_are_alike_where_the_area_is() {
    let inputs = [input(sample(12), 300.0)];
    let settings = |energy| Settings {
        energy,
        ..Settings::default()
    };
    let event = likelihood(&inputs, &settings(EnergyAt::Event)).fit(source());
    let at_source = likelihood(&inputs, &settings(EnergyAt::Source)).fit(source());
    assert!(
        (event.ts - at_source.ts).abs() < 0.02,
        "{event:?} {at_source:?}"
    );
}

#[test]
fn an_extended_source_becomes_a_point_and_in_the_end_nothing() {
    let inputs = [input(sample(12), 300.0)];
    let fit = |sigma_deg: f64| {
        let shape = Shape::Gaussian {
            sigma_rad: sigma_deg.to_radians(),
        };
        likelihood(
            &inputs,
            &Settings {
                shape,
                ..Settings::default()
            },
        )
        .fit(source())
    };
    let point = likelihood(&inputs, &Settings::default()).fit(source());
    assert!((fit(1e-4).ts - point.ts).abs() < 1e-3);
    assert!(fit(15.0).ts < 0.3 * point.ts, "{:?} {point:?}", fit(15.0));
}

#[test]
fn half_the_convention_is_half_the_ts_and_the_same_p() {
    let inputs = [input(sample(12), 300.0)];
    let two = likelihood(&inputs, &Settings::default()).fit(source());
    let settings = Settings {
        convention: Convention::LnLambda,
        ..Settings::default()
    };
    let one = likelihood(&inputs, &settings).fit(source());
    assert_eq!(
        (2.0 * one.ts, one.p_local, one.n_s),
        (two.ts, two.p_local, two.n_s)
    );
}

#[test]
fn a_cut_off_takes_the_yield_of_high_energies() {
    let inputs = [input(sample(12), 300.0)];
    let events = |spectrum| {
        let settings = Settings {
            spectrum,
            ..Settings::default()
        };
        likelihood(&inputs, &settings)
            .events_per_norm(-0.7, 2.0)
            .unwrap()
    };
    let all = events(Spectrum::PowerLaw);
    let cut = events(Spectrum::CutOff {
        cut_off_gev: 1e4,
        beta: 1.0,
    });
    let far = events(Spectrum::CutOff {
        cut_off_gev: 1e12,
        beta: 1.0,
    });
    assert!(
        cut < 0.2 * all && (far / all - 1.0).abs() < 0.05,
        "{cut} {far} {all}"
    );
}

#[test]
fn what_is_not_known_is_said_and_what_is_wrong_is_refused() {
    let known = input(sample(0), 300.0);
    let no_area = Input {
        area: None,
        ..known.clone()
    };
    let spatial = likelihood(&[known.clone(), no_area], &Settings::default());
    assert_eq!(
        spatial.spatial_because(),
        r#"no effective area of "first" is known"#
    );
    assert!(!spatial.fits_index() && spatial.events_per_norm(0.0, 2.0).is_none());
    let refused = |input: Input| {
        Likelihood::of(&[input], &Settings::default())
            .unwrap_err()
            .to_string()
    };
    let negative = Input {
        livetime_days: Some(-4.0),
        ..known.clone()
    };
    insta::assert_snapshot!(refused(negative), @r#"sample "first": a live time above 0 and up to a million days is wanted, it is -4 days"#);
    let zenith = EffectiveArea {
        direction: DirectionAxis::CosZenith,
        direction_edges: vec![-1.0, 0.0, 0.5, 1.0],
        ..area(-1.0, 1.0)
    };
    let zenith = Input {
        area: Some(Arc::new(zenith)),
        ..known.clone()
    };
    insta::assert_snapshot!(refused(zenith), @r#"sample "first": an effective area in bins of declination is wanted"#);
    let settings = Settings {
        index: Index::Fixed(4.5),
        ..Settings::default()
    };
    insta::assert_snapshot!(Likelihood::of(&[known], &settings).unwrap_err(), @"the spectral index must be 1 to 4; it is 4.5");
}

#[test]
fn missing_energies_are_counted_and_say_nothing() {
    let mut gaps = sample(12);
    for value in gaps.columns[1].values.iter_mut().step_by(2) {
        *value = f64::NAN;
    }
    let likelihood = likelihood(&[input(gaps, 300.0)], &Settings::default());
    assert_eq!(likelihood.samples()[0].energies, 3006);
    insta::assert_snapshot!(likelihood.warnings()[0], @r#"sample "first": 3006 of 6012 candidates have no energy and count as if it said nothing"#);
    let fit = likelihood.fit(source());
    assert!(fit.ts.is_finite() && fit.ts > 0.0);
}

#[test]
fn a_source_outside_the_field_of_view_is_marked() {
    let seen = Input {
        area: Some(Arc::new(area(-80.0, -10.0))),
        ..input(sample(12), 300.0)
    };
    let likelihood = likelihood(&[seen], &Settings::default());
    let north = likelihood.fit(Equatorial::from_degrees(10.0, 88.0));
    assert_eq!(
        (north.remark, north.ts, north.p_local),
        (Remark::OutsideView, 0.0, 1.0)
    );
    assert_eq!(likelihood.events_per_norm(1.5, 2.0), Some(0.0));
}

#[test]
fn a_response_that_ends_before_the_candidates_is_refused_in_words() {
    let south = EffectiveArea {
        direction_edges: [-90.0_f64, -60.0, -30.0, 10.0]
            .map(f64::to_radians)
            .to_vec(),
        ..area(-60.0, -30.0)
    };
    let known = input(sample(12), 300.0);
    let short = Input {
        area: Some(Arc::new(south)),
        ..known.clone()
    };
    let refused = |input: Input| {
        let error = Likelihood::of(&[input], &Settings::default()).unwrap_err();
        error.to_string()
    };
    insta::assert_snapshot!(refused(short.clone()), @r#"sample "first": the effective area covers declinations from -90.0° to +10.0°, but 2477 of 6012 candidates are from +10.0° to +89.5°; another table is wanted there, or a list without them"#);
    let smearing = EnergyMigration {
        dec_edges_rad: vec![-0.5, 1.57],
        ..migration()
    };
    let narrow = Input {
        migration: Some(Arc::new(smearing)),
        ..known
    };
    insta::assert_snapshot!(refused(narrow), @r#"sample "first": the energy smearing covers declinations from -28.6° to +90.0°, but 1540 of 6012 candidates are from -88.9° to -28.6°; another table is wanted there, or a list without them"#);
    // Where energies are off nothing of the response is asked.
    let off = Settings {
        energy: EnergyAt::Off,
        ..Settings::default()
    };
    assert!(Likelihood::of(&[short], &off).is_ok());
}

#[test]
fn a_hot_spot_is_carried_by_the_energies_that_were_put_there() {
    for convention in [Convention::TwoLnLambda, Convention::LnLambda] {
        let settings = Settings {
            convention,
            ..Settings::default()
        };
        let mut high = sample(12);
        for (i, energy) in high.columns[1].values[6000..].iter_mut().enumerate() {
            *energy = 4.2 + 0.06 * i as f64;
        }
        let likelihood = likelihood(&[input(high, 300.0)], &settings);
        let fit = likelihood.fit(source());
        let [range] = likelihood.energy_ranges(source(), &fit)[..] else {
            panic!("one kind of energy");
        };
        println!("{range:?} of TS {:.1}", fit.ts);
        // All that was put there has 10^4.2 to 10^4.86 GeV, in two bins; the background is soft.
        assert_eq!((range.low, range.high), (4.0, 5.0));
        let parts = likelihood.contributions(source(), &fit);
        let gone = |keep: &dyn Fn(f64, f64) -> bool| -> f64 {
            let bin = |part: &nuscope_scan::landscape::Contribution| part.proxy_bin.unwrap().1;
            let taken = parts
                .iter()
                .filter(|part| !keep(bin(part)[0], bin(part)[1]));
            taken.map(|part| part.ts).sum()
        };
        let tenth = 0.1 * fit.ts / convention.factor();
        let step = 0.5;
        assert!(gone(&|low, _| low >= range.low) <= tenth);
        assert!(gone(&|low, _| low >= range.low + step) > tenth);
        assert!(gone(&|_, high| high <= range.high) <= tenth);
        assert!(gone(&|_, high| high <= range.high - step) > tenth);
    }
}

#[test]
fn where_nothing_is_carried_there_is_no_range() {
    let inputs = [input(sample(12), 300.0)];
    let with = likelihood(&inputs, &Settings::default());
    let quiet = (0..360)
        .map(|ra| Equatorial::from_degrees(f64::from(ra), 30.0))
        .find(|at| with.fit(*at).ts == 0.0)
        .unwrap();
    assert_eq!(with.energy_ranges(quiet, &with.fit(quiet)), []);
    let off = Settings {
        energy: EnergyAt::Off,
        ..Settings::default()
    };
    let without = likelihood(&inputs, &off);
    assert_eq!(without.energy_ranges(source(), &without.fit(source())), []);
}
