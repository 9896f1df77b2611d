//! A column being filled, cell by cell, from text or from binary.

use super::escape::unescape;
use super::field::{Field, Type};
use crate::text::Cell;
use crate::{Column, Texts, Values};

/// A column and what was wrong with its cells.
#[derive(Debug)]
pub(crate) struct Filling {
    datatype: Type,
    /// Length of the strings in an array of strings.
    string: usize,
    null: Option<Cell>,
    ends: Option<Vec<usize>>,
    values: Values,
    rows: usize,
    /// Cells that are no value of the type, and the first one's row.
    bad: usize,
    first_bad: Option<usize>,
}

impl Filling {
    /// An empty column with room for so many rows.
    pub(crate) fn new(field: &Field, rows: usize) -> Self {
        let values = match field.datatype {
            Type::Boolean | Type::Bit => Values::Bool(Vec::with_capacity(rows)),
            Type::Char | Type::UnicodeChar => Values::Text(Texts::default()),
            Type::Float | Type::Double | Type::FloatComplex | Type::DoubleComplex => {
                Values::Number(Vec::with_capacity(rows))
            }
            _ => Values::integers(Vec::with_capacity(rows)),
        };
        Self {
            datatype: field.datatype,
            string: field.shape.first,
            null: field
                .null
                .as_deref()
                .map(|null| integer_or_number(null.trim())),
            ends: field.is_list().then(|| Vec::with_capacity(rows)),
            values,
            rows: 0,
            bad: 0,
            first_bad: None,
        }
    }

    /// Bytes that it takes.
    pub(crate) fn memory(&self) -> u64 {
        let values = match &self.values {
            Values::Number(values) => 8 * values.len(),
            Values::Integer { values, missing } => 8 * values.len() + 4 * missing.len(),
            Values::Bool(values) => values.len(),
            Values::Text(texts) => texts.bytes() + 8 * texts.len(),
            Values::Lists { .. } => 0,
        };
        (values + 8 * self.ends.as_ref().map_or(0, Vec::len)) as u64
    }

    /// The column, and a sentence about cells that could not be read.
    pub(crate) fn finish(self, field: &Field) -> (Column, Option<String>) {
        let values = match self.ends {
            Some(ends) => Values::Lists {
                ends,
                values: Box::new(self.values),
            },
            None => self.values,
        };
        let mut column = Column::new(&field.name, &field.unit, values);
        column.description.clone_from(&field.description);
        column.ucd.clone_from(&field.ucd);
        let complaint = self.first_bad.map(|row| {
            format!(
                "{} cells of column {:?} are no {:?} and count as missing: the first is in row {}",
                self.bad,
                field.name,
                self.datatype,
                row + 1
            )
        });
        (column, complaint)
    }

    /// Ends a row.
    fn end(&mut self) {
        if let Some(ends) = &mut self.ends {
            ends.push(self.values.len());
        }
        self.rows += 1;
    }

    /// A cell without a value.
    pub(crate) fn push_missing(&mut self) {
        if self.ends.is_none() {
            self.gap();
        }
        self.end();
    }

    fn gap(&mut self) {
        match &mut self.values {
            Values::Number(values) => values.push(f64::NAN),
            Values::Integer { values, missing } => {
                missing.push(values.len() as u32);
                values.push(0);
            }
            Values::Bool(values) => values.push(None),
            Values::Text(texts) => texts.push(""),
            Values::Lists { .. } => {}
        }
    }

    /// A cell of TABLEDATA.
    pub(crate) fn push_text(&mut self, cell: &str) {
        if self.ends.is_none() {
            match &mut self.values {
                Values::Text(texts) => texts.push(cell),
                _ => self.element(cell.trim_ascii()),
            }
        } else if let Values::Text(texts) = &mut self.values {
            let mut rest = cell;
            while !rest.is_empty() {
                let end = rest.char_indices().nth(self.string.max(1));
                let (string, tail) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
                texts.push(string.trim_end_matches([' ', '\0']));
                rest = tail;
            }
        } else if self.datatype == Type::Bit {
            // Bits may stand together or apart.
            for at in 0..cell.len() {
                if !cell.as_bytes()[at].is_ascii_whitespace() {
                    self.element(cell.get(at..=at).unwrap_or("?"));
                }
            }
        } else {
            for element in cell.split_ascii_whitespace() {
                self.element(element);
            }
        }
        self.end();
    }

