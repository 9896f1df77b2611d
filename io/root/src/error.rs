//! Why a ROOT file could not be read, in words for its owner. Paths are added by who knows them.

/// `Result` with this crate's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file, a tree or a column of it could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system said no.
    #[error("cannot {action}: {source}")]
    Io {
        /// What was tried, such as "read the file".
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The content is cut short or contradicts itself.
    #[error("the ROOT file is cut short or damaged: {found}")]
    Damaged {
        /// What is wrong, and where.
        found: String,
    },
    /// The content is sound as far as one can see, but uses something that is not read here.
    #[error("{found}")]
    Unsupported {
        /// What it uses.
        found: String,
    },
    /// There is no tree or column of this name.
    #[error("there is no {wanted}")]
    Missing {
        /// What was asked for.
        wanted: String,
    },
}

impl Error {
    /// What is wrong, without a column that it belongs to.
    pub(crate) fn damaged(found: impl Into<String>) -> Self {
        Self::Damaged {
            found: found.into(),
        }
    }

    /// Something that is not read here.
    pub(crate) fn unsupported(found: impl Into<String>) -> Self {
        Self::Unsupported {
            found: found.into(),
        }
    }

    /// The same error, saying which column it is about.
    pub(crate) fn of_column(self, path: &str) -> Self {
        match self {
            Self::Damaged { found } => Self::damaged(format!("column {path}: {found}")),
            Self::Unsupported { found } => Self::unsupported(format!("column {path}: {found}")),
            other => other,
        }
    }
}
