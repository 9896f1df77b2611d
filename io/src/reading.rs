//! One file that is being opened: where it is, what its user said about it, and how its bytes are had.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use nuscope_table::limits::ALWAYS_BYTES;
use nuscope_table::{Limits, Progress};

use crate::head::{BYTE_ORDER_MARK, GZIP};
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
        let mut bytes = std::fs::read(self.path).map_err(io)?;
        if bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        if !bytes.starts_with(GZIP) {
            return Ok(bytes);
        }
        let most = bytes.len() as u64 + ALWAYS_BYTES;
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

    /// Refuses a file that is packed by gzip, for readers that go back and forth in it.
    ///
    /// # Errors
    /// With what to do, if it is packed.
    pub fn refuse_packed(&self, wanted: &'static str) -> Result<()> {
        let io = |source| Error::io("read the file", source, self.path);
        let mut first = [0; 2];
        let read = File::open(self.path).and_then(|mut file| file.read(&mut first));
        if read.map_err(io)? == 2 && first == GZIP {
            return Err(Error::Unsupported {
                wanted,
                found: "it is packed by gzip: unpack it with `gunzip` first".into(),
                path: self.path.into(),
            });
        }
        Ok(())
    }

    /// What may be allocated beside a content of `bytes`.
    ///
    /// All in all that is twice the size of the file and 512 MiB; what a packed file was unpacked to counts.
    pub fn limits(&self, bytes: usize) -> Limits {
        let content = bytes as u64;
        let file = self.size().unwrap_or(content);
        Limits::with_left((2 * file + ALWAYS_BYTES).saturating_sub(content))
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
