//! Sessions: what was open and how it was looked at, in a file that brings both back exactly.
//!
//! A session names files, it does not hold them: paths inside its own folder are kept relative, so that a folder with
//! data and session can be moved. Of a scan only the wish is kept: the map is made again from the same lists.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use nuscope_io::{ColumnChoice, OpenOptions, Progress};
use serde::{Deserialize, Serialize};

use crate::document::{Document, is_demo};
use crate::open_analysis::{OpenAnalysis, is_analysis};
use crate::sky_chart::moment;
use crate::state::State;
use crate::view::View;

/// What the name of a session ends with.
pub const EXTENSION: &str = "nuscope";

/// The number of this layout of the file.
const LAYOUT: u32 = 1;

/// A larger file is no session.
const MOST_BYTES: u64 = 64 << 20;

/// A file that was open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionFile {
    /// Where it is; relative to the session's folder if it lies in there.
    pub path: PathBuf,
    /// The user's answers to which column is what, as `COLUMN[UNIT]` by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// The event that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEvent {
    /// Its place in the file, counted from 0.
    pub index: usize,
    /// The number of its data frame, if it had one: tells whether the file is still the same.
    #[serde(default)]
    pub frame_index: Option<i64>,
    /// The number of its trigger.
    #[serde(default)]
    pub trigger_counter: Option<i64>,
}

/// What was open and how it was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The layout of this file.
    pub nuscope_session: u32,
    /// The program that wrote it.
    #[serde(default)]
    pub program: String,
    /// What was open, in the order of opening.
    pub files: Vec<SessionFile>,
    /// The event that was shown.
    #[serde(default)]
    pub event: Option<SessionEvent>,
    /// The detector that the user chose.
    #[serde(default)]
    pub detector: Option<PathBuf>,
    /// Pixels along a side of a base pixel of the scan whose map was shown.
    #[serde(default)]
    pub scan_nside: Option<u32>,
    /// How it was looked at.
    pub view: View,
}

/// Why a session cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error("cannot {what} the session: {source}: {path:?}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
        /// The session.
        path: PathBuf,
    },
    /// The file is not a session.
    #[error("a session of nuscope is wanted, {found}: {path:?}")]
    NotASession {
        /// What stands there instead.
        found: String,
        /// The file.
        path: PathBuf,
    },
}

/// Figures that hold a session are opened as the session.
const FIGURES: [&str; 3] = ["svg", "pdf", "png"];

/// How a session begins in a figure.
const BEGIN: &[u8] = b"{\"nuscope_session\":";

/// Whether a path is to be opened as a session: it is one, or a figure that should hold one.
pub fn is_session(path: &Path) -> bool {
    let ending = |wanted: &str| {
        let own = path.extension();
        own.is_some_and(|own| own.eq_ignore_ascii_case(wanted))
    };
    ending(EXTENSION) || FIGURES.into_iter().any(ending)
}

/// The text of a session in a file: all of it, or what a figure holds.
fn text_in(file: &[u8]) -> &[u8] {
    let begin = file.windows(BEGIN.len()).position(|bytes| bytes == BEGIN);
    begin.map_or(file, |begin| &file[begin..])
}

impl Session {
    /// What is open and how it is looked at.
    pub fn of(document: &Document, view: &View) -> Self {
        let file = |file: &crate::document::OpenFile| SessionFile {
            path: absolute(&file.path),
            columns: file
                .options
                .columns
                .iter()
                .map(|(key, choice)| (key.clone(), choice.to_string()))
                .collect(),
        };
        let event = document.event.as_ref().map(|shown| SessionEvent {
            index: shown.index,
            frame_index: shown.event.header.frame_index,
            trigger_counter: shown.event.header.trigger_counter,
        });
        let scan = document.scan_map();
        Self {
            nuscope_session: LAYOUT,
            program: format!("nuscope {}", env!("CARGO_PKG_VERSION")),
            files: document.files.iter().map(file).collect(),
            event,
            detector: document.chosen_detector.as_deref().map(absolute),
            scan_nside: scan.map(|scan| scan.map.nside),
            view: view.at_its_moment(moment::now()),
        }
    }

