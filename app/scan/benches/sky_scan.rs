//! How long a scan takes, on made-up lists of the size, the angular errors and the energies of four public IceCube lists.
//!
//! With energies and a free index: `prepare` is what comes first; `candidate` is one position on its own, as a click on
//! the map asks for; `trial` is a scrambled sky at one declination; `landscape` is the likelihood about a position on a
//! grid; `scan` is a whole map, where neighbouring pixels share the search for candidates. `spatial` is the scan by
//! positions alone. Then the scan with more and more candidates, and with more and more pixels; `examples/scaling.rs`
//! fits how the cost grows.

mod made_up;

use std::f64::consts::TAU;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nuscope_model::{Equatorial, healpix};
use nuscope_scan::{EnergyAt, Likelihood, Settings, Trials, scan};

fn likelihood(candidates: usize, settings: &Settings) -> Likelihood {
    Likelihood::of(&made_up::inputs(candidates), settings).expect("the lists are sound")
}

/// As many as the public lists have.
fn all() -> usize {
    made_up::CANDIDATES.iter().sum()
}

fn sky_scan(criterion: &mut Criterion) {
    let settings = Settings::default();
    let inputs = made_up::inputs(all());
    let full = likelihood(all(), &settings);
    let spatial = Settings {
        energy: EnergyAt::Off,
        ..settings.clone()
    };
    let by_position = likelihood(all(), &spatial);

    let mut group = criterion.benchmark_group("sky_scan");
    group.sample_size(20);
    group.bench_function("prepare", |bencher| {
        bencher.iter(|| Likelihood::of(&inputs, &settings));
    });
    group.bench_function("candidate", |bencher| {
        let mut turn = 0.0;
        bencher.iter(|| {
            turn += 1.0;
            full.fit(black_box(Equatorial {
                ra_rad: turn % TAU,
                dec_rad: 0.4,
            }))
        });
    });
    let trials = Trials::new(&full, 0.4);
    group.bench_function("trial", |bencher| {
        let mut turn = 0;
        bencher.iter(|| {
            turn += 1;
            trials.background(1, turn)
        });
    });
    group.bench_function("landscape", |bencher| {
        let at = Equatorial::from_degrees(40.67, -0.01);
        bencher.iter(|| full.landscape(black_box(at), [61, 81]));
    });
    group.throughput(Throughput::Elements(healpix::pixels(32)));
    for (name, likelihood) in [("scan", &full), ("spatial", &by_position)] {
        group.bench_function(BenchmarkId::new(name, "nside 32"), |bencher| {
            bencher.iter(|| scan(likelihood, 32, &()));
        });
    }
    group.finish();
}

fn by_candidates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("by_candidates");
    group.sample_size(10);
    for candidates in [50_000, 200_000, 500_000, 1_000_000, 2_000_000] {
        let likelihood = likelihood(candidates, &Settings::default());
        group.throughput(Throughput::Elements(candidates as u64));
        group.bench_function(BenchmarkId::from_parameter(candidates), |bencher| {
            bencher.iter(|| scan(&likelihood, 32, &()));
        });
    }
    group.finish();
}

fn by_pixels(criterion: &mut Criterion) {
    let likelihood = likelihood(all(), &Settings::default());
    let mut group = criterion.benchmark_group("by_pixels");
    group.sample_size(10);
    for nside in [16, 32, 64, 128] {
        group.throughput(Throughput::Elements(healpix::pixels(nside)));
        group.bench_function(BenchmarkId::new("nside", nside), |bencher| {
            bencher.iter(|| scan(&likelihood, nside, &()));
        });
    }
    group.finish();
}

criterion_group!(benches, sky_scan, by_candidates, by_pixels);
criterion_main!(benches);
