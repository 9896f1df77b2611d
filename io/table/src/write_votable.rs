//! Writes tables as VOTable 1.5, in TABLEDATA or BINARY2: notes as INFO, integers as long, numbers as double.
//!
//! TABLEDATA has no way to tell a missing text from an empty one, and none is needed here. A missing integer is an
//! empty cell, or masked in BINARY2; in a list, which has neither, it is the least number, declared as null.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::votable::escape;
use crate::write_csv::push_number;
use crate::{Column, Error, Result, Table, Values};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serialization {
    /// As text, which every program reads.
    TableData,
    /// As base64 of big-endian values: a third of the size, and faster.
    Binary2,
}

/// Bytes after which what is ready is written: a multiple of three, so that base64 needs no padding in between.
const BLOCK: usize = 3 << 14;

/// What stands for a missing integer in a list.
const NULL: i64 = i64::MIN;

/// Writes `tables` into one document to `out`.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write_votable(tables: &[Table], how: Serialization, out: &mut dyn Write) -> Result<()> {
    write(tables, how, out).map_err(|source| Error::Io {
        action: "write a VOTable",
        source,
    })
}

fn write(tables: &[Table], how: Serialization, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <VOTABLE version=\"1.5\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n",
    )?;
    for table in tables {
        // A resource for each, because notes may be about one table only.
        let mut head = String::from("<RESOURCE type=\"results\">\n<TABLE");
        if !table.name.is_empty() {
            head += &format!(" name=\"{}\"", escape(&table.name));
        }
        head += &format!(" nrows=\"{}\">\n", table.rows());
        for column in &table.columns {
            head += &field(column);
        }
        head += "<DATA>\n";
        out.write_all(head.as_bytes())?;
        match how {
            Serialization::TableData => write_text(table, out)?,
            Serialization::Binary2 => write_binary(table, out)?,
        }
        let mut foot = String::from("</DATA>\n");
        for note in &table.notes {
            let name = match note.key.as_str() {
                "" => "comment",
                key => key,
            };
            let (name, value) = (escape(name), escape(&note.value));
            foot += &format!("<INFO name=\"{name}\" value=\"{value}\"");
            foot += &match note.comment.as_str() {
                "" => "/>\n".to_owned(),
                comment => format!(">{}</INFO>\n", escape(comment)),
            };
        }
        foot += "</TABLE>\n</RESOURCE>\n";
        out.write_all(foot.as_bytes())?;
    }
    out.write_all(b"</VOTABLE>\n")
}

/// The values of one row's cell, and whether there are several.
fn inner(values: &Values) -> (&Values, bool) {
    match values {
        Values::Lists { values, .. } => (values, true),
        values => (values, false),
    }
}

fn field(column: &Column) -> String {
    let (values, is_list) = inner(&column.values);
    let (datatype, arraysize) = match (values, is_list) {
        (Values::Number(_), false) => ("double", ""),
        (Values::Number(_), true) => ("double", "*"),
        (Values::Integer { .. }, false) => ("long", ""),
        (Values::Integer { .. }, true) => ("long", "*"),
        (Values::Bool(_), false) => ("boolean", ""),
        (Values::Bool(_), true) => ("boolean", "*"),
        // Lists of texts, and lists of lists, as people read them.
        _ => ("unicodeChar", "*"),
    };
    let mut text = format!(
        "<FIELD name=\"{}\" datatype=\"{datatype}\"",
        escape(&column.name)
    );
    for (key, value) in [
        ("arraysize", arraysize),
        ("unit", column.unit.as_deref().unwrap_or_default()),
        ("ucd", &column.ucd),
    ] {
        if !value.is_empty() {
            text += &format!(" {key}=\"{}\"", escape(value));
        }
    }
    let has_null =
        is_list && matches!(values, Values::Integer { missing, .. } if !missing.is_empty());
    if column.description.is_empty() && !has_null {
        return text + "/>\n";
    }
    text.push('>');
    if !column.description.is_empty() {
        text += &format!("<DESCRIPTION>{}</DESCRIPTION>", escape(&column.description));
    }
    if has_null {
        text += &format!("<VALUES null=\"{NULL}\"/>");
    }
    text + "</FIELD>\n"
}

