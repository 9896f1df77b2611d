//! Rows of BINARY and BINARY2 streams: base64, perhaps gzip, then big-endian values row after row.
//!
//! In BINARY2 every row begins with a bit per column that says whether its cell is missing; the cell's bytes are
//! there all the same. The stream is decoded in blocks, so that only the columns are in memory as a whole.

use std::io::Read;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::field::Field;
use super::filling::Filling;
use super::table_data::pay;
use crate::{Error, Limits, Progress, Result};

/// Bytes of a stream that are decoded at once.
const BLOCK: usize = 1 << 20;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How a stream is packed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packing {
    /// BINARY2: with a mask before every row.
    pub(crate) masked: bool,
    /// Compressed by gzip below its base64.
    pub(crate) gzip: bool,
}

/// Reads the rows of the stream whose base64 is `text`.
pub(crate) fn read(
    text: &[u8],
    packing: Packing,
    fields: &[Field],
    limits: &mut Limits,
    progress: &Progress,
) -> Result<Vec<Filling>> {
    let sizes = sizes(fields, packing)?;
    let base64 = Base64 {
        text,
        ready: Vec::new(),
        at: 0,
        scratch: Vec::new(),
    };
    let room = match (packing.gzip, sizes.fixed) {
        (false, Some(row)) if row > 0 => text.len() / 4 * 3 / row,
        _ => 0,
    };
    let paid = room as u64 * 8 * fields.len() as u64;
    limits.take(
        paid,
        format!("a table of {} columns and {room} rows", fields.len()),
    )?;
    let columns = fields
        .iter()
        .map(|field| Filling::new(field, room))
        .collect();
    let mut rows = Rows {
        columns,
        fields,
        sizes,
        taken: paid,
    };
    if packing.gzip {
        let inner = flate2::read::MultiGzDecoder::new(base64);
        rows.read(Source::new(inner, limits), text.len(), limits, progress)?;
    } else {
        rows.read(Source::new(base64, limits), text.len(), limits, progress)?;
    }
    Ok(rows.columns)
}

/// Bytes of a row.
struct Sizes {
    /// Those of the mask.
    mask: usize,
    /// Those of a cell; of one element of the last dimension where it varies.
    cells: Vec<usize>,
    /// Those of a whole row, if no cell varies.
    fixed: Option<usize>,
}

fn sizes(fields: &[Field], packing: Packing) -> Result<Sizes> {
    let too_long = |field: &Field| Error::Damaged {
        place: format!("column {:?}", field.name),
        wanted: "an arraysize that fits into memory".into(),
        found: format!("{} elements", field.shape.fixed),
    };
    let mask = if packing.masked {
        fields.len().div_ceil(8)
    } else {
        0
    };
    let cells = fields.iter().map(|field| {
        let bytes = field.datatype.bytes(field.shape.fixed);
        bytes.ok_or_else(|| too_long(field))
    });
    let cells: Vec<usize> = cells.collect::<Result<_>>()?;
    let mut fixed = Some(mask);
    for (field, bytes) in fields.iter().zip(&cells) {
        fixed = match field.shape.varies {
            true => None,
            false => fixed.and_then(|all| all.checked_add(*bytes)),
        };
        if fixed.is_none() && !fields.iter().any(|field| field.shape.varies) {
            return Err(too_long(field));
        }
    }
    Ok(Sizes { mask, cells, fixed })
}

/// Columns being filled.
struct Rows<'a> {
    columns: Vec<Filling>,
    fields: &'a [Field],
    sizes: Sizes,
    taken: u64,
}

