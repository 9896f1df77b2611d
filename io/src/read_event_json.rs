//! Reads events from JSON as KM3NeT publishes them (KM3-230213A): one, or a list of them.
//!
//! ```text
//! {"utc_timestamp": seconds since 1970,
//!  "hits": [{"dom_id", "channel_id", "floor", "detection_unit", "tdc", "t", "tot",
//!            "pos_x"… "dir_z", "triggered"}, …],
//!  "reconstructed_track": {"pos_x"… "dir_z", "t"}}
//! ```
//!
//! Every hit says where it was, so the event needs no detector beside it. Times `t` are calibrated; raw ones (`tdc`)
//! stand in where an event has only those. KM3io.jl writes the same with `string` and `best_track`.

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::event::time_zero_ns;
use nuscope_model::{Direction, Event, EventHeader, Hit, ModuleId, Track, TrackOrigin, Utc};
use serde::de::MapAccess;

use crate::common_rows::given;
use crate::error::grouped;
use crate::head::{Head, Match};
use crate::hit_times::HitTimes;
use crate::json_objects::{Context, Fields, List, Object, Placed, read_objects};
use crate::km3net_names::JPP;
use crate::placed_hits::PlacedHits;
use crate::{Error, EventsInMemory, Loaded, Reading, Result, Warnings};

/// Whether a file begins as an event does.
pub fn recognise(head: &Head) -> Match {
    let start = head.bytes.trim_ascii_start();
    let has = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    let opened = start.starts_with(b"{") || start.starts_with(b"[");
    match opened && has(b"\"hits\"") && has(b"\"dom_id\"") && has(b"\"channel_id\"") {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads all events in `path`.
///
/// # Errors
/// If the file cannot be read, is no such text, or has no event.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut events: Vec<Event> = Vec::new();
    let warnings = read_objects(&bytes, reading, "a JSON event", |row: EventRow| {
        events.push(row.into_event(events.len())?);
        Ok(())
    })?;
    if events.is_empty() {
        return Err(Error::Nothing {
            format: "JSON".into(),
            wanted: "events",
            found: "the list is empty".into(),
            path: reading.path.to_owned(),
        });
    }
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: "KM3NeT JSON events".into(),
        events: Some(Arc::new(EventsInMemory::new(events))),
        warnings,
        ..Loaded::default()
    })
}

/// An event as the text has it.
#[derive(Debug, Default)]
struct EventRow {
    header: EventHeader,
    event_id: Option<i64>,
    has_hits: bool,
    raw_times: bool,
    /// The raw time of each hit, where all have one.
    tdc_ns: Vec<f64>,
    hits: Vec<Hit>,
    placed: PlacedHits,
    tracks: Vec<Track>,
    left_out: usize,
    without_track: usize,
}

