//! Reads the pulses of IceCube events from text tables: time in ns, charge in photo-electrons, place and string.
//!
//! Without names the order is `time charge dom string [width]`, the place *before* the string, as published with
//! IceCube's most energetic events; with names it may be any. A table with a column of event numbers holds several.

use std::collections::HashMap;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::event::time_zero_ns;
use nuscope_model::{AmplitudeUnit, Event, EventHeader, Hit, ModuleId};
use nuscope_table::{Column, Table};

use crate::head::{Head, Match};
use crate::icecube_columns::{
    CHARGE, PLACE, STRING, TIME, fractions, has_names, is_places, is_strings, named, positions,
    read_table, table_of,
};
use crate::placed_hits::PlacedHits;
use crate::{Error, EventsInMemory, Loaded, Reading, Result, Warnings};

/// Names of the column that numbers the events.
const EVENT: &[&str] = &["event", "event_id", "event_no", "event_number"];
/// Names of the column that says whether a trigger used the pulse.
const TRIGGERED: &[&str] = &["triggered", "is_triggered", "trigger"];

/// Whether a file begins as pulses do.
pub fn recognise(head: &Head) -> Match {
    let table = table_of(head);
    match table.as_ref().and_then(columns) {
        Some(_) => Match::Sure,
        None => Match::No,
    }
}

/// The columns that are used.
struct Columns<'t> {
    time: &'t Column,
    charge: &'t Column,
    place: &'t Column,
    string: &'t Column,
    event: Option<&'t Column>,
    triggered: Option<&'t Column>,
    position: Option<[&'t Column; 3]>,
}

/// The columns of pulses; `None` if the table is none, or may be something else.
fn columns(table: &Table) -> Option<Columns<'_>> {
    if has_names(table) {
        return Some(Columns {
            time: named(table, TIME)?,
            charge: named(table, CHARGE)?,
            place: named(table, PLACE)?,
            string: named(table, STRING)?,
            event: named(table, EVENT),
            triggered: named(table, TRIGGERED),
            position: positions(table),
        });
    }
    let ([time, charge, place, string] | [time, charge, place, string, _]) = &table.columns[..]
    else {
        return None;
    };
    // Right ascensions end at 360, times of pulses go on; declinations are negative too, charges never.
    let late = fractions(time)?.iter().any(|time| *time > 360.0);
    let positive = fractions(charge)?.iter().all(|charge| *charge >= 0.0);
    let counted = is_places(place) && is_strings(string);
    (late && positive && counted && table.rows() >= 3).then_some(Columns {
        time,
        charge,
        place,
        string,
        event: None,
        triggered: None,
        position: None,
    })
}

/// Reads all events in `path`.
///
/// # Errors
/// If the file cannot be read, or has no row that is a pulse.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let table = read_table(reading)?;
    let columns = columns(&table).ok_or_else(|| Error::Unsupported {
        wanted: "a table of IceCube pulses (time, charge, dom, string)",
        found: "its later rows are something else".into(),
        path: reading.path.to_owned(),
    })?;
    let mut warnings = Warnings(table.warnings.clone());
    let rows = Rows::of(&columns, table.rows());
    let mut events: Vec<(i64, Vec<Hit>, PlacedHits)> = Vec::new();
    let mut known: HashMap<i64, usize> = HashMap::new();
    let mut left_out = 0;
    for row in 0..table.rows() {
        let Some((event, hit)) = rows.hit(row) else {
            left_out += 1;
            continue;
        };
        let place = *known.entry(event).or_insert_with(|| {
            events.push((event, Vec::new(), PlacedHits::default()));
            events.len() - 1
        });
        let (_, hits, placed) = &mut events[place];
        let string = hit.module.0 / 100;
        placed.add(&hit, (string as i32, 0), rows.position_m(row), DVec3::ZERO);
        hits.push(hit);
    }
    if events.is_empty() {
        return Err(Error::Nothing {
            format: "a table of IceCube pulses".into(),
            wanted: "usable rows",
            found: "none has a time, a charge, a string and a place on it".into(),
            path: reading.path.to_owned(),
        });
    }
    warnings.count(
        left_out,
        "row without a time, charge, string or place left out",
        "rows without a time, charge, string or place left out",
    );
    let events = events.into_iter().map(|(event_id, hits, placed)| Event {
        header: EventHeader {
            event_id,
            hits: hits.len(),
            ..EventHeader::default()
        },
        amplitude_unit: AmplitudeUnit::ChargePe,
        time_zero_ns: time_zero_ns(&hits),
        hits,
        detector: placed.into_detector().map(Arc::new),
        ..Event::default()
    });
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: "IceCube pulses".into(),
        events: Some(Arc::new(EventsInMemory::new(events.collect()))),
        warnings,
        ..Loaded::default()
    })
}

/// The values of all rows, as numbers.
struct Rows {
    time: Vec<f64>,
    charge: Vec<f64>,
    place: Vec<f64>,
    string: Vec<f64>,
    event: Option<Vec<f64>>,
    triggered: Option<Vec<f64>>,
    position: Option<[Vec<f64>; 3]>,
}

