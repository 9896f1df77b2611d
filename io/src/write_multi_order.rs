//! Writes multi-order maps as HEALPix FITS in NUNIQ order, as gravitational-wave maps are.

use std::path::Path;

use nuscope_model::{MultiOrderMap, SkyFrame};
use nuscope_table::fits::write_fits;
use nuscope_table::{Column, Note, Table, Values};

use crate::map_header::describes_pixels;
use crate::{Result, write_file};

/// Writes `map` to `path`; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_multi_order(path: &Path, map: &MultiOrderMap) -> Result<()> {
    let uniq = map.cells().iter().map(|cell| cell.uniq() as i64);
    let mut columns = vec![Column::new("UNIQ", "", Values::integers(uniq.collect()))];
    for column in map.columns() {
        let values = Values::Number(column.values.clone());
        columns.push(Column::new(&column.name, &column.unit, values));
    }
    let frame = match map.frame {
        SkyFrame::Equatorial => "C",
        SkyFrame::Galactic => "G",
        SkyFrame::Ecliptic => "E",
    };
    let order = map.order().to_string();
    let own = [
        ("PIXTYPE", "HEALPIX", "HEALPix pixels"),
        ("ORDERING", "NUNIQ", "order and pixel in one number"),
        ("COORDSYS", frame, "frame of the pixels"),
        ("MOCORDER", &order, "order of the finest cells"),
        ("INDXSCHM", "EXPLICIT", "the column UNIQ numbers the cells"),
    ];
    let own =
        own.map(|(key, value, comment)| (key.to_owned(), value.to_owned(), comment.to_owned()));
    let kept = map
        .provenance
        .iter()
        .filter(|(key, _, _)| !describes_pixels(key));
    let notes = own.into_iter().chain(kept.cloned());
    let table = Table {
        name: "SKYMAP".into(),
        columns,
        notes: notes
            .map(|(key, value, comment)| Note {
                key,
                value,
                comment,
            })
            .collect(),
        ..Table::default()
    };
    write_file::write_tables(path, |file| write_fits(std::slice::from_ref(&table), file))
}
