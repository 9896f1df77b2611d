//! Writes tables as FITS: one BINTABLE extension each, with units, nulls, texts, lists and notes.
//!
//! Integers are K with a TNULL that no value has, numbers D with NaN, truth values L, texts A as wide as the
//! widest. Lists of one length stand in the row, others behind the table. FITS holds ASCII only: other letters
//! become question marks, which is said.

use std::io::Write;

use super::cards::{BLOCK, HeaderWriter, is_structure};
use super::encode::{Encoded, encode};
use crate::{Column, Error, Result, Table};

/// Writes `tables` one after another; returns what FITS cannot hold, in sentences.
///
/// # Errors
/// If the columns of a table differ in length, or it cannot be written.
pub fn write_fits(tables: &[Table], out: &mut dyn Write) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    let io = |source| Error::Io {
        action: "write the table",
        source,
    };
    let mut primary = HeaderWriter::default();
    primary.number("SIMPLE", "T", "conforms to FITS standard");
    primary.number("BITPIX", 8, "");
    primary.number("NAXIS", 0, "");
    primary.number("EXTEND", "T", "");
    out.write_all(&primary.finish()).map_err(io)?;
    for table in tables {
        let rows = table.rows();
        if let Some(column) = table
            .columns
            .iter()
            .find(|column| column.values.len() != rows)
        {
            return Err(Error::Unsupported {
                wanted: "columns of one length",
                found: format!(
                    "column {:?} has {} rows, not {rows}",
                    column.name,
                    column.values.len()
                ),
            });
        }
        let mut heap = Vec::new();
        let mut columns = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            match encode(column, &mut heap, &mut warnings) {
                Some(encoded) => columns.push((column, encoded)),
                None => warnings.push(format!(
                    "column {:?} left out: FITS holds no lists of lists",
                    column.name
                )),
            }
        }
        if columns.len() > 999 {
            return Err(Error::Unsupported {
                wanted: "a table of up to 999 columns, as FITS can hold",
                found: format!("this one has {}", columns.len()),
            });
        }
        out.write_all(&header(table, &columns, heap.len()))
            .map_err(io)?;
        write_rows(rows, &columns, &heap, out).map_err(io)?;
    }
    Ok(warnings)
}

fn header(table: &Table, columns: &[(&Column, Encoded)], heap: usize) -> Vec<u8> {
    let row_bytes: usize = columns.iter().map(|(_, encoded)| encoded.width).sum();
    let mut header = HeaderWriter::default();
    header.text("XTENSION", "BINTABLE", "binary table extension");
    header.number("BITPIX", 8, "");
    header.number("NAXIS", 2, "");
    header.number("NAXIS1", row_bytes, "bytes of a row");
    header.number("NAXIS2", table.rows(), "rows");
    header.number("PCOUNT", heap, "bytes behind the rows");
    header.number("GCOUNT", 1, "");
    header.number("TFIELDS", columns.len(), "");
    for (i, (column, encoded)) in (1..).zip(columns) {
        header.text(&format!("TTYPE{i}"), &column.name, "");
        header.text(&format!("TFORM{i}"), &encoded.form, "");
        if let Some(unit) = column.unit.as_deref().filter(|unit| !unit.is_empty()) {
            header.text(&format!("TUNIT{i}"), unit, "");
        }
        if let Some(null) = encoded.null {
            header.number(&format!("TNULL{i}"), null, "");
        }
        if let Some(dimensions) = &encoded.dimensions {
            header.text(&format!("TDIM{i}"), dimensions, "");
        }
        if !column.ucd.is_empty() {
            header.text(&format!("TUCD{i}"), &column.ucd, "");
        }
        if !column.description.is_empty() {
            header.text(&format!("TCOMM{i}"), &column.description, "");
        }
    }
    if !table.name.is_empty() {
        header.text("EXTNAME", &table.name, "");
    }
    header.text("LONGSTRN", "OGIP 1.0", "long texts use CONTINUE");
    for note in &table.notes {
        // What is said of the bytes is the table's own, written above.
        if !is_structure(&note.key) {
            header.note(&note.key, &note.value, &note.comment);
        }
    }
    header.finish()
}

fn write_rows(
    rows: usize,
    columns: &[(&Column, Encoded)],
    heap: &[u8],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut buffer = Vec::with_capacity(1 << 16);
    let mut bytes = heap.len();
    for row in 0..rows {
        for (column, encoded) in columns {
            encoded.write(&column.values, row, &mut buffer);
        }
        if buffer.len() >= 1 << 15 {
            bytes += buffer.len();
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    bytes += buffer.len();
    out.write_all(&buffer)?;
    out.write_all(heap)?;
    out.write_all(&vec![0; bytes.next_multiple_of(BLOCK) - bytes])
}
