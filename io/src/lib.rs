//! Files in, model out; results out.
//!
//! [`open`] is the door: it recognises a file by its content (its name only breaks ties), reads what it
//! holds and says what it had to skip. Every format is one row of [`formats::FORMATS`].

pub mod error;
pub mod formats;
pub mod loaded;

pub use error::{Error, Result, Warnings};
pub use loaded::{ColumnChoice, EventSource, Loaded, OpenOptions};

use std::path::Path;

/// Opens a file of any known format, or a built-in demo such as `demo:` or `demo:sky`.
///
/// # Errors
/// [`Error`] says what was wanted, what was found and what to do, path last.
pub fn open(path: &Path) -> Result<Loaded> {
    open_with(path, &OpenOptions::default())
}

/// Opens a file as [`open`] does, with the user's answers to questions the file leaves open.
///
/// # Errors
/// As [`open`].
pub fn open_with(path: &Path, options: &OpenOptions) -> Result<Loaded> {
    formats::read(path, options)
}
