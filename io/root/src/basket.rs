//! Baskets: the entries of one column from some entry on, in one record.
//!
//! Behind a basket's key: u16 version | i32 buffer size | i32 (negative: one more byte follows) | i32 entries |
//! i32 end of data | u8 flag. The content is data, then, where entries differ in size, where each begins, counted
//! from the record's key. A basket that was not full when the file was closed lies inside the tree object instead,
//! never compressed.

use std::ops::Range;

use crate::cursor::Cursor;
use crate::key::Key;
use crate::{Error, Result};

/// Entries of one column.
#[derive(Clone, Debug)]
pub(crate) struct Basket {
    /// Number of entries.
    pub(crate) entries: usize,
    /// Their bytes.
    data: Vec<u8>,
    /// Where in `data` each entry ends, in order, after where the first begins; `None` if all have one size.
    offsets: Option<Vec<u32>>,
    /// Whether the offsets were left out of the file and would have to be computed.
    without_offsets: bool,
}

/// What stands between a basket's key and its data.
struct Fields {
    entries: usize,
    /// Where the data end, counted from the key.
    last: usize,
    flag: u8,
}

impl Fields {
    fn read(cursor: &mut Cursor) -> Result<Self> {
        cursor.u16()?;
        cursor.i32()?;
        if cursor.i32()? < 0 {
            cursor.u8()?; // since ROOT 6.12: bits about the encoding
        }
        let entries = cursor.size("a number of entries")?;
        let last = cursor.size("an end of data")?;
        let flag = cursor.u8()?;
        Ok(Self {
            entries,
            last,
            flag,
        })
    }
}

impl Basket {
    /// A basket of its own record: `key` and, after it, what `rest_of_key` holds; `content` is unpacked.
    pub(crate) fn of_record(key: &Key, record: &[u8], mut content: Vec<u8>) -> Result<Self> {
        let mut cursor = Cursor::new(&record[..key.key_bytes]);
        Key::read(&mut cursor)?;
        let fields = Fields::read(&mut cursor)?;
        let border = fields.last.checked_sub(key.key_bytes);
        let Some(border) = border.filter(|border| *border <= content.len()) else {
            return Err(Error::damaged("the data of a basket end outside of it"));
        };
        let mut offsets = None;
        if border < content.len() {
            offsets = Some(read_offsets(
                &mut Cursor::new(&content[border..]),
                &fields,
                key.key_bytes,
            )?);
        }
        content.truncate(border);
        Ok(Self {
            entries: fields.entries,
            data: content,
            offsets,
            without_offsets: false,
        })
    }

    /// A basket inside a tree object.
    pub(crate) fn embedded(cursor: &mut Cursor) -> Result<Self> {
        let key = Key::read(cursor)?;
        let mut fields = Fields::read(cursor)?;
        let without_offsets = fields.flag >= 80;
        if without_offsets {
            fields.flag -= 80;
        }
        let mut offsets = None;
        if fields.flag != 0 && fields.flag % 10 != 2 && !without_offsets {
            if fields.entries > 0 {
                offsets = Some(read_offsets(cursor, &fields, key.key_bytes)?);
            }
            if fields.flag > 40 {
                let n = cursor.count(4)?;
                cursor.take(n * 4)?; // displacements
            }
        }
        let mut data = Vec::new();
        if fields.flag == 1 || fields.flag > 10 {
            let bytes = cursor.take(fields.last)?;
            let bytes = bytes.get(key.key_bytes..);
            data = bytes
                .ok_or_else(|| Error::damaged("a basket is shorter than its key"))?
                .to_vec();
        }
        Ok(Self {
            entries: fields.entries,
            data,
            offsets,
            without_offsets,
        })
    }

    /// Bytes it takes in memory.
    pub(crate) fn memory(&self) -> usize {
        self.data.len() + 4 * self.offsets.as_ref().map_or(0, Vec::len) + size_of::<Self>()
    }

    /// The bytes of entries that all have `size`.
    pub(crate) fn fixed(&self, entries: Range<usize>, size: usize) -> Result<&[u8]> {
        let range = entries.start.saturating_mul(size)..entries.end.saturating_mul(size);
        self.data.get(range).ok_or_else(|| {
            Error::damaged(format!(
                "a basket of {} entries of {size} bytes has {} bytes",
                self.entries,
                self.data.len()
            ))
        })
    }

    /// The bytes of entries, and where in them each ends.
    pub(crate) fn entries(&self, entries: Range<usize>) -> Result<(&[u8], Ends<'_>)> {
        if self.without_offsets {
            return Err(Error::unsupported(
                "the file leaves out where its entries begin, which is not read",
            ));
        }
        if let Some(offsets) = &self.offsets {
            let bounds = &offsets[entries.start..=entries.end];
            let (first, last) = (bounds[0], bounds[bounds.len() - 1]);
            let ends = Ends::Listed {
                first,
                ends: &bounds[1..],
            };
            let data = self.data.get(first as usize..last as usize);
            let data = data
                .ok_or_else(|| Error::damaged("the entries of a basket reach beyond its bytes"))?;
            return Ok((data, ends));
        }
        if entries.is_empty() {
            return Ok((&[], Ends::Even { size: 0, count: 0 }));
        }
        if self.entries > self.data.len() || !self.data.len().is_multiple_of(self.entries) {
            return Err(Error::damaged(format!(
                "{} entries of one size are announced in {} bytes",
                self.entries,
                self.data.len()
            )));
        }
        let size = self.data.len() / self.entries;
        let ends = Ends::Even {
            size,
            count: entries.len(),
        };
        Ok((&self.data[entries.start * size..entries.end * size], ends))
    }
}

/// Where entries end in their bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ends<'a> {
    /// As the file lists it, counted from the basket's beginning.
    Listed { first: u32, ends: &'a [u32] },
    /// All have one size.
    Even { size: usize, count: usize },
}

impl<'a> Ends<'a> {
    /// The end of each entry.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> + 'a {
        let (listed, even) = match self {
            Self::Listed { first, ends } => (Some((first, ends)), None),
            Self::Even { size, count } => (None, Some((size, count))),
        };
        let listed = listed
            .into_iter()
            .flat_map(|(first, ends)| ends.iter().map(move |end| (end - first) as usize));
        let even = even
            .into_iter()
            .flat_map(|(size, count)| (1..=count).map(move |i| i * size));
        listed.chain(even)
    }
}

/// Where each entry begins, counted from the data, and where the last one ends; in order and inside.
fn read_offsets(cursor: &mut Cursor, fields: &Fields, key_bytes: usize) -> Result<Vec<u32>> {
    let n = cursor.count(4)?;
    if n < fields.entries {
        return Err(Error::damaged(format!(
            "a basket of {} entries says of {n} where they begin",
            fields.entries
        )));
    }
    let stored = cursor.take(n * 4)?;
    let begins = stored.chunks_exact(4).take(fields.entries);
    let mut offsets = Vec::with_capacity(fields.entries + 1);
    let mut before = key_bytes as u64;
    let begins =
        begins.map(|four| u64::from(u32::from_be_bytes(four.try_into().expect("4 bytes"))));
    for begin in begins.chain([fields.last as u64]) {
        if begin < before {
            return Err(Error::damaged("the entries of a basket are out of order"));
        }
        offsets.push((begin - key_bytes as u64) as u32);
        before = begin;
    }
    Ok(offsets)
}
