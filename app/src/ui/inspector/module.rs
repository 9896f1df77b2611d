//! One module of the detector in rows.

use nuscope_model::{Detector, Module, SummarySlice};

use super::{Coordinates, Row, row};
use crate::document::Document;

/// A module's name.
pub(super) fn module_title(module: &Module) -> String {
    if module.sensors == 0 {
        format!("Base of string {}", module.string)
    } else {
        format!("Module {}", module.id.0)
    }
}

/// What is told of a module and of its hits.
pub(super) fn module_rows(
    document: &Document,
    coordinates: Coordinates<'_>,
    detector: &Detector,
    module: &Module,
) -> Vec<Row> {
    let mut rows = vec![
        row(
            "string, floor",
            format!("{}, {}", module.string, module.floor),
        ),
        row("position", coordinates.text(module.position_m)),
        row("photomultipliers", module.sensors.to_string()),
        row("detector", detector.name.clone()),
    ];
    if module.status != 0 {
        let mut words = vec![module.state().name().to_owned()];
        words.extend(module.status_words());
        rows.push(row("status", words.join(", ")));
    }
    let slice = document.event.as_ref();
    let slice = slice.and_then(|shown| shown.event.summary.as_deref());
    if let Some(slice) = slice.filter(|_| module.sensors > 0) {
        rows.extend(frame_rows(slice, module));
    }
    let sensors = detector.sensors_of(module).iter();
    let off = sensors.filter(|sensor| !module.sensor_state(sensor).usable());
    match off.count() {
        0 => {}
        off => rows.push(row("not usable", format!("{off} photomultipliers"))),
    }
    if let Some(shown) = &document.event {
        let hits = || {
            shown
                .event
                .hits
                .iter()
                .filter(|hit| hit.module == module.id)
        };
        rows.push(row("hits", hits().count().to_string()));
        rows.push(row(
            "triggered",
            hits().filter(|hit| hit.triggered()).count().to_string(),
        ));
        let first = hits()
            .map(|hit| shown.event.relative_time_ns(hit))
            .min_by(f64::total_cmp);
        if let Some(first) = first {
            rows.push(row("first hit", format!("{first:.1} ns")));
        }
    }
    rows
}

/// What a module counted and sent in the frame of the event.
fn frame_rows(slice: &SummarySlice, module: &Module) -> Vec<Row> {
    let Some(frame) = slice.frame(module.id) else {
        return vec![row("in this frame", "sent nothing")];
    };
    let words = frame.words();
    let channels = || (0..31).take(module.sensors as usize);
    let count = |test: &dyn Fn(u8) -> bool| channels().filter(|i| test(*i)).count();
    let rates: Vec<f64> = channels()
        .map(|i| frame.rate_hz(i))
        .filter(|r| *r > 0.0)
        .collect();
    let mut rows = Vec::new();
    if !rates.is_empty() {
        let mean_khz = rates.iter().sum::<f64>() / rates.len() as f64 / 1e3;
        rows.push(row("mean rate", format!("{mean_khz:.1} kHz")));
    }
    let told = [
        ("silent", count(&|i| frame.rate_hz(i) == 0.0)),
        ("high-rate veto", count(&|i| words.high_rate_veto(i))),
        ("buffer full", count(&|i| words.fifo_full(i))),
    ];
    for (name, count) in told.into_iter().filter(|(_, count)| *count > 0) {
        rows.push(row(name, format!("{count} photomultipliers")));
    }
    if !words.complete() {
        let trailer = if words.has_trailer() {
            ""
        } else {
            ", no trailer"
        };
        let text = format!(
            "{} of {}{trailer}",
            words.packets_received(),
            words.packets_sent()
        );
        rows.push(row("packets", text));
    }
    if !words.synchronised() {
        rows.push(row("clock", "not in step with White Rabbit"));
    }
    rows
}
