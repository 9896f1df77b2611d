//! The pages of one column, unpacked one at a time; nothing in them is believed before it is compared with the
//! bytes that are there.
//!
//! The `parquet` crate has such a reader of its own. It unpacks a page to whatever size comes out, and makes room
//! for as many entries of a dictionary as the page claims: this one does neither.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::ColumnDescPtr;

use super::delta;
use super::page_header::{PageHeader, PageKind};
use super::unpack::{Trouble, unpack};

/// Memory of one value on its way, with its levels: the largest is a text of the crate.
const VALUE_BYTES: u64 = 40;

/// The pages of one column of one row group.
pub(super) struct Pages {
    bytes: Bytes,
    at: usize,
    column: ColumnDescPtr,
    compression: Compression,
    /// Values that are still to come.
    values_left: i64,
    /// The most that one page may take.
    most_bytes: u64,
    has_dictionary: bool,
}

impl Pages {
    pub(super) fn new(bytes: Bytes, chunk: &ColumnChunkMetaData, most_bytes: u64) -> Self {
        Self {
            bytes,
            at: 0,
            column: chunk.column_descr_ptr(),
            compression: chunk.compression(),
            values_left: chunk.num_values(),
            most_bytes,
            has_dictionary: false,
        }
    }

    /// The header of the next page that is a dictionary or has values, and how many bytes it takes.
    fn header(&mut self) -> Result<Option<(PageHeader, usize)>> {
        while self.values_left > 0 && self.at < self.bytes.len() {
            let Some((header, bytes)) = PageHeader::read(&self.bytes[self.at..]) else {
                return Err(broken("the header of a page is damaged"));
            };
            let end = self.at + bytes + header.packed_bytes;
            if end > self.bytes.len() {
                return Err(broken("a page is longer than its column"));
            }
            if header.kind != PageKind::Index && !header.is_empty() {
                return Ok(Some((header, bytes)));
            }
            self.at = end;
        }
        Ok(None)
    }

    /// Refuses a page that would take more memory than is left.
    fn check_size(&self, header: &PageHeader) -> Result<()> {
        let values = u64::from(header.values);
        let many = header.kind == PageKind::Dictionary || self.column.max_rep_level() > 0;
        let wanted = match many {
            true => values.saturating_mul(VALUE_BYTES),
            false => 0, // read in small batches
        };
        let wanted_bytes = wanted.max(header.unpacked_bytes as u64);
        if wanted_bytes <= self.most_bytes {
            return Ok(());
        }
        Err(ParquetError::External(Box::new(crate::Error::TooLarge {
            what: format!("a page of column {}", self.column.path().string()),
            wanted_bytes,
            left_bytes: self.most_bytes,
        })))
    }

    /// The encoding of a page's values, if they can be there in that number.
    fn check_encoding(&self, header: &PageHeader, values: &[u8]) -> Result<Encoding> {
        let encoding = match header.encoding {
            0 => Encoding::PLAIN,
            2 => Encoding::PLAIN_DICTIONARY,
            3 => Encoding::RLE,
            5 => Encoding::DELTA_BINARY_PACKED,
            6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
            7 => Encoding::DELTA_BYTE_ARRAY,
            8 => Encoding::RLE_DICTIONARY,
            9 => Encoding::BYTE_STREAM_SPLIT,
            other => return Err(broken(&format!("values are encoded as kind {other}"))),
        };
        let enough = match encoding {
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => self.has_dictionary,
            Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => {
                delta::count(values).is_some_and(|count| count <= u64::from(header.values))
            }
            Encoding::DELTA_BYTE_ARRAY => {
                let suffixes = delta::end(values).and_then(|end| values.get(end..));
                let fits = |bytes: &[u8]| delta::count(bytes) <= Some(u64::from(header.values));
                fits(values) && suffixes.is_some_and(fits)
            }
            _ => true,
        };
        match enough {
            true => Ok(encoding),
            false => Err(broken("the values of a page are damaged")),
        }
    }

    /// Where the values of a page of the first version begin, after the levels.
    fn after_levels(&self, header: &PageHeader, page: &[u8]) -> Option<usize> {
        let mut at = 0usize;
        let levels = [
            (self.column.max_rep_level(), header.repetition_encoding),
            (self.column.max_def_level(), header.definition_encoding),
        ];
        for (highest, encoding) in levels {
            if highest <= 0 {
                continue;
            }
            let bytes = match encoding {
                3 => {
                    let length = page.get(at..at.checked_add(4)?)?;
                    u32::from_le_bytes(length.try_into().ok()?) as usize + 4
                }
                4 => {
                    let bits = u64::from(16 - (highest as u16).leading_zeros());
                    (u64::from(header.values) * bits).div_ceil(8) as usize
                }
                _ => return None,
            };
            at = at.checked_add(bytes).filter(|at| *at <= page.len())?;
        }
        Some(at)
    }

