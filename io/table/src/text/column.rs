//! A column of text cells that finds out what it holds.
//!
//! Every column is first taken for integers. The first cell that is none is noted as a wish for a wider kind, and
//! the rows are read once more, all wishes granted: two passes at most, and no text is kept that is not wanted.

use std::borrow::Cow;

use super::cell::{Cell, number};
use super::split::unquoted;
use crate::{Texts, Values};

/// What a column holds, the narrower first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Integers, and gaps.
    Integer,
    /// Numbers, and gaps.
    Number,
    /// Texts.
    Text,
}

/// A part of a column, being filled.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Integers, numbers or texts.
    pub(crate) values: Values,
    /// Cells that said nothing.
    pub(crate) gaps: usize,
    /// The narrowest kind that holds all cells so far.
    pub(crate) wish: Kind,
    /// Texts that are no UTF-8, and were read as Windows-1252.
    pub(crate) foreign: usize,
}

impl Part {
    /// An empty part with room for so many rows.
    pub(crate) fn new(kind: Kind, rows: usize) -> Self {
        let values = match kind {
            Kind::Integer => Values::integers(Vec::with_capacity(rows)),
            Kind::Number => Values::Number(Vec::with_capacity(rows)),
            Kind::Text => Values::Text(Texts::default()),
        };
        Self {
            values,
            gaps: 0,
            wish: kind,
            foreign: 0,
        }
    }

    /// Adds a cell.
    #[inline]
    pub(crate) fn push(&mut self, cell: &[u8]) {
        match &mut self.values {
            Values::Number(values) => {
                let value = match Cell::of(cell) {
                    Cell::Number(value) => value,
                    // By way of the text, because "-0" has a sign as a number.
                    Cell::Integer(0) => number(cell).unwrap_or_default(),
                    Cell::Integer(value) => value as f64,
                    Cell::Missing => {
                        self.gaps += 1;
                        f64::NAN
                    }
                    Cell::Words => {
                        self.wish = Kind::Text;
                        f64::NAN
                    }
                };
                values.push(value);
            }
            Values::Integer { values, missing } => match Cell::of(cell) {
                Cell::Integer(value) => values.push(value),
                other => {
                    let wish = match other {
                        Cell::Words => Kind::Text,
                        Cell::Number(_) => Kind::Number,
                        _ => Kind::Integer,
                    };
                    self.wish = self.wish.max(wish);
                    self.gaps += usize::from(other == Cell::Missing);
                    missing.push(values.len() as u32);
                    values.push(0);
                }
            },
            Values::Text(texts) => match std::str::from_utf8(cell) {
                Ok(text) => texts.push(&unquoted(text)),
                Err(_) => {
                    self.foreign += 1;
                    texts.push(&unquoted(&decoded(cell)));
                }
            },
            Values::Bool(_) | Values::Lists { .. } => {}
        }
    }

    /// Adds another part of the same kind below this one.
    pub(crate) fn append(&mut self, other: Self) {
        self.gaps += other.gaps;
        self.foreign += other.foreign;
        self.wish = self.wish.max(other.wish);
        match (&mut self.values, other.values) {
            (Values::Number(all), Values::Number(more)) => all.extend_from_slice(&more),
            (
                Values::Integer { values, missing },
                Values::Integer {
                    values: more,
                    missing: gaps,
                },
            ) => {
                let rows = values.len() as u32;
                missing.extend(gaps.iter().map(|row| rows + row));
                values.extend_from_slice(&more);
            }
            (Values::Text(all), Values::Text(more)) => all.append(&more),
            _ => {}
        }
    }
}

/// A text of UTF-8, or else of Windows-1252.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(windows_1252(bytes)),
    }
}

/// Text of the encoding that older Windows programs write.
fn windows_1252(bytes: &[u8]) -> String {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    bytes.iter().map(letter).collect()
}
