//! What a step of a user's track costs with a million hits, beside one plain pass over the same hits.
//!
//! `window` is what the thread of the window does, `values` what a worker makes until plots and tables follow, and
//! `anchor` one pass on one core that writes one number for each hit. Processor time is that of all threads. Prints
//! memory too: what the columns of an event take, in bytes for each hit.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::DVec3;
use nuscope::derived::Derived;
use nuscope::document::Document;
use nuscope::job::Wake;
use nuscope::view::{HitQuantity, TrackChoice, UserTrack, View};
use nuscope_model::track::TrackShape;
use nuscope_model::{Detector, Event, Hit};

const HITS: usize = 1_000_000;
const STEPS: usize = 100;

/// Processor time of all threads of this process so far, those that ended included, in milliseconds; Linux only.
fn processor_ms() -> f64 {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else {
        return f64::NAN;
    };
    // The name of the program, in parentheses, may hold anything; user and system time follow in ticks of 10 ms.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        * 10.0
}

/// Memory of this process now, in bytes; Linux only.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| 1024.0 * kilobytes)
}

/// Two blocks of a large detector, and hits all over them in ten microseconds.
fn document() -> Option<Document> {
    let loaded = nuscope_io::open(Path::new("demo:layout-arca-two-blocks")).ok()?;
    let detector: Arc<Detector> = loaded.detector?;
    let modules = detector.modules();
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let hit = |_| {
        let module = &modules[random(modules.len())];
        Hit {
            module: module.id,
            channel: random(module.sensors.max(1) as usize) as u8,
            time_ns: 1e-2 * random(1_000_000) as f64,
            amplitude: random(255) as f32,
            trigger_mask: u64::from(random(3) == 0),
        }
    };
    let event = Event {
        hits: (0..HITS).map(hit).collect(),
        ..Event::default()
    };
    let mut document = Document::default();
    document.show(0, event);
    document.detector = Some(detector);
    Some(document)
}

fn view(step: usize) -> View {
    let mut view = View::default();
    view.hits.color_by = HitQuantity::Residual;
    view.tracks.reference = TrackChoice::User;
    view.tracks.user = Some(UserTrack {
        position_m: DVec3::new(step as f64, 0.0, 0.0),
        travel: DVec3::NEG_Z,
        time_ns: 0.0,
        shape: TrackShape::Line,
    });
    view
}

/// Calls `step` so often and prints how long it took, by the wall and by processors; returns the latter.
fn measure(what: &str, mut step: impl FnMut(usize) -> Duration) -> f64 {
    let before = processor_ms();
    let mut longest = Duration::ZERO;
    let start = Instant::now();
    for number in 0..STEPS {
        longest = longest.max(step(number));
    }
    let wall = start.elapsed().as_secs_f64() * 1e3 / STEPS as f64;
    let processor = (processor_ms() - before) / STEPS as f64;
    let window = 1e3 * longest.as_secs_f64();
    println!(
        "{what:<44} {wall:8.3} ms  {processor:8.2} ms of processor  window at most {window:7.3} ms"
    );
    processor
}

fn main() {
    let start = memory();
    let Some(document) = document() else {
        return println!("the layout of the detector cannot be made");
    };
    let hits = &document
        .event
        .as_ref()
        .map_or(&[][..], |shown| &shown.event.hits);
    let per_hit = |bytes: f64| bytes / HITS as f64;
    println!("{HITS} hits, {} bytes each in memory", size_of::<Hit>());
    println!(
        "event and detector: {:.0} bytes per hit",
        per_hit(memory() - start)
    );

    let mut column = vec![0.0_f32; hits.len()];
    let anchor = measure("anchor: one pass", |number| {
        for (value, hit) in column.iter_mut().zip(*hits) {
            *value = (hit.time_ns - number as f64) as f32;
        }
        black_box(&column);
        Duration::ZERO
    });

    let wake: Wake = Arc::new(|| ());
    let mut derived = Derived::default();
    derived.update_soon(&document, &view(0), &wake);
    let mut before = memory();
    if let Some(values) = &derived.values {
        for quantity in HitQuantity::ALL {
            values.column(quantity);
            let now = memory();
            println!(
                "column {quantity:?}: {:.1} bytes per hit",
                per_hit(now - before)
            );
            before = now;
        }
    }
    let follow = |derived: &mut Derived, view: &View| {
        let mut window = Duration::ZERO;
        loop {
            let start = Instant::now();
            derived.update_soon(&document, view, &wake);
            window = window.max(start.elapsed());
            if !derived.busy() {
                return window;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    };
    let all = measure("values: residual, distance, impact angle", |number| {
        follow(&mut derived, &view(number + 1))
    });
    let mut cut = Derived::default();
    cut.update_soon(&document, &view(0), &wake);
    let with_cut = |number: usize| {
        let mut view = view(number);
        view.cuts.residual_ns = Some((-100.0, 100.0));
        view
    };
    follow(&mut cut, &with_cut(0));
    let residual = measure("values: residual and a cut on it", |number| {
        follow(&mut cut, &with_cut(number + 1))
    });
    println!(
        "processor time over that of the anchor: three columns {:.1}, residual and cut {:.1}",
        all / anchor,
        residual / anchor
    );
    println!(
        "memory at its peak: {:.0} bytes per hit",
        per_hit(peak() - start)
    );
}

/// The most memory that this process had, in bytes; Linux only.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| 1024.0 * kilobytes)
}