    fn page(&mut self, header: &PageHeader, packed: &Bytes) -> Result<Page> {
        let levels = match header.kind {
            PageKind::Data2 => header.repetition_bytes + header.definition_bytes,
            _ => 0,
        };
        if levels > packed.len() || levels > header.unpacked_bytes {
            return Err(broken("the levels of a page are longer than the page"));
        }
        let compression = match header.compressed {
            true => self.compression,
            false => Compression::UNCOMPRESSED,
        };
        let buf = match compression {
            Compression::UNCOMPRESSED => packed.clone(),
            _ => {
                let size = header.unpacked_bytes - levels;
                let values = unpack(&packed[levels..], size, compression);
                let values = values.map_err(|trouble| match trouble {
                    Trouble::Damaged(found) => broken(&found),
                    Trouble::Unknown(name) => {
                        ParquetError::External(Box::new(crate::Error::Unsupported {
                            wanted: "a Parquet file packed by Snappy, gzip, Zstandard or LZ4",
                            found: format!(
                                "this one is packed by {name}; write it anew with \
                                 pyarrow's compression=\"zstd\""
                            ),
                        }))
                    }
                })?;
                match levels {
                    0 => Bytes::from(values),
                    _ => Bytes::from([&packed[..levels], &values].concat()),
                }
            }
        };
        match header.kind {
            PageKind::Dictionary => self.dictionary(header, buf),
            PageKind::Data => {
                let level = |encoding| match encoding {
                    3 => Ok(Encoding::RLE),
                    #[expect(deprecated)]
                    4 => Ok(Encoding::BIT_PACKED),
                    other => Err(broken(&format!("levels are encoded as kind {other}"))),
                };
                let Some(start) = self.after_levels(header, &buf) else {
                    return Err(broken("the levels of a page are longer than the page"));
                };
                Ok(Page::DataPage {
                    num_values: header.values,
                    encoding: self.check_encoding(header, &buf[start..])?,
                    def_level_encoding: level(header.definition_encoding)?,
                    rep_level_encoding: level(header.repetition_encoding)?,
                    statistics: None,
                    buf,
                })
            }
            PageKind::Data2 | PageKind::Index => Ok(Page::DataPageV2 {
                num_values: header.values,
                encoding: self.check_encoding(header, &buf[levels..])?,
                num_nulls: header.nulls,
                num_rows: header.rows,
                def_levels_byte_len: header.definition_bytes as u32,
                rep_levels_byte_len: header.repetition_bytes as u32,
                is_compressed: header.compressed,
                statistics: None,
                buf,
            }),
        }
    }

    fn dictionary(&mut self, header: &PageHeader, buf: Bytes) -> Result<Page> {
        let least_bytes = match self.column.physical_type() {
            Type::BOOLEAN => return Err(broken("a dictionary of truth values")),
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => self.column.type_length().max(1) as u64,
        };
        if u64::from(header.values) * least_bytes > buf.len() as u64 {
            return Err(broken("a dictionary has fewer values than it claims"));
        }
        self.has_dictionary = true;
        Ok(Page::DictionaryPage {
            buf,
            num_values: header.values,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        })
    }
}

/// The error of the crate whose traits are implemented here.
fn broken(found: &str) -> ParquetError {
    ParquetError::General(found.to_owned())
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some((header, bytes)) = self.header()? else {
            return Ok(None);
        };
        self.check_size(&header)?;
        let start = self.at + bytes;
        let packed = self.bytes.slice(start..start + header.packed_bytes);
        let page = self.page(&header, &packed)?;
        if header.kind != PageKind::Dictionary {
            self.values_left -= i64::from(header.values);
        }
        self.at = start + header.packed_bytes;
        Ok(Some(page))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Ok(self.header()?.map(|(header, _)| {
            let dictionary = header.kind == PageKind::Dictionary;
            PageMetadata {
                num_rows: (header.kind == PageKind::Data2).then_some(header.rows as usize),
                num_levels: (!dictionary).then_some(header.values as usize),
                is_dict: dictionary,
            }
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        if let Some((header, bytes)) = self.header()? {
            self.at += bytes + header.packed_bytes;
            if header.kind != PageKind::Dictionary {
                self.values_left -= i64::from(header.values);
            }
        }
        Ok(())
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
