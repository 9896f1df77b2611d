//! The event in rows: its name, its counts, its triggers, its best fit.

use nuscope_model::trigger::trigger_names;

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
    rows
}
