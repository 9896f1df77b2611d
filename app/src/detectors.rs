//! Which detector the event on display hangs in.
//!
//! Several may be open. The one that fits the event best is taken, unless the user chose another; where none is
//! open, the places that the event's own hits bring must do. Raw times become true ones with the detector's t0, so
//! another detector means another calibration of the same hits.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::matching::{Match, Verdict, best_match};
use nuscope_model::{Detector, Event};

use crate::document::{Document, ShownEvent};
use crate::plot::ticks::thousands;

/// A detector that is open.
#[derive(Clone, Debug)]
pub struct OpenDetector {
    /// The file it came from, or a name of its own such as `generated:antares`.
    pub path: PathBuf,
    /// The detector.
    pub detector: Arc<Detector>,
}

/// What to say of a match: "match 100 %", or "doubtful: it has 98 % of the modules that were hit".
pub fn words(found: &Match) -> String {
    match &found.verdict {
        Verdict::Sure => "match 100 %".into(),
        Verdict::Doubtful(reason) => format!("doubtful: {reason}"),
        Verdict::None => "no match: it has none of the modules that were hit".into(),
    }
}

impl Document {
    /// How well the detector in use fits the event on display; `None` without one of them.
    pub fn detector_match(&self) -> Option<Match> {
        let (shown, detector) = (self.event.as_ref()?, self.detector.as_ref()?);
        Some(detector.matches_event(shown.as_read()))
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
                let lost = event.find_modules(detector);
                let raw = event.calibrate(detector);
                event.warnings.extend(remarks(lost, raw));
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
        // Of equals the last one opened is taken, so that opening one has an effect.
        let newest_first: Vec<_> = open()
            .rev()
            .map(|open| Arc::clone(&open.detector))
            .collect();
        let best = best_match(&newest_first, shown.as_read());
        let own = shown.event.detector.as_ref();
        match (best, own) {
            (Some((place, found)), own) if own.is_none() || found.verdict == Verdict::Sure => {
                Some(Arc::clone(&newest_first[place]))
            }
            (_, Some(own)) => Some(Arc::clone(own)),
            (_, None) => newest_first.into_iter().next(),
        }
    }
}

/// What a detector could not complete of an event.
fn remarks(lost: usize, raw: usize) -> Vec<String> {
    let mut remarks = Vec::new();
    if lost > 0 {
        remarks.push(format!(
            "{} hits are on photomultipliers that this detector does not have",
            thousands(lost)
        ));
    }
    if raw > 0 {
        remarks.push(format!(
            "{} hits have uncalibrated times: this detector has no t0 for them",
            thousands(raw)
        ));
    }
    remarks
}
