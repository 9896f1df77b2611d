//! What the browser of events shows of each event beyond its header, read in the background.
//!
//! A worker reads the file event by event, those that are on the screen first, and keeps a hundred bytes of each.
//! It has threads of its own, for the pool of this process draws the window too, and it holds still while an event
//! is being read for display. Where the detector's place on Earth becomes known later, only the positions on the
//! sky are made anew.

mod pieces;
mod summary;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nuscope_io::EventSource;
use nuscope_model::Site;
use rayon::prelude::*;

use crate::job::{Job, Reporter, Wake};

pub use pieces::Pieces;
pub use summary::{BestFit, Summary};

/// Events that are read between two looks at what is wanted.
const AT_ONCE: usize = 16;

/// Time between two messages to the window.
const BETWEEN_NEWS: Duration = Duration::from_millis(150);

/// Summaries that were made since the last message.
type News = Vec<(u32, Summary)>;

/// What window and worker share.
#[derive(Debug, Default)]
struct Wishes {
    /// Events that are on the screen.
    first: Mutex<Vec<u32>>,
    /// Whether the worker should wait.
    hold: AtomicBool,
}

/// The summaries of the file that is open, and the worker that makes them.
#[derive(Default)]
pub struct Summaries {
    /// The summaries.
    pub pieces: Pieces,
    /// Rises with every change.
    pub version: u64,
    /// Events whose summary is there.
    pub done: usize,
    /// Those of them that could not be read.
    pub unreadable: usize,
    source: Option<Arc<dyn EventSource>>,
    site: Option<Site>,
    wishes: Arc<Wishes>,
    job: Option<Job<(), News>>,
    /// Whether a worker died at this file: another one would too.
    failed: bool,
}

impl Summaries {
    /// Whether a worker is at it.
    pub fn busy(&self) -> bool {
        self.job.is_some()
    }

    /// Whether every event has its summary.
    pub fn complete(&self) -> bool {
        let events = self
            .source
            .as_ref()
            .map_or(0, |source| source.headers().len());
        self.done >= events
    }

    /// Turns to another file; what was known of the one before is dropped.
    pub fn turn_to(&mut self, source: Option<&Arc<dyn EventSource>>) {
        let same = match (&self.source, source) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new),
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        let events = source.map_or(0, |source| source.headers().len());
        *self = Self {
            source: source.cloned(),
            pieces: Pieces::empty(events),
            version: self.version + 1,
            ..Self::default()
        };
    }

    /// Turns to the same file as it is now: events whose headers are as they were keep their summaries.
    pub fn grow_to(&mut self, source: &Arc<dyn EventSource>) {
        let before = std::mem::take(self);
        self.version = before.version;
        self.turn_to(Some(source));
        let Some(old) = &before.source else { return };
        let headers = old.headers().iter().zip(source.headers());
        for (index, (old, new)) in headers.enumerate() {
            if let Some(summary) = before.pieces.get(index).filter(|_| old == new) {
                self.take(index, summary.clone());
            }
        }
        self.site = before.site;
    }

    /// Starts a worker if there is work for one; a site other than before means new positions for all.
    pub fn start(&mut self, site: Option<Site>, wake: &Wake) {
        let moved = site != self.site;
        if self.failed || (self.job.is_some() || self.complete()) && !moved {
            return;
        }
        let Some(source) = self.source.clone() else {
            return;
        };
        self.site.clone_from(&site);
        self.wishes = Arc::default();
        let (known, wishes) = (self.pieces.clone(), Arc::clone(&self.wishes));
        let job = Job::spawn(Arc::clone(wake), move |reporter: &Reporter<(), News>| {
            work(
                source.as_ref(),
                site.as_ref(),
                moved,
                &known,
                &wishes,
                reporter,
            );
        });
        self.job = Some(job);
    }

    /// Stops the worker; what it has made stays.
    pub fn stop(&mut self) {
        self.job = None;
    }

    /// Says which events are on the screen: they are read first.
    pub fn wish(&self, first: &[u32]) {
        let mut wished = self
            .wishes
            .first
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        wished.clear();
        wished.extend_from_slice(first);
    }

    /// Lets the worker wait while something more urgent is read, or go on.
    pub fn hold(&self, hold: bool) {
        self.wishes.hold.store(hold, Relaxed);
    }

    /// Takes in what the worker has made; false if it has died, which is a fault of this program.
    pub fn poll(&mut self) -> bool {
        let Some(job) = &self.job else { return true };
        let (news, done) = job.news();
        let lost = job.lost();
        if !news.is_empty() {
            self.version += 1;
        }
        for (index, summary) in news.into_iter().flatten() {
            self.take(index as usize, summary);
        }
        if done.is_some() || lost {
            self.job = None;
        }
        self.failed |= lost;
        !lost
    }

    fn take(&mut self, index: usize, summary: Summary) {
        let unreadable = usize::from(!summary.readable);
        match self.pieces.set(index, summary) {
            None => {
                self.done += 1;
                self.unreadable += unreadable;
            }
            Some(before) => {
                self.unreadable += unreadable;
                self.unreadable -= usize::from(!before.readable);
            }
        }
    }
}

