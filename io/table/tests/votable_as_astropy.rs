//! VOTables of every datatype, version and serialisation hold what astropy reads from them.
//!
//! `tests/data/votable_truth.py` made the files and the table of their cells.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope_table::{Limits, Progress, Values, read_votable};
use serde_json::{Map, Value};

/// A cell as the truth has it; numbers are compared as they are: no digit may be lost.
fn cell(values: &Values, row: usize) -> Value {
    let number = |value: f64| match value {
        value if value.is_nan() => Value::Null,
        value if value.is_finite() => Value::from(value),
        value => Value::from(value.to_string()),
    };
    match values {
        Values::Number(values) => number(values[row]),
        Values::Integer { values, missing } => match missing.contains(&(row as u32)) {
            true => Value::Null,
            false => Value::from(values[row]),
        },
        Values::Bool(values) => Value::from(values[row]),
        Values::Text(texts) => Value::from(texts.get(row).unwrap()),
        Values::Lists { .. } => {
            let (range, inner) = values.list(row).unwrap();
            range.map(|i| cell(inner, i)).collect()
        }
    }
}

#[test]
fn every_cell_is_what_astropy_reads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/votable");
    let truth = std::fs::read(folder.join("truth.json")).unwrap();
    let truth: Map<String, Value> = serde_json::from_slice(&truth).unwrap();
    assert_eq!(truth.len(), 13);
    for (file, columns) in truth {
        let bytes = std::fs::read(folder.join(&file)).unwrap();
        let mut limits = Limits::for_file(bytes.len() as u64);
        let tables = read_votable(&bytes, &mut limits, &Progress::default()).unwrap();
        let [table] = &tables[..] else {
            panic!("{file}: one table is wanted");
        };
        assert!(table.warnings.is_empty(), "{file}: {:?}", table.warnings);
        let columns = columns.as_object().unwrap();
        assert_eq!(table.columns.len(), columns.len(), "{file}");
        for (name, cells) in columns {
            let column = table.column(name).unwrap();
            let found: Value = (0..table.rows())
                .map(|row| cell(&column.values, row))
                .collect();
            assert_eq!(found, *cells, "{file}: {name}");
        }
        let double = table.column("double").unwrap();
        assert_eq!(double.unit.as_deref(), Some("deg"));
        assert_eq!(
            (double.ucd.as_str(), double.description.as_str()),
            ("pos.eq.ra", "a description")
        );
        assert_eq!(table.note("radius"), Some("3.5"));
        assert_eq!(table.note("citation"), Some("a & b"));
        assert_eq!(table.note("COOSYS"), Some("ICRS"));
    }
}