    /// A single value, as text.
    #[inline]
    fn element(&mut self, text: &str) {
        let fits = match &mut self.values {
            Values::Number(values) => {
                let (value, fits) = match Cell::of(text.as_bytes()) {
                    Cell::Missing => (f64::NAN, true),
                    cell if self.null == Some(cell) => (f64::NAN, true),
                    // The nearest number of the type that was declared, not of the one that it is kept in.
                    _ if matches!(self.datatype, Type::Float | Type::FloatComplex) => {
                        match text.parse::<f32>() {
                            Ok(value) => (f64::from(value), true),
                            Err(_) => (f64::NAN, false),
                        }
                    }
                    Cell::Number(value) => (value, true),
                    Cell::Integer(0) if text.starts_with('-') => (-0.0, true),
                    Cell::Integer(value) => (value as f64, true),
                    Cell::Words => (f64::NAN, false),
                };
                values.push(value);
                fits
            }
            Values::Integer { values, missing } => {
                let cell = Cell::of(text.as_bytes());
                let value = match cell {
                    cell if self.null == Some(cell) => Ok(None),
                    Cell::Integer(value) => Ok(Some(value)),
                    Cell::Missing => Ok(None),
                    Cell::Number(_) => Err(()),
                    Cell::Words => match integer_or_number(text) {
                        cell if self.null == Some(cell) => Ok(None),
                        Cell::Integer(value) => Ok(Some(value)),
                        _ => Err(()),
                    },
                };
                if !matches!(value, Ok(Some(_))) {
                    missing.push(values.len() as u32);
                }
                values.push(value.ok().flatten().unwrap_or(0));
                value.is_ok()
            }
            Values::Bool(values) => {
                let (value, fits) = match text {
                    "T" | "t" | "1" | "true" | "TRUE" | "True" => (Some(true), true),
                    "F" | "f" | "0" | "false" | "FALSE" | "False" => (Some(false), true),
                    "" | "?" => (None, true),
                    _ => (None, false),
                };
                values.push(value);
                fits
            }
            Values::Text(_) | Values::Lists { .. } => true,
        };
        if !fits {
            self.bad += 1;
            self.first_bad.get_or_insert(self.rows);
        }
    }

    /// A cell of BINARY or BINARY2: the bytes of `count` elements.
    #[inline]
    pub(crate) fn push_binary(&mut self, bytes: &[u8], count: usize) {
        if self.ends.is_none() && bytes.is_empty() && !self.datatype.is_text() {
            self.gap();
            return self.end();
        }
        let is_list = self.ends.is_some();
        match (&mut self.values, self.datatype) {
            (Values::Number(values), Type::Float | Type::FloatComplex) => {
                values.extend(words(bytes).map(|word| f64::from(f32::from_be_bytes(word))));
            }
            (Values::Number(values), _) => values.extend(words(bytes).map(f64::from_be_bytes)),
            (Values::Integer { values, missing }, datatype) => {
                let start = values.len();
                match datatype {
                    Type::UnsignedByte => values.extend(bytes.iter().copied().map(i64::from)),
                    Type::Short => {
                        values.extend(words(bytes).map(|word| i64::from(i16::from_be_bytes(word))));
                    }
                    Type::Int => {
                        values.extend(words(bytes).map(|word| i64::from(i32::from_be_bytes(word))));
                    }
                    _ => values.extend(words(bytes).map(i64::from_be_bytes)),
                }
                if let Some(Cell::Integer(null)) = self.null {
                    for (i, value) in values.iter_mut().enumerate().skip(start) {
                        if *value == null {
                            missing.push(i as u32);
                            *value = 0;
                        }
                    }
                }
            }
            (Values::Bool(values), Type::Bit) if is_list => values.extend((0..count).map(|i| {
                let byte = bytes.get(i / 8).copied().unwrap_or(0);
                Some(byte & (0x80 >> (i % 8)) != 0)
            })),
            // One bit alone stands at either end of its byte, depending on who wrote it.
            (Values::Bool(values), Type::Bit) => values.push(Some(bytes != [0])),
            (Values::Bool(values), _) => values.extend(bytes.iter().map(|byte| match byte {
                b'T' | b't' | b'1' => Some(true),
                b'F' | b'f' | b'0' => Some(false),
                _ => None,
            })),
            (Values::Text(texts), datatype) => {
                let text = |bytes: &[u8]| match datatype {
                    Type::UnicodeChar => {
                        let units: Vec<u16> = words(bytes).map(u16::from_be_bytes).collect();
                        String::from_utf16_lossy(&units)
                    }
                    _ => String::from_utf8_lossy(bytes).into_owned(),
                };
                let cut = |text: &str| text.split('\0').next().unwrap_or_default().to_owned();
                if is_list {
                    let width = datatype.bytes(self.string.max(1)).unwrap_or(1);
                    for string in bytes.chunks(width) {
                        texts.push(cut(&text(string)).trim_end_matches(' '));
                    }
                } else {
                    match (datatype, std::str::from_utf8(bytes)) {
                        (Type::Char, Ok(text)) if !text.contains('\0') => texts.push(text),
                        _ => texts.push(&cut(&text(bytes))),
                    }
                }
            }
            (Values::Lists { .. }, _) => {}
        }
        self.end();
    }

    /// As [`Filling::push_text`], for the raw text of a cell.
    #[inline]
    pub(crate) fn push_raw(&mut self, raw: &str) {
        match self.values {
            Values::Number(_) if self.ends.is_none() => self.push_text(raw),
            _ => self.push_text(&unescape(raw)),
        }
    }
}

/// The words of some bytes.
#[inline]
fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.as_chunks::<N>().0.iter().copied()
}

/// A value of null or of a cell: an integer may be hexadecimal.
fn integer_or_number(text: &str) -> Cell {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let hex = hex.and_then(|hex| i64::from_str_radix(hex, 16).ok());
    hex.map_or_else(|| Cell::of(text.as_bytes()), Cell::Integer)
}
