//! A thousand hits of all event formats are where, when and as large as the Python readers say.
//!
//! The table comes from `data/thousand_hits.py`. A hit is named by its place in its event; its photomultiplier is
//! that of the detector beside it, or the one that the file itself places. Everything agrees to 1e-6.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use nuscope_io::EventSource;
use nuscope_model::{Detector, Event};
use nuscope_tests::data;

/// Metres, nanoseconds and photo-electrons agree to this.
const AGREE: f64 = 1e-6;

struct Row {
    file: String,
    detector: String,
    event: usize,
    hit: usize,
    /// module, channel, time_ns, amplitude, triggered, x, y, z, dx, dy, dz; `None` where the format has none.
    values: Vec<Option<f64>>,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(data::own("thousand_hits.csv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Row {
            file: cells[0].into(),
            detector: cells[1].into(),
            event: cells[2].parse().unwrap(),
            hit: cells[3].parse().unwrap(),
            values: cells[4..]
                .iter()
                .map(|cell| (!cell.is_empty()).then(|| cell.parse().unwrap()))
                .collect(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

/// An event, completed by the detector beside it as the window does.
fn event(source: &dyn EventSource, index: usize, detector: Option<&Arc<Detector>>) -> Event {
    let mut event = source.read(index).unwrap();
    if let Some(detector) = detector {
        assert_eq!(event.calibrate(detector), 0, "every hit has its t0");
    }
    event
}

/// What the table's columns are in our reading of the hit.
fn found(event: &Event, detector: Option<&Arc<Detector>>, hit: usize) -> Vec<Option<f64>> {
    if event.hits.is_empty() {
        let hit = &event.mc_hits[hit];
        let (pmt, time) = (f64::from(hit.pmt_id), hit.time_ns);
        return vec![Some(pmt), None, Some(time), Some(f64::from(hit.charge_pe))];
    }
    let hit = &event.hits[hit];
    let mut found = vec![
        Some(f64::from(hit.module.0)),
        Some(f64::from(hit.channel)),
        Some(hit.time_ns),
        Some(f64::from(hit.amplitude)),
        Some(f64::from(u8::from(hit.triggered()))),
    ];
    if let Some(sensor) = detector
        .or(event.detector.as_ref())
        .and_then(|d| d.sensor(hit))
    {
        found.extend(sensor.position_m.to_array().map(Some));
        found.extend(sensor.looks.to_array().map(Some));
    }
    found
}

#[test]
fn a_thousand_hits_are_as_their_python_readers_give_them() {
    let names = [
        "module",
        "channel",
        "time",
        "amplitude",
        "triggered",
        "x",
        "y",
        "z",
        "dx",
        "dy",
        "dz",
    ];
    let mut files: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    let mut all = 0;
    for row in rows() {
        all += 1;
        files
            .entry((row.file.clone(), row.detector.clone()))
            .or_default()
            .push(row);
    }
    assert!(all >= 1000, "{all} hits");
    let mut wrong = Vec::new();
    for ((file, detector), rows) in files {
        let Some(path) = data::real(&file) else {
            continue;
        };
        let detector = match detector.as_str() {
            "" => None,
            name => match data::real(name) {
                Some(path) => nuscope_io::open(&path).unwrap().detector,
                None => continue,
            },
        };
        let source = match nuscope_io::open(&path) {
            Ok(loaded) => loaded.events.unwrap(),
            Err(error) => {
                wrong.push(error.to_string());
                continue;
            }
        };
        let mut last: Option<(usize, Event)> = None;
        for row in rows {
            if last.as_ref().is_none_or(|(index, _)| *index != row.event) {
                last = Some((
                    row.event,
                    event(source.as_ref(), row.event, detector.as_ref()),
                ));
            }
            let (_, event) = last.as_ref().unwrap();
            let found = found(event, detector.as_ref(), row.hit);
            for (i, expected) in row.values.iter().enumerate() {
                let Some(expected) = expected else {
                    continue;
                };
                let value = found.get(i).copied().flatten().unwrap_or(f64::NAN);
                let agrees = (value - expected).abs() <= AGREE * expected.abs().max(1.0)
                    || value.is_nan() && expected.is_nan();
                if !agrees {
                    wrong.push(format!(
                        "{file}: event {}, hit {}: {} is {value}, {expected} expected",
                        row.event, row.hit, names[i]
                    ));
                }
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(count == 0, "{count} differ:\n{}", wrong.join("\n"));
}
