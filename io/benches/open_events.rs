//! How long a person waits for an event: opening a file of 500 events and 2.2 million hits, its first event, the
//! next one; and a list of candidates. The files are simulated and written to a temporary folder.
//!
//! At the end the times are put in relation to reading the same file's bytes, which no reader can beat by much on
//! any machine, and to what h5py takes for the same file, where a Python with h5py is found (`NUSCOPE_PYTHON`, else
//! `python3`). A KM3NeT file of one's own is measured too if `NUSCOPE_BENCH_FILE` names one.

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
    compare(&events);
    if let Some(own) = std::env::var_os("NUSCOPE_BENCH_FILE") {
        compare(Path::new(&own));
    }
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

/// All hits of all events.
fn all_hits(path: &Path) -> usize {
    let events = events_of(path);
    let hits = events.read_hits(0..events.headers().len());
    hits.expect("the hits are sound").iter().map(Vec::len).sum()
}

/// Says how long nuscope and h5py take for the same.
fn compare(path: &Path) {
    let ours = [
        median(|| events_of(path)),
        median(|| first_event(path)),
        median(|| all_hits(path)),
    ];
    println!("{}: {} hits", path.display(), all_hits(path));
    let [open, first, all] = ours.map(|time| 1e3 * time.as_secs_f64());
    println!(
        "nuscope: open {open:.2} ms, open and first event {first:.2} ms, all hits {all:.1} ms"
    );
    let python = std::env::var_os("NUSCOPE_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/time_h5py.py");
    let run = std::process::Command::new(python)
        .arg(script)
        .arg(path)
        .output();
    let said = run.map(|done| String::from_utf8_lossy(&done.stdout).into_owned());
    let times: Vec<f64> = said
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|time| time.parse().ok())
        .collect();
    let [hits, event, columns] = times[..] else {
        println!("h5py: not found, so there is nothing to compare with");
        return;
    };
    println!(
        "h5py: headers and hits of the first event {hits:.2} ms, with all else of it {event:.2} ms, all hits \
         {columns:.1} ms"
    );
    println!(
        "nuscope / h5py: first event {:.2} (of the hits alone {:.2}), all hits {:.2}",
        first / event,
        first / hits,
        all / columns
    );
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