    /// Reads a session; its paths become whole ones.
    ///
    /// # Errors
    /// If there is no such file, or it is no session.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let io = |source| Error::Io {
            what: "read",
            source,
            path: path.into(),
        };
        let not = |found: String| Error::NotASession {
            found,
            path: path.into(),
        };
        let bytes = std::fs::metadata(path).map_err(io)?.len();
        if bytes > MOST_BYTES {
            return Err(not(format!("this file has {bytes} bytes")));
        }
        let text = std::fs::read(path).map_err(io)?;
        let found = text_in(&text);
        if found.len() == text.len() && !text.trim_ascii_start().starts_with(b"{") {
            return Err(not("but this file holds none".into()));
        }
        // What follows in a figure is not the session's.
        let mut read = serde_json::Deserializer::from_slice(found).into_iter::<Self>();
        let mut session = read
            .next()
            .unwrap_or_else(|| Err(serde::de::Error::custom("there is none")))
            .map_err(|error| not(format!("but the text does not fit ({error})")))?;
        if session.nuscope_session > LAYOUT {
            let found = format!(
                "this one was written by a newer program ({}): bring nuscope up to date",
                session.program
            );
            return Err(not(found));
        }
        let folder = absolute(path.parent().unwrap_or(Path::new("")));
        let paths = session.files.iter_mut().map(|file| &mut file.path);
        for path in paths.chain(&mut session.detector) {
            if path.is_relative() && !is_demo(path) {
                *path = folder.join(&*path);
            }
        }
        Ok(session)
    }

    /// The session in one line, as figures hold it.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("a session is plain data")
    }

    /// The same with paths as they are seen from a folder: figures go to others, to whom the rest says nothing.
    pub fn seen_from(mut self, folder: &Path) -> Self {
        let folder = absolute(folder);
        let paths = self.files.iter_mut().map(|file| &mut file.path);
        for path in paths.chain(&mut self.detector) {
            if !is_demo(path) {
                *path = relative(&absolute(path), &folder);
            }
        }
        self
    }

    /// Writes the session, whole or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let io = |source: std::io::Error| Error::Io {
            what: "write",
            source,
            path: path.into(),
        };
        let folder = absolute(path.parent().unwrap_or(Path::new("")));
        let mut session = self.clone();
        let paths = session.files.iter_mut().map(|file| &mut file.path);
        for path in paths.chain(&mut session.detector) {
            if let Ok(inside) = path.strip_prefix(&folder) {
                *path = inside.to_owned();
            }
        }
        let mut text = serde_json::to_string_pretty(&session).map_err(|error| io(error.into()))?;
        text.push('\n');
        crate::partial::write(path, text.as_bytes()).map_err(io)
    }

    /// What to open, with the user's answers.
    pub fn openings(&self) -> Vec<(PathBuf, OpenOptions)> {
        let options = |file: &SessionFile| OpenOptions {
            columns: file
                .columns
                .iter()
                .filter_map(|(key, choice)| {
                    Some((key.clone(), choice.parse::<ColumnChoice>().ok()?))
                })
                .collect(),
            ..OpenOptions::default()
        };
        let files = self.files.iter();
        files
            .map(|file| (file.path.clone(), options(file)))
            .collect()
    }

    /// Opens everything at once, for pictures without a window; what is missing is an error.
    ///
    /// # Errors
    /// If a file cannot be opened, or the event is not there any more.
    pub fn open(&self, remarks: &mut Vec<String>) -> anyhow::Result<(Document, View)> {
        let mut document = Document::default();
        for (path, options) in self.openings() {
            if is_analysis(&path) {
                let analysis = OpenAnalysis::read(&path)?;
                document.take_analysis(Arc::new(analysis), remarks);
                continue;
            }
            let loaded = nuscope_io::open_with(&path, &options, &Progress::default())?;
            document = document.with(loaded, remarks);
        }
        if self.detector.is_some() {
            document.chosen_detector.clone_from(&self.detector);
            document.settle_detector();
        }
        if let Some(event) = self.event
            && let Some(source) = document.events.clone()
        {
            let count = source.headers().len();
            anyhow::ensure!(
                event.index < count,
                "the session shows event {}, but the file has {count} now",
                event.index + 1
            );
            document.show(event.index, source.read(event.index)?);
            remarks.extend(self.changed(&document));
        }
        if self.scan_nside.is_some() {
            remarks.push(
                "The session shows a map that was scanned: make it with `nuscope scan` and open it besides."
                    .into(),
            );
        }
        Ok((document, self.view.clone()))
    }

    /// A sentence if the event at the same place is another one now.
    fn changed(&self, document: &Document) -> Option<String> {
        let wanted = self.event?;
        let header = &document.event.as_ref()?.event.header;
        let same = (header.frame_index, header.trigger_counter)
            == (wanted.frame_index, wanted.trigger_counter);
        (!same).then(|| {
            format!(
                "Event {} is another one than when the session was saved: the file has changed.",
                wanted.index + 1
            )
        })
    }
}

/// The way from a folder to a path; the path itself where there is none.
fn relative(path: &Path, folder: &Path) -> PathBuf {
    let mut from = folder.components().peekable();
    let mut to = path.components().peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    if from
        .peek()
        .is_some_and(|part| matches!(part, Component::Prefix(_) | Component::RootDir))
    {
        return path.to_owned();
    }
    let up = from.map(|_| Component::ParentDir);
    up.chain(to).collect()
}

/// The same path from the root on; that of a demo stays.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    if is_demo(path) {
        return path.to_owned();
    }
    // The folder of a bare name is empty, and means the one that the program runs in.
    let path = match path.as_os_str().is_empty() {
        true => Path::new("."),
        false => path,
    };
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A session that is being brought back, in the window.
#[derive(Debug)]
pub struct Restoring {
    session: Session,
    asked_for_event: bool,
}

