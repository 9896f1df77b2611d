//! The search of the sky while it is open: what is typed, what fits, which of that is chosen.
//!
//! Names of a few thousand sources are read at once. Where catalogues of many are open a worker reads them, and the
//! field is there meanwhile.

use std::sync::Arc;

use super::{Names, Now, Places};
use crate::document::Document;
use crate::job::{Job, Reporter, Wake};

/// Names of more sources are left to a worker.
const MANY: usize = 20_000;

/// The search while it is open.
#[derive(Default)]
pub struct Search {
    /// What is typed.
    pub typed: String,
    /// Which of the places is chosen, by its place in the list.
    pub chosen: usize,
    /// What fits.
    pub places: Places,
    names: Option<Names>,
    reading: Option<Job<Names>>,
    /// What `places` is the answer to.
    answered: Option<String>,
}

impl Search {
    /// Opens the search of everything in a document.
    pub fn open(document: &Arc<Document>, wake: &Wake) -> Self {
        if Names::count(document) <= MANY {
            return Self {
                names: Some(Names::of(document)),
                ..Self::default()
            };
        }
        let document = Arc::clone(document);
        let work = move |_: &Reporter<_, ()>| Names::of(&document);
        Self {
            reading: Some(Job::spawn(Arc::clone(wake), work)),
            ..Self::default()
        }
    }

    /// Whether names are still being read.
    pub fn busy(&self) -> bool {
        self.reading.is_some()
    }

    /// Brings what fits up to date with what is typed. Returns false if the worker has died, once.
    pub fn update(&mut self, now: Now<'_>) -> bool {
        let mut sound = true;
        if let Some(job) = &self.reading {
            let names = job.poll().1;
            sound = !job.lost();
            if names.is_some() || !sound {
                self.reading = None;
                // Without those of the opened catalogues there are still the others.
                self.names = Some(names.unwrap_or_else(|| Names::of(&Document::default())));
            }
        }
        let Some(names) = &self.names else {
            return sound;
        };
        if self.answered.as_ref() != Some(&self.typed) {
            self.places = names.find(&self.typed, now);
            self.answered = Some(self.typed.clone());
            self.chosen = 0;
        }
        sound
    }

    /// Chooses another place, so many rows further down.
    pub fn step(&mut self, rows: isize) {
        let last = self.places.places.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(rows).min(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky_chart::Chart;

    fn nowhere(chart: &Chart) -> Now<'_> {
        Now { chart, event: None }
    }
    use nuscope_model::{Catalogue, Equatorial, Source};

    #[test]
    fn steps_stay_within_what_was_found() {
        let mut search = Search::open(&Arc::default(), &(Arc::new(|| {}) as Wake));
        search.typed = "m 8".into();
        assert!(search.update(nowhere(&Chart::default())));
        assert!(search.places.places.len() > 2);
        search.step(-1);
        assert_eq!(search.chosen, 0);
        search.step(1000);
        assert_eq!(search.chosen + 1, search.places.places.len());
        search.typed = "m 87".into();
        search.update(nowhere(&Chart::default()));
        assert_eq!(search.chosen, 0, "what is typed anew is chosen anew");
    }

    #[test]
    fn a_hundred_thousand_names_are_read_by_a_worker() {
        let source = |i: usize| Source {
            name: format!("SRC {i:06}"),
            position: Equatorial::from_degrees(i as f64 * 1e-3, 0.0),
            ..Source::default()
        };
        let catalogue = Catalogue {
            name: "many".into(),
            sources: (0..100_000).map(source).collect(),
            ..Catalogue::default()
        };
        let document = Arc::new(Document {
            catalogues: vec![Arc::new(catalogue)],
            ..Document::default()
        });
        let mut search = Search::open(&document, &(Arc::new(|| {}) as Wake));
        search.typed = "src 099999".into();
        let start = std::time::Instant::now();
        while search.busy() {
            assert!(search.update(nowhere(&Chart::default())));
            std::thread::yield_now();
        }
        println!("names of 100,000 sources in {:?}", start.elapsed());
        let start = std::time::Instant::now();
        search.answered = None;
        search.update(nowhere(&Chart::default()));
        println!("one of them found in {:?}", start.elapsed());
        assert_eq!(search.places.places[0].name, "SRC 099999");
    }
}
