//! Live mode: watches a folder or a file and hands over what is new in it, for those who watch a telescope.
//!
//! A file is read once it has stood still between two looks, and from a copy: another program may be writing it,
//! and a library that has the file open would go on seeing it as it was. A file that cannot be read is told in the
//! status and tried again when it has changed. The system tells of changes where it can; every few seconds the
//! folder is looked at anyway, for network drives tell nothing.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime};

use notify::Watcher as _;
use nuscope_io::formats::FORMATS;
use nuscope_io::{Loaded, OpenOptions};
use tempfile::TempDir;

use crate::job::{Job, Reporter, Wake};

/// The pace of the watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Time between two looks if nothing is heard of a change.
    pub look: Duration,
    /// How long a file must have stood still.
    pub settle: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(3),
            settle: Duration::from_millis(500),
        }
    }
}

/// A file as it was at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Look {
    path: PathBuf,
    bytes: u64,
    modified: SystemTime,
}

/// Something new.
pub enum News {
    /// Events that have come; the folder holds the copy that they are read from.
    Fresh(Box<Loaded>, TempDir),
    /// What is going on, in a sentence.
    Status(String),
    /// What is in the way, in a sentence.
    Trouble(String),
}

/// Events that wait to be shown.
pub struct Fresh {
    /// What was read.
    pub loaded: Box<Loaded>,
    copy: TempDir,
}

/// A watch over a folder or a file.
pub struct Live {
    /// What is watched.
    pub path: PathBuf,
    /// Whether what is new waits until it is asked for.
    pub paused: bool,
    /// What is going on, in a sentence.
    pub status: String,
    /// Whether that is a trouble.
    pub trouble: bool,
    /// What waits.
    pub waiting: Option<Fresh>,
    /// The file whose events are on display, and how many it had.
    pub shown: Option<(PathBuf, usize)>,
    job: Job<(), News>,
}

impl Live {
    /// Watches `path`, a folder or a file.
    pub fn watch(path: PathBuf, pace: Pace, wake: Wake) -> Self {
        let watched = path.clone();
        let job = Job::spawn(wake, move |reporter: &Reporter<(), News>| {
            watch(&watched, pace, reporter);
        });
        Self {
            status: format!("Watching {}", name_of(&path)),
            path,
            paused: false,
            trouble: false,
            waiting: None,
            shown: None,
            job,
        }
    }

    /// Takes in what is new; true if events wait. False forever once the watch has died.
    pub fn poll(&mut self) -> bool {
        let (news, _) = self.job.news();
        for news in news {
            match news {
                News::Status(status) => (self.status, self.trouble) = (status, false),
                News::Trouble(status) => (self.status, self.trouble) = (status, true),
                News::Fresh(loaded, copy) => {
                    self.trouble = false;
                    self.waiting = Some(Fresh { loaded, copy });
                }
            }
        }
        if self.job.lost() && !self.trouble {
            self.status = "Watching failed inside nuscope; stop and start it again.".to_owned();
            self.trouble = true;
        }
        self.waiting.is_some()
    }

    /// Number of events that wait.
    pub fn new_events(&self) -> usize {
        let Some(fresh) = &self.waiting else { return 0 };
        let events = count(&fresh.loaded);
        match &self.shown {
            Some((path, shown)) if *path == fresh.loaded.path && events > *shown => events - shown,
            _ => events,
        }
    }

    /// Hands over what waits, with the copy that its events are read from.
    pub fn take(&mut self) -> Option<(Box<Loaded>, TempDir)> {
        let fresh = self.waiting.take()?;
        self.shown = Some((fresh.loaded.path.clone(), count(&fresh.loaded)));
        Some((fresh.loaded, fresh.copy))
    }
}

