//! SHA-256 of a file: by it an analysis says exactly which data it used.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use nuscope_table::Progress;
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// SHA-256 of the file as it lies on the disk (packed, if it is), in hexadecimal.
///
/// # Errors
/// If the file cannot be read, or `progress`, which counts kilobytes here, was cancelled.
pub fn sha256_of(path: &Path, progress: &Progress) -> Result<String> {
    let mut file = File::open(path).map_err(|source| Error::io("open the file", source, path))?;
    let bytes = file.metadata().map_or(0, |about| about.len());
    let kilobytes = |bytes: u64| usize::try_from(bytes / 1000).unwrap_or(usize::MAX);
    let (mut digest, mut done) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let step = progress.step(kilobytes(done), kilobytes(bytes.max(done)));
        step.map_err(|source| Error::Table {
            source,
            path: path.into(),
        })?;
        let read = file.read(&mut buffer);
        match read.map_err(|source| Error::io("read the file", source, path))? {
            0 => break,
            read => {
                digest.update(&buffer[..read]);
                done += read as u64;
            }
        }
    }
    Ok(hexadecimal(&digest.finalize()))
}

/// SHA-256 of bytes in hexadecimal.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_checksum_is_that_of_the_standard() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        // FIPS 180-2, appendix B.1.
        let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_of(&path, &Progress::default()).unwrap(), wanted);
    }

    #[test]
    fn a_checksum_nobody_wants_any_more_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let progress = Progress::default();
        progress.cancel();
        let error = sha256_of(&path, &progress).unwrap_err();
        assert!(error.is_cancelled(), "{error}");
        let error = sha256_of(&folder.path().join("x"), &Progress::default()).unwrap_err();
        assert!(error.to_string().contains("no such file"), "{error}");
    }
}
