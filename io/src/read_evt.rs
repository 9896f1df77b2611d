//! Reads `.evt` text, the exchange format of ANTARES and of KM3NeT's simulations: lines of a tag and its values.
//!
//! A header goes up to its own `end_event:`, then every event stands between `start_event: number type` and
//! `end_event:`. The file is kept as bytes; opening finds the events, reading one parses its lines
//! (`evt_event.rs`). Tags that are not used are counted by name.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::{Event, EventHeader, Provenance};

use crate::evt_event::{Conventions, finite, read_event};
use crate::evt_index::index;
use crate::head::{Head, Match};
use crate::loaded::header_of;
use crate::{Error, EventSource, Loaded, Reading, Result};

/// Whether a file begins as events do.
pub fn recognise(head: &Head) -> Match {
    if !head.is_text() {
        return Match::No;
    }
    let first = head.lines().map(str::trim).find(|line| !line.is_empty());
    match first.and_then(|line| line.split_once(':')) {
        Some(("start_run" | "start_event", _)) => Match::Sure,
        _ => Match::No,
    }
}

/// Finds all events in `path`.
///
/// # Errors
/// If the file cannot be read, or has no event.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let index = index(&bytes, reading)?;
    if index.headers.is_empty() {
        return Err(Error::Nothing {
            format: "an .evt file".into(),
            wanted: "events",
            found: "it holds a header only".into(),
            path: reading.path.to_owned(),
        });
    }
    let warnings = index.warnings();
    let events = EvtEvents {
        provenance: match index.simulated {
            true => Provenance::Simulated,
            false => Provenance::Recorded,
        },
        bytes,
        events: index.events,
        headers: index.headers,
        conventions: index.conventions,
        path: reading.path.to_owned(),
    };
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: "EVT events".into(),
        events: Some(Arc::new(events)),
        warnings,
        ..Loaded::default()
    })
}

/// The events of one file.
struct EvtEvents {
    bytes: Vec<u8>,
    events: Vec<Range<usize>>,
    headers: Vec<EventHeader>,
    conventions: Conventions,
    provenance: Provenance,
    path: PathBuf,
}

impl std::fmt::Debug for EvtEvents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} events of {:?}", self.headers.len(), self.path)
    }
}

impl EventSource for EvtEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.headers, index, &self.path)?;
        let lines = self.events[index].clone();
        let mut event = read_event(&self.bytes[lines], &self.conventions);
        event.header = header.clone();
        event.provenance = self.provenance;
        Ok(event)
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

/// The tag before a line's first colon, and what follows; `None` for a line without one.
pub(crate) fn tag_and_values(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    Some((line[..colon].trim_ascii(), &line[colon + 1..]))
}

