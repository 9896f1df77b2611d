//! Opens Parquet: GraphNeT's pulses and Prometheus's photons as events, anything else as a table.
//!
//! GraphNeT writes pulses and truth to files of their own: `SRTInIcePulses_0.parquet` finds the truth of its events
//! in `truth_0.parquet` beside it (or in the folder `truth` beside its own). A truth opened alone is a table.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope_model::{Event, EventHeader, Medium, Provenance};
use nuscope_table::Table;
use nuscope_table::parquet::ParquetFile;

use crate::graphnet::{self, EventRows};
use crate::head::{Head, Match};
use crate::loaded::header_of;
use crate::placed_modules::{Modules, Naming};
use crate::pulse_columns::Pulses;
use crate::{Error, EventSource, Loaded, Reading, Result, Warnings};
use crate::{prometheus, read_icecube_geometry, tables};

/// Whether a file begins as Parquet does.
pub fn recognise(head: &Head) -> Match {
    match head.bytes.starts_with(b"PAR1") || head.bytes.starts_with(b"PARE") {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Opens a Parquet file.
///
/// # Errors
/// If it is damaged, encrypted, or packed in an unknown way.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let file = ParquetFile::open(bytes).map_err(|error| reading.error(error))?;
    let mut wanted = |wanted: &dyn Fn(&str) -> bool| {
        let table = file.read(wanted, &mut limits, reading.progress);
        table.map_err(|error| reading.error(error))
    };
    let names: Vec<String> = file.columns().map(str::to_owned).collect();
    let names = || names.iter().map(String::as_str);
    if graphnet::is_pulses(names()) {
        let table = wanted(&|name| graphnet::is_used(name))?;
        return read_graphnet(table, reading);
    }
    if let Some(structure) = prometheus::structure(names()) {
        let used = |name: &str| {
            let field = name
                .strip_prefix(structure)
                .and_then(|rest| rest.strip_prefix('.'));
            field.is_some_and(|field| field != "id_idx") || name.starts_with("mc_truth.")
        };
        return read_prometheus(wanted(&used)?, structure, reading);
    }
    let table = wanted(&|_| true)?;
    if let Some(geometry) = read_icecube_geometry::from_table(&table, reading) {
        return geometry;
    }
    tables::interpret(vec![table], "Parquet table".into(), reading)
}

/// Events whose pulses are all in memory.
#[derive(Debug)]
struct PulseEvents {
    path: PathBuf,
    headers: Vec<EventHeader>,
    rows: Vec<Vec<Range<usize>>>,
    pulses: Pulses,
    modules: Modules,
    truth: Truth,
    provenance: Provenance,
}

/// Where the truth of an event is.
#[derive(Debug)]
enum Truth {
    None,
    /// In the row of its number.
    Graphnet(Table, HashMap<i64, usize>),
    /// In the row of its index.
    Prometheus(Table),
}

impl EventSource for PulseEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.headers, index, &self.path)?;
        let rows = &self.rows[index];
        let mut event = self
            .pulses
            .event(header, rows, &self.modules, self.provenance);
        match &self.truth {
            Truth::None => {}
            Truth::Graphnet(truth, rows) => {
                if let Some(row) = rows.get(&header.event_id) {
                    graphnet::add_truth(&mut event, truth, *row);
                }
            }
            Truth::Prometheus(table) => prometheus::add_truth(&mut event, table, index),
        }
        Ok(event)
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

impl PulseEvents {
    fn load(self, format: &str, warnings: Warnings) -> Result<Loaded> {
        if self.headers.is_empty() {
            return Err(Error::Nothing {
                format: format.to_owned(),
                wanted: "events",
                found: "its table has no rows".into(),
                path: self.path,
            });
        }
        Ok(Loaded {
            path: self.path.clone(),
            format: format.to_owned(),
            detector: Some(self.modules.detector.clone()),
            events: Some(Arc::new(self)),
            warnings,
            ..Loaded::default()
        })
    }
}

