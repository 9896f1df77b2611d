//! Time windows: a source that shines for a while is found by its dates, and gaps, threads and order do not matter.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/dated.rs"]
mod dated;

use std::f64::consts::TAU;
use std::sync::Arc;

use common::{isotropic, sample_of};
use dated::{
    FIRST_MJD, background, dates, difference, flare, flaring, likelihood, source, uptime, window,
    with_dates,
};
use nuscope_model::{
    Column, DirectionAxis, EffectiveArea, EnergyMigration, Equatorial, Quantity, Sample, Uptime,
};
use nuscope_scan::injected::PutSource;
use nuscope_scan::{Fit, Injection, Input, Kept, Likelihood, Settings, Sight, Trials, scan};
use rand::{RngExt as _, SeedableRng as _};

fn places() -> Vec<Equatorial> {
    (0..40)
        .map(|i| {
            let i = f64::from(i);
            Equatorial::from_degrees(9.0 * i, 80.0 * (0.7 * i).sin())
        })
        .chain([source()])
        .collect()
}

/// With areas and energies.
fn with_response(mut sample: Sample, livetime_days: f64, size: f64) -> Input {
    let mut random = rand_pcg::Pcg64::seed_from_u64(3);
    let energies: Vec<f64> = (0..=14).map(|i| 2.0 + 0.5 * f64::from(i)).collect();
    let measured = |_| 2.0 - (1.0 - random.random::<f64>()).log10() / 2.7;
    sample.columns.push(Column {
        quantity: Quantity::Log10EnergyGev,
        values: (0..sample.len()).map(measured).collect(),
    });
    let area = EffectiveArea {
        name: "toy".into(),
        log10_energy_edges: energies.clone(),
        direction: DirectionAxis::DeclinationRad,
        direction_edges: [-90.0, -50.0, 50.0, 90.0].map(f64::to_radians).to_vec(),
        area_cm2: energies[..14]
            .iter()
            .flat_map(|x| [1.0, 2.0, 1.0].map(|at| at * size * 10_f64.powf(1.2 * (x - 3.0))))
            .collect(),
        checksum: String::new(),
    };
    let share = (0..14)
        .flat_map(|i: usize| (0..14).map(move |k| if k == i || k + 1 == i { 1.0 } else { 0.0 }));
    let migration = EnergyMigration {
        log10_true_energy_edges: energies.clone(),
        dec_edges_rad: EnergyMigration::everywhere(),
        proxy_edges: energies,
        share: share.collect(),
        ..EnergyMigration::default()
    };
    Input {
        sample: Arc::new(sample),
        livetime_days: Some(livetime_days),
        area: Some(Arc::new(area)),
        migration: Some(Arc::new(migration)),
        ..Input::default()
    }
}

#[test]
fn a_window_around_all_data_changes_nothing() {
    let all = window(FIRST_MJD - 1.0, FIRST_MJD + 1000.0);
    let samples = [background("one", 4000, 1), flaring(12, 55_100.0, 20.0)];
    let plain = Settings::default();
    let inputs = [
        with_response(samples[0].clone(), 320.0, 1.0),
        with_response(samples[1].clone(), 300.0, 3.0),
    ];
    for with_energies in [false, true] {
        let of = |settings: &Settings| match with_energies {
            false => likelihood(&samples, settings),
            true => Likelihood::of(&inputs, settings).unwrap(),
        };
        let (always, windowed) = (of(&plain), of(&all));
        assert_eq!(windowed.fits_index(), with_energies);
        let mut found = 0.0_f64;
        for place in places() {
            let (a, b) = (always.fit(place), windowed.fit(place));
            assert!(
                (a.ts - b.ts).abs() < 1e-6 && (a.n_s - b.n_s).abs() < 1e-6,
                "{a:?} {b:?}"
            );
            found = found.max(a.ts);
        }
        assert!(found > 9.0, "{found}");
        if with_energies {
            let yields = |likelihood: &Likelihood| likelihood.yields(0.3, 2.2).unwrap();
            for (a, b) in yields(&always).iter().zip(yields(&windowed)) {
                assert!((a / b - 1.0).abs() < 1e-12);
            }
        }
        // Trials of a window that leaves nothing out are those without one.
        let run = |likelihood: &Likelihood| Trials::new(likelihood, 0.3).run(None, 50, 1, &());
        let ts =
            |fits: Option<Vec<Fit>>| fits.unwrap().iter().map(|fit| fit.ts).collect::<Vec<_>>();
        assert_eq!(ts(run(&always)), ts(run(&windowed)));
    }
}

