//! Movies of an event: the replay as a file, every frame at its exact time.
//!
//! Frame `i` of `n` shows the moment `from + (to − from) i/(n − 1)`, whatever the machine can draw per second, so that
//! a movie is the same each time it is made on one adapter.

mod camera_path;
mod ffmpeg;
mod sinks;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use nuscope_io::Progress;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::picture::Studio;
use crate::view::View;

pub use camera_path::{CameraPath, view_at};

/// The largest width and height.
pub const LARGEST: u32 = 8192;

/// More frames than this are refused: ten minutes at 60 a second.
const MOST_FRAMES: u32 = 36_000;

/// What a movie looks like besides what the view says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Movie {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Frames of one second; GIF keeps hundredths of a second, so 20, 25 and 50 are exact there.
    pub frames_per_second: u32,
    /// How long it takes.
    pub seconds: f32,
    /// First and last moment in nanoseconds after the event's zero; `None` plays what the time line plays.
    pub range_ns: Option<(f32, f32)>,
    /// Where the camera goes meanwhile.
    pub path: CameraPath,
    /// How far it turns about its target where it turns, in degrees.
    pub turn_deg: f32,
}

impl Default for Movie {
    fn default() -> Self {
        Self {
            size: (1280, 720),
            frames_per_second: 25,
            seconds: 8.0,
            range_ns: None,
            path: CameraPath::Turn,
            turn_deg: 40.0,
        }
    }
}

impl Movie {
    /// Number of frames.
    pub fn frames(&self) -> u32 {
        let frames = (self.seconds * self.frames_per_second as f32).round();
        (frames as u32).max(1)
    }

    /// The share of the movie that lies before a frame: 0 at the first, 1 at the last.
    fn share(&self, frame: u32) -> f32 {
        let last = self.frames() - 1;
        match last {
            0 => 0.0,
            last => (f64::from(frame) / f64::from(last)) as f32,
        }
    }

    /// The moment that a frame shows.
    pub fn moment_ns(&self, frame: u32, (from, to): (f32, f32)) -> f32 {
        from + (to - from) * self.share(frame)
    }

    fn check(&self) -> anyhow::Result<()> {
        let finite = self.seconds.is_finite() && self.seconds > 0.0 && self.turn_deg.is_finite();
        let range = self
            .range_ns
            .is_none_or(|(from, to)| from.is_finite() && to.is_finite());
        if !finite || !range {
            bail!("a movie needs a length in seconds above 0, and times that are numbers");
        }
        if !(1..=120).contains(&self.frames_per_second) {
            bail!(
                "1 to 120 frames per second are wanted, found {}",
                self.frames_per_second
            );
        }
        let frames = self.seconds * self.frames_per_second as f32;
        if frames > MOST_FRAMES as f32 {
            bail!("at most {MOST_FRAMES} frames are wanted, found {frames:.0}");
        }
        let (width, height) = self.size;
        if !(16..=LARGEST).contains(&width) || !(16..=LARGEST).contains(&height) {
            bail!("a size within 16..={LARGEST} pixels is wanted, found {width}x{height}");
        }
        Ok(())
    }
}

/// What came of a movie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// It was written there; a folder for single pictures.
    Written(PathBuf),
    /// It was cancelled; nothing is left of it.
    Cancelled,
}

/// Draws a movie of the event on display and writes it in the format that the name of `path` says: `.gif`, `.apng` or
/// `.png` (animated), `.mp4` or `.webm` through the ffmpeg of this machine; a name without one of these becomes a
/// folder of PNG pictures.
///
/// # Errors
/// If there is no event, the GPU fails or the file cannot be written; what was written of it is removed.
pub fn export(
    document: &Document,
    view: &View,
    movie: &Movie,
    path: &Path,
    progress: &Progress,
) -> anyhow::Result<Made> {
    movie.check()?;
    let Some(shown) = &document.event else {
        bail!("a movie shows the replay of an event, and there is none: open events first");
    };
    movie.path.check(document, view)?;
    let range = movie
        .range_ns
        .unwrap_or_else(|| shown.times.play_range_ns());
    let mut studio = Studio::new(movie.size, view.dark)?;
    let frames = movie.frames();
    let mut sink = sinks::open(path, movie)?;
    for frame in 0..frames {
        if progress.step(frame as usize, frames as usize).is_err() {
            sink.abandon();
            return Ok(Made::Cancelled);
        }
        let view = View {
            cursor_ns: Some(movie.moment_ns(frame, range)),
            ..view_at(document, view, movie, frame)
        };
        let written = studio
            .draw(document, &view)
            .and_then(|picture| sink.add(&picture));
        if let Err(error) = written {
            sink.abandon();
            return Err(error.context(format!("frame {} of {frames}", frame + 1)));
        }
    }
    sink.finish().context("the movie was not finished")?;
    Ok(Made::Written(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_stand_at_exact_moments() {
        let movie = Movie {
            frames_per_second: 25,
            seconds: 2.0,
            ..Movie::default()
        };
        assert_eq!(movie.frames(), 50);
        assert_eq!(movie.moment_ns(0, (-100.0, 880.0)), -100.0);
        assert_eq!(movie.moment_ns(49, (-100.0, 880.0)), 880.0);
        assert!((movie.moment_ns(7, (-100.0, 880.0)) - 40.0).abs() < 1e-4);
        let one = Movie {
            seconds: 0.001,
            ..Movie::default()
        };
        assert_eq!(one.frames(), 1);
        assert_eq!(one.moment_ns(0, (5.0, 6.0)), 5.0);
    }

    #[test]
    fn impossible_movies_are_refused_in_words() {
        let refused = |movie: Movie| movie.check().map_err(|error| error.to_string());
        for seconds in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert!(
                refused(Movie {
                    seconds,
                    ..Movie::default()
                })
                .is_err()
            );
        }
        let long = Movie {
            seconds: 1e6,
            ..Movie::default()
        };
        assert!(refused(long).is_err_and(|words| words.contains("at most 36000 frames")));
        let large = Movie {
            size: (100_000, 10),
            ..Movie::default()
        };
        assert!(refused(large).is_err_and(|words| words.contains("100000x10")));
        assert!(refused(Movie::default()).is_ok());
    }
}
