//! Typed columns of HDF5 tables, by name, with errors that name column and file.
//!
//! A table is either one compound dataset or a group of one-dimensional datasets of one length; KM3NeT files
//! have both. Columns are read by name and converted by the library, because order, width and sign of the
//! fields differ from file to file.

use std::ops::Range;
use std::path::{Path, PathBuf};

use hdf5::Dataset;
use hdf5::types::{CompoundField, CompoundType, FloatSize, TypeDescriptor};

use crate::hdf5_fields::{self, BLOCKS, Block, KNOWN};
use crate::hdf5_file::{Hdf5File, hdf5_error};
use crate::{Error, Result, Warnings};

/// An open table.
#[derive(Debug)]
pub(crate) struct Columns {
    name: String,
    path: PathBuf,
    rows: usize,
    storage: Storage,
    /// Columns of a type that the library does not convert to numbers, such as PyTables' bits.
    unreadable: Vec<String>,
}

#[derive(Debug)]
enum Storage {
    /// One compound dataset and the names of its fields.
    Compound(Dataset, Vec<String>),
    /// One dataset per column.
    Datasets(Vec<(String, Dataset)>),
}

/// A reader of one type, of compound fields and of whole datasets.
macro_rules! typed_reader {
    ($(#[$doc:meta])* $read:ident, $type:ty) => {
        $(#[$doc])*
        pub(crate) fn $read(&self, column: &str, rows: Range<usize>) -> Result<Option<Vec<$type>>> {
            let values = match &self.storage {
                Storage::Compound(dataset, fields) => fields
                    .iter()
                    .any(|field| field == column)
                    .then(|| hdf5_fields::$read(dataset, column, rows))
                    .flatten(),
                Storage::Datasets(datasets) => datasets
                    .iter()
                    .find(|(name, _)| name == column)
                    .map(|(_, dataset)| dataset.read_slice_1d::<$type, _>(rows))
                    .map(|values| values.map(|values| values.into_raw_vec_and_offset().0)),
            };
            values.transpose().map_err(|error| self.cannot_read(column, &error))
        }
    };
}

impl Columns {
    /// Opens the table `name` of `file`; `None` if there is none.
    pub(crate) fn open(file: &Hdf5File, name: &str) -> Result<Option<Self>> {
        if !file.has(name) {
            return Ok(None);
        }
        let (rows, storage, unreadable) = if file.is_group(name) {
            open_group(file, name)?
        } else {
            open_compound(file, name)?
        };
        let (name, path) = (format!("/{name}"), file.path().to_owned());
        Ok(Some(Self {
            name,
            path,
            rows,
            storage,
            unreadable,
        }))
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

    /// Names of the columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        match &self.storage {
            Storage::Compound(_, fields) => fields.iter().map(String::as_str).collect(),
            Storage::Datasets(datasets) => datasets.iter().map(|(name, _)| name.as_str()).collect(),
        }
    }

    /// Whether there is a column of this name.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.names().contains(&column)
    }

    /// Says which columns cannot be read.
    pub(crate) fn warn(&self, warnings: &mut Warnings) {
        for column in &self.unreadable {
            let name = &self.name;
            warnings.add(format!(
                "{name}/{column} cannot be read: it is of a type that is no number"
            ));
        }
    }

    /// Columns whose names are not known at compile time and that can therefore not be read.
    pub(crate) fn unknown(&self) -> Vec<&str> {
        let Storage::Compound(_, fields) = &self.storage else {
            return Vec::new();
        };
        let fields = fields.iter().map(String::as_str);
        fields.filter(|field| !KNOWN.contains(field)).collect()
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

    /// The values of several floating-point columns in some rows, in as few calls of the library as it takes; `None`
    /// where there is no such column.
    pub(crate) fn several_f64(
        &self,
        columns: &[&str],
        rows: Range<usize>,
    ) -> Result<Vec<Option<Vec<f64>>>> {
        let mut found: Vec<Option<Vec<f64>>> = vec![None; columns.len()];
        if let Storage::Compound(dataset, fields) = &self.storage {
            let whole = |block: &&Block| {
                let there = |name: &&str| fields.iter().any(|field| field == name);
                block.names.iter().all(there)
                    && columns.iter().any(|name| block.names.contains(name))
            };
            for block in BLOCKS.iter().filter(whole) {
                let values = (block.read)(dataset, rows.clone());
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
        Error::Column {
            column: format!("{}/{column}", self.name),
            wanted: "numbers",
            found: format!("there are only {}", self.names().join(", ")),
            path: self.path.clone(),
        }
    }

    /// An error about a column that the library cannot read.
    fn cannot_read(&self, column: &str, error: &hdf5::Error) -> Error {
        match error {
            hdf5::Error::Internal(_) => Error::Column {
                column: format!("{}/{column}", self.name),
                wanted: "numbers",
                found: "it holds something else".into(),
                path: self.path.clone(),
            },
            hdf5::Error::HDF5(_) => {
                hdf5_error(&format!("read {}/{column}", self.name), error, &self.path)
            }
        }
    }
}

/// All one-dimensional datasets of a group; names that start with `_` are indexes, not columns.
fn open_group(file: &Hdf5File, name: &str) -> Result<(usize, Storage, Vec<String>)> {
    let mut datasets: Vec<(String, Dataset)> = Vec::new();
    let mut unreadable = Vec::new();
    let mut rows = None;
    for member in file.members(name) {
        let full = format!("{name}/{member}");
        if member.starts_with('_') || file.is_group(&full) {
            continue;
        }
        let dataset = file.dataset(&full)?;
        let [found] = dataset.shape()[..] else {
            continue;
        };
        let expected = *rows.get_or_insert(found);
        if found != expected {
            let (column, path) = (format!("/{full}"), file.path().to_owned());
            return Err(Error::Length {
                column,
                found,
                expected,
                path,
            });
        }
        if dataset
            .dtype()
            .is_ok_and(|dtype| dtype.conv_to::<f64>().is_some())
        {
            datasets.push((member, dataset));
        } else {
            unreadable.push(member);
        }
    }
    Ok((rows.unwrap_or(0), Storage::Datasets(datasets), unreadable))
}

/// One compound dataset with its fields.
fn open_compound(file: &Hdf5File, name: &str) -> Result<(usize, Storage, Vec<String>)> {
    let dataset = file.dataset(name)?;
    let not_a_table = |found: String| Error::Column {
        column: format!("/{name}"),
        wanted: "a table with named columns",
        found,
        path: file.path().to_owned(),
    };
    let [rows] = dataset.shape()[..] else {
        return Err(not_a_table(format!("it has {} dimensions", dataset.ndim())));
    };
    let failed = |error: hdf5::Error| hdf5_error(&format!("read /{name}"), &error, file.path());
    let dtype = dataset.dtype().map_err(failed)?;
    let (fields, unreadable) = match dtype.to_descriptor() {
        Ok(TypeDescriptor::Compound(compound)) => (
            compound
                .fields
                .into_iter()
                .map(|field| field.name)
                .collect(),
            Vec::new(),
        ),
        Ok(other) => return Err(not_a_table(format!("it holds plain {other}"))),
        // A field of a type that the crate has no name for, such as the bits of PyTables.
        Err(_) => {
            let known = KNOWN.iter().map(|field| (*field).to_owned());
            let there = known.filter(|field| !gives(&dtype, field, TypeDescriptor::FixedAscii(8)));
            let float = TypeDescriptor::Float(FloatSize::U8);
            there.partition(|field| gives(&dtype, field, float.clone()))
        }
    };
    Ok((rows, Storage::Compound(dataset, fields), unreadable))
}

/// Whether the library can make a compound of this one field of this type from a compound type.
///
/// It can if that has no such field, or one that converts. So a field that cannot be had as text is there, and is
/// no text.
fn gives(dtype: &hdf5::Datatype, field: &str, wanted: TypeDescriptor) -> bool {
    let size = wanted.size();
    let fields = vec![CompoundField::new(field, wanted, 0, 0)];
    let wanted = TypeDescriptor::Compound(CompoundType { fields, size });
    hdf5::Datatype::from_descriptor(&wanted).is_ok_and(|wanted| dtype.conv_path(wanted).is_some())
}
