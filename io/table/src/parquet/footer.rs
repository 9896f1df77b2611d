//! The footer of a Parquet file: schema and where each column's pages lie, checked before anything trusts it.
//!
//! The `parquet` crate reads the footer, but follows a schema nested without end until the stack is gone, and
//! makes room for as many rows as are claimed. So the footer is walked over first, and its numbers are compared
//! with the bytes that are there.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::thrift::{Broken, DEPTH, Thrift, kind};
use crate::{Error, Result};

/// What every Parquet file begins and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// What files end with whose footer is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// Reads and checks the footer of a whole file.
pub(super) fn read(file: &[u8]) -> Result<ParquetMetaData> {
    let damaged = |found: &str| damaged("the end of the file", "a Parquet footer", found);
    let (start, tail) = match (file.get(..4), file.len().checked_sub(8)) {
        (Some(start), Some(tail)) if tail >= 4 => (start, tail),
        _ => return Err(damaged("too few bytes")),
    };
    if start == ENCRYPTED || file.ends_with(ENCRYPTED) {
        return Err(Error::Unsupported {
            wanted: "a Parquet file that anyone may read",
            found: "this one is encrypted; save it without encryption".into(),
        });
    }
    if start != MAGIC || !file.ends_with(MAGIC) {
        let found = "no PAR1 at both ends; was the transfer cut short?";
        return Err(damaged(found));
    }
    let length = u32::from_le_bytes([file[tail], file[tail + 1], file[tail + 2], file[tail + 3]]);
    let Some(first) = (tail - 4).checked_sub(length as usize) else {
        return Err(damaged("one that is longer than the file"));
    };
    let footer = &file[first + 4..tail];
    check(footer).map_err(|Broken| damaged("bytes that are none, or nested too deeply"))?;
    let read = catch_unwind(AssertUnwindSafe(|| {
        ParquetMetaDataReader::decode_metadata(footer)
    }));
    let metadata = match read {
        Ok(Ok(metadata)) => metadata,
        Ok(Err(error)) => return Err(damaged(&error.to_string())),
        Err(panic) => return Err(damaged(&said(&*panic))),
    };
    check_sizes(&metadata, file.len())?;
    Ok(metadata)
}

/// Walks over the whole footer; its schema must be a tree that is not nested too deeply.
fn check(footer: &[u8]) -> std::result::Result<(), Broken> {
    let mut thrift = Thrift::new(footer);
    let mut last = 0;
    while let Some((field, kind)) = thrift.field(&mut last)? {
        if (field, kind) != (2, kind::LIST) {
            thrift.skip(kind, DEPTH)?;
            continue;
        }
        let (kind, elements) = thrift.list()?;
        if kind != kind::STRUCT {
            return Err(Broken);
        }
        // Children still to come of every group that is open.
        let mut open: Vec<i64> = Vec::new();
        for element in 0..elements {
            let children = children(&mut thrift)?;
            if children < 0 || children > (elements - element) as i64 {
                return Err(Broken);
            }
            if let Some(parent) = open.last_mut() {
                *parent -= 1;
            } else if element > 0 {
                return Err(Broken);
            }
            open.push(children);
            while open.last() == Some(&0) {
                open.pop();
            }
            if open.len() > DEPTH {
                return Err(Broken);
            }
        }
        if !open.is_empty() {
            return Err(Broken);
        }
    }
    Ok(())
}

/// Passes over an element of the schema, and says how many children it has.
fn children(thrift: &mut Thrift) -> std::result::Result<i64, Broken> {
    let (mut last, mut children) = (0, 0);
    while let Some((field, kind)) = thrift.field(&mut last)? {
        match (field, kind) {
            (5, 5) => children = thrift.int()?,
            _ => thrift.skip(kind, DEPTH)?,
        }
    }
    Ok(children)
}

/// Compares the sizes that are claimed with the file's.
fn check_sizes(metadata: &ParquetMetaData, file_bytes: usize) -> Result<()> {
    let mut rows: i64 = 0;
    let mut pages: i64 = 0;
    for group in metadata.row_groups() {
        let bad = |found: String| damaged("the footer", "sizes that fit the file", &found);
        if group.num_rows() < 0 {
            return Err(bad(format!("{} rows", group.num_rows())));
        }
        rows = rows.saturating_add(group.num_rows());
        for column in group.columns() {
            if column.file_path().is_some_and(|path| !path.is_empty()) {
                return Err(Error::Unsupported {
                    wanted: "a Parquet file that holds its own columns",
                    found: "this one points to other files; open those".into(),
                });
            }
            if column.compressed_size() < 0 || column.num_values() < 0 {
                return Err(bad("a negative number of bytes or values".into()));
            }
            pages = pages.saturating_add(column.compressed_size());
        }
        if pages > file_bytes as i64 {
            let found = format!("columns of {pages} bytes in a file of {file_bytes}");
            return Err(bad(found));
        }
    }
    let claimed = metadata.file_metadata().num_rows();
    if claimed != rows {
        let found = format!("{claimed} rows in all, but {rows} in its row groups");
        return Err(damaged("the footer", "one number of rows", &found));
    }
    if rows > i64::from(u32::MAX) {
        return Err(Error::Unsupported {
            wanted: "a table of at most 4,294,967,295 rows",
            found: format!("it says that it has {rows}; is it damaged? Split it otherwise"),
        });
    }
    Ok(())
}

/// The bytes in which the pages of a column of a row group lie.
pub(super) fn pages(
    file: &Bytes,
    column: &parquet::file::metadata::ColumnChunkMetaData,
) -> Result<Bytes> {
    let data = column.data_page_offset();
    let first = match column.dictionary_page_offset() {
        Some(dictionary) if dictionary > 0 => dictionary.min(data),
        _ => data,
    };
    let start = usize::try_from(first).ok();
    let end = start.and_then(|start| start.checked_add(column.compressed_size() as usize));
    match (start, end) {
        (Some(start), Some(end)) if end <= file.len() => Ok(file.slice(start..end)),
        _ => Err(damaged(
            &format!("column {}", column.column_path().string()),
            "pages within the file",
            &format!("pages from byte {first} on, beyond its end"),
        )),
    }
}

/// What a panic said.
pub(super) fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("what cannot be decoded").to_owned()
}

pub(super) fn damaged(place: &str, wanted: &str, found: &str) -> Error {
    Error::Damaged {
        place: place.to_owned(),
        wanted: wanted.to_owned(),
        found: found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_nested_without_end_is_refused() {
        // FileMetaData { 2: list of 1,000 groups, each the only child of the one before }
        let mut footer = vec![0x29, 0xfc, 0xe8, 0x07];
        for _ in 0..1000 {
            footer.extend([0x55, 0x02, 0x00]);
        }
        footer.push(0);
        assert_eq!(check(&footer), Err(Broken));
        // The same in 10 elements, the last of which has no child, is a tree.
        let mut footer = vec![0x29, 0xac];
        for _ in 0..9 {
            footer.extend([0x55, 0x02, 0x00]);
        }
        footer.extend([0x00, 0x00]);
        assert_eq!(check(&footer), Ok(()));
    }
}
