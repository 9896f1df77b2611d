//! Writes a table as ECSV 1.0: names, units, descriptions and notes in a header of YAML, cells between commas.

use std::io::Write;

use crate::write_csv::{push_number, quoted, write_rows};
use crate::{Column, Result, Table, Values};

/// Writes `table` to `out`.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write_ecsv(table: &Table, out: &mut dyn Write) -> Result<()> {
    let mut text = String::from("# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n");
    for column in &table.columns {
        text += &format!("# - {}\n", declaration(column));
    }
    text += &meta(table);
    text += "# schema: astropy-2.0\n";
    let names: Vec<_> = table
        .columns
        .iter()
        .map(|column| quoted(&column.name))
        .collect();
    text += &names.join(",");
    text.push('\n');
    write_rows(table, text, push_cell, out)
}

fn declaration(column: &Column) -> String {
    let (datatype, subtype) = match &column.values {
        Values::Lists { values, .. } => ("string", Some(format!("{}[null]", name(values)))),
        values => (name(values), None),
    };
    let mut text = format!("{{name: {}", scalar(&column.name));
    if let Some(unit) = &column.unit {
        text += &format!(", unit: {}", scalar(unit));
    }
    text += &format!(", datatype: {datatype}");
    if let Some(subtype) = subtype {
        text += &format!(", subtype: '{subtype}'");
    }
    if !column.description.is_empty() {
        text += &format!(", description: {}", scalar(&column.description));
    }
    text + "}"
}

/// The name of a type; lists of lists are texts.
fn name(values: &Values) -> &'static str {
    match values {
        Values::Number(_) => "float64",
        Values::Integer { .. } => "int64",
        Values::Bool(_) => "bool",
        Values::Text(_) | Values::Lists { .. } => "string",
    }
}

fn meta(table: &Table) -> String {
    let (keyed, comments): (Vec<_>, Vec<_>) =
        table.notes.iter().partition(|note| !note.key.is_empty());
    if table.notes.is_empty() {
        return String::new();
    }
    let mut text = String::from("# meta: !!omap\n");
    for note in keyed {
        text += &format!("# - {{{}: {}}}\n", scalar(&note.key), scalar(&note.value));
    }
    if !comments.is_empty() {
        let comments: Vec<_> = comments.iter().map(|note| scalar(&note.value)).collect();
        text += &format!("# - comments: [{}]\n", comments.join(", "));
    }
    text
}

/// A text of YAML and JSON, in quotation marks.
fn scalar(text: &str) -> String {
    let mut scalar = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => scalar.extend(['\\', letter]),
            '\n' => scalar += "\\n",
            letter if letter.is_control() => scalar += &format!("\\u{:04x}", u32::from(letter)),
            letter => scalar.push(letter),
        }
    }
    scalar + "\""
}

fn push_cell(text: &mut String, values: &Values, row: usize) {
    match values {
        Values::Number(values) => push_number(text, values.get(row), "nan"),
        Values::Bool(values) => match values.get(row) {
            Some(Some(true)) => *text += "True",
            Some(Some(false)) => *text += "False",
            _ => *text += "\"\"",
        },
        Values::Lists { .. } => {
            let Some((range, inner)) = values.list(row) else {
                return;
            };
            let elements: Vec<_> = range.map(|i| element(inner, i)).collect();
            *text += &quoted(&format!("[{}]", elements.join(",")));
        }
        values => match values.show(row).as_str() {
            "" => *text += "\"\"",
            shown => *text += &quoted(shown),
        },
    }
}

/// An element of a list, as JSON has it.
fn element(values: &Values, row: usize) -> String {
    match values {
        Values::Number(values) => match values.get(row) {
            Some(value) if value.is_finite() => format!("{value:?}"),
            Some(value) if value.is_infinite() && *value > 0.0 => "Infinity".into(),
            Some(value) if value.is_infinite() => "-Infinity".into(),
            _ => "NaN".into(),
        },
        Values::Text(_) | Values::Lists { .. } => scalar(&values.show(row)),
        values => match values.show(row) {
            shown if shown.is_empty() => "null".into(),
            shown => shown,
        },
    }
}
