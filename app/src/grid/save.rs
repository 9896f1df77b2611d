//! The rows that a table shows, as a file: exactly these rows and columns, in this order, with where they come from.

use std::path::{Path, PathBuf};

use nuscope_io::table::{Column, Table, Texts, Values};
use nuscope_io::{Origins, Progress, Result, Warnings, write_tables};
use nuscope_model::trigger::TRIGGERS;

use super::{Grid, GridColumn, Order};
use crate::filter::{Cells, Columns as _, missing_whole};
use crate::view::TableLook;

/// What became of saving rows: where, how many, what the format could not hold.
pub type Saved = (PathBuf, usize, Result<Warnings>);

/// The rows that are shown of `grid`, the columns that are shown, in order.
pub fn table_of(grid: &Grid, order: &Order, look: &TableLook) -> Table {
    let columns = grid.shown(look);
    Table {
        // Not "hits" alone: in HDF5 that is what files of whole events call theirs.
        name: format!("{}_shown", grid.rows_are),
        columns: columns
            .iter()
            .map(|column| picked(column, &order.rows))
            .collect(),
        ..Table::default()
    }
}

/// Says in `origins` which rows of `grid` a table holds.
pub fn say_rows(origins: &mut Origins, grid: &Grid, order: &Order, look: &TableLook) {
    origins.say("ROWS", order.rows.len().to_string(), "rows in this table");
    origins.say("OFROWS", grid.rows().to_string(), "rows before the filter");
    if !order.filter.is_empty() {
        origins.say("FILTER", &order.filter, "rows that are left");
    }
    if let Some(sort) = &look.sort {
        let direction = if sort.falling { "falling" } else { "rising" };
        origins.say(
            "SORTEDBY",
            format!("{} {direction}", sort.column),
            "order of rows",
        );
    }
}

/// Writes a table with the checksums of the files that it was made from.
pub fn save_rows(
    path: &Path,
    mut table: Table,
    files: &[(PathBuf, String)],
    mut origins: Origins,
    progress: &Progress,
) -> Saved {
    let rows = table.rows();
    let mut lost = Vec::new();
    for (file, format) in files {
        if path == file {
            let error = nuscope_io::Error::Unsupported {
                wanted: "a name of its own for the table",
                found: "this is a file that is open".into(),
                path: path.into(),
            };
            return (path.into(), rows, Err(error));
        }
        // A file that is gone by now has no checksum; that is no reason to lose the table.
        if let Err(error) = origins.read(file, format, progress) {
            lost.push(format!("no checksum: {error}"));
        }
    }
    table.notes = origins.notes().to_vec();
    let written = write_tables(path, &[table]).map(|mut warnings| {
        warnings.0.extend(lost);
        warnings
    });
    (path.into(), rows, written)
}

/// Some rows of a column.
fn picked(column: &GridColumn, rows: &[u32]) -> Column {
    let places = || rows.iter().map(|row| *row as usize);
    let values = match column.cells() {
        Cells::Single(values) => Values::Number(places().map(|row| short(values[row])).collect()),
        Cells::Real(values) => Values::Number(places().map(|row| values[row]).collect()),
        Cells::Whole(values) => {
            let missing = |value: &i64| *value == missing_whole();
            let found: Vec<i64> = places().map(|row| values[row]).collect();
            let gaps = found.iter().enumerate().filter(|(_, value)| missing(value));
            Values::Integer {
                missing: gaps.map(|(place, _)| place as u32).collect(),
                values: found
                    .iter()
                    .map(|value| if missing(value) { 0 } else { *value })
                    .collect(),
            }
        }
        Cells::Truth(values) => Values::Bool(places().map(|row| Some(values[row])).collect()),
        // Bit 63 is a sign here; no trigger has it.
        Cells::Bits(values) => Values::integers(places().map(|row| values[row] as i64).collect()),
        Cells::Moment(_) => {
            let texts: Texts = places().map(|row| moment(column, row)).collect();
            Values::Text(texts)
        }
        Cells::Text(_) => {
            let texts: Texts = places().map(|row| column.cells().text(row)).collect();
            Values::Text(texts)
        }
    };
    let mut about = column.head.about.to_owned();
    if matches!(column.cells(), Cells::Bits(_)) {
        let bits: Vec<_> = TRIGGERS
            .iter()
            .map(|trigger| format!("{} {}", trigger.mask(), trigger.name))
            .collect();
        about += &format!(", added up: {}", bits.join(", "));
    }
    let unit = match column.head.unit {
        "°" => "deg",
        "1/(GeV cm² s)" => "GeV-1.cm-2.s-1",
        // The text says it by itself.
        "UTC" => "",
        "p.e." => "",
        unit => unit,
    };
    Column {
        description: about,
        ..Column::new(column.head.name, unit, values)
    }
}

/// A number of single precision as people would write it, in double precision.
fn short(value: f32) -> f64 {
    value
        .to_string()
        .parse()
        .unwrap_or_else(|_| f64::from(value))
}

/// A date and time as ISO 8601; empty where there is none.
fn moment(column: &GridColumn, row: usize) -> String {
    match column.text(row) {
        text if text.is_empty() => text,
        text => format!("{}Z", text.replace(' ', "T")),
    }
}
