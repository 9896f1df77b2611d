//! The rows of one block of text, read from top to bottom.

use super::column::{Part, Rest};
use super::layout::{MOST_NOTES, shown};
use super::numbers;
use super::rows::Source;
use super::split::{Records, Separator, line_breaks};

/// What was read beside the values that have their place.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Number of rows that were read.
    pub(super) kept: usize,
    /// Number of rows that were left out, for their number of cells.
    pub(super) skipped: usize,
    /// Line of the first that was left out, counted from 0 in the block, and how many cells it has.
    pub(super) first_skip: Option<(usize, usize)>,
    /// Comments between the rows.
    pub(super) comments: Vec<String>,
    /// Number of lines.
    pub(super) lines: usize,
    /// One per column.
    pub(super) rests: Vec<Rest>,
}

impl Block {
    /// Reads the rows in `bytes` into parts of the columns.
    pub(super) fn read(bytes: &[u8], source: &Source, quotes: bool, mut parts: Vec<Part>) -> Self {
        let mut block = Self::default();
        let plain = numbers::are_wanted(source);
        block.fill(bytes, source.separator, quotes, plain, &mut parts);
        block.rests = parts.into_iter().map(Part::into_rest).collect();
        block
    }

    /// Reads the rows; `plain` says whether to try [`numbers`] first, which only saves time.
    fn fill(
        &mut self,
        bytes: &[u8],
        separator: Separator,
        quotes: bool,
        plain: bool,
        parts: &mut [Part],
    ) {
        let mut cells = Vec::with_capacity(parts.len());
        let mut records = Records::new(bytes, separator, quotes);
        loop {
            if plain && let Some(end) = numbers::read(records.rest(), separator, parts, self.kept) {
                records.pass(end);
                self.kept += 1;
                self.lines += 1;
                continue;
            }
            let Some(record) = records.next() else { break };
            let breaks = match quotes {
                true => line_breaks(record),
                false => 0,
            };
            if !self.add(record, separator, &mut cells, parts) {
                if breaks > 0 {
                    // A mark that was not meant as one joined lines: each is read for itself.
                    for line in record.split(|byte| *byte == b'\n') {
                        if !self.add(line, separator, &mut cells, parts) {
                            self.skip(cells.len());
                        }
                        self.lines += 1;
                    }
                    continue;
                }
                self.skip(cells.len());
            }
            self.lines += breaks + 1;
        }
    }

    /// Adds a record, unless its number of cells is wrong; comments and blank lines are no rows.
    fn add<'a>(
        &mut self,
        record: &'a [u8],
        separator: Separator,
        cells: &mut Vec<&'a [u8]>,
        parts: &mut [Part],
    ) -> bool {
        match record.trim_ascii_start() {
            [] => return true,
            [b'#', comment @ ..] => {
                if self.comments.len() < MOST_NOTES {
                    self.comments.push(shown(comment));
                }
                return true;
            }
            _ => {}
        }
        cells.clear();
        cells.extend(separator.cells(record));
        if cells.len() != parts.len() {
            return false;
        }
        for (part, cell) in parts.iter_mut().zip(cells.iter()) {
            part.put(self.kept, cell);
        }
        self.kept += 1;
        true
    }

    fn skip(&mut self, cells: usize) {
        self.skipped += 1;
        self.first_skip.get_or_insert((self.lines, cells));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::column::{Kind, Place, Whole};

    /// Everything that is read, in words that tell "-0" from "0".
    fn read(text: &str, separator: Separator, kinds: &[Kind], plain: bool) -> String {
        let lines = line_breaks(text.as_bytes()) + 1;
        let mut columns: Vec<Whole> = kinds.iter().map(|kind| Whole::new(*kind, lines)).collect();
        let mut places: Vec<Place> = columns.iter_mut().map(Whole::place).collect();
        let mut parts: Vec<Part> = places.iter_mut().map(|place| place.part(lines)).collect();
        let mut block = Block::default();
        let quotes = text.contains('"');
        block.fill(text.as_bytes(), separator, quotes, plain, &mut parts);
        let rests: Vec<Rest> = parts.into_iter().map(Part::into_rest).collect();
        for (column, rest) in columns.iter_mut().zip(rests) {
            column.take(rest, 0..block.kept, 0);
            column.truncate(block.kept);
        }
        format!("{block:?} {columns:?}")
    }

    fn line() -> impl Strategy<Value = String> {
        let number = "[+-]?[0-9]{1,6}|[+-]?[0-9]{0,9}\\.[0-9]{0,9}(e[+-]?[0-9]{1,2})?";
        let odd = "[+-]?[0-9]{15,21}|[+-]?[0-9]?\\.?[0-9]?[eE]?[-+]?[0-9]{0,5}|[-+]0|nan|--|inf|[ -~]{0,3}";
        let gap = "[ \t]{1,3}|[,;|\t]| ?, ?|\r|\x0c";
        let cell = prop_oneof![8 => number, 1 => odd];
        let cells =
            prop::collection::vec((cell, prop_oneof![3 => " ", 1 => "[,\t]", 1 => gap]), 1..5);
        let whole = ("( |\t|#|\"){0,2}", cells, "[ ,\"]?(\r?\n){1,2}");
        whole.prop_map(|(before, cells, after)| {
            let cells: Vec<String> = cells.into_iter().flat_map(<[String; 2]>::from).collect();
            let last = cells.len() - 1;
            before + &cells[..last].concat() + &after
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn plain_rows_are_read_as_all_others(
            lines in prop::collection::vec(line(), 1..8),
            separator in prop::sample::select(vec![
                Separator::Whitespace, Separator::Byte(b','), Separator::Byte(b'\t'), Separator::Byte(b';'),
            ]),
            kinds in prop::collection::vec(prop::sample::select(vec![Kind::Integer, Kind::Number]), 1..5),
        ) {
            let text = lines.concat();
            let text = text.trim_end_matches('\n');
            prop_assert_eq!(
                read(text, separator, &kinds, true),
                read(text, separator, &kinds, false),
                "{:?}",
                text
            );
        }
    }
}
