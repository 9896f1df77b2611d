//! Types of NumPy arrays: single values such as `<f8`, and structures of them.

use super::no_place;
use crate::{Result, Texts, Values};

/// The type of an array's elements.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Scalar(Scalar),
    /// Fields: name, type, and how many of it in which shape.
    Struct(Vec<(String, Type, Vec<usize>)>),
}

/// A type of single values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scalar {
    kind: u8,
    /// Bytes of one value.
    pub(super) bytes: usize,
    big_endian: bool,
    /// Unit of times, such as `ns`.
    unit: String,
}

/// A column of a structured array: where its values lie in each element.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) name: String,
    pub(super) offset: usize,
    pub(super) scalar: Scalar,
    pub(super) shape: Vec<usize>,
}

impl Leaf {
    /// How many values there are in each element.
    pub(super) fn items(&self) -> usize {
        self.shape.iter().product()
    }
}

impl Type {
    /// Bytes of one element.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Scalar(scalar) => scalar.bytes,
            Self::Struct(fields) => {
                let of = |(_, field, shape): &(String, Self, Vec<usize>)| {
                    shape
                        .iter()
                        .fold(field.bytes(), |all, n| all.saturating_mul(*n))
                };
                fields.iter().map(of).fold(0, usize::saturating_add)
            }
        }
    }

    /// Memory of one element in a table.
    pub(super) fn memory(&self) -> usize {
        self.bytes().saturating_mul(8).max(16)
    }

    /// The columns of an element; fields of inner structures are named `outer.inner`.
    pub(super) fn leaves(&self, name: &str) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.add_leaves(name, 0, &[], &mut leaves);
        leaves
    }

    fn add_leaves(&self, name: &str, offset: usize, shape: &[usize], leaves: &mut Vec<Leaf>) {
        match self {
            Self::Scalar(scalar) => leaves.push(Leaf {
                name: name.to_owned(),
                offset,
                scalar: scalar.clone(),
                shape: shape.to_vec(),
            }),
            Self::Struct(fields) => {
                let mut offset = offset;
                for (field, inner, shape) in fields {
                    let dot = if name.is_empty() { "" } else { "." };
                    let items = shape.iter().product::<usize>();
                    inner.add_leaves(&format!("{name}{dot}{field}"), offset, shape, leaves);
                    offset += inner.bytes() * items;
                }
            }
        }
    }
}

