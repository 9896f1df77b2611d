//! Live mode: watches a folder or a file and hands over what is new in it, for those who watch a telescope.
//!
//! A file is read where it lies, once it has stood still between two looks. Another program may be writing it: one
//! that cannot be read as it is, is told in the status and tried again when it has changed; until then everything
//! stays as it was. Only the list of events is read anew; what is known of events that were there before is kept.

mod growing;
mod looks;
mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use nuscope_io::Loaded;

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

/// Something new.
pub enum News {
    /// Events that have come.
    Fresh(Box<Loaded>),
    /// What is going on, in a sentence.
    Status(String),
    /// What is in the way, in a sentence.
    Trouble(String),
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
    pub waiting: Option<Box<Loaded>>,
    /// The file whose events are on display, and how many it had.
    pub shown: Option<(PathBuf, usize)>,
    job: Job<(), News>,
}

impl Live {
    /// Watches `path`, a folder or a file.
    pub fn watch(path: PathBuf, pace: Pace, wake: Wake) -> Self {
        let watched = path.clone();
        let job = Job::spawn(wake, move |reporter: &Reporter<(), News>| {
            watch::watch(&watched, pace, reporter);
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
                News::Fresh(loaded) => {
                    self.trouble = false;
                    self.waiting = Some(loaded);
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
        let Some(loaded) = &self.waiting else {
            return 0;
        };
        let events = count(loaded);
        match &self.shown {
            Some((path, shown)) if *path == loaded.path && events > *shown => events - shown,
            _ => events,
        }
    }

    /// Hands over what waits.
    pub fn take(&mut self) -> Option<Box<Loaded>> {
        let loaded = self.waiting.take()?;
        self.shown = Some((loaded.path.clone(), count(&loaded)));
        Some(loaded)
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