fn read_graphnet(table: Table, reading: &Reading) -> Result<Loaded> {
    let mut warnings = Warnings(table.warnings.clone());
    let mut events = EventRows::default();
    events.add(&table, |row| row);
    let pulses = graphnet::pulses(table);
    graphnet::warn(pulses.has_coincident(), events.strays, &mut warnings);
    let truth = truth_beside(reading, &mut warnings)?;
    let provenance = match &truth {
        Some(truth) if graphnet::is_simulated(truth) => Provenance::Simulated,
        _ => Provenance::Recorded,
    };
    if let Some(truth) = &truth {
        events.add_truth(truth);
    }
    let mut naming = Naming::default();
    pulses.name(&mut naming);
    let truth = truth.map_or(Truth::None, |truth| {
        let numbers = graphnet::event_numbers(&truth).into_iter().zip(0..);
        let rows = numbers
            .filter_map(|(number, row)| Some((number?, row)))
            .collect();
        Truth::Graphnet(truth, rows)
    });
    let events = PulseEvents {
        path: reading.path.to_owned(),
        modules: naming.finish(reading.path, Medium::ICE, provenance),
        headers: events.headers,
        rows: events.rows,
        pulses,
        truth,
        provenance,
    };
    events.load("GraphNeT pulses (Parquet)", warnings)
}

