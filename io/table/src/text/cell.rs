//! What one cell of a text says: an integer, a number, nothing, or words.
//!
//! Nearly every number is a short decimal one; all others are left to the standard library. Both give the nearest
//! `f64` to what is written.

use super::decimal::Decimal;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    /// An integer.
    Integer(i64),
    /// Any other number, infinities included.
    Number(f64),
    /// Empty, or a word for it.
    Missing,
    /// Anything else.
    Words,
}

impl Cell {
    /// What a cell without blanks and quotes around it holds.
    #[inline]
    pub(crate) fn of(cell: &[u8]) -> Self {
        match decimal(cell) {
            Some(found) => found,
            None => Self::slowly(cell),
        }
    }

    #[cold]
    fn slowly(cell: &[u8]) -> Self {
        let cell = cell.trim_ascii();
        if is_missing(cell) {
            return Self::Missing;
        }
        let Ok(text) = std::str::from_utf8(cell) else {
            return Self::Words;
        };
        if let Ok(integer) = text.parse() {
            return Self::Integer(integer);
        }
        text.parse().map_or(Self::Words, Self::Number)
    }
}

/// A short decimal number; `None` for all else.
#[inline]
fn decimal(cell: &[u8]) -> Option<Cell> {
    let (decimal, end) = Decimal::read(cell, 0)?;
    if end < cell.len() {
        return None;
    }
    match decimal.whole {
        true => decimal.integer().map(Cell::Integer),
        false => decimal.number().map(Cell::Number),
    }
}

/// Whether a cell says that there is no value.
pub(crate) fn is_missing(cell: &[u8]) -> bool {
    let words: [&[u8]; 9] = [
        b"", b"-", b"--", b"nan", b"null", b"none", b"n/a", b"na", b"<na>",
    ];
    cell.len() <= 4 && words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// The number in a cell; `None` if it holds none. "nan" and "inf" are numbers here.
pub fn number(cell: &[u8]) -> Option<f64> {
    match decimal(cell) {
        Some(Cell::Integer(value)) => Some(value as f64),
        Some(Cell::Number(value)) => Some(value),
        _ => std::str::from_utf8(cell.trim_ascii()).ok()?.parse().ok(),
    }
}

/// The value of a cell such as `-12:34:56.7` or `12h34m56.7s`, in its first unit (hours or degrees).
pub fn sexagesimal(cell: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.trim_end_matches(['s', '"', '″']);
    let mut parts = text.split([':', 'h', 'd', 'm', '°', '\'', '′', ' ']);
    let mut value = 0.0;
    let mut count = 0;
    for scale in [1.0, 60.0, 3600.0] {
        let Some(part) = parts.next() else { break };
        if part.is_empty() && count > 0 {
            break;
        }
        let unsigned = part
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        let part: f64 = part.parse().ok().filter(|_| unsigned)?;
        if scale > 1.0 && part >= 60.0 {
            return None;
        }
        value += part / scale;
        count += 1;
    }
    (count >= 2 && parts.all(str::is_empty)).then_some(sign * value)
}

/// Whether a cell looks like data rather than like a name: a number, a sexagesimal angle or a date.
pub fn is_data(cell: &[u8]) -> bool {
    let is_date = || {
        let (year, rest) = cell.split_at_checked(4)?;
        let digits = year.iter().all(u8::is_ascii_digit);
        Some(digits && matches!(rest, [b'-' | b'/', month, ..] if month.is_ascii_digit()))
    };
    number(cell).is_some() || sexagesimal(cell).is_some() || is_date() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_integers_numbers_nothing_or_words() {
        for (cell, expected) in [
            ("12", Cell::Integer(12)),
            ("-9223372036854775808", Cell::Integer(i64::MIN)),
            (
                "9223372036854775808",
                Cell::Number(9_223_372_036_854_775_808.0),
            ),
            ("-0", Cell::Integer(0)),
            ("-0.5", Cell::Number(-0.5)),
            ("5.036e-04", Cell::Number(5.036e-4)),
            ("1e400", Cell::Number(f64::INFINITY)),
            ("-inf", Cell::Number(f64::NEG_INFINITY)),
            ("NaN", Cell::Missing),
            ("", Cell::Missing),
            ("--", Cell::Missing),
            ("null", Cell::Missing),
            ("1 2", Cell::Words),
            ("1.2.3", Cell::Words),
            ("e5", Cell::Words),
            (".", Cell::Words),
            ("+", Cell::Words),
        ] {
            assert_eq!(Cell::of(cell.as_bytes()), expected, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(
            cell in "[+-]?[0-9]{0,22}(\\.[0-9]{0,20})?(e[+-]?[0-9]{1,3})?|[-+.0-9a-z]{0,6}|nan|-?inf",
        ) {
            let expected = cell.parse::<f64>().ok();
            let bits = |value: Option<f64>| value.map(f64::to_bits);
            prop_assert_eq!(bits(number(cell.as_bytes())), bits(expected));
        }

        #[test]
        fn every_number_comes_back_from_its_shortest_text(value in prop::num::f64::ANY) {
            let back = number(format!("{value:e}").as_bytes());
            prop_assert_eq!(back.map(f64::is_nan), Some(value.is_nan()));
            prop_assert!(value.is_nan() || back.map(f64::to_bits) == Some(value.to_bits()));
        }
    }

    #[test]
    fn sexagesimal_cells_are_read_in_their_first_unit() {
        assert_eq!(sexagesimal(b"12:30:00"), Some(12.5));
        assert_eq!(sexagesimal(b"-00:30:00"), Some(-0.5));
        assert_eq!(
            sexagesimal(b"05h09m25.96s"),
            Some(5.0 + 9.0 / 60.0 + 25.96 / 3600.0)
        );
        assert_eq!(
            sexagesimal("+05°41′35″".as_bytes()),
            Some(5.0 + 41.0 / 60.0 + 35.0 / 3600.0)
        );
        for bad in ["12", "12:61", "a:b", "1:2:3:4", "1:-2", ""] {
            assert_eq!(sexagesimal(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_data_and_names_are_not() {
        assert!(is_data(b"2011-05-14 01:32:22.65"));
        for name in ["RA[deg]", "2MASS", "1.4GHz", "E", "90% error"] {
            assert!(!is_data(name.as_bytes()), "{name}");
        }
    }
}
