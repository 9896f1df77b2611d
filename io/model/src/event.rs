//! Events: everything a detector recorded around one trigger.

use std::sync::Arc;

use crate::slewing::{Slewing, slewing_ns};
use crate::{AmplitudeUnit, Detector, Hit, McHit, Provenance, SummarySlice, Track, Utc};

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
    /// Whether the hit times are corrected for slewing; where they are known not to be, [`Event::calibrate`] does it.
    pub slewing: Slewing,
    /// Whether the hits name photomultipliers by their global numbers, which stand in `Hit::module`;
    /// [`Event::find_modules`] turns them into modules and channels.
    pub hits_by_pmt_id: bool,
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
    /// What the whole detector counted in the frame of data that it is from, where the file has its summary slice.
    pub summary: Option<Arc<SummarySlice>>,
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

    /// Adds to raw hit times the t0 that the detector knows, corrects for slewing where that is missing, and sets
    /// the zero of time anew.
    ///
    /// Returns how many hits the detector has no time offset for: they go without. Times that are calibrated
    /// already are left alone; a detector that knows no offsets leaves raw times as they are.
    pub fn calibrate(&mut self, detector: &Detector) -> usize {
        let mut unknown = 0;
        if self.raw_times {
            if !detector.has_t0 {
                return self.hits.len();
            }
            for hit in &mut self.hits {
                match detector.sensor(hit) {
                    Some(sensor) => hit.time_ns += sensor.t0_ns,
                    None => unknown += 1,
                }
            }
            self.raw_times = false;
        }
        if self.slewing == Slewing::Missing && self.amplitude_unit == AmplitudeUnit::TotNs {
            for hit in &mut self.hits {
                hit.time_ns -= slewing_ns(f64::from(hit.amplitude));
            }
            self.slewing = Slewing::Corrected;
        }
        self.time_zero_ns = time_zero_ns(&self.hits);
        unknown
    }

    /// Whether [`Event::calibrate`] has something to do.
    pub fn lacks_calibration(&self) -> bool {
        self.raw_times || self.slewing == Slewing::Missing
    }

    /// Gives hits that name photomultipliers by their global numbers the modules and channels of `detector`.
    ///
    /// Returns how many it does not know. If it knows none, nothing is changed, so that another detector may be
    /// asked; otherwise those it does not know are left out, because their numbers are not those of modules.
    pub fn find_modules(&mut self, detector: &Detector) -> usize {
        if !self.hits_by_pmt_id {
            return 0;
        }
        let place = |hit: &Hit| {
            let sensor = detector.sensor_by_pmt_id(hit.module.0)?;
            let (module, channel) = detector.module_of(sensor)?;
            Some(Hit {
                module: module.id,
                channel: u8::try_from(channel).ok()?,
                ..*hit
            })
        };
        let placed: Vec<Hit> = self.hits.iter().filter_map(place).collect();
        let unknown = self.hits.len() - placed.len();
        if !placed.is_empty() {
            self.hits = placed;
            self.hits_by_pmt_id = false;
            self.time_zero_ns = time_zero_ns(&self.hits);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Module, ModuleId, Sensor};
    use glam::DVec3;

    fn detector() -> Detector {
        let sensor = |pmt_id| Sensor {
            pmt_id,
            position_m: DVec3::ZERO,
            looks: DVec3::Z,
            t0_ns: f64::from(pmt_id),
            status: 0,
        };
        let module = Module {
            id: ModuleId(5),
            string: 1,
            floor: 1,
            position_m: DVec3::ZERO,
            first_sensor: 0,
            sensors: 2,
            status: 0,
        };
        Detector::new("made", vec![module], vec![sensor(31), sensor(32)])
    }

    fn hit(module: u32, time_ns: f64) -> Hit {
        Hit {
            module: ModuleId(module),
            channel: 0,
            time_ns,
            amplitude: 1.0,
            trigger_mask: 0,
        }
    }

    #[test]
    fn hits_named_by_photomultiplier_get_module_and_channel() {
        let mut event = Event {
            hits: vec![hit(99, 1.0), hit(32, 2.0), hit(31, 3.0)],
            hits_by_pmt_id: true,
            ..Event::default()
        };
        let nothing = Detector::new("empty", Vec::new(), Vec::new());
        assert_eq!(event.find_modules(&nothing), 3);
        assert!(event.hits_by_pmt_id && event.hits.len() == 3);
        assert_eq!(event.find_modules(&detector()), 1);
        let places = event.hits.iter().map(|hit| (hit.module.0, hit.channel));
        assert_eq!(places.collect::<Vec<_>>(), [(5, 1), (5, 0)]);
        assert_eq!(event.time_zero_ns, 2.0);
        assert_eq!(event.find_modules(&detector()), 0);
    }

    #[test]
    fn a_detector_without_time_offsets_calibrates_nothing() {
        let mut event = Event {
            hits: vec![hit(5, 1.0)],
            raw_times: true,
            ..Event::default()
        };
        let mut detector = detector();
        detector.has_t0 = false;
        assert_eq!(event.calibrate(&detector), 1);
        assert!(event.raw_times && event.hits[0].time_ns == 1.0);
        detector.has_t0 = true;
        assert_eq!(event.calibrate(&detector), 0);
        assert!(!event.raw_times && event.hits[0].time_ns == 32.0);
    }

    #[test]
    fn slewing_is_corrected_once_and_only_where_it_is_missing() {
        let made = |slewing, raw_times| Event {
            hits: vec![hit(5, 1.0), hit(5, 2.0)],
            raw_times,
            slewing,
            ..Event::default()
        };
        let times = |event: &Event| event.hits.iter().map(|hit| hit.time_ns).collect::<Vec<_>>();
        let (detector, late) = (detector(), slewing_ns(1.0));
        assert_eq!(late, 7.52);
        let mut event = made(Slewing::Missing, true);
        event.calibrate(&detector);
        assert_eq!(times(&event), [32.0 - late, 33.0 - late]);
        assert_eq!(event.time_zero_ns, 32.0 - late);
        assert!(event.slewing == Slewing::Corrected && !event.lacks_calibration());
        event.calibrate(&detector);
        assert_eq!(times(&event), [32.0 - late, 33.0 - late]);
        // Times that have their t0 may lack it too.
        let mut event = made(Slewing::Missing, false);
        assert!(event.lacks_calibration());
        event.calibrate(&detector);
        assert_eq!(times(&event), [1.0 - late, 2.0 - late]);
        for slewing in [Slewing::Unknown, Slewing::Corrected] {
            let mut event = made(slewing, true);
            event.calibrate(&detector);
            assert_eq!((times(&event), event.slewing), (vec![32.0, 33.0], slewing));
        }
        let mut charges = made(Slewing::Missing, true);
        charges.amplitude_unit = AmplitudeUnit::ChargePe;
        charges.calibrate(&detector);
        assert_eq!(times(&charges), [32.0, 33.0]);
    }
}
