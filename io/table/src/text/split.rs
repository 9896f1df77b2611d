//! Records and cells of text tables.
//!
//! Works on bytes and borrows every cell, because the largest public list has 13 MB and is read while a person
//! waits. A cell is quoted if a quotation mark begins it: it may then hold separators, line breaks and doubled
//! marks (RFC 4180). A mark that is never closed is an ordinary letter.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// The longest quoted cell; a mark that closes later is taken for an ordinary letter.
const LONGEST_QUOTED: usize = 1 << 20;

/// What stands between the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// Any number of blanks and tabs.
    Whitespace,
    /// One byte; cells may be empty, quoted and surrounded by blanks.
    Byte(u8),
}

impl Separator {
    /// Those that tables use, the less ambiguous first.
    pub(crate) const BYTES: [Self; 4] = [
        Self::Byte(b'\t'),
        Self::Byte(b';'),
        Self::Byte(b','),
        Self::Byte(b'|'),
    ];

    /// The separator that a single line seems to use.
    pub(crate) fn of(line: &[u8]) -> Self {
        let several = |separator: &Self| separator.cells(line.trim_ascii()).nth(1).is_some();
        let bytes = Self::BYTES.into_iter().find(several);
        bytes.unwrap_or(Self::Whitespace)
    }

    /// The cells of a record.
    pub(crate) fn cells(self, record: &[u8]) -> Cells<'_> {
        let rest = match self {
            Self::Whitespace => record.trim_ascii(),
            // A tab at the beginning is an empty first cell.
            Self::Byte(_) => record.strip_suffix(b"\r").unwrap_or(record),
        };
        let done = self == Self::Whitespace && rest.is_empty();
        Cells {
            separator: self,
            rest,
            done,
        }
    }

    fn separates(self, byte: u8) -> bool {
        match self {
            Self::Whitespace => byte.is_ascii_whitespace(),
            Self::Byte(separator) => byte == separator,
        }
    }
}

/// The cells of one record, without blanks and quotation marks around them.
#[derive(Clone, Debug)]
pub(crate) struct Cells<'a> {
    separator: Separator,
    rest: &'a [u8],
    done: bool,
}

impl<'a> Iterator for Cells<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.done {
            return None;
        }
        if self.separator == Separator::Whitespace && self.rest.first() != Some(&b'"') {
            return Some(self.word());
        }
        if let Separator::Byte(_) = self.separator {
            self.rest = match self.rest.first() {
                Some(byte) if is_blank(*byte) => self.trimmed(),
                _ => self.rest,
            };
        }
        let quoted = match self.rest.first() {
            Some(b'"') => closing(self.rest),
            _ => None,
        };
        // Whatever follows a closing mark up to the separator belongs to the cell, marks and all.
        let separates = |byte: &u8| self.separator.separates(*byte);
        let from = quoted.map_or(0, |closing| closing + 1);
        let end = self.rest[from..].iter().position(separates);
        let end = end.map(|end| from + end);
        let cell = &self.rest[..end.unwrap_or(self.rest.len())];
        match end {
            Some(end) => {
                self.rest = &self.rest[end + 1..];
                if self.separator == Separator::Whitespace {
                    self.rest = self.rest.trim_ascii_start();
                    self.done = self.rest.is_empty();
                }
            }
            None => self.done = true,
        }
        Some(match quoted {
            Some(closing) if cell[closing + 1..].trim_ascii().is_empty() => &cell[1..closing],
            _ => cell.trim_ascii_end(),
        })
    }
}

impl<'a> Cells<'a> {
    /// The next cell of a line of words without a quotation mark before it, which most lists consist of.
    #[inline]
    fn word(&mut self) -> &'a [u8] {
        // Almost every byte is above the blank, and is told by that alone.
        let blank = |byte: &u8| *byte <= b' ' && byte.is_ascii_whitespace();
        let end = self.rest.iter().position(blank);
        let (word, after) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let next = after.iter().position(|byte| !blank(byte));
        self.rest = &after[next.unwrap_or(after.len())..];
        self.done = self.rest.is_empty();
        word
    }

    /// The rest without the blanks at its start, but with a separator that is itself blank.
    fn trimmed(&self) -> &'a [u8] {
        let kept = |byte: &u8| !is_blank(*byte) || self.separator.separates(*byte);
        let start = self.rest.iter().position(kept);
        &self.rest[start.unwrap_or(self.rest.len())..]
    }
}

