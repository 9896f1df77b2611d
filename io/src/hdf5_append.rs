//! HDF5 datasets that grow while rows come in, laid out as PyTables does: 64 KiB chunks with checksum, shuffle and
//! deflate at level 5.

use std::path::Path;

use hdf5::{Dataset, H5Type};

use crate::{Error, Result};

/// Bytes of a chunk.
const CHUNK_BYTES: usize = 64 * 1024;

/// Chunks that are collected before they are written.
const CHUNKS_AT_ONCE: usize = 16;

/// A one-dimensional dataset under construction.
pub(crate) struct Append<'a, T> {
    file: &'a hdf5::File,
    name: &'static str,
    path: &'a Path,
    dataset: Option<Dataset>,
    waiting: Vec<T>,
    written: usize,
}

impl<'a, T: H5Type> Append<'a, T> {
    /// A dataset that is made in `file` once it is written to; `path` is for errors.
    pub(crate) fn new(file: &'a hdf5::File, name: &'static str, path: &'a Path) -> Self {
        Self {
            file,
            name,
            path,
            dataset: None,
            waiting: Vec::new(),
            written: 0,
        }
    }

    /// Number of rows so far.
    pub(crate) fn rows(&self) -> usize {
        self.written + self.waiting.len()
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: T) -> Result<()> {
        self.waiting.push(row);
        match self.waiting.len() >= CHUNKS_AT_ONCE * rows_per_chunk::<T>() {
            true => self.write(),
            false => Ok(()),
        }
    }

    /// Writes what waits; without it the dataset would be short.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.write()
    }

    fn write(&mut self) -> Result<()> {
        let failed = failed(self.name, self.path);
        let dataset = match self.dataset.take() {
            Some(dataset) => dataset,
            None => {
                let builder = self.file.new_dataset::<T>().chunk(rows_per_chunk::<T>());
                let builder = builder.fletcher32().shuffle().deflate(5);
                builder.shape(0..).create(self.name).map_err(&failed)?
            }
        };
        let rows = self.rows();
        if rows > self.written {
            dataset.resize(rows).map_err(&failed)?;
            dataset
                .write_slice(&self.waiting, self.written..rows)
                .map_err(&failed)?;
        }
        self.dataset = Some(dataset);
        self.written = rows;
        self.waiting.clear();
        Ok(())
    }
}

fn rows_per_chunk<T>() -> usize {
    (CHUNK_BYTES / size_of::<T>()).max(1)
}

/// Turns what the library said while writing into an error of ours.
pub(crate) fn failed<'a>(what: &'a str, path: &'a Path) -> impl Fn(hdf5::Error) -> Error + 'a {
    move |error| {
        let detail = error.to_string();
        let detail = detail.split('\n').next().unwrap_or_default();
        Error::Io {
            action: "write the HDF5 file",
            source: std::io::Error::other(format!("{what}: {detail}")),
            path: path.to_owned(),
        }
    }
}
