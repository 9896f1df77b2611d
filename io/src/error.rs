//! Why a file could not be used, in words for its owner; and what was skipped in one that could.
//!
//! Every message says what was wanted, what was found and, where it helps, what to do. The path comes last, so
//! that a narrow window may cut it.

use std::path::{Path, PathBuf};

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
    /// There is nothing at this path.
    #[error("there is no such file: {path:?}")]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A folder was given instead of a file.
    #[error("this is a folder; a file is wanted: {path:?}")]
    Directory {
        /// The folder.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("the file is empty (0 bytes); was its transfer cut short?: {path:?}")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is sound, but what it was opened for is not in it.
    #[error("{format} without any {wanted}; {found}: {path:?}")]
    Nothing {
        /// What it was recognised as.
        format: String,
        /// What is missing, in the plural.
        wanted: &'static str,
        /// What there is instead.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// A table could not be read.
    #[error("{source}: {path:?}")]
    Table {
        /// Why.
        source: nuscope_table::Error,
        /// The file.
        path: PathBuf,
    },
    /// An event was asked for that the file does not have.
    #[error("there is no event {index}; the file has {events}, counted from 0: {path:?}")]
    NoEvent {
        /// The event that was asked for.
        index: usize,
        /// How many there are.
        events: usize,
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
    /// The format is known, but not in this version or layout.
    #[error("{wanted} is wanted, but {found}: {path:?}")]
    Unsupported {
        /// What can be used.
        wanted: &'static str,
        /// What the file has, and what to do.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// The HDF5 library cannot use the file: it is cut short or damaged.
    #[error("cannot {action}, the HDF5 file is cut short or damaged ({detail}): {path:?}")]
    Hdf5 {
        /// What was tried, such as "read /hits/time".
        action: String,
        /// What the library said.
        detail: String,
        /// The file.
        path: PathBuf,
    },
    /// A ROOT file could not be read.
    #[error("{source}: {path:?}")]
    Root {
        /// Why.
        source: nuscope_root::Error,
        /// The file.
        path: PathBuf,
    },
    /// A column that is needed is missing or of an unusable type.
    #[error("column {column:?} is wanted as {wanted}, but {found}: {path:?}")]
    Column {
        /// The column.
        column: String,
        /// The type or content that is wanted.
        wanted: &'static str,
        /// What there is instead.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// Two columns that run in step do not.
    #[error("column {column:?} has {found} rows, {expected} expected: {path:?}")]
    Length {
        /// The column that is off.
        column: String,
        /// Its length.
        found: usize,
        /// The length of the columns before it.
        expected: usize,
        /// The file.
        path: PathBuf,
    },
    /// A line of a text file cannot be used.
    #[error("line {line}: {wanted} is wanted, found {found}: {path:?}")]
    Line {
        /// Number of the line, counted from 1.
        line: usize,
        /// What should stand there.
        wanted: String,
        /// What does.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// The header of a table does not say which column is what, or in which unit.
    #[error("{question}: {path:?}")]
    WhichColumn {
        /// The question, with the columns and the first rows.
        question: Box<ColumnQuestion>,
        /// The file.
        path: PathBuf,
    },
    /// An answer about the columns of a table does not fit the table.
    #[error("{key}={choice} does not fit: {problem}: {path:?}")]
    Choice {
        /// What the answer was about, such as "ra".
        key: String,
        /// The answer.
        choice: String,
        /// Why it cannot be used.
        problem: String,
        /// The file.
        path: PathBuf,
    },
    /// A simulation was asked for something that it cannot do.
    #[error("cannot simulate this: {what} is {found}; {wanted} is wanted")]
    Simulation {
        /// Which number or thing.
        what: String,
        /// What it is.
        found: String,
        /// What it would have to be.
        wanted: String,
    },
    /// No built-in demo has this name.
    #[error("there is no demo of this name; the demos are {known}: {path:?}")]
    Demo {
        /// The names that there are.
        known: String,
        /// The name that was asked for.
        path: PathBuf,
    },
}

/// What has to be known about a table before it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnQuestion {
    /// The keys that an answer is wanted for, such as "ra" and "dec".
    pub wanted: Vec<&'static str>,
    /// The columns as the header writes them, or their numbers where there is no header.
    pub columns: Vec<String>,
    /// The first rows, as they stand in the file.
    pub rows: Vec<String>,
}

impl std::fmt::Display for ColumnQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let wanted = self.wanted.join(" and ");
        let columns = self.columns.join(" | ");
        write!(
            f,
            "which column is {wanted}, and in which unit? The header does not say. "
        )?;
        let answers: Vec<_> = self
            .wanted
            .iter()
            .map(|key| format!("{key}=COLUMN[deg]"))
            .collect();
        write!(f, "Answer with {}. ", answers.join(" and "))?;
        write!(f, "The columns are: {columns}; the first rows: ")?;
        write!(f, "{}", self.rows.join(" / "))
    }
}

impl Error {
    /// Whether the file is not read because nobody wants it any more.
    pub fn is_cancelled(&self) -> bool {
        use nuscope_table::Error::Cancelled;
        matches!(
            self,
            Self::Table {
                source: Cancelled,
                ..
            }
        )
    }

    /// An error of the operating system, told apart where people would.
    pub(crate) fn io(action: &'static str, source: std::io::Error, path: &Path) -> Self {
        let path = path.to_owned();
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound { path },
            std::io::ErrorKind::IsADirectory => Self::Directory { path },
            _ => Self::Io {
                action,
                source,
                path,
            },
        }
    }
}

/// What was skipped or repaired in a file that could be used, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings(pub Vec<String>);

impl Warnings {
    /// Adds a sentence.
    pub fn add(&mut self, sentence: impl Into<String>) {
        self.0.push(sentence.into());
    }

    /// Adds `count` and a sentence about that many things, in the singular or plural; nothing for none.
    pub fn count(&mut self, count: usize, one: &str, many: &str) {
        match count {
            0 => {}
            1 => self.add(format!("1 {one}")),
            _ => self.add(format!("{} {many}", grouped(count))),
        }
    }

    /// Whether nothing was skipped or repaired.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for Warnings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

pub(crate) use nuscope_table::words::grouped;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_warnings_say_nothing_about_nothing() {
        let mut warnings = Warnings::default();
        warnings.count(0, "hit was", "hits were");
        assert!(warnings.is_empty());
        warnings.count(1, "hit was left out", "hits were left out");
        warnings.count(1200, "hit was left out", "hits were left out");
        assert_eq!(
            warnings.to_string(),
            "1 hit was left out; 1,200 hits were left out"
        );
    }
}
