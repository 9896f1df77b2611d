//! One column of a binary table: what its keywords say.
//!
//! Unsigned integers do not exist in FITS; they are written as signed ones with `TZERO = 2^(bits - 1)`. A whole
//! `TZERO` without `TSCAL` therefore keeps integers integers, and everything else becomes a real number:
//! `value = TZERO + TSCAL raw`.

use super::header::{Header, parse_real};
use crate::{Error, Result};

/// What the elements of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// L: true or false, one byte each.
    Bool,
    /// X: bits, packed.
    Bits,
    /// B: unsigned integers of one byte.
    Byte,
    /// I: integers of two bytes.
    Short,
    /// J: integers of four bytes.
    Int,
    /// K: integers of eight bytes.
    Long,
    /// A: letters of a text.
    Letters,
    /// E: real numbers of four bytes.
    Float,
    /// D: real numbers of eight bytes.
    Double,
    /// C: pairs of real numbers of four bytes.
    FloatComplex,
    /// M: pairs of real numbers of eight bytes.
    DoubleComplex,
}

/// Where the elements of a column lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the row itself, always as many.
    Fixed,
    /// Behind the table, with two 32-bit numbers (how many, where) in the row.
    Heap32,
    /// Behind the table, with two 64-bit numbers in the row.
    Heap64,
}

/// One column of a binary table.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// TTYPE, or "column 3" where there is none.
    pub name: String,
    /// TUNIT; may be empty.
    pub unit: String,
    /// TCOMM, or the comment beside TTYPE; may be empty.
    pub description: String,
    /// TUCD; may be empty.
    pub ucd: String,
    /// What its elements are.
    pub kind: Kind,
    /// Where they lie.
    pub storage: Storage,
    /// How many there are in a row; for [`Storage::Heap32`] and [`Storage::Heap64`] 0 or 1 descriptors.
    pub repeat: usize,
    /// Where its bytes begin in a row.
    pub offset: usize,
    /// How many bytes it takes in a row.
    pub width: usize,
    /// Letters of one text, where a row holds several of one length.
    pub letters: Option<usize>,
    /// TSCAL.
    pub scale: f64,
    /// TZERO.
    pub zero: f64,
    /// TZERO, where it is a whole number and there is no TSCAL.
    pub whole_zero: Option<i128>,
    /// TNULL: the raw integer that stands for "none".
    pub null: Option<i64>,
}

impl Kind {
    /// Bytes of one element; 0 for bits.
    pub fn bytes(self) -> usize {
        match self {
            Self::Bits => 0,
            Self::Bool | Self::Byte | Self::Letters => 1,
            Self::Short => 2,
            Self::Int | Self::Float => 4,
            Self::Long | Self::Double | Self::FloatComplex => 8,
            Self::DoubleComplex => 16,
        }
    }

    /// Bytes of this many elements; `None` if no memory could hold them.
    pub fn bytes_of(self, elements: usize) -> Option<usize> {
        match self {
            Self::Bits => Some(elements.div_ceil(8)),
            kind => elements.checked_mul(kind.bytes()),
        }
    }

    fn parse(letter: char) -> Option<Self> {
        Some(match letter {
            'L' => Self::Bool,
            'X' => Self::Bits,
            'B' => Self::Byte,
            'I' => Self::Short,
            'J' => Self::Int,
            'K' => Self::Long,
            'A' => Self::Letters,
            'E' => Self::Float,
            'D' => Self::Double,
            'C' => Self::FloatComplex,
            'M' => Self::DoubleComplex,
            _ => return None,
        })
    }
}

impl Field {
    /// All columns of a binary table.
    ///
    /// # Errors
    /// If a TFORM cannot be understood, or the columns are wider than the rows.
    pub fn of_table(header: &Header, row_bytes: usize) -> Result<Vec<Self>> {
        let fields = header.number("TFIELDS").unwrap_or(0).min(999) as usize;
        let mut offset = 0usize;
        let mut all = Vec::with_capacity(fields);
        for i in 1..=fields {
            let field = Self::parse(header, i, offset)?;
            let end = offset.checked_add(field.width);
            let Some(end) = end.filter(|end| *end <= row_bytes) else {
                return Err(Error::Damaged {
                    place: format!("column {i} ({:?})", field.name),
                    wanted: format!("columns that fit into rows of {row_bytes} bytes"),
                    found: "wider ones".into(),
                });
            };
            offset = end;
            all.push(field);
        }
        Ok(all)
    }

