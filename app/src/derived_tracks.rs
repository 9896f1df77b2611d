//! What follows from the document and the view for tracks: their tree, which are drawn, and as what.
//!
//! Made anew at the beginning of a frame if what it depends on has changed. Handles that drag the user's track change
//! it with every frame, but never per hit.

use std::sync::Arc;

use nuscope_model::{Detector, Event, Medium};

use crate::document::Document;
use crate::scene::comparison::Comparison;
use crate::scene::drawn_tracks::drawn_tracks;
use crate::scene::track_tree::TrackTree;
use crate::scene::tracks::{TrackScene, track_scene};
use crate::theme;
use crate::view::{EventLook, TrackLook, View};

/// What everything here is made from.
struct Inputs {
    event: Arc<Event>,
    detector: Option<Arc<Detector>>,
    medium: Medium,
    look: EventLook,
    tracks: TrackLook,
    dark: bool,
}

impl Inputs {
    fn same(&self, document: &Document, view: &View, medium: Medium) -> bool {
        let event = document.event.as_ref().map(|shown| &shown.event);
        let detectors = match (&self.detector, &document.detector) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        detectors
            && event.is_some_and(|event| Arc::ptr_eq(&self.event, event))
            && self.medium == medium
            && self.look == view.event
            && self.tracks == view.tracks
            && self.dark == view.dark
    }
}

/// The tracks of the event on display.
#[derive(Default)]
pub struct DerivedTracks {
    inputs: Option<Inputs>,
    /// All of them.
    pub tree: Arc<TrackTree>,
    /// Which are drawn, by place; the user's own is not among them.
    pub drawn: Arc<Vec<bool>>,
    /// The place of what residuals refer to.
    pub reference: Option<usize>,
    /// The place of what is compared with it.
    pub compared: Option<usize>,
    /// How far the two differ.
    pub comparison: Option<Comparison>,
    /// All that the 3D view draws of them; a new one whenever it differs from the one before.
    pub scene: Arc<TrackScene>,
}

impl DerivedTracks {
    /// Brings everything up to date; does nothing if nothing it depends on has changed.
    pub fn update(&mut self, document: &Document, view: &View, medium: Medium) {
        let Some(event) = document.event.as_ref().map(|shown| &shown.event) else {
            *self = Self::default();
            return;
        };
        let old = self.inputs.as_ref();
        if old.is_some_and(|old| old.same(document, view, medium)) {
            return;
        }
        if !old.is_some_and(|old| Arc::ptr_eq(&old.event, event)) {
            self.tree = Arc::new(TrackTree::new(event));
        }
        let look = &view.tracks;
        let detector = document.detector.as_deref();
        self.drawn = Arc::new(drawn_tracks(event, &view.event, look));
        self.reference = look.place(look.reference, event);
        self.compared = look
            .compared
            .and_then(|choice| look.place(choice, event))
            .filter(|place| Some(*place) != self.reference);
        let at = |place: Option<usize>| place.and_then(|place| look.at(place, event));
        self.comparison = at(self.reference)
            .zip(at(self.compared))
            .map(|(a, b)| Comparison::new(&a, &b, detector));
        let theme = theme::theme(view.dark);
        let scene = detector.map(|detector| track_scene(event, detector, view, medium, theme));
        let scene = scene.unwrap_or_default();
        if *self.scene != scene {
            self.scene = Arc::new(scene);
        }
        self.inputs = Some(Inputs {
            event: Arc::clone(event),
            detector: document.detector.clone(),
            medium,
            look: view.event.clone(),
            tracks: look.clone(),
            dark: view.dark,
        });
    }
}