/// Closes what is open and begins to bring a session back.
pub fn begin(state: &mut State, session: Session) {
    state.jobs.open = None;
    state.jobs.event = None;
    state.jobs.scan = None;
    state.waiting.clear();
    state.playing = false;
    state.playing_sky = false;
    state.welcome = false;
    state.document = Arc::new(Document::default());
    for (path, options) in session.openings() {
        state.waiting.push_back((vec![path], options));
    }
    if let Some((paths, options)) = state.waiting.pop_front() {
        crate::apply::apply(state, crate::command::Command::Open(paths, options));
    }
    state.restoring = Some(Restoring {
        session,
        asked_for_event: false,
    });
}

/// Goes on bringing a session back once its files are open; called once a frame.
pub fn poll(state: &mut State) {
    if state.jobs.open.is_some() || !state.waiting.is_empty() {
        return;
    }
    let Some(mut restoring) = state.restoring.take() else {
        return;
    };
    if !restoring.asked_for_event {
        restoring.asked_for_event = true;
        if let Some(detector) = restoring.session.detector.clone() {
            let choose = crate::command::Command::ChooseDetector(Some(detector));
            crate::apply::apply(state, choose);
        }
        if let Some(event) = restoring.session.event {
            let count = state
                .document
                .events
                .as_ref()
                .map_or(0, |events| events.headers().len());
            if event.index < count {
                crate::apply::apply(state, crate::command::Command::ShowEvent(event.index));
            } else {
                state.notices.push(crate::notice::Notice::warning(
                    format!("Event {} of the session is not there.", event.index + 1),
                    vec![format!("The file has {count} events now.")],
                ));
            }
        }
    }
    if state.jobs.event.is_some() {
        state.restoring = Some(restoring);
        return;
    }
    let session = restoring.session;
    if let Some(changed) = session.changed(&state.document) {
        state
            .notices
            .push(crate::notice::Notice::warning(changed, Vec::new()));
    }
    if let Some(nside) = session.scan_nside
        && !state.document.samples.is_empty()
    {
        state.view.scan_nside = nside;
        state.view.analysis = session.view.analysis.clone();
        crate::apply::follow_choices(state);
        crate::apply::apply(state, crate::command::Command::StartScan);
    }
    // Last, because opening and scanning move the view themselves.
    state.view = session.view;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::view::{HitQuantity, Mode, Selected};

    fn demo() -> Document {
        let loaded = nuscope_io::open(Path::new("demo:muon")).unwrap();
        let mut document = Document::default().with(loaded, &mut Vec::new());
        let event = document.events.as_ref().unwrap().read(0).unwrap();
        document.show(0, event);
        document
    }

    #[test]
    fn a_session_comes_back_exactly() {
        let mut view = View {
            mode: Mode::Both,
            cursor_ns: Some(123.456),
            selected: Some(Selected::Hit(7)),
            marked: vec![1, 2, 3].into(),
            ..View::default()
        };
        view.hits.color_by = HitQuantity::Residual;
        view.cuts.amplitude = Some((0.1, 0.3));
        view.tracks.switched.insert(3, false);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shift.nuscope");
        let session = Session::of(&demo(), &view);
        session.write(&path).unwrap();
        let back = Session::read(&path).unwrap();
        assert_eq!(back, session);
        let (document, again) = back.open(&mut Vec::new()).unwrap();
        assert_eq!(again, view);
        assert_eq!(document.event.unwrap().event, demo().event.unwrap().event);
    }

    #[test]
    fn files_beside_a_session_move_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        std::fs::create_dir_all(old.join("data")).unwrap();
        let mut session = Session::of(&Document::default(), &View::default());
        session.files.push(SessionFile {
            path: old.join("data/events.h5"),
            columns: BTreeMap::new(),
        });
        session.write(&old.join("a.nuscope")).unwrap();
        std::fs::rename(&old, &new).unwrap();
        let back = Session::read(&new.join("a.nuscope")).unwrap();
        assert_eq!(back.files[0].path, new.join("data/events.h5"));
    }

    #[test]
    fn what_is_no_session_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.nuscope");
        for text in ["", "{}", "[1]", "{\"nuscope_session\": 1}", "\u{0}"] {
            std::fs::write(&path, text).unwrap();
            let error = Session::read(&path).unwrap_err().to_string();
            assert!(
                error.starts_with("a session of nuscope is wanted"),
                "{error}"
            );
            assert!(error.ends_with("a.nuscope\""), "{error}");
        }
        let mut newer = Session::of(&Document::default(), &View::default());
        newer.nuscope_session = 99;
        newer.write(&path).unwrap();
        let error = Session::read(&path).unwrap_err().to_string();
        assert!(error.contains("newer program"), "{error}");
        assert!(Session::read(&folder.path().join("none.nuscope")).is_err());
    }
}
