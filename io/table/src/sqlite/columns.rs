//! Columns of an SQLite table, typed by their content.
//!
//! SQLite does not hold columns to their types: a column is what its values are. Integers among real numbers
//! become real, numbers among texts become text; bytes have no place in a table and are counted.

use rusqlite::types::ValueRef;

use crate::{Texts, Values};

/// A column that is being read.
#[derive(Debug, Default)]
pub(super) struct ColumnBuilder {
    content: Content,
    /// Values of bytes, which are left out.
    blobs: usize,
}

#[derive(Debug)]
enum Content {
    /// Only missing values up to now: so many.
    Missing(usize),
    Integer(Vec<i64>, Vec<u32>),
    Number(Vec<f64>),
    Text(Texts),
}

impl ColumnBuilder {
    /// Adds a value; returns how many bytes its text takes.
    pub(super) fn push(&mut self, value: ValueRef) -> u64 {
        match value {
            ValueRef::Null => self.push_missing(),
            ValueRef::Integer(integer) => match self.content.of_numbers() {
                Content::Integer(values, _) => values.push(integer),
                Content::Number(values) => values.push(integer as f64),
                Content::Text(texts) => texts.push(&integer.to_string()),
                Content::Missing(_) => {}
            },
            ValueRef::Real(number) => {
                self.content.no_integers();
                match &mut self.content {
                    Content::Number(values) => values.push(number),
                    Content::Text(texts) => texts.push(&number.to_string()),
                    Content::Missing(_) | Content::Integer(..) => {}
                }
            }
            ValueRef::Text(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                self.content.texts().push(&text);
                return text.len() as u64;
            }
            ValueRef::Blob(_) => {
                self.blobs += 1;
                self.push_missing();
            }
        }
        0
    }

    fn push_missing(&mut self) {
        match &mut self.content {
            Content::Missing(count) => *count += 1,
            Content::Integer(values, missing) => {
                missing.push(values.len() as u32);
                values.push(0);
            }
            Content::Number(values) => values.push(f64::NAN),
            Content::Text(texts) => texts.push(""),
        }
    }

    /// The values, and a sentence about what was left out.
    pub(super) fn finish(self, name: &str) -> (Values, Option<String>) {
        let values = match self.content {
            Content::Missing(count) => Values::Number(vec![f64::NAN; count]),
            Content::Integer(values, missing) => Values::Integer { values, missing },
            Content::Number(values) => Values::Number(values),
            Content::Text(texts) => Values::Text(texts),
        };
        let warning = (self.blobs > 0)
            .then(|| format!("{} values of column {name} are bytes, left out", self.blobs));
        (values, warning)
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Missing(0)
    }
}

impl Content {
    /// Makes room for integers where nothing says otherwise.
    fn of_numbers(&mut self) -> &mut Self {
        if let Self::Missing(count) = self {
            *self = Self::Integer(vec![0; *count], (0..*count as u32).collect());
        }
        self
    }

    /// Turns integers, and nothing at all, into real numbers.
    fn no_integers(&mut self) {
        match self {
            Self::Missing(count) => *self = Self::Number(vec![f64::NAN; *count]),
            Self::Integer(..) => {
                let integers = self.take();
                let numbers = integers.numbers().map(|numbers| numbers.into_owned());
                *self = Self::Number(numbers.unwrap_or_default());
            }
            Self::Number(_) | Self::Text(_) => {}
        }
    }

    /// Turns anything into texts.
    fn texts(&mut self) -> &mut Texts {
        if !matches!(self, Self::Text(_)) {
            let values = self.take();
            let texts = (0..values.len()).map(|row| values.show(row));
            *self = Self::Text(texts.collect());
        }
        match self {
            Self::Text(texts) => texts,
            _ => unreachable!("it was made one above"),
        }
    }

    fn take(&mut self) -> Values {
        let builder = ColumnBuilder {
            content: std::mem::take(self),
            blobs: 0,
        };
        builder.finish("").0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[ValueRef]) -> Values {
        let mut builder = ColumnBuilder::default();
        for value in values {
            builder.push(*value);
        }
        builder.finish("x").0
    }

    #[test]
    fn a_column_is_what_its_values_are() {
        use ValueRef::{Integer, Null, Real, Text};
        let integers = Values::Integer {
            values: vec![0, 7],
            missing: vec![0],
        };
        assert_eq!(column(&[Null, Integer(7)]), integers);
        assert_eq!(
            column(&[Integer(7), Real(0.5)]),
            Values::Number(vec![7.0, 0.5])
        );
        let texts = Values::Text(["", "7", "x"].into_iter().collect());
        assert_eq!(column(&[Null, Integer(7), Text(b"x")]), texts);
        assert_eq!(column(&[]), Values::Number(Vec::new()));
    }

    #[test]
    fn bytes_are_counted() {
        let mut builder = ColumnBuilder::default();
        builder.push(ValueRef::Blob(b"\x01"));
        let (values, warning) = builder.finish("frame");
        assert_eq!(values.show(0), "");
        assert_eq!(
            warning.as_deref(),
            Some("1 values of column frame are bytes, left out")
        );
    }
}
