//! Limits cover, and calibrated p-values are uniform on skies without a source.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::isotropic;
use nuscope_scan::calibration::Calibration;
use nuscope_scan::limits::Neyman;
use nuscope_scan::{Injection, Likelihood, Settings, Trials};

const DEC_RAD: f64 = 0.3;

fn likelihood() -> Likelihood {
    let sample = isotropic("list", 15_000, 1.0, 3);
    Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
}

#[test]
fn ninety_percent_limits_cover() {
    let likelihood = likelihood();
    let trials = Trials::new(&likelihood, DEC_RAD);
    let source = Injection::new(&likelihood, DEC_RAD, 2.0);
    let neyman = Neyman::run(&trials, &source, 250.0, 2500, 100, &()).unwrap();
    let sensitivity = neyman.sensitivity().unwrap();
    for mu in [3.0, 8.0, 15.0, 25.0] {
        let fits = trials.run(Some((&source, mu)), 2500, 7, &()).unwrap();
        let limits = fits.iter().map(|fit| neyman.upper_limit(fit.ts).unwrap());
        let covered = limits
            .inspect(|limit| assert!(*limit >= sensitivity))
            .filter(|limit| *limit >= mu);
        let coverage = covered.count() as f64 / 2500.0;
        println!("mu {mu}: {coverage}");
        assert!(coverage >= 0.89, "{mu}: {coverage}");
    }
    // What half of the trials turn into five sigma is more than the sensitivity.
    assert!(neyman.discovery(25.0).unwrap() > sensitivity);
}

#[test]
fn calibrated_p_values_are_uniform_between_the_declinations_of_the_trials() {
    let likelihood = likelihood();
    let calibration = Calibration::run(&likelihood, &[0.40, 0.44, 0.48], 3000, 1, &()).unwrap();
    let fits = Trials::new(&likelihood, 0.45)
        .run(None, 3000, 2, &())
        .unwrap();
    let mut p: Vec<f64> = fits
        .iter()
        .map(|fit| calibration.p_value(0.45, fit).unwrap())
        .filter(|p| *p < 0.4)
        .collect();
    p.sort_by(f64::total_cmp);
    // Where signal is fitted at all, each p is as frequent as it says.
    let off = p
        .iter()
        .enumerate()
        .map(|(i, p)| ((i + 1) as f64 / 3000.0 - p).abs())
        .fold(0.0, f64::max);
    assert!(off < 1.63 * (2.0 / 3000.0_f64).sqrt(), "{off}");
    assert_eq!(calibration.p_value(0.6, &fits[0]), None);
}
