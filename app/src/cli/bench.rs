//! `nuscope bench`: how fast this machine draws, as ratios within one run.

use clap::Args;
use nuscope_render::Gpu;
use nuscope_render::bench::{BlockSize, FrameTime, space};

use crate::plot::ticks::thousands;

/// Measure how fast this machine draws, and print ratios.
#[derive(Debug, Args)]
pub struct Bench {
    /// How many frames each figure is the median of.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(3..=1000))]
    frames: u32,
}

impl Bench {
    /// Draws and prints.
    pub fn run(self) -> anyhow::Result<()> {
        let gpu = Gpu::headless()?;
        let figures = space(
            &gpu,
            BlockSize::TWO_BLOCKS,
            (1280, 800),
            self.frames as usize,
        )?;
        say!(
            "adapter: {}{}",
            figures.adapter,
            if figures.software { " (software)" } else { "" }
        );
        say!(
            "{} photomultipliers, {} hits, {} x {} pixels, median of {} frames",
            thousands(figures.sensors),
            thousands(figures.hits),
            figures.size.0,
            figures.size.1,
            self.frames
        );
        let rows = [
            ("plain impostors of the same", figures.plain),
            ("full frame, far", figures.full),
            ("full frame, far, all sensors", figures.full_all_sensors),
            ("full frame, far, no glow", figures.full_without_glow),
            ("full frame, near", figures.full_near),
            ("water alone", figures.empty),
        ];
        for (name, time) in rows {
            say!("{name:<30} {}", words(time, figures.plain));
        }
        say!(
            "full frame / plain draw: {:.2} (goal: at most 1.2)",
            figures.ratio()
        );
        say!(
            "sent per frame while scrubbing: {} bytes (goal: under 1024)",
            figures.scrub_bytes
        );
        say!(
            "finding what is under the pointer: {:.2} ms",
            figures.pick_ms
        );
        Ok(())
    }
}

/// A time with its ratio to the plain draw.
fn words(time: FrameTime, plain: FrameTime) -> String {
    let cpu = time.cpu_ms.map_or(String::new(), |cpu_ms| {
        format!("  {cpu_ms:9.3} ms of processor")
    });
    format!(
        "{:9.3} ms  x{:.2}{cpu}",
        time.wall_ms,
        time.wall_ms / plain.wall_ms
    )
}
