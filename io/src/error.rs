//! Why a file could not be used, in words for its owner; and what was skipped in one that could.

use std::path::PathBuf;

/// `Result` with this crate's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file could not be opened or written. Messages end with the path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system said no.
    #[error("cannot {action}: {source}: {path:?}")]
    Io {
        /// What was tried, such as "open the file".
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
        /// The file.
        path: PathBuf,
    },
    /// No format recognises the content.
    #[error("none of the known formats fits; {found}: {path:?}")]
    Unknown {
        /// What the content looks like, and what to do.
        found: String,
        /// The file.
        path: PathBuf,
    },
}

/// What was skipped or repaired in a file that could be used, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings(pub Vec<String>);
