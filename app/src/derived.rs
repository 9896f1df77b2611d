//! What follows from the document and the view together: values of hits, and which of them are shown.
//!
//! Made anew at the beginning of a frame if what it depends on has changed, and then read by every panel.

use std::sync::Arc;

use nuscope_model::{Detector, Event, Medium, Track};

use crate::document::Document;
use crate::hit_values::{HitValues, ShownHits};
use crate::view::{Cuts, View};

/// What the values of hits are made from.
#[derive(Clone)]
struct Inputs {
    event: Arc<Event>,
    detector: Option<Arc<Detector>>,
    medium: Medium,
    reference: Option<Track>,
}

impl Inputs {
    fn same(&self, other: &Self) -> bool {
        let detectors = match (&self.detector, &other.detector) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        detectors
            && Arc::ptr_eq(&self.event, &other.event)
            && self.medium == other.medium
            && self.reference == other.reference
    }
}

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
        };
        let same = self.inputs.as_ref().is_some_and(|old| old.same(&inputs));
        if !same {
            let made = inputs.clone();
            let values = HitValues::new(made.event, made.detector, made.medium, made.reference);
            self.values = Some(Arc::new(values));
            self.inputs = Some(inputs);
        }
        if (!same || self.cuts != view.cuts)
            && let Some(values) = &self.values
        {
            self.shown = Arc::new(ShownHits::new(values, &view.cuts));
            self.cuts = view.cuts.clone();
        }
    }
}

/// What light travels in: what the user says, else what the detector hangs in, else water.
pub fn medium(detector: Option<&Detector>, view: &View) -> Medium {
    let own = detector.map(Medium::of).unwrap_or_default();
    view.tracks.medium.unwrap_or(own)
}
