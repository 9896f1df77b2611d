//! Reads Thrift's compact protocol, in which Parquet writes its footer and the headers of its pages.
//!
//! Only what is needed to check claims before a library trusts them: no list is longer than the bytes that are
//! left, nothing is nested deeper than [`DEPTH`]. Source: Apache Thrift, compact protocol specification.

/// How deep structures may be nested.
pub(super) const DEPTH: usize = 64;

/// The bytes are no Thrift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

type Result<T> = std::result::Result<T, Broken>;

/// The kinds of values, as the protocol numbers them.
pub(super) mod kind {
    pub(in super::super) const TRUE: u8 = 1;
    pub(in super::super) const FALSE: u8 = 2;
    pub(in super::super) const INT8: u8 = 3;
    pub(in super::super) const INT64: u8 = 6;
    pub(in super::super) const DOUBLE: u8 = 7;
    pub(in super::super) const BINARY: u8 = 8;
    pub(in super::super) const LIST: u8 = 9;
    pub(in super::super) const SET: u8 = 10;
    pub(in super::super) const MAP: u8 = 11;
    pub(in super::super) const STRUCT: u8 = 12;
    pub(in super::super) const UUID: u8 = 13;
}

/// A place in bytes of the compact protocol.
#[derive(Debug)]
pub(super) struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Thrift<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).ok_or(Broken)?;
        self.at += 1;
        Ok(byte)
    }

    fn pass(&mut self, count: usize) -> Result<()> {
        if count > self.left() {
            return Err(Broken);
        }
        self.at += count;
        Ok(())
    }

    /// An unsigned number of seven bits per byte.
    pub(super) fn varint(&mut self) -> Result<u64> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A signed number.
    pub(super) fn int(&mut self) -> Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// The next field of a structure: its number and kind; `None` at the structure's end.
    ///
    /// `last` is the number of the field before, 0 at the beginning.
    pub(super) fn field(&mut self, last: &mut i64) -> Result<Option<(i64, u8)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        *last = match byte >> 4 {
            0 => self.int()?,
            step => last.checked_add(i64::from(step)).ok_or(Broken)?,
        };
        Ok(Some((*last, byte & 0x0f)))
    }

    /// The kind and number of the elements of a list.
    pub(super) fn list(&mut self) -> Result<(u8, usize)> {
        let byte = self.byte()?;
        let count = match byte >> 4 {
            15 => self.varint()?,
            few => u64::from(few),
        };
        if count > self.left() as u64 {
            return Err(Broken);
        }
        Ok((byte & 0x0f, count as usize))
    }

    /// Passes over a value of a field.
    pub(super) fn skip(&mut self, kind: u8, depth: usize) -> Result<()> {
        if depth == 0 {
            return Err(Broken);
        }
        match kind {
            kind::TRUE | kind::FALSE => Ok(()),
            kind::INT8 => self.pass(1),
            4..=kind::INT64 => self.varint().map(|_| ()),
            kind::DOUBLE => self.pass(8),
            kind::UUID => self.pass(16),
            kind::BINARY => {
                let bytes = usize::try_from(self.varint()?).map_err(|_| Broken)?;
                self.pass(bytes)
            }
            kind::LIST | kind::SET => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.skip_element(kind, depth - 1))
            }
            kind::MAP => {
                let count = self.varint()?;
                if count > self.left() as u64 {
                    return Err(Broken);
                }
                if count == 0 {
                    return Ok(());
                }
                let kinds = self.byte()?;
                (0..count).try_for_each(|_| {
                    self.skip_element(kinds >> 4, depth - 1)?;
                    self.skip_element(kinds & 0x0f, depth - 1)
                })
            }
            kind::STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, depth - 1)?;
                }
                Ok(())
            }
            _ => Err(Broken),
        }
    }

    /// Passes over an element of a list, where truth values take a byte of their own.
    fn skip_element(&mut self, kind: u8, depth: usize) -> Result<()> {
        match kind {
            kind::TRUE | kind::FALSE => self.pass(1),
            _ => self.skip(kind, depth),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_sevens_of_bits() {
        assert_eq!(Thrift::new(&[0xac, 0x02]).varint(), Ok(300));
        assert_eq!(Thrift::new(&[0x01]).int(), Ok(-1));
        assert_eq!(Thrift::new(&[0x80]).varint(), Err(Broken));
        assert_eq!(Thrift::new(&[0xff; 11]).varint(), Err(Broken));
    }

    #[test]
    fn a_list_longer_than_its_bytes_is_refused() {
        assert_eq!(Thrift::new(&[0x25, 2, 4]).list(), Ok((5, 2)));
        assert_eq!(Thrift::new(&[0xf5, 0xff, 0xff, 0x03]).list(), Err(Broken));
    }

    #[test]
    fn structures_nested_without_end_are_refused() {
        let nested = vec![0x1c; 100_000];
        assert_eq!(Thrift::new(&nested).skip(kind::STRUCT, DEPTH), Err(Broken));
        let mut whole = Thrift::new(&[0x15, 0x04, 0x18, 0x01, b'x', 0x00, 0xff]);
        assert_eq!(whole.skip(kind::STRUCT, DEPTH), Ok(()));
        assert_eq!(whole.at(), 6);
    }
}
