//! Reads text tables: CSV, TSV, semicolons, bars or blanks between cells; with or without a header.
//!
//! Everything is found out from the text itself (see `layout`): comments and sentences above the table become its
//! notes, units stay in names such as `RA[deg]` for whoever gives columns a meaning, rows of another length are
//! left out and counted. A column is integers or numbers only if every one of its cells is, else texts.

mod block;
mod cell;
mod column;
mod decimal;
mod header;
mod layout;
mod numbers;
mod rows;
mod split;

pub(crate) use cell::Cell;
pub use cell::{is_data, number, sexagesimal};
pub(crate) use column::{Kind, decoded};
pub(crate) use header::split as header_cells;
pub(crate) use rows::{Rows, Source, read as read_rows};
pub(crate) use split::Separator;

use std::borrow::Cow;

use crate::ecsv::{is_ecsv, read_ecsv};
use crate::words::{counted, grouped};
use crate::{Column, Error, Limits, Note, Progress, Result, Table, Values};
use layout::{Layout, lay_out};

/// Reads the table in `bytes`; one that says it is ECSV as such.
///
/// # Errors
/// If this is no text, no table, too large, or nobody wants it any more.
pub fn read_text(bytes: &[u8], limits: &mut Limits, progress: &Progress) -> Result<Table> {
    let text = plain(bytes, limits)?;
    if is_ecsv(&text) {
        return read_ecsv(&text, limits, progress);
    }
    let layout = lay_out(&text)?;
    let rows = read_rows(layout.source(), limits, progress)?;
    let mut table = layout.table(rows);
    // In a table without names, marks that stand between numbers make columns of their own.
    if !layout.named {
        table.columns.retain(|column| !is_marks(&column.values));
        for (i, column) in table.columns.iter_mut().enumerate() {
            column.name = format!("col{}", i + 1);
        }
    }
    Ok(table)
}

/// The names and units of the columns of a text that starts so; `None` if it is no table.
///
/// For a file's beginning: the last line may be cut, and is not looked at unless it is the only one.
pub fn columns(head: &[u8]) -> Option<Vec<(String, Option<String>)>> {
    let whole = head.iter().rposition(|byte| *byte == b'\n');
    let text = plain(
        &head[..whole.unwrap_or(head.len())],
        &mut Limits::for_file(0),
    )
    .ok()?;
    lay_out(&text).ok().map(|layout| layout.titles)
}

/// The bytes of a text without a byte order mark, and with line feeds.
fn plain<'a>(bytes: &'a [u8], limits: &mut Limits) -> Result<Cow<'a, [u8]>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let wrong = |found: &str| {
        Err(Error::Unsupported {
            wanted: "a table of text",
            found: found.into(),
        })
    };
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return wrong("this is UTF-16; save it as UTF-8");
    }
    let start = bytes.trim_ascii_start();
    if start.starts_with(b"<") || start.starts_with(b"{") {
        return wrong("this is XML or JSON");
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(1 << 16)]).is_some() {
        return wrong("this holds zero bytes, so it is no text");
    }
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return Ok(Cow::Borrowed(bytes));
    }
    limits.take(bytes.len() as u64, "a text with line feeds")?;
    let feeds = |byte: &u8| if *byte == b'\r' { b'\n' } else { *byte };
    Ok(Cow::Owned(bytes.iter().map(feeds).collect()))
}

/// Whether a column holds nothing but one and the same mark, such as the colon of `1 , 2 : 3`.
fn is_marks(values: &Values) -> bool {
    let Some(texts) = values.texts() else {
        return false;
    };
    let first = texts.get(0).unwrap_or_default();
    matches!(first, "," | ":" | ";" | "|" | "&" | "=") && texts.iter().all(|text| text == first)
}

impl Layout<'_> {
    fn source(&self) -> Source<'_> {
        Source {
            bytes: self.rows,
            first_line: self.first_line,
            separator: self.separator,
            kinds: vec![Kind::Integer; self.titles.len()],
        }
    }

    fn table(&self, rows: Rows) -> Table {
        let comments = self.notes.iter().chain(&rows.comments);
        let notes = comments.map(|comment| Note {
            value: comment.clone(),
            ..Note::default()
        });
        let mut table = Table {
            notes: notes.collect(),
            warnings: self.warnings.clone(),
            ..Table::default()
        };
        table.warnings.extend(rows.complaint(self.titles.len()));
        let foreign: usize = rows
            .columns
            .iter()
            .map(|whole| whole.findings.foreign)
            .sum();
        if foreign > 0 {
            table.warnings.push(format!(
                "{foreign} cells are not UTF-8 and were read as Windows-1252"
            ));
        }
        for ((name, unit), whole) in self.titles.iter().zip(rows.columns) {
            let mut column = Column::new(name, "", whole.finish());
            column.unit = unit.clone();
            table.columns.push(column);
        }
        table
    }
}

impl Rows {
    /// What to say about rows that were left out.
    pub(crate) fn complaint(&self, columns: usize) -> Option<String> {
        let (line, cells) = self.first_skip?;
        let first = if self.skipped > 1 {
            "the first is "
        } else {
            ""
        };
        Some(format!(
            "{} of {} rows skipped: {first}line {line}: it has {}, {columns} are expected",
            grouped(self.skipped),
            grouped(self.kept + self.skipped),
            counted(cells, "column", "columns")
        ))
    }
}

#[cfg(test)]
mod tests;
