//! Why bytes could not be read as a table, in words for their owner. Paths are added by who knows them.

use crate::words::grouped;

/// `Result` with this crate's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a table could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Whoever waited does not want it any more.
    #[error("cancelled")]
    Cancelled,
    /// The format is known, but not in this version or layout.
    #[error("{wanted} is wanted, but {found}")]
    Unsupported {
        /// What can be used.
        wanted: &'static str,
        /// What there is, and what to do.
        found: String,
    },
    /// The content is cut short or contradicts itself.
    #[error("{place}: {wanted} is wanted, found {found}")]
    Damaged {
        /// Where: "line 3", "byte 1,024", "row 12 of column RA".
        place: String,
        /// What should stand there.
        wanted: String,
        /// What does.
        found: String,
    },
    /// It would need more memory than a file of its size may take.
    #[error(
                "{what} would take {} of memory, and {} are left for a file of this size; \
         is it damaged? Unpack it if it is packed, or split it",
        size(*wanted_bytes),
        size(*left_bytes)
    )]
    TooLarge {
        /// What was to be allocated.
        what: String,
        /// How much it is.
        wanted_bytes: u64,
        /// How much is left.
        left_bytes: u64,
    },
    /// The operating system said no.
    #[error("cannot {action}: {source}")]
    Io {
        /// What was tried, such as "open the file".
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A number of bytes as people read it: "12 bytes", "3 kB", "1,240 MB".
fn size(bytes: u64) -> String {
    let number = |number: u64| grouped(usize::try_from(number).unwrap_or(usize::MAX));
    match bytes {
        0..10_000 => format!("{} bytes", number(bytes)),
        10_000..10_000_000 => format!("{} kB", number(bytes / 1000)),
        _ => format!("{} MB", number(bytes / 1_000_000)),
    }
}
