//! What a Parquet column becomes: its physical type says how values are stored, its logical type what they mean.
//!
//! Dates, times and moments stay the integers that they are, with their unit and zero said. Decimals become
//! numbers. A column with unsigned integers beyond i64 becomes one of numbers, and they are counted.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;

use crate::{Texts, Values};

/// Values that are being collected.
#[derive(Debug)]
pub(super) enum Sink {
    Number(Vec<f64>),
    Integer { values: Vec<i64>, missing: Vec<u32> },
    Bool(Vec<Option<bool>>),
    Text(Texts),
}

impl Sink {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Integer { values, .. } => values.len(),
            Self::Bool(values) => values.len(),
            Self::Text(texts) => texts.len(),
        }
    }

    pub(super) fn push_missing(&mut self) {
        match self {
            Self::Number(values) => values.push(f64::NAN),
            Self::Integer { values, missing } => {
                missing.push(values.len() as u32);
                values.push(0);
            }
            Self::Bool(values) => values.push(None),
            Self::Text(texts) => texts.push(""),
        }
    }

    pub(super) fn push_number(&mut self, number: f64) {
        match self {
            Self::Number(values) => values.push(number),
            _ => self.push_missing(),
        }
    }

    pub(super) fn push_integer(&mut self, integer: i64) {
        match self {
            Self::Integer { values, .. } => values.push(integer),
            Self::Number(values) => values.push(integer as f64),
            _ => self.push_missing(),
        }
    }

    /// Adds an unsigned integer beyond i64: the column becomes one of real numbers.
    fn push_beyond(&mut self, integer: u64) {
        if let Self::Integer { .. } = self {
            let none = Self::Number(Vec::new());
            let values = std::mem::replace(self, none).finish();
            let numbers = values.numbers().map(|numbers| numbers.into_owned());
            *self = Self::Number(numbers.unwrap_or_default());
        }
        self.push_number(integer as f64);
    }

    pub(super) fn push_bool(&mut self, truth: bool) {
        match self {
            Self::Bool(values) => values.push(Some(truth)),
            _ => self.push_missing(),
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        match self {
            Self::Text(texts) => texts.push(text),
            _ => self.push_missing(),
        }
    }

    pub(super) fn finish(self) -> Values {
        match self {
            Self::Number(values) => Values::Number(values),
            Self::Integer { values, missing } => Values::Integer { values, missing },
            Self::Bool(values) => Values::Bool(values),
            Self::Text(texts) => Values::Text(texts),
        }
    }
}

/// How the stored values of a column are to be understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Meaning {
    /// Decimals: what to divide by.
    pub(super) divisor: Option<f64>,
    /// Integers without a sign.
    pub(super) unsigned: bool,
    /// Two bytes are a half-precision number.
    pub(super) half: bool,
    /// Unit of times, and what they count from; empty for anything else.
    pub(super) unit: &'static str,
    /// What they count from.
    pub(super) description: &'static str,
}

