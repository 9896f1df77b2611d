//! What is on the GPU besides hits, and what it was made from.

use std::sync::Arc;

use nuscope_model::Detector;
use nuscope_render::{Gpu, PointSet, Segment, Space};

use crate::derived::Derived;
use crate::document::Document;
use crate::scene::detector::{self as dressing, Dress};
use crate::scene::sensor_marks::SensorMarks;
use crate::scene::tracks::TrackScene;
use crate::theme;
use crate::view::{EventLook, View};

/// What the tracks and modules on the GPU were made from; they are made anew when it changes.
#[derive(Clone)]
pub(super) struct Made {
    detector: Option<Arc<Detector>>,
    look: EventLook,
    marks: Option<Arc<SensorMarks>>,
    tracks: Arc<TrackScene>,
    dark: bool,
}

impl Made {
    /// What everything has to be made from now.
    pub(super) fn of(document: &Document, view: &View, derived: &Derived) -> Self {
        Self {
            detector: document.detector.clone(),
            look: view.event.clone(),
            marks: derived.marks.clone(),
            tracks: Arc::clone(&derived.tracks.scene),
            dark: view.dark,
        }
    }

    fn same_detector(&self, other: &Self) -> bool {
        same(&self.detector, &other.detector)
            && same(&self.marks, &other.marks)
            && self.look.modules == other.look.modules
            && self.look.sensor_marks == other.look.sensor_marks
            && self.look.sensor_rates == other.look.sensor_rates
            && self.dark == other.dark
    }

    /// Whether nothing has changed.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.same_detector(other)
            && self.look == other.look
            && Arc::ptr_eq(&self.tracks, &other.tracks)
    }

    /// Sends everything that differs from `before`.
    pub(super) fn send(&self, before: Option<&Self>, gpu: &Gpu, space: &mut Space) {
        let theme = theme::theme(self.dark);
        let detector = self.detector.as_deref();
        if !before.is_some_and(|before| before.same_detector(self)) {
            let dressed = detector
                .zip(self.marks.as_deref())
                .filter(|_| self.look.modules)
                .map(|(detector, marks)| {
                    let dress = Dress {
                        marks,
                        marked: self.look.sensor_marks,
                        by_rate: self.look.sensor_rates,
                        dark: self.dark,
                        theme,
                    };
                    let modules = dressing::modules(detector, dress);
                    (modules, dressing::sensors(detector, dress))
                });
            let (modules, sensors) = dressed.unwrap_or_default();
            space.set_points(gpu, PointSet::Modules, &modules);
            space.set_points(gpu, PointSet::Sensors, &sensors);
        }
        let mut segments: Vec<Segment> = Vec::new();
        if let Some(detector) = detector.filter(|_| self.look.strings) {
            segments.extend(dressing::strings(detector, theme));
        }
        segments.extend(&self.tracks.segments);
        space.set_segments(gpu, &segments);
        space.set_fronts(gpu, &self.tracks.fronts);
        space.set_balls(gpu, &self.tracks.balls);
    }
}

/// Whether both are the very same thing, or neither is there.
pub(super) fn same<T: ?Sized>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}
