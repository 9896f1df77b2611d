//! Typed columns of HDF5 tables, by name, with errors that name column and file.
//!
//! A table is either one compound dataset or a group of one-dimensional datasets of one length; KM3NeT files
//! have both. Columns are read by name and converted, because order, width and sign of the fields differ from
//! file to file. Most are decoded from the file's bytes (`hdf5_stored`), whatever they are called; the library reads
//! what is stored in other ways, and of compounds only the fields that are known to this program by name.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::hdf5_fields::{self, BLOCKS, Block, KNOWN};
use crate::hdf5_file::{Hdf5File, hdf5_error};
use crate::hdf5_kinds::{self, Kind, Number, Place};
use crate::hdf5_stored::Stored;
use crate::{Error, Result, Warnings};

mod opening;

use opening::{open_compound, open_group, open_members};

/// An open table.
#[derive(Debug)]
pub(crate) struct Columns {
    name: String,
    path: PathBuf,
    rows: usize,
    columns: Vec<Column>,
    /// Columns of a kind that cannot be read, such as arrays and references.
    unreadable: Vec<String>,
}

#[derive(Debug)]
struct Column {
    name: String,
    stored: Arc<Stored>,
    /// Whether it is one field of several in its dataset.
    field: bool,
    /// Where it is in a row; `None` where only the library knows.
    place: Option<Place>,
}

impl Column {
    fn is_number(&self) -> bool {
        self.place.is_none_or(|place| place.kind.is_number())
    }

    /// Whether it can be read at all: without the library, or by a name that is known here.
    fn is_known(&self) -> bool {
        let direct = self.place.is_some() && self.stored.may_be_direct();
        !self.field || direct || KNOWN.contains(&self.name.as_str())
    }
}

