//! Events: everything a detector recorded around one trigger.

use std::sync::Arc;

use crate::{AmplitudeUnit, Detector, Hit, McHit, Provenance, Track, Utc};

/// What the browser shows of an event before its hits are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventHeader {
    /// The file's own number of the event.
    pub event_id: i64,
    /// Run number, if the file says.
    pub run_id: Option<i64>,
    /// Detector number, if the file says.
    pub det_id: Option<i32>,
    /// Number of the data frame, if the file says; counted from 1.
    pub frame_index: Option<i64>,
    /// Number of the trigger in its frame: with `frame_index` the key that people quote.
    pub trigger_counter: Option<i64>,
    /// All trigger bits of the event.
    pub trigger_mask: u64,
    /// Number of triggers merged into this event, if the file says.
    pub overlays: Option<i64>,
    /// Time of the frame.
    pub utc: Option<Utc>,
    /// Number of hits in the file.
    pub hits: usize,
}

/// One event with all its hits and tracks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// What the browser showed of it.
    pub header: EventHeader,
    /// All hits, in file order.
    pub hits: Vec<Hit>,
    /// What `Hit::amplitude` counts.
    pub amplitude_unit: AmplitudeUnit,
    /// Whether the hit times lack the t0 of their photomultipliers, which [`Event::calibrate`] adds.
    pub raw_times: bool,
    /// The photomultipliers that were hit, where the file says of every hit where it was; a whole detector is
    /// better wherever there is one.
    pub detector: Option<Arc<Detector>>,
    /// Time that is shown as zero, in nanoseconds: that of the first triggered hit, else of the first hit.
    pub time_zero_ns: f64,
    /// Photo-electrons of the simulation; empty for recorded data.
    pub mc_hits: Vec<McHit>,
    /// Reconstructed tracks and showers.
    pub tracks: Vec<Track>,
    /// The simulation's particles; empty for recorded data.
    pub mc_tracks: Vec<Track>,
    /// Recorded or simulated.
    pub provenance: Provenance,
    /// What was dropped or repaired while this event was read, in sentences; empty if nothing was.
    pub warnings: Vec<String>,
}

impl Event {
    /// Time of `hit` relative to the event's zero, in nanoseconds.
    pub fn relative_time_ns(&self, hit: &Hit) -> f64 {
        hit.time_ns - self.time_zero_ns
    }

    /// Adds to raw hit times the t0 that the detector knows, and sets the zero of time anew.
    ///
    /// Returns how many hits the detector has no photomultiplier for: their times stay raw. Times that are
    /// calibrated already are left alone.
    pub fn calibrate(&mut self, detector: &Detector) -> usize {
        if !self.raw_times {
            return 0;
        }
        let mut unknown = 0;
        for hit in &mut self.hits {
            match detector.sensor(hit) {
                Some(sensor) => hit.time_ns += sensor.t0_ns,
                None => unknown += 1,
            }
        }
        self.raw_times = false;
        self.time_zero_ns = time_zero_ns(&self.hits);
        unknown
    }

    /// Number of hits that a trigger used.
    pub fn triggered_hits(&self) -> usize {
        self.hits.iter().filter(|hit| hit.triggered()).count()
    }
}

/// The time to show as zero: that of the first triggered hit, else of the first hit, else 0.
pub fn time_zero_ns(hits: &[Hit]) -> f64 {
    let first = |triggered: bool| {
        hits.iter()
            .filter(|hit| !triggered || hit.triggered())
            .map(|hit| hit.time_ns)
            .filter(|time| time.is_finite())
            .min_by(f64::total_cmp)
    };
    first(true).or_else(|| first(false)).unwrap_or(0.0)
}
