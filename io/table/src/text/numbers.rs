//! Rows of nothing but plain numbers, read in one walk over their bytes.
//!
//! Nearly every row of the largest lists is one. Its cells need not be found first, because a number ends where its
//! digits do. Anything else (a word, a gap, a comment, a quotation mark, a long number, another number of cells) is
//! left to the general way, which takes longer and gives the same values.

use super::column::{Kind, Part};
use super::decimal::Decimal;
use super::rows::Source;
use super::split::{Separator, is_blank};

/// Whether rows of such columns may be plain: no text among them, and nothing of a number separates.
pub(super) fn are_wanted(source: &Source) -> bool {
    let separator = source.separator;
    let separates = separator == Separator::Whitespace || Separator::BYTES.contains(&separator);
    separates && !source.kinds.contains(&Kind::Text)
}

/// Puts the cells of the first line of `text` into this row and says where the next line begins.
///
/// `None` if that line is not plain; some cells of the row may then be overwritten.
#[inline]
pub(super) fn read(
    text: &[u8],
    separator: Separator,
    parts: &mut [Part],
    row: usize,
) -> Option<usize> {
    let mut at = blanks(text, 0, separator);
    let mut end = at;
    for (column, part) in parts.iter_mut().enumerate() {
        match separator {
            _ if column == 0 => {}
            Separator::Whitespace if at > end => {}
            Separator::Byte(byte) if text.get(at) == Some(&byte) => {
                at = blanks(text, at + 1, separator);
            }
            _ => return None,
        }
        let (decimal, behind) = Decimal::read(text, at)?;
        part.put_decimal(row, decimal)?;
        end = behind;
        at = blanks(text, end, separator);
    }
    match text.get(at) {
        None => Some(at),
        Some(b'\n') => Some(at + 1),
        Some(_) => None,
    }
}

/// Where the blanks at `at` end, which are no separators of one byte.
#[inline]
fn blanks(text: &[u8], mut at: usize, separator: Separator) -> usize {
    while let Some(byte) = text.get(at)
        && is_blank(*byte)
        && separator != Separator::Byte(*byte)
    {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::column::{Place, Whole};

    fn read_line(
        text: &str,
        separator: Separator,
        kinds: [Kind; 3],
    ) -> (Option<usize>, Vec<String>) {
        let mut columns = kinds.map(|kind| Whole::new(kind, 1));
        let mut places = columns.each_mut().map(Whole::place);
        let mut parts = places.each_mut().map(|place: &mut Place| place.part(1));
        let end = read(text.as_bytes(), separator, &mut parts, 0);
        let shown = columns.iter().map(|column| column.values.show(0)).collect();
        (end, shown)
    }

    #[test]
    fn a_plain_row_ends_behind_its_line_break() {
        let kinds = [Kind::Integer, Kind::Number, Kind::Number];
        for (text, separator) in [
            ("  7 -2.5e1\t+3 \r\n8", Separator::Whitespace),
            ("7, -25. ,\t3e0\n8", Separator::Byte(b',')),
            ("7\t-25\t3.000", Separator::Byte(b'\t')),
        ] {
            let (end, shown) = read_line(text, separator, kinds);
            assert_eq!(end, Some(text.trim_end_matches('8').len()), "{text}");
            assert_eq!(shown, ["7", "-25", "3"], "{text}");
        }
    }

    #[test]
    fn all_else_is_left_to_others() {
        let kinds = [Kind::Integer, Kind::Number, Kind::Number];
        for text in [
            "",
            "\n",
            "# 1 2 3",
            "1 2",
            "1 2 3 4",
            "1 2 nan",
            "1 2 --",
            "1 \"2\" 3",
            "1.5 2 3",
            "1 2 3x",
            "1 2 3e",
            "1 2 3e5000",
            "1 2 12345678901234567890",
            "1 2-3",
            "-0 1 2",
            "1,2,3",
            "1 2 .",
        ] {
            assert_eq!(
                read_line(text, Separator::Whitespace, kinds).0,
                None,
                "{text}"
            );
        }
        assert_eq!(read_line("1,,3", Separator::Byte(b','), kinds).0, None);
        assert_eq!(
            read_line("1 2 3", Separator::Whitespace, [Kind::Text; 3]).0,
            None
        );
    }
}
