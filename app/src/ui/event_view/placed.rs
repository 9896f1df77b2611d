//! The hits on the GPU, and what they were made from.
//!
//! Of very many hits a worker makes the spheres, as often as it can; until it is done those before stay, unless they
//! are of another event. A picture that is not for the window has them at once.

use std::sync::Arc;

use eframe::egui;
use nuscope_model::{Detector, Event};
use nuscope_render::{Gpu, Point, ReadyHits, Space};

use super::made::same;
use crate::derived::{Derived, VERY_MANY_HITS};
use crate::document::Document;
use crate::hit_values::kinds::by_kinds;
use crate::hit_values::{ColumnId, HitValues, ShownHits};
use crate::job::Job;
use crate::scene::arrival::is_timed_by_light;
use crate::scene::event::{Picked, picked};
use crate::scene::hits;
use crate::view::{HitLook, Marked, View};

/// What hits are placed from.
#[derive(Clone)]
struct Inputs {
    event: Option<Arc<Event>>,
    detector: Option<Arc<Detector>>,
    shown: Arc<ShownHits>,
    /// What they are coloured by, unless the frame times them.
    colors: Option<ColumnId>,
    sizes: Option<ColumnId>,
    /// Whether there is light that hits can be timed by.
    lit: bool,
    look: HitLook,
    marked: Marked,
}

impl Inputs {
    fn of(document: &Document, view: &View, derived: &Derived) -> Self {
        let values = derived.values.as_ref();
        let column = |quantity| values.map(|values| values.column_id(quantity));
        let event = document.event.as_ref();
        Self {
            event: event.map(|shown| Arc::clone(&shown.event)),
            detector: document.detector.clone(),
            shown: Arc::clone(&derived.shown),
            // Residuals are timed by the GPU, and cost nothing when a track moves.
            colors: match is_timed_by_light(&view.hits) {
                true => None,
                false => column(view.hits.color_by),
            },
            sizes: column(view.hits.size_by),
            lit: values.is_some_and(|values| values.light().is_some()),
            look: built_in(&view.hits),
            marked: view.marked.clone(),
        }
    }

    /// Whether they are the same hits in the same places, however they look.
    fn same_hits(&self, other: &Self) -> bool {
        same(&self.event, &other.event) && same(&self.detector, &other.detector)
    }

    fn same(&self, other: &Self) -> bool {
        self.same_hits(other)
            && Arc::ptr_eq(&self.shown, &other.shown)
            && self.colors == other.colors
            && self.sizes == other.sizes
            && self.lit == other.lit
            && self.look == other.look
            && self.marked == other.marked
    }

    /// Makes the spheres; returns too how many hits have no place.
    fn place(&self, values: &HitValues) -> (ReadyHits, usize) {
        let mut placed = hits::hits(values, &self.shown, &self.look);
        if !self.marked.is_empty() {
            for point in &mut placed.points {
                if let Some(Picked::Hit(place)) = picked(point.id) {
                    point.flag(Point::MARKED, self.marked.contains(place as u32));
                }
            }
        }
        (ReadyHits::new(placed.points), placed.unplaced)
    }
}

/// The hits on the GPU.
#[derive(Default)]
pub(super) struct PlacedHits {
    /// How many have no place.
    pub(super) unplaced: usize,
    made: Option<Inputs>,
    placing: Option<(Inputs, Job<(ReadyHits, usize)>)>,
    /// Whether a worker died at what is wanted now: it is left as it is.
    failed: bool,
}

impl PlacedHits {
    /// Brings them up to date, by a worker if they are many and `later` says whom to wake; returns whether anything
    /// was sent.
    pub(super) fn update(
        &mut self,
        (gpu, space): (&Gpu, &mut Space),
        (document, view, derived): (&Document, &View, &Derived),
        later: Option<&egui::Context>,
    ) -> bool {
        let wanted = Inputs::of(document, view, derived);
        let mut sent = self.take_in(&wanted, gpu, space);
        if self.made.as_ref().is_some_and(|made| made.same(&wanted)) {
            return sent;
        }
        let values = derived.values.clone();
        let many = |values: &Arc<HitValues>| values.event.hits.len() > VERY_MANY_HITS;
        match (later, values.filter(many)) {
            (Some(ctx), Some(values)) => {
                let old = self.made.as_ref();
                if old.is_some_and(|made| !made.same_hits(&wanted)) {
                    self.send(None, (ReadyHits::default(), 0), gpu, space);
                    sent = true;
                }
                if self.placing.is_none() && !self.failed {
                    let (ctx, inputs) = (ctx.clone(), wanted.clone());
                    let wake = Arc::new(move || ctx.request_repaint());
                    let job = Job::spawn(wake, move |_| inputs.place(&values));
                    self.placing = Some((wanted, job));
                }
                sent
            }
            _ => {
                let values = derived.values.as_deref();
                let placed = values.map(|values| wanted.place(values));
                self.placing = None;
                self.send(Some(wanted), placed.unwrap_or_default(), gpu, space);
                true
            }
        }
    }

    /// Sends what a worker has made, if it is of the hits that are wanted.
    fn take_in(&mut self, wanted: &Inputs, gpu: &Gpu, space: &mut Space) -> bool {
        let Some((inputs, job)) = &self.placing else {
            return false;
        };
        if !inputs.same_hits(wanted) {
            (self.placing, self.failed) = (None, false);
            return false;
        }
        let made = job.poll().1;
        if job.lost() {
            tracing::error!("placing hits failed; they stay as they were");
            (self.placing, self.failed) = (None, true);
            return false;
        }
        let Some(made) = made else { return false };
        let inputs = self.placing.take().map(|(inputs, _)| inputs);
        self.send(inputs, made, gpu, space);
        true
    }

    fn send(
        &mut self,
        made: Option<Inputs>,
        (ready, unplaced): (ReadyHits, usize),
        gpu: &Gpu,
        space: &mut Space,
    ) {
        space.set_hits(gpu, ready);
        (self.made, self.unplaced) = (made, unplaced);
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
