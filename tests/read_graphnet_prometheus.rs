//! Parquet, SQLite and NumPy files read as pyarrow, sqlite3 and numpy read them.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use nuscope_io::table::{
    Column, Limits, Note, Progress, Table as Rows, Values, npy, parquet, sqlite,
};
use nuscope_io::{Error, Loaded};
use nuscope_model::{AmplitudeUnit, Medium, Provenance, TrackOrigin};
use nuscope_tests::{data, table::Table};

const PULSES: &str = "icecube/graphnet_tables/SRTInIcePulses_0.parquet";
const DATABASE: &str = "icecube/graphnet_tables/oscNext_genie_level7_v02_first_5_frames.db";
const PHOTONS: &str = "prometheus/example_photons.parquet";

/// Sums agree to the rounding of their last digits.
fn assert_sum(found: f64, expected: f64, what: &str) {
    let close = (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    assert!(close, "{what}: {found} instead of {expected}");
}

/// All tables of a file.
fn tables(path: &Path) -> Vec<Rows> {
    let mut limits = Limits::for_file(std::fs::metadata(path).unwrap().len());
    let progress = Progress::default();
    let bytes = || std::fs::read(path).unwrap();
    let extension = path.extension().and_then(|extension| extension.to_str());
    let read = match extension.unwrap() {
        "parquet" => {
            parquet::read_parquet(bytes(), &mut limits, &progress).map(|table| vec![table])
        }
        "db" => sqlite::read_sqlite(path, &mut limits, &progress),
        "npz" => npy::read_npz(&bytes(), &mut limits, &progress),
        other => panic!("no reader of {other}"),
    };
    read.unwrap()
}

/// The numbers of a column that are there; of a list the elements.
fn numbers(values: &Values) -> Vec<f64> {
    match values {
        Values::Lists { values, .. } => numbers(values),
        values => {
            let numbers = values.numbers().unwrap();
            numbers
                .iter()
                .copied()
                .filter(|number| !number.is_nan())
                .collect()
        }
    }
}

#[test]
fn every_column_of_numbers_is_the_one_that_python_reads() {
    let mut read: HashMap<String, Option<Vec<Rows>>> = HashMap::new();
    for row in Table::read("graphnet_prometheus_columns.csv").rows() {
        let name = row.text("file");
        let read = read.entry(name.to_owned());
        let found = read.or_insert_with(|| data::real(name).map(|path| tables(&path)));
        let Some(found) = found else { continue };
        let of_name = |table: &&Rows| table.name == row.text("table");
        let table = found.iter().find(of_name).unwrap_or(&found[0]);
        let what = format!("{} of {name}", row.text("column"));
        let column = table.column(row.text("column"));
        let column = column.unwrap_or_else(|| panic!("no {what}"));
        assert_eq!(table.rows(), row.number::<usize>("rows"), "{what}");
        let values = numbers(&column.values);
        assert_eq!(values.len(), row.number::<usize>("count"), "{what}");
        assert_sum(values.iter().sum(), row.number::<f64>("sum"), &what);
        assert_eq!(
            values.first().copied().unwrap_or(0.0),
            row.number::<f64>("first"),
            "{what}"
        );
        assert_eq!(
            values.last().copied().unwrap_or(0.0),
            row.number::<f64>("last"),
            "{what}"
        );
    }
}

#[test]
fn every_kind_of_value_is_the_one_that_python_reads() {
    let text = std::fs::read_to_string(data::own("rows_samples.csv")).unwrap();
    let mut read: HashMap<&str, Vec<Rows>> = HashMap::new();
    let mut checked = 0;
    for line in text.lines().skip(1) {
        let [file, table, column, row, value] = line.split(';').collect::<Vec<_>>()[..] else {
            panic!("five cells are wanted: {line}");
        };
        let tables = read.entry(file).or_insert_with(|| tables(&data::own(file)));
        let named = tables.iter().find(|found| found.name == table).unwrap();
        let found = named.column(column).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(
            found.values.show(row.parse::<usize>().unwrap()),
            value,
            "{line}"
        );
        checked += 1;
    }
    assert_eq!(checked, 225);
    let kinds = &read["rows_samples.parquet"][0];
    let moment = kinds.column("moment").unwrap();
    assert_eq!(moment.unit.as_deref(), Some("us"));
    assert_eq!(moment.description, "since 1970-01-01T00:00:00 UTC");
}

#[test]
fn what_is_packed_by_brotli_is_refused_with_a_way_out() {
    let message = nuscope_io::open(&data::own("rows_brotli.parquet"))
        .unwrap_err()
        .to_string();
    let start = "a Parquet file packed by Snappy, gzip, Zstandard or LZ4 is wanted, but this one is packed by Brotli;";
    assert!(message.starts_with(start), "{message}");
}

fn open(name: &str) -> Option<Loaded> {
    Some(nuscope_io::open(&data::real(name)?).unwrap())
}

#[test]
fn fifty_hits_of_every_file_are_where_and_when_python_finds_them() {
    let mut read: HashMap<String, Option<Loaded>> = HashMap::new();
    for row in Table::read("graphnet_prometheus_hits.csv").rows() {
        let name = row.text("file");
        let loaded = read.entry(name.to_owned()).or_insert_with(|| open(name));
        let Some(loaded) = loaded else { continue };
        let (index, nth): (usize, usize) =
            (row.number::<usize>("event"), row.number::<usize>("hit"));
        let what = format!("hit {nth} of event {index} of {name}");
        let event = loaded.events.as_ref().unwrap().read(index).unwrap();
        let hit = event.hits[nth];
        assert_eq!(hit.module.0, row.number::<u32>("module"), "{what}");
        assert_eq!(hit.time_ns, row.number::<f64>("time_ns"), "{what}");
        assert_eq!(hit.amplitude, row.number::<f32>("charge_pe"), "{what}");
        let detector = loaded.detector.as_ref().unwrap();
        let at = detector.sensor(&hit).unwrap().position_m.to_array();
        assert_eq!(
            at,
            ["x", "y", "z"].map(|axis| row.number::<f64>(axis)),
            "{what}"
        );
        assert_eq!(event.detector.as_ref(), Some(detector));
    }
}

#[test]
fn events_and_their_truth_are_those_that_python_reads() {
    let mut read: HashMap<String, Option<Loaded>> = HashMap::new();
    for row in Table::read("graphnet_prometheus_events.csv").rows() {
        let name = row.text("file");
        let loaded = read.entry(name.to_owned()).or_insert_with(|| open(name));
        let Some(loaded) = loaded else { continue };
        let events = loaded.events.as_ref().unwrap();
        assert_eq!(events.provenance(), Provenance::Simulated);
        let index: usize = row.number::<usize>("event");
        let what = format!("event {index} of {name}");
        let event = events.read(index).unwrap();
        assert_eq!(event.header, events.headers()[index]);
        assert_eq!(
            event.header.event_id,
            row.number::<i64>("event_id"),
            "{what}"
        );
        assert_eq!(
            (event.header.hits, event.hits.len()),
            (row.number::<usize>("hits"), row.number::<usize>("hits"))
        );
        assert_eq!(event.amplitude_unit, AmplitudeUnit::ChargePe);
        let times = event.hits.iter().map(|hit| hit.time_ns);
        assert_sum(times.sum(), row.number::<f64>("sum_time"), &what);
        let charges = event.hits.iter().map(|hit| f64::from(hit.amplitude));
        let sum: f64 = charges.sum();
        assert!(
            (sum - row.number::<f64>("sum_charge")).abs() < 1e-5,
            "{what}"
        );
        assert_eq!(
            event.mc_tracks.len(),
            row.number::<usize>("mc_tracks"),
            "{what}"
        );
        let truth = &event.mc_tracks[0];
        let pdg = row.number::<i32>("pdg");
        assert_eq!(truth.origin, TrackOrigin::MonteCarlo { pdg }, "{what}");
        assert_eq!(
            truth.energy_gev,
            Some(row.number::<f64>("energy")),
            "{what}"
        );
        assert_eq!(
            truth.position_m.to_array(),
            ["x", "y", "z"].map(|axis| row.number::<f64>(axis))
        );
        let travel = truth.direction.travel().to_array();
        for (found, axis) in travel.into_iter().zip(["dir_x", "dir_y", "dir_z"]) {
            assert!(
                (found - row.number::<f64>(axis)).abs() < 1e-12,
                "{what}: {axis}"
            );
        }
    }
}

#[test]
fn what_was_decided_about_a_file_is_said() {
    if let Some(loaded) = open(PULSES) {
        assert_eq!(loaded.format, "GraphNeT pulses (Parquet)");
        let said = "the truth of the events is read from truth_0.parquet beside it";
        assert!(loaded.warnings.0.iter().any(|warning| warning == said));
        let header = loaded.events.as_ref().unwrap().headers()[0].clone();
        assert_eq!(header.run_id, Some(140_000));
        assert_eq!(
            header.utc.unwrap().to_string(),
            "2014-05-06 21:58:07.407 UTC"
        );
    }
    if let Some(loaded) = open(DATABASE) {
        assert_eq!(loaded.format, "GraphNeT database (SRTInIcePulses)");
        assert_eq!(loaded.detector.unwrap().medium, Medium::ICE);
        assert_eq!(loaded.events.unwrap().headers().len(), 5);
    }
    if let Some(loaded) = open(PHOTONS) {
        assert_eq!(loaded.format, "Prometheus photons (Parquet)");
        assert_eq!(loaded.detector.unwrap().medium, Medium::ICE);
        let event = loaded.events.unwrap().read(0).unwrap();
        let names: Vec<_> = event
            .mc_tracks
            .iter()
            .map(|track| track.name.as_str())
            .collect();
        assert_eq!(names, ["electron neutrino", "electron", "hadrons"]);
        assert!(
            event
                .warnings
                .iter()
                .any(|warning| warning.contains("travel apart"))
        );
    }
}

#[test]
fn pyarrow_reads_what_is_written() {
    let python = std::env::var("NUSCOPE_PYTHON").unwrap_or_else(|_| "python3".into());
    let known = Command::new(&python)
        .args(["-c", "import pyarrow"])
        .output();
    if !known.is_ok_and(|done| done.status.success()) {
        data::skipped("pyarrow for Python");
        return;
    }
    let lists = Values::Lists {
        ends: vec![2, 2, 3],
        values: Box::new(Values::Number(vec![1.5, -2.5, 1e300])),
    };
    let integers = Values::Integer {
        values: vec![i64::MAX, 0, -3],
        missing: vec![1],
    };
    let table = Rows {
        name: "hits".into(),
        columns: vec![
            Column::new("energy", "GeV", Values::Number(vec![0.1, 2.0, 1e-300])),
            Column::new("dom", "", integers),
            Column::new("hlc", "", Values::Bool(vec![Some(true), None, Some(false)])),
            Column::new(
                "kind",
                "",
                Values::Text(["ν", "", "μ"].into_iter().collect()),
            ),
            Column::new("times", "ns", lists),
        ],
        notes: vec![Note {
            key: "source".into(),
            value: "a test".into(),
            ..Note::default()
        }],
        warnings: Vec::new(),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    parquet::write_parquet(&table, std::fs::File::create(&path).unwrap()).unwrap();
    let script = data::own("rows_read_back.py");
    let done = Command::new(&python)
        .arg(script)
        .arg(&path)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "pyarrow cannot read it:\n{words}");
    let seen: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let expected = serde_json::json!({
        "columns": {
            "energy": [0.1, 2.0, 1e-300],
            "dom": [i64::MAX, null, -3],
            "hlc": [true, null, false],
            "kind": ["ν", "", "μ"],
            "times": [[1.5, -2.5], [], [1e300]],
        },
        "notes": {"table": "hits", "unit:energy": "GeV", "unit:times": "ns", "source": "a test"},
    });
    assert_eq!(seen, expected);
}

#[test]
fn a_file_of_nothing_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.parquet");
    let names = ["event_no", "dom_x", "dom_y", "dom_z", "dom_time", "charge"];
    let table = Rows {
        columns: names
            .map(|name| Column::new(name, "", Values::default()))
            .to_vec(),
        ..Rows::default()
    };
    parquet::write_parquet(&table, std::fs::File::create(&path).unwrap()).unwrap();
    assert!(matches!(
        nuscope_io::open(&path),
        Err(Error::Nothing { .. })
    ));
}