fn write_text(table: &Table, out: &mut dyn Write) -> std::io::Result<()> {
    let mut text = String::from("<TABLEDATA>\n");
    for row in 0..table.rows() {
        text += "<TR>";
        for column in &table.columns {
            text += "<TD>";
            let (values, is_list) = inner(&column.values);
            match (values, column.values.list(row)) {
                (Values::Text(_) | Values::Lists { .. }, _) | (_, None) if is_list => {
                    text += &escape(&column.values.show(row));
                }
                (values, Some((range, _))) => {
                    for (i, element) in range.enumerate() {
                        if i > 0 {
                            text.push(' ');
                        }
                        push_element(&mut text, values, element, true);
                    }
                }
                (values, None) => push_element(&mut text, values, row, false),
            }
            text += "</TD>";
        }
        text += "</TR>\n";
        if text.len() > BLOCK {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    text += "</TABLEDATA>\n";
    out.write_all(text.as_bytes())
}

fn push_element(text: &mut String, values: &Values, row: usize, is_list: bool) {
    match values {
        Values::Number(values) => push_number(text, values.get(row), "NaN"),
        Values::Bool(values) => match values.get(row) {
            Some(Some(true)) => text.push('T'),
            Some(Some(false)) => text.push('F'),
            _ => text.push('?'),
        },
        Values::Integer { .. } => match values.show(row) {
            shown if shown.is_empty() && is_list => *text += &NULL.to_string(),
            shown => *text += &shown,
        },
        values => *text += &escape(&values.show(row)),
    }
}

fn write_binary(table: &Table, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(b"<BINARY2><STREAM encoding=\"base64\">\n")?;
    let mut bytes: Vec<u8> = Vec::with_capacity(2 * BLOCK);
    for row in 0..table.rows() {
        let start = bytes.len();
        bytes.resize(start + table.columns.len().div_ceil(8), 0);
        for (i, column) in table.columns.iter().enumerate() {
            let missing = match &column.values {
                Values::Integer { missing, .. } => missing.binary_search(&(row as u32)).is_ok(),
                _ => false,
            };
            if missing {
                bytes[start + i / 8] |= 0x80 >> (i % 8);
            }
            push_cell(&mut bytes, &column.values, row);
        }
        while bytes.len() >= BLOCK {
            let rest = bytes.split_off(BLOCK);
            out.write_all(STANDARD.encode(&bytes).as_bytes())?;
            out.write_all(b"\n")?;
            bytes = rest;
        }
    }
    out.write_all(STANDARD.encode(&bytes).as_bytes())?;
    out.write_all(b"\n</STREAM></BINARY2>\n")
}

fn push_cell(bytes: &mut Vec<u8>, values: &Values, row: usize) {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes();
    let text = |bytes: &mut Vec<u8>, text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        bytes.extend(count(units.len()));
        bytes.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
    };
    match values {
        Values::Number(values) => {
            bytes.extend(values.get(row).copied().unwrap_or(f64::NAN).to_be_bytes());
        }
        Values::Integer { values, .. } => {
            bytes.extend(values.get(row).copied().unwrap_or(0).to_be_bytes());
        }
        Values::Bool(values) => bytes.push(match values.get(row) {
            Some(Some(true)) => b'T',
            Some(Some(false)) => b'F',
            _ => b'?',
        }),
        Values::Text(texts) => text(bytes, texts.get(row).unwrap_or_default()),
        Values::Lists { .. } => match values.list(row) {
            Some((range, Values::Integer { values, missing })) => {
                bytes.extend(count(range.len()));
                for i in range {
                    let gap = missing.binary_search(&(i as u32)).is_ok();
                    bytes.extend(if gap { NULL } else { values[i] }.to_be_bytes());
                }
            }
            Some((range, inner @ (Values::Number(_) | Values::Bool(_)))) => {
                bytes.extend(count(range.len()));
                range.for_each(|i| push_cell(bytes, inner, i));
            }
            _ => text(bytes, &values.show(row)),
        },
    }
}
