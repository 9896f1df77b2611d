//! What follows from the document and the view together: values of hits, and which of them are shown.
//!
//! Made anew at the beginning of a frame if what it depends on has changed, and then read by every panel.

use std::sync::Arc;

use nuscope_model::{Detector, Event, Medium, Track};

use crate::derived_tracks::DerivedTracks;
use crate::document::Document;
use crate::hit_values::{HitValues, ShownHits};
use crate::spread::{Spread, Spreads};
use crate::view::{Cuts, HitQuantity, View};

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
    /// How the values spread.
    spreads: Spreads,
    /// Its tracks.
    pub tracks: DerivedTracks,
}

impl Derived {
    /// What follows from a document and a view.
    pub fn of(document: &Document, view: &View) -> Self {
        let mut derived = Self::default();
        derived.update(document, view);
        derived
    }

    /// How the values of a quantity spread; `None` if no hit has one.
    pub fn spread(&self, quantity: HitQuantity) -> Option<Arc<Spread>> {
        self.spreads.of(self.values.as_deref()?, quantity)
    }

    /// Brings everything up to date; does nothing if nothing it depends on has changed.
    pub fn update(&mut self, document: &Document, view: &View) {
        let Some(shown) = &document.event else {
            *self = Self::default();
            return;
        };
        let detector = document.detector.clone();
        self.tracks
            .update(document, view, medium(detector.as_deref(), view));
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::view::{HitQuantity, TrackChoice, UserTrack};
    use glam::DVec3;
    use nuscope_model::track::TrackShape;
    use nuscope_model::{Hit, Module, ModuleId, Sensor};

    fn document() -> Document {
        let module = Module {
            id: ModuleId(1),
            string: 1,
            floor: 1,
            position_m: DVec3::X,
            first_sensor: 0,
            sensors: 1,
            status: 0,
        };
        let sensor = Sensor {
            pmt_id: 1,
            position_m: DVec3::X,
            looks: DVec3::NEG_X,
            t0_ns: 0.0,
            status: 0,
        };
        let hit = |time_ns, amplitude| Hit {
            module: ModuleId(1),
            channel: 0,
            time_ns,
            amplitude,
            trigger_mask: 1,
        };
        let event = Event {
            hits: vec![hit(0.0, 255.0), hit(255.0, 9.0)],
            ..Event::default()
        };
        let mut document = Document::default();
        document.show(0, event);
        document.detector = Some(Arc::new(Detector::new("made", vec![module], vec![sensor])));
        document
    }

    fn view(position_m: DVec3) -> View {
        let mut view = View::default();
        view.tracks.reference = TrackChoice::User;
        view.tracks.user = Some(UserTrack {
            position_m,
            travel: DVec3::Z,
            time_ns: 0.0,
            shape: TrackShape::Line,
        });
        view
    }

    fn column(derived: &Derived, quantity: HitQuantity) -> Arc<[f32]> {
        Arc::clone(derived.values.as_ref().unwrap().column(quantity))
    }

    #[test]
    fn nothing_is_made_anew_while_nothing_changes() {
        let document = document();
        let mut derived = Derived::of(&document, &view(DVec3::ZERO));
        let (values, shown) = (derived.values.clone().unwrap(), Arc::clone(&derived.shown));
        derived.update(&document, &view(DVec3::ZERO));
        assert!(Arc::ptr_eq(&values, derived.values.as_ref().unwrap()));
        assert!(Arc::ptr_eq(&shown, &derived.shown));
    }

    #[test]
    fn a_dragged_track_moves_the_residuals_and_only_what_they_cut() {
        let document = document();
        let mut derived = Derived::of(&document, &view(DVec3::ZERO));
        let (shown, time) = (
            Arc::clone(&derived.shown),
            column(&derived, HitQuantity::Time),
        );
        assert_eq!(column(&derived, HitQuantity::Distance)[0], 1.0);
        derived.update(&document, &view(DVec3::NEG_X));
        assert_eq!(column(&derived, HitQuantity::Distance)[0], 2.0);
        assert!(Arc::ptr_eq(&time, &column(&derived, HitQuantity::Time)));
        assert!(Arc::ptr_eq(&shown, &derived.shown));
        let mut cut = view(DVec3::NEG_X);
        cut.cuts.residual_ns = Some((-10.0, 10.0));
        derived.update(&document, &cut);
        assert_eq!(derived.shown.passes, [true, false]);
        cut.tracks.user.as_mut().unwrap().time_ns = 250.0;
        derived.update(&document, &cut);
        assert_eq!(derived.shown.passes, [false, true]);
    }

    #[test]
    fn merging_hides_the_further_pieces_at_once() {
        let document = document();
        let mut view = view(DVec3::ZERO);
        let mut derived = Derived::of(&document, &view);
        assert_eq!(derived.shown.count, 2);
        view.hits.merged = true;
        derived.update(&document, &view);
        assert_eq!(derived.shown.count, 1);
        assert_eq!(column(&derived, HitQuantity::Amplitude)[0], 264.0);
        view.tracks.medium = Some(Medium::ICE);
        derived.update(&document, &view);
        assert_eq!(derived.values.as_ref().unwrap().medium, Medium::ICE);
        assert_eq!(derived.shown.count, 1);
        derived.update(&Document::default(), &view);
        assert!(derived.values.is_none() && derived.shown.passes.is_empty());
    }
}
