//! Lists with dates and good runs: runs of 0.8 days with gaps of 0.2 between them.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::sync::Arc;

use nuscope_model::{Column, Equatorial, Quantity, Sample, Uptime};
use nuscope_scan::{Likelihood, Settings, TimeProfile};
use rand::{RngExt as _, SeedableRng as _};

use crate::common::{inject, isotropic};

/// A run of 0.8 days, then a gap of 0.2, 400 times: 320 days of data.
pub const RUNS: usize = 400;
pub const FIRST_MJD: f64 = 55_000.0;

/// Where a source is put.
pub fn source() -> Equatorial {
    Equatorial::from_degrees(200.0, 20.0)
}

/// The good runs.
pub fn uptime() -> Arc<Uptime> {
    let start: Vec<f64> = (0..RUNS).map(|i| FIRST_MJD + i as f64).collect();
    Arc::new(Uptime {
        name: "runs".into(),
        stop_mjd: start.iter().map(|start| start + 0.8).collect(),
        start_mjd: start,
        ..Uptime::default()
    })
}

/// Moments within the runs, each as likely as another.
pub fn dates(count: usize, seed: u64) -> Vec<f64> {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    (0..count)
        .map(|_| {
            let run = (random.random::<f64>() * RUNS as f64).floor();
            FIRST_MJD + run + 0.8 * random.random::<f64>()
        })
        .collect()
}

/// A sample with dates and good runs.
pub fn with_dates(mut sample: Sample, mjd: Vec<f64>) -> Sample {
    assert_eq!(sample.len(), mjd.len());
    sample.columns.push(Column {
        quantity: Quantity::Mjd,
        values: mjd,
    });
    sample.uptime = Some(uptime());
    sample
}

/// Background alone.
pub fn background(name: &str, count: usize, seed: u64) -> Sample {
    with_dates(isotropic(name, count, 0.7, seed), dates(count, seed + 1))
}

/// Background with candidates of one place within some days.
pub fn flaring(count: usize, from_mjd: f64, days: f64) -> Sample {
    let mut sample = isotropic("flaring", 6000, 0.7, 21);
    inject(&mut sample, source(), count, 0.7, 5);
    let mut mjd = dates(6000, 22);
    mjd.extend((0..count).map(|i| {
        let at = from_mjd + days * (i as f64 + 0.5) / count as f64;
        at.floor() + 0.8 * at.fract()
    }));
    with_dates(sample, mjd)
}

/// Settings with a box.
pub fn window(from_mjd: f64, to_mjd: f64) -> Settings {
    Settings {
        time: Some(TimeProfile::Box { from_mjd, to_mjd }),
        ..Settings::default()
    }
}

/// Settings with a Gaussian.
pub fn flare(center_mjd: f64, sigma_days: f64) -> Settings {
    Settings {
        time: Some(TimeProfile::Gaussian {
            center_mjd,
            sigma_days,
        }),
        ..Settings::default()
    }
}

/// Of samples of whose detectors nothing is known.
pub fn likelihood(samples: &[Sample], settings: &Settings) -> Likelihood {
    let samples: Vec<_> = samples.iter().cloned().map(Arc::new).collect();
    Likelihood::new(&samples, settings).unwrap()
}

/// Largest difference of the shares below any value of either sorted list.
pub fn difference(a: &[f64], b: &[f64]) -> f64 {
    let share = |list: &[f64], at: f64| {
        list.partition_point(|value| *value <= at) as f64 / list.len() as f64
    };
    let all = a.iter().chain(b);
    all.map(|at| (share(a, *at) - share(b, *at)).abs())
        .fold(0.0, f64::max)
}
