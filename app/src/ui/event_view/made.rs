//! What is on the GPU, and what it was made from.

use std::sync::Arc;

use nuscope_model::{Detector, Event};
use nuscope_render::{Gpu, Point, PointSet, Segment, Space};

use crate::derived::Derived;
use crate::document::Document;
use crate::hit_values::ShownHits;
use crate::hit_values::kinds::by_kinds;
use crate::scene::arrival::is_timed_by_light;
use crate::scene::detector::{self as dressing, Dress};
use crate::scene::event::{Picked, picked};
use crate::scene::hits;
use crate::scene::sensor_marks::SensorMarks;
use crate::scene::tracks::TrackScene;
use crate::theme;
use crate::view::{EventLook, HitLook, Marked, View};

/// What the hits, tracks and modules on the GPU were made from; they are made anew when it changes.
#[derive(Clone)]
pub(super) struct Made {
    event: Option<Arc<Event>>,
    detector: Option<Arc<Detector>>,
    look: EventLook,
    marks: Option<Arc<SensorMarks>>,
    shown: Arc<ShownHits>,
    tracks: Arc<TrackScene>,
    colors: Option<Arc<[f32]>>,
    /// Whether there is light that hits can be timed by.
    timed: bool,
    sizes: Option<Arc<[f32]>>,
    hits: HitLook,
    marked: Marked,
    dark: bool,
}

impl Made {
    /// What everything has to be made from now.
    pub(super) fn of(document: &Document, view: &View, derived: &Derived) -> Self {
        let event = document.event.as_ref();
        let values = derived.values.as_ref();
        let column = |quantity| values.map(|values| Arc::clone(values.column(quantity)));
        // Residuals are timed by the GPU, and cost nothing when a track moves.
        let timed = is_timed_by_light(&view.hits);
        Self {
            timed: values.is_some_and(|values| values.light().is_some()),
            colors: values
                .filter(|_| !timed)
                .map(|values| Arc::clone(values.colors(&view.hits))),
            sizes: column(view.hits.size_by),
            event: event.map(|shown| Arc::clone(&shown.event)),
            detector: document.detector.clone(),
            look: view.event.clone(),
            marks: derived.marks.clone(),
            shown: Arc::clone(&derived.shown),
            tracks: Arc::clone(&derived.tracks.scene),
            hits: built_in(&view.hits),
            marked: view.marked.clone(),
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

    /// Whether the hits are the same: they are many, and stay while tracks are dragged.
    fn same_hits(&self, other: &Self) -> bool {
        same(&self.detector, &other.detector)
            && same(&self.event, &other.event)
            && Arc::ptr_eq(&self.shown, &other.shown)
            && same(&self.colors, &other.colors)
            && self.timed == other.timed
            && same(&self.sizes, &other.sizes)
            && self.hits == other.hits
            && self.marked == other.marked
    }

    /// Whether nothing has changed.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.same_detector(other)
            && self.same_hits(other)
            && self.look == other.look
            && Arc::ptr_eq(&self.tracks, &other.tracks)
    }

    /// Sends everything that differs from `before`; returns how many hits have no place, if they were sent.
    pub(super) fn send(
        &self,
        before: Option<&Self>,
        gpu: &Gpu,
        space: &mut Space,
        derived: &Derived,
    ) -> Option<usize> {
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
        if before.is_some_and(|before| before.same_hits(self)) {
            return None;
        }
        let values = derived.values.as_deref();
        let placed = values.map(|values| hits::hits(values, &self.shown, &self.hits));
        let mut placed = placed.unwrap_or_default();
        if !self.marked.is_empty() {
            for point in &mut placed.points {
                if let Some(Picked::Hit(place)) = picked(point.id) {
                    point.flag(Point::MARKED, self.marked.contains(place as u32));
                }
            }
        }
        space.set_points(gpu, PointSet::Hits, &placed.points);
        Some(placed.unplaced)
    }
}

/// The part of a look that is built into the geometry; the rest travels as uniforms.
fn built_in(look: &HitLook) -> HitLook {
    HitLook {
        color_by: look.color_by,
        // Whether colours are steps decides on the values that hits carry.
        colormap: if by_kinds(look) {
            look.colormap
        } else {
            HitLook::default().colormap
        },
        size_by: look.size_by,
        stacked: look.stacked,
        merged: look.merged,
        // Stacks are kept together at every size.
        size: if look.stacked { look.size } else { 1.0 },
        ..HitLook::default()
    }
}

fn same<T: ?Sized>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}
