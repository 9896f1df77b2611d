//! `nuscope plot`: a figure of an event as SVG, PDF or PNG, the same as in the window.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use eframe::egui::vec2;

use super::shown::Shown;
use super::{keep_inputs, size, writable};
use crate::derived::Derived;
use crate::plot::figures::{FIGURES, row_by_key};
use crate::plot::save;
use crate::view::Figure;

/// Draw a figure of an event as SVG, PDF or PNG.
#[derive(Debug, Args)]
pub struct Plot {
    #[command(flatten)]
    shown: Option<Shown>,
    /// List the figures there are.
    #[arg(long, exclusive = true)]
    list: bool,
    /// Which figure; `--list` names them.
    #[arg(long, value_name = "NAME", default_value = "zt", value_parser = figure)]
    figure: Figure,
    /// Where to save the figure: a name that ends in .svg, .pdf or .png.
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    out: Option<PathBuf>,
    /// Size of the figure in points; a PNG has twice as many pixels.
    #[arg(long, default_value = "960x600", value_name = "WxH", value_parser = size)]
    size: (u32, u32),
    /// Draw hits after this time faintly, in nanoseconds after the first triggered hit.
    #[arg(long, value_name = "NS", allow_negative_numbers = true)]
    time: Option<f32>,
    /// Use triggered hits only.
    #[arg(long)]
    triggered: bool,
    /// Count on a logarithmic axis.
    #[arg(long)]
    log: bool,
    /// Draw on a dark ground, as for a screen in a dark room.
    #[arg(long)]
    dark: bool,
    /// Draw on a light ground, as for paper: this is the default.
    #[arg(long, conflicts_with = "dark")]
    light: bool,
}

/// A figure by its name.
fn figure(text: &str) -> Result<Figure, String> {
    let found = row_by_key(text).map(|row| row.figure);
    let names = || FIGURES.map(|row| row.key).join(", ");
    found.ok_or_else(|| format!("one of these figures is wanted: {}", names()))
}

impl Plot {
    /// Draws the figure and says where it is.
    pub fn run(self) -> anyhow::Result<()> {
        let (Some(shown), Some(out)) = (&self.shown, &self.out) else {
            for row in FIGURES {
                say!("{:<18} {}: {}", row.key, row.title, lower(row.about));
            }
            return Ok(());
        };
        keep_inputs(out, shown.inputs())?;
        writable(out)?;
        save::Format::of(out)?;
        let (document, mut view) = shown.open_even_unplaced()?;
        view.dark = self.dark;
        view.cursor_ns = self.time.or(view.cursor_ns);
        view.cuts.triggered |= self.triggered;
        let derived = Derived::of(&document, &view);
        let size = vec2(self.size.0 as f32, self.size.1 as f32);
        let drawing = save::drawing(&document, &view, &derived, self.figure, self.log, size);
        if let Some(message) = &drawing.message {
            let file = shown.inputs().next().unwrap_or(out);
            if document.detector.is_none() {
                bail!(
                    "the file does not say where its hits are: name their detector with --detector FILE: {file:?}"
                );
            }
            bail!(
                "there is nothing to draw: {} {file:?}",
                message.replace(" press C to show all hits.", "")
            );
        }
        save::write(&drawing, out)?;
        say!("{}", out.display());
        Ok(())
    }
}

/// A sentence that goes on after a colon.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
