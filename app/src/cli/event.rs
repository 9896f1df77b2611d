//! `nuscope event`: an event in its detector as a picture.

use std::path::PathBuf;

use clap::Args;

use super::shown::Shown;
use super::{keep_inputs, picture_size};
use crate::cli::bar::with_bar;
use crate::movie::Made;
use crate::picture;
use crate::view::PictureLook;

/// Draw an event in its detector as a picture.
#[derive(Debug, Args)]
pub struct Event {
    #[command(flatten)]
    shown: Shown,
    /// Where to save the picture (PNG).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Size of the picture in pixels.
    #[arg(long, default_value = "1600x1000", value_name = "WxH", value_parser = picture_size)]
    size: (u32, u32),
    /// Show hits up to this time, in nanoseconds after the first triggered hit.
    #[arg(long, value_name = "NS", allow_negative_numbers = true)]
    time: Option<f32>,
    /// Draw triggered hits only.
    #[arg(long)]
    triggered: bool,
    /// Draw on a light ground.
    #[arg(long)]
    light: bool,
    /// Leave the water out: the picture is transparent where nothing is.
    #[arg(long)]
    transparent: bool,
    /// Leave title, legend and scale out.
    #[arg(long)]
    plain: bool,
    /// A line at the foot of the picture.
    #[arg(
        long,
        default_value = "",
        value_name = "TEXT",
        hide_default_value = true
    )]
    caption: String,
}

impl Event {
    /// Draws the picture and says what is in it.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(&self.out, self.shown.inputs())?;
        let (document, mut view) = self.shown.open_even_empty()?;
        view.dark &= !self.light;
        view.cuts.triggered |= self.triggered;
        view.cursor_ns = self.time.or(view.cursor_ns);
        let look = PictureLook {
            size: self.size,
            background: !self.transparent,
            guides: !self.plain,
            caption: self.caption,
        };
        let made = with_bar("drawing", |progress| {
            picture::export(&document, &view, &look, &self.out, progress)
        })?;
        if let Made::Written(path) = made {
            say!("{}", path.display());
        }
        Ok(())
    }
}
