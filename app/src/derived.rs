//! What follows from the document and the view together: values of hits, and which of them are shown.
//!
//! Made anew at the beginning of a frame if what it depends on has changed, and then read by every panel.

use std::sync::Arc;

use nuscope_model::{Detector, Event, Medium, Track};

use crate::document::Document;
use crate::hit_values::{HitValues, ShownHits};
use crate::view::{Cuts, View};

/// What the values of hits are made from.
struct Inputs {
    event: Arc<Event>,
    detector: Option<Arc<Detector>>,
    medium: Medium,
    reference: Option<Track>,
    merged: bool,
}

impl Inputs {
    /// Whether the same hits hang in the same detector.
    fn same_hits(&self, other: &Self) -> bool {
        let detectors = match (&self.detector, &other.detector) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        detectors && Arc::ptr_eq(&self.event, &other.event)
    }

    /// Whether the light that is expected is the same.
    fn same_light(&self, other: &Self) -> bool {
        self.medium == other.medium && self.reference == other.reference
    }
}

/// Events of more hits have their columns made in the background, so that the window waits for none of them.
const MANY_HITS: usize = 20_000;

/// The values of the event on display and the hits that are shown of it.
#[derive(Default)]
pub struct Derived {
    inputs: Option<Inputs>,
    cuts: Cuts,
    /// Values of every hit; `None` without an event.
    pub values: Option<Arc<HitValues>>,
    /// The hits that pass the cuts.
    pub shown: Arc<ShownHits>,
}

impl Derived {
    /// What follows from a document and a view.
    pub fn of(document: &Document, view: &View) -> Self {
        let mut derived = Self::default();
        derived.update(document, view);
        derived
    }

    /// Brings everything up to date; does nothing if nothing it depends on has changed.
    pub fn update(&mut self, document: &Document, view: &View) {
        let Some(shown) = &document.event else {
            *self = Self::default();
            return;
        };
        let detector = document.detector.clone();
        let inputs = Inputs {
            medium: medium(detector.as_deref(), view),
            reference: view.tracks.track(view.tracks.reference, &shown.event),
            event: Arc::clone(&shown.event),
            detector,
            merged: view.hits.merged,
        };
        let old = self.inputs.as_ref();
        let same_hits = old.is_some_and(|old| old.same_hits(&inputs));
        let same_light = same_hits && old.is_some_and(|old| old.same_light(&inputs));
        let same_pulses = same_hits && old.is_some_and(|old| old.merged == inputs.merged);
        let cuts = &view.cuts;
        let stale =
            !same_pulses || self.cuts != *cuts || (!same_light && cuts.residual_ns.is_some());
        if !(same_light && same_pulses) {
            let values = match self.values.take().filter(|_| same_hits) {
                Some(values) => values.seen_from(inputs.medium, inputs.reference.clone()),
                None => {
                    let (event, detector) = (Arc::clone(&inputs.event), inputs.detector.clone());
                    HitValues::new(event, detector, inputs.medium, inputs.reference.clone())
                }
            };
            let values = Arc::new(values.merging(inputs.merged));
            if !same_pulses && values.event.hits.len() > MANY_HITS {
                let values = Arc::clone(&values);
                // Not a worker of rayon: one that waits for a column may be handed the task that waits for it too.
                std::thread::spawn(move || values.warm());
            }
            self.values = Some(values);
            self.inputs = Some(inputs);
        }
        if let Some(values) = self.values.as_ref().filter(|_| stale) {
            self.shown = Arc::new(ShownHits::new(values, cuts));
            self.cuts = cuts.clone();
        }
    }
}

/// What light travels in: what the user says, else what the detector hangs in, else water.
pub fn medium(detector: Option<&Detector>, view: &View) -> Medium {
    let own = detector.map(Medium::of).unwrap_or_default();
    view.tracks.medium.unwrap_or(own)
}
