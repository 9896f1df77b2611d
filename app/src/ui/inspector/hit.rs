//! One hit in rows.

use nuscope_model::AmplitudeUnit;
use nuscope_model::trigger::trigger_names;

use super::{Row, position_text, row};
use crate::document::Document;
use crate::plot::ticks::thousands;

/// What is told of the hit at `index`, under its title.
pub(super) fn hit_rows(document: &Document, index: usize) -> Option<(String, Vec<Row>)> {
    let event = &document.event.as_ref()?.event;
    let hit = event.hits.get(index)?;
    let mut rows = vec![
        row("time", format!("{:.1} ns", event.relative_time_ns(hit))),
        row("time in the frame", format!("{:.1} ns", hit.time_ns)),
        match event.amplitude_unit {
            AmplitudeUnit::TotNs if hit.amplitude >= 255.0 => {
                row("time over threshold", "255 ns (saturated)")
            }
            AmplitudeUnit::TotNs => row("time over threshold", format!("{:.0} ns", hit.amplitude)),
            AmplitudeUnit::ChargePe => row("charge", format!("{:.2} p.e.", hit.amplitude)),
        },
        row(
            "trigger",
            if hit.triggered() {
                trigger_names(hit.trigger_mask).join(", ")
            } else {
                "none".into()
            },
        ),
        row("module", hit.module.0.to_string()),
        row("channel", hit.channel.to_string()),
    ];
    if let Some(detector) = &document.detector {
        if let Some(module) = detector.module(hit.module) {
            rows.push(row(
                "string, floor",
                format!("{}, {}", module.string, module.floor),
            ));
        }
        match detector.sensor(hit) {
            Some(sensor) => rows.push(row("position", position_text(sensor.position_m))),
            None => rows.push(row("position", "not in this detector")),
        }
    }
    let same = event
        .hits
        .iter()
        .filter(|other| other.module == hit.module)
        .count();
    rows.push(row("hits on the module", same.to_string()));
    Some((format!("Hit {}", thousands(index + 1)), rows))
}