/// Number of events in what was read.
fn count(loaded: &Loaded) -> usize {
    loaded
        .events
        .as_ref()
        .map_or(0, |events| events.headers().len())
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Looks until the watch is dropped.
fn watch(path: &Path, pace: Pace, reporter: &Reporter<(), News>) {
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
    let (mut seen, mut opened): (Option<Look>, Option<Look>) = (None, None);
    let mut refused: HashSet<Look> = HashSet::new();
    let mut said = String::new();
    while wanted() {
        let newest =
            looks(path).map(|looks| looks.into_iter().find(|look| !refused.contains(look)));
        let mut pause = pace.look;
        match newest {
            Err(error) => say(
                reporter,
                &mut said,
                format!("{} cannot be looked at: {error}", name_of(path)),
            ),
            Ok(None) if refused.is_empty() => {
                say(
                    reporter,
                    &mut said,
                    format!("No file with events in {} yet", name_of(path)),
                );
            }
            Ok(None) => {}
            Ok(Some(look)) if Some(&look) == opened.as_ref() => {}
            Ok(Some(look)) if Some(&look) == seen.as_ref() => {
                match read(&look, reporter) {
                    Ok(Some(News::Fresh(loaded, copy))) => {
                        said.clear();
                        opened = Some(look);
                        reporter.part(News::Fresh(loaded, copy));
                    }
                    // It changed meanwhile, or the watch is over.
                    Ok(_) => seen = None,
                    Err(sentence) => {
                        if refused.len() > 4096 {
                            refused.clear();
                        }
                        refused.insert(look);
                        say(reporter, &mut said, sentence);
                    }
                }
                pause = Duration::ZERO;
            }
            Ok(Some(look)) => {
                if seen.as_ref().is_some_and(|seen| seen.path == look.path) {
                    let name = name_of(&look.path);
                    let status = format!("{name} is being written");
                    if said != status {
                        said.clone_from(&status);
                        reporter.part(News::Status(status));
                    }
                }
                seen = Some(look);
                pause = pace.settle;
            }
        }
        wait(pause, pace.settle, &told, &wanted);
    }
}

/// Tells a trouble unless it was told last.
fn say(reporter: &Reporter<(), News>, said: &mut String, sentence: String) {
    if *said != sentence {
        said.clone_from(&sentence);
        reporter.part(News::Trouble(sentence));
    }
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

/// The files that may hold events, the newest first; a watched file is the only one.
fn looks(path: &Path) -> std::io::Result<Vec<Look>> {
    let look = |path: PathBuf| -> std::io::Result<Look> {
        let metadata = std::fs::metadata(&path)?;
        Ok(Look {
            bytes: metadata.len(),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            path,
        })
    };
    if !path.is_dir() {
        return look(path.to_owned()).map(|look| vec![look]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        // What vanishes between two looks is no trouble.
        let Ok(entry) = entry else { continue };
        let file = entry.path();
        if may_hold_events(&file)
            && file.is_file()
            && let Ok(look) = look(file)
            && look.bytes > 0
        {
            found.push(look);
        }
    }
    found.sort_by(|a, b| (b.modified, &b.path).cmp(&(a.modified, &a.path)));
    Ok(found)
}

/// Whether a file's name ends as one of a known format does, and is not hidden.
fn may_hold_events(path: &Path) -> bool {
    let name = name_of(path).to_lowercase();
    if name.starts_with('.') {
        return false;
    }
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let Some((_, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let known = |extensions: &[&str]| extensions.contains(&extension);
    FORMATS.iter().any(|format| known(format.extensions))
}

/// Reads a copy of a file; `None` if it changed meanwhile or nobody waits any more.
fn read(look: &Look, reporter: &Reporter<(), News>) -> Result<Option<News>, String> {
    let name = name_of(&look.path);
    let failed = |error: std::io::Error| format!("{name} cannot be copied: {error}");
    let copy = tempfile::Builder::new()
        .prefix("nuscope-live-")
        .tempdir()
        .map_err(failed)?;
    let path = copy.path().join(&name);
    std::fs::copy(&look.path, &path).map_err(failed)?;
    let now = looks(&look.path).map_err(failed)?;
    if now.first() != Some(look) {
        return Ok(None);
    }
    let opened = nuscope_io::open_with(&path, &OpenOptions::default(), &reporter.progress);
    if !reporter.progress.report(0, 1) {
        return Ok(None);
    }
    let mut loaded = match opened {
        Ok(loaded) => loaded,
        Err(error) => {
            // The copy's folder means nothing to anybody.
            let folder = format!("{}{}", copy.path().display(), std::path::MAIN_SEPARATOR);
            let sentence = error.to_string().replace(&folder, "");
            return Err(format!("{name} cannot be read yet: {sentence}"));
        }
    };
    if count(&loaded) == 0 {
        return Err(format!("{name} has no events"));
    }
    loaded.path.clone_from(&look.path);
    Ok(Some(News::Fresh(Box::new(loaded), copy)))
}