impl Fields for EventRow {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        context: &mut Context,
    ) -> std::result::Result<bool, A::Error> {
        let header = &mut self.header;
        match key {
            "utc_timestamp" => header.utc = map.next_value::<Option<f64>>()?.and_then(utc),
            "event_id" => self.event_id = map.next_value()?,
            "run_id" => header.run_id = map.next_value()?,
            "det_id" => header.det_id = map.next_value()?,
            "frame_index" => header.frame_index = map.next_value()?,
            "trigger_counter" => header.trigger_counter = map.next_value()?,
            "overlays" => header.overlays = map.next_value()?,
            "trigger_mask" => {
                header.trigger_mask = map.next_value::<Option<u64>>()?.unwrap_or(0);
            }
            "hits" => {
                self.has_hits = true;
                let add = |row: HitRow| {
                    self.add(row);
                    Ok(())
                };
                map.next_value_seed(List::new(context, add))?;
            }
            "reconstructed_track" | "best_track" => {
                let track = map.next_value_seed(Object::<TrackRow>::new(context))?;
                match track.map(TrackRow::into_track) {
                    Some(Some(track)) => self.tracks.push(track),
                    Some(None) => self.without_track += 1,
                    None => {}
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl EventRow {
    fn add(&mut self, row: HitRow) {
        let (raw, time_ns) = match row.time_ns {
            Some(time_ns) => (false, Some(time_ns)),
            None => (true, row.tdc_ns),
        };
        // All hits of an event are of one kind: the first one says which.
        if self.hits.is_empty() {
            self.raw_times = raw;
        }
        let mask = row.trigger_mask.unwrap_or(u64::from(row.triggered));
        let amplitude = row.tot_ns.unwrap_or(0.0);
        let usable = amplitude.is_finite() && amplitude >= 0.0 && raw == self.raw_times;
        let named = row.module.zip(row.channel).filter(|_| usable);
        let (Some((module, channel)), Some(time_ns)) = (named, time_ns) else {
            self.left_out += 1;
            return;
        };
        let hit = Hit {
            module: ModuleId(module),
            channel,
            time_ns,
            amplitude,
            trigger_mask: mask,
        };
        let looks = row.placed.direction().unwrap_or(DVec3::ZERO);
        let location = (row.string.unwrap_or(0), row.floor.unwrap_or(0));
        self.placed
            .add(&hit, location, row.placed.position_m(), looks);
        self.tdc_ns.extend(row.tdc_ns);
        self.hits.push(hit);
    }

    /// The event, of this place in the file.
    fn into_event(self, index: usize) -> std::result::Result<Event, String> {
        if !self.has_hits {
            return Err(format!(
                "event {} of the file has no \"hits\"",
                grouped(index + 1)
            ));
        }
        let mut warnings = Warnings::default();
        warnings.count(
            self.left_out,
            "hit without a usable module, channel, time or size left out",
            "hits without a usable module, channel, time or size left out",
        );
        warnings.count(
            self.without_track,
            "track without a place or direction left out",
            "tracks without a place or direction left out",
        );
        if self.raw_times && !self.hits.is_empty() {
            warnings.add("hit times are not calibrated: only the raw ones (tdc) are given");
        }
        let detector = self.placed.into_detector();
        if detector.is_none() && !self.hits.is_empty() {
            warnings.add("the hits have no positions: open their detector too");
        }
        let times = match self.raw_times {
            true => HitTimes::raw(&self.hits),
            // "t" has its t0; whether it is corrected, raw times beside it can tell.
            false if self.tdc_ns.is_empty() => HitTimes::default(),
            false => HitTimes {
                raw: false,
                ..HitTimes::told_by(&self.hits, &self.tdc_ns, true)
            },
        };
        let header = EventHeader {
            event_id: self.event_id.unwrap_or(index as i64),
            hits: self.hits.len(),
            ..self.header
        };
        Ok(Event {
            header,
            time_zero_ns: time_zero_ns(&self.hits),
            hits: self.hits,
            raw_times: times.raw,
            slewing: times.slewing,
            detector: detector.map(Arc::new),
            tracks: self.tracks,
            warnings: warnings.0,
            ..Event::default()
        })
    }
}

/// A moment given in seconds since 1970; `None` where no clock can show it.
fn utc(seconds: f64) -> Option<Utc> {
    let whole = seconds.floor();
    let possible = whole.abs() < 1e11;
    possible.then_some(Utc {
        unix_s: whole as i64,
        nanoseconds: (((seconds - whole) * 1e9).round() as u32).min(999_999_999),
    })
}

#[derive(Debug, Default)]
struct HitRow {
    module: Option<u32>,
    channel: Option<u8>,
    string: Option<i32>,
    floor: Option<i32>,
    tdc_ns: Option<f64>,
    time_ns: Option<f64>,
    tot_ns: Option<f32>,
    triggered: bool,
    trigger_mask: Option<u64>,
    placed: Placed,
}

impl Fields for HitRow {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        _: &mut Context,
    ) -> std::result::Result<bool, A::Error> {
        match key {
            "dom_id" => self.module = map.next_value()?,
            "channel_id" => self.channel = map.next_value()?,
            "detection_unit" | "string" => self.string = map.next_value()?,
            "floor" => self.floor = map.next_value()?,
            "tdc" => self.tdc_ns = map.next_value()?,
            "t" => self.time_ns = map.next_value()?,
            "tot" => self.tot_ns = map.next_value()?,
            "triggered" => self.triggered = map.next_value::<Option<bool>>()?.unwrap_or(false),
            "trigger_mask" => self.trigger_mask = map.next_value()?,
            _ => return self.placed.take(key, map),
        }
        Ok(true)
    }
}

#[derive(Debug, Default)]
struct TrackRow {
    placed: Placed,
    time_ns: Option<f64>,
    energy_gev: Option<f64>,
    length_m: Option<f64>,
    likelihood: Option<f64>,
}

impl Fields for TrackRow {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        _: &mut Context,
    ) -> std::result::Result<bool, A::Error> {
        match key {
            "t" => self.time_ns = map.next_value()?,
            "E" => self.energy_gev = map.next_value()?,
            "len" => self.length_m = map.next_value()?,
            "lik" => self.likelihood = map.next_value()?,
            _ => return self.placed.take(key, map),
        }
        Ok(true)
    }
}

impl TrackRow {
    /// The track; `None` without a place or a direction. The published ones are Jpp's muon fits.
    fn into_track(self) -> Option<Track> {
        let position_m = self.placed.position_m()?;
        let direction = Direction::from_travel(self.placed.direction()?)?;
        Some(Track {
            name: "JMuon".into(),
            origin: TrackOrigin::Reconstructed { rec_type: JPP },
            energy_gev: self.energy_gev.and_then(given),
            length_m: self.length_m.and_then(given),
            likelihood: self.likelihood,
            ..Track::line(position_m, direction, self.time_ns.unwrap_or(0.0))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{damaged, event_of, open_as, refusal};
    use proptest::prelude::*;

    const SOUND: &str = r#"{"utc_timestamp": 1.6762510077281425e9, "weather": {"wind": [1]}, "hits": [
        {"dom_id": 806455816, "channel_id": 27, "floor": 1, "detection_unit": 28, "tdc": 27664604, "t": 0.5,
         "tot": 30, "pos_x": -94.5, "pos_y": 483.5, "pos_z": 59.5, "dir_x": 0, "dir_y": 1, "dir_z": 0,
         "triggered": true},
        {"dom_id": 806455816, "channel_id": 2, "floor": 1, "detection_unit": 28, "tdc": 27664600, "t": -7.5,
         "tot": 255, "pos_x": -94.5, "pos_y": 483.1, "pos_z": 59.5, "dir_x": 0, "dir_y": -1, "dir_z": 0,
         "triggered": false, "colour": "blue"}],
        "reconstructed_track": {"pos_x": 1, "pos_y": 2, "pos_z": 3, "dir_x": 0.6, "dir_y": 0, "dir_z": -0.8, "t": 4}}"#;

    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        open_as("a.json", text)
    }

    fn event(text: &str) -> Event {
        event_of(&open(text).unwrap(), 0)
    }

    fn said(text: &str) -> String {
        refusal(open(text))
    }

    #[test]
    fn an_event_carries_hits_track_and_the_places_of_its_hits() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(loaded.format, "KM3NeT JSON events");
        insta::assert_snapshot!(loaded.warnings, @r#"fields not known here: "colour", "weather""#);
        let event = loaded.events.unwrap().read(0).unwrap();
        assert_eq!((event.hits.len(), event.triggered_hits()), (2, 1));
        let utc = event.header.utc.unwrap();
        assert_eq!(utc.unix_s, 1_676_251_007);
        assert!(utc.nanoseconds.abs_diff(728_142_500) < 200);
        assert_eq!(
            (event.hits[1].time_ns, event.hits[1].amplitude),
            (-7.5, 255.0)
        );
        assert_eq!(event.time_zero_ns, 0.5);
        let detector = event.detector.unwrap();
        let sensor = detector.sensor(&event.hits[0]).unwrap();
        assert_eq!(sensor.position_m, DVec3::new(-94.5, 483.5, 59.5));
        assert_eq!(sensor.looks, DVec3::Y);
        let track = &event.tracks[0];
        assert_eq!((track.name.as_str(), track.time_ns), ("JMuon", 4.0));
        assert!(
            track
                .direction
                .travel()
                .distance(DVec3::new(0.6, 0.0, -0.8))
                < 1e-15
        );
    }

    #[test]
    fn a_list_holds_several_and_null_is_no_track() {
        let text = format!(
            "[{SOUND}, {}]",
            SOUND.replace(
                "\"reconstructed_track\": {",
                "\"best_track\": null, \"x\": {"
            )
        );
        let events = open(text).unwrap().events.unwrap();
        assert_eq!(events.headers().len(), 2);
        assert_eq!(events.headers()[1].event_id, 1);
        assert!(events.read(1).unwrap().tracks.is_empty());
    }

    #[test]
    fn raw_times_stand_in_and_are_said_to() {
        let event = event(&SOUND.replace("\"t\":", "\"time\":"));
        assert!(event.raw_times);
        assert_eq!(event.hits[0].time_ns, 27_664_604.0);
        insta::assert_snapshot!(event.warnings.join("; "), @"hit times are not calibrated: only the raw ones (tdc) are given");
    }

    #[test]
    fn hits_that_lack_something_are_counted() {
        let lacking = event(&SOUND.replacen("\"channel_id\": 27", "\"channel\": 27", 1));
        assert_eq!(lacking.hits.len(), 1);
        insta::assert_snapshot!(lacking.warnings.join("; "), @"1 hit without a usable module, channel, time or size left out");
        let unplaced = event(&SOUND.replacen("\"pos_x\": -94.5", "\"pos_x\": null", 1));
        assert!(unplaced.detector.is_none());
        insta::assert_snapshot!(unplaced.warnings.join("; "), @"the hits have no positions: open their detector too");
    }

    #[test]
    fn what_is_no_event_says_why() {
        insta::assert_snapshot!(said(&SOUND[..500]), @"a JSON event is wanted, but it is cut short (EOF while parsing a string at line 6 column 74)");
        insta::assert_snapshot!(said(&SOUND.replace("27664604", "\"late\"")), @r#"a JSON event is wanted, but this is not one (invalid type: string "late", expected f64 at line 2 column 95)"#);
        insta::assert_snapshot!(said(&SOUND.replace("\"channel_id\": 27", "\"channel_id\": 300")), @"a JSON event is wanted, but this is not one (invalid value: integer `300`, expected u8 at line 2 column 47)");
        insta::assert_snapshot!(said(&format!("[{SOUND}, {{\"dom_id\": 1}}]")), @r#"a JSON event is wanted, but this is not one (event 2 of the file has no "hits" at line 8 column 133)"#);
        let deep = format!(
            "{{\"hits\": [], \"dom_id\": \"channel_id\", \"x\": {}",
            "[".repeat(100_000)
        );
        insta::assert_snapshot!(said(&deep.replace("\"channel_id\"", "{\"channel_id\": 1}")), @"a JSON event is wanted, but it is cut short (EOF while parsing a list at line 1 column 100047)");
    }

    proptest! {
        #[test]
        fn damaged_texts_never_panic(content in damaged(SOUND)) {
            open(content).ok();
        }
    }
}
