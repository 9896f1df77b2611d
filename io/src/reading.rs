//! One file that is being opened: where it is, what its user said about it, and how its bytes are had.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use nuscope_table::{Limits, Progress};

use crate::head::GZIP;
use crate::{Error, OpenOptions, Result};

/// One file that is being opened.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What its user said about it.
    pub options: &'a OpenOptions,
    /// How far it is read, and whether it is still wanted.
    pub progress: &'a Progress,
}

impl Reading<'_> {
    /// The whole content, unpacked if it is compressed by gzip.
    ///
    /// # Errors
    /// If it cannot be read, or unpacks to more than twice its size plus 512 MiB.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        self.progress
            .step(0, 1)
            .map_err(|error| self.error(error))?;
        let io = |source| Error::io("read the file", source, self.path);
        let bytes = std::fs::read(self.path).map_err(io)?;
        if !bytes.starts_with(GZIP) {
            return Ok(bytes);
        }
        let most = self.limits(bytes.len()).left_bytes();
        let mut unpacked = Vec::new();
        let decoder = flate2::read::MultiGzDecoder::new(bytes.as_slice());
        decoder
            .take(most + 1)
            .read_to_end(&mut unpacked)
            .map_err(|source| Error::Unsupported {
                wanted: "a whole gzip file",
                found: format!("it is cut short or damaged ({source})"),
                path: self.path.into(),
            })?;
        if unpacked.len() as u64 > most {
            return Err(Error::Unsupported {
                wanted: "a gzip file that unpacks to a size in keeping with its own",
                found: format!(
                    "it unpacks to more than {} MB; unpack it with `gunzip` first",
                    most / 1_000_000
                ),
                path: self.path.into(),
            });
        }
        Ok(unpacked)
    }

    /// What may be allocated for a content of `bytes`.
    pub fn limits(&self, bytes: usize) -> Limits {
        Limits::for_file(bytes as u64)
    }

    /// The size of the file in bytes.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn size(&self) -> Result<u64> {
        let io = |source| Error::io("open the file", source, self.path);
        let file = File::open(self.path).map_err(io)?;
        Ok(file.metadata().map_err(io)?.len())
    }

    /// An error of a table, with this file's path.
    pub fn error(&self, source: nuscope_table::Error) -> Error {
        Error::Table {
            source,
            path: self.path.into(),
        }
    }
}
