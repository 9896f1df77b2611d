//! The tables of the tray as of this frame: the events of the file, the hits and the tracks of the event.
//!
//! Brought up to date at the beginning of a frame, and before a step from event to event; nothing is done where
//! nothing has changed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nuscope_io::EventSource;
use nuscope_model::{Event, Site};

use crate::derived::Derived;
use crate::document::Document;
use crate::grid::{Grid, Order, events, hits, tracks};
use crate::hit_values::{HitValues, ShownHits};
use crate::job::Wake;
use crate::summaries::Summaries;
use crate::view::{Marked, Tab, View};

/// A table and the rows that are shown of it.
#[derive(Default)]
pub struct List {
    /// The table; `None` where there is nothing to list.
    pub grid: Option<Grid>,
    /// Its rows.
    pub order: Order,
}

/// What the table of hits was made from.
struct OfHits {
    values: Arc<HitValues>,
    shown: Arc<ShownHits>,
    marked: Marked,
    /// Rises with every change of what is shown.
    among: u64,
}

/// All tables of the tray.
#[derive(Default)]
pub struct Lists {
    /// What is read of all events in the background.
    pub summaries: Summaries,
    /// The events.
    pub events: List,
    /// The hits.
    pub hits: List,
    /// The tracks.
    pub tracks: List,
    of_events: Option<(Arc<dyn EventSource>, u64)>,
    refreshed: Option<(Instant, Duration)>,
    of_hits: Option<OfHits>,
    of_tracks: Option<(Arc<Event>, Option<Site>)>,
}

/// Where the detector of a document stands on Earth.
pub fn site(document: &Document) -> Option<Site> {
    document.detector.as_deref().and_then(Site::of)
}

impl Lists {
    /// Brings the table that is in view up to date; `reading` says whether an event is being read for display.
    pub fn update(
        &mut self,
        document: &Document,
        view: &View,
        derived: &Derived,
        reading: bool,
        wake: &Wake,
    ) {
        self.summaries.turn_to(document.events.as_ref());
        self.summaries.hold(reading);
        let tab = view.tray.open.then_some(view.tray.tab);
        // Steps from event to event follow the browser's order, whether it is in view or not.
        if tab == Some(Tab::Events) || !view.tables.events.is_plain() {
            self.summaries.start(site(document), wake);
            self.update_events(document, view);
        }
        match tab {
            Some(Tab::Hits) => self.update_hits(view, derived),
            Some(Tab::Tracks) => self.update_tracks(document, view),
            _ => {}
        }
    }

    /// Brings the table of events up to date; what was read meanwhile is taken in a few times a second.
    pub fn update_events(&mut self, document: &Document, view: &View) {
        let Some(source) = &document.events else {
            self.events = List::default();
            self.of_events = None;
            return;
        };
        self.summaries.turn_to(Some(source));
        let version = self.summaries.version;
        match (&self.of_events, &mut self.events.grid) {
            (Some((old, made)), Some(grid)) if Arc::ptr_eq(old, source) => {
                // Large files take longer to sort than the news come: no more than a tenth of the time goes there.
                let due = self
                    .refreshed
                    .is_none_or(|(when, cost)| when.elapsed() > 10 * cost);
                if *made != version && (due || self.summaries.complete()) {
                    events::refresh(grid, &self.summaries.pieces);
                    self.of_events = Some((Arc::clone(source), version));
                }
            }
            _ => {
                self.events.grid = Some(events::grid(source, &self.summaries.pieces));
                self.of_events = Some((Arc::clone(source), version));
            }
        }
        if let Some(grid) = &self.events.grid {
            let start = Instant::now();
            if self.events.order.update(grid, &view.tables.events, None) {
                self.refreshed = Some((Instant::now(), start.elapsed()));
            }
        }
    }

    /// Brings the table of hits up to date.
    pub fn update_hits(&mut self, view: &View, derived: &Derived) {
        let Some(values) = &derived.values else {
            self.hits = List::default();
            self.of_hits = None;
            return;
        };
        let count = values.event.hits.len();
        let known = self
            .of_hits
            .as_mut()
            .filter(|of| Arc::ptr_eq(&of.values, values));
        match (known, &mut self.hits.grid) {
            (Some(of), Some(grid)) => {
                if !Arc::ptr_eq(&of.shown, &derived.shown) {
                    of.shown = Arc::clone(&derived.shown);
                    of.among += 1;
                    grid.replace(hits::shown_column(&of.shown));
                }
                if of.marked != view.marked {
                    of.marked = view.marked.clone();
                    grid.replace(hits::marked_column(&of.marked, count));
                }
            }
            _ => {
                let among = self.of_hits.as_ref().map_or(1, |of| of.among + 1);
                self.hits.grid = Some(hits::grid(values, &derived.shown, &view.marked));
                self.of_hits = Some(OfHits {
                    values: Arc::clone(values),
                    shown: Arc::clone(&derived.shown),
                    marked: view.marked.clone(),
                    among,
                });
            }
        }
        let cut = view.tables.hits_in_cuts && !view.cuts.is_open();
        if let (Some(grid), Some(of)) = (&self.hits.grid, &self.of_hits) {
            let among = cut.then_some((of.among, of.shown.passes.as_slice()));
            self.hits.order.update(grid, &view.tables.hits, among);
        }
    }

    /// Brings the table of tracks up to date.
    pub fn update_tracks(&mut self, document: &Document, view: &View) {
        let Some(shown) = &document.event else {
            self.tracks = List::default();
            self.of_tracks = None;
            return;
        };
        let site = site(document);
        let same = |(event, of_site): &(Arc<Event>, Option<Site>)| {
            Arc::ptr_eq(event, &shown.event) && *of_site == site
        };
        if !self.of_tracks.as_ref().is_some_and(same) {
            self.tracks.grid = Some(tracks::grid(&shown.event, site.as_ref()));
            self.of_tracks = Some((Arc::clone(&shown.event), site));
        }
        if let Some(grid) = &self.tracks.grid {
            self.tracks.order.update(grid, &view.tables.tracks, None);
        }
    }
}
