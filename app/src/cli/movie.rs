//! `nuscope movie`: the replay of an event as a file.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use nuscope_io::Progress;

use super::bar::with_bar;
use super::shown::Shown;
use super::{keep_inputs, size, writable};
use crate::movie::{CameraPath, Made, Movie as Settings, export};

/// Make a movie of the replay of an event.
#[derive(Debug, Args)]
pub struct Movie {
    #[command(flatten)]
    shown: Shown,
    /// Where to save the movie.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Size in pixels; even numbers for video.
    #[arg(long, default_value = "1280x720", value_name = "WxH", value_parser = size)]
    size: (u32, u32),
    /// Length in seconds.
    #[arg(long, default_value_t = 8.0)]
    seconds: f32,
    /// Frames per second.
    #[arg(long, default_value_t = 25, value_name = "N")]
    fps: u32,
    /// Where the camera goes meanwhile; a session knows its own, otherwise it turns.
    #[arg(long, value_enum)]
    path: Option<CameraPath>,
    /// How far the camera turns where it turns, in degrees.
    #[arg(
        long,
        default_value_t = 40.0,
        value_name = "DEG",
        allow_negative_numbers = true
    )]
    turn: f32,
    /// First moment in nanoseconds after the first triggered hit.
    #[arg(
        long,
        value_name = "NS",
        requires = "to",
        allow_negative_numbers = true
    )]
    from: Option<f32>,
    /// Last moment.
    #[arg(
        long,
        value_name = "NS",
        requires = "from",
        allow_negative_numbers = true
    )]
    to: Option<f32>,
}

impl Movie {
    /// Makes the movie.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(&self.out, self.shown.inputs())?;
        writable(&self.out)?;
        let (document, view) = self.shown.open()?;
        let settings = Settings {
            size: self.size,
            frames_per_second: self.fps,
            seconds: self.seconds,
            range_ns: self.from.zip(self.to),
            path: self.path.unwrap_or(view.export.movie.path),
            turn_deg: self.turn,
        };
        let made = with_bar("drawing", |progress: &Progress| {
            export(&document, &view, &settings, &self.out, progress)
        })?;
        match made {
            Made::Written(path) => say!("{}", path.display()),
            Made::Cancelled => bail!("the movie was cancelled: {:?}", self.out),
        }
        Ok(())
    }
}
