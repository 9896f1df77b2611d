//! The tables of the tray as of this frame: the events of the file, the hits and the tracks of the event.
//!
//! Brought up to date at the beginning of a frame, and before a step from event to event; nothing is done where
//! nothing has changed, and what takes long is done by a worker.

use std::sync::Arc;

use nuscope_io::EventSource;
use nuscope_model::{Event, Sample, Site};

use crate::candidates::Candidates;
use crate::catalogues::Listed;
use crate::derived::Derived;
use crate::document::Document;
use crate::grid::{List, Passing, events, hits, searched, sources, tracks};
use crate::hit_values::{HitValues, ShownHits};
use crate::job::Wake;
use crate::searched::Searched;
use crate::summaries::Summaries;
use crate::view::{Marked, Tab, View};

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
    /// Whether a worker died since this was asked last: that is a fault of ours, and has to be told.
    pub died: bool,
    /// The candidates.
    pub candidates: List,
    /// The sources of the catalogues that are drawn.
    pub sources: List,
    /// Whose rows those are.
    pub of_sources: Listed,
    /// What a search of sources has found.
    pub searched: List,
    of_searched: Option<Arc<Searched>>,
    of_events: Option<(Arc<dyn EventSource>, u64)>,
    of_hits: Option<OfHits>,
    of_tracks: Option<(Arc<Event>, Option<Site>)>,
    of_candidates: Option<Vec<Arc<Sample>>>,
}

/// Where the detector of a document stands on Earth, turned as the user says.
pub fn site(document: &Document, view: &View) -> Option<Site> {
    let site = document.detector.as_deref().and_then(Site::of)?;
    let turn_deg = view.event.turn_deg;
    Some(Site {
        phi_offset_rad: if turn_deg.is_finite() {
            turn_deg.to_radians()
        } else {
            0.0
        },
        ..site
    })
}

