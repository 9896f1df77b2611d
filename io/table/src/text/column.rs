//! A column of text cells that finds out what it holds.
//!
//! Every column is first taken for integers. The first cell that is none is noted as a wish for a wider kind, and
//! the rows are read once more, all wishes granted: two passes at most, and no text is kept that is not wanted.
//! Numbers have their place in the whole column from the start, so that blocks of text fill it side by side.

use std::borrow::Cow;
use std::ops::Range;

use super::cell::{Cell, number};
use super::decimal::Decimal;
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

/// What reading the cells of a column, or of a part of it, found out.
#[derive(Clone, Debug)]
pub(crate) struct Findings {
    /// Cells that said nothing.
    pub(crate) gaps: usize,
    /// The narrowest kind that holds all cells so far.
    pub(crate) wish: Kind,
    /// Texts that are no UTF-8, and were read as Windows-1252.
    pub(crate) foreign: usize,
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// Integers, numbers or texts.
    pub(crate) values: Values,
    /// What its cells are.
    pub(crate) findings: Findings,
}

/// The part of a column that one block of text fills.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    place: Place<'a>,
    rest: Rest,
}

/// Where the values of rows go.
#[derive(Debug)]
pub(crate) enum Place<'a> {
    /// One integer per row.
    Integers(&'a mut [i64]),
    /// One number per row.
    Numbers(&'a mut [f64]),
    /// Nowhere yet: nobody knows how long they are.
    Texts,
}

/// What a part holds beside its place; its rows are counted from that.
#[derive(Debug)]
pub(crate) struct Rest {
    findings: Findings,
    missing: Vec<u32>,
    texts: Texts,
}

impl<'a> Place<'a> {
    /// Cuts the first so many rows off, to be filled apart from all others.
    pub(crate) fn part(&mut self, rows: usize) -> Part<'a> {
        let (place, kind) = match self {
            Self::Integers(slots) => {
                let cut = slots.split_off_mut(..rows).unwrap_or_default();
                (Self::Integers(cut), Kind::Integer)
            }
            Self::Numbers(slots) => {
                let cut = slots.split_off_mut(..rows).unwrap_or_default();
                (Self::Numbers(cut), Kind::Number)
            }
            Self::Texts => (Self::Texts, Kind::Text),
        };
        let rest = Rest {
            findings: Findings::of(kind),
            missing: Vec::new(),
            texts: Texts::default(),
        };
        Part { place, rest }
    }
}

impl Findings {
    fn of(wish: Kind) -> Self {
        Self {
            gaps: 0,
            wish,
            foreign: 0,
        }
    }
}

impl<'a> Part<'a> {
    /// Puts a number into a row; `None` if the column or the number is another one.
    #[inline]
    pub(crate) fn put_decimal(&mut self, row: usize, decimal: Decimal) -> Option<()> {
        match &mut self.place {
            Place::Numbers(slots) => *slots.get_mut(row)? = decimal.number()?,
            Place::Integers(slots) => *slots.get_mut(row)? = decimal.integer()?,
            Place::Texts => return None,
        }
        Some(())
    }

    /// Puts a cell into a row; texts come in order.
    #[inline]
    pub(crate) fn put(&mut self, row: usize, cell: &[u8]) {
        let Rest {
            findings,
            missing,
            texts,
        } = &mut self.rest;
        match &mut self.place {
            Place::Numbers(slots) => {
                slots[row] = match Cell::of(cell) {
                    Cell::Number(value) => value,
                    // By way of the text, because "-0" has a sign as a number.
                    Cell::Integer(0) => number(cell).unwrap_or_default(),
                    Cell::Integer(value) => value as f64,
                    Cell::Missing => {
                        findings.gaps += 1;
                        f64::NAN
                    }
                    Cell::Words => {
                        findings.wish = Kind::Text;
                        f64::NAN
                    }
                };
            }
            Place::Integers(slots) => match Cell::of(cell) {
                Cell::Integer(value) => slots[row] = value,
                other => {
                    let wish = match other {
                        Cell::Words => Kind::Text,
                        Cell::Number(_) => Kind::Number,
                        _ => Kind::Integer,
                    };
                    findings.wish = findings.wish.max(wish);
                    findings.gaps += usize::from(other == Cell::Missing);
                    missing.push(row as u32);
                    slots[row] = 0;
                }
            },
            Place::Texts => match std::str::from_utf8(cell) {
                Ok(text) => texts.push(&unquoted(text)),
                Err(_) => {
                    findings.foreign += 1;
                    texts.push(&unquoted(&decoded(cell)));
                }
            },
        }
    }

    /// Leaves the place to whoever owns it.
    pub(crate) fn into_rest(self) -> Rest {
        self.rest
    }
}

impl Whole {
    /// A column with places for so many rows.
    pub(crate) fn new(kind: Kind, rows: usize) -> Self {
        let values = match kind {
            Kind::Integer => Values::integers(vec![0; rows]),
            Kind::Number => Values::Number(vec![0.0; rows]),
            Kind::Text => Values::Text(Texts::default()),
        };
        let findings = Findings::of(kind);
        Self { values, findings }
    }

    /// The places of all rows.
    pub(crate) fn place(&mut self) -> Place<'_> {
        match &mut self.values {
            Values::Integer { values, .. } => Place::Integers(values),
            Values::Number(values) => Place::Numbers(values),
            _ => Place::Texts,
        }
    }

    /// Takes over a part whose rows are `rows`, and moves them to the row `to`, behind those of the parts before.
    pub(crate) fn take(&mut self, rest: Rest, rows: Range<usize>, to: usize) {
        self.findings.gaps += rest.findings.gaps;
        self.findings.foreign += rest.findings.foreign;
        self.findings.wish = self.findings.wish.max(rest.findings.wish);
        let moves = rows.start != to;
        match &mut self.values {
            Values::Number(values) if moves => values.copy_within(rows, to),
            Values::Integer { values, missing } => {
                missing.extend(rest.missing.iter().map(|row| to as u32 + row));
                if moves {
                    values.copy_within(rows, to);
                }
            }
            Values::Text(texts) => texts.append(&rest.texts),
            _ => {}
        }
    }

    /// Ends the column behind the last row that was taken.
    pub(crate) fn truncate(&mut self, rows: usize) {
        match &mut self.values {
            Values::Number(values) => values.truncate(rows),
            Values::Integer { values, .. } => values.truncate(rows),
            _ => {}
        }
    }

    /// The values; numbers if there are none at all.
    pub(crate) fn finish(self) -> Values {
        match self.values {
            Values::Integer { values, .. } if self.findings.gaps == values.len() => {
                Values::Number(vec![f64::NAN; values.len()])
            }
            values => values,
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
