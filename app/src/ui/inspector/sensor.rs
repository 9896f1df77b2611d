//! One photomultiplier in rows.

use nuscope_model::{Module, Sensor, SummarySlice};

use super::{Coordinates, Row, row};
use crate::document::Document;

/// A photomultiplier's name.
pub(super) fn sensor_title(module: &Module, channel: u8) -> String {
    format!("Photomultiplier {channel} of module {}", module.id.0)
}

/// What is told of a photomultiplier and of its hits.
pub(super) fn sensor_rows(
    document: &Document,
    coordinates: Coordinates<'_>,
    module: &Module,
    sensor: &Sensor,
    channel: u8,
) -> Vec<Row> {
    let mut rows = vec![
        row(
            "string, floor",
            format!("{}, {}", module.string, module.floor),
        ),
        row("channel", channel.to_string()),
        row("number", sensor.pmt_id.to_string()),
        row("position", coordinates.text(sensor.position_m)),
    ];
    let looks = sensor.looks.normalize_or_zero();
    if looks.length_squared() > 0.5 {
        let down_deg = looks.z.clamp(-1.0, 1.0).asin().to_degrees();
        let heading_deg = looks.x.atan2(looks.y).to_degrees().rem_euclid(360.0);
        let text = match down_deg {
            below if below < -0.5 => format!("{:.0}° below the horizon", -below),
            above if above > 0.5 => format!("{above:.0}° above the horizon"),
            _ => "level".into(),
        };
        let level = down_deg.abs() < 89.0;
        let heading = format!(", heading {heading_deg:.0}°");
        rows.push(row("looks", text + if level { &heading } else { "" }));
    }
    let has_t0 = document.detector.as_ref().is_some_and(|d| d.has_t0);
    if has_t0 {
        rows.push(row("time offset t0", format!("{:.2} ns", sensor.t0_ns)));
    }
    let mut status = vec![module.sensor_state(sensor).name().to_owned()];
    status.extend(sensor.status_words());
    rows.push(row("status", status.join(", ")));
    let Some(shown) = &document.event else {
        return rows;
    };
    if let Some(slice) = &shown.event.summary {
        rows.push(row("in this frame", frame_words(slice, module, channel)));
    }
    let hits = shown.event.hits.iter();
    let own: Vec<_> = hits
        .filter(|hit| hit.module == module.id && hit.channel == channel)
        .collect();
    let triggered = own.iter().filter(|hit| hit.triggered()).count();
    rows.push(row("hits", own.len().to_string()));
    rows.push(row("triggered", triggered.to_string()));
    let times = own.iter().map(|hit| shown.event.relative_time_ns(hit));
    if let Some(first) = times.min_by(f64::total_cmp) {
        rows.push(row("first hit", format!("{first:.1} ns")));
    }
    rows
}

/// How often a photomultiplier counted in the frame of the event, and what went wrong.
fn frame_words(slice: &SummarySlice, module: &Module, channel: u8) -> String {
    let Some(frame) = slice.frame(module.id) else {
        return "its module sent nothing".into();
    };
    let (rate_hz, words) = (frame.rate_hz(channel), frame.words());
    let mut told = match rate_hz {
        0.0 => "silent".to_owned(),
        rate_hz => format!("{:.1} kHz", rate_hz / 1e3),
    };
    if words.high_rate_veto(channel) {
        told += ", high-rate veto";
    }
    if words.fifo_full(channel) {
        told += ", buffer full";
    }
    told
}
