//! GraphNeT's tables: pulses with their positions, and the truth of a simulation, joined by `event_no`.
//!
//! Columns of pulses: `event_no, dom_x, dom_y, dom_z, dom_time, charge`, where known `string, dom_number, pmt_number,
//! pmt_dir_x…, hlc, event_time` (MJD). Columns of the truth: `azimuth, zenith` (where the particle came from, as
//! IceCube means them), `position_x…, energy, pid`; -1 stands for what is not known. Source: GraphNeT's extractors
//! for IceCube.

use std::collections::HashMap;
use std::ops::Range;

use glam::DVec3;
use nuscope_model::{Direction, Event, EventHeader, Mjd, Track, TrackOrigin, Utc};
use nuscope_table::{Table, Values};

use crate::Warnings;
use crate::km3net_names::{particle_name, particle_shape};
use crate::pulse_columns::{Pulses, number_at, take_numbers};

/// The columns that pulses must have.
const PULSES: [&str; 6] = ["event_no", "dom_x", "dom_y", "dom_z", "dom_time", "charge"];

/// The columns that pulses may have.
const MORE: [&str; 8] = [
    "string",
    "dom_number",
    "pmt_number",
    "pmt_dir_x",
    "pmt_dir_y",
    "pmt_dir_z",
    "hlc",
    "event_time",
];

/// The columns that the truth must have.
const TRUTH: [&str; 4] = ["event_no", "azimuth", "zenith", "energy"];

/// Whether a table with these columns is one of pulses.
pub(crate) fn is_pulses<'a>(columns: impl Iterator<Item = &'a str> + Clone) -> bool {
    PULSES
        .iter()
        .all(|name| columns.clone().any(|column| column == *name))
}

/// Whether a table with these columns is one of the truth.
pub(crate) fn is_truth<'a>(columns: impl Iterator<Item = &'a str> + Clone) -> bool {
    TRUTH
        .iter()
        .all(|name| columns.clone().any(|column| column == *name))
}

/// Whether a column of pulses is used here.
pub(crate) fn is_used(column: &str) -> bool {
    PULSES.contains(&column) || MORE.contains(&column)
}

/// The pulses of a table.
pub(crate) fn pulses(mut table: Table) -> Pulses {
    let mut take = |name: &str| take_numbers(&mut table, name);
    Pulses {
        time_ns: take("dom_time"),
        charge_pe: take("charge"),
        position_m: ["dom_x", "dom_y", "dom_z"].map(&mut take),
        string: take("string"),
        place: take("dom_number"),
        pmt: take("pmt_number"),
        looks: ["pmt_dir_x", "pmt_dir_y", "pmt_dir_z"].map(&mut take),
        coincident: take("hlc"),
    }
}

/// The numbers of events, one per row; `None` where there is none.
pub(crate) fn event_numbers(table: &Table) -> Vec<Option<i64>> {
    match table.column("event_no").map(|column| &column.values) {
        Some(Values::Integer { values, missing }) => {
            let mut numbers: Vec<_> = values.iter().copied().map(Some).collect();
            for row in missing {
                if let Some(number) = numbers.get_mut(*row as usize) {
                    *number = None;
                }
            }
            numbers
        }
        Some(Values::Number(values)) => {
            let whole = |value: &f64| (value.fract() == 0.0).then_some(*value as i64);
            values.iter().map(whole).collect()
        }
        _ => vec![None; table.rows()],
    }
}

/// The events of a table of pulses, in the order in which they first appear.
#[derive(Debug, Default)]
pub(crate) struct EventRows {
    /// Their headers.
    pub(crate) headers: Vec<EventHeader>,
    /// Where the rows of each are.
    pub(crate) rows: Vec<Vec<Range<usize>>>,
    index: HashMap<i64, usize>,
    /// Rows without an event.
    pub(crate) strays: usize,
}

impl EventRows {
    /// Adds the rows of a table; `numbers` are those of its rows, whole numbers from the first one on.
    pub(crate) fn add(&mut self, table: &Table, row_number: impl Fn(usize) -> usize) {
        let moments = table.column("event_time");
        let moments = moments.and_then(|column| column.values.numbers());
        for (row, number) in event_numbers(table).into_iter().enumerate() {
            let Some(event_no) = number else {
                self.strays += 1;
                continue;
            };
            let mjd = moments.as_ref().and_then(|moments| moments.get(row));
            let event = self.event(event_no, mjd.copied());
            self.headers[event].hits += 1;
            let at = row_number(row);
            match self.rows[event].last_mut() {
                Some(range) if range.end == at => range.end = at + 1,
                _ => self.rows[event].push(at..at + 1),
            }
        }
    }

    /// The event of this number, which is added if it is new.
    fn event(&mut self, event_no: i64, mjd: Option<f64>) -> usize {
        let next = self.headers.len();
        let event = *self.index.entry(event_no).or_insert(next);
        if event == next {
            // Anything else than a date of the last decades is a clock of another kind.
            let mjd = mjd.filter(|mjd| (40_000.0..100_000.0).contains(mjd));
            self.headers.push(EventHeader {
                event_id: event_no,
                utc: mjd.map(|mjd| Utc::from(Mjd(mjd))),
                ..EventHeader::default()
            });
            self.rows.push(Vec::new());
        }
        event
    }

