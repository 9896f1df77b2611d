//! Which rows of a table have a position on the sky, and why the others are left out.
//!
//! A right ascension may lie up to two turns outside 0..360 degrees and is brought back; a declination may pass
//! the pole by the last digit of a rounded number. Every other row is left out and counted.

use std::f64::consts::{FRAC_PI_2, TAU};

use nuscope_table::{Table, Values};

use super::values::{Read, read};
use crate::column_names::Key;
use crate::error::grouped;
use crate::recognise_columns::Meaning;

/// Most turns by which a right ascension may lie outside 0..360 degrees before it is taken for an error.
const MOST_TURNS: f64 = 2.0;

/// A declination may pass the pole by the last digit of a rounded cell.
const POLE_RAD: f64 = FRAC_PI_2 + 1e-9;

/// The used columns of the rows that have a position.
pub(crate) struct Rows {
    /// One list per used column of [`Meaning::used`], in its order; empty for names.
    pub(crate) values: Vec<Vec<f64>>,
    /// Whether each row of the table is kept; `None` if all are.
    pub(crate) kept: Option<Vec<bool>>,
    /// Number of rows in `values`.
    pub(crate) len: usize,
    /// Number of rows of the table.
    all: usize,
    /// The first row that was left out, counted from 0, and why.
    first_skip: Option<(usize, String)>,
}

impl Rows {
    /// What was left out, in a sentence.
    pub(crate) fn skipped(&self) -> Option<String> {
        let (row, reason) = self.first_skip.as_ref()?;
        let count = self.all - self.len;
        let first = if count > 1 { "the first is " } else { "" };
        let (count, all) = (grouped(count), grouped(self.all));
        let row = grouped(row + 1);
        Some(format!(
            "{count} of {all} rows skipped: {first}row {row}: {reason}"
        ))
    }

    /// Why no row is left, in words.
    pub(crate) fn nothing(&self) -> String {
        match &self.first_skip {
            None => "its header is not followed by rows".into(),
            Some((_, reason)) if self.all == 1 => format!("its only row was skipped: {reason}"),
            Some((row, reason)) => format!(
                "all {} rows were skipped, the first is row {}: {reason}",
                grouped(self.all),
                row + 1
            ),
        }
    }
}

/// Takes the used columns of a table; they start with right ascension and declination.
pub(crate) fn rows(table: &Table, meaning: &Meaning) -> Rows {
    let mut columns: Vec<Read> = Vec::new();
    for used in &meaning.used {
        let column = &table.columns[used.column];
        let empty = Read {
            values: Vec::new(),
            bad: Vec::new(),
        };
        columns.push(match used.key {
            Key::Name => empty,
            _ => read(column, used.reading).unwrap_or(empty),
        });
    }
    let all = table.rows();
    let mut first: Option<(usize, String)> = None;
    let mut kept = vec![true; all];
    let mut leave_out = |row: usize, reason: &dyn Fn() -> String| {
        kept[row] = false;
        if first.as_ref().is_none_or(|(before, _)| row < *before) {
            first = Some((row, reason()));
        }
    };
    for (used, column) in meaning.used.iter().zip(&columns) {
        for &row in &column.bad {
            let cell = table.columns[used.column].values.show(row);
            let cell: String = cell.chars().take(30).collect();
            leave_out(row, &|| format!("{cell:?} is no {}", name_of(used.key)));
        }
    }
    let (ra, dec) = columns.split_at_mut(1);
    for (row, (ra_rad, dec_rad)) in ra[0].values.iter_mut().zip(&mut dec[0].values).enumerate() {
        let far = ra_rad.abs() > MOST_TURNS * TAU;
        if !ra_rad.is_finite() || far {
            leave_out(row, &|| unusable(Key::Ra, *ra_rad));
        } else if !dec_rad.is_finite() || dec_rad.abs() > POLE_RAD {
            leave_out(row, &|| unusable(Key::Dec, *dec_rad));
        } else {
            *ra_rad = wrapped(*ra_rad);
            *dec_rad = dec_rad.clamp(-FRAC_PI_2, FRAC_PI_2);
        }
    }
    let len = kept.iter().filter(|kept| **kept).count();
    let kept = (len < all).then_some(kept);
    let values = columns
        .into_iter()
        .map(|column| only(column.values, kept.as_deref()));
    Rows {
        values: values.collect(),
        kept,
        len,
        all,
        first_skip: first,
    }
}

/// The values of the rows that are kept.
pub(crate) fn only<T>(values: Vec<T>, kept: Option<&[bool]>) -> Vec<T> {
    let Some(kept) = kept else { return values };
    let pairs = values.into_iter().zip(kept);
    pairs
        .filter_map(|(value, kept)| kept.then_some(value))
        .collect()
}

/// The texts of the rows that are kept, of any column but one of lists.
pub(crate) fn texts(values: &Values, kept: Option<&[bool]>) -> Vec<String> {
    let all = match values {
        Values::Text(texts) => texts.iter().map(|text| text.trim().to_owned()).collect(),
        values => (0..values.len()).map(|row| values.show(row)).collect(),
    };
    only(all, kept)
}

/// A right ascension brought into 0..2π.
pub(crate) fn wrapped(ra_rad: f64) -> f64 {
    let wrapped = ra_rad.rem_euclid(TAU);
    // A tiny negative angle rounds up to a full turn.
    if wrapped < TAU { wrapped } else { 0.0 }
}

fn name_of(key: Key) -> &'static str {
    match key.quantity() {
        Some(quantity) => quantity.label(),
        None if key == Key::Ra => "right ascension",
        None => "declination",
    }
}

fn unusable(key: Key, angle_rad: f64) -> String {
    let name = name_of(key);
    if !angle_rad.is_finite() {
        return format!("the {name} is not a finite number");
    }
    let degrees = (angle_rad.to_degrees() * 1e6).round() / 1e6;
    match key {
        Key::Dec => format!("the {name} is {degrees}°, beyond ±90°"),
        _ => format!("the {name} is {degrees}°"),
    }
}
