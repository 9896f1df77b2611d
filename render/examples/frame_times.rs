//! Prints how long frames of the 3D view take here: `cargo run --release --example frame_times -- [FRAMES]`.

use nuscope_render::Gpu;
use nuscope_render::bench::{self, BlockSize, FrameTime};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frames = match std::env::args().nth(1) {
        Some(frames) => frames.parse()?,
        None => 15,
    };
    let gpu = Gpu::headless()?;
    let figures = bench::space(&gpu, BlockSize::TWO_BLOCKS, (1280, 800), frames)?;
    let (width, height) = figures.size;
    println!("{}", figures.adapter);
    println!(
        "{} sensors, {} hits, {width} x {height}",
        figures.sensors, figures.hits
    );
    let row = |name: &str, time: FrameTime| {
        let cpu = time
            .cpu_ms
            .map_or("-".to_owned(), |cpu| format!("{cpu:.1}"));
        let ratio = time.wall_ms / figures.plain.wall_ms;
        println!(
            "{name:24} {:7.1} ms  {cpu:>7} CPU-ms  {ratio:5.2}",
            time.wall_ms
        );
    };
    row("plain impostors", figures.plain);
    row("full frame", figures.full);
    row("  all sensors drawn", figures.full_all_sensors);
    row("  without glow", figures.full_without_glow);
    row("  amid the detector", figures.full_near);
    row("  water alone", figures.empty);
    println!(
        "scrubbing sends {} bytes per frame; picking takes {:.1} ms",
        figures.scrub_bytes, figures.pick_ms
    );
    Ok(())
}
