//! Opens SQLite databases: GraphNeT's as events, read one at a time, anything else as tables.
//!
//! A database of pulses may be larger than the memory. Opening reads the numbers of events and the positions of
//! modules only; the pulses of an event are found by an index on `event_no`, or by the numbers of their rows.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use nuscope_model::{Event, EventHeader, Medium, Provenance};
use nuscope_table::sqlite::{Database, MAGIC, Select, TableInfo, read_sqlite};
use nuscope_table::{Limits, Progress, Table};

use crate::graphnet::{self, EventRows};
use crate::head::{Head, Match};
use crate::loaded::header_of;
use crate::placed_modules::{Modules, Naming};
use crate::tables;
use crate::{Error, EventSource, Loaded, Reading, Result, Warnings};

/// Pulses that are looked at together while opening.
const BLOCK: usize = 64 * 1024;

/// Whether a file begins as SQLite does.
pub fn recognise(head: &Head) -> Match {
    match head.bytes.starts_with(MAGIC) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Opens a database.
///
/// # Errors
/// If it is damaged or encrypted.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let told = |error| reading.error(error);
    reading.refuse_packed("an unpacked SQLite database")?;
    let database = Database::open(reading.path).map_err(told)?;
    let of_pulses = |info: &&TableInfo| graphnet::is_pulses(names(info));
    let found: Vec<TableInfo> = database
        .tables()
        .iter()
        .filter(of_pulses)
        .cloned()
        .collect();
    if let Some(pulses) = found.first() {
        let others: Vec<&str> = found[1..].iter().map(|info| &info.name[..]).collect();
        return read_graphnet(database, pulses.clone(), &others, reading);
    }
    drop(database);
    let mut limits = Limits::for_file(reading.size()?);
    let read = read_sqlite(reading.path, &mut limits, reading.progress).map_err(told)?;
    tables::interpret(read, "SQLite database".into(), reading)
}

fn names(info: &TableInfo) -> impl Iterator<Item = &str> + Clone {
    info.columns.iter().map(String::as_str)
}

/// The events of a database.
#[derive(Debug)]
struct DatabaseEvents {
    path: PathBuf,
    bytes: u64,
    database: Mutex<Database>,
    pulses: TableInfo,
    truth: Option<TableInfo>,
    events: EventRows,
    modules: Modules,
    provenance: Provenance,
}

fn read_graphnet(
    database: Database,
    pulses: TableInfo,
    others: &[&str],
    reading: &Reading,
) -> Result<Loaded> {
    let told = |error| reading.error(error);
    let bytes = reading.size()?;
    let mut limits = Limits::for_file(bytes);
    let mut warnings = Warnings(database.warnings().to_vec());
    if !others.is_empty() {
        let (name, others) = (&pulses.name, others.join(", "));
        warnings.add(format!(
            "the pulses are those of {name}; also in the file: {others}"
        ));
    }
    let mut events = EventRows::default();
    let mut naming = Naming::default();
    let mut coincident = false;
    let mut columns: Vec<&str> = names(&pulses)
        .filter(|name| graphnet::is_used(name))
        .collect();
    columns.retain(|name| !["dom_time", "charge"].contains(name));
    if pulses.numbered {
        columns.push("rowid");
    }
    let select = Select {
        table: &pulses.name,
        columns: &columns,
        ..Select::default()
    };
    let mut each = |block: Table| {
        let numbers = block
            .column("rowid")
            .and_then(|column| column.values.whole());
        events.add(&block, |row| {
            numbers.map_or(0, |numbers| numbers[row].max(0) as usize)
        });
        let pulses = graphnet::pulses(block);
        coincident |= pulses.has_coincident();
        pulses.name(&mut naming);
        Ok(())
    };
    let scanned = database.blocks(&select, BLOCK, &mut limits, reading.progress, &mut each);
    scanned.map_err(told)?;
    graphnet::warn(coincident, events.strays, &mut warnings);
    let truth = database
        .tables()
        .iter()
        .find(|info| graphnet::is_truth(names(info)));
    let truth = truth.filter(|info| info.name != pulses.name).cloned();
    let mut provenance = Provenance::Recorded;
    if let Some(info) = &truth {
        let used = |name: &&str| ["event_no", "RunID", "sim_type"].contains(name);
        let columns: Vec<&str> = names(info).filter(used).collect();
        let select = Select {
            table: &info.name,
            columns: &columns,
            ..Select::default()
        };
        let table = database
            .read(&select, &mut limits, reading.progress)
            .map_err(told)?;
        events.add_truth(&table);
        if graphnet::is_simulated(&table) {
            provenance = Provenance::Simulated;
        }
    }
    let used = |info: &&TableInfo| info.name == pulses.name || Some(*info) == truth.as_ref();
    let left = database.tables().iter().filter(|info| !used(info));
    let left: Vec<&str> = left
        .map(|info| &info.name[..])
        .filter(|name| !others.contains(name))
        .collect();
    if !left.is_empty() {
        warnings.add(format!("tables that are not read: {}", left.join(", ")));
    }
    if events.headers.is_empty() {
        return Err(Error::Nothing {
            format: "GraphNeT database".into(),
            wanted: "events",
            found: format!("its table {} has no rows", pulses.name),
            path: reading.path.to_owned(),
        });
    }
    let modules = naming.finish(reading.path, Medium::ICE, provenance);
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: format!("GraphNeT database ({})", pulses.name),
        detector: Some(modules.detector.clone()),
        events: Some(Arc::new(DatabaseEvents {
            path: reading.path.to_owned(),
            bytes,
            database: Mutex::new(database),
            pulses,
            truth,
            events,
            modules,
            provenance,
        })),
        warnings,
        ..Loaded::default()
    })
}

