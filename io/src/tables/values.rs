//! The values of a column as the model has them: radians, log10 of GeV, days.
//!
//! A column of text is read cell by cell: a single cell that is no number makes a whole column text, and the
//! other rows are still good.

use nuscope_table::{Column, Values};

use crate::column_reading::Reading;
use crate::column_titles::{Marks, Title, title};
use crate::iso_date::mjd_of;
use nuscope_table::text::{number, sexagesimal};

/// Cells that are asked whether a column is sexagesimal.
const ASKED: usize = 20;

/// The values of a column, and the rows whose cell cannot be read.
pub(crate) struct Read {
    /// One per row; NaN where there is none.
    pub(crate) values: Vec<f64>,
    /// The rows whose text is no such value, in order.
    pub(crate) bad: Vec<usize>,
}

/// The title of a column.
pub(crate) fn title_of(column: &Column) -> Title {
    let mut title = title(&column.name, column.unit.as_deref());
    title.ucd = column.ucd.trim().to_lowercase();
    title.level = level_in(&column.description);
    title.sexagesimal = marks(&column.values);
    title.iso_dates = are_iso_dates(&column.values);
    let texts = column.values.texts().filter(|_| title.iso_dates);
    title.iso_moments = texts.is_some_and(|texts| {
        let mut cells = texts.iter().filter(|cell| !is_missing(cell)).take(ASKED);
        cells.any(|cell| cell.contains(':'))
    });
    title
}

/// Reads a column; `None` if it holds lists.
pub(crate) fn read(column: &Column, reading: Reading) -> Option<Read> {
    let mut bad = Vec::new();
    let values = match &column.values {
        Values::Text(texts) => {
            let cell = |(row, cell): (usize, &str)| {
                let value = reading.value(cell.trim().as_bytes());
                if value.is_none() && !is_missing(cell) {
                    bad.push(row);
                }
                value.unwrap_or(f64::NAN)
            };
            texts.iter().enumerate().map(cell).collect()
        }
        values => {
            let mut values = values.numbers()?.into_owned();
            if reading != Reading::Number {
                values
                    .iter_mut()
                    .for_each(|value| *value = reading.of(*value));
            }
            values
        }
    };
    Some(Read { values, bad })
}

/// Whether a cell says that there is no value.
fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    let words = ["", "-", "--", "null", "none", "n/a"];
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// How the texts of a column are sexagesimal; `None` if they are not.
fn marks(values: &Values) -> Option<Marks> {
    let mut cells = values
        .texts()?
        .iter()
        .filter(|cell| !is_missing(cell))
        .take(ASKED)
        .peekable();
    cells.peek()?;
    let mut marks = Marks::default();
    for cell in cells {
        let cell = cell.trim().as_bytes();
        if number(cell).is_some() || sexagesimal(cell).is_none() {
            return None;
        }
        marks.degrees |= cell.contains(&b'd') || cell.windows(2).any(|pair| pair == "°".as_bytes());
    }
    Some(marks)
}

/// Whether the first texts of a column are dates of ISO 8601.
fn are_iso_dates(values: &Values) -> bool {
    let Some(texts) = values.texts() else {
        return false;
    };
    let cells = texts.iter().filter(|cell| !is_missing(cell));
    let mut cells = cells.take(ASKED).peekable();
    cells.peek().is_some() && cells.all(|cell| mjd_of(cell.as_bytes()).is_some())
}

/// The share in per cent that a description states: "95% confidence", "(90 % containment)".
fn level_in(description: &str) -> Option<f64> {
    let (before, _) = description.split_once('%')?;
    let before = before.trim_end();
    let digits = before.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let level: f64 = before.get(digits.len()..)?.parse().ok()?;
    (level > 0.0 && level < 100.0).then_some(level)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn text(cells: &[&str]) -> Column {
        Column::new("RA", "", Values::Text(cells.iter().collect()))
    }

    #[test]
    fn a_cell_that_is_no_number_spoils_its_row_only() {
        let read = read(&text(&["1.5", "junk", "", "-"]), Reading::Number).unwrap();
        assert_eq!(read.values[0], 1.5);
        assert!(read.values[1..].iter().all(|value| value.is_nan()));
        assert_eq!(read.bad, [1]);
    }

    #[test]
    fn sexagesimal_texts_are_seen_with_their_marks() {
        let marks = |cells: &[&str]| title_of(&text(cells)).sexagesimal;
        assert_eq!(marks(&["05:09:25.96", "-"]), Some(Marks { degrees: false }));
        assert_eq!(marks(&["05 09 25.96"]), Some(Marks { degrees: false }));
        assert_eq!(marks(&["05h09m25.96s"]), Some(Marks { degrees: false }));
        assert_eq!(marks(&["77d21m29s"]), Some(Marks { degrees: true }));
        assert_eq!(marks(&["77°21′29″"]), Some(Marks { degrees: true }));
        assert_eq!(marks(&["05:09:25.96", "77.5"]), None);
        assert_eq!(marks(&["", "-"]), None);
    }

    #[test]
    fn shares_are_read_from_descriptions() {
        assert_eq!(level_in("Angular error (90% containment)"), Some(90.0));
        assert_eq!(level_in("the 95 % confidence radius"), Some(95.0));
        assert_eq!(level_in("all of it, 100%"), None);
        assert_eq!(level_in("per cent (%)"), None);
        assert_eq!(level_in(""), None);
    }
}