impl Scalar {
    /// A type as NumPy writes it, such as `<f8`, `|S12` or `<M8[ns]`.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let (order, rest) = match text.as_bytes().first() {
            Some(b'<' | b'>' | b'|' | b'=') => text.split_at(1),
            _ => ("", text),
        };
        let unknown = || no_place(&format!("type {text:?}"));
        let kind = *rest
            .as_bytes()
            .first()
            .filter(|kind| kind.is_ascii())
            .ok_or_else(unknown)?;
        if kind == b'O' {
            return Err(no_place("Python objects"));
        }
        let digits = rest[1..].split('[').next().unwrap_or_default();
        let count: usize = digits.parse().map_err(|_| unknown())?;
        let unit = rest
            .split_once('[')
            .map_or("", |(_, unit)| unit.trim_end_matches(']'));
        let known = match kind {
            b'b' => count == 1,
            b'i' | b'u' => matches!(count, 1 | 2 | 4 | 8),
            b'f' => matches!(count, 2 | 4 | 8),
            b'S' | b'U' | b'V' => count < 1 << 24,
            b'M' | b'm' => count == 8,
            _ => false,
        };
        if !known {
            return Err(unknown());
        }
        Ok(Self {
            kind,
            bytes: if kind == b'U' { 4 * count } else { count },
            big_endian: order == ">",
            unit: unit.to_owned(),
        })
    }

    /// Unit of times; empty for anything else.
    pub(super) fn unit(&self) -> &str {
        &self.unit
    }

    /// Room for values.
    pub(super) fn values(&self) -> Values {
        match self.kind {
            b'f' => Values::Number(Vec::new()),
            b'b' => Values::Bool(Vec::new()),
            b'S' | b'U' | b'V' => Values::Text(Texts::default()),
            _ => Values::integers(Vec::new()),
        }
    }

    /// Adds one value of exactly [`Scalar::bytes`]; false for an unsigned integer beyond i64, for which all of
    /// them become real numbers.
    pub(super) fn push(&self, bytes: &[u8], values: &mut Values) -> bool {
        if self.kind == b'u' {
            let bits = self.bits(bytes);
            let fits = i64::try_from(bits).is_ok();
            if let (false, Values::Integer { .. }) = (fits, &values) {
                let numbers = values.numbers().map(|numbers| numbers.into_owned());
                *values = Values::Number(numbers.unwrap_or_default());
            }
            if let Values::Number(numbers) = values {
                numbers.push(bits as f64);
                return fits;
            }
        }
        match values {
            Values::Number(numbers) => numbers.push(self.number(bytes)),
            Values::Bool(truths) => truths.push(bytes.first().map(|byte| *byte != 0)),
            Values::Text(texts) => texts.push(&self.text(bytes)),
            Values::Integer { values, missing } => match self.integer(bytes) {
                Some(integer) => values.push(integer),
                None => {
                    missing.push(values.len() as u32);
                    values.push(0);
                }
            },
            Values::Lists { .. } => {}
        }
        true
    }

    /// The bits of a value, lowest byte last.
    fn bits(&self, bytes: &[u8]) -> u64 {
        let add = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        match self.big_endian {
            true => bytes.iter().fold(0, add),
            false => bytes.iter().rev().fold(0, add),
        }
    }

    fn number(&self, bytes: &[u8]) -> f64 {
        let bits = self.bits(bytes);
        match self.bytes {
            8 => f64::from_bits(bits),
            4 => f64::from(f32::from_bits(bits as u32)),
            _ => crate::parquet::half_precision(bits as u16),
        }
    }

    /// `None` for a time that is none.
    fn integer(&self, bytes: &[u8]) -> Option<i64> {
        let bits = self.bits(bytes);
        let shift = 64 - 8 * self.bytes.min(8);
        match self.kind {
            b'u' => i64::try_from(bits).ok(),
            b'M' | b'm' => Some(bits as i64).filter(|time| *time != i64::MIN),
            _ => Some(((bits << shift) as i64) >> shift),
        }
    }

    fn text(&self, bytes: &[u8]) -> String {
        match self.kind {
            b'U' => {
                let codes = bytes.chunks_exact(4).map(|code| self.bits(code) as u32);
                let chars = codes.map(|code| char::from_u32(code).unwrap_or('\u{fffd}'));
                let text: String = chars.collect();
                text.trim_end_matches('\0').to_owned()
            }
            b'V' => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            _ => {
                let text = String::from_utf8_lossy(bytes);
                text.trim_end_matches('\0').to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn one(dtype: &str, bytes: &[u8]) -> String {
        let scalar = Scalar::parse(dtype).unwrap();
        let mut values = scalar.values();
        scalar.push(bytes, &mut values);
        values.show(0)
    }

    #[test]
    fn values_of_every_kind_are_read() {
        assert_eq!(one("<i2", &[0xfe, 0xff]), "-2");
        assert_eq!(one(">i4", &[0, 0, 1, 0]), "256");
        assert_eq!(one("|u1", &[200]), "200");
        assert_eq!(one("<u8", &[0xff; 8]), "18446744073709552000");
        assert_eq!(one("<f4", &1.5f32.to_le_bytes()), "1.5");
        assert_eq!(one("<f2", &[0x00, 0x3c]), "1");
        assert_eq!(one("|b1", &[1]), "true");
        assert_eq!(one("|S4", b"ab\0\0"), "ab");
        assert_eq!(one("<U2", &[0xbd, 3, 0, 0, 0, 0, 0, 0]), "ν");
        assert_eq!(one("<M8[ns]", &i64::MIN.to_le_bytes()), "");
        assert_eq!(Scalar::parse("<M8[ns]").unwrap().unit(), "ns");
    }

    #[test]
    fn unsigned_integers_beyond_the_largest_make_numbers_of_all() {
        let scalar = Scalar::parse(">u8").unwrap();
        let mut values = scalar.values();
        let fit = [12_345_678_901, u64::MAX, 1].map(|integer| {
            let bytes = integer.to_be_bytes();
            scalar.push(&bytes, &mut values)
        });
        assert_eq!(fit, [true, false, true]);
        let expected = vec![12_345_678_901.0, 18_446_744_073_709_551_616.0, 1.0];
        assert_eq!(values, Values::Number(expected));
    }

    #[test]
    fn objects_and_unknown_types_are_refused() {
        for dtype in ["|O", "<f16", "<c16", "", "é8", "<i3", "<f"] {
            let message = Scalar::parse(dtype).unwrap_err().to_string();
            assert!(message.starts_with("an array of numbers"), "{message}");
        }
    }
}
