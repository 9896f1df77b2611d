//! `nuscope event`: an event in its detector as a picture.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_io::OpenOptions;
use nuscope_model::matching::Verdict;

use super::{keep_inputs, open_one, size};
use crate::detectors::words;
use crate::document::Document;
use crate::picture;
use crate::view::{Mode, View};

/// Draw an event in its detector as a picture.
#[derive(Debug, Args)]
pub struct Event {
    /// A file of full events.
    file: PathBuf,
    /// The detector of the events (DETX, DATX, JSON, .geo or a geometry table), unless the file brings its own.
    #[arg(long, value_name = "FILE")]
    detector: Option<PathBuf>,
    /// Which event, counted from 0 in file order.
    #[arg(long, default_value_t = 0, value_name = "N")]
    event: usize,
    /// Where to save the picture (PNG).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Size of the picture in pixels.
    #[arg(long, default_value = "1600x1000", value_name = "WxH", value_parser = size)]
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
}

impl Event {
    /// Draws the picture and says what is in it.
    pub fn run(self) -> anyhow::Result<()> {
        keep_inputs(
            &self.out,
            [Some(&self.file), self.detector.as_ref()]
                .into_iter()
                .flatten(),
        )?;
        let options = OpenOptions::default();
        let mut document =
            Document::default().with(open_one(&self.file, &options)?, &mut Vec::new());
        if let Some(path) = &self.detector {
            let loaded = open_one(path, &options)?;
            if loaded.detector.is_none() {
                bail!(
                    "a detector is wanted, but this is {}: {path:?}",
                    loaded.format
                );
            }
            document = document.with(loaded, &mut Vec::new());
        }
        let Some(source) = document.events.clone() else {
            bail!(
                "full events are wanted, but this is {}: {:?}",
                self.format_of(&document),
                self.file
            );
        };
        let count = source.headers().len();
        if self.event >= count {
            bail!(
                "event {} is wanted, but there are {count}, counted from 0: {:?}",
                self.event,
                self.file
            );
        }
        let event = source.read(self.event)?;
        for line in &event.warnings {
            eprintln!("warning: {line}: {:?}", self.file);
        }
        document.show(self.event, event);
        self.check_detector(&document)?;
        let mut view = View {
            mode: Mode::Event,
            dark: !self.light,
            cursor_ns: self.time,
            ..Default::default()
        };
        view.cuts.triggered = self.triggered;
        let picture = picture::picture(&document, &view, self.size)?;
        picture::save(&picture, &self.out)?;
        say!("{}", self.out.display());
        Ok(())
    }

    fn format_of(&self, document: &Document) -> String {
        document
            .files
            .first()
            .map_or_else(String::new, |file| file.format.clone())
    }

    /// Without places for its hits an event cannot be drawn; a doubtful fit is said.
    fn check_detector(&self, document: &Document) -> anyhow::Result<()> {
        let found = document.detector_match().with_context(|| {
            format!(
                "the file does not say where its hits are: name their detector with --detector FILE: {:?}",
                self.file
            )
        })?;
        if document.detector_is_of_hits() {
            return Ok(());
        }
        let name = document
            .detector
            .as_ref()
            .map_or("", |detector| detector.name.as_str());
        if found.verdict == Verdict::None {
            bail!(
                "the detector {name} has none of the modules of this event: name another with --detector: {:?}",
                self.file
            );
        }
        if found.verdict != Verdict::Sure {
            eprintln!("warning: detector {name}: {}", words(&found));
        }
        Ok(())
    }
}
