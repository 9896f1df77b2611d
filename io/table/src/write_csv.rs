//! Writes a table as CSV: notes as comments, units in brackets behind the names, as the field's lists have them.

use std::io::Write;

use crate::{Column, Error, Result, Table, Values};

/// Writes `table` to `out`.
///
/// Numbers are the shortest that are read back as the same; missing values are empty.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write_csv(table: &Table, out: &mut dyn Write) -> Result<()> {
    let mut text = String::new();
    for note in &table.notes {
        let value = note.value.replace(['\n', '\r'], " ");
        match note.key.as_str() {
            "" => text += &format!("# {value}\n"),
            key => text += &format!("# {key}: {value}\n"),
        }
    }
    let names: Vec<_> = table.columns.iter().map(title).collect();
    text += &names.join(",");
    text.push('\n');
    write_rows(table, text, push_cell, out)
}

fn push_cell(text: &mut String, values: &Values, row: usize) {
    match values {
        Values::Number(values) => push_number(text, values.get(row), ""),
        values @ (Values::Integer { .. } | Values::Bool(_)) => *text += &values.show(row),
        values => *text += &quoted(&values.show(row)),
    }
}

/// Writes what `text` holds and then all rows, with commas between the cells that `push_cell` adds.
pub(crate) fn write_rows(
    table: &Table,
    mut text: String,
    push_cell: impl Fn(&mut String, &Values, usize),
    out: &mut dyn Write,
) -> Result<()> {
    let io = |source| Error::Io {
        action: "write a table",
        source,
    };
    for row in 0..table.rows() {
        for (i, column) in table.columns.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            push_cell(&mut text, &column.values, row);
        }
        // A line without any letter would be no row.
        if table.columns.len() == 1 && text.ends_with('\n') {
            text += "\"\"";
        }
        text.push('\n');
        if text.len() > 1 << 16 {
            out.write_all(text.as_bytes()).map_err(io)?;
            text.clear();
        }
    }
    out.write_all(text.as_bytes()).map_err(io)
}

/// The name of a column, with its unit.
fn title(column: &Column) -> String {
    match &column.unit {
        Some(unit) => quoted(&format!("{}[{unit}]", column.name)),
        None => quoted(&column.name),
    }
}

/// Adds a number that is read back as the same, or `gap` where there is none.
pub(crate) fn push_number(text: &mut String, value: Option<&f64>, gap: &str) {
    match value {
        Some(value) if !value.is_nan() => *text += &format!("{value:?}"),
        _ => *text += gap,
    }
}

/// A text as a cell, in quotation marks where it needs them.
pub(crate) fn quoted(text: &str) -> String {
    // Not only a comma: a reader may take other marks for the separator.
    let special = text.contains([',', ';', '|', '\t', '"', '\n', '\r']) || text.starts_with('#');
    if special || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Limits, Note, Progress, read_text};
    use proptest::prelude::*;

    fn written(table: &Table) -> String {
        let mut bytes = Vec::new();
        write_csv(table, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn notes_units_and_gaps_are_written() {
        let table = Table {
            columns: vec![
                Column::new("RA", "deg", Values::Number(vec![1.0, f64::NAN])),
                Column::new(
                    "name",
                    "",
                    Values::Text(["a, \"b\"", "# c"].iter().collect()),
                ),
            ],
            notes: vec![
                Note {
                    key: "made by".into(),
                    value: "nuscope".into(),
                    ..Note::default()
                },
                Note {
                    value: "two\nlines".into(),
                    ..Note::default()
                },
            ],
            ..Table::default()
        };
        assert_eq!(
            written(&table),
            "# made by: nuscope\n# two lines\nRA[deg],name\n1.0,\"a, \"\"b\"\"\"\n,\"# c\"\n"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back(
            rows in prop::collection::vec((any::<f64>(), any::<i64>(), "[^\0\r]{0,8}"), 1..20),
        ) {
            let table = Table {
                columns: vec![
                    Column::new("x", "", Values::Number(rows.iter().map(|row| row.0).collect())),
                    Column::new("n", "", Values::integers(rows.iter().map(|row| row.1).collect())),
                    Column::new("a word", "", Values::Text(rows.iter().map(|row| format!("w{}", row.2)).collect())),
                ],
                ..Table::default()
            };
            let text = written(&table);
            let back = read_text(text.as_bytes(), &mut Limits::for_file(0), &Progress::default()).unwrap();
            prop_assert_eq!(back, table);
        }
    }
}