impl Meaning {
    /// The meaning of a column's values.
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        let mut meaning = Self::default();
        let since = "since 1970-01-01T00:00:00 UTC";
        let unit = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => "ms",
            TimeUnit::MICROS => "us",
            TimeUnit::NANOS => "ns",
        };
        let local = "since 1970-01-01T00:00:00, in a time zone that the file does not say";
        match column.logical_type_ref() {
            Some(LogicalType::Decimal(decimal)) => meaning.divisor = Some(power(decimal.scale)),
            Some(LogicalType::Integer(integer)) => meaning.unsigned = !integer.is_signed,
            Some(LogicalType::Float16) => meaning.half = true,
            Some(LogicalType::Date) => {
                (meaning.unit, meaning.description) = ("d", "since 1970-01-01");
            }
            Some(LogicalType::Time(time)) => {
                (meaning.unit, meaning.description) = (unit(&time.unit), "since midnight");
            }
            Some(LogicalType::Timestamp(time)) => {
                meaning.unit = unit(&time.unit);
                meaning.description = match time.is_adjusted_to_u_t_c {
                    true => since,
                    false => local,
                };
            }
            Some(_) => {}
            None => match column.converted_type() {
                ConvertedType::DECIMAL => meaning.divisor = Some(power(column.type_scale())),
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64 => meaning.unsigned = true,
                ConvertedType::DATE => {
                    (meaning.unit, meaning.description) = ("d", "since 1970-01-01");
                }
                ConvertedType::TIME_MILLIS => {
                    (meaning.unit, meaning.description) = ("ms", "since midnight");
                }
                ConvertedType::TIME_MICROS => {
                    (meaning.unit, meaning.description) = ("us", "since midnight");
                }
                ConvertedType::TIMESTAMP_MILLIS => {
                    (meaning.unit, meaning.description) = ("ms", since);
                }
                ConvertedType::TIMESTAMP_MICROS => {
                    (meaning.unit, meaning.description) = ("us", since);
                }
                _ => {}
            },
        }
        if column.physical_type() == Type::INT96 {
            (meaning.unit, meaning.description) = ("ns", since);
        }
        meaning
    }

    /// An empty sink for the values of a column.
    pub(super) fn sink(&self, physical: Type) -> Sink {
        let integers = || Sink::Integer {
            values: Vec::new(),
            missing: Vec::new(),
        };
        match physical {
            Type::BOOLEAN => Sink::Bool(Vec::new()),
            Type::FLOAT | Type::DOUBLE => Sink::Number(Vec::new()),
            _ if self.divisor.is_some() || self.half => Sink::Number(Vec::new()),
            Type::INT32 | Type::INT64 | Type::INT96 => integers(),
            Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY => Sink::Text(Texts::default()),
        }
    }

    pub(super) fn push_i32(&self, sink: &mut Sink, value: i32) {
        match self.divisor {
            Some(divisor) => sink.push_number(f64::from(value) / divisor),
            None if self.unsigned => sink.push_integer(i64::from(value as u32)),
            None => sink.push_integer(i64::from(value)),
        }
    }

    /// Adds a value; false if it is beyond what integers have room for.
    pub(super) fn push_i64(&self, sink: &mut Sink, value: i64) -> bool {
        match self.divisor {
            Some(divisor) => sink.push_number(value as f64 / divisor),
            None if self.unsigned && value < 0 => {
                sink.push_beyond(value as u64);
                return false;
            }
            None => sink.push_integer(value),
        }
        true
    }

    /// Adds nanoseconds since 1970, from a Julian day and the nanoseconds within it.
    pub(super) fn push_i96(&self, sink: &mut Sink, value: &Int96) -> bool {
        let [low, high, day] = [value.data()[0], value.data()[1], value.data()[2]];
        let in_day = i128::from(u64::from(high) << 32 | u64::from(low));
        let nanoseconds = (i128::from(day) - 2_440_588) * 86_400_000_000_000 + in_day;
        match i64::try_from(nanoseconds) {
            Ok(nanoseconds) => sink.push_integer(nanoseconds),
            Err(_) => sink.push_missing(),
        }
        i64::try_from(nanoseconds).is_ok()
    }

    /// Adds bytes; false if they are no text and are written as hexadecimal digits.
    pub(super) fn push_bytes(&self, sink: &mut Sink, bytes: &[u8]) -> bool {
        if let Some(divisor) = self.divisor {
            sink.push_number(big_endian(bytes) / divisor);
            return true;
        }
        if let (true, Ok(half)) = (self.half, <[u8; 2]>::try_from(bytes)) {
            sink.push_number(half_precision(u16::from_le_bytes(half)));
            return true;
        }
        let end = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |i| i + 1);
        match std::str::from_utf8(&bytes[..end]) {
            Ok(text) => {
                sink.push_text(text);
                true
            }
            Err(_) => {
                let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
                sink.push_text(&digits.collect::<String>());
                false
            }
        }
    }
}

fn power(scale: i32) -> f64 {
    10f64.powi(scale)
}

/// A number in two's complement, highest byte first.
fn big_endian(bytes: &[u8]) -> f64 {
    let sign = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let value = bytes.iter().fold(0.0, |value, byte| {
        let byte = if sign { !byte } else { *byte };
        value * 256.0 + f64::from(byte)
    });
    if sign { -value - 1.0 } else { value }
}

/// A number of IEEE 754's half precision.
pub(crate) fn half_precision(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    sign * match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_odd_lengths_come_out() {
        assert_eq!(big_endian(&[0x01, 0x00]), 256.0);
        assert_eq!(big_endian(&[0xff, 0xfe]), -2.0);
        assert_eq!(big_endian(&[]), 0.0);
        assert_eq!(half_precision(0x3c00), 1.0);
        assert_eq!(half_precision(0xc500), -5.0);
        assert_eq!(half_precision(0x0001), 2f64.powi(-24));
        assert!(half_precision(0x7e00).is_nan());
    }

    #[test]
    fn a_julian_day_counts_from_1970() {
        let mut value = Int96::new();
        value.set_data(5, 0, 2_440_589);
        let mut sink = Meaning::default().sink(Type::INT96);
        assert!(Meaning::default().push_i96(&mut sink, &value));
        let expected = Values::integers(vec![86_400_000_000_005]);
        assert_eq!(sink.finish(), expected);
    }
}