#[test]
fn a_flare_is_found_in_its_window_and_not_in_another() {
    let samples = [flaring(5, 55_100.0, 20.0)];
    let always = likelihood(&samples, &Settings::default()).fit(source());
    let inside = likelihood(&samples, &window(55_095.0, 55_125.0));
    let fit = inside.fit(source());
    assert!(fit.ts > always.ts + 12.0, "{fit:?} {always:?}");
    assert!((fit.n_s - 5.0).abs() < 1.0, "{fit:?}");
    let gaussian = likelihood(&samples, &flare(55_110.0, 7.0)).fit(source());
    assert!(gaussian.ts > always.ts + 9.0, "{gaussian:?}");
    let elsewhere = likelihood(&samples, &window(55_200.0, 55_230.0)).fit(source());
    assert!(elsewhere.ts < 2.0, "{elsewhere:?}");
    // The candidates that make it are those in time.
    let made = inside.contributions(source(), &fit);
    assert!(
        made.iter()
            .all(|part| (part.time_weight - 320.0 / 24.0).abs() < 1e-9)
    );
    assert!(made[0].row >= 6000 && made.len() < 12, "{}", made.len());
    // The hottest pixel is there, and the map says when.
    let map = scan(&inside, 32, &()).unwrap();
    let hottest = map.hottest(map.column("TS").unwrap()).unwrap().0;
    assert!(hottest.separation_rad(source()).to_degrees() < 2.0);
    let cards: Vec<String> = map
        .provenance
        .iter()
        .filter(|card| {
            card.0.starts_with("TIME") || card.0.ends_with('1') && card.0.contains("DAY")
        })
        .map(|card| format!("{} = {}", card.0, card.1))
        .collect();
    insta::assert_snapshot!(cards.join("\n"), @"
    TIMEKIND = box
    TIMEFROM = 55095
    TIMETO = 55125
    TIMEFLUE = 2592000.000
    INDAY1 = 24.000000
    ");
}

#[test]
fn days_in_the_window_are_counted_and_decide_on_shares() {
    // The second sample has no runs in the window, the first 24 days.
    let late = {
        let mut sample = background("late", 3000, 31);
        let shifted = Uptime {
            start_mjd: uptime().start_mjd.iter().map(|mjd| mjd + 2000.0).collect(),
            stop_mjd: uptime().stop_mjd.iter().map(|mjd| mjd + 2000.0).collect(),
            ..Uptime::default()
        };
        sample.uptime = Some(Arc::new(shifted));
        for mjd in &mut sample.columns[1].values {
            *mjd += 2000.0;
        }
        sample
    };
    let early = background("early", 4000, 1);
    let inputs = [
        with_response(early.clone(), 320.0, 1.0),
        with_response(late, 320.0, 50.0),
    ];
    let both = Likelihood::of(&inputs, &window(55_050.0, 55_080.0)).unwrap();
    let time = both.samples()[0].time.unwrap();
    assert!((time.inside_days - 24.0).abs() < 1e-9 && (time.live_days - 320.0).abs() < 1e-9);
    assert!((time.effective_days - 24.0).abs() < 1e-9 && time.outside_runs == 0);
    assert!((time.candidates as f64 - 300.0).abs() < 60.0, "{time:?}");
    assert_eq!(both.samples()[1].time.unwrap().effective_days, 0.0);
    assert_eq!(both.samples()[1].used, 3000);
    assert_eq!(
        both.warnings(),
        ["no good run of late lies in the time window: these samples take no part"]
    );
    let yields = both.yields(0.3, 2.0).unwrap();
    assert_eq!(yields[1], 0.0);
    // The flux during the window: as many events a day as always.
    let always = Likelihood::of(&inputs[..1], &Settings::default()).unwrap();
    let (short, long) = (
        yields[0] / 24.0,
        always.yields(0.3, 2.0).unwrap()[0] / 320.0,
    );
    assert!((short / long - 1.0).abs() < 1e-12);
    // What takes no part may as well not be there.
    let alone = Likelihood::of(&inputs[..1], &window(55_050.0, 55_080.0)).unwrap();
    for place in places() {
        // An index that plays no part is NaN, which equals nothing.
        assert_eq!(
            format!("{:?}", both.fit(place)),
            format!("{:?}", alone.fit(place))
        );
    }
    assert_eq!(both.sight(0.3), Sight::Open);
    insta::assert_snapshot!(
        nuscope_scan::window_words(both.settings().time.as_ref(), both.samples()).join("\n"),
        @"
    Time window: box from MJD 55050 to 55080 (30 days).
    early: 24.0000 of 320.00 days of good runs in it, 302 of 4000 candidates.
    late: none of 320.00 days of good runs in it.
    "
    );
}

#[test]
fn neither_order_nor_right_ascension_nor_threads_matter() {
    let sample = flaring(6, 55_100.0, 20.0);
    let settings = flare(55_108.0, 9.0);
    let first = likelihood(std::slice::from_ref(&sample), &settings);
    let mut turned = sample.clone();
    let mut backward = sample.clone();
    for ra in &mut turned.ra_rad {
        *ra = (*ra + 1.0).rem_euclid(TAU);
    }
    backward.ra_rad.reverse();
    backward.dec_rad.reverse();
    backward
        .columns
        .iter_mut()
        .for_each(|column| column.values.reverse());
    let (turned, backward) = (
        likelihood(&[turned], &settings),
        likelihood(&[backward], &settings),
    );
    for place in places() {
        let fit = first.fit(place);
        assert!((fit.ts - backward.fit(place).ts).abs() < 1e-9);
        let there = Equatorial {
            ra_rad: place.ra_rad + 1.0,
            ..place
        };
        // Unit vectors have 32 bits.
        assert!((fit.ts - turned.fit(there).ts).abs() < 1e-3 * (1.0 + fit.ts));
    }
    assert_eq!(first.fingerprint(), turned.fingerprint());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let trials = Trials::new(&first, 0.3);
            let put = Injection::new(&first, 0.3, 2.0);
            let fits = trials.run(Some((&put, 4.0)), 300, 5, &()).unwrap();
            let ts: Vec<f64> = fits.iter().map(|fit| fit.ts).collect();
            let mut kept = Kept::new(&first, None, 3);
            let there = kept.background(0.3, 400, &()).unwrap();
            let at = Equatorial {
                ra_rad: 1.0,
                dec_rad: 0.3,
            };
            (
                ts,
                kept.lowest_of_list(&[(at, &there)], 60, &()).unwrap(),
                scan(&first, 8, &()).unwrap().columns[0]
                    .values
                    .iter()
                    .map(|ts| ts.to_bits())
                    .collect::<Vec<_>>(),
            )
        })
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn other_windows_and_other_runs_have_other_fingerprints() {
    let sample = background("list", 500, 1);
    let of = |sample: &Sample, settings: &Settings| {
        likelihood(std::slice::from_ref(sample), settings).fingerprint()
    };
    let one = of(&sample, &window(55_050.0, 55_080.0));
    assert_eq!(one, of(&sample, &window(55_050.0, 55_080.0)));
    assert_ne!(one, of(&sample, &window(55_050.0, 55_081.0)));
    assert_ne!(one, of(&sample, &Settings::default()));
    assert_ne!(one, of(&sample, &flare(55_065.0, 3.75)));
    let mut other = sample.clone();
    let mut runs = (*uptime()).clone();
    runs.stop_mjd[60] += 0.1;
    other.uptime = Some(Arc::new(runs));
    assert_ne!(one, of(&other, &window(55_050.0, 55_080.0)));
}

