//! What the bytes of an HDF5 value mean, and how they become numbers and texts.
//!
//! Widths, signs and byte orders differ from file to file; here they become `f64`, `i64` or `u64` as the library
//! converts them: what does not fit becomes the nearest value that does.

use hdf5::types::{FloatSize, IntSize, TypeDescriptor};

/// The kind of a value that can be read without the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A signed integer of so many bytes.
    Signed(usize),
    /// An unsigned integer (or an enumeration) of so many bytes.
    Unsigned(usize),
    /// A floating-point number of so many bytes.
    Float(usize),
    /// One byte, not zero if true.
    Bool,
    /// Text of so many bytes, filled up with zeros or blanks.
    Text(usize),
}

/// Where a value stands within a row, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it begins in its row.
    pub(crate) offset: usize,
    /// Whether its first byte is the most significant one.
    pub(crate) big_endian: bool,
}

impl Kind {
    /// The kind that the library describes; `None` for kinds that only it can read, or that are no values.
    pub(crate) fn of(descriptor: &TypeDescriptor) -> Option<Self> {
        let bytes = |size: &IntSize| *size as usize;
        Some(match descriptor {
            TypeDescriptor::Integer(size) => Self::Signed(bytes(size)),
            TypeDescriptor::Unsigned(size) => Self::Unsigned(bytes(size)),
            TypeDescriptor::Float(FloatSize::U4) => Self::Float(4),
            TypeDescriptor::Float(FloatSize::U8) => Self::Float(8),
            TypeDescriptor::Boolean => Self::Bool,
            TypeDescriptor::Enum(kind) if kind.signed => Self::Signed(bytes(&kind.size)),
            TypeDescriptor::Enum(kind) => Self::Unsigned(bytes(&kind.size)),
            TypeDescriptor::FixedAscii(size) | TypeDescriptor::FixedUnicode(size) => {
                Self::Text(*size)
            }
            _ => return None,
        })
    }

    /// Number of bytes.
    pub(crate) fn bytes(self) -> usize {
        match self {
            Self::Signed(bytes)
            | Self::Unsigned(bytes)
            | Self::Float(bytes)
            | Self::Text(bytes) => bytes,
            Self::Bool => 1,
        }
    }

    /// Whether it is a number or a truth value.
    pub(crate) fn is_number(self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

/// A number that every kind of number becomes.
pub(crate) trait Number: Copy + Default + Send {
    /// From a signed integer.
    fn from_signed(value: i64) -> Self;
    /// From an unsigned integer.
    fn from_unsigned(value: u64) -> Self;
    /// From a floating-point number.
    fn from_float(value: f64) -> Self;
}

impl Number for f64 {
    fn from_signed(value: i64) -> Self {
        value as f64
    }
    fn from_unsigned(value: u64) -> Self {
        value as f64
    }
    fn from_float(value: f64) -> Self {
        value
    }
}

impl Number for i64 {
    fn from_signed(value: i64) -> Self {
        value
    }
    fn from_unsigned(value: u64) -> Self {
        i64::try_from(value).unwrap_or(i64::MAX)
    }
    fn from_float(value: f64) -> Self {
        value as i64
    }
}

impl Number for u64 {
    fn from_signed(value: i64) -> Self {
        u64::try_from(value).unwrap_or(0)
    }
    fn from_unsigned(value: u64) -> Self {
        value
    }
    fn from_float(value: f64) -> Self {
        value as u64
    }
}

/// Fills `out` with the numbers at `place` in rows of `row_bytes`; leaves it alone where the place is a text.
pub(crate) fn numbers<T: Number>(rows: &[u8], row_bytes: usize, place: Place, out: &mut [T]) {
    fn each<const N: usize, T>(
        (rows, row_bytes, place): (&[u8], usize, Place),
        out: &mut [T],
        convert: impl Fn([u8; N]) -> T,
    ) {
        for (row, out) in rows.chunks_exact(row_bytes).zip(out) {
            if let Some(bytes) = row[place.offset..].first_chunk::<N>() {
                let mut bytes = *bytes;
                if place.big_endian {
                    bytes.reverse();
                }
                *out = convert(bytes);
            }
        }
    }
    let from = (rows, row_bytes.max(1), place);
    match place.kind {
        Kind::Signed(1) => each(from, out, |b| T::from_signed(i8::from_le_bytes(b).into())),
        Kind::Signed(2) => each(from, out, |b| T::from_signed(i16::from_le_bytes(b).into())),
        Kind::Signed(4) => each(from, out, |b| T::from_signed(i32::from_le_bytes(b).into())),
        Kind::Signed(_) => each(from, out, |b| T::from_signed(i64::from_le_bytes(b))),
        Kind::Unsigned(1) => each(from, out, |[b]| T::from_unsigned(b.into())),
        Kind::Unsigned(2) => each(from, out, |b| {
            T::from_unsigned(u16::from_le_bytes(b).into())
        }),
        Kind::Unsigned(4) => each(from, out, |b| {
            T::from_unsigned(u32::from_le_bytes(b).into())
        }),
        Kind::Unsigned(_) => each(from, out, |b| T::from_unsigned(u64::from_le_bytes(b))),
        Kind::Float(4) => each(from, out, |b| T::from_float(f32::from_le_bytes(b).into())),
        Kind::Float(_) => each(from, out, |b| T::from_float(f64::from_le_bytes(b))),
        Kind::Bool => each(from, out, |[b]| T::from_unsigned(u64::from(b != 0))),
        Kind::Text(_) => {}
    }
}

/// The text at `place` in a row, without what fills it up.
pub(crate) fn text(row: &[u8], place: Place) -> String {
    let end = (place.offset + place.kind.bytes()).min(row.len());
    let bytes = row.get(place.offset..end).unwrap_or_default();
    let end = bytes.iter().position(|byte| *byte == 0);
    let text = String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]);
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(kind: Kind, offset: usize, big_endian: bool) -> Place {
        Place {
            kind,
            offset,
            big_endian,
        }
    }

    #[test]
    fn numbers_of_any_width_and_order_are_read() {
        let rows = [0xff, 0xfe, 1, 0, 2, 3];
        let mut out = [0.0; 2];
        numbers(&rows, 3, place(Kind::Signed(2), 0, false), &mut out);
        assert_eq!(out, [-257.0, 512.0]);
        numbers(&rows, 3, place(Kind::Unsigned(2), 0, true), &mut out);
        assert_eq!(out, [65534.0, 2.0]);
        let mut out = [0_u64; 2];
        numbers(&rows, 3, place(Kind::Signed(1), 0, false), &mut out);
        assert_eq!(out, [0, 0], "-1 is no bit mask");
        let halves = 0.5_f32.to_be_bytes();
        let mut out = [0.0];
        numbers(&halves, 4, place(Kind::Float(4), 0, true), &mut out);
        assert_eq!(out, [0.5]);
    }

    #[test]
    fn rows_that_are_too_short_are_left_alone() {
        let mut out = [7.0];
        numbers(&[1, 2, 3], 3, place(Kind::Float(8), 0, false), &mut out);
        assert_eq!(out, [7.0]);
    }

    #[test]
    fn texts_end_at_the_first_zero_and_lose_blanks() {
        let row = b"xab \0cd";
        assert_eq!(text(row, place(Kind::Text(6), 1, false)), "ab");
        assert_eq!(text(row, place(Kind::Text(60), 5, false)), "cd");
    }
}
