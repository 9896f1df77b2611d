//! Reads every table of a FITS file.
//!
//! Images are passed over and named in the first table's warnings. A table's notes are the cards of its own
//! header and then those of the primary header, so that `table.note("RUNID")` finds it wherever it stands; TDIM
//! stays among them, because arrays of several dimensions are read as flat lists.

use super::ascii_table;
use super::binary_table::BinaryTable;
use super::cards::{Card, is_structure};
use super::header::{Header, Part, parts};
use crate::{Column, Error, Limits, Note, Progress, Result, Table};

/// Reads all tables of a FITS file, in file order.
///
/// # Errors
/// If there is no table, a table contradicts itself or would take more memory than `limits` allows, or the
/// reading was cancelled.
pub fn read_fits_tables(
    bytes: &[u8],
    limits: &mut Limits,
    progress: &Progress,
) -> Result<Vec<Table>> {
    let (parts, why_ended) = parts(bytes);
    let mut tables = Vec::new();
    let mut left_out = Vec::new();
    for part in &parts {
        match part.header.upper("XTENSION").as_str() {
            "BINTABLE" | "A3DTABLE" if !part.header.is_true("ZIMAGE") => {
                tables.push(binary(part, bytes, limits, progress)?);
            }
            "TABLE" => {
                progress.step(part.data.start, bytes.len())?;
                let mut table = Table::default();
                let read = ascii_table::read_columns(part, bytes, limits, &mut table.warnings)?;
                table.columns = read.0;
                say_missing_rows(
                    &mut table,
                    read.1,
                    part.header.number("NAXIS2").unwrap_or(0),
                );
                describe(&mut table, &part.header);
                tables.push(table);
            }
            _ if part.claimed_bytes > 0 => left_out.push(shape(&part.header)),
            _ => {}
        }
    }
    let primary = parts.first().map_or(&[][..], |part| &part.header.cards);
    let primary: Vec<Note> = notes(primary).collect();
    let size = primary
        .iter()
        .map(|note| 72 + note.key.len() + note.value.len() + note.comment.len());
    let size = size.sum::<usize>() as u64;
    for table in &mut tables {
        limits.take(size, "the notes of a table")?;
        table.notes.extend(primary.iter().cloned());
    }
    let Some(first) = tables.first_mut() else {
        return Err(Error::Unsupported {
            wanted: "a FITS file with a table",
            found: match (left_out.as_slice(), why_ended) {
                ([], Some(why)) => format!("this one is {why}"),
                ([], None) => "this one holds nothing but a header".into(),
                (images, _) => format!("this one holds images only: {}", images.join(", ")),
            },
        });
    };
    let images = left_out.iter().map(|image| format!("left out: {image}"));
    first.warnings.extend(images);
    if let (Some(why), Some(last)) = (why_ended, tables.last_mut()) {
        last.warnings
            .push(format!("the file is damaged or holds more: {why}"));
    }
    Ok(tables)
}

fn binary(part: &Part, bytes: &[u8], limits: &mut Limits, progress: &Progress) -> Result<Table> {
    let binary = BinaryTable::new(part, bytes, limits)?;
    let mut table = Table::default();
    for (i, field) in binary.fields.iter().enumerate() {
        let done = part.data.len() / binary.fields.len().max(1) * i;
        progress.step(part.data.start + done, bytes.len())?;
        let values = binary.values(field, limits, &mut table.warnings)?;
        let mut column = Column::new(&field.name, &field.unit, values);
        column.description.clone_from(&field.description);
        column.ucd.clone_from(&field.ucd);
        table.columns.push(column);
    }
    say_missing_rows(&mut table, binary.rows, binary.claimed_rows);
    describe(&mut table, &part.header);
    Ok(table)
}

fn say_missing_rows(table: &mut Table, rows: usize, claimed: u64) {
    if (rows as u64) < claimed {
        table.warnings.push(format!(
            "the file is cut short: {rows} of {claimed} rows are there"
        ));
    }
}

/// Name and notes of a table.
fn describe(table: &mut Table, header: &Header) {
    header
        .text("EXTNAME")
        .unwrap_or_default()
        .trim()
        .clone_into(&mut table.name);
    table.notes.extend(notes(&header.cards));
}

/// What cards say about the content.
fn notes(cards: &[Card]) -> impl Iterator<Item = Note> {
    let kept = |card: &&Card| !is_structure(&card.keyword) || card.keyword.starts_with("TDIM");
    cards.iter().filter(kept).map(|card| Note {
        key: match card.keyword.as_str() {
            "COMMENT" => String::new(),
            keyword => keyword.to_owned(),
        },
        value: card.value.clone(),
        comment: card.comment.clone(),
    })
}

/// What is left out, in words: "the image SCI of 100 × 50".
fn shape(header: &Header) -> String {
    let axes = header.number("NAXIS").unwrap_or(0).min(999);
    let axes: Vec<_> = (1..=axes)
        .map(|axis| header.text(&format!("NAXIS{axis}")).unwrap_or("?"))
        .collect();
    let kind = match header.upper("XTENSION").as_str() {
        "" | "IMAGE" => "image".to_owned(),
        "BINTABLE" => "compressed image".to_owned(),
        other => other.to_owned(),
    };
    let name = header.text("EXTNAME").unwrap_or_default().trim();
    let space = if name.is_empty() { "" } else { " " };
    format!("the {kind}{space}{name} of {}", axes.join(" × "))
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
