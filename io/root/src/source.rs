//! Where a file's bytes come from: the disk, piece by piece, or memory.

use std::borrow::Cow;
use std::path::Path;

use crate::{Error, Result};

/// A file's bytes.
#[derive(Debug)]
pub(crate) enum Source {
    /// An open file and its size.
    Disk(std::fs::File, u64),
    /// All bytes.
    Memory(Vec<u8>),
}

impl Source {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let io = |source| Error::Io {
            action: "open the file",
            source,
        };
        let file = std::fs::File::open(path).map_err(io)?;
        let len = file.metadata().map_err(io)?.len();
        Ok(Self::Disk(file, len))
    }

    /// Number of bytes.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Disk(_, len) => *len,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The `len` bytes at `offset`, which must all be there.
    pub(crate) fn read(&self, offset: u64, len: usize) -> Result<Cow<'_, [u8]>> {
        let end = offset.saturating_add(len as u64);
        if end > self.len() {
            return Err(Error::damaged(format!(
                "a record of {len} bytes at byte {offset} leaves the file, which has {}",
                self.len()
            )));
        }
        match self {
            Self::Memory(bytes) => Ok(Cow::Borrowed(&bytes[offset as usize..end as usize])),
            Self::Disk(file, _) => {
                let mut bytes = vec![0; len];
                read_exact_at(file, &mut bytes, offset).map_err(|source| Error::Io {
                    action: "read the file",
                    source,
                })?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &std::fs::File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(
    file: &std::fs::File,
    mut bytes: &mut [u8],
    mut offset: u64,
) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => {
                bytes = &mut bytes[n..];
                offset += n as u64;
            }
        }
    }
    Ok(())
}
