//! Reads tables of text: candidates, catalogues, good runs, effective areas, and any other.
//!
//! The public lists of IceCube (10-year and 3-year releases, IC86-1, IceCat-1), the list around TXS 0506+056, the
//! public ANTARES list, and whatever else names its columns with units. What a table means is decided in
//! `tables`; where a header leaves right ascension or declination open, the answer is a question
//! ([`crate::Error::WhichColumn`]), never a guess. Rows that cannot be used are left out and counted.

use nuscope_table::text;

use crate::head::{Head, Match};
use crate::tables::interpret;
use crate::{Loaded, Reading, Result};

/// Whether a file may be a table: text whose lines have a common number of cells.
pub fn recognise(head: &Head) -> Match {
    // What opens a bracket is JSON or code, however its lines may be cut.
    let bracket = head.bytes.trim_ascii_start().first();
    let code = bracket.is_some_and(|byte| matches!(byte, b'{' | b'['));
    if !head.is_text() || code || text::columns(&head.bytes).is_none() {
        return Match::No;
    }
    Match::Possible
}

/// Reads the table in the file and decides what it is.
///
/// # Errors
/// If the file cannot be read, its columns are not clear, an answer about them does not fit, or no row is usable.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let table = text::read_text(&bytes, &mut limits, reading.progress);
    let table = table.map_err(|error| reading.error(error))?;
    interpret(vec![table], "text table".into(), reading)
}
