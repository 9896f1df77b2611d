//! Writes regions of the sky as MOC: FITS (RANGE), JSON where the name ends in `.json`, ASCII in `.txt` or `.moc`.

use std::io::Write;
use std::path::Path;

use nuscope_model::Region;
use nuscope_table::fits::write_fits;
use nuscope_table::{Column, Note, Table, Values};

use crate::moc_text::{to_ascii, to_json};
use crate::write_file::{is_named, write_file};
use crate::{Result, write_file};

/// Writes `region` to `path`; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_moc(path: &Path, region: &Region) -> Result<()> {
    write_moc_with(path, region, &[])
}

/// As [`write_moc`], with `notes` on where the region comes from as header cards; JSON and ASCII have no place
/// for them.
///
/// # Errors
/// As [`write_moc`].
pub fn write_moc_with(path: &Path, region: &Region, notes: &[Note]) -> Result<()> {
    if is_named(path, &["json"]) {
        return write_file(path, |file| file.write_all(to_json(region).as_bytes()));
    }
    if is_named(path, &["txt", "moc"]) {
        return write_file(path, |file| file.write_all(to_ascii(region).as_bytes()));
    }
    let ends = region
        .ranges()
        .iter()
        .flat_map(|range| [range.start, range.end]);
    let values = Values::integers(ends.map(|cell| cell as i64).collect());
    let order = region.order().to_string();
    let own = [
        ("MOCVERS", "2.0", "version of the standard"),
        ("MOCDIM", "SPACE", "a region of the sky"),
        (
            "ORDERING",
            "RANGE",
            "first cell and the one behind the last, in turn",
        ),
        ("COORDSYS", "C", "equatorial (ICRS)"),
        ("MOCORD_S", &order, "order of the finest cells"),
        ("MOCTOOL", "nuscope", ""),
        ("MOCID", &region.name, ""),
    ];
    let note = |(key, value, comment): &(&str, &str, &str)| Note {
        key: (*key).to_owned(),
        value: (*value).to_owned(),
        comment: (*comment).to_owned(),
    };
    let table = Table {
        name: "MOC".into(),
        columns: vec![Column::new("RANGE", "", values)],
        notes: own
            .iter()
            .filter(|(_, value, _)| !value.is_empty())
            .map(note)
            .chain(notes.iter().cloned())
            .collect(),
        ..Table::default()
    };
    write_file::write_tables(path, |file| write_fits(std::slice::from_ref(&table), file))
}
