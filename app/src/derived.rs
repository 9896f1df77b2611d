//! What follows from the document and the view together: values of hits, and which of them are shown.
//!
//! Made anew at the beginning of a frame if what it depends on has changed, and then read by every panel. Of events of
//! very many hits a worker makes it, as often as it can while a track is dragged or a cut is moved; until it is done,
//! all panels show what was there. The picture does not wait for it: it times hits by [`Derived::arrival`].

mod later;

use std::sync::Arc;

use nuscope_model::{Detector, Event, Medium, SummarySlice, Track};
use nuscope_render::Arrival;

use crate::candidates::Candidates;
use crate::derived_tracks::DerivedTracks;
use crate::document::Document;
use crate::hit_values::{HitValues, ShownHits, Spare};
use crate::job::{Job, Wake};
use crate::maps::Maps;
use crate::scene::arrival::arrival;
use crate::scene::sensor_marks::SensorMarks;
use crate::sky_chart::{Chart, moment};
use crate::spread::{Spread, Spreads};
use crate::view::{Cuts, HitQuantity, View};
use later::{Later, Wanted};

/// What the values of hits are made from.
#[derive(Clone)]
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

/// In events of more hits a worker follows tracks and cuts, and places hits: fewer take a few milliseconds.
pub const VERY_MANY_HITS: usize = 100_000;

/// The values of the event on display and the hits that are shown of it; and the candidates that are shown.
#[derive(Default)]
pub struct Derived {
    inputs: Option<Inputs>,
    cuts: Cuts,
    /// Values of every hit; `None` without an event.
    pub values: Option<Arc<HitValues>>,
    /// The hits that pass the cuts.
    pub shown: Arc<ShownHits>,
    /// When the light of the reference arrives, as of now; `None` without a reference or a detector.
    pub arrival: Option<Arrival>,
    /// How the values spread.
    spreads: Spreads,
    /// Its tracks.
    pub tracks: DerivedTracks,
    /// Whether a worker died since this was asked last: that is a fault of ours, and has to be told.
    pub died: bool,
    later: Option<Job<Later>>,
    /// Whether a worker died at this event: another one would too.
    failed: bool,
    spare: Spare,
    /// Which photomultipliers cannot be trusted; `None` without a detector.
    pub marks: Option<Arc<SensorMarks>>,
    marked: Option<Marked>,
    /// The candidates on the sky.
    pub candidates: Candidates,
    /// The frame that the sky is drawn in.
    pub chart: Chart,
    /// The maps of the sky.
    pub maps: Maps,
}