fn sorted(fits: &[Fit]) -> Vec<f64> {
    let mut ts: Vec<f64> = fits.iter().map(|fit| fit.ts).collect();
    ts.sort_by(f64::total_cmp);
    ts
}

#[test]
fn trials_have_the_distribution_of_lists_with_new_places_and_dates() {
    // A box that a group of candidates is often in, and a Gaussian across gaps.
    for settings in [window(55_050.0, 55_290.0), flare(55_200.0, 25.0)] {
        let mut sample = background("list", 6000, 3);
        for (i, sigma) in sample.columns[0].values.iter_mut().enumerate() {
            *sigma *= [0.6, 1.5, 4.0, 20.0][i % 4];
        }
        let prepared = likelihood(std::slice::from_ref(&sample), &settings);
        let found = Trials::new(&prepared, 0.3).run(None, 3000, 5, &()).unwrap();
        let mut random = rand_pcg::Pcg64::seed_from_u64(9);
        let mut expected = Vec::new();
        for i in 0..150 {
            for ra in &mut sample.ra_rad {
                *ra = TAU * random.random::<f64>();
            }
            sample.columns[1].values = dates(sample.len(), 1000 + i);
            let likelihood = likelihood(std::slice::from_ref(&sample), &settings);
            for k in 0..10 {
                let ra_rad = TAU * f64::from(k) / 10.0;
                expected.push(likelihood.fit(Equatorial {
                    ra_rad,
                    dec_rad: 0.3,
                }));
            }
        }
        let off = difference(&sorted(&found), &sorted(&expected));
        // Kolmogorov and Smirnov: two lists of one distribution differ by more once in a thousand.
        let allowed = 1.95 * (1.0 / 3000.0 + 1.0 / 1500.0_f64).sqrt();
        println!("{:?}: off by {off:.4}, allowed {allowed:.4}", settings.time);
        assert!(off < allowed, "{off}");
        assert!(sorted(&found)[2700] > 0.5);
    }
}

