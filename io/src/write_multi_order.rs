//! Writes maps that are kept cell by cell, in their own frame and 64-bit numbers.
//!
//! Cells of several sizes are written in NUNIQ order, as gravitational-wave maps are. Cells of one size are written
//! as the RING pixels that healpy reads: without their numbers if they cover the sky, else with them (EXPLICIT).

use std::path::Path;

use nuscope_model::{Cell, MultiOrderMap, SkyFrame, healpix};
use nuscope_table::fits::write_fits;
use nuscope_table::{Column, Note, Table, Values};

use crate::map_header::cards_to_write;
use crate::{Result, write_file};

/// The finest order whose pixels are written as such.
const FINEST_FLAT: u8 = 13;

/// How the cells of a map stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Of several sizes.
    MultiOrder,
    /// Of this nside, some of the sky.
    Partial(u32),
    /// Of this nside, all of the sky.
    Whole(u32),
}

impl Layout {
    fn of(map: &MultiOrderMap) -> Self {
        let cells = map.cells();
        let order = cells.first().map_or(0, |cell| cell.order());
        let one_size = cells.iter().all(|cell| cell.order() == order);
        let nside = 1 << order.min(FINEST_FLAT);
        if cells.is_empty() || !one_size || order > FINEST_FLAT {
            Self::MultiOrder
        } else if cells.len() as u64 == healpix::pixels(nside) {
            Self::Whole(nside)
        } else {
            Self::Partial(nside)
        }
    }
}

/// Writes `map` to `path`; a file that is there is replaced once the new one is complete.
///
/// # Errors
/// If the file cannot be written.
pub fn write_multi_order(path: &Path, map: &MultiOrderMap) -> Result<()> {
    let layout = Layout::of(map);
    let number = |cell: &Cell| match layout {
        Layout::MultiOrder => cell.uniq(),
        Layout::Partial(nside) | Layout::Whole(nside) => {
            healpix::ring_from_nested(nside, cell.pixel())
        }
    };
    let mut rows: Vec<(i64, usize)> = map
        .cells()
        .iter()
        .enumerate()
        .map(|(i, cell)| (number(cell) as i64, i))
        .collect();
    if layout != Layout::MultiOrder {
        rows.sort_unstable();
    }
    let numbers = || Values::integers(rows.iter().map(|row| row.0).collect());
    let mut columns = match layout {
        Layout::MultiOrder => vec![Column::new("UNIQ", "", numbers())],
        Layout::Partial(_) => vec![Column::new("PIXEL", "", numbers())],
        Layout::Whole(_) => Vec::new(),
    };
    for column in map.columns() {
        let values = rows.iter().map(|row| column.values[row.1]).collect();
        columns.push(Column::new(
            &column.name,
            &column.unit,
            Values::Number(values),
        ));
    }
    let kept = cards_to_write(&map.provenance);
    let named = kept.iter().any(|card| card.0 == "OBJECT");
    let notes = own_cards(map, layout, named).into_iter().chain(kept);
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

/// What the header says of the cells; how much of the sky they cover only where no object is `named`.
fn own_cards(map: &MultiOrderMap, layout: Layout, named: bool) -> Vec<(String, String, String)> {
    let frame = match map.frame {
        SkyFrame::Equatorial => "C",
        SkyFrame::Galactic => "G",
        SkyFrame::Ecliptic => "E",
        SkyFrame::Supergalactic => "SUPERGALACTIC",
    };
    let mut own = vec![
        ("PIXTYPE", "HEALPIX".to_owned(), "HEALPix pixels"),
        ("COORDSYS", frame.to_owned(), "frame of the pixels"),
    ];
    match layout {
        Layout::MultiOrder => own.extend([
            ("ORDERING", "NUNIQ".into(), "order and pixel in one number"),
            (
                "MOCORDER",
                map.order().to_string(),
                "order of the finest cells",
            ),
            (
                "INDXSCHM",
                "EXPLICIT".into(),
                "the column UNIQ numbers the cells",
            ),
        ]),
        Layout::Partial(nside) => own.extend([
            ("ORDERING", "RING".into(), "order of the pixels"),
            (
                "NSIDE",
                nside.to_string(),
                "resolution: 12 nside^2 in the sky",
            ),
            (
                "INDXSCHM",
                "EXPLICIT".into(),
                "the column PIXEL numbers the pixels",
            ),
        ]),
        Layout::Whole(nside) => own.extend([
            ("ORDERING", "RING".into(), "order of the pixels"),
            ("NSIDE", nside.to_string(), "resolution: 12 nside^2 pixels"),
            ("FIRSTPIX", "0".into(), ""),
            ("LASTPIX", (healpix::pixels(nside) - 1).to_string(), ""),
            ("INDXSCHM", "IMPLICIT".into(), "the row is the pixel"),
        ]),
    }
    match layout {
        Layout::Partial(_) if !named => own.push(("OBJECT", "PARTIAL".into(), "")),
        Layout::Whole(_) if !named => own.push(("OBJECT", "FULLSKY".into(), "")),
        _ => {}
    }
    own.into_iter()
        .map(|(key, value, comment)| (key.to_owned(), value, comment.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::MultiOrderColumn;

    /// The header and the map that is read again of cells of nside 2 in the galactic frame.
    fn written(pixels: &[u64], order: u8, object: Option<&str>) -> (String, MultiOrderMap) {
        let cells: Vec<_> = pixels
            .iter()
            .filter_map(|pixel| Cell::new(1, *pixel))
            .chain(Cell::new(order, 47 << (2 * (order - 1))))
            .collect();
        let column = MultiOrderColumn {
            name: "T".into(),
            unit: String::new(),
            values: (0..cells.len()).map(|i| 1.0 / (i as f64 + 3.0)).collect(),
        };
        let (mut map, _) = MultiOrderMap::new(SkyFrame::Galactic, cells, vec![column]).unwrap();
        let cards = object.into_iter().chain(["later"]);
        map.provenance = cards
            .map(|name| ("OBJECT".into(), name.into(), String::new()))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.fits");
        write_multi_order(&path, &map).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let header = String::from_utf8_lossy(&bytes[2880..8640]).into_owned();
        let back = crate::open(&path).unwrap().multi_order.unwrap();
        assert_eq!((back.cells(), back.frame), (map.cells(), map.frame));
        assert_eq!(back.columns(), map.columns());
        (header, (*back).clone())
    }

    #[test]
    fn cells_of_one_size_are_pixels_and_others_keep_their_order() {
        let all: Vec<u64> = (0..47).collect();
        let (whole, _) = written(&all, 1, None);
        assert!(whole.contains("ORDERING= 'RING    '") && whole.contains("INDXSCHM= 'IMPLICIT'"));
        assert!(whole.contains("COORDSYS= 'G       '") && whole.contains("TFORM1  = 'D       '"));
        let (part, _) = written(&all[3..9], 1, None);
        assert!(part.contains("INDXSCHM= 'EXPLICIT'") && part.contains("TTYPE1  = 'PIXEL   '"));
        let (mixed, _) = written(&all, 3, None);
        assert!(mixed.contains("ORDERING= 'NUNIQ   '") && mixed.contains("TTYPE1  = 'UNIQ    '"));
    }

    #[test]
    fn there_is_one_object_and_what_else_was_seen_is_history() {
        let (header, back) = written(&[1, 2], 1, Some("G298048"));
        assert_eq!(header.matches("OBJECT  = ").count(), 1);
        assert!(header.contains("OBJECT  = 'G298048 '"));
        assert!(header.contains("HISTORY OBJECT = later"));
        assert_eq!(back.provenance[0].1, "G298048");
    }
}