/// Whether a byte separates cells in any kind of table.
pub(crate) fn is_any_separator(byte: u8) -> bool {
    matches!(byte, b'\t' | b';' | b',' | b'|' | b' ')
}

/// Whether a byte may stand around a cell, unless it separates.
#[inline]
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// Where the quotation mark closes that begins `text`.
pub(crate) fn closing(text: &[u8]) -> Option<usize> {
    let text = &text[..text.len().min(LONGEST_QUOTED)];
    let mut at = 1;
    loop {
        let mark = at + memchr(b'"', text.get(at..)?)?;
        if text.get(mark + 1) != Some(&b'"') {
            return Some(mark);
        }
        at = mark + 2;
    }
}

/// A quoted cell's content, with doubled marks made single ones.
pub(crate) fn unquoted(cell: &str) -> Cow<'_, str> {
    if cell.contains("\"\"") {
        Cow::Owned(cell.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The records of some bytes: lines, but for those that a quoted cell continues.
#[derive(Clone, Debug)]
pub(crate) struct Records<'a> {
    /// What a quoted cell may follow; anything that separates while it is not known yet.
    separator: Option<Separator>,
    quotes: bool,
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The records of `bytes`; `quotes` says whether any quotation mark is in there.
    pub(crate) fn new(bytes: &'a [u8], separator: Separator, quotes: bool) -> Self {
        Self {
            separator: Some(separator),
            quotes,
            rest: bytes,
        }
    }

    /// The records of a table whose separator is not known yet.
    pub(crate) fn of_unknown(bytes: &'a [u8]) -> Self {
        Self {
            separator: None,
            quotes: true,
            rest: bytes,
        }
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Leaves out bytes that were read otherwise.
    pub(crate) fn pass(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn separates(&self, byte: u8) -> bool {
        self.separator.map_or_else(
            || is_any_separator(byte),
            |separator| separator.separates(byte),
        )
    }

    /// Where the first record ends that starts with a line with quotation marks.
    fn quoted_end(&self) -> usize {
        let rest = self.rest;
        let (mut at, mut begins) = (0, true);
        while let Some(&byte) = rest.get(at) {
            match byte {
                b'\n' => return at,
                b'"' if begins => {
                    at += closing(&rest[at..]).unwrap_or(0);
                    begins = false;
                }
                _ if self.separates(byte) => begins = true,
                _ => begins &= is_blank(byte),
            }
            at += 1;
        }
        rest.len()
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let mut end = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        if self.quotes && memchr(b'"', &self.rest[..end]).is_some() {
            let is_comment = self.rest.trim_ascii_start().first() == Some(&b'#');
            if !is_comment {
                end = self.quoted_end();
            }
        }
        let record = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Some(record)
    }
}

/// The number of lines of a record or block.
pub(crate) fn line_breaks(bytes: &[u8]) -> usize {
    memchr_iter(b'\n', bytes).count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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
        assert_eq!(cells("\"NGC 1068\" 40.7"), ["NGC 1068", "40.7"]);
        assert_eq!(cells("12d30'15\" 3"), ["12d30'15\"", "3"]);
        assert_eq!(cells("a, \"b\"c,\"d"), ["a", "\"b\"c", "\"d"]);
    }

    #[test]
    fn a_quoted_cell_may_hold_a_line_break() {
        let bytes = b"1,\"a\nb \"\"c\"\"\",2\n3,d \"e\n4,\"f\n";
        let records: Vec<_> = Records::new(bytes, Separator::Byte(b','), true).collect();
        let expected: [&[u8]; 3] = [b"1,\"a\nb \"\"c\"\"\",2", b"3,d \"e", b"4,\"f"];
        assert_eq!(records, expected);
        let cells: Vec<_> = Separator::Byte(b',').cells(records[0]).collect();
        assert_eq!(
            unquoted(std::str::from_utf8(cells[1]).unwrap()),
            "a\nb \"c\""
        );
    }
}
