//! Opens NumPy arrays: NPY and NPZ, as tables.

use nuscope_table::npy::{MAGIC, ZIP_MAGIC, read_npy, read_npz};

use crate::head::{Head, Match};
use crate::tables;
use crate::{Loaded, Reading, Result};

/// Whether a file begins as NPY or as a zip archive does.
pub fn recognise(head: &Head) -> Match {
    match head.bytes.starts_with(MAGIC) || head.bytes.starts_with(ZIP_MAGIC) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Opens an NPY or NPZ file.
///
/// # Errors
/// If it is damaged, has no arrays, or arrays of Python objects.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut limits = reading.limits(bytes.len());
    let (arrays, format) = match bytes.starts_with(MAGIC) {
        true => {
            let name = reading.path.file_stem().map(|stem| stem.to_string_lossy());
            let name = name.unwrap_or_default();
            let table = read_npy(&bytes, &name, &mut limits, reading.progress);
            (table.map(|table| vec![table]), "NumPy array (NPY)")
        }
        false => {
            let tables = read_npz(&bytes, &mut limits, reading.progress);
            (tables, "NumPy arrays (NPZ)")
        }
    };
    let arrays = arrays.map_err(|error| reading.error(error))?;
    tables::interpret(arrays, format.to_owned(), reading)
}