    /// Adds what the truth says of the events, and the events that have no pulses.
    pub(crate) fn add_truth(&mut self, truth: &Table) {
        let runs = truth
            .column("RunID")
            .and_then(|column| column.values.numbers());
        for (row, number) in event_numbers(truth).into_iter().enumerate() {
            let Some(event_no) = number else {
                continue;
            };
            let event = self.event(event_no, None);
            let run = runs.as_ref().and_then(|runs| runs.get(row)).copied();
            let run = run.filter(|run| *run >= 0.0).map(|run| run as i64);
            self.headers[event].run_id = run;
        }
    }
}

/// Says what was decided about pulses, and what was left out.
pub(crate) fn warn(coincident: bool, strays: usize, warnings: &mut Warnings) {
    let many = "pulses without an event_no left out";
    warnings.count(strays, "pulse without an event_no left out", many);
    if coincident {
        warnings.add("pulses in hard local coincidence (hlc) are shown as triggered");
    }
}

/// Whether the truth is that of a simulation: recorded events may have such a table too.
pub(crate) fn is_simulated(truth: &Table) -> bool {
    let kinds = truth
        .column("sim_type")
        .and_then(|column| column.values.texts());
    kinds.is_none_or(|kinds| kinds.iter().any(|kind| !kind.eq_ignore_ascii_case("data")))
}

/// Adds the particle of a row of the truth to an event, and says what it lacks.
pub(crate) fn add_truth(event: &mut Event, truth: &Table, row: usize) {
    match track(truth, row, event.time_zero_ns) {
        Some(track) => {
            event.mc_tracks.push(track);
            event.warnings.push(
                "the truth says no time: its particle is shown as if it passed its vertex with the first hit".into(),
            );
        }
        None => event
            .warnings
            .push("the truth has no direction or position and is not shown".into()),
    }
}

/// The particle of a row of the truth; `None` without a direction and position.
fn track(truth: &Table, row: usize, time_ns: f64) -> Option<Track> {
    let number =
        |name: &str| number_at(&truth.column(name)?.values, row).filter(|value| value.is_finite());
    let pdg = number("pid").unwrap_or(0.0) as i32;
    let mut details = Vec::new();
    let shown = [
        "azimuth",
        "zenith",
        "position_x",
        "position_y",
        "position_z",
        "energy",
        "pid",
        "event_no",
    ];
    for column in &truth.columns {
        let known = number_at(&column.values, row).filter(|value| *value != -1.0);
        if let Some(value) = known.filter(|_| !shown.contains(&column.name.as_str())) {
            details.push((column.name.clone(), value));
        }
    }
    Some(Track {
        name: particle_name(pdg),
        origin: TrackOrigin::MonteCarlo { pdg },
        shape: particle_shape(pdg),
        position_m: DVec3::new(
            number("position_x")?,
            number("position_y")?,
            number("position_z")?,
        ),
        direction: Direction::from_source_angles(number("zenith")?, number("azimuth")?),
        time_ns,
        energy_gev: number("energy").filter(|energy| *energy > 0.0),
        length_m: number("track_length").filter(|length| *length > 0.0),
        likelihood: None,
        stages: Vec::new(),
        angular_error_rad: None,
        details,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_table::Column;

    fn table(columns: &[(&str, &[f64])]) -> Table {
        let column = |(name, values): &(&str, &[f64])| {
            Column::new(*name, "", Values::Number(values.to_vec()))
        };
        Table {
            columns: columns.iter().map(column).collect(),
            ..Table::default()
        }
    }

    #[test]
    fn rows_of_an_event_need_not_follow_each_other() {
        let mut events = EventRows::default();
        let pulses = table(&[
            ("event_no", &[7.0, 7.0, 3.0, f64::NAN, 7.0]),
            ("event_time", &[56783.5, 0.0, 1e17, 0.0, 0.0]),
        ]);
        events.add(&pulses, |row| row);
        events.add_truth(&table(&[
            ("event_no", &[3.0, 9.0]),
            ("RunID", &[12.0, -1.0]),
        ]));
        let ids: Vec<_> = events
            .headers
            .iter()
            .map(|header| header.event_id)
            .collect();
        assert_eq!(ids, [7, 3, 9]);
        let starts: Vec<Vec<_>> = events
            .rows
            .iter()
            .map(|rows| rows.iter().map(|range| (range.start, range.end)).collect())
            .collect();
        assert_eq!(starts, [vec![(0, 2), (4, 5)], vec![(2, 3)], vec![]]);
        assert_eq!((events.headers[0].hits, events.strays), (3, 1));
        assert_eq!(
            events.headers[0].utc.unwrap().to_string(),
            "2014-05-06 12:00:00.000 UTC"
        );
        assert_eq!(events.headers[1].utc, None);
        assert_eq!(
            (events.headers[1].run_id, events.headers[2].run_id),
            (Some(12), None)
        );
    }

    #[test]
    fn the_truth_says_where_the_particle_came_from() {
        let truth = table(&[
            ("azimuth", &[0.5]),
            ("zenith", &[0.0]),
            ("position_x", &[1.0]),
            ("position_y", &[2.0]),
            ("position_z", &[3.0]),
            ("energy", &[40.0]),
            ("pid", &[-14.0]),
            ("track_length", &[-1.0]),
            ("inelasticity", &[0.25]),
        ]);
        let track = track(&truth, 0, 5.0).unwrap();
        assert_eq!(track.direction.travel(), DVec3::NEG_Z);
        assert_eq!(
            (track.name.as_str(), track.length_m),
            ("muon antineutrino", None)
        );
        assert_eq!(track.details, [("inelasticity".to_owned(), 0.25)]);
        assert!(super::track(&table(&[("zenith", &[0.0])]), 0, 0.0).is_none());
    }
}
