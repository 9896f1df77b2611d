//! How long a person waits for an event: opening a file of 500 events and 2.2 million hits, its first event, the
//! next one; and a list of candidates. The files are simulated and written to a temporary folder.
//!
//! At the end the times are put in relation to reading the same file's bytes, which no reader can beat by much on
//! any machine.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use nuscope_io::{EventSource, open, simulate, write_candidates, write_km3net_hdf5};
use nuscope_model::Event;

/// Events in the file; the simulation gives about 4,400 hits each.
const EVENTS: usize = 500;

/// Most candidates of one published list.
const CANDIDATES: usize = 136_244;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let events = folder.path().join("events.h5");
    let detector = simulate::layout::arca(1);
    write_km3net_hdf5(&events, simulate::many(&detector, EVENTS, 1).iter())
        .expect("events can be written");
    let list = folder.path().join("list.csv");
    write_candidates(&list, &candidates()).expect("candidates can be written");

    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("open events", |bench| bench.iter(|| events_of(&events)));
    criterion.bench_function("open events and read the first", |bench| {
        bench.iter(|| first_event(&events));
    });
    criterion.bench_function("open 136,244 candidates", |bench| {
        bench.iter(|| open(&list).expect("the list is sound"));
    });

    let bytes = median(|| std::fs::read(&events));
    let first = median(|| first_event(&events));
    let list_bytes = median(|| std::fs::read(&list));
    let list_open = median(|| open(&list));
    // Last, because a file that is open already opens faster.
    let source = events_of(&events);
    let mut next = 0;
    criterion.bench_function("read the next event", |bench| {
        bench.iter(|| {
            next = (next + 1) % source.headers().len();
            source.read(next).expect("the events are sound")
        });
    });
    let hits: usize = source.headers().iter().map(|header| header.hits).sum();
    println!("{} events, {hits} hits", source.headers().len());
    println!(
        "open and first event: {first:.1?}, {:.2} times reading the file's bytes",
        ratio(first, bytes)
    );
    println!(
        "136,244 candidates: {list_open:.1?}, {:.1} times reading the file's bytes",
        ratio(list_open, list_bytes)
    );
    criterion.final_summary();
}

fn events_of(path: &Path) -> Arc<dyn EventSource> {
    let loaded = open(path).expect("the events are sound");
    loaded.events.expect("there are events")
}

fn first_event(path: &Path) -> Event {
    events_of(path).read(0).expect("the first event is sound")
}

/// A list of the size and columns of IceCube's largest published one.
fn candidates() -> nuscope_model::Sample {
    use nuscope_model::{Column, Quantity, Sample};
    let spread = |scale: f64, step: f64| -> Vec<f64> {
        let value = |i: usize| ((i as f64 * step).fract() * scale * 1e4).round() / 1e4;
        (0..CANDIDATES).map(value).collect()
    };
    let degrees = |values: Vec<f64>| values.into_iter().map(f64::to_radians).collect();
    Sample {
        name: "large".into(),
        ra_rad: degrees(spread(360.0, 0.618)),
        dec_rad: degrees(
            spread(180.0, 0.414)
                .into_iter()
                .map(|dec| dec - 90.0)
                .collect(),
        ),
        columns: vec![
            Column {
                quantity: Quantity::AngularErrorRad,
                values: degrees(spread(3.0, 0.732)),
            },
            Column {
                quantity: Quantity::Log10EnergyGev,
                values: spread(6.0, 0.236),
            },
            Column {
                quantity: Quantity::Mjd,
                values: spread(56_000.0, 0.123),
            },
            Column {
                quantity: Quantity::AzimuthRad,
                values: degrees(spread(360.0, 0.3)),
            },
            Column {
                quantity: Quantity::ZenithRad,
                values: degrees(spread(180.0, 0.7)),
            },
        ],
        ..Sample::default()
    }
}

/// The median time of 15 runs.
fn median<T>(run: impl Fn() -> T) -> Duration {
    let time = |_| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..15).map(time).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
