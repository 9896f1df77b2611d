//! Opens NumPy arrays: NPY and NPZ, as a likelihood scan of the sky if they are one, else as tables.

use std::sync::Arc;

use nuscope_model::{Flatten, healpix};
use nuscope_table::npy::{MAGIC, ZIP_MAGIC, read_npy, read_npz};

use crate::head::{Head, Match};
use crate::likelihood_scan::scan;
use crate::tables;
use crate::{Loaded, Reading, Result, Warnings};

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
    if let Some((cells, nside)) = scan(&arrays) {
        let bytes = healpix::pixels(nside) * 4 * (cells.columns().len() as u64 + 1);
        let taken = limits.take(bytes, "the scan as it is drawn");
        taken.map_err(|error| reading.error(error))?;
        let mut warnings = Warnings::default();
        for array in &arrays {
            warnings.0.extend(array.warnings.iter().cloned());
        }
        return Ok(Loaded {
            path: reading.path.to_owned(),
            format: format!("likelihood scan (IceCube, NPZ), drawn at nside {nside}"),
            map: Some(Arc::new(cells.to_sky_map(nside, Flatten::Mean))),
            multi_order: Some(Arc::new(cells)),
            warnings,
            ..Loaded::default()
        });
    }
    tables::interpret(arrays, format.to_owned(), reading)
}