impl Rows {
    fn of(columns: &Columns, rows: usize) -> Self {
        let numbers = |column: &Column| match column.values.numbers() {
            Some(numbers) => numbers.into_owned(),
            None => vec![f64::NAN; rows],
        };
        Self {
            time: numbers(columns.time),
            charge: numbers(columns.charge),
            place: numbers(columns.place),
            string: numbers(columns.string),
            event: columns.event.map(numbers),
            triggered: columns.triggered.map(numbers),
            position: columns.position.map(|columns| columns.map(numbers)),
        }
    }

    /// The event and the hit of a row; `None` where something is missing.
    fn hit(&self, row: usize) -> Option<(i64, Hit)> {
        let whole = |value: f64| {
            let possible = value.fract() == 0.0 && (0.0..1e6).contains(&value);
            possible.then_some(value as u32)
        };
        let module = ModuleId::on_string(whole(self.string[row])?, whole(self.place[row])?);
        let event = match &self.event {
            Some(event) => Some(event[row]).filter(|event| event.fract() == 0.0)? as i64,
            None => 0,
        };
        let (time_ns, amplitude) = (self.time[row], self.charge[row] as f32);
        let possible = time_ns.is_finite() && amplitude.is_finite() && amplitude >= 0.0;
        let triggered = self.triggered.as_ref().is_some_and(|t| t[row] == 1.0);
        possible.then_some((
            event,
            Hit {
                module,
                channel: 0,
                time_ns,
                amplitude,
                trigger_mask: u64::from(triggered),
            },
        ))
    }

    fn position_m(&self, row: usize) -> Option<DVec3> {
        let [x, y, z] = self.position.as_ref()?;
        Some(DVec3::new(x[row], y[row], z[row]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{head, open_as, refusal};

    const SOUND: &str = "9862.4,0.30,29,63,0.94\n9878.5,4.09,28,63,1.65\n9880.25,0.14,30,86,4.5\n";

    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        open_as("a.csv", text)
    }

    #[test]
    fn without_names_the_place_stands_before_the_string() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(loaded.format, "IceCube pulses");
        let event = loaded.events.unwrap().read(0).unwrap();
        let modules: Vec<_> = event.hits.iter().map(|hit| hit.module.0).collect();
        assert_eq!(modules, [6329, 6328, 8630]);
        assert_eq!(event.amplitude_unit, AmplitudeUnit::ChargePe);
        assert_eq!(
            (event.hits[1].time_ns, event.hits[1].amplitude),
            (9878.5, 4.09)
        );
        assert!(event.detector.is_none());
    }

    #[test]
    fn with_names_any_order_and_several_events_are_read() {
        let text = "string dom charge time event_id dom_x dom_y dom_z triggered\n\
            86 60 1.5 10 7 1.5 2.5 3.5 1\n2 1 0.5 20 8 4.5 5.5 6.5 0\n86 60 2.5 30 7 1.5 2.5 3.5 0\n";
        let events = open(text).unwrap().events.unwrap();
        let headers: Vec<_> = events
            .headers()
            .iter()
            .map(|h| (h.event_id, h.hits))
            .collect();
        assert_eq!(headers, [(7, 2), (8, 1)]);
        let event = events.read(0).unwrap();
        assert_eq!(event.triggered_hits(), 1);
        let detector = event.detector.clone().unwrap();
        let module = detector.module(ModuleId::on_string(86, 60)).unwrap();
        assert_eq!(module.position_m, DVec3::new(1.5, 2.5, 3.5));
    }

    #[test]
    fn lists_of_candidates_are_no_pulses() {
        let recognised = |text: &str| recognise(&head("a.txt", text));
        assert_eq!(recognised(SOUND), Match::Sure);
        let others = [
            "83.5 22.5 40 50\n184.5 5.5 30 60\n300.5 60.5 20 70\n",
            "54000.5 -1.5 40 50\n54001.5 5.5 30 60\n54002.5 6.5 3 6\n",
            "54000.5 1.5 40 500\n54001.5 5.5 30 60\n54002.5 6.5 3 6\n",
            "54000.5 1.5 40.5 50\n54001.5 5.5 30 60\n54002.5 6.5 3 6\n",
            "time charge\n54000.5 1.5\n",
        ];
        for text in others {
            assert_eq!(recognised(text), Match::No, "{text}");
        }
    }

    #[test]
    fn rows_that_are_no_pulses_are_counted() {
        let text =
            format!("time,charge,dom,string,width\n{SOUND}nan,1,2,3,4\n5,-1,2,3,4\n6,1,2.5,3,4\n");
        insta::assert_snapshot!(open(&text).unwrap().warnings, @"3 rows without a time, charge, string or place left out");
        let none = open("time,charge,dom,string\nnan,1,2,3\n");
        insta::assert_snapshot!(refusal(none), @"a table of IceCube pulses without any usable rows; none has a time, a charge, a string and a place on it");
    }
}
