//! Reads IceCube's geometry from text tables of `string dom x y z` in metres, with or without names.
//!
//! A module is one photomultiplier; the table does not say where it looks. Floors are counted from the bottom, the
//! places of IceCube from the top: module 8660 is place 60, the lowest of string 86.

use std::collections::HashMap;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Medium, ModuleId};
use nuscope_table::{Column, Table};

use crate::detector_parts::Parts;
use crate::head::{Head, Match};
use crate::icecube_columns::{
    CHARGE, PLACE, STRING, TIME, has_names, is_places, is_strings, named, positions, read_table,
    table_of,
};
use crate::{Error, Loaded, Reading, Result, Warnings};

/// How far apart modules of one string may be sideways, in metres.
const STRAIGHT_M: f64 = 20.0;

/// Whether a file begins as a geometry does.
pub fn recognise(head: &Head) -> Match {
    let table = table_of(head);
    match table.as_ref().and_then(columns) {
        Some(_) => Match::Sure,
        None => Match::No,
    }
}

/// The string, the place and the position of every row.
struct Columns<'t> {
    string: &'t Column,
    place: &'t Column,
    position: [&'t Column; 3],
}

/// The columns of a geometry; `None` if the table is none, or may be something else.
fn columns(table: &Table) -> Option<Columns<'_>> {
    if has_names(table) {
        let other = [TIME, CHARGE]
            .iter()
            .any(|names| named(table, names).is_some());
        return (!other).then_some(Columns {
            string: named(table, STRING)?,
            place: named(table, PLACE)?,
            position: positions(table)?,
        });
    }
    let [string, place, x, y, z] = &table.columns[..] else {
        return None;
    };
    let columns = Columns {
        string,
        place,
        position: [x, y, z],
    };
    (is_strings(string) && is_places(place) && hangs_on_strings(&columns)).then_some(columns)
}

/// Whether no place is there twice, and modules of one string are below each other; so at least two are.
fn hangs_on_strings(columns: &Columns) -> bool {
    let [x, y, _] = columns.position.map(|column| column.values.numbers());
    let (Some(x), Some(y)) = (x, y) else {
        return false;
    };
    let (Some(strings), Some(places)) =
        (columns.string.values.whole(), columns.place.values.whole())
    else {
        return false;
    };
    let mut seen = std::collections::HashSet::new();
    let mut feet: HashMap<i64, (f64, f64)> = HashMap::new();
    let mut neighbours = 0;
    for (row, (string, place)) in strings.iter().zip(places).enumerate() {
        let (x, y) = (x[row], y[row]);
        let foot = feet.get(string).copied();
        let (first_x, first_y) = foot.unwrap_or((x, y));
        let away_m = (x - first_x).hypot(y - first_y);
        let straight = away_m.is_finite() && away_m <= STRAIGHT_M;
        if !straight || !seen.insert((string, place)) {
            return false;
        }
        neighbours += usize::from(foot.is_some());
        feet.insert(*string, (first_x, first_y));
    }
    neighbours > 0
}

/// Reads the detector in `path`.
///
/// # Errors
/// If the file cannot be read, or has no row that is a module.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let table = read_table(reading)?;
    let columns = columns(&table).ok_or_else(|| Error::Unsupported {
        wanted: "an IceCube geometry (string, dom, x, y, z)",
        found: "its later rows are something else".into(),
        path: reading.path.to_owned(),
    })?;
    detector(&table, &columns, reading)
}

/// The geometry in a table of another format, such as GraphNeT's Parquet; `None` if it is none by its names.
pub(crate) fn from_table(table: &Table, reading: &Reading) -> Option<Result<Loaded>> {
    if !has_names(table) {
        return None;
    }
    let columns = columns(table)?;
    let whole =
        |column: &Column| column.values.whole().is_some() || column.values.numbers().is_some();
    (whole(columns.string) && whole(columns.place)).then(|| detector(table, &columns, reading))
}