/// The truth of the events of a file of pulses, if it is where GraphNeT puts it.
fn truth_beside(reading: &Reading, warnings: &mut Warnings) -> Result<Option<Table>> {
    let Some(path) = truth_paths(reading.path)
        .into_iter()
        .find(|path| path.is_file())
    else {
        return Ok(None);
    };
    let beside = Reading {
        path: &path,
        ..*reading
    };
    let read = || -> Result<Table> {
        let bytes = beside.bytes()?;
        let mut limits = beside.limits(bytes.len());
        let table = nuscope_table::parquet::read_parquet(bytes, &mut limits, reading.progress);
        table.map_err(|error| beside.error(error))
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match read() {
        Ok(table) if graphnet::is_truth(table.columns.iter().map(|column| &column.name[..])) => {
            warnings.add(format!(
                "the truth of the events is read from {name} beside it"
            ));
            Ok(Some(table))
        }
        Ok(_) => {
            warnings.add(format!(
                "{name} beside it has no truth of events and is not used"
            ));
            Ok(None)
        }
        Err(error) if error.is_cancelled() => Err(error),
        Err(error) => {
            warnings.add(format!("the truth of the events cannot be read: {error}"));
            Ok(None)
        }
    }
}

/// Where the truth may be: `truth_0.parquet` for `NAME_0.parquet`.
fn truth_paths(pulses: &Path) -> Vec<PathBuf> {
    let stem = pulses.file_stem().map(|stem| stem.to_string_lossy());
    let stem = stem.unwrap_or_default();
    let part = stem.rsplit_once('_').map(|(_, part)| part);
    let part =
        part.filter(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let name = part.map_or("truth.parquet".to_owned(), |part| {
        format!("truth_{part}.parquet")
    });
    if stem.starts_with("truth") {
        return Vec::new();
    }
    let folder = pulses.parent().unwrap_or(Path::new(""));
    vec![folder.join(&name), folder.join("../truth").join(&name)]
}

fn read_prometheus(mut table: Table, structure: &str, reading: &Reading) -> Result<Loaded> {
    let mut warnings = Warnings(table.warnings.clone());
    let Some((pulses, ends)) = prometheus::photons(&mut table, structure) else {
        return Err(Error::Unsupported {
            wanted: "photons whose lists are equally long in every event",
            found: format!("those of {structure:?} are not; was the file changed by hand?"),
            path: reading.path.to_owned(),
        });
    };
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let ranges: Vec<_> = starts
        .zip(ends.iter().copied())
        .map(|(start, end)| start..end)
        .collect();
    let header = |(index, rows): (usize, &Range<usize>)| EventHeader {
        event_id: index as i64,
        hits: rows.len(),
        ..EventHeader::default()
    };
    let medium = prometheus::medium(&table).unwrap_or_else(|| {
        warnings.add(
            "the file does not say whether the detector hangs in water or ice; water is assumed",
        );
        Medium::WATER
    });
    warnings.add("each row is one photon on a sensor, shown as one photo-electron; there is no trigger and no noise");
    let mut naming = Naming::default();
    pulses.name(&mut naming);
    let events = PulseEvents {
        path: reading.path.to_owned(),
        headers: ranges.iter().enumerate().map(header).collect(),
        rows: ranges.into_iter().map(|range| vec![range]).collect(),
        modules: naming.finish(reading.path, medium, Provenance::Simulated),
        pulses,
        truth: Truth::Prometheus(table),
        provenance: Provenance::Simulated,
    };
    events.load("Prometheus photons (Parquet)", warnings)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_table::parquet::write_parquet;
    use nuscope_table::{Column, Note, Values};

    fn write(path: &Path, columns: Vec<Column>, notes: Vec<Note>) {
        let table = Table {
            columns,
            notes,
            ..Table::default()
        };
        write_parquet(&table, std::fs::File::create(path).unwrap()).unwrap();
    }

    fn numbers(name: &str, values: &[f64]) -> Column {
        Column::new(name, "", Values::Number(values.to_vec()))
    }

    fn pulses(path: &Path) {
        let mut columns: Vec<_> = ["dom_x", "dom_y", "dom_z", "dom_time", "charge"]
            .into_iter()
            .map(|name| numbers(name, &[1.0, 2.0, 1.0]))
            .collect();
        columns.push(Column::new("event_no", "", Values::integers(vec![9, 9, 4])));
        write(path, columns, Vec::new());
    }

    #[test]
    fn the_truth_beside_pulses_is_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Pulses_7.parquet");
        pulses(&path);
        let loaded = crate::open(&path).unwrap();
        assert_eq!(loaded.format, "GraphNeT pulses (Parquet)");
        assert_eq!(loaded.detector.as_ref().unwrap().modules().len(), 2);
        let events = loaded.events.unwrap();
        assert_eq!(
            events.headers().iter().map(|h| h.hits).collect::<Vec<_>>(),
            [2, 1]
        );
        assert_eq!(events.provenance(), Provenance::Recorded);
        assert!(events.read(0).unwrap().mc_tracks.is_empty());
        assert!(matches!(events.read(2), Err(Error::NoEvent { .. })));

        let names = [
            "azimuth",
            "zenith",
            "energy",
            "position_x",
            "position_y",
            "position_z",
        ];
        let mut columns: Vec<_> = names
            .into_iter()
            .map(|name| numbers(name, &[1.0]))
            .collect();
        columns.push(Column::new("event_no", "", Values::integers(vec![4])));
        write(&folder.path().join("truth_7.parquet"), columns, Vec::new());
        let loaded = crate::open(&path).unwrap();
        let said = "the truth of the events is read from truth_7.parquet beside it";
        assert!(loaded.warnings.0.contains(&said.to_owned()));
        let events = loaded.events.unwrap();
        assert_eq!(events.provenance(), Provenance::Simulated);
        assert_eq!(events.read(1).unwrap().mc_tracks.len(), 1);
        assert!(events.read(0).unwrap().mc_tracks.is_empty());

        std::fs::write(folder.path().join("truth_7.parquet"), "PAR1 cut short").unwrap();
        let loaded = crate::open(&path).unwrap();
        assert!(
            loaded
                .warnings
                .0
                .iter()
                .any(|warning| warning.contains("cannot be read"))
        );
    }

    #[test]
    fn lists_of_photons_are_events_if_they_run_in_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photons.parquet");
        let lists = |ends: &[usize]| -> Vec<Column> {
            let list = |name: &&str| {
                let odd = **name == *"t";
                let values = Values::Lists {
                    ends: if odd { ends.to_vec() } else { vec![2, 2, 3] },
                    values: Box::new(Values::Number(vec![1.0, 2.0, 3.0])),
                };
                Column::new(format!("photons.{name}"), "", values)
            };
            prometheus::FIELDS.iter().map(list).collect()
        };
        let note = Note {
            key: "config_prometheus".into(),
            value: "{\"medium\": \"Ice\"}".into(),
            comment: String::new(),
        };
        write(&path, lists(&[2, 2, 3]), vec![note]);
        let loaded = crate::open(&path).unwrap();
        assert_eq!(loaded.detector.unwrap().medium, Medium::ICE);
        let events = loaded.events.unwrap();
        assert_eq!(
            events.headers().iter().map(|h| h.hits).collect::<Vec<_>>(),
            [2, 0, 1]
        );
        assert_eq!(events.read(2).unwrap().hits[0].time_ns, 3.0);
        write(&path, lists(&[1, 2, 3]), Vec::new());
        let message = crate::open(&path).unwrap_err().to_string();
        assert!(
            message.starts_with("photons whose lists are equally long"),
            "{message}"
        );
    }

    #[test]
    fn any_other_table_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.parquet");
        write(&path, vec![numbers("livetime", &[7.0])], Vec::new());
        let loaded = crate::open(&path).unwrap();
        assert_eq!(loaded.tables.len(), 1);
        std::fs::write(&path, b"PAR1 is how it begins").unwrap();
        let message = crate::open(&path).unwrap_err().to_string();
        assert!(message.ends_with("runs.parquet\""), "{message}");
    }
}