/// A reader of one type of number.
macro_rules! typed_reader {
    ($(#[$doc:meta])* $read:ident, $type:ty) => {
        $(#[$doc])*
        pub(crate) fn $read(&self, column: &str, rows: Range<usize>) -> Result<Option<Vec<$type>>> {
            let Some(column) = self.column(column) else {
                return Ok(None);
            };
            if let Some(values) = self.direct(column, rows.clone())? {
                return Ok(Some(values));
            }
            let dataset = &column.stored.dataset;
            let values = match column.field {
                true => hdf5_fields::$read(dataset, &column.name, rows),
                false => Some(dataset.read_slice_1d::<$type, _>(rows).map(|values| values.to_vec())),
            };
            values.transpose().map_err(|error| self.cannot_read(&column.name, &error))
        }
    };
}

impl Columns {
    /// Opens the table `name` of `file`; `None` if there is none.
    pub(crate) fn open(file: &Hdf5File, name: &str) -> Result<Option<Self>> {
        let Some(is_group) = file.is_group(name) else {
            return Ok(None);
        };
        let (rows, columns, unreadable) = match is_group {
            true => open_group(file, name)?,
            false => open_compound(file, name)?,
        };
        let (name, path) = (format!("/{name}"), file.path().to_owned());
        Ok(Some(Self {
            name,
            path,
            rows,
            columns,
            unreadable,
        }))
    }

    /// Some datasets of the group `name` ("" for the root) as a table.
    pub(crate) fn of_members(file: &Hdf5File, name: &str, members: &[String]) -> Result<Self> {
        let (rows, columns, unreadable) = open_members(file, name, members)?;
        Ok(Self {
            name: format!("/{name}"),
            path: file.path().to_owned(),
            rows,
            columns,
            unreadable,
        })
    }

    /// What it is called in the file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Rows that are best read together.
    pub(crate) fn block_rows(&self) -> usize {
        let rows = self
            .columns
            .first()
            .map(|column| column.stored.chunk_rows());
        rows.unwrap_or(1).saturating_mul(8).clamp(1024, 1 << 18)
    }

    /// Names of the columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        let names = self.columns.iter().map(|column| column.name.as_str());
        names.collect()
    }

    /// Names of the columns that hold numbers.
    pub(crate) fn number_names(&self) -> Vec<&str> {
        let numbers = self.columns.iter().filter(|column| column.is_number());
        numbers.map(|column| column.name.as_str()).collect()
    }

    /// What a column holds; `None` where only the library knows, or there is no such column.
    pub(crate) fn kind(&self, column: &str) -> Option<Kind> {
        Some(self.column(column)?.place?.kind)
    }

    /// Whether there is a column of this name.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.column(column).is_some()
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Says which columns cannot be read.
    pub(crate) fn warn(&self, warnings: &mut Warnings) {
        let name = &self.name;
        for column in &self.unreadable {
            warnings.add(format!(
                "{name}/{column} cannot be read: it is of a type that is no number"
            ));
        }
        let unknown = self.columns.iter().filter(|column| !column.is_known());
        let unknown: Vec<_> = unknown.map(|column| column.name.as_str()).collect();
        let more = match unknown.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        if !unknown.is_empty() {
            let named = unknown[..unknown.len().min(MOST_NAMED)].join(", ");
            warnings.add(format!("columns of {name} not known here: {named}{more}"));
        }
    }

    typed_reader! {
        /// The values of a column in some rows as floating-point numbers; `None` if there is no such column.
        f64, f64
    }
    typed_reader! {
        /// The values of a column in some rows as signed integers; `None` if there is no such column.
        i64, i64
    }
    typed_reader! {
        /// The values of a column in some rows as bit masks; `None` if there is no such column.
        u64, u64
    }

    /// The texts of a column in some rows; `None` if there is no such column, or it cannot be read as text.
    pub(crate) fn texts(&self, column: &str, rows: Range<usize>) -> Result<Option<Vec<String>>> {
        let Some(Column {
            stored,
            place,
            field,
            ..
        }) = self.column(column)
        else {
            return Ok(None);
        };
        let width = stored.row_bytes.max(1);
        match place.filter(|place| !place.kind.is_number()) {
            Some(place) if stored.direct() => {
                let decode = |bytes: &[u8], out: &mut [String]| {
                    for (row, out) in bytes.chunks_exact(width).zip(out) {
                        *out = hdf5_kinds::text(row, place);
                    }
                };
                stored.decode(rows, decode).map(Some)
            }
            _ if !field => {
                let texts = stored
                    .dataset
                    .read_slice_1d::<hdf5::types::VarLenUnicode, _>(rows);
                Ok(texts
                    .ok()
                    .map(|texts| texts.iter().map(|text| text.to_string()).collect()))
            }
            _ => Ok(None),
        }
    }

    /// Decodes numbers from the file's bytes; `None` where the library has to read them.
    fn direct<T: Number>(&self, column: &Column, rows: Range<usize>) -> Result<Option<Vec<T>>> {
        let Some(place) = column.place else {
            return Ok(None);
        };
        if !place.kind.is_number() {
            return Err(self.no_number(&column.name, "it holds text"));
        }
        if !column.stored.direct() {
            return Ok(None);
        }
        let width = column.stored.row_bytes;
        let decode = |bytes: &[u8], out: &mut [T]| hdf5_kinds::numbers(bytes, width, place, out);
        column.stored.decode(rows, decode).map(Some)
    }

    /// Unpacks what the columns need for some rows, several at a time; errors wait for who reads them.
    pub(crate) fn warm(&self, rows: Range<usize>) {
        let columns = self.columns.iter().filter(|column| !column.field);
        let columns: Vec<_> = columns.filter(|column| column.stored.direct()).collect();
        if columns.len() > 1 && rows.len() <= 1 << 16 {
            columns
                .par_iter()
                .for_each(|column| column.stored.warm(&rows));
        }
    }

    /// The values of several floating-point columns in some rows, in as few calls of the library as it takes; `None`
    /// where there is no such column.
    pub(crate) fn several_f64(
        &self,
        columns: &[&str],
        rows: Range<usize>,
    ) -> Result<Vec<Option<Vec<f64>>>> {
        let mut found: Vec<Option<Vec<f64>>> = vec![None; columns.len()];
        if let Some(first) = self.columns.first()
            && first.field
            && !(first.place.is_some() && first.stored.direct())
        {
            let whole = |block: &&Block| {
                let names = || block.names.iter();
                names().all(|name| self.has(name)) && names().any(|name| columns.contains(name))
            };
            for block in BLOCKS.iter().filter(whole) {
                let values = (block.read)(&first.stored.dataset, rows.clone());
                let values = values.map_err(|error| self.cannot_read(block.names[0], &error))?;
                for (name, values) in block.names.iter().zip(values) {
                    if let Some(i) = columns.iter().position(|column| column == name) {
                        found[i] = Some(values);
                    }
                }
            }
        }
        for (column, found) in columns.iter().zip(&mut found) {
            if found.is_none() {
                *found = self.f64(column, rows.clone())?;
            }
        }
        Ok(found)
    }

    /// The values of a floating-point column that must be there.
    pub(crate) fn need_f64(&self, column: &str, rows: Range<usize>) -> Result<Vec<f64>> {
        self.f64(column, rows)?.ok_or_else(|| self.missing(column))
    }

    /// The values of an integer column that must be there.
    pub(crate) fn need_i64(&self, column: &str, rows: Range<usize>) -> Result<Vec<i64>> {
        self.i64(column, rows)?.ok_or_else(|| self.missing(column))
    }

    /// An error about a column that should be there.
    pub(crate) fn missing(&self, column: &str) -> Error {
        self.no_number(
            column,
            &format!("there are only {}", self.names().join(", ")),
        )
    }

    fn no_number(&self, column: &str, found: &str) -> Error {
        Error::Column {
            column: format!("{}/{column}", self.name),
            wanted: "numbers",
            found: found.to_owned(),
            path: self.path.clone(),
        }
    }

    /// An error about a column that the library cannot read.
    fn cannot_read(&self, column: &str, error: &hdf5::Error) -> Error {
        match error {
            hdf5::Error::Internal(_) => self.no_number(column, "it holds something else"),
            hdf5::Error::HDF5(_) => {
                hdf5_error(&format!("read {}/{column}", self.name), error, &self.path)
            }
        }
    }
}

/// Most columns that a warning names.
const MOST_NAMED: usize = 8;
