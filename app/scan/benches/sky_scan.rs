//! How long a scan takes, on a made-up list of the size and the angular errors of four public IceCube lists.
//!
//! `fit` is one position on its own, as a click on the map asks for; `scan` is a whole map, where neighbouring
//! pixels share the search for candidates; `prepare` is what comes before either.

use std::f64::consts::TAU;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use nuscope_model::{Column, Equatorial, Quantity, Sample, healpix};
use nuscope_scan::{Likelihood, Settings, scan};
use rand::{RngExt as _, SeedableRng as _};

/// Candidates in each list: IC40, IC79, IC86-2011 and IC86-2012.
const CANDIDATES: [usize; 4] = [36_900, 93_133, 136_244, 105_300];

/// Median angular error and its spread: a factor of e^0.75.
const SIGMA_DEG: (f64, f64) = (0.58, 0.75);

fn samples() -> Vec<Arc<Sample>> {
    let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    let mut sample = |candidates| {
        let mut sample = Sample::default();
        let mut values = Vec::with_capacity(candidates);
        for _ in 0..candidates {
            sample.ra_rad.push(TAU * random.random::<f64>());
            sample
                .dec_rad
                .push((2.0 * random.random::<f64>() - 1.0).asin());
            let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
            let normal = radius * (TAU * random.random::<f64>()).cos();
            values.push(
                (SIGMA_DEG.0 * (SIGMA_DEG.1 * normal).exp())
                    .min(12.0)
                    .to_radians(),
            );
        }
        sample.columns.push(Column {
            quantity: Quantity::AngularErrorRad,
            values,
        });
        Arc::new(sample)
    };
    CANDIDATES.map(&mut sample).to_vec()
}

fn sky_scan(criterion: &mut Criterion) {
    let samples = samples();
    let settings = Settings::default();
    let prepare = || Likelihood::new(&samples, &settings).expect("the lists are sound");
    let likelihood = prepare();

    let mut group = criterion.benchmark_group("sky_scan");
    group.sample_size(20);
    group.bench_function("prepare", |bencher| {
        bencher.iter_batched(|| (), |()| prepare(), BatchSize::PerIteration);
    });
    group.bench_function("fit", |bencher| {
        let mut turn = 0.0;
        bencher.iter(|| {
            turn += 1.0;
            likelihood.fit(black_box(Equatorial {
                ra_rad: turn % TAU,
                dec_rad: 0.4,
            }))
        });
    });
    for nside in [32, 64] {
        group.throughput(Throughput::Elements(healpix::pixels(nside)));
        group.bench_function(format!("scan nside {nside}"), |bencher| {
            bencher.iter(|| scan(&likelihood, nside, &()));
        });
    }
    group.finish();
}

criterion_group!(benches, sky_scan);
criterion_main!(benches);
