//! The line above a figure by which shifters know their event.

use nuscope_model::trigger::trigger_names;

use super::ticks::thousands;
use crate::document::Document;

/// Detector, run, frame, trigger, overlays, time and trigger bits, as far as the file says them.
pub fn title_parts(document: &Document) -> Vec<String> {
    let Some(shown) = &document.event else {
        return Vec::new();
    };
    let header = &shown.event.header;
    let mut parts = Vec::new();
    if let Some(detector) = document
        .detector
        .as_ref()
        .filter(|_| !document.detector_is_of_hits())
    {
        parts.push(detector.name.clone());
    }
    if let Some(det_id) = header.det_id.filter(|id| *id > 0) {
        parts.push(format!("detector {det_id}"));
    }
    match header.run_id.filter(|run| *run > 0) {
        Some(run) => parts.push(format!("run {run}")),
        None => parts.push(format!("event {}", thousands(shown.index + 1))),
    }
    if let Some(frame) = header.frame_index.filter(|frame| *frame > 0) {
        parts.push(format!("frame {frame}"));
    }
    if let Some(counter) = header.trigger_counter {
        parts.push(format!("trigger {counter}"));
    }
    if let Some(overlays) = header.overlays {
        parts.push(format!("overlays {overlays}"));
    }
    if document.event_simulated() {
        parts.push("simulated".into());
    } else if let Some(utc) = header.utc {
        parts.push(utc.to_string());
    }
    if header.trigger_mask > 1 {
        parts.push(trigger_names(header.trigger_mask).join(" + "));
    }
    parts
}