/// Reads all events that are not known, those that are wanted first.
fn work(
    source: &dyn EventSource,
    site: Option<&Site>,
    moved: bool,
    known: &Pieces,
    wishes: &Wishes,
    reporter: &Reporter<(), News>,
) {
    let headers = source.headers();
    let total = headers.len();
    // Half of the cores: the rest draws.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads((cores / 2).max(1));
    let Ok(pool) = pool.build() else { return };
    let mut begun: Vec<bool> = (0..total)
        .map(|index| known.get(index).is_some() && !moved)
        .collect();
    let mut done = begun.iter().filter(|begun| **begun).count();
    let (mut next, mut news, mut last) = (0, News::new(), Instant::now());
    loop {
        let mut batch: Vec<u32> = {
            let wished = wishes.first.lock().unwrap_or_else(PoisonError::into_inner);
            let open = |index: &&u32| begun.get(**index as usize) == Some(&false);
            wished.iter().filter(open).take(AT_ONCE).copied().collect()
        };
        batch.iter().for_each(|index| begun[*index as usize] = true);
        while batch.len() < AT_ONCE && next < total {
            if !begun[next] {
                begun[next] = true;
                batch.push(next as u32);
            }
            next += 1;
        }
        if batch.is_empty() {
            break;
        }
        while wishes.hold.load(Relaxed) && reporter.progress.report(done, total) {
            std::thread::sleep(Duration::from_millis(4));
        }
        if !reporter.progress.report(done, total) {
            return;
        }
        let one = |index: &u32| {
            let place = *index as usize;
            let summary = match known.get(place) {
                Some(known) => {
                    let mut known = known.clone();
                    known.place(&headers[place], site);
                    known
                }
                None => match source.read(place) {
                    Ok(event) => Summary::of(&event, site),
                    Err(_) => Summary::default(),
                },
            };
            (*index, summary)
        };
        let found: News = pool.install(|| batch.par_iter().map(one).collect());
        done += found.len();
        news.extend(found);
        if last.elapsed() >= BETWEEN_NEWS {
            reporter.part(std::mem::take(&mut news));
            last = Instant::now();
        }
    }
    reporter.progress.report(total, total);
    reporter.part(news);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_io::reduce::Reduction;
    use nuscope_io::{EventsInMemory, OpenOptions, Progress, Reducer};
    use nuscope_model::{Event, Utc};
    use std::path::Path;

    /// The events of a built-in demo, dated a minute apart.
    fn events() -> Vec<Event> {
        let loaded = nuscope_io::open_with(
            Path::new("demo:events"),
            &OpenOptions::default(),
            &Progress::default(),
        );
        let source = loaded.unwrap().events.unwrap();
        let event = |index| {
            let mut event = source.read(index).unwrap();
            event.header.utc = Some(Utc {
                unix_s: 1_676_251_007 + 60 * index as i64,
                nanoseconds: 5,
            });
            event
        };
        (0..source.headers().len()).map(event).collect()
    }

    fn finish(summaries: &mut Summaries) {
        let start = Instant::now();
        while summaries.busy() {
            assert!(summaries.poll(), "the worker died");
            assert!(start.elapsed() < Duration::from_secs(60), "no end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn every_event_gets_the_summary_that_its_reduction_gives() {
        let events = events();
        let count = events.len();
        let source: Arc<dyn EventSource> = Arc::new(EventsInMemory::new(events));
        let mut summaries = Summaries::default();
        summaries.turn_to(Some(&source));
        summaries.start(None, &(Arc::new(|| ()) as Wake));
        finish(&mut summaries);
        assert_eq!((summaries.done, summaries.unreadable), (count, 0));
        assert!(
            summaries
                .pieces
                .iter()
                .all(|summary| summary.unwrap().readable)
        );
        let site_less = summaries.pieces.get(0).unwrap().fit.clone().unwrap();
        assert_eq!(site_less.sky_deg, None);

        summaries.start(Some(Site::arca()), &(Arc::new(|| ()) as Wake));
        finish(&mut summaries);
        assert_eq!(summaries.done, count);
        let mut reducer = Reducer::new(Reduction::at(Site::arca()));
        reducer
            .add(
                source.as_ref(),
                Path::new("demo:events"),
                &Progress::default(),
            )
            .unwrap();
        let sample = reducer.finish("events").sample;
        let with_fit: Vec<_> = summaries
            .pieces
            .iter()
            .filter_map(|summary| summary.unwrap().fit.as_ref())
            .collect();
        assert_eq!(with_fit.len(), sample.len());
        assert!(!with_fit.is_empty());
        for (row, fit) in with_fit.iter().enumerate() {
            let [ra_deg, dec_deg] = fit.sky_deg.unwrap();
            assert!((ra_deg - sample.ra_rad[row].to_degrees()).abs() < 1e-7);
            assert!((dec_deg - sample.dec_rad[row].to_degrees()).abs() < 1e-7);
        }
    }

    #[test]
    fn a_file_that_grew_keeps_what_is_known_of_it() {
        let events = events();
        let source = |count: usize| -> Arc<dyn EventSource> {
            Arc::new(EventsInMemory::new(events[..count].to_vec()))
        };
        let mut summaries = Summaries::default();
        summaries.turn_to(Some(&source(2)));
        summaries.start(None, &(Arc::new(|| ()) as Wake));
        finish(&mut summaries);
        summaries.grow_to(&source(3));
        assert_eq!(summaries.done, 2);
        assert!(!summaries.complete() && summaries.pieces.get(2).is_none());
        let other = source(3);
        summaries.turn_to(Some(&other));
        assert_eq!(summaries.done, 0);
    }

    #[test]
    fn a_stopped_worker_keeps_what_it_made_and_goes_on_later() {
        let source: Arc<dyn EventSource> = Arc::new(EventsInMemory::new(events()));
        let mut summaries = Summaries::default();
        summaries.turn_to(Some(&source));
        summaries.start(None, &(Arc::new(|| ()) as Wake));
        summaries.wish(&[1]);
        summaries.hold(true);
        summaries.stop();
        assert!(!summaries.busy());
        summaries.start(None, &(Arc::new(|| ()) as Wake));
        finish(&mut summaries);
        assert!(summaries.complete());
    }
}
