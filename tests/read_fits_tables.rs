//! FITS tables have the values that astropy reads, and astropy reads the values that we write.
//!
//! What we write is read by the Python named by `NUSCOPE_PYTHON`, else `python3`; where that has no astropy the
//! test says that it was skipped.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::process::Command;

use nuscope_io::Progress;
use nuscope_io::table::fits::{read_fits_tables, write_fits};
use nuscope_io::table::{self, Column, Limits, Note, Texts, Values};
use nuscope_tests::{data, table::Table};

/// All tables of one of our files or a real one, unpacked if need be.
fn read(name: &str) -> Option<Vec<table::Table>> {
    let path = match name.contains('/') {
        true => data::real(name)?,
        false => data::own(name),
    };
    let options = nuscope_io::OpenOptions::default();
    let progress = Progress::default();
    let reading = nuscope_io::Reading {
        path: &path,
        options: &options,
        progress: &progress,
    };
    let bytes = reading.bytes().unwrap();
    let mut limits = Limits::for_file(bytes.len() as u64);
    Some(read_fits_tables(&bytes, &mut limits, &progress).unwrap())
}

/// Equal as text or as numbers, exactly.
fn same(found: &str, expected: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let equal = |(a, b): (f64, f64)| a == b;
    // Whole numbers are compared as texts, because those of 64 bits are no `f64`.
    let whole = |text: &str| text.parse::<i128>().is_ok();
    found == expected
        || found.is_empty() && expected == "nan"
        || !(whole(found) && whole(expected))
            && number(found).zip(number(expected)).is_some_and(equal)
}

#[test]
fn every_value_is_that_of_astropy() {
    let truth = Table::read("fits_tables_truth.csv");
    let mut files: HashMap<&str, Option<Vec<table::Table>>> = HashMap::new();
    let mut compared = 0;
    for row in truth.rows() {
        let name = row.text("file");
        let Some(tables) = files.entry(name).or_insert_with(|| read(name)) else {
            continue;
        };
        let (table, column) = (row.text("table"), row.text("column"));
        let found = tables.iter().find(|found| found.name == table);
        let found = found.unwrap_or_else(|| panic!("{name} has no table {table:?}"));
        let expected = row.text("value");
        let place = row.text("row");
        let value = if place == "cards" {
            found.note(column).unwrap().replace(',', ";")
        } else {
            let place = place.parse().unwrap();
            let values = &found.column(column).unwrap().values;
            match row.text("element").parse::<usize>() {
                Ok(element) => {
                    let (range, values) = values.list(place).unwrap();
                    values.show(range.start + element)
                }
                Err(_) => values.show(place),
            }
        };
        let seen = format!("{name}: {column} of row {place} is {value:?}, not {expected:?}");
        assert!(same(&value, expected), "{seen}");
        compared += 1;
    }
    if files.values().all(Option::is_some) {
        assert_eq!(compared, truth.rows().count());
    }
    let tables = files["every_type.fits"].as_ref().unwrap();
    let warnings: Vec<_> = tables.iter().flat_map(|table| &table.warnings).collect();
    assert_eq!(warnings, ["left out: the image PICTURE of 4 × 3"]);
    assert_eq!(tables[0].note("TELESCOP"), Some("KM3NeT"));
    assert_eq!(tables[0].note("TDIM18"), Some("(3,2)"));
    assert_eq!(
        tables[0].column("short").unwrap().unit.as_deref(),
        Some("ns")
    );
}

#[test]
fn astropy_reads_what_is_written() {
    let python = std::env::var("NUSCOPE_PYTHON").unwrap_or_else(|_| "python3".into());
    let known = Command::new(&python)
        .args(["-c", "import astropy"])
        .output();
    if !known.is_ok_and(|done| done.status.success()) {
        data::skipped("astropy for Python");
        return;
    }
    let lists = |ends: &[usize]| Values::Lists {
        ends: ends.to_vec(),
        values: Box::new(Values::Number(vec![0.5, 1.5, 2.5, 3.5, 4.5, 5.5])),
    };
    let wide = ["", &"w".repeat(300), "", "", "", "", "", ""];
    let rows = |columns: Vec<Column>, notes: &[(&str, &str)]| table::Table {
        name: "CANDIDATES".into(),
        columns,
        notes: notes
            .iter()
            .map(|(key, value)| Note {
                key: (*key).into(),
                value: (*value).into(),
                comment: String::new(),
            })
            .collect(),
        ..table::Table::default()
    };
    let long = "checksums of the files it was made from; ".repeat(6);
    let notes = [
        ("PIPELINE", long.trim()),
        ("made by program", "nuscope"),
        ("HISTORY", "read, cut, written"),
        ("LIVETIME", "3013.5"),
    ];
    let integers = Values::Integer {
        values: vec![i64::MAX, 0, i64::MIN],
        missing: vec![1],
    };
    let tables = [
        rows(
            vec![
                Column::new("RA", "deg", Values::Number(vec![94.3, f64::NAN, 1e-300])),
                Column::new("RUN", "", integers),
                Column::new(
                    "GOOD",
                    "",
                    Values::Bool(vec![Some(true), Some(false), Some(true)]),
                ),
                Column::new(
                    "NAME",
                    "",
                    Values::Text(["KM3-230213A", "", "µ"].into_iter().collect::<Texts>()),
                ),
                Column::new("PAIR", "m", lists(&[2, 4, 6])),
                Column::new("RAGGED", "m", lists(&[1, 1, 6])),
            ],
            &notes,
        ),
        rows(
            vec![Column::new(
                "WIDE",
                "",
                Values::Text(wide.into_iter().collect::<Texts>()),
            )],
            &[],
        ),
    ];
    let mut bytes = Vec::new();
    let said = write_fits(&tables, &mut bytes).unwrap();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("1 texts have letters"), "{said:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tables.fits");
    std::fs::write(&file, bytes).unwrap();
    let done = Command::new(&python)
        .arg(data::own("fits_written.py"))
        .arg(&file)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&done.stderr);
    assert!(
        done.status.success() && words.is_empty(),
        "astropy complains:\n{words}"
    );
    let seen: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let columns = &seen[0]["columns"];
    let expected = serde_json::json!({
        "RA": {"unit": "deg", "values": [94.3, "nan", 1e-300]},
        "RUN": {"unit": null, "values": [i64::MAX, null, i64::MIN]},
        "GOOD": {"unit": null, "values": [true, false, true]},
        "NAME": {"unit": null, "values": ["KM3-230213A", "", "?"]},
        "PAIR": {"unit": "m", "values": [[0.5, 1.5], [2.5, 3.5], [4.5, 5.5]]},
        "RAGGED": {"unit": "m", "values": [[0.5], [], [1.5, 2.5, 3.5, 4.5, 5.5]]},
    });
    assert_eq!(columns, &expected);
    let cards = &seen[0]["cards"];
    assert_eq!(cards["PIPELINE"], long.trim());
    assert_eq!(
        (&cards["made by program"], &cards["LIVETIME"]),
        (&"nuscope".into(), &"3013.5".into())
    );
    assert_eq!(
        seen[0]["history"],
        serde_json::json!(["read, cut, written"])
    );
    assert_eq!(
        seen[1]["columns"]["WIDE"]["values"],
        serde_json::json!(wide)
    );
}