fn detector(table: &Table, columns: &Columns, reading: &Reading) -> Result<Loaded> {
    let numbers = |column: &Column| column.values.numbers().unwrap_or_default().into_owned();
    let (strings, places) = (numbers(columns.string), numbers(columns.place));
    let [x, y, z] = columns.position.map(numbers);
    let mut parts = Parts::default();
    let mut left_out = 0;
    for row in 0..table.rows() {
        let number = |values: &[f64]| values.get(row).copied().unwrap_or(f64::NAN);
        let position_m = DVec3::new(number(&x), number(&y), number(&z));
        let whole = |value: f64| {
            (value.fract() == 0.0 && (0.0..1e6).contains(&value)).then_some(value as u32)
        };
        let id = whole(number(&strings)).zip(whole(number(&places)));
        match id.filter(|_| position_m.is_finite()) {
            Some((string, place)) => {
                let id = ModuleId::on_string(string, place);
                parts.add_undirected(id, string as i32, position_m);
            }
            None => left_out += 1,
        }
    }
    if parts.modules.is_empty() {
        return Err(Error::Nothing {
            format: "an IceCube geometry".into(),
            wanted: "usable rows",
            found: "none has a string, a place on it and a position".into(),
            path: reading.path.to_owned(),
        });
    }
    let mut warnings = Warnings(table.warnings.clone());
    warnings.count(
        left_out,
        "row without a string, a place or a position left out",
        "rows without a string, a place or a position left out",
    );
    let mut detector = parts.into_detector(reading.path, warnings);
    detector.medium = Medium::ICE;
    detector.has_t0 = false;
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: "IceCube geometry".into(),
        warnings: Warnings(detector.warnings.clone()),
        detector: Some(Arc::new(detector)),
        ..Loaded::default()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{head, open_as, refusal};

    const SOUND: &str =
        "1 1 -256.14 -521.08 496.03\n1 2 -256.14 -521.08 479.01\n2 60 -132.8 -501.45 -507.5\n";

    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        open_as("a.txt", text)
    }

    #[test]
    fn tables_with_and_without_names_are_the_same_detector() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(loaded.format, "IceCube geometry");
        let bare = loaded.detector.unwrap();
        assert_eq!((bare.medium, bare.has_t0), (Medium::ICE, false));
        let module = bare.module(ModuleId(260)).unwrap();
        assert_eq!((module.string, module.sensors), (2, 1));
        assert_eq!(bare.modules()[0].floor, 2);
        let csv = format!("string,dom,x[m],y[m],z[m]\n{}", SOUND.replace(' ', ","));
        assert_eq!(open(&csv).unwrap().detector.unwrap(), bare);
        let other = "DOM_z,DOM_y,DOM_x,OM,String\n496.03,-521.08,-256.14,1,1\n";
        let other = open(other).unwrap().detector.unwrap();
        assert_eq!(other.modules()[0].position_m, bare.modules()[0].position_m);
    }

    #[test]
    fn tables_that_may_be_something_else_are_not_taken() {
        let recognised = |text: &str| recognise(&head("a.txt", text));
        assert_eq!(recognised(SOUND), Match::Sure);
        let doubtful = [
            "1 1 10.5 20.5 3.5\n",
            "1 1 10.5 20.5 3.5\n1 2 120.5 -20.5 3.5\n",
            "1 1 10.5 20.5 3.5\n1 1 10.5 20.5 4.5\n",
            "1 1 10.5 20.5 3.5\n2 1 10.5 20.5 4.5\n",
            "1 200 10.5 20.5 3.5\n1 201 10.5 20.5 4.5\n",
            "ra dec x y z\n1 2 3 4 5\n",
            "time charge string dom x y z\n1.5 2 3 4 5 6 7\n",
        ];
        for text in doubtful {
            assert_eq!(recognised(text), Match::No, "{text}");
        }
    }

    #[test]
    fn rows_that_are_no_modules_are_counted() {
        let text = format!("string dom x y z\n{SOUND}3 1 nan 0.5 0.5\n-3 1 0.5 0.5 0.5\n");
        insta::assert_snapshot!(open(&text).unwrap().warnings, @"2 rows without a string, a place or a position left out");
        let none = open("string dom x y z\n-1 1 0.5 0.5 0.5\n");
        insta::assert_snapshot!(refusal(none), @"an IceCube geometry without any usable rows; none has a string, a place on it and a position");
    }
}