/// What marks are made from.
type Marked = (Arc<Detector>, Option<Arc<SummarySlice>>);

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

    /// Whether a worker is at it: values and cuts are not yet those of the view.
    pub fn busy(&self) -> bool {
        self.later.is_some() || self.maps.busy()
    }

    /// Brings everything up to date; does nothing if nothing it depends on has changed.
    pub fn update(&mut self, document: &Document, view: &View) {
        self.bring(document, view, None);
    }

    /// The same, but leaves to a worker what would take longer than a frame; `wake` is called when it is done.
    pub fn update_soon(&mut self, document: &Document, view: &View, wake: &Wake) {
        self.bring(document, view, Some(wake));
    }

    fn bring(&mut self, document: &Document, view: &View, wake: Option<&Wake>) {
        self.candidates.update(document, view);
        self.chart = Chart::of(document, view, moment::now(), Some(&self.chart));
        self.maps.update(document, view, wake);
        self.update_marks(document);
        let Some(shown) = &document.event else {
            *self = Self {
                marks: self.marks.take(),
                marked: self.marked.take(),
                candidates: std::mem::take(&mut self.candidates),
                chart: std::mem::take(&mut self.chart),
                maps: std::mem::take(&mut self.maps),
                ..Self::default()
            };
            return;
        };
        let detector = document.detector.clone();
        let medium = medium(detector.as_deref(), view);
        self.tracks.update(document, view, medium);
        let inputs = Inputs {
            medium,
            reference: view.tracks.track(view.tracks.reference, &shown.event),
            event: Arc::clone(&shown.event),
            detector,
            merged: view.hits.merged,
        };
        let reference = inputs.reference.as_ref().zip(inputs.detector.as_deref());
        self.arrival = reference.map(|(track, detector)| {
            arrival(track, inputs.event.time_zero_ns, detector, inputs.medium)
        });
        self.take_in(&inputs);
        let old = self.inputs.as_ref();
        let same_hits = old.is_some_and(|old| old.same_hits(&inputs));
        let same_light = same_hits && old.is_some_and(|old| old.same_light(&inputs));
        let same_pulses = same_hits && old.is_some_and(|old| old.merged == inputs.merged);
        let cuts = &view.cuts;
        let stale =
            !same_pulses || self.cuts != *cuts || (!same_light && cuts.residual_ns.is_some());
        if same_light && same_pulses && !stale {
            return;
        }
        let values = self.values.clone().filter(|_| same_hits);
        if let (Some(wake), Some(values)) = (wake, &values)
            && inputs.event.hits.len() > VERY_MANY_HITS
        {
            if self.later.is_none() && !self.failed {
                let wanted = Wanted {
                    values: Arc::clone(values),
                    inputs,
                    cuts: cuts.clone(),
                    shown: (!stale).then(|| Arc::clone(&self.shown)),
                    spreads: later::asked(&self.spreads),
                    spare: std::mem::take(&mut self.spare),
                };
                self.later = Some(Job::spawn(Arc::clone(wake), move |_| wanted.make()));
            }
            return;
        }
        self.later = None;
        let many = inputs.event.hits.len() > VERY_MANY_HITS;
        if let Some(wake) = wake.filter(|_| many && (inputs.merged || !cuts.is_open())) {
            // Another event: nothing is cut yet, so that the next frame leaves it to a worker.
            self.shown = Arc::new(ShownHits::none_of(inputs.event.hits.len()));
            self.cuts = Cuts::default();
            let plain = Inputs {
                merged: false,
                ..inputs
            };
            self.make(None, plain, false);
            wake();
            return;
        }
        if !(same_light && same_pulses) {
            self.make(values, inputs, same_pulses);
        }
        if let Some(values) = self.values.as_ref().filter(|_| stale) {
            self.shown = Arc::new(ShownHits::new(values, cuts));
            self.cuts = cuts.clone();
        }
    }

    /// Makes the values at once; their columns come as they are asked for.
    fn make(&mut self, before: Option<Arc<HitValues>>, inputs: Inputs, same_pulses: bool) {
        let values = match before {
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

    /// Takes in what a worker has made, if it is of the hits that are wanted.
    fn take_in(&mut self, wanted: &Inputs) {
        let same_hits = |inputs: &Inputs| inputs.same_hits(wanted);
        if !self.inputs.as_ref().is_some_and(same_hits) {
            (self.later, self.failed, self.spare) = (None, false, Spare::default());
            return;
        }
        let Some(job) = &self.later else { return };
        let made = job.poll().1;
        if job.lost() {
            (self.later, self.failed, self.died) = (None, true, true);
        }
        let Some(made) = made else { return };
        self.later = None;
        self.spare = made.spare;
        let before = self.values.replace(made.values);
        let given_way = before.iter().flat_map(|values| {
            let of_track = HitQuantity::ALL.into_iter().filter(|q| q.of_track());
            of_track.filter_map(|quantity| values.made(quantity))
        });
        for column in given_way {
            self.spare.keep(column);
        }
        for (quantity, spread) in made.spreads {
            self.spreads.put(quantity, spread);
        }
        self.shown = made.shown;
        self.inputs = Some(made.inputs);
        self.cuts = made.cuts;
    }

    fn update_marks(&mut self, document: &Document) {
        let Some(detector) = document.detector.clone() else {
            (self.marks, self.marked) = (None, None);
            return;
        };
        let event = document.event.as_ref();
        let slice = event.and_then(|shown| shown.event.summary.clone());
        let same = |(detector_before, slice_before): &Marked| {
            let slices = match (slice_before, &slice) {
                (Some(before), Some(now)) => Arc::ptr_eq(before, now),
                (None, None) => true,
                _ => false,
            };
            slices && Arc::ptr_eq(detector_before, &detector)
        };
        if self.marked.as_ref().is_some_and(same) {
            return;
        }
        let marks = SensorMarks::new(&detector, slice.as_deref());
        // What is drawn stays where only the slice is another one: it is a lot to send.
        if self.marks.as_deref() != Some(&marks) {
            self.marks = Some(Arc::new(marks));
        }
        self.marked = Some((detector, slice));
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

    /// As `document`, with so many hits that a worker follows.
    fn large() -> Document {
        let mut document = document();
        let event = &document.event.as_ref().unwrap().event;
        let mut event = Event::clone(event);
        let some = event.hits.clone();
        event.hits = some
            .iter()
            .cycle()
            .take(VERY_MANY_HITS + 2)
            .cloned()
            .collect();
        let detector = document.detector.clone();
        document.show(0, event);
        document.detector = detector;
        document
    }

    /// Updates until no worker is at it.
    fn finish(derived: &mut Derived, document: &Document, view: &View) {
        let wake: Wake = Arc::new(|| ());
        let start = std::time::Instant::now();
        loop {
            // Twice, since another event is taken in first and cut after that.
            derived.update_soon(document, view, &wake);
            derived.update_soon(document, view, &wake);
            if !derived.busy() {
                return;
            }
            assert!(start.elapsed().as_secs() < 60, "no end");
            std::thread::yield_now();
        }
    }

    #[test]
    fn of_very_many_hits_a_worker_follows_the_track_and_the_picture_does_not_wait() {
        let (document, wake) = (large(), Arc::new(|| ()) as Wake);
        let mut derived = Derived::default();
        finish(&mut derived, &document, &view(DVec3::ZERO));
        assert_eq!(column(&derived, HitQuantity::Distance)[0], 1.0);
        let spread = derived.spread(HitQuantity::Distance).unwrap();
        let arrival = derived.arrival;

        derived.update_soon(&document, &view(DVec3::NEG_X), &wake);
        assert_eq!(column(&derived, HitQuantity::Distance)[0], 1.0, "as it was");
        assert_ne!(derived.arrival, arrival, "the picture has it at once");
        finish(&mut derived, &document, &view(DVec3::NEG_X));
        assert_eq!(column(&derived, HitQuantity::Distance)[0], 2.0);
        assert_ne!(derived.spread(HitQuantity::Distance).unwrap(), spread);
        // Whatever way it is made, the values are the same.
        let at_once = Derived::of(&document, &view(DVec3::NEG_X));
        for quantity in [
            HitQuantity::Distance,
            HitQuantity::Residual,
            HitQuantity::Time,
        ] {
            assert_eq!(column(&derived, quantity), column(&at_once, quantity));
        }

        let mut cut = view(DVec3::NEG_X);
        cut.cuts.residual_ns = Some((-10.0, 10.0));
        cut.hits.merged = true;
        derived.update_soon(&document, &cut, &wake);
        assert_eq!(derived.shown.hidden, []);
        finish(&mut derived, &document, &cut);
        let cut_at_once = Derived::of(&document, &cut).shown;
        assert_eq!(derived.shown, cut_at_once);
        assert_ne!(derived.shown.hidden, []);

        // Another event under the same cuts: none is shown before it is known which.
        let other = large();
        derived.update_soon(&other, &cut, &wake);
        assert_eq!(derived.shown.count, 0);
        finish(&mut derived, &other, &cut);
        assert_eq!(derived.shown, cut_at_once);
    }

    #[test]
    fn a_track_that_is_dragged_uses_the_memory_of_the_steps_before() {
        let document = large();
        let mut derived = Derived::default();
        let mut seen = std::collections::BTreeSet::new();
        for step in 0..12 {
            let view = view(f64::from(step) * DVec3::NEG_X);
            finish(&mut derived, &document, &view);
            let residuals = column(&derived, HitQuantity::Residual);
            assert_eq!(
                column(&derived, HitQuantity::Distance)[0],
                1.0 + step as f32
            );
            seen.insert(residuals.as_ptr() as usize);
        }
        assert!(seen.len() <= 4, "{} pieces of memory", seen.len());
    }

    #[test]
    fn another_event_drops_what_a_worker_makes_of_the_one_before() {
        let (document, wake) = (large(), Arc::new(|| ()) as Wake);
        let mut derived = Derived::default();
        finish(&mut derived, &document, &view(DVec3::ZERO));
        derived.update_soon(&document, &view(DVec3::NEG_X), &wake);
        assert!(derived.busy());
        let small = self::document();
        derived.update_soon(&small, &view(DVec3::NEG_X), &wake);
        assert!(!derived.busy());
        assert_eq!(derived.shown.passes.len(), 2);
    }
}