#[test]
fn p_values_in_a_window_are_even_on_scrambled_skies() {
    for settings in [window(55_100.0, 55_130.0), flare(55_115.0, 8.0)] {
        let prepared = likelihood(
            &[background("a", 30_000, 1), background("b", 20_000, 5)],
            &settings,
        );
        let mut kept = Kept::new(&prepared, None, 5);
        let at = Equatorial {
            ra_rad: 2.0,
            dec_rad: 0.3,
        };
        let there = kept.background(at.dec_rad, 6000, &()).unwrap();
        // For a list of one source the lowest p of a sky is its own.
        let mut p = kept.lowest_of_list(&[(at, &there)], 600, &()).unwrap();
        p.retain(|p| *p < 1.0);
        p.sort_by(f64::total_cmp);
        let ranks = p.iter().enumerate();
        let off = ranks
            .map(|(i, p)| ((i + 1) as f64 / 600.0 - p).abs())
            .fold(0.0, f64::max);
        let allowed = 1.63 * (1.0 / 600.0 + 1.0 / 6000.0_f64).sqrt();
        println!(
            "{:?}: {} above 0, off by {off:.4}, allowed {allowed:.4}",
            settings.time,
            p.len()
        );
        assert!(off < allowed && p.len() > 100, "{off} {}", p.len());
    }
}

#[test]
fn what_is_put_in_a_window_is_measured() {
    for settings in [window(55_100.0, 55_130.0), flare(55_115.0, 8.0)] {
        let prepared = likelihood(
            &[background("a", 30_000, 1), background("b", 20_000, 5)],
            &settings,
        );
        let put = Injection::new(&prepared, 0.3, 2.0);
        let trials = Trials::new(&prepared, 0.3);
        let fits = trials.run(Some((&put, 10.0)), 400, 1, &()).unwrap();
        let mean = fits.iter().map(|fit| fit.n_s).sum::<f64>() / 400.0;
        println!("{:?}: mean n_s {mean:.3} of 10 put", settings.time);
        assert!((mean - 10.0).abs() < 1.0, "{mean}");
    }
}

#[test]
fn lists_get_candidates_with_dates_of_the_window() {
    let settings = flare(55_115.3, 8.0);
    let sample = background("list", 5000, 1);
    let input = Input::from(Arc::new(sample.clone()));
    let prepared = Likelihood::of(std::slice::from_ref(&input), &settings).unwrap();
    let source = PutSource {
        shape: None,
        position: source(),
        gamma: 2.0,
        events: 30.0,
        exact: true,
    };
    let (made, put) = nuscope_scan::injected::inject(&prepared, &[input], &[source], true, 1);
    assert_eq!(put, [[30]]);
    let mjd = made[0].column(Quantity::Mjd).unwrap();
    for mjd in &mjd[5000..] {
        assert!(
            (mjd - 55_115.3).abs() <= 32.0 && (mjd - mjd.floor()) <= 0.8,
            "{mjd}"
        );
    }
    // The others exchange theirs.
    let (mut before, mut after) = (sample.columns[1].values.clone(), mjd[..5000].to_vec());
    assert_ne!(before, after);
    before.sort_by(f64::total_cmp);
    after.sort_by(f64::total_cmp);
    assert_eq!(before, after);
    let found = likelihood(&made, &settings).fit(source.position);
    assert!(
        (found.n_s - 30.0).abs() < 5.0 && found.ts > 100.0,
        "{found:?}"
    );
}

