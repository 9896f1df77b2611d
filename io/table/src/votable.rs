//! Reads VOTable 1.1 to 1.5, the XML of the Virtual Observatory, in TABLEDATA, BINARY and BINARY2.
//!
//! What stands around the rows is parsed by quick-xml, the rows themselves by hand (`table_data`, `binary`):
//! they are nearly all of the bytes. FIELDs are columns; PARAMs, INFOs, descriptions and systems of coordinates
//! are notes. A cell of several elements is a list, inner dimensions one after another; a complex number is a
//! list of its real and imaginary part. Entities of a DOCTYPE are never expanded.

mod binary;
mod building;
mod document;
mod escape;
mod field;
mod filling;
mod remarks;
mod table_data;

pub(crate) use escape::escape;

use crate::text::decoded;
use crate::{Error, Limits, Progress, Result, Table};

/// Whether a text that begins so is a VOTable: its outermost element says it, whatever stands before that.
pub fn is_votable(head: &[u8]) -> bool {
    let mut rest = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    while let Some(inside) = rest.strip_prefix(b"<") {
        let (end, length) = match inside {
            [b'?', ..] => (memchr::memmem::find(inside, b"?>"), 2),
            [b'!', b'-', ..] => (memchr::memmem::find(inside, b"-->"), 3),
            [b'!', ..] => {
                // A DOCTYPE may have declarations in brackets.
                let close = memchr::memchr(b'>', inside);
                match (close, memchr::memchr(b'[', inside)) {
                    (Some(close), Some(open)) if open < close => {
                        (memchr::memmem::find(inside, b"]>"), 2)
                    }
                    (close, _) => (close, 1),
                }
            }
            _ => {
                let name =
                    inside.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
                let name = name.clone().next().unwrap_or_default();
                return name == b"VOTABLE" || name.ends_with(b":VOTABLE");
            }
        };
        let Some(end) = end else {
            return false;
        };
        rest = inside[end + length..].trim_ascii_start();
    }
    false
}

/// Reads all tables in `bytes`, in the order of the document.
///
/// # Errors
/// If it is damaged, keeps its rows elsewhere, holds no table, tells of a query that failed, is too large, or
/// nobody wants it any more.
pub fn read_votable(bytes: &[u8], limits: &mut Limits, progress: &Progress) -> Result<Vec<Table>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::Unsupported {
            wanted: "a VOTable in UTF-8",
            found: "this is UTF-16; save it as UTF-8".into(),
        });
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => {
            limits.take(2 * bytes.len() as u64, "a VOTable that is not in UTF-8")?;
            decoded(bytes)
        }
    };
    let tables = document::Document::new(&text, limits, progress).read()?;
    if tables.is_empty() {
        return Err(Error::Unsupported {
            wanted: "a VOTable with a table",
            found: "this one has none".into(),
        });
    }
    Ok(tables)
}

#[cfg(test)]
mod tests;
