//! Tables by column: names, units, typed values, and what the file says about the whole.
//!
//! A missing number is NaN, a missing integer is listed in `missing`, a missing text is empty. Integers stay
//! integers, because event numbers and HEALPix cells do not fit a `f64`.

use std::borrow::Cow;

/// One table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the file calls it: the name of a VOTable's TABLE, a FITS extension, an SQLite table; may be empty.
    pub name: String,
    /// Its columns, all of one length.
    pub columns: Vec<Column>,
    /// What the file says about the whole: FITS cards, VOTable PARAMs and INFOs, comments.
    pub notes: Vec<Note>,
    /// Rows and columns that could not be read, in sentences.
    pub warnings: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its name, as the file writes it.
    pub name: String,
    /// Its unit, as the file writes it; `None` where the file does not say.
    pub unit: Option<String>,
    /// What the file says about it; may be empty.
    pub description: String,
    /// Its unified content descriptor (VOTable), such as `pos.eq.ra;meta.main`; may be empty.
    pub ucd: String,
    /// Its values.
    pub values: Values,
}

/// A keyword of the whole table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The keyword; empty for a comment.
    pub key: String,
    /// Its value, or the comment.
    pub value: String,
    /// What the file says about it; may be empty.
    pub comment: String,
}

/// The values of a column, one per row.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Real numbers; NaN where there is none.
    Number(Vec<f64>),
    /// Integers.
    Integer {
        /// One per row; 0 where missing.
        values: Vec<i64>,
        /// The rows that have none, in order.
        missing: Vec<u32>,
    },
    /// True or false; `None` where missing.
    Bool(Vec<Option<bool>>),
    /// Texts; empty where missing.
    Text(Texts),
    /// A list in every row; `values[ends[row - 1]..ends[row]]` are those of a row.
    Lists {
        /// Where each row's list ends.
        ends: Vec<usize>,
        /// The elements of all rows, one after another.
        values: Box<Values>,
    },
}

impl Default for Values {
    fn default() -> Self {
        Self::Number(Vec::new())
    }
}

/// Many short texts in one allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    ends: Vec<usize>,
    text: String,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Adds all texts of another.
    pub fn append(&mut self, other: &Self) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| start + end));
    }

    /// The text of this row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }

    /// How long they are together, in bytes.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|row| self.get(row))
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        let mut texts = Self::default();
        for text in iter {
            texts.push(text.as_ref());
        }
        texts
    }
}

impl Values {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Integer { values, .. } => values.len(),
            Self::Bool(values) => values.len(),
            Self::Text(texts) => texts.len(),
            Self::Lists { ends, .. } => ends.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Integers without a gap.
    pub fn integers(values: Vec<i64>) -> Self {
        Self::Integer {
            values,
            missing: Vec::new(),
        }
    }

    /// All values as numbers, missing ones as NaN; `None` for texts and lists.
    pub fn numbers(&self) -> Option<Cow<'_, [f64]>> {
        match self {
            Self::Number(values) => Some(Cow::Borrowed(values)),
            Self::Integer { values, missing } => {
                let mut numbers: Vec<f64> = values.iter().map(|value| *value as f64).collect();
                for row in missing {
                    if let Some(number) = numbers.get_mut(*row as usize) {
                        *number = f64::NAN;
                    }
                }
                Some(Cow::Owned(numbers))
            }
            Self::Bool(values) => {
                let number = |value: &Option<bool>| value.map_or(f64::NAN, f64::from);
                Some(Cow::Owned(values.iter().map(number).collect()))
            }
            Self::Text(_) | Self::Lists { .. } => None,
        }
    }

    /// All values as integers; `None` for anything else, and where one is missing.
    pub fn whole(&self) -> Option<&[i64]> {
        match self {
            Self::Integer { values, missing } if missing.is_empty() => Some(values),
            _ => None,
        }
    }

    /// All values as texts; `None` for anything else.
    pub fn texts(&self) -> Option<&Texts> {
        match self {
            Self::Text(texts) => Some(texts),
            _ => None,
        }
    }

    /// The elements' range of one row of a list; `None` for anything else or beyond the end.
    pub fn list(&self, row: usize) -> Option<(std::ops::Range<usize>, &Values)> {
        match self {
            Self::Lists { ends, values } => {
                let end = *ends.get(row)?;
                let start = row.checked_sub(1).map_or(0, |before| ends[before]);
                Some((start..end, values))
            }
            _ => None,
        }
    }

    /// One value as people read it; empty where it is missing or beyond the end.
    pub fn show(&self, row: usize) -> String {
        match self {
            Self::Number(values) => match values.get(row) {
                Some(value) if !value.is_nan() => value.to_string(),
                _ => String::new(),
            },
            Self::Integer { values, missing } => match values.get(row) {
                Some(value) if missing.binary_search(&(row as u32)).is_err() => value.to_string(),
                _ => String::new(),
            },
            Self::Bool(values) => match values.get(row) {
                Some(Some(value)) => value.to_string(),
                _ => String::new(),
            },
            Self::Text(texts) => texts.get(row).unwrap_or_default().to_owned(),
            Self::Lists { .. } => {
                let Some((range, values)) = self.list(row) else {
                    return String::new();
                };
                let shown: Vec<_> = range.map(|i| values.show(i)).collect();
                format!("[{}]", shown.join(", "))
            }
        }
    }
}

impl Column {
    /// A column of a name, a unit (none if empty) and values.
    pub fn new(name: impl Into<String>, unit: &str, values: Values) -> Self {
        Self {
            name: name.into(),
            unit: (!unit.is_empty()).then(|| unit.to_owned()),
            values,
            ..Self::default()
        }
    }
}

impl Table {
    /// Number of rows: that of the first column.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The column of this name; in any case if none is written exactly so.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = |column: &&Column| column.name == name;
        let alike = |column: &&Column| column.name.eq_ignore_ascii_case(name);
        let columns = || self.columns.iter();
        columns().find(exact).or_else(|| columns().find(alike))
    }

    /// The value of the note of this keyword, in any case.
    pub fn note(&self, key: &str) -> Option<&str> {
        let found = self
            .notes
            .iter()
            .find(|note| note.key.eq_ignore_ascii_case(key));
        found.map(|note| note.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn missing_values_are_nan_as_numbers_and_empty_as_text() {
        let values = Values::Integer {
            values: vec![7, 0, 9],
            missing: vec![1],
        };
        let numbers = values.numbers().unwrap();
        assert_eq!((numbers[0], numbers[2]), (7.0, 9.0));
        assert!(numbers[1].is_nan());
        assert_eq!([0, 1, 2].map(|row| values.show(row)), ["7", "", "9"]);
        assert!(values.whole().is_none());
    }

    #[test]
    fn lists_are_cut_at_their_ends() {
        let values = Values::Lists {
            ends: vec![2, 2, 3],
            values: Box::new(Values::Number(vec![1.0, 2.0, 3.5])),
        };
        assert_eq!(values.list(1).unwrap().0, 2..2);
        assert_eq!(values.show(0), "[1, 2]");
        assert_eq!(values.show(2), "[3.5]");
        assert_eq!(values.show(3), "");
    }

    #[test]
    fn names_are_found_in_any_case_but_exact_ones_first() {
        let table = Table {
            columns: vec![
                Column::new("RA", "deg", Values::Number(vec![1.0])),
                Column::new("ra", "rad", Values::Number(vec![2.0])),
            ],
            ..Table::default()
        };
        assert_eq!(table.column("ra").unwrap().unit.as_deref(), Some("rad"));
        assert_eq!(table.column("Ra").unwrap().unit.as_deref(), Some("deg"));
    }
}