impl Rows<'_> {
    fn read<R: Read>(
        &mut self,
        mut source: Source<R>,
        total: usize,
        limits: &mut Limits,
        progress: &Progress,
    ) -> Result<()> {
        // Where each cell of a row begins and ends, and how many elements it has.
        let mut cells: Vec<(usize, usize, usize)> = Vec::with_capacity(self.fields.len());
        let empty_row = self.sizes.fixed == Some(0);
        for row in 0usize.. {
            if empty_row || !source.has(1)? {
                break;
            }
            cells.clear();
            let mut at = self.sizes.mask;
            for (field, bytes) in self.fields.iter().zip(&self.sizes.cells) {
                let (mut size, mut count) = (*bytes, field.shape.fixed);
                if field.shape.varies {
                    let told = source.count(at, row)?;
                    at += 4;
                    count = count.saturating_mul(told);
                    size = field.datatype.bytes(count).unwrap_or(usize::MAX);
                }
                let end = at.saturating_add(size);
                if field.shape.varies && !source.has(end)? {
                    return Err(cut(row));
                }
                cells.push((at, end, count));
                at = end;
            }
            if !source.has(at)? {
                return Err(cut(row));
            }
            let bytes = source.rest();
            let mask = &bytes[..self.sizes.mask];
            for (i, (column, &(start, end, count))) in
                self.columns.iter_mut().zip(&cells).enumerate()
            {
                let masked = mask
                    .get(i / 8)
                    .is_some_and(|byte| byte & (0x80 >> (i % 8)) != 0);
                match masked {
                    true => column.push_missing(),
                    false => column.push_binary(&bytes[start..end], count),
                }
            }
            source.at += at;
            if row.is_multiple_of(8192) {
                progress.step(source.passed.min(total), total)?;
                pay(&self.columns, &mut self.taken, limits)?;
            }
        }
        pay(&self.columns, &mut self.taken, limits)
    }
}

fn cut(row: usize) -> Error {
    Error::Damaged {
        place: format!("row {} of the stream", row + 1),
        wanted: "a whole row".into(),
        found: "the end of the stream; it is cut short, or its columns are declared wrongly".into(),
    }
}

/// Bytes of a stream, as far as they are needed.
struct Source<R> {
    inner: R,
    buffer: Vec<u8>,
    at: usize,
    passed: usize,
    ended: bool,
    /// The most bytes that a row may have: a small stream may unpack to a large one.
    most: u64,
}

impl<R: Read> Source<R> {
    fn new(inner: R, limits: &Limits) -> Self {
        Self {
            inner,
            buffer: Vec::new(),
            at: 0,
            passed: 0,
            ended: false,
            most: limits.left_bytes(),
        }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Whether so many bytes are left; the buffer grows only by bytes that are really there.
    #[inline]
    fn has(&mut self, bytes: usize) -> Result<bool> {
        while self.buffer.len() - self.at < bytes {
            if self.ended {
                return Ok(false);
            }
            self.passed += self.at;
            self.buffer.drain(..self.at);
            self.at = 0;
            let start = self.buffer.len();
            let mut block = (&mut self.inner).take(BLOCK as u64);
            let read = block.read_to_end(&mut self.buffer);
            read.map_err(|source| Error::Damaged {
                place: "the stream of a VOTable".into(),
                wanted: "base64 (and gzip, where it says so)".into(),
                found: source.to_string(),
            })?;
            if self.buffer.len() as u64 > self.most {
                return Err(Error::TooLarge {
                    what: "a row of a VOTable".into(),
                    wanted_bytes: self.buffer.len() as u64,
                    left_bytes: self.most,
                });
            }
            self.ended = self.buffer.len() == start;
        }
        Ok(true)
    }

    /// The number of elements that is told at this place of the row.
    fn count(&mut self, at: usize, row: usize) -> Result<usize> {
        if !self.has(at.saturating_add(4))? {
            return Err(cut(row));
        }
        let bytes = self.rest()[at..at + 4].first_chunk().copied();
        let count = i32::from_be_bytes(bytes.unwrap_or_default());
        usize::try_from(count).map_err(|_| Error::Damaged {
            place: format!("row {} of the stream", row + 1),
            wanted: "a number of elements".into(),
            found: count.to_string(),
        })
    }
}

/// Decodes base64 with white space in it.
struct Base64<'a> {
    text: &'a [u8],
    scratch: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
}

impl Read for Base64<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.ready.len() {
            if self.text.is_empty() {
                return Ok(0);
            }
            let (block, rest) = self.text.split_at(self.text.len().min(64 << 10));
            self.text = rest;
            let letters = block
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace());
            self.scratch.extend(letters);
            // Four letters make three bytes; what is left over waits for the next block.
            let whole = match self.text.is_empty() {
                true => self.scratch.len(),
                false => self.scratch.len() / 4 * 4,
            };
            self.ready.clear();
            self.at = 0;
            BASE64
                .decode_vec(&self.scratch[..whole], &mut self.ready)
                .map_err(std::io::Error::other)?;
            self.scratch.drain(..whole);
        }
        let count = out.len().min(self.ready.len() - self.at);
        out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
