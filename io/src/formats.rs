//! The table of all formats: name, how to recognise, how to read.

use std::path::Path;

use crate::{Error, Loaded, OpenOptions, Result};

/// Reads a file by the first row of the table that recognises it.
///
/// # Errors
/// [`Error`] of the reader, or [`Error::Unknown`].
pub fn read(path: &Path, _options: &OpenOptions) -> Result<Loaded> {
    Err(Error::Unknown {
        found: String::new(),
        path: path.into(),
    })
}
