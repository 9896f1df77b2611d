//! A place in some bytes, moved forward by reading. Numbers are big-endian.
//!
//! Nothing is allocated before the bytes for it are there: [`Cursor::count`] refuses a length that cannot fit.

use crate::{Error, Result};

/// Bit of the first word of an object that makes it a byte count.
pub(crate) const BYTE_COUNT: u32 = 0x4000_0000;
/// What a new class is announced with; not a byte count although the bit is set.
pub(crate) const NEW_CLASS: u32 = 0xffff_ffff;

/// The header in front of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Version of the class.
    pub(crate) version: u16,
    /// Where the object ends, if the header says.
    pub(crate) end: Option<usize>,
}

/// A place in some bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    data: &'a [u8],
    pos: usize,
}

macro_rules! numbers {
    ($($name:ident)*) => {
        $(
            /// The next number.
            pub(crate) fn $name(&mut self) -> Result<$name> {
                Ok($name::from_be_bytes(*self.array()?))
            }
        )*
    };
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { data, pos: 0 }
    }

    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    pub(crate) fn left(&self) -> usize {
        self.data.len() - self.pos
    }

    pub(crate) fn at_end(&self) -> bool {
        self.left() == 0
    }

    /// The next `n` bytes.
    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let Some(bytes) = self.data[self.pos..].get(..n) else {
            return Err(Error::damaged(format!(
                "{n} bytes are wanted at byte {} of a record, {} are left",
                self.pos,
                self.left()
            )));
        };
        self.pos += n;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N]> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("take returns as many as asked for"))
    }

    numbers! { u8 u16 u32 i32 i64 }

    /// A file offset: 8 bytes if `wide`, else 4.
    pub(crate) fn offset(&mut self, wide: bool) -> Result<i64> {
        if wide {
            self.i64()
        } else {
            Ok(self.i32()?.into())
        }
    }

    /// A size, which a damaged file may give as negative.
    pub(crate) fn size(&mut self, what: &str) -> Result<usize> {
        let size = self.i32()?;
        usize::try_from(size).map_err(|_| Error::damaged(format!("{what} of {size}")))
    }

    /// The length of a list whose items take at least `item_bytes` each.
    pub(crate) fn count(&mut self, item_bytes: usize) -> Result<usize> {
        let n = self.size("a list length")?;
        if n.saturating_mul(item_bytes) > self.left() {
            return Err(Error::damaged(format!(
                "a list of {n} items is announced at byte {} of a record, with {} bytes left",
                self.pos,
                self.left()
            )));
        }
        Ok(n)
    }

    /// The bytes of a text: one length byte, or 255 and a length of four bytes.
    pub(crate) fn text_bytes(&mut self) -> Result<&'a [u8]> {
        let n = match self.u8()? {
            255 => self.count(1)?,
            n => n.into(),
        };
        self.take(n)
    }

    /// A text; the format names no encoding, so what is not UTF-8 is replaced.
    pub(crate) fn text(&mut self) -> Result<String> {
        Ok(String::from_utf8_lossy(self.text_bytes()?).into_owned())
    }

    /// A name that ends with a zero byte.
    pub(crate) fn zero_terminated(&mut self) -> Result<String> {
        let rest = &self.data[self.pos..];
        let rest = &rest[..rest.len().min(1024)];
        let Some(n) = rest.iter().position(|byte| *byte == 0) else {
            return Err(Error::damaged("the name of a class has no end"));
        };
        self.pos += n + 1;
        Ok(String::from_utf8_lossy(&rest[..n]).into_owned())
    }

    /// The header of an object: a byte count and a version, or a version alone.
    pub(crate) fn header(&mut self) -> Result<Header> {
        if self.left() >= 4 {
            let mut ahead = *self;
            let word = ahead.u32()?;
            if word & BYTE_COUNT != 0 && word != NEW_CLASS {
                let end = ahead.end_of(word)?;
                if end < ahead.pos + 2 {
                    return Err(Error::damaged("an object is too short for its own version"));
                }
                let version = ahead.u16()?;
                *self = ahead;
                return Ok(Header {
                    version,
                    end: Some(end),
                });
            }
        }
        let version = self.u16()?;
        Ok(Header { version, end: None })
    }

    /// Where an object ends that has this byte count in front and begins here.
    pub(crate) fn end_of(&self, byte_count: u32) -> Result<usize> {
        let n = (byte_count & !BYTE_COUNT) as usize;
        if n > self.left() {
            return Err(Error::damaged(format!(
                "an object of {n} bytes begins at byte {} of a record, with {} bytes left",
                self.pos,
                self.left()
            )));
        }
        Ok(self.pos + n)
    }

    /// Goes to the promised end of an object: steps over unknown members, refuses to have read too far.
    pub(crate) fn close(&mut self, end: Option<usize>) -> Result<()> {
        if let Some(end) = end {
            if self.pos > end {
                return Err(Error::damaged(format!(
                    "an object has {} bytes fewer than its members need",
                    self.pos - end
                )));
            }
            self.pos = end;
        }
        Ok(())
    }
}
