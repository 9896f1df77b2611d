//! A flare is found where nobody says when, and chance skies say how likely that is.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/dated.rs"]
mod dated;

use std::sync::Arc;

use dated::{background, difference, flare, flaring, likelihood, source, window};
use nuscope_model::Equatorial;
use nuscope_scan::flare::FlareSearch;
use nuscope_scan::{Input, Likelihood, Settings};

#[test]
fn a_flare_is_found_where_nobody_says_when() {
    let sample = flaring(6, 55_100.0, 20.0);
    let input = Input::from(Arc::new(sample.clone()));
    let prepared = Likelihood::of(std::slice::from_ref(&input), &Settings::default()).unwrap();
    let inputs = [input];
    let search = FlareSearch::new(&prepared, &inputs, source(), None).unwrap();
    let found = search.best().unwrap();
    assert!(
        found.from_mjd > 55_095.0 && found.to_mjd < 55_125.0,
        "{found:?}"
    );
    assert!((found.n_s - 6.0).abs() < 1.5, "{found:?}");
    // TS without the penalty is that of a fit in this window.
    let window = likelihood(&[sample], &window(found.from_mjd, found.to_mjd));
    let fit = window.fit(source());
    let penalty = 2.0 * (found.good_days / search.longest_days()).ln();
    assert!(
        (fit.ts + penalty - found.ts).abs() < 1e-3 * fit.ts,
        "{fit:?} {found:?}"
    );
    let p = search.estimate(found.ts, 300, 1, &()).unwrap().unwrap();
    assert!(p.p < 0.02, "{p:?}");
    // A shorter one is found if no longer one may be.
    let short = FlareSearch::new(&prepared, &inputs, source(), Some(5.0)).unwrap();
    assert!(short.best().is_none_or(|flare| flare.good_days <= 5.0));
    let windowed = likelihood(&[background("list", 300, 1)], &flare(55_100.0, 3.0));
    let refused = FlareSearch::new(&windowed, &inputs, source(), None).unwrap_err();
    insta::assert_snapshot!(refused, @"a flare is looked for at all times: leave out the time window");
    assert!(FlareSearch::new(&prepared, &inputs, source(), Some(f64::NAN)).is_err());
}

#[test]
fn searches_of_chance_skies_are_those_of_places_without_a_flare() {
    let input = Input::from(Arc::new(background("list", 12_000, 41)));
    let prepared = Likelihood::of(std::slice::from_ref(&input), &Settings::default()).unwrap();
    let at = |ra_deg: f64| Equatorial::from_degrees(ra_deg, 17.0);
    let inputs = [input];
    let search = |ra_deg| FlareSearch::new(&prepared, &inputs, at(ra_deg), None).unwrap();
    let mut trials = search(0.0).run(500, 3, &()).unwrap();
    let mut places: Vec<f64> = (0..80)
        .map(|i| {
            search(4.5 * f64::from(i))
                .best()
                .map_or(0.0, |flare| flare.ts)
        })
        .collect();
    trials.sort_by(f64::total_cmp);
    places.sort_by(f64::total_cmp);
    let off = difference(&trials, &places);
    // Kolmogorov and Smirnov: more once in a thousand.
    let allowed = 1.95 * (1.0 / 500.0 + 1.0 / 80.0_f64).sqrt();
    assert!(off < allowed && trials[400] > 0.0, "{off} {allowed}");
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let mut alone = pool.install(|| search(0.0).run(500, 3, &()).unwrap());
    alone.sort_by(f64::total_cmp);
    assert_eq!(trials, alone);
}
