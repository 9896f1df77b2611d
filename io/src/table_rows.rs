//! Rows of numbers from a text table: in parallel, in order, and what cannot be used counted with its reason.

use rayon::prelude::*;

use crate::recognise_columns::{Key, Used};
use crate::split_table::{Separator, lines};
use crate::table_layout::Layout;

/// Bytes of text that are read as one piece of parallel work.
const BLOCK: usize = 1 << 20;

/// Most turns by which a right ascension may lie outside 0..360 degrees before it is taken for an error.
const MOST_TURNS: f64 = 2.0;

/// A declination may pass the pole by the last digit of a rounded cell.
const POLE_RAD: f64 = std::f64::consts::FRAC_PI_2 + 1e-9;

/// The rows of a table, or of a piece of one.
#[derive(Default)]
pub(crate) struct Rows {
    /// One list per used column, in the order of `Used`: right ascension, declination, and the others.
    pub(crate) values: Vec<Vec<f64>>,
    /// Number of rows in `values`.
    pub(crate) kept: usize,
    /// Number of rows that were left out.
    pub(crate) skipped: usize,
    /// Number of the first line that was left out, and why.
    pub(crate) first_skip: Option<(usize, String)>,
    lines: usize,
}

/// Reads all rows. The used columns start with right ascension and declination.
pub(crate) fn read_rows(layout: &Layout, used: &[Used]) -> Rows {
    let mut blocks = Vec::new();
    let mut rest = layout.rows;
    while !rest.is_empty() {
        let tail = rest.get(BLOCK..);
        let end = tail.and_then(|tail| tail.iter().position(|byte| *byte == b'\n'));
        let (block, tail) = rest.split_at(end.map_or(rest.len(), |end| BLOCK + end + 1));
        blocks.push(block);
        rest = tail;
    }
    let blocks: Vec<Rows> = blocks
        .into_par_iter()
        .map(|block| read_block(block, layout, used))
        .collect();
    let mut all = Rows {
        values: vec![Vec::new(); used.len()],
        ..Rows::default()
    };
    let kept: usize = blocks.iter().map(|block| block.kept).sum();
    all.values
        .iter_mut()
        .for_each(|values| values.reserve_exact(kept));
    for block in blocks {
        for (values, more) in all.values.iter_mut().zip(&block.values) {
            values.extend_from_slice(more);
        }
        if let (None, Some((line, reason))) = (&all.first_skip, block.first_skip) {
            all.first_skip = Some((layout.first_line + all.lines + line, reason));
        }
        all.kept += block.kept;
        all.skipped += block.skipped;
        all.lines += block.lines;
    }
    all
}

fn read_block(block: &[u8], layout: &Layout, used: &[Used]) -> Rows {
    let mut slots = vec![None; layout.titles.len()];
    for (slot, used) in used.iter().enumerate() {
        slots[used.column] = Some((slot, used));
    }
    let rows = block.len() / 40;
    let mut all = Rows {
        values: used.iter().map(|_| Vec::with_capacity(rows)).collect(),
        ..Rows::default()
    };
    let mut row = vec![f64::NAN; used.len()];
    for (number, (line, _)) in lines(block).enumerate() {
        all.lines += 1;
        if matches!(line.trim_ascii_start().first(), None | Some(b'#')) {
            continue;
        }
        match read_row(line, layout.separator, &slots, &mut row) {
            Ok(()) => {
                all.kept += 1;
                all.values
                    .iter_mut()
                    .zip(&row)
                    .for_each(|(values, value)| values.push(*value));
            }
            Err(skip) => {
                all.skipped += 1;
                all.first_skip
                    .get_or_insert_with(|| (number, skip.to_string()));
            }
        }
    }
    all
}

fn read_row<'a>(
    line: &'a [u8],
    separator: Separator,
    slots: &[Option<(usize, &Used)>],
    row: &mut [f64],
) -> Result<(), Skip<'a>> {
    let mut found = 0;
    for cell in separator.cells(line) {
        if let Some(Some((slot, used))) = slots.get(found) {
            row[*slot] = match used.reading.value(cell) {
                Some(value) => value,
                None if is_missing(cell) && used.key.quantity().is_some() => f64::NAN,
                None => return Err(Skip::NotANumber(used.key, cell)),
            };
        }
        found += 1;
    }
    if found != slots.len() {
        return Err(Skip::Cells(found, slots.len()));
    }
    let (ra_rad, dec_rad) = (row[0], row[1]);
    if !(ra_rad.is_finite() && ra_rad.abs() <= MOST_TURNS * std::f64::consts::TAU) {
        return Err(Skip::Coordinate(Key::Ra, ra_rad));
    }
    if !dec_rad.is_finite() {
        return Err(Skip::Coordinate(Key::Dec, dec_rad));
    }
    if dec_rad.abs() > POLE_RAD {
        return Err(Skip::Declination(dec_rad));
    }
    row[0] = wrapped(ra_rad);
    row[1] = dec_rad.clamp(-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2);
    Ok(())
}

/// A right ascension brought into 0..2π.
pub(crate) fn wrapped(ra_rad: f64) -> f64 {
    let wrapped = ra_rad.rem_euclid(std::f64::consts::TAU);
    // A tiny negative angle rounds up to a full turn.
    if wrapped < std::f64::consts::TAU {
        wrapped
    } else {
        0.0
    }
}

/// Whether a cell says that there is no value.
fn is_missing(cell: &[u8]) -> bool {
    let words: [&[u8]; 6] = [b"", b"-", b"--", b"null", b"none", b"n/a"];
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Why a row is left out; text is made of it for the first one only.
enum Skip<'a> {
    Cells(usize, usize),
    NotANumber(Key, &'a [u8]),
    Coordinate(Key, f64),
    Declination(f64),
}

impl std::fmt::Display for Skip<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |key: &Key| match key.quantity() {
            Some(quantity) => quantity.label(),
            None if *key == Key::Ra => "right ascension",
            None => "declination",
        };
        match self {
            Self::Cells(found, expected) => {
                write!(f, "it has {found} columns, {expected} are expected")
            }
            Self::NotANumber(key, cell) => {
                let cell = String::from_utf8_lossy(cell);
                let cell: String = cell.chars().take(30).collect();
                write!(f, "{cell:?} is no {}", name(key))
            }
            Self::Coordinate(key, value) if value.is_finite() => {
                write!(f, "the {} is {}°", name(key), rounded_deg(*value))
            }
            Self::Coordinate(key, _) => write!(f, "the {} is not a finite number", name(key)),
            Self::Declination(value) => {
                write!(
                    f,
                    "the declination is {}°, beyond ±90°",
                    rounded_deg(*value)
                )
            }
        }
    }
}

fn rounded_deg(angle_rad: f64) -> f64 {
    (angle_rad.to_degrees() * 1e6).round() / 1e6
}