    fn parse(header: &Header, i: usize, offset: usize) -> Result<Self> {
        let key = |keyword: &str| format!("{keyword}{i}");
        let text = |keyword: &str| header.text(&key(keyword)).unwrap_or_default().trim();
        let form = header.upper(&key("TFORM"));
        let (repeat, storage, kind, rest) = parse_form(&form).ok_or_else(|| Error::Damaged {
            place: format!("keyword TFORM{i}"),
            wanted: "a format such as 1D, 20A or 1PE(100)".into(),
            found: format!("{form:?}"),
        })?;
        let width = match storage {
            Storage::Fixed => kind.bytes_of(repeat),
            Storage::Heap32 => repeat.checked_mul(8),
            Storage::Heap64 => repeat.checked_mul(16),
        };
        let width = width.ok_or_else(|| Error::Damaged {
            place: format!("keyword TFORM{i}"),
            wanted: "a column that fits into memory".into(),
            found: format!("{form:?}"),
        })?;
        let name = match text("TTYPE") {
            "" => format!("column {i}"),
            name => name.to_owned(),
        };
        let beside = header.card(&key("TTYPE"));
        let description = match text("TCOMM") {
            "" => beside.map_or("", |card| &card.comment),
            comment => comment,
        };
        let whole = |keyword: &str| {
            let real = parse_real(text(keyword)).filter(|real| real.fract() == 0.0);
            let real = real
                .filter(|real| real.abs() < 1e20)
                .map(|real| real as i128);
            text(keyword).parse::<i128>().ok().or(real)
        };
        let scale = header.real(&key("TSCAL")).unwrap_or(1.0);
        let zero = header.real(&key("TZERO")).unwrap_or(0.0);
        let whole_zero = if text("TZERO").is_empty() {
            Some(0)
        } else {
            whole("TZERO")
        };
        Ok(Self {
            name,
            unit: text("TUNIT").to_owned(),
            description: description.to_owned(),
            ucd: text("TUCD").to_owned(),
            kind,
            storage,
            repeat,
            offset,
            width,
            letters: letters_of_one(kind, storage, repeat, rest, text("TDIM")),
            scale,
            zero,
            whole_zero: whole_zero.filter(|_| scale == 1.0),
            null: whole("TNULL").and_then(|null| i64::try_from(null).ok()),
        })
    }
}

/// How many elements, where they lie, what they are, and what else the format says.
fn parse_form(form: &str) -> Option<(usize, Storage, Kind, &str)> {
    let digits = form.bytes().take_while(u8::is_ascii_digit).count();
    let (repeat, rest) = form.split_at(digits);
    let repeat = if repeat.is_empty() {
        1
    } else {
        repeat.parse().ok()?
    };
    let mut letters = rest.chars();
    let first = letters.next()?;
    let storage = match first {
        'P' => Storage::Heap32,
        'Q' => Storage::Heap64,
        _ => Storage::Fixed,
    };
    let kind = match storage {
        Storage::Fixed => first,
        _ if repeat > 1 => return None,
        _ => letters.next()?,
    };
    Some((repeat, storage, Kind::parse(kind)?, letters.as_str()))
}

/// Letters of one text where a row holds several: `TDIM = '(5,4)'` or the older `TFORM = '20A5'`.
fn letters_of_one(
    kind: Kind,
    storage: Storage,
    repeat: usize,
    rest: &str,
    dimensions: &str,
) -> Option<usize> {
    if kind != Kind::Letters || storage != Storage::Fixed {
        return None;
    }
    let first = dimensions
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(','))
        .and_then(|(first, _)| first.trim().parse::<usize>().ok());
    let letters = first.or_else(|| rest.parse().ok())?;
    (letters > 0 && letters < repeat && repeat.is_multiple_of(letters)).then_some(letters)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn formats_are_understood() {
        assert_eq!(
            parse_form("1024E"),
            Some((1024, Storage::Fixed, Kind::Float, ""))
        );
        assert_eq!(
            parse_form("PD(7)"),
            Some((1, Storage::Heap32, Kind::Double, "(7)"))
        );
        assert_eq!(parse_form("K"), Some((1, Storage::Fixed, Kind::Long, "")));
        for form in ["", "1", "3Z", "2PE", "99999999999999999999E"] {
            assert_eq!(parse_form(form), None, "{form}");
        }
    }

    #[test]
    fn several_texts_in_a_row_are_told_by_their_length() {
        let letters =
            |rest, dimensions| letters_of_one(Kind::Letters, Storage::Fixed, 20, rest, dimensions);
        assert_eq!(letters("", "(5,4)"), Some(5));
        assert_eq!(letters("5", ""), Some(5));
        assert_eq!(letters("20", ""), None);
        assert_eq!(letters("", "(7,3)"), None);
    }
}
