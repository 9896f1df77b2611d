//! The columns of IceCube's text tables: which is which, by names or, where there are none, by what they hold.
//!
//! Its detector, pulses and energy losses are published as bare tables. They are recognised only where their content
//! leaves no doubt, because a table of numbers may as well be a list of candidates.

use nuscope_table::{Column, Limits, Progress, Table, Values, read_text};

use crate::head::Head;
use crate::{Reading, Result};

/// The highest number of a string; there are 86, upgrades have some more.
const MOST_STRINGS: i64 = 99;
/// The highest place on a string, those on the ice (61 to 66) included.
const MOST_PLACES: i64 = 66;

/// The table at a file's beginning, without a last line that may be cut; `None` if it is none.
pub(crate) fn table_of(head: &Head) -> Option<Table> {
    if !head.is_text() {
        return None;
    }
    let whole = head.bytes.iter().rposition(|byte| *byte == b'\n');
    let bytes = &head.bytes[..whole.unwrap_or(head.bytes.len())];
    read_text(
        bytes,
        &mut Limits::for_file(bytes.len() as u64),
        &Progress::default(),
    )
    .ok()
}

/// The whole table of a file.
pub(crate) fn read_table(reading: &Reading) -> Result<Table> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    read_text(&bytes, &mut limits, reading.progress).map_err(|error| reading.error(error))
}

/// The column whose name, without its unit and in lower case, is one of `names`.
pub(crate) fn named<'t>(table: &'t Table, names: &[&str]) -> Option<&'t Column> {
    let bare = |column: &Column| {
        let name = column.name.split(['[', '(']).next().unwrap_or_default();
        name.trim().to_ascii_lowercase()
    };
    let mut columns = table.columns.iter();
    columns.find(|column| names.contains(&bare(column).as_str()))
}

/// Names of the column of strings.
pub(crate) const STRING: &[&str] = &[
    "string",
    "string_id",
    "string_number",
    "string_no",
    "string_idx",
];
/// Names of the column of places on a string.
pub(crate) const PLACE: &[&str] = &[
    "dom",
    "om",
    "dom_number",
    "dom_no",
    "dom_idx",
    "om_id",
    "dom_id",
];
/// Names of the columns of positions in metres.
pub(crate) const POSITION: [&[&str]; 3] = [
    &["x", "dom_x", "pos_x", "x_m"],
    &["y", "dom_y", "pos_y", "y_m"],
    &["z", "dom_z", "pos_z", "z_m"],
];
/// Names of the column of times in nanoseconds.
pub(crate) const TIME: &[&str] = &["time", "t", "dom_time", "hit_time", "time_ns"];
/// Names of the column of charges in photo-electrons.
pub(crate) const CHARGE: &[&str] = &["charge", "q", "npe", "charge_pe", "pe"];

/// The columns of positions.
pub(crate) fn positions(table: &Table) -> Option<[&Column; 3]> {
    let [x, y, z] = POSITION.map(|names| named(table, names));
    Some([x?, y?, z?])
}

/// Whether the columns have names of their own: `read_text` calls them col1, col2… where they have none.
pub(crate) fn has_names(table: &Table) -> bool {
    let given = |(i, column): (usize, &Column)| column.name != format!("col{}", i + 1);
    table.columns.iter().enumerate().any(given)
}

/// Whether a column holds whole numbers within `1..=most`, and at least one.
fn counts_to(column: &Column, most: i64) -> bool {
    let values = column.values.whole().unwrap_or_default();
    !values.is_empty() && values.iter().all(|value| (1..=most).contains(value))
}

/// Whether a column can be one of strings.
pub(crate) fn is_strings(column: &Column) -> bool {
    counts_to(column, MOST_STRINGS)
}

/// Whether a column can be one of places on strings.
pub(crate) fn is_places(column: &Column) -> bool {
    counts_to(column, MOST_PLACES)
}

/// The numbers of a column of numbers that are not all whole.
pub(crate) fn fractions(column: &Column) -> Option<&[f64]> {
    match &column.values {
        Values::Number(values) => Some(values),
        _ => None,
    }
}
