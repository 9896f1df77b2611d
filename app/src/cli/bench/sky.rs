//! The sky's part of `nuscope bench`: a map and markers beside the barest shaders, and ten million candidates as a
//! density.
//!
//! The map's row is of the full pass over the whole sky. A window draws it once and shows the texture again until
//! something changes.

use std::sync::Arc;
use std::time::Instant;

use nuscope_model::{Column, Quantity, Sample};
use nuscope_render::bench::{FrameTime, sky};
use nuscope_render::{Gpu, Sky};

use crate::candidates::Candidates;
use crate::crowd::{Crowd, Crowds};
use crate::document::Document;
use crate::plot::ticks::thousands;
use crate::view::{ShownAs, View};

/// Size of the pictures.
const SIZE: (u32, u32) = (1280, 640);
const MARKERS: u32 = 1_000_000;
const NSIDE: u32 = 512;
const CANDIDATES: usize = 10_000_000;
/// Changes whose median is told.
const CHANGES: u32 = 9;

/// Measures and prints.
pub(super) fn measure(gpu: &Gpu, frames: u32) -> anyhow::Result<()> {
    let figures = sky(gpu, NSIDE, MARKERS, SIZE, frames as usize)?;
    say!("\nsky, {} x {} pixels", SIZE.0, SIZE.1);
    let line = |name: &str, time: FrameTime, ratio: f64| {
        let cpu = time
            .cpu_ms
            .map_or(String::new(), |cpu| format!("  {cpu:9.3} ms of processor"));
        say!("{name:<42} {:9.3} ms  x{ratio:.2}{cpu}", time.wall_ms);
    };
    line("inverse projection alone", figures.inverse, 1.0);
    line(
        "map of nside 512 (goal: at most 2)",
        figures.map,
        figures.map_ratio,
    );
    let smooth = figures.smooth.wall_ms / figures.inverse.wall_ms;
    line("map of nside 512, interpolated", figures.smooth, smooth);
    line("1,000,000 bare points", figures.bare, 1.0);
    line(
        "1,000,000 markers (goal: at most 1.3)",
        figures.markers,
        figures.markers_ratio,
    );
    line(
        "1,000,000 markers, magnified and moved",
        figures.moved,
        figures.moved_ratio,
    );
    say!(
        "finding what is under the pointer: {:.2} ms (goal: under 5)",
        figures.pick_ms
    );
    density(gpu)
}

/// Ten million candidates as a density, and again at every change of the dates that are shown.
fn density(gpu: &Gpu) -> anyhow::Result<()> {
    let document = Document {
        samples: vec![Arc::new(spiral())],
        ..Document::default()
    };
    let mut view = View::default();
    view.sky.crowd.shown_as = ShownAs::Density;
    let (mut candidates, mut crowds) = (Candidates::default(), Crowds::default());
    let size = (f64::from(SIZE.0), f64::from(SIZE.1));
    candidates.update(&document, &view);
    let start = Instant::now();
    crowds.update(&candidates, &view, false, size, None);
    let first_ms = super::ms(start);
    let mut counted = Vec::new();
    for change in 0..CHANGES {
        view.sky_time.range = Some((55_000.0 + f64::from(change), 57_000.0));
        candidates.update(&document, &view);
        let start = Instant::now();
        crowds.update(&candidates, &view, false, size, None);
        counted.push(super::ms(start));
    }
    counted.sort_by(f64::total_cmp);
    let Some(crowd) = crowds.shown() else {
        return Ok(());
    };
    let mut on_device = Sky::new(gpu);
    let Crowd {
        nside,
        per_deg2,
        total,
        ..
    } = crowd.as_ref();
    let start = Instant::now();
    on_device.set_density(gpu, *nside, per_deg2)?;
    gpu.wait()?;
    say!(
        "{} candidates as a density of nside {nside}: first {first_ms:.1} ms, {} of them after a change of dates \
         {:.1} ms (goal: under 100), sent in {:.1} ms",
        thousands(CANDIDATES),
        thousands(*total as usize),
        counted[counted.len() / 2],
        super::ms(start)
    );
    Ok(())
}

/// Candidates on a golden spiral, over three thousand days.
fn spiral() -> Sample {
    let share = |i: usize| (i as f64 + 0.5) / CANDIDATES as f64;
    let all = 0..CANDIDATES;
    Sample {
        name: "spiral".into(),
        ra_rad: all
            .clone()
            .map(|i| (2.399_963_2 * i as f64).rem_euclid(std::f64::consts::TAU))
            .collect(),
        dec_rad: all.clone().map(|i| (1.0 - 2.0 * share(i)).asin()).collect(),
        columns: vec![Column {
            quantity: Quantity::Mjd,
            values: all
                .map(|i| 55_000.0 + 3_000.0 * (0.618_034 * i as f64).fract())
                .collect(),
        }],
        ..Sample::default()
    }
}
