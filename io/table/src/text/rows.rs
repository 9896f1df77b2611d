//! The rows of a text table: in parallel, in order, and what cannot be used counted with its reason.
//!
//! The lines of every block are counted first: then each block knows the rows that it fills, and no value is moved
//! unless comments, blank or broken lines leave a hole.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use memchr::memchr;
use rayon::prelude::*;

use super::block::Block;
use super::column::{Kind, Part, Place, Whole};
use super::layout::MOST_NOTES;
use super::split::{Records, Separator, line_breaks};
use crate::{Limits, Progress, Result};

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

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The columns.
    pub(crate) columns: Vec<Whole>,
    /// Number of rows that were read.
    pub(crate) kept: usize,
    /// Number of rows that were left out, for their number of cells.
    pub(crate) skipped: usize,
    /// Line of the first that was left out, and how many cells it has.
    pub(crate) first_skip: Option<(usize, usize)>,
    /// Comments between the rows.
    pub(crate) comments: Vec<String>,
}

/// A piece of a text that ends with a record.
#[derive(Clone, Copy, Debug)]
struct Piece<'a> {
    bytes: &'a [u8],
    /// Its lines, which are the most rows that it may have.
    lines: usize,
}

/// Reads all rows.
///
/// # Errors
/// If they would take too much memory, or nobody wants them any more.
pub(crate) fn read(mut source: Source, limits: &mut Limits, progress: &Progress) -> Result<Rows> {
    let quotes = memchr(b'"', source.bytes).is_some();
    let pieces: Vec<Piece> = blocks(source.bytes, source.separator, quotes)
        .into_par_iter()
        .map(Piece::of)
        .collect();
    let rows: usize = pieces.iter().map(|piece| piece.lines).sum();
    let columns = source.kinds.len();
    limits.take(
        (rows as u64).saturating_mul(8 * columns as u64),
        format!("a table of {columns} columns and {rows} lines"),
    )?;
    // The first rows nearly always wish for what all rows need: then a second pass is spared.
    if let Some(Piece { bytes, .. }) = pieces.first() {
        let end = bytes.iter().take(SAMPLE).rposition(|byte| *byte == b'\n');
        // Where a quoted cell might be cut, the whole block.
        let end = end.filter(|_| !quotes).map_or(bytes.len(), |end| end + 1);
        let sample = read_pieces(&source, &[Piece::of(&bytes[..end])], quotes, progress)?;
        source.kinds = sample.wishes();
    }
    let mut texts_taken = false;
    loop {
        if !texts_taken && source.kinds.contains(&Kind::Text) {
            limits.take(source.bytes.len() as u64, "the texts of a table")?;
            texts_taken = true;
        }
        let all = read_pieces(&source, &pieces, quotes, progress)?;
        let wishes = all.wishes();
        if wishes == source.kinds {
            return Ok(all);
        }
        source.kinds = wishes;
    }
}

impl<'a> Piece<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let cut = !bytes.ends_with(b"\n");
        Self {
            bytes,
            lines: line_breaks(bytes) + usize::from(cut),
        }
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

/// Reads pieces side by side into columns of the kinds of `source`.
fn read_pieces(
    source: &Source,
    pieces: &[Piece],
    quotes: bool,
    progress: &Progress,
) -> Result<Rows> {
    let room = pieces.iter().map(|piece| piece.lines).sum();
    let kinds = source.kinds.iter();
    let mut columns: Vec<Whole> = kinds.map(|kind| Whole::new(*kind, room)).collect();
    let mut places: Vec<Place> = columns.iter_mut().map(Whole::place).collect();
    let mut parts = |lines| places.iter_mut().map(|place| place.part(lines)).collect();
    let work: Vec<(&Piece, Vec<Part>)> = pieces
        .iter()
        .map(|piece| (piece, parts(piece.lines)))
        .collect();
    let done = AtomicUsize::new(0);
    let blocks: Result<Vec<Block>> = work
        .into_par_iter()
        .map(|(piece, parts)| {
            progress.step(done.fetch_add(1, Relaxed), pieces.len())?;
            Ok(Block::read(piece.bytes, source, quotes, parts))
        })
        .collect();
    let mut rows = Rows::of(columns);
    rows.join(blocks?, pieces, source.first_line);
    Ok(rows)
}

impl Rows {
    fn of(columns: Vec<Whole>) -> Self {
        Self {
            columns,
            kept: 0,
            skipped: 0,
            first_skip: None,
            comments: Vec::new(),
        }
    }

    /// Closes the holes that lines without a row left between blocks, and adds up what was found.
    fn join(&mut self, mut blocks: Vec<Block>, pieces: &[Piece], mut line: usize) {
        for block in &mut blocks {
            if let (None, Some((skip, cells))) = (self.first_skip, block.first_skip) {
                self.first_skip = Some((line + skip, cells));
            }
            line += block.lines;
            self.kept += block.kept;
            self.skipped += block.skipped;
            self.comments.append(&mut block.comments);
        }
        self.comments.truncate(MOST_NOTES);
        let mut start = 0;
        let mut found: Vec<_> = blocks
            .into_iter()
            .zip(pieces)
            .map(|(block, piece)| {
                let rows = start..start + block.kept;
                start += piece.lines;
                (rows, block.rests.into_iter())
            })
            .collect();
        // Column by column, so that the texts of only one are in memory twice.
        for column in &mut self.columns {
            let mut to = 0;
            for (rows, rests) in &mut found {
                if let Some(rest) = rests.next() {
                    column.take(rest, rows.clone(), to);
                }
                to += rows.len();
            }
            column.truncate(to);
        }
    }

    /// The kinds that would hold every cell.
    fn wishes(&self) -> Vec<Kind> {
        let wishes = self.columns.iter().map(|column| column.findings.wish);
        wishes.collect()
    }
}