/// The words of some values.
pub(crate) fn words(values: &[u8]) -> impl Iterator<Item = &[u8]> {
    values
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

/// A whole number, perhaps written with a decimal point.
pub(crate) fn whole(word: &[u8]) -> Option<i64> {
    finite(word)
        .filter(|value| value.fract() == 0.0 && value.abs() < 9e15)
        .map(|value| value as i64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{damaged, event_of, open_as, refusal};
    use glam::DVec3;
    use nuscope_model::{AmplitudeUnit, ModuleId};
    use proptest::prelude::*;

    const SOUND: &str = "start_run: 23\nphysics: GENHEN 7.1 140220 1233\ncoord_origin: 1.0 2.0 100.0\nend_event:\n\
        start_event: 13 1\n\
        neutrino: 1 388.5 109.5 343.5 0.6 0.0 0.8 0.143E+03 0.0 0.197 0.949 -1 14 3\n\
        track_in: 1 388.5 109.5 343.5 0.6 0.0 0.8 0.717E+02 2.5 5 334.5\n\
        track_in: 2 388.5 109.5 343.5 0.0 0.0 0.0 0.1E+01 2.5 13\n\
        hit: 1 34618 0.8756E+00 259.5 -3 2 1 261.5\n\
        hit_raw: 1 34618 26 300.5\nhit_raw: 2 61 23 -4199.5\ntotal_hits: 2\nend_event:\n\
        start_event: 14 1\nhit: 1 7 1.25 9.5 -3 2 1 9.5\nweights: 1 2 3\nend_event:\n";

    /// Opens a text and reads all its events.
    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        let loaded = open_as("a.evt", text)?;
        if let Some(events) = &loaded.events {
            for index in 0..events.headers().len() {
                events.read(index)?;
            }
        }
        Ok(loaded)
    }

    fn event(text: &str, index: usize) -> Event {
        event_of(&open(text).unwrap(), index)
    }

    #[test]
    fn hits_name_photomultipliers_and_tracks_lie_in_the_frame_of_the_detector() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(loaded.format, "EVT events");
        insta::assert_snapshot!(loaded.warnings, @"lines of events not used: 1 total_hits, 1 weights");
        let events = loaded.events.unwrap();
        assert_eq!(events.provenance(), Provenance::Simulated);
        let headers: Vec<_> = events
            .headers()
            .iter()
            .map(|h| (h.event_id, h.run_id, h.hits))
            .collect();
        assert_eq!(headers, [(13, Some(23), 2), (14, Some(23), 1)]);
        let event = events.read(0).unwrap();
        assert!(event.hits_by_pmt_id);
        assert_eq!(event.amplitude_unit, AmplitudeUnit::TotNs);
        let hit = event.hits[1];
        assert_eq!(
            (hit.module, hit.amplitude, hit.time_ns),
            (ModuleId(61), 23.0, -4199.5)
        );
        let pmt = event.mc_hits[0];
        assert_eq!(
            (pmt.pmt_id, pmt.charge_pe, pmt.time_ns, pmt.origin),
            (34618, 0.8756, 259.5, 2)
        );
        let names: Vec<_> = event
            .mc_tracks
            .iter()
            .map(|track| track.name.as_str())
            .collect();
        assert_eq!(names, ["muon neutrino", "muon"]);
        let muon = &event.mc_tracks[1];
        assert_eq!(muon.position_m, DVec3::new(389.5, 111.5, 443.5));
        assert_eq!(
            (muon.energy_gev, muon.length_m, muon.time_ns),
            (Some(71.7), Some(334.5), 2.5)
        );
        insta::assert_snapshot!(event.warnings.join("; "), @"1 simulated particle without a direction (at rest) is not shown");
    }

    #[test]
    fn photo_electrons_are_shown_where_there_are_no_hits() {
        let event = event(SOUND, 1);
        assert_eq!((event.hits.len(), event.mc_hits.len()), (1, 1));
        assert_eq!(event.amplitude_unit, AmplitudeUnit::ChargePe);
        assert_eq!(
            (event.hits[0].module, event.hits[0].amplitude),
            (ModuleId(7), 1.25)
        );
        insta::assert_snapshot!(event.warnings.join("; "), @"the event has photo-electrons, not hits: they are shown as hits");
    }

    #[test]
    fn codes_of_particles_are_pdg_where_geant_has_none_such() {
        let codes = |text: &str| {
            let tracks = event(text, 0).mc_tracks;
            tracks
                .iter()
                .map(|track| track.name.clone())
                .collect::<Vec<_>>()
        };
        let pdg = SOUND.replace("2.5 5 334.5", "2.5 -13 334.5");
        assert_eq!(codes(&pdg), ["muon neutrino", "muon"]);
        let electron = SOUND.replace("2.5 5 334.5", "2.5 3 334.5");
        assert_eq!(codes(&electron), ["muon neutrino", "electron"]);
    }

    #[test]
    fn fits_keep_the_frame_of_the_detector_and_their_further_values() {
        let text = SOUND.replace(
            "total_hits: 2",
            "track_fit: 1 10.5 20.5 30.5 0 0 -1 500.5 7.5 1 0.25",
        );
        let event = event(&text, 0);
        let fit = &event.tracks[0];
        assert_eq!(
            (fit.position_m, fit.time_ns),
            (DVec3::new(10.5, 20.5, 30.5), 7.5)
        );
        assert_eq!(
            fit.details,
            [("value 9".into(), 1.0), ("value 10".into(), 0.25)]
        );
    }

    #[test]
    fn what_cannot_be_used_is_counted() {
        let text = SOUND
            .replace("hit_raw: 2 61 23", "hit_raw: 2 x 23")
            .replace("0.6 0.0 0.8 0.717", "0.6 0.717");
        insta::assert_snapshot!(event(&text, 0).warnings.join("; "), @"1 hit left out: it lacks a photomultiplier, a time or a size; 1 simulated particle without a direction (at rest) is not shown; 1 track left out: it lacks a place, an energy or a time");
        let cut = &SOUND[..SOUND.len() - 30];
        insta::assert_snapshot!(open(cut).unwrap().warnings, @"lines of events not used: 1 total_hits; an event has no end_event; is the file cut short?");
        insta::assert_snapshot!(refusal(open("start_run: 1\nend_event:\n")), @"an .evt file without any events; it holds a header only");
    }

    proptest! {
        #[test]
        fn damaged_texts_never_panic(content in damaged(SOUND)) {
            open(content).ok();
        }
    }
}
