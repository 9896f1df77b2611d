//! Reads tables that say themselves what their columns are called and in which unit: VOTable, FITS and ECSV.
//!
//! What a table means is decided in `tables`, whatever it was read from. Maps and regions of the sky are
//! FITS tables too and belong to other readers; they are told by their keywords.

use nuscope_table::fits::{Card, parts, read_fits_tables};
use nuscope_table::votable::{is_votable, read_votable};
use nuscope_table::{ecsv, read_ecsv};

use crate::head::{Head, Match};
use crate::tables::interpret;
use crate::{Loaded, Reading, Result};

/// Keywords of tables that are maps or regions of the sky.
const OF_MAPS: [&str; 7] = [
    "PIXTYPE", "NSIDE", "ORDERING", "MOCORDER", "MOCORD_S", "MOCVERS", "MOCTOOL",
];

/// Whether a file is FITS with a table that is no map.
pub fn recognise_fits(head: &Head) -> Match {
    if !head.bytes.starts_with(b"SIMPLE  =") {
        return Match::No;
    }
    let (parts, _) = parts(&head.bytes);
    let is_table = |kind: &str| matches!(kind, "BINTABLE" | "A3DTABLE" | "TABLE");
    let mut tables = parts
        .iter()
        .map(|part| &part.header)
        .filter(|header| is_table(&header.upper("XTENSION")))
        .peekable();
    if tables.peek().is_none() {
        return Match::No;
    }
    let of_map = |card: &Card| OF_MAPS.contains(&card.keyword.as_str());
    match tables.any(|header| header.cards.iter().any(of_map)) {
        true => Match::No,
        false => Match::Sure,
    }
}

/// Reads all tables of a FITS file.
///
/// # Errors
/// If the file cannot be read, or its only table needs an answer of its user.
pub fn read_fits(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let tables = read_fits_tables(&bytes, &mut limits, reading.progress);
    let tables = tables.map_err(|error| reading.error(error))?;
    let format = match tables.len() {
        1 => "FITS table".to_owned(),
        count => format!("FITS file with {count} tables"),
    };
    interpret(tables, format, reading)
}

/// Whether a text says that it is ECSV.
pub fn recognise_ecsv(head: &Head) -> Match {
    match ecsv::is_ecsv(&head.bytes) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads an ECSV table.
///
/// # Errors
/// As [`read_fits`].
pub fn read_ecsv_table(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let table = read_ecsv(&bytes, &mut limits, reading.progress);
    let table = table.map_err(|error| reading.error(error))?;
    interpret(vec![table], "ECSV table".into(), reading)
}

/// Whether a text says that it is a VOTable.
pub fn recognise_votable(head: &Head) -> Match {
    match is_votable(&head.bytes) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads all tables of a VOTable.
///
/// # Errors
/// As [`read_fits`].
pub fn read_votable_tables(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let tables = read_votable(&bytes, &mut limits, reading.progress);
    let tables = tables.map_err(|error| reading.error(error))?;
    let format = match tables.len() {
        1 => "VOTable".to_owned(),
        count => format!("VOTable with {count} tables"),
    };
    interpret(tables, format, reading)
}
