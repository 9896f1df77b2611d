//! `nuscope bench`: how fast this machine draws, as ratios within one run.
//!
//! Three scenes: A, an event of a file; B, two blocks of a large detector with a muon; C, the same with a million
//! hits more. Each is drawn beside the plainest draw of the same instances, in turn. The sky follows.

mod sky;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use nuscope_render::bench::{Block, BlockSize, FrameTime, SpaceFigures, space};
use nuscope_render::{Front, Gpu};

use super::shown::Shown;
use crate::derived::Derived;
use crate::document::Document;
use crate::picture::Studio;
use crate::plot::ticks::thousands;
use crate::scene::{detector, hits};
use crate::theme;
use crate::view::View;

/// Size of the pictures, in pixels.
const SIZE: (u32, u32) = (1280, 800);

/// Measure how fast this machine draws, and print ratios.
#[derive(Debug, Args)]
pub struct Bench {
    /// Measure the first event of this file too, or what this session shows.
    file: Option<PathBuf>,
    /// The detector of the event (DETX, DATX, JSON, .geo or a geometry table), unless the file brings its own.
    #[arg(long, value_name = "FILE", requires = "file")]
    detector: Option<PathBuf>,
    /// How many frames each figure is the median of.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(3..=1000))]
    frames: u32,
}

impl Bench {
    /// Draws and prints.
    pub fn run(self) -> anyhow::Result<()> {
        let gpu = Gpu::headless()?;
        let software = if gpu.software { " (software)" } else { "" };
        say!("adapter: {}{software}", gpu.adapter);
        say!(
            "{} x {} pixels, median of {} frames",
            SIZE.0,
            SIZE.1,
            self.frames
        );
        if let Some(file) = self.file {
            let start = Instant::now();
            let shown = Shown::of(file, self.detector);
            let mut opened_ms = 0.0;
            let (mut studio, mut document, view) = Studio::while_opening(SIZE, || {
                let opened = shown.open();
                opened_ms = ms(start);
                opened
            })?;
            studio.draw(&document, &view)?;
            say!(
                "\nfile opened after {opened_ms:.0} ms, first picture after {:.0} ms (goal: under 1000)",
                ms(start)
            );
            say!("{}", steps(&mut studio, &mut document, &view)?);
            measure(&gpu, "A", &event(&document, &view), self.frames)?;
        }
        measure(&gpu, "B", &Block::new(BlockSize::TWO_BLOCKS), self.frames)?;
        measure(&gpu, "C", &Block::new(BlockSize::A_MILLION), self.frames)?;
        sky::measure(&gpu, self.frames)
    }
}

/// Most events that are stepped through.
const MOST_STEPS: usize = 200;

fn ms(start: Instant) -> f64 {
    1e3 * start.elapsed().as_secs_f64()
}

/// Steps through the events of the file, as a person does with a key.
fn steps(studio: &mut Studio, document: &mut Document, view: &View) -> anyhow::Result<String> {
    let Some(source) = document.events.clone() else {
        return Ok(String::new());
    };
    let shown = document.event.as_ref().map_or(0, |shown| shown.index);
    let (mut ready_ms, mut drawn_ms) = (Vec::new(), Vec::new());
    for index in (0..source.headers().len()).take(MOST_STEPS).chain([shown]) {
        let start = Instant::now();
        document.show(index, source.read(index)?);
        let derived = Derived::of(document, view);
        if let Some(values) = &derived.values {
            std::hint::black_box(hits::hits(values, &derived.shown, &view.hits));
        }
        ready_ms.push(ms(start));
        studio.draw(document, view)?;
        drawn_ms.push(ms(start));
    }
    let words = |times_ms: &mut Vec<f64>| {
        times_ms.sort_by(f64::total_cmp);
        let at = |share: f64| times_ms[(share * (times_ms.len() - 1) as f64).round() as usize];
        format!("{:.1} ms, 95 % within {:.1} ms", at(0.5), at(0.95))
    };
    Ok(format!(
        "next event, median of {}: read and ready for the GPU {} (goal: under 50); drawn {}",
        ready_ms.len(),
        words(&mut ready_ms),
        words(&mut drawn_ms)
    ))
}

/// An event as the event display shows it.
fn event(document: &Document, view: &View) -> Block {
    let mut block = Block::default();
    let (Some(shown), Some(detector)) = (&document.event, document.detector.as_deref()) else {
        return block;
    };
    let derived = Derived::of(document, view);
    if let Some(values) = &derived.values {
        block.hits = hits::hits(values, &derived.shown, &view.hits).points;
    }
    let theme = theme::theme(view.dark);
    if let Some(marks) = derived.marks.as_deref() {
        let dress = detector::Dress {
            marks,
            marked: view.event.sensor_marks,
            by_rate: view.event.sensor_rates,
            dark: view.dark,
            theme,
        };
        block.modules = detector::modules(detector, dress);
        block.sensors = detector::sensors(detector, dress);
    }
    block.segments = detector::strings(detector, theme);
    block.segments.extend(&derived.tracks.scene.segments);
    block.bounds = detector::bounds(detector);
    block.bed_z = detector::bed_z(detector);
    block.time_range_ns = shown.times.color_range_ns;
    // Any track's: what it costs does not depend on where it lies.
    block.front = Front {
        direction: [0.6, 0.0, -0.8],
        reach_m: 0.5 * block.bounds.0.distance(block.bounds.1),
        ..Default::default()
    };
    block
}

fn measure(gpu: &Gpu, name: &str, block: &Block, frames: u32) -> anyhow::Result<()> {
    let figures = space(gpu, block, SIZE, frames as usize)?;
    say!(
        "\nscene {name}: {} photomultipliers, {} hits",
        thousands(figures.sensors),
        thousands(figures.hits)
    );
    for line in lines(&figures) {
        say!("{line}");
    }
    Ok(())
}

fn lines(figures: &SpaceFigures) -> Vec<String> {
    let rows = [
        ("plain impostors of the same", figures.plain),
        ("full frame, far", figures.full),
        ("full frame, far, all sensors", figures.full_all_sensors),
        ("full frame, far, no glow", figures.full_without_glow),
        ("full frame, near", figures.full_near),
        ("full frame while time runs", figures.playing),
        ("water alone", figures.empty),
    ];
    let mut lines: Vec<_> = rows
        .iter()
        .map(|(name, time)| format!("{name:<30} {}", words(*time, figures.plain)))
        .collect();
    lines.extend([
        format!(
            "full frame / plain draw, turn by turn: {:.2} (goal: at most 1.2)",
            figures.ratio
        ),
        format!(
            "sent per frame while time runs: {} bytes (goal: under 1024)",
            figures.playing_bytes
        ),
        format!(
            "finding what is under the pointer: {:.2} ms, {:.2} frames (goal: under 2)",
            figures.pick_ms,
            figures.pick_frames()
        ),
        format!("sending all hits, once: {:.1} ms", figures.send_hits_ms),
    ]);
    lines
}

/// A time with its ratio to the plain draw.
fn words(time: FrameTime, plain: FrameTime) -> String {
    let ratio = |a: f64, b: f64| format!("x{:.2}", a / b);
    let cpu = time
        .cpu_ms
        .zip(plain.cpu_ms)
        .map_or(String::new(), |(cpu_ms, plain_ms)| {
            let ratio = ratio(cpu_ms, plain_ms);
            format!("  {cpu_ms:9.3} ms of processor  {ratio}")
        });
    let ratio = ratio(time.wall_ms, plain.wall_ms);
    format!("{:9.3} ms  {ratio}{cpu}", time.wall_ms)
}
