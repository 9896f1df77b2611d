//! Which event a command shows: a file, a detector and a place, or a session that says all of it.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_io::OpenOptions;
use nuscope_model::matching::Verdict;

use super::open_one;
use crate::detectors::words;
use crate::document::Document;
use crate::session::{Session, is_session};
use crate::view::{Mode, View};

/// Which event is shown.
#[derive(Debug, Args)]
pub struct Shown {
    /// A file of full events, or a session (.nuscope), which also says how it is looked at.
    file: PathBuf,
    /// The detector of the events (DETX, DATX, JSON, .geo or a geometry table), unless the file brings its own.
    #[arg(long, value_name = "FILE")]
    detector: Option<PathBuf>,
    /// Which event, counted from 0 in file order; a session knows its own.
    #[arg(long, value_name = "N")]
    event: Option<usize>,
}

impl Shown {
    /// The first event of a file, or what a session shows.
    pub fn of(file: PathBuf, detector: Option<PathBuf>) -> Self {
        Self {
            file,
            detector,
            event: None,
        }
    }

    /// The files that are read.
    pub fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        std::iter::once(&self.file).chain(&self.detector)
    }

    /// The event in its detector, and how it is looked at.
    pub fn open(&self) -> anyhow::Result<(Document, View)> {
        let (document, view) = self.open_even_unplaced()?;
        self.check_detector(&document)?;
        Ok((document, view))
    }

    /// The event in its detector, or a detector alone where no event is asked for, and how it is looked at.
    pub fn open_even_empty(&self) -> anyhow::Result<(Document, View)> {
        let (document, view) = self.open_files()?;
        if document.events.is_none() && document.detector.is_some() && self.event.is_none() {
            return Ok((document, view));
        }
        let (document, view) = self.show(document, view)?;
        self.check_detector(&document)?;
        Ok((document, view))
    }

    /// The event, in its detector if there is one, and how it is looked at.
    pub fn open_even_unplaced(&self) -> anyhow::Result<(Document, View)> {
        let (document, view) = self.open_files()?;
        self.show(document, view)
    }

    /// What the files hold, without an event on display but that of a session.
    fn open_files(&self) -> anyhow::Result<(Document, View)> {
        let options = OpenOptions::default();
        let (mut document, view) = if is_session(&self.file) {
            let mut remarks = Vec::new();
            let opened = Session::read(&self.file)?.open(&mut remarks)?;
            for remark in remarks {
                eprintln!("warning: {remark}: {:?}", self.file);
            }
            opened
        } else {
            let loaded = open_one(&self.file, &options)?;
            let view = View {
                mode: Mode::Event,
                ..View::default()
            };
            (Document::default().with(loaded, &mut Vec::new()), view)
        };
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
        Ok((document, view))
    }

    /// Puts the event that is wanted on display.
    fn show(&self, mut document: Document, view: View) -> anyhow::Result<(Document, View)> {
        let Some(source) = document.events.clone() else {
            bail!(
                "full events are wanted, but this is {}: {:?}",
                format_of(&document),
                self.file
            );
        };
        let of_session = document.event.as_ref().map(|shown| shown.index);
        let wanted = self.event.or(of_session).unwrap_or(0);
        let count = source.headers().len();
        if wanted >= count {
            bail!(
                "event {wanted} is wanted, but there are {count}, counted from 0: {:?}",
                self.file
            );
        }
        let event = source.read(wanted)?;
        for line in &event.warnings {
            eprintln!("warning: {line}: {:?}", self.file);
        }
        document.show(wanted, event);
        Ok((document, view))
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

fn format_of(document: &Document) -> String {
    document
        .files
        .first()
        .map_or_else(String::new, |file| file.format.clone())
}
