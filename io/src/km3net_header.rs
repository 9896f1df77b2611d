//! What a KM3NeT HDF5 file says about itself: `/raw_header`, `/meta` and the attributes of its root, as one table.
//!
//! `/raw_header` is the header of the simulation: a parameter per row with the names and values of its fields, both
//! separated by blanks. Each is a row of the table and a note of it, as are the columns of `/meta` and the attributes.

use nuscope_table::{Column, Note, Table, Values};

use crate::Warnings;
use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;

/// Attributes of the root that say how the file was made.
const ATTRIBUTES: [&str; 7] = [
    "format_version",
    "km3pipe",
    "jpp",
    "origin",
    "kid",
    "pytables",
    "orcasong",
];

/// Most rows of a header; one of the real files has 60.
const MOST_ROWS: usize = 10_000;

/// The header; `None` where there is neither a header nor anything else to say.
///
/// What is wrong with it is a warning, because nothing depends on it.
pub(crate) fn read_header_table(file: &Hdf5File, warnings: &mut Warnings) -> Option<Table> {
    let mut table = Table {
        name: "header".into(),
        ..Table::default()
    };
    for name in ["raw_header", "meta"] {
        match Columns::open(file, name) {
            Ok(Some(columns)) if columns.rows() <= MOST_ROWS => {
                if let Err(error) = add(&mut table, name, &columns) {
                    warnings.add(format!("/{name} cannot be read: {error}"));
                }
            }
            Ok(Some(_)) => warnings.add(format!("/{name} is not shown: it is too long")),
            Ok(None) => {}
            Err(error) => warnings.add(format!("/{name} cannot be read: {error}")),
        }
    }
    for key in ATTRIBUTES {
        let value = file.attribute(key);
        table.notes.extend(value.map(|value| note(key, &value, "")));
    }
    let column = |name: &str, text: fn(&Note) -> &str| {
        let texts = table.notes.iter().map(text).collect();
        Column::new(name, "", Values::Text(texts))
    };
    table.columns = vec![
        column("parameter", |note| &note.key),
        column("value", |note| &note.value),
        column("fields", |note| &note.comment),
    ];
    (table.rows() > 0).then_some(table)
}

fn add(table: &mut Table, name: &str, columns: &Columns) -> crate::Result<()> {
    let rows = 0..columns.rows();
    if name == "meta" {
        for column in columns.names() {
            for value in columns.texts(column, rows.clone())?.unwrap_or_default() {
                table.notes.push(note(column, &value, ""));
            }
        }
        return Ok(());
    }
    let texts = |column| Ok(columns.texts(column, rows.clone())?.unwrap_or_default());
    let [parameters, names, values] = [
        texts("parameter")?,
        texts("field_names")?,
        texts("field_values")?,
    ];
    for (i, parameter) in parameters.iter().enumerate() {
        let at = |texts: &[String]| texts.get(i).cloned().unwrap_or_default();
        table.notes.push(note(parameter, &at(&values), &at(&names)));
    }
    Ok(())
}

fn note(key: &str, value: &str, comment: &str) -> Note {
    Note {
        key: key.to_owned(),
        value: value.to_owned(),
        comment: comment.to_owned(),
    }
}
