//! Keys: what stands in front of every record of a file.
//!
//! ```text
//! i32 bytes of the record | u16 version | i32 plain size | u32 date | u16 bytes of the key | u16 cycle |
//! offset of the record | offset of the folder (8 bytes each if version > 1000) | class | name | title
//! ```

use crate::cursor::Cursor;
use crate::{Error, Result};

/// Bytes that tell how long a key and its record are.
pub(crate) const KEY_START: usize = 16;
/// The smallest possible key.
pub(crate) const KEY_LEAST: usize = 26;

/// What stands in front of a record.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// Bytes of the key and what follows it, as stored.
    pub(crate) record_bytes: usize,
    /// Bytes of what follows, unpacked.
    pub(crate) plain_bytes: usize,
    /// Bytes of the key itself; baskets have more in it than is read here.
    pub(crate) key_bytes: usize,
    /// Counts how often an object of this name was written.
    pub(crate) cycle: u16,
    /// Where the record is in the file.
    pub(crate) offset: u64,
    /// The class of the object.
    pub(crate) class: String,
    /// Its name.
    pub(crate) name: String,
}

impl Key {
    /// Reads a key. Its offset is what it says; see [`Key::at`].
    pub(crate) fn read(cursor: &mut Cursor) -> Result<Self> {
        let start = cursor.pos();
        let record_bytes = cursor.size("a record size")?;
        let version = cursor.u16()?;
        let plain_bytes = cursor.size("a record size")?;
        cursor.u32()?;
        let key_bytes = usize::from(cursor.u16()?);
        let cycle = cursor.u16()?;
        let wide = version > 1000;
        let offset = cursor.offset(wide)?;
        cursor.offset(wide)?;
        let class = cursor.text()?;
        let name = cursor.text()?;
        cursor.text_bytes()?;
        let read = cursor.pos() - start;
        let offset = u64::try_from(offset)
            .map_err(|_| Error::damaged(format!("record {name:?} has an offset of {offset}")))?;
        if key_bytes < read || record_bytes < key_bytes {
            return Err(Error::damaged(format!(
                "record {name:?} has impossible sizes ({record_bytes} bytes with a key of {key_bytes})"
            )));
        }
        Ok(Self {
            record_bytes,
            plain_bytes,
            key_bytes,
            cycle,
            offset,
            class,
            name,
        })
    }

    /// The same key, known to be at this place: a record is believed to be where it was found.
    pub(crate) fn at(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// Whether the record is compressed: it is if it takes less room than its content.
    pub(crate) fn is_packed(&self) -> bool {
        self.plain_bytes > self.record_bytes - self.key_bytes
    }
}
