//! The watch itself: looks until it is dropped, and reads what has come and stands still.
//!
//! The system tells of changes where it can; every few seconds the folder is looked at anyway, for network drives tell
//! nothing. What is older than the file on display is left alone, also while that file cannot be read.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use notify::Watcher as _;
use nuscope_io::OpenOptions;

use super::growing::Growing;
use super::looks::{Look, looks};
use super::{News, Pace, count, name_of};
use crate::job::Reporter;

type Told = Reporter<(), News>;

/// What the watch knows of its files.
#[derive(Default)]
struct Known {
    /// The file that was seen last, waiting for it to stand still.
    seen: Option<Look>,
    /// The file that was read last.
    opened: Option<Look>,
    /// Files that could not be read as they were.
    refused: HashMap<PathBuf, Look>,
    /// What was said last.
    said: String,
}

impl Known {
    /// The newest file that is worth a try: none that was refused as it is, nor one older than what was read last.
    fn newest(&mut self, found: Vec<Look>) -> Option<Look> {
        let present = |path: &PathBuf| found.iter().any(|look| look.path == *path);
        if self.refused.len() > found.len() {
            self.refused.retain(|path, _| present(path));
        }
        let older = |look: &Look| {
            let opened = self.opened.as_ref();
            opened.is_some_and(|opened| look.path != opened.path && look.modified < opened.modified)
        };
        let refused = |look: &Look| self.refused.get(&look.path) == Some(look);
        found
            .into_iter()
            .find(|look| !older(look) && !refused(look))
    }

    /// Tells what is going on, unless it was told last.
    fn say(&mut self, reporter: &Told, sentence: String, trouble: bool) {
        if self.said == sentence {
            return;
        }
        self.said.clone_from(&sentence);
        reporter.part(match trouble {
            true => News::Trouble(sentence),
            false => News::Status(sentence),
        });
    }
}

/// Looks until the watch is dropped.
pub(super) fn watch(path: &Path, pace: Pace, reporter: &Told) {
    let wanted = || reporter.progress.report(0, 1);
    let (tell, told) = mpsc::channel();
    let folder = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let watcher = notify::recommended_watcher(move |_| {
        tell.send(()).ok();
    });
    // Without the system's help the folder is looked at now and then.
    let _watcher = watcher.ok().and_then(|mut watcher| {
        let begun = watcher.watch(folder, notify::RecursiveMode::NonRecursive);
        begun.is_ok().then_some(watcher)
    });
    let mut known = Known::default();
    while wanted() {
        let pause = look(path, pace, &mut known, reporter);
        wait(pause, pace.settle, &told, &wanted);
    }
}

/// Looks once; returns how long to wait for the next look.
fn look(path: &Path, pace: Pace, known: &mut Known, reporter: &Told) -> Duration {
    let name = name_of(path);
    let found = match looks(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let sentence = format!("{name} is gone; waiting for it to come back");
            known.say(reporter, sentence, true);
            return pace.look;
        }
        Err(error) => {
            let sentence = format!("{name} cannot be looked at: {error}");
            known.say(reporter, sentence, true);
            return pace.look;
        }
    };
    let some = !found.is_empty();
    let Some(newest) = known.newest(found) else {
        if !some {
            let sentence = format!("No file with events in {name} yet");
            known.say(reporter, sentence, true);
        }
        return pace.look;
    };
    if Some(&newest) == known.opened.as_ref() {
        if known.said.ends_with("waiting for it to come back") {
            known.say(reporter, format!("{name} is back"), false);
        }
        return pace.look;
    }
    if Some(&newest) != known.seen.as_ref() {
        let before = known.seen.as_ref();
        if before.is_some_and(|seen| seen.path == newest.path) {
            let sentence = format!("{} is being written", name_of(&newest.path));
            known.say(reporter, sentence, false);
        }
        known.seen = Some(newest);
        return pace.settle;
    }
    match read(&newest, reporter) {
        Ok(Some(news)) => {
            known.said.clear();
            known.opened = Some(newest);
            reporter.part(news);
        }
        // It changed meanwhile, or the watch is over.
        Ok(None) => known.seen = None,
        Err(reason) => {
            let name = name_of(&newest.path);
            let sentence = format!("{name}: waiting for the file to be complete ({reason})");
            known.refused.insert(newest.path.clone(), newest);
            known.say(reporter, sentence, true);
        }
    }
    Duration::ZERO
}

/// Waits, in short steps so that the end of the watch is noticed; news of a change shorten it to `settle`.
fn wait(pause: Duration, settle: Duration, told: &mpsc::Receiver<()>, wanted: &dyn Fn() -> bool) {
    let mut end = Instant::now() + pause;
    let mut heard = false;
    while Instant::now() < end && wanted() {
        let left = end.saturating_duration_since(Instant::now());
        match told.recv_timeout(left.min(Duration::from_millis(50))) {
            Ok(()) if !heard => {
                heard = true;
                end = end.min(Instant::now() + settle);
            }
            // Without the system's help this returns at once.
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                std::thread::sleep(left.min(Duration::from_millis(50)));
            }
            _ => {}
        }
    }
    while told.try_recv().is_ok() {}
}

/// Opens a file where it lies; `None` if it changed meanwhile or nobody waits any more.
///
/// # Errors
/// Why it cannot be read as it is, without its path.
fn read(look: &Look, reporter: &Told) -> Result<Option<News>, String> {
    let opened = nuscope_io::open_with(&look.path, &OpenOptions::default(), &reporter.progress);
    if !reporter.progress.report(0, 1) || Look::at(&look.path).ok().as_ref() != Some(look) {
        return Ok(None);
    }
    let mut loaded = opened.map_err(|error| {
        let sentence = error.to_string();
        let path = format!(": {:?}", look.path);
        sentence
            .strip_suffix(&path)
            .map_or(sentence.clone(), str::to_owned)
    })?;
    if count(&loaded) == 0 {
        return Err("it has no events yet".to_owned());
    }
    loaded.events = loaded
        .events
        .map(|events| Arc::new(Growing::new(events, look.clone())) as _);
    Ok(Some(News::Fresh(Box::new(loaded))))
}
