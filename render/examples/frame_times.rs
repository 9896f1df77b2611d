//! Prints how long frames take here: `cargo run --release --example frame_times -- [FRAMES [NOISE_HITS]]`.

use nuscope_render::Gpu;
use nuscope_render::bench::{self, Block, BlockSize, FrameTime};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frames = match std::env::args().nth(1) {
        Some(frames) => frames.parse()?,
        None => 15,
    };
    let size = BlockSize {
        noise: match std::env::args().nth(2) {
            Some(hits) => hits.parse()?,
            None => 0,
        },
        ..BlockSize::TWO_BLOCKS
    };
    let gpu = Gpu::headless()?;
    let figures = bench::space(&gpu, &Block::new(size), (1280, 800), frames)?;
    let (width, height) = figures.size;
    println!("{}", figures.adapter);
    println!(
        "{} sensors, {} hits, {width} x {height}",
        figures.sensors, figures.hits
    );
    let row = |name: &str, time: FrameTime| {
        let cpu = time.cpu_ms.unwrap_or(f64::NAN);
        let ratio = cpu / figures.plain.cpu_ms.unwrap_or(f64::NAN);
        println!(
            "{name:24} {:7.1} ms  {cpu:7.1} CPU-ms  {ratio:5.2}",
            time.wall_ms
        );
    };
    row("plain impostors", figures.plain);
    row("full frame", figures.full);
    row("  sensors at any distance", figures.full_all_sensors);
    row("  without glow", figures.full_without_glow);
    row("  amid the detector", figures.full_near);
    row("  while time runs", figures.playing);
    row("  water alone", figures.empty);
    println!(
        "full frame over plain draw, turn by turn: {:.2}",
        figures.ratio
    );
    println!(
        "playing sends {} bytes per frame; picking takes {:.1} ms",
        figures.playing_bytes, figures.pick_ms
    );
    let figures = bench::sky(&gpu, 512, 1_000_000, (1280, 640), frames)?;
    let line = |name: &str, time: FrameTime, ratio: f64| {
        let (wall, cpu) = (time.wall_ms, time.cpu_ms.unwrap_or(f64::NAN));
        println!("{name:40} {wall:7.1} ms  {cpu:7.1} CPU-ms  {ratio:5.2}");
    };
    println!("sky, 1280 x 640:");
    line("  inverse projection alone", figures.inverse, 1.0);
    line(
        "  map of nside 512 (goal 2)",
        figures.map,
        figures.map_ratio,
    );
    let smooth = figures.smooth.wall_ms / figures.inverse.wall_ms;
    line("  map of nside 512, interpolated", figures.smooth, smooth);
    line("  1,000,000 bare points", figures.bare, 1.0);
    line(
        "  1,000,000 markers (goal 1.3)",
        figures.markers,
        figures.markers_ratio,
    );
    line(
        "  1,000,000 markers, moved (goal 1.3)",
        figures.moved,
        figures.moved_ratio,
    );
    println!(
        "  picking takes {:.2} ms (goal 5); sent once: map {:.0} ms, markers {:.0} ms",
        figures.pick_ms, figures.send_map_ms, figures.send_markers_ms
    );
    Ok(())
}
