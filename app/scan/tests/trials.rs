//! Trials: skies without a source behave as the scrambled list itself, and a source that is put in is measured.

#![allow(clippy::unwrap_used)]

mod common;

use std::f64::consts::TAU;
use std::sync::Arc;

use common::isotropic;
use nuscope_model::{Equatorial, Sample};
use nuscope_scan::{Fit, Injection, Likelihood, Settings, Trials};
use rand::{RngExt as _, SeedableRng as _};

const DEC_RAD: f64 = 0.3;

fn likelihood(sample: Sample) -> Likelihood {
    Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
}

fn ts(fits: &[Fit]) -> Vec<f64> {
    let mut ts: Vec<f64> = fits.iter().map(|fit| fit.ts).collect();
    ts.sort_by(f64::total_cmp);
    ts
}

/// Largest difference of the shares below any value of either sorted list.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    let share = |list: &[f64], at: f64| {
        list.partition_point(|value| *value <= at) as f64 / list.len() as f64
    };
    let all = a.iter().chain(b);
    all.map(|at| (share(a, *at) - share(b, *at)).abs())
        .fold(0.0, f64::max)
}

#[test]
fn trials_have_the_distribution_of_scrambled_lists() {
    // Errors of very different size, some of which reach around the pole.
    let mut sample = isotropic("list", 4000, 1.0, 3);
    for (i, sigma) in sample.columns[0].values.iter_mut().enumerate() {
        *sigma *= [0.4, 1.0, 3.0, 15.0][i % 4];
    }
    let scrambled = likelihood(sample.clone());
    let found = Trials::new(&scrambled, DEC_RAD)
        .run(None, 3000, 5, &())
        .unwrap();
    let mut random = rand_pcg::Pcg64::seed_from_u64(9);
    let mut expected = Vec::new();
    // Places far apart on one scrambled list are nearly as good as lists of their own.
    for _ in 0..150 {
        sample
            .ra_rad
            .iter_mut()
            .for_each(|ra| *ra = TAU * random.random::<f64>());
        let likelihood = likelihood(sample.clone());
        for i in 0..10 {
            let ra_rad = TAU * f64::from(i) / 10.0;
            expected.push(likelihood.fit(Equatorial {
                ra_rad,
                dec_rad: DEC_RAD,
            }));
        }
    }
    let off = difference(&ts(&found), &ts(&expected));
    // Kolmogorov and Smirnov: two lists of one distribution differ by more once in a thousand.
    assert!(
        off < 1.95 * (1.0 / 3000.0 + 1.0 / 1500.0_f64).sqrt(),
        "{off}"
    );
}

#[test]
fn in_a_dense_sky_without_energies_half_chi_square_holds() {
    // Chernoff: TS is 0 half of the time and chi-square of one degree of freedom otherwise.
    let likelihood = likelihood(isotropic("dense", 60_000, 1.5, 11));
    let fits = Trials::new(&likelihood, DEC_RAD)
        .run(None, 4000, 1, &())
        .unwrap();
    let ts = ts(&fits);
    let signal: Vec<f64> = ts.iter().copied().filter(|ts| *ts > 0.0).collect();
    let share = signal.len() as f64 / ts.len() as f64;
    assert!((share - 0.5).abs() < 0.035, "{share}");
    let below = |ts: f64| 1.0 - libm::erfc((0.5 * ts).sqrt());
    let n = signal.len() as f64;
    let off = signal
        .iter()
        .enumerate()
        .map(|(i, ts)| (below(*ts) - (i as f64 + 0.5) / n).abs())
        .fold(0.0, f64::max);
    // p > 0.01.
    assert!(off < 1.63 / n.sqrt(), "{off}");
}

#[test]
fn a_number_and_a_seed_decide_a_trial_whatever_the_threads_do() {
    let likelihood = likelihood(isotropic("list", 4000, 1.0, 3));
    let trials = Trials::new(&likelihood, DEC_RAD);
    let source = Injection::new(&likelihood, DEC_RAD, 2.0);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let background = trials.run(None, 300, 5, &()).unwrap();
            (
                ts(&background),
                ts(&trials.run(Some((&source, 7.0)), 300, 5, &()).unwrap()),
            )
        })
    };
    assert_eq!(on(1), on(4));
    let fits = trials.run(None, 20, 5, &()).unwrap();
    assert_eq!(trials.background(5, 13).ts, fits[13].ts);
    assert_ne!(ts(&fits), ts(&trials.run(None, 20, 6, &()).unwrap()));
}

#[test]
fn what_is_put_in_is_measured() {
    let likelihood = likelihood(isotropic("list", 20_000, 0.7, 3));
    let trials = Trials::new(&likelihood, DEC_RAD);
    let source = Injection::new(&likelihood, DEC_RAD, 2.0);
    let fits = trials.run(Some((&source, 20.0)), 400, 1, &()).unwrap();
    let mean = fits.iter().map(|fit| fit.n_s).sum::<f64>() / 400.0;
    assert!((mean - 20.0).abs() < 2.0, "{mean}");
    let numbers: Vec<usize> = (0..400)
        .map(|i| trials.with_source(&source, 20.0, 1, i).1)
        .collect();
    let average = numbers.iter().sum::<usize>() as f64 / 400.0;
    assert!((average - 20.0).abs() < 1.0, "{average}");
    assert_eq!(trials.with_source(&source, 0.0, 1, 3).1, 0);
}

#[test]
fn a_cancelled_run_is_none() {
    struct Never;
    impl nuscope_scan::Watch for Never {
        fn step(&self, _: usize, _: usize) -> bool {
            false
        }
    }
    let likelihood = likelihood(isotropic("list", 100, 1.0, 3));
    assert!(
        Trials::new(&likelihood, DEC_RAD)
            .run(None, 10, 1, &Never)
            .is_none()
    );
}