impl DatabaseEvents {
    /// The rows of a table that belong to an event; `rows` bounds their numbers.
    fn rows_of(&self, table: &TableInfo, event_no: i64, rows: Option<(i64, i64)>) -> Result<Table> {
        let indexed = table.indexed.iter().any(|column| column == "event_no");
        let select = Select {
            table: &table.name,
            key: Some(("event_no", event_no)),
            rows: rows.filter(|_| table.numbered && !indexed),
            ..Select::default()
        };
        let mut limits = Limits::for_file(self.bytes);
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let read = database.read(&select, &mut limits, &Progress::default());
        read.map_err(|source| Error::Table {
            source,
            path: self.path.clone(),
        })
    }
}

impl EventSource for DatabaseEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.events.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.events.headers, index, &self.path)?;
        let pieces = &self.events.rows[index];
        let ends = pieces.first().zip(pieces.last());
        let rows = ends.map(|(first, last)| (first.start as i64, last.end as i64 - 1));
        let table = match rows {
            Some(rows) => self.rows_of(&self.pulses, header.event_id, Some(rows))?,
            None => Table::default(), // only the truth knows this event
        };
        let pulses = graphnet::pulses(table);
        let all = 0..pulses.len();
        let mut event = pulses.event(header, &[all], &self.modules, self.provenance);
        if let Some(truth) = &self.truth {
            let truth = self.rows_of(truth, header.event_id, None)?;
            if truth.rows() > 0 {
                graphnet::add_truth(&mut event, &truth, 0);
            }
        }
        Ok(event)
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::path::Path;

    /// Two events whose rows lie among each other, with or without an index.
    fn database(path: &Path, index: &str) {
        let connection = rusqlite::Connection::open(path).unwrap();
        let sql = format!(
            "CREATE TABLE Pulses (event_no NOT NULL, dom_x FLOAT, dom_y FLOAT, dom_z FLOAT, dom_time FLOAT, charge FLOAT,
                                  string FLOAT, dom_number FLOAT, hlc FLOAT);
             INSERT INTO Pulses VALUES (3, 1, 2, 3, 10, 0.5, 36, 55, 0), (9, 4, 5, 6, 20, 1, 36, 56, 1),
                                       (3, 4, 5, 6, 30, 2, 36, 56, 1), (NULL, 4, 5, 6, 30, 2, 36, 56, 1);
             CREATE TABLE truth (event_no INTEGER PRIMARY KEY, azimuth FLOAT, zenith FLOAT, energy FLOAT,
                                 position_x FLOAT, position_y FLOAT, position_z FLOAT, pid FLOAT, RunID FLOAT);
             INSERT INTO truth VALUES (9, 1, 2, 30, 0, 0, 0, 14, 140), (11, 1, 2, 30, 0, 0, 0, 14, 141);
             CREATE TABLE other (x);
             {index}"
        );
        connection
            .execute_batch(&sql.replace("event_no NOT NULL", "event_no"))
            .unwrap();
    }

    #[test]
    fn events_are_found_with_and_without_an_index() {
        let folder = tempfile::tempdir().unwrap();
        for index in ["", "CREATE INDEX i ON Pulses (event_no)"] {
            let path = folder.path().join(format!("{}.db", index.len()));
            database(&path, index);
            let loaded = crate::open(&path).unwrap();
            assert_eq!(loaded.format, "GraphNeT database (Pulses)");
            assert_eq!(
                loaded.warnings.0,
                [
                    "1 pulse without an event_no left out",
                    "pulses in hard local coincidence (hlc) are shown as triggered",
                    "tables that are not read: other",
                ]
            );
            let events = loaded.events.unwrap();
            let headers = events.headers();
            let ids: Vec<_> = headers
                .iter()
                .map(|header| (header.event_id, header.hits))
                .collect();
            assert_eq!(ids, [(3, 2), (9, 1), (11, 0)]);
            assert_eq!(headers[1].run_id, Some(140));
            let event = events.read(0).unwrap();
            let hits: Vec<_> = event
                .hits
                .iter()
                .map(|hit| (hit.module.0, hit.time_ns))
                .collect();
            assert_eq!(hits, [(3655, 10.0), (3656, 30.0)]);
            assert_eq!((event.time_zero_ns, event.mc_tracks.len()), (30.0, 0));
            let event = events.read(1).unwrap();
            assert_eq!((event.hits.len(), event.mc_tracks.len()), (1, 1));
            assert_eq!(event.mc_tracks[0].name, "muon neutrino");
            assert_eq!(events.read(2).unwrap().mc_tracks.len(), 1);
            assert_eq!(events.provenance(), Provenance::Simulated);
        }
    }

    #[test]
    fn any_other_database_is_its_tables() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection
            .execute_batch("CREATE TABLE runs (run, livetime); INSERT INTO runs VALUES (1, 2.5)")
            .unwrap();
        drop(connection);
        let loaded = crate::open(&path).unwrap();
        assert_eq!(
            (loaded.format.as_str(), loaded.tables.len()),
            ("SQLite database", 1)
        );
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        let message = crate::open(&path).unwrap_err().to_string();
        assert!(message.contains("was its transfer cut short?"), "{message}");
    }
}
