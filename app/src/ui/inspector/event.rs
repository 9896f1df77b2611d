//! The event in rows: its name, its counts, its triggers, its best fit.

use nuscope_model::trigger::trigger_names;
use nuscope_model::{AmplitudeUnit, Slewing};

use super::{Row, row, track::energy_text};
use crate::document::{Document, ShownEvent};
use crate::plot::ticks::thousands;

/// The event's name: where it is in its file, and its key.
pub fn event_title(document: &Document, shown: &ShownEvent) -> String {
    let count = document
        .events
        .as_ref()
        .map_or(0, |events| events.headers().len());
    let mut title = format!("Event {}", thousands(shown.index + 1));
    if count > 1 {
        title += &format!(" of {}", thousands(count));
    }
    let header = &shown.event.header;
    if let Some(run) = header.run_id.filter(|run| *run > 0) {
        title += &format!(" · run {run}");
    }
    if let (Some(frame), Some(counter)) = (header.frame_index, header.trigger_counter)
        && frame > 0
    {
        title += &format!(" · frame {frame}, trigger {counter}");
    }
    title
}

/// What was done to the hit times: t0 of the photomultipliers, and the correction for slewing.
fn times_words(shown: &ShownEvent) -> String {
    let (file, now) = (shown.as_read(), &shown.event);
    let t0 = match (file.raw_times, now.raw_times) {
        (_, true) => "raw, without t0",
        (true, false) => "t0 of the detector added",
        (false, false) => "as in the file",
    };
    let slewing = match (file.slewing, now.slewing) {
        (_, Slewing::Missing) => "not corrected for slewing",
        (Slewing::Missing, Slewing::Corrected) => "corrected for slewing here",
        (_, Slewing::Corrected) => "corrected for slewing",
        (_, Slewing::Unknown) => return t0.into(),
    };
    format!("{t0}, {slewing}")
}

/// What is told of the event on display.
pub(super) fn event_rows(document: &Document, shown: &ShownEvent) -> Vec<Row> {
    let (event, header) = (&shown.event, &shown.event.header);
    let mut rows = vec![
        row("hits", thousands(event.hits.len())),
        row("triggered", thousands(shown.triggered_hits)),
    ];
    let names = trigger_names(header.trigger_mask);
    if !names.is_empty() {
        rows.push(row("trigger", names.join(", ")));
    }
    if !event.mc_hits.is_empty() {
        rows.push(row("true photo-electrons", thousands(event.mc_hits.len())));
    }
    if let Some(overlays) = header.overlays {
        rows.push(row("overlays", overlays.to_string()));
    }
    if let Some(best) = nuscope_model::track::best_track(&event.tracks) {
        let track = &event.tracks[best];
        rows.push(row("best fit", track.name.clone()));
        if let Some(energy) = track.energy_gev {
            rows.push(row("energy", energy_text(energy)));
        }
        rows.push(row(
            "zenith",
            format!("{:.1}°", track.direction.zenith_rad().to_degrees()),
        ));
    }
    if let Some(found) = document.detector_match() {
        rows.push(row("detector", crate::detectors::words(&found)));
    }
    if !event.hits.is_empty() && event.amplitude_unit == AmplitudeUnit::TotNs {
        rows.push(row("times", times_words(shown)));
    }
    if let Some(slice) = &event.summary {
        let modules = thousands(slice.frames.len());
        rows.push(row("summary slice", format!("{modules} modules")));
        let incomplete = slice
            .frames
            .iter()
            .filter(|frame| !frame.words().complete());
        let unsynchronised = slice
            .frames
            .iter()
            .filter(|frame| !frame.words().synchronised());
        for (name, count) in [
            ("lost packets", incomplete.count()),
            ("clock not in step", unsynchronised.count()),
        ] {
            if count > 0 {
                rows.push(row(name, format!("{} modules", thousands(count))));
            }
        }
    }
    rows
}
