//! Writes sky maps as HEALPix FITS that healpy, astropy and Aladin read: RING, equatorial, one row per pixel.
//!
//! Masked pixels are NaN. Where the map comes from is written as header cards of the table.

use std::io::Write;
use std::path::Path;

use nuscope_model::{SkyMap, healpix};

use crate::map_header::cards_to_write;
use crate::write_file::write_file;
use crate::{Error, Result};
use nuscope_table::fits::cards::{BLOCK, HeaderWriter};

/// Writes `map` to `path`; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written, or a column does not have one value per pixel.
pub fn write_healpix(path: &Path, map: &SkyMap) -> Result<()> {
    let pixels = healpix::pixels(map.nside) as usize;
    if map.columns.is_empty() {
        return Err(Error::Unsupported {
            wanted: "a map with a column",
            found: "this one has none".into(),
            path: path.to_owned(),
        });
    }
    for column in &map.columns {
        if column.values.len() != pixels {
            return Err(Error::Length {
                column: column.name.clone(),
                found: column.values.len(),
                expected: pixels,
                path: path.to_owned(),
            });
        }
    }
    write_file(path, |file| {
        file.write_all(&primary_header())?;
        file.write_all(&table_header(map, pixels))?;
        for pixel in 0..pixels {
            for column in &map.columns {
                file.write_all(&column.values[pixel].to_be_bytes())?;
            }
        }
        let bytes = pixels * 4 * map.columns.len();
        file.write_all(&vec![0; bytes.next_multiple_of(BLOCK) - bytes])
    })
}

fn primary_header() -> Vec<u8> {
    let mut header = HeaderWriter::default();
    header.number("SIMPLE", "T", "conforms to FITS standard");
    header.number("BITPIX", 8, "");
    header.number("NAXIS", 0, "");
    header.number("EXTEND", "T", "");
    header.finish()
}

fn table_header(map: &SkyMap, pixels: usize) -> Vec<u8> {
    let mut header = HeaderWriter::default();
    header.text("XTENSION", "BINTABLE", "binary table extension");
    header.number("BITPIX", 8, "");
    header.number("NAXIS", 2, "");
    header.number("NAXIS1", 4 * map.columns.len(), "bytes of a row");
    header.number("NAXIS2", pixels, "rows: one per pixel");
    header.number("PCOUNT", 0, "");
    header.number("GCOUNT", 1, "");
    header.number("TFIELDS", map.columns.len(), "");
    for (i, column) in (1..).zip(&map.columns) {
        header.text(&format!("TTYPE{i}"), &column.name, "");
        header.text(&format!("TFORM{i}"), "E", "");
        if !column.unit.is_empty() {
            header.text(&format!("TUNIT{i}"), &column.unit, "");
        }
    }
    header.text("EXTNAME", "SKYMAP", "");
    header.text("PIXTYPE", "HEALPIX", "HEALPix pixels");
    header.text("ORDERING", "RING", "order of the pixels");
    header.text("COORDSYS", "C", "equatorial (ICRS)");
    header.number("NSIDE", map.nside, "resolution: 12 nside^2 pixels");
    header.number("FIRSTPIX", 0, "");
    header.number("LASTPIX", pixels - 1, "");
    header.text("INDXSCHM", "IMPLICIT", "the row is the pixel");
    let kept = cards_to_write(&map.provenance);
    // The name of what was seen goes first: there can be one OBJECT only.
    if kept.iter().all(|card| card.0 != "OBJECT") {
        header.text("OBJECT", "FULLSKY", "");
    }
    header.text("LONGSTRN", "OGIP 1.0", "long texts use CONTINUE");
    for (keyword, value, comment) in &kept {
        header.note(keyword, value, comment);
    }
    header.finish()
}
