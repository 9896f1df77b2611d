//! Everything that is open: loaded data, never edited in place, replaced whole.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_io::{EventSource, Loaded};
use nuscope_model::{Detector, Event, Provenance, Sample, SkyMap};

use crate::scene::times::{EventTimes, HitCounts};

/// A file that is open, as the data panel lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it was recognised as.
    pub format: String,
    /// What was skipped or repaired in it.
    pub warnings: Vec<String>,
}

/// The event on display.
#[derive(Clone, Debug)]
pub struct ShownEvent {
    /// Its place in the file.
    pub index: usize,
    /// Its hits and tracks.
    pub event: Arc<Event>,
    /// When its hits are.
    pub times: EventTimes,
    /// How many hits came when.
    pub counts: Arc<HitCounts>,
}

impl ShownEvent {
    /// An event ready for display.
    pub fn new(index: usize, event: Event) -> Self {
        let times = EventTimes::new(&event);
        let counts = Arc::new(HitCounts::new(&event, &times));
        Self {
            index,
            event: Arc::new(event),
            times,
            counts,
        }
    }
}

/// Whether all these samples were recorded.
pub fn recorded(samples: &[Arc<Sample>]) -> bool {
    samples
        .iter()
        .all(|sample| sample.provenance == Provenance::Recorded)
}

/// Whether a map says that it was made from simulated candidates.
pub fn map_simulated(map: &SkyMap) -> bool {
    let card = |(keyword, value, _): &(String, String, String)| {
        keyword == "DATAKIND" && value == "simulated"
    };
    map.provenance.iter().any(card)
}

/// All open data. Cloning is cheap: the data are shared.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Where the data come from.
    pub files: Vec<OpenFile>,
    /// Full events.
    pub events: Option<Arc<dyn EventSource>>,
    /// The event on display.
    pub event: Option<ShownEvent>,
    /// The detector of the events.
    pub detector: Option<Arc<Detector>>,
    /// Lists of candidates.
    pub samples: Vec<Arc<Sample>>,
    /// The map over the sky.
    pub map: Option<Arc<SkyMap>>,
    /// Whether `map` was made here from `samples` (and not read from a file).
    pub map_is_scan: bool,
    /// Whether `map` is still being filled.
    pub map_is_partial: bool,
}

impl Document {
    /// Number of candidates in all samples.
    pub fn candidates(&self) -> usize {
        self.samples.iter().map(|sample| sample.len()).sum()
    }

    /// Whether anything of the event display was simulated.
    pub fn event_simulated(&self) -> bool {
        self.event
            .as_ref()
            .is_some_and(|shown| shown.event.provenance == Provenance::Simulated)
    }

    /// Whether any sample was simulated, or the map says that it was made from such samples.
    pub fn sky_simulated(&self) -> bool {
        let sample = |sample: &Arc<Sample>| sample.provenance == Provenance::Simulated;
        self.samples.iter().any(sample) || self.map.as_deref().is_some_and(map_simulated)
    }

    /// Share of the event's modules that the detector knows; `None` without event or detector.
    pub fn detector_match(&self) -> Option<f64> {
        let (shown, detector) = (self.event.as_ref()?, self.detector.as_ref()?);
        Some(detector.share_known(&shown.event.hits))
    }

    /// Whether events and detector name different detectors; `None` if one of them does not say.
    pub fn detector_ids_differ(&self) -> Option<(i32, i32)> {
        let events = self.event.as_ref()?.event.header.det_id?;
        let detector = self.detector.as_ref()?.det_id?;
        (events != detector).then_some((events, detector))
    }

    /// This document with a newly opened file in it.
    ///
    /// Simulated data give way to recorded ones, so that the demo never mixes into an analysis; otherwise
    /// samples add up and events and detectors replace what was there. A scan of other samples is dropped.
    /// What gave way or was renamed is said in `remarks`.
    pub fn with(&self, loaded: Loaded, remarks: &mut Vec<String>) -> Self {
        let mut next = self.clone();
        next.files.retain(|file| file.path != loaded.path);
        next.files.push(OpenFile {
            path: loaded.path.clone(),
            format: loaded.format,
            warnings: loaded.warnings.0,
        });
        if let Some(events) = loaded.events {
            let demo_detector = next
                .detector
                .as_ref()
                .is_some_and(|detector| detector.provenance == Provenance::Simulated);
            if demo_detector && events.provenance() == Provenance::Recorded {
                next.detector = None;
            }
            next.events = Some(events);
            next.event = None;
        }
        if let Some(detector) = loaded.detector {
            next.detector = Some(detector);
        }
        if !loaded.samples.is_empty() {
            if !next.samples.is_empty() && recorded(&loaded.samples) != recorded(&next.samples) {
                if recorded(&next.samples) {
                    remarks
                        .push("Simulated candidates took the place of the recorded ones.".into());
                }
                next.samples.clear();
            }
            for mut sample in loaded.samples {
                let same = |other: &Arc<Sample>| {
                    other.name == sample.name && other.checksum == sample.checksum
                };
                next.samples.retain(|other| !same(other));
                let taken = |name: &str| next.samples.iter().any(|other| other.name == name);
                if taken(&sample.name) {
                    let free = (2..)
                        .map(|n| format!("{} ({n})", sample.name))
                        .find(|name| !taken(name));
                    let free = free.unwrap_or_default();
                    remarks.push(format!(
                        "There is a sample {} already: this one is called {free}.",
                        sample.name
                    ));
                    Arc::make_mut(&mut sample).name = free;
                }
                next.samples.push(sample);
            }
            if next.map_is_scan {
                next.map = None;
                next.map_is_scan = false;
                next.map_is_partial = false;
            }
        }
        if let Some(map) = loaded.map {
            next.map = Some(map);
            next.map_is_scan = false;
            next.map_is_partial = false;
        }
        next.forget_unused_files();
        next
    }

    /// Drops the demo from the list of files once none of its data are left.
    fn forget_unused_files(&mut self) {
        let simulated_left = self
            .samples
            .iter()
            .any(|sample| sample.provenance == Provenance::Simulated)
            || self
                .events
                .as_ref()
                .is_some_and(|events| events.provenance() == Provenance::Simulated)
            || self
                .detector
                .as_ref()
                .is_some_and(|detector| detector.provenance == Provenance::Simulated);
        if !simulated_left {
            self.files
                .retain(|file| !file.path.to_string_lossy().starts_with("demo:"));
        }
    }
}
