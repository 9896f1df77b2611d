//! The marked hits together, in rows.

use std::collections::BTreeSet;

use nuscope_model::AmplitudeUnit;

use super::{Row, row};
use crate::document::Document;
use crate::plot::ticks::thousands;
use crate::view::Marked;

/// What is told of the marked hits; `None` if none is.
pub(super) fn marked_rows(document: &Document, marked: &Marked) -> Option<Vec<Row>> {
    let event = &document.event.as_ref()?.event;
    let places = marked.places().iter();
    let hits: Vec<_> = places
        .filter_map(|place| event.hits.get(*place as usize))
        .collect();
    if hits.is_empty() {
        return None;
    }
    let triggered = hits.iter().filter(|hit| hit.triggered()).count();
    let mut rows = vec![
        row("hits", thousands(hits.len())),
        row("triggered", thousands(triggered)),
    ];
    let times = || {
        let times = hits.iter().map(|hit| event.relative_time_ns(hit));
        times.filter(|time| time.is_finite())
    };
    let first = times().min_by(f64::total_cmp);
    let last = times().max_by(f64::total_cmp);
    if let (Some(first), Some(last)) = (first, last) {
        rows.push(row("first", format!("{first:.1} ns")));
        rows.push(row("time span", format!("{:.1} ns", last - first)));
    }
    let total: f64 = hits.iter().map(|hit| f64::from(hit.amplitude)).sum();
    rows.push(match event.amplitude_unit {
        AmplitudeUnit::TotNs => row(
            "total ToT",
            format!("{} ns", thousands(total.max(0.0).round() as usize)),
        ),
        AmplitudeUnit::ChargePe => row("total charge", format!("{total:.1} p.e.")),
    });
    let modules: BTreeSet<_> = hits.iter().map(|hit| hit.module).collect();
    let sensors: BTreeSet<_> = hits.iter().map(|hit| (hit.module, hit.channel)).collect();
    rows.push(row("photomultipliers", thousands(sensors.len())));
    rows.push(row("modules", thousands(modules.len())));
    if let Some(detector) = &document.detector {
        let strings: BTreeSet<i32> = modules
            .iter()
            .filter_map(|module| Some(detector.module(*module)?.string))
            .collect();
        rows.push(row("strings", thousands(strings.len())));
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::ShownEvent;
    use nuscope_model::{Event, Hit, ModuleId};

    #[test]
    fn sums_and_spans_are_those_of_the_marked_hits() {
        let hit = |module, channel, time_ns, amplitude| Hit {
            module: ModuleId(module),
            channel,
            time_ns,
            amplitude,
            trigger_mask: u64::from(channel == 1),
        };
        let event = Event {
            hits: vec![
                hit(7, 1, 10.0, 20.0),
                hit(7, 2, 13.5, 30.0),
                hit(8, 1, f64::NAN, 1.0),
                hit(9, 1, -1000.0, 255.0),
            ],
            ..Default::default()
        };
        let document = Document {
            event: Some(ShownEvent::new(0, event)),
            ..Default::default()
        };
        let rows = marked_rows(&document, &vec![0, 1, 2, 99].into()).unwrap();
        let value = |name: &str| rows.iter().find(|row| row.0 == name).unwrap().1.clone();
        assert_eq!(value("hits"), "3");
        assert_eq!(value("triggered"), "2");
        assert_eq!(value("first"), "10.0 ns");
        assert_eq!(value("time span"), "3.5 ns");
        assert_eq!(value("total ToT"), "51 ns");
        assert_eq!(value("modules"), "2");
        assert_eq!(value("photomultipliers"), "3");
        assert_eq!(marked_rows(&document, &Marked::default()), None);
        assert_eq!(marked_rows(&document, &vec![99].into()), None);
    }
}