#[test]
fn without_dates_or_data_in_time_there_is_no_answer() {
    let refused = |samples: &[Sample], settings: &Settings| {
        let samples: Vec<_> = samples.iter().cloned().map(Arc::new).collect();
        Likelihood::new(&samples, settings).unwrap_err().to_string()
    };
    let sample = background("list", 300, 1);
    let settings = window(55_100.0, 55_130.0);
    let bare = isotropic("bare", 300, 0.7, 1);
    insta::assert_snapshot!(refused(std::slice::from_ref(&bare), &settings), @r#"sample "bare": a time window needs dates, and its candidates have none; leave out the window or this sample"#);
    insta::assert_snapshot!(refused(&[with_dates(bare, vec![f64::NAN; 300])], &settings), @r#"sample "bare": a time window needs dates, and its candidates have none; leave out the window or this sample"#);
    insta::assert_snapshot!(refused(&[sample.clone(), background("second", 200, 4)], &window(50_000.0, 50_010.0)), @"no good run lies in the time window, box from MJD 50000 to 50010 (10 days); data were taken at MJD list 55000.00 to 55399.80, second 55000.00 to 55399.80");
    // The gap between two runs.
    insta::assert_snapshot!(refused(std::slice::from_ref(&sample), &window(55_010.85, 55_010.95)), @"no good run lies in the time window, box from MJD 55010.85 to 55010.95 (0.1 days); data were taken at MJD list 55000.00 to 55399.80");
    let mut one = with_dates(sample_of("one", &[(10.0, 20.0, 1.0)]), vec![55_100.0]);
    one.uptime = None;
    insta::assert_snapshot!(refused(&[one], &settings), @r#"sample "one": a time window needs its good runs, or candidates of different dates; it has neither"#);
    insta::assert_snapshot!(refused(&[sample], &flare(55_100.0, f64::NAN)), @"the width of the flare must be 0.00001 to 100000 days; it is NaN");
}

#[test]
fn what_has_no_date_or_no_run_is_counted_and_said() {
    let mut sample = background("list", 3000, 1);
    sample.columns[1].values[..7].fill(f64::NAN);
    // Between two runs.
    sample.columns[1].values[7..12].fill(55_110.9);
    let settings = window(55_100.0, 55_130.0);
    let prepared = likelihood(std::slice::from_ref(&sample), &settings);
    let used = &prepared.samples()[0];
    let time = used.time.unwrap();
    assert_eq!(
        (used.used, used.skipped, time.undated, time.outside_runs),
        (2993, 0, 7, 5)
    );
    insta::assert_snapshot!(prepared.warnings().join("\n"), @r#"
    sample "list": 7 candidates left out: they have no date, which a time window needs
    sample "list": 5 of 2993 candidates lie outside of all good runs and count as background
    "#);
    // Without a list of good runs: from the first to the last date, gaps included.
    sample.uptime = None;
    let assumed = likelihood(&[sample], &settings);
    let time = assumed.samples()[0].time.unwrap();
    assert!(
        (time.live_days - 399.8).abs() < 0.5 && (time.inside_days - 30.0).abs() < 1e-9,
        "{time:?}"
    );
    insta::assert_snapshot!(assumed.warnings().join("\n"), @r#"
    sample "list": 7 candidates left out: they have no date, which a time window needs
    sample "list": no list of good runs, so data are taken to be even from its first to its last date
    "#);
}

#[test]
fn a_window_without_candidates_says_so_with_zeros() {
    // A minute in which nothing was seen.
    let sample = background("list", 300, 1);
    let prepared = likelihood(&[sample], &window(55_100.0, 55_100.000_7));
    assert_eq!(prepared.samples()[0].time.unwrap().candidates, 0);
    let fit = prepared.fit(source());
    assert_eq!((fit.ts, fit.n_s, fit.p_local), (0.0, 0.0, 1.0));
    let map = scan(&prepared, 8, &()).unwrap();
    let ts = &map.column("TS").unwrap().values;
    assert!(ts.iter().all(|ts| *ts == 0.0 || ts.is_nan()));
    // Trials of so short a window find something now and then.
    let put = Injection::new(&prepared, 0.3, 2.0);
    let trials = Trials::new(&prepared, 0.3);
    assert!(
        trials
            .run(Some((&put, 3.0)), 50, 1, &())
            .unwrap()
            .iter()
            .filter(|fit| fit.ts > 10.0)
            .count()
            > 40
    );
}
