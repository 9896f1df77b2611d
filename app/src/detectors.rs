//! Which detector the event on display hangs in.
//!
//! Several may be open. The one that fits the event best is taken, unless the user chose another; where none is
//! open, the places that the event's own hits bring must do. Raw times become true ones with the detector's t0, so
//! another detector means another calibration of the same hits.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::{Detector, Event};

use crate::document::{Document, ShownEvent};

/// A detector that is open.
#[derive(Clone, Debug)]
pub struct OpenDetector {
    /// The file it came from, or a name of its own such as `generated:antares`.
    pub path: PathBuf,
    /// The detector.
    pub detector: Arc<Detector>,
}

/// How well a detector fits an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Share of the event's modules that the detector has, within 0..=1.
    pub share: f64,
    /// The numbers of the detector by event and by detector, where both say one and they differ.
    pub ids_differ: Option<(i32, i32)>,
    /// Whether both say the same number.
    pub ids_agree: bool,
}

impl Fit {
    /// How well `detector` fits `event`.
    pub fn of(detector: &Detector, event: &Event) -> Self {
        let ids = event.header.det_id.zip(detector.det_id);
        Self {
            share: detector.share_known(&event.hits),
            ids_differ: ids.filter(|(event, detector)| event != detector),
            ids_agree: ids.is_some_and(|(event, detector)| event == detector),
        }
    }

    /// Whether it should be looked at before it is trusted.
    pub fn doubtful(&self) -> bool {
        self.share < 0.999 || self.ids_differ.is_some()
    }

    /// What to say of it, such as "match 98 %, events are of detector 44, this is 49".
    pub fn words(&self) -> String {
        let mut text = format!("match {:.0} %", (100.0 * self.share).floor());
        if let Some((event, detector)) = self.ids_differ {
            text += &format!(", events are of detector {event}, this is {detector}");
        }
        text
    }

    /// Larger for the better fit: agreeing numbers first, if there is any common module at all.
    fn rank(&self) -> (bool, bool, f64) {
        (
            self.share > 0.0,
            self.ids_agree && self.share > 0.5,
            self.share,
        )
    }
}

impl Document {
    /// How well the detector in use fits the event on display; `None` without one of them.
    pub fn fit(&self) -> Option<Fit> {
        let (shown, detector) = (self.event.as_ref()?, self.detector.as_ref()?);
        Some(Fit::of(detector, &shown.event))
    }

    /// Whether the detector in use is nothing but the places that the event's own hits bring.
    pub fn detector_is_of_hits(&self) -> bool {
        let own = self
            .event
            .as_ref()
            .and_then(|shown| shown.event.detector.as_ref());
        own.zip(self.detector.as_ref())
            .is_some_and(|(own, used)| Arc::ptr_eq(own, used))
    }

    /// Puts an event on display, in the detector that fits it best.
    pub fn show(&mut self, index: usize, event: Event) {
        self.event = Some(ShownEvent::new(index, event));
        self.settle_detector();
    }

    /// Takes the detector that the user chose, or else the one that fits best, and calibrates the event with it.
    ///
    /// Of detectors that fit alike the one that was opened last is taken.
    pub fn settle_detector(&mut self) {
        self.detector = self.best_detector();
        let Some(shown) = &mut self.event else {
            return;
        };
        if let Some(raw) = shown.raw.clone() {
            let mut event = (*raw).clone();
            if let Some(detector) = &self.detector {
                event.calibrate(detector);
            }
            shown.take(event);
        }
    }

    fn best_detector(&self) -> Option<Arc<Detector>> {
        let open = || self.detectors.iter();
        let chosen = self.chosen_detector.as_ref();
        if let Some(chosen) = open().find(|open| Some(&open.path) == chosen) {
            return Some(Arc::clone(&chosen.detector));
        }
        let Some(shown) = &self.event else {
            return open().next_back().map(|open| Arc::clone(&open.detector));
        };
        let rank = |open: &OpenDetector| Fit::of(&open.detector, &shown.event).rank();
        let best = open().max_by(|a, b| {
            rank(a)
                .partial_cmp(&rank(b))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let own = shown.event.detector.as_ref();
        let fits = |open: &OpenDetector| !Fit::of(&open.detector, &shown.event).doubtful();
        match (best, own) {
            (Some(best), Some(own)) if !fits(best) => Some(Arc::clone(own)),
            (Some(best), _) => Some(Arc::clone(&best.detector)),
            (None, own) => own.cloned(),
        }
    }
}
