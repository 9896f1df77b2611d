//! The rows of a text table: in parallel, in order, and what cannot be used counted with its reason.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use memchr::memchr;
use rayon::prelude::*;

use super::column::{Kind, Part};
use super::layout::{MOST_NOTES, shown};
use super::split::{Records, Separator, line_breaks};
use crate::{Limits, Progress, Result, Values};

/// Bytes of text that are read as one piece of parallel work.
const BLOCK: usize = 256 << 10;

/// Bytes of the first block that are asked what the columns hold.
const SAMPLE: usize = 16 << 10;

/// What to read, and how.
#[derive(Clone, Debug)]
pub(crate) struct Source<'a> {
    /// The text below the header.
    pub(crate) bytes: &'a [u8],
    /// Number of its first line, counted from 1.
    pub(crate) first_line: usize,
    /// What stands between its cells.
    pub(crate) separator: Separator,
    /// The narrowest kind of every column.
    pub(crate) kinds: Vec<Kind>,
}

/// The rows of a table, or of a piece of one.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// One part per column.
    pub(crate) parts: Vec<Part>,
    /// Number of rows that were read.
    pub(crate) kept: usize,
    /// Number of rows that were left out, for their number of cells.
    pub(crate) skipped: usize,
    /// Line of the first that was left out, and how many cells it has.
    pub(crate) first_skip: Option<(usize, usize)>,
    /// Comments between the rows.
    pub(crate) comments: Vec<String>,
    lines: usize,
}

/// Reads all rows.
///
/// # Errors
/// If they would take too much memory, or nobody wants them any more.
pub(crate) fn read(mut source: Source, limits: &mut Limits, progress: &Progress) -> Result<Rows> {
    let quotes = memchr(b'"', source.bytes).is_some();
    let blocks = blocks(source.bytes, source.separator, quotes);
    let rows = line_breaks(source.bytes) as u64 + 1;
    let columns = source.kinds.len() as u64;
    limits.take(
        rows.saturating_mul(columns).saturating_mul(8),
        format!("a table of {columns} columns and {rows} lines"),
    )?;
    // The first rows nearly always wish for what all rows need: then a second pass is spared.
    if let Some(block) = blocks.first() {
        let end = block.iter().take(SAMPLE).rposition(|byte| *byte == b'\n');
        // Where a quoted cell might be cut, the whole block.
        let end = end.filter(|_| !quotes).map_or(block.len(), |end| end + 1);
        let sample = read_block(&block[..end], &source, quotes);
        source.kinds = sample.parts.iter().map(|part| part.wish).collect();
    }
    let mut texts_taken = false;
    loop {
        if !texts_taken && source.kinds.contains(&Kind::Text) {
            limits.take(source.bytes.len() as u64, "the texts of a table")?;
            texts_taken = true;
        }
        let all = read_blocks(&source, &blocks, quotes, progress)?;
        let wishes: Vec<Kind> = all.parts.iter().map(|part| part.wish).collect();
        if wishes == source.kinds {
            return Ok(all);
        }
        source.kinds = wishes;
    }
}

/// Pieces of a text that end with a record.
fn blocks(bytes: &[u8], separator: Separator, quotes: bool) -> Vec<&[u8]> {
    let mut blocks = Vec::with_capacity(bytes.len() / BLOCK + 1);
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = match quotes {
            false => rest
                .get(BLOCK..)
                .and_then(|tail| memchr(b'\n', tail))
                .map_or(rest.len(), |end| BLOCK + end + 1),
            true => {
                let mut records = Records::new(rest, separator, true);
                while rest.len() - records.rest().len() < BLOCK && records.next().is_some() {}
                rest.len() - records.rest().len()
            }
        };
        let (block, tail) = rest.split_at(end);
        blocks.push(block);
        rest = tail;
    }
    blocks
}

fn read_blocks(
    source: &Source,
    blocks: &[&[u8]],
    quotes: bool,
    progress: &Progress,
) -> Result<Rows> {
    let done = AtomicUsize::new(0);
    let read: Result<Vec<Rows>> = blocks
        .par_iter()
        .map(|block| {
            progress.step(done.fetch_add(1, Relaxed), blocks.len())?;
            Ok(read_block(block, source, quotes))
        })
        .collect();
    let mut read = read?;
    let kept = read.iter().map(|block| block.kept).sum();
    let mut all = Rows {
        kept,
        ..Rows::default()
    };
    for block in &mut read {
        if let (None, Some((line, cells))) = (all.first_skip, block.first_skip) {
            all.first_skip = Some((source.first_line + all.lines + line, cells));
        }
        all.skipped += block.skipped;
        all.lines += block.lines;
        all.comments.append(&mut block.comments);
    }
    all.comments.truncate(MOST_NOTES);
    // Column by column, so that only one of them is in memory twice.
    let mut parts: Vec<_> = read
        .into_iter()
        .map(|block| block.parts.into_iter())
        .collect();
    all.parts = source
        .kinds
        .iter()
        .map(|kind| {
            let mut whole = Part::new(*kind, kept);
            for part in parts.iter_mut().filter_map(Iterator::next) {
                whole.append(part);
            }
            whole
        })
        .collect();
    Ok(all)
}

fn read_block(block: &[u8], source: &Source, quotes: bool) -> Rows {
    let room = line_breaks(block) + 1;
    let mut all = Rows {
        parts: source
            .kinds
            .iter()
            .map(|kind| Part::new(*kind, room))
            .collect(),
        ..Rows::default()
    };
    let mut cells = Vec::with_capacity(source.kinds.len());
    for record in Records::new(block, source.separator, quotes) {
        let breaks = match quotes {
            true => line_breaks(record),
            false => 0,
        };
        if !all.add(record, source.separator, &mut cells) {
            if breaks > 0 {
                // A mark that was not meant as one joined lines: each is read for itself.
                for line in record.split(|byte| *byte == b'\n') {
                    if !all.add(line, source.separator, &mut cells) {
                        all.skip(cells.len());
                    }
                    all.lines += 1;
                }
                continue;
            }
            all.skip(cells.len());
        }
        all.lines += breaks + 1;
    }
    all
}

impl Rows {
    /// Adds a record, unless its number of cells is wrong; comments and blank lines are no rows.
    fn add<'a>(
        &mut self,
        record: &'a [u8],
        separator: Separator,
        cells: &mut Vec<&'a [u8]>,
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
        if cells.len() != self.parts.len() {
            return false;
        }
        for (part, cell) in self.parts.iter_mut().zip(cells.iter()) {
            part.push(cell);
        }
        self.kept += 1;
        true
    }

    fn skip(&mut self, cells: usize) {
        self.skipped += 1;
        self.first_skip.get_or_insert((self.lines, cells));
    }
}

impl Part {
    /// The values of a whole column; numbers if it holds nothing at all.
    pub(crate) fn finish(self) -> Values {
        match self.values {
            Values::Integer { values, .. } if self.gaps == values.len() => {
                Values::Number(vec![f64::NAN; values.len()])
            }
            values => values,
        }
    }
}
