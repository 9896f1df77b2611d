//! How much memory a reader may take: a file that claims 10¹² rows fails before anything is allocated.

use crate::{Error, Result};

/// What may be allocated on top of the file's own bytes, counted down as tables grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    left_bytes: u64,
}

/// What every file may take, however small it is: 512 MiB.
pub const ALWAYS_BYTES: u64 = 512 << 20;

impl Limits {
    /// Limits for a file of this size: as much again as the file, plus 512 MiB.
    pub fn for_file(bytes: u64) -> Self {
        Self {
            left_bytes: bytes.saturating_add(ALWAYS_BYTES),
        }
    }

    /// Limits of this many bytes.
    pub fn with_left(left_bytes: u64) -> Self {
        Self { left_bytes }
    }

    /// Takes `bytes` for `what`, such as "a column of 1,000 numbers".
    ///
    /// # Errors
    /// [`Error::TooLarge`] if that is more than is left. Ask before allocating.
    pub fn take(&mut self, bytes: u64, what: impl Into<String>) -> Result<()> {
        match self.left_bytes.checked_sub(bytes) {
            Some(left) => {
                self.left_bytes = left;
                Ok(())
            }
            None => Err(Error::TooLarge {
                what: what.into(),
                wanted_bytes: bytes,
                left_bytes: self.left_bytes,
            }),
        }
    }

    /// What is left.
    pub fn left_bytes(&self) -> u64 {
        self.left_bytes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_taken_is_gone() {
        let mut limits = Limits::for_file(10);
        limits.take(ALWAYS_BYTES, "a column").unwrap();
        assert_eq!(limits.left_bytes(), 10);
        let error = limits.take(11, "a column").unwrap_err();
        assert!(matches!(error, Error::TooLarge { .. }), "{error}");
        limits.take(10, "a column").unwrap();
    }
}
