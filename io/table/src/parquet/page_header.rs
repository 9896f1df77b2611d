//! The header of a page: how long it is, how many values it claims, how they are encoded.
//!
//! Source: Apache Parquet format, parquet.thrift, `PageHeader`.

use super::thrift::{Broken, DEPTH, Thrift, kind};

/// What a page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PageKind {
    /// Values, after levels that are packed with them.
    #[default]
    Data,
    /// An index; it has no values.
    Index,
    /// The values that others point to.
    Dictionary,
    /// Values, after levels that are not packed.
    Data2,
}

/// The header of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PageHeader {
    pub(super) kind: PageKind,
    pub(super) unpacked_bytes: usize,
    pub(super) packed_bytes: usize,
    pub(super) values: u32,
    pub(super) nulls: u32,
    pub(super) rows: u32,
    /// As Parquet numbers encodings.
    pub(super) encoding: i64,
    pub(super) definition_encoding: i64,
    pub(super) repetition_encoding: i64,
    /// Bytes of the levels, in the second version.
    pub(super) definition_bytes: usize,
    pub(super) repetition_bytes: usize,
    /// Whether the values are packed.
    pub(super) compressed: bool,
}

impl PageHeader {
    /// Reads a header and says how long it is; `None` if it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut thrift = Thrift::new(bytes);
        let header = Self::parse(&mut thrift).ok()?;
        Some((header, thrift.at()))
    }

    /// Whether a page of values has none.
    pub(super) fn is_empty(&self) -> bool {
        self.values == 0 && self.kind != PageKind::Dictionary
    }

    fn parse(thrift: &mut Thrift) -> Result<Self, Broken> {
        let mut header = Self {
            compressed: true,
            ..Self::default()
        };
        let (mut last, mut described) = (0, false);
        while let Some((field, kind)) = thrift.field(&mut last)? {
            match (field, kind) {
                (1, 5) => {
                    header.kind = match thrift.int()? {
                        0 => PageKind::Data,
                        1 => PageKind::Index,
                        2 => PageKind::Dictionary,
                        3 => PageKind::Data2,
                        _ => return Err(Broken),
                    }
                }
                (2, 5) => header.unpacked_bytes = size(thrift)?,
                (3, 5) => header.packed_bytes = size(thrift)?,
                (5 | 7 | 8, kind::STRUCT) => {
                    header.parse_kind(thrift, field)?;
                    described = true;
                }
                _ => thrift.skip(kind, DEPTH)?,
            }
        }
        match described || header.kind == PageKind::Index {
            true => Ok(header),
            false => Err(Broken),
        }
    }

    /// The part that depends on the page's kind.
    fn parse_kind(&mut self, thrift: &mut Thrift, part: i64) -> Result<(), Broken> {
        let mut last = 0;
        while let Some((field, kind)) = thrift.field(&mut last)? {
            match (part, field, kind) {
                (_, 1, 5) => self.values = number(thrift)?,
                (5 | 7, 2, 5) | (8, 4, 5) => self.encoding = thrift.int()?,
                (5, 3, 5) => self.definition_encoding = thrift.int()?,
                (5, 4, 5) => self.repetition_encoding = thrift.int()?,
                (8, 2, 5) => self.nulls = number(thrift)?,
                (8, 3, 5) => self.rows = number(thrift)?,
                (8, 5, 5) => self.definition_bytes = size(thrift)?,
                (8, 6, 5) => self.repetition_bytes = size(thrift)?,
                (8, 7, kind::FALSE) => self.compressed = false,
                _ => thrift.skip(kind, DEPTH)?,
            }
        }
        Ok(())
    }
}

/// A number that is not negative.
fn number(thrift: &mut Thrift) -> Result<u32, Broken> {
    u32::try_from(thrift.int()?)
        .ok()
        .filter(|number| *number <= i32::MAX as u32)
        .ok_or(Broken)
}

fn size(thrift: &mut Thrift) -> Result<usize, Broken> {
    number(thrift).map(|number| number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_values_says_how_many_and_how() {
        // type 0, 40 bytes unpacked, 30 packed, { 5 values, plain, levels as runs }
        let bytes = [
            0x15, 0x00, 0x15, 0x50, 0x15, 0x3c, 0x2c, 0x15, 0x0a, 0x15, 0x00, 0x15, 0x06, 0x15,
            0x06, 0x00, 0x00, 0xff,
        ];
        let header = PageHeader {
            unpacked_bytes: 40,
            packed_bytes: 30,
            values: 5,
            definition_encoding: 3,
            repetition_encoding: 3,
            compressed: true,
            ..PageHeader::default()
        };
        assert_eq!(PageHeader::read(&bytes), Some((header, 17)));
        for end in 0..17 {
            assert_eq!(PageHeader::read(&bytes[..end]), None);
        }
    }

    #[test]
    fn a_negative_size_is_damage() {
        let bytes = [0x15, 0x00, 0x15, 0x01, 0x15, 0x3c, 0x00];
        assert_eq!(PageHeader::read(&bytes), None);
    }
}