impl Lists {
    /// Whether a worker sorts or filters.
    pub fn busy(&self) -> bool {
        self.events.busy()
            || self.hits.busy()
            || self.tracks.busy()
            || self.candidates.busy()
            || self.sources.busy()
            || self.searched.busy()
    }

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
        let tab = view.tray.open.then_some(view.tray.shown(view.mode));
        // Steps from event to event follow the browser's order, whether it is in view or not.
        if tab == Some(Tab::Events) || !view.tables.events.is_plain() {
            self.summaries.start(site(document, view), wake);
            self.update_events(document, view, wake);
        }
        match tab {
            Some(Tab::Hits) => self.update_hits(view, derived, wake),
            Some(Tab::Tracks) => self.update_tracks(document, view, wake),
            Some(Tab::Candidates) => self.update_candidates(view, &derived.candidates, wake),
            Some(Tab::Sources) => self.update_sources(document, view, wake),
            Some(Tab::SourceSearch) => self.update_searched(document, view, wake),
            _ => {}
        }
    }

    /// Brings the table of events up to date; what was read meanwhile is taken in a few times a second.
    pub fn update_events(&mut self, document: &Document, view: &View, wake: &Wake) {
        let Some(source) = &document.events else {
            self.events = List::default();
            self.of_events = None;
            return;
        };
        self.summaries.turn_to(Some(source));
        let version = self.summaries.version;
        match &self.of_events {
            Some((old, made)) if Arc::ptr_eq(old, source) => {
                let due = self.events.rested() || self.summaries.complete();
                if *made != version && due && !self.events.busy() {
                    self.events
                        .replace(events::from_summaries(&self.summaries.pieces));
                    self.of_events = Some((Arc::clone(source), version));
                }
            }
            _ => {
                let grid = events::grid(source, &self.summaries.pieces);
                self.events.turn_to(grid);
                self.of_events = Some((Arc::clone(source), version));
            }
        }
        self.died |= !self.events.update(&view.tables.events, None, wake);
    }

    /// Brings the table of hits up to date.
    pub fn update_hits(&mut self, view: &View, derived: &Derived, wake: &Wake) {
        let Some(values) = &derived.values else {
            self.hits = List::default();
            self.of_hits = None;
            return;
        };
        let known = self.of_hits.as_mut();
        match known.filter(|of| of.values.same_hits(values)) {
            Some(of) => {
                if !Arc::ptr_eq(&of.values, values) {
                    self.hits.replace(hits::changed(values, &of.values));
                    of.values = Arc::clone(values);
                }
                if !Arc::ptr_eq(&of.shown, &derived.shown) {
                    of.shown = Arc::clone(&derived.shown);
                    of.among += 1;
                    self.hits.replace([hits::shown_column(&of.shown)]);
                }
                if of.marked != view.marked {
                    of.marked = view.marked.clone();
                    let count = values.event.hits.len();
                    self.hits.replace([hits::marked_column(&of.marked, count)]);
                }
            }
            None => {
                let among = self.of_hits.as_ref().map_or(1, |of| of.among + 1);
                self.hits
                    .turn_to(hits::grid(values, &derived.shown, &view.marked));
                self.of_hits = Some(OfHits {
                    values: Arc::clone(values),
                    shown: Arc::clone(&derived.shown),
                    marked: view.marked.clone(),
                    among,
                });
            }
        }
        let cut = view.tables.hits_in_cuts && !view.cuts.is_open();
        let of = self.of_hits.as_ref().filter(|_| cut);
        let among = of.map(|of| (of.among, Arc::clone(&of.shown) as Arc<dyn Passing>));
        self.died |= !self.hits.update(&view.tables.hits, among.as_ref(), wake);
    }

    /// Brings the table of candidates up to date.
    pub fn update_candidates(&mut self, view: &View, candidates: &Candidates, wake: &Wake) {
        let same = |made: &Vec<Arc<Sample>>| {
            let now = candidates.samples();
            made.len() == now.len() && made.iter().zip(now).all(|(a, b)| Arc::ptr_eq(a, b))
        };
        if !self.of_candidates.as_ref().is_some_and(same) {
            match &candidates.grid {
                Some(grid) => self.candidates.turn_to(grid.clone()),
                None => self.candidates = List::default(),
            }
            self.of_candidates = Some(candidates.samples().to_vec());
        }
        let shown: Arc<dyn Passing> = Arc::clone(&candidates.shown) as _;
        let among = (candidates.version, shown);
        let look = &view.tables.candidates;
        self.died |= !self.candidates.update(look, Some(&among), wake);
    }

    /// Brings the table of sources up to date.
    pub fn update_sources(&mut self, document: &Document, view: &View, wake: &Wake) {
        let listed = Listed::shown(document, &view.sky);
        if self.sources.grid.is_none() || self.of_sources != listed {
            self.sources.turn_to(sources::grid(&listed));
            self.of_sources = listed;
        }
        self.died |= !self.sources.update(&view.tables.sources, None, wake);
    }

    /// Brings the table of what a search has found up to date.
    pub fn update_searched(&mut self, document: &Document, view: &View, wake: &Wake) {
        let Some(now) = &document.searched else {
            self.searched = List::default();
            self.of_searched = None;
            return;
        };
        match &self.of_searched {
            Some(before) if Arc::ptr_eq(before, now) => {}
            Some(before) if Arc::ptr_eq(&before.asked, &now.asked) => {
                if !self.searched.busy() {
                    self.searched.replace(searched::changing(now));
                    self.of_searched = Some(Arc::clone(now));
                }
            }
            _ => {
                self.searched.turn_to(searched::grid(now));
                self.of_searched = Some(Arc::clone(now));
            }
        }
        self.died |= !self.searched.update(&view.tables.searched, None, wake);
    }

    /// Brings the table of tracks up to date.
    pub fn update_tracks(&mut self, document: &Document, view: &View, wake: &Wake) {
        let Some(shown) = &document.event else {
            self.tracks = List::default();
            self.of_tracks = None;
            return;
        };
        let site = site(document, view);
        let same = |(event, of_site): &(Arc<Event>, Option<Site>)| {
            Arc::ptr_eq(event, &shown.event) && *of_site == site
        };
        if !self.of_tracks.as_ref().is_some_and(same) {
            self.tracks
                .turn_to(tracks::grid(&shown.event, site.as_ref()));
            self.of_tracks = Some((Arc::clone(&shown.event), site));
        }
        self.died |= !self.tracks.update(&view.tables.tracks, None, wake);
    }
}
