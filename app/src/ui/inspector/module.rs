//! One module of the detector in rows.

use nuscope_model::{Detector, Module};

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
