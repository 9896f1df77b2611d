//! What tables mean: candidates, a catalogue, an effective area, good runs, or nothing that is known here.
//!
//! Readers of VOTable, FITS, Parquet, HDF5 and text only make [`Table`]s; every one of them asks here.

use std::sync::Arc;

use nuscope_table::Table;

use crate::{Loaded, Reading, Result, Warnings};

/// Decides what `tables` are, which were read from the file of `reading` and are said to be of `format`.
///
/// # Errors
/// If the only table of the file needs an answer of its user, or an answer does not fit.
pub(crate) fn interpret(tables: Vec<Table>, format: String, reading: &Reading) -> Result<Loaded> {
    let mut warnings = Warnings::default();
    for table in &tables {
        warnings.0.extend(table.warnings.iter().cloned());
    }
    Ok(Loaded {
        path: reading.path.to_owned(),
        format,
        tables: tables.into_iter().map(Arc::new).collect(),
        warnings,
        ..Loaded::default()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{OpenOptions, Progress};

    #[test]
    fn a_table_without_a_meaning_here_is_kept_as_it_is() {
        let table = Table {
            name: "runs".into(),
            ..Table::default()
        };
        let reading = Reading {
            path: "a.fits".as_ref(),
            options: &OpenOptions::default(),
            progress: &Progress::default(),
        };
        let loaded = interpret(vec![table.clone()], "FITS table".into(), &reading).unwrap();
        assert_eq!(*loaded.tables[0], table);
    }
}
