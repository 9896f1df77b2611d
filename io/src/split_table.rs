//! Lines and cells of text tables, and whether a cell is a number.
//!
//! Works on bytes and borrows every cell, because the largest public list has 13 MB and is read while a person
//! waits. A quoted cell may hold its separator, but not a line break.

/// What stands between the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// Any number of blanks and tabs.
    Whitespace,
    /// One byte; cells may be empty, quoted and surrounded by blanks.
    Byte(u8),
}

impl Separator {
    /// The separator that a line uses.
    pub(crate) fn of(line: &[u8]) -> Self {
        let bytes = [b'\t', b';', b',', b'|'];
        match bytes
            .into_iter()
            .find(|byte| line.trim_ascii().contains(byte))
        {
            Some(byte) => Self::Byte(byte),
            None => Self::Whitespace,
        }
    }

    /// The cells of a line.
    pub(crate) fn cells(self, line: &[u8]) -> Cells<'_> {
        let rest = match self {
            Self::Whitespace => line.trim_ascii(),
            // A tab at the beginning is an empty first cell.
            Self::Byte(_) => line.strip_suffix(b"\r").unwrap_or(line),
        };
        let done = self == Self::Whitespace && rest.is_empty();
        Cells {
            separator: self,
            rest,
            done,
        }
    }
}

/// The cells of one line, without blanks and quotes around them.
#[derive(Clone, Debug)]
pub(crate) struct Cells<'a> {
    separator: Separator,
    rest: &'a [u8],
    done: bool,
}

impl<'a> Iterator for Cells<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.done {
            return None;
        }
        match self.separator {
            Separator::Whitespace => {
                let end = self.rest.iter().position(u8::is_ascii_whitespace);
                let (cell, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest.trim_ascii_start();
                self.done = self.rest.is_empty();
                Some(cell)
            }
            Separator::Byte(separator) => {
                let mut quoted = false;
                let end = self.rest.iter().position(|&byte| {
                    quoted ^= byte == b'"';
                    byte == separator && !quoted
                });
                let cell = &self.rest[..end.unwrap_or(self.rest.len())];
                match end {
                    Some(end) => self.rest = &self.rest[end + 1..],
                    None => self.done = true,
                }
                let cell = cell.trim_ascii();
                let inner = cell
                    .strip_prefix(b"\"")
                    .and_then(|cell| cell.strip_suffix(b"\""));
                Some(inner.unwrap_or(cell).trim_ascii())
            }
        }
    }
}

/// The lines of some bytes, each with the offset of the next one.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    let mut next = 0;
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            next += line.len();
            (line.strip_suffix(b"\n").unwrap_or(line), next)
        })
}

/// The number in a cell; `None` if it holds none. "nan" and "inf" are numbers here.
pub(crate) fn number(cell: &[u8]) -> Option<f64> {
    short_decimal(cell).or_else(|| std::str::from_utf8(cell).ok()?.parse().ok())
}

/// A decimal number of at most 15 digits without an exponent, as nearly every cell is; `None` for all others.
///
/// Both the digits and the power of ten are then exact in `f64`, and their quotient is the nearest number: the
/// same as the general way finds, in a third of the time. Source: Clinger 1990, "How to read floating point
/// numbers accurately".
fn short_decimal(cell: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];
    let (negative, digits) = match cell.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, cell),
    };
    if digits.len() > 16 {
        return None;
    }
    let (mut mantissa, mut count, mut decimals, mut after_point) = (0u64, 0, 0, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                count += 1;
                decimals += usize::from(after_point);
            }
            b'.' if !after_point => after_point = true,
            _ => return None,
        }
    }
    if !(1..=15).contains(&count) {
        return None;
    }
    let value = mantissa as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

/// The value of a cell such as `-12:34:56.7` or `12h34m56.7s`, in its first unit (hours or degrees).
pub(crate) fn sexagesimal(cell: &[u8]) -> Option<f64> {
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

/// Whether a cell looks like data rather than like a name.
pub(crate) fn is_data(cell: &[u8]) -> bool {
    number(cell).is_some() || sexagesimal(cell).is_some()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn cells(line: &str) -> Vec<&str> {
        let separator = Separator::of(line.as_bytes());
        separator
            .cells(line.as_bytes())
            .map(|cell| std::str::from_utf8(cell).unwrap())
            .collect()
    }

    #[test]
    fn lines_fall_into_cells_by_their_own_separator() {
        assert_eq!(cells("  1.5   2 \t"), ["1.5", "2"]);
        assert_eq!(cells("a,b c,,\"d, e\" "), ["a", "b c", "", "d, e"]);
        assert_eq!(cells("\t1\t2\r"), ["", "1", "2"]);
        assert_eq!(cells("1; 2,5"), ["1", "2,5"]);
        assert_eq!(cells("   "), [""; 0]);
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(
            cell in "[+-]?[0-9]{0,12}(\\.[0-9]{0,8})?(e-?[0-9]{1,3})?|[-+.0-9a-z]{0,6}|nan|-?inf",
        ) {
            let expected = cell.parse::<f64>().ok();
            let bits = |value: Option<f64>| value.map(f64::to_bits);
            prop_assert_eq!(bits(number(cell.as_bytes())), bits(expected));
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
}
