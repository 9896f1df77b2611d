//! Reads KM3NeT detectors from DATX: the values of DETX in binary, little-endian; their order is in
//! `detector_values.rs`.
//!
//! Comments come first, each as `####` and a text. A text is its length (32 bits) and its bytes, whole numbers have
//! 32 bits, all others 64. The version is a text such as `V5`; all files seen are of version 5.

use std::fmt::{Arguments, Display};
use std::sync::Arc;

use nuscope_table::Error as TableError;

use crate::detector_notes::Notes;
use crate::detector_values::{Values, read_values, version_of};
use crate::error::grouped;
use crate::head::{Head, Match};
use crate::{Error, Loaded, Reading, Result, Warnings};

/// What a comment begins with.
const COMMENT: &[u8] = b"####";
/// The longest text that is taken for one: longer is damage, or another format.
const LONGEST: u32 = 1 << 20;

/// Whether a file begins as a detector does.
pub fn recognise(head: &Head) -> Match {
    let bytes = &head.bytes[..];
    let length = |at: usize| -> Option<u32> {
        let field = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(field))
    };
    let version = |at: usize| -> Option<u32> {
        let text = bytes.get(at + 4..at + 4 + length(at).filter(|n| *n <= 4)? as usize)?;
        version_of(std::str::from_utf8(text).ok()?)
    };
    let commented = bytes.starts_with(COMMENT) && length(4).is_some_and(|n| n < LONGEST);
    match commented || version(4).is_some() {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads the detector in `path`.
///
/// # Errors
/// If the file cannot be read, is of an unknown version, is cut short or holds values that cannot be.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut values = Binary {
        bytes: &bytes,
        at: 0,
        reading,
    };
    let mut notes = Notes::default();
    while bytes[values.at..].starts_with(COMMENT) {
        values.at += COMMENT.len();
        // nuscope's own comments keep the sign that they have in text.
        notes.see(&values.word("a comment")?);
    }
    let parsed = read_values(&mut values, reading, bytes.len())?;
    let mut warnings = Warnings::default();
    warnings.count(
        bytes.len() - values.at,
        "byte after the last module left out",
        "bytes after the last module left out",
    );
    let mut detector = parsed.parts.into_detector(reading.path, warnings);
    detector.det_id = parsed.det_id;
    detector.origin = parsed.origin;
    notes.apply(&mut detector);
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: format!("DATX detector v{}", parsed.version),
        warnings: Warnings(detector.warnings.clone()),
        detector: Some(Arc::new(detector)),
        ..Loaded::default()
    })
}

/// Values in binary.
struct Binary<'a> {
    bytes: &'a [u8],
    at: usize,
    reading: &'a Reading<'a>,
}

impl<'a> Binary<'a> {
    fn take(&mut self, bytes: usize, wanted: &str) -> Result<&'a [u8]> {
        match self.bytes[self.at..].get(..bytes) {
            Some(field) => {
                self.at += bytes;
                Ok(field)
            }
            None => Err(self.error(wanted, &"the end of the file")),
        }
    }

    fn field<const N: usize>(&mut self, wanted: &str) -> Result<[u8; N]> {
        let mut field = [0; N];
        field.copy_from_slice(self.take(N, wanted)?);
        Ok(field)
    }
}

impl Values for Binary<'_> {
    const WANTED: &'static str = "a DATX detector of version 1 to 5";

    fn begin(&mut self, _: Arguments) -> Result<()> {
        Ok(())
    }

    fn word(&mut self, wanted: &str) -> Result<String> {
        let length = u32::from_le_bytes(self.field(wanted)?);
        if length >= LONGEST {
            return Err(self.error(wanted, &format!("a text of {length} bytes")));
        }
        let text = self.take(length as usize, wanted)?;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    fn count(&mut self, wanted: &str) -> Result<u32> {
        let value = self.integer(wanted)?;
        u32::try_from(value).map_err(|_| self.error(wanted, &value))
    }

    fn integer(&mut self, wanted: &str) -> Result<i32> {
        Ok(i32::from_le_bytes(self.field(wanted)?))
    }

    fn number(&mut self, wanted: &str) -> Result<f64> {
        Ok(f64::from_le_bytes(self.field(wanted)?))
    }

    fn error(&self, wanted: &str, found: &dyn Display) -> Error {
        self.reading.error(TableError::Damaged {
            place: format!("byte {}", grouped(self.at)),
            wanted: wanted.to_owned(),
            found: found.to_string(),
        })
    }

    fn end(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn check(&self, pmts: u32, bytes: usize) -> Result<()> {
        let left = (self.bytes.len() - self.at) / bytes;
        match pmts as usize <= left {
            true => Ok(()),
            false => Err(self.error(
                &format!("a file with the {pmts} photomultipliers of a module"),
                &format!("bytes for {left}"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::damaged;
    use crate::write_detx::{write_datx, write_detx};
    use crate::{OpenOptions, Progress, simulate};
    use proptest::prelude::*;
    use std::path::Path;

    fn read_bytes(path: &Path, bytes: &[u8]) -> Result<Loaded> {
        std::fs::write(path, bytes).unwrap();
        let (options, progress) = (OpenOptions::default(), Progress::default());
        read(&Reading {
            path,
            options: &options,
            progress: &progress,
        })
    }

    /// A folder, and the bytes of a small detector.
    fn sound() -> (tempfile::TempDir, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.datx");
        write_datx(&path, &simulate::layout::antares(1)).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        (folder, bytes)
    }

    #[test]
    fn binary_and_text_hold_the_same_detector() {
        let (folder, bytes) = sound();
        let loaded = read_bytes(&folder.path().join("a.datx"), &bytes).unwrap();
        assert_eq!(loaded.format, "DATX detector v5");
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
        let text = folder.path().join("a.detx");
        write_detx(&text, loaded.detector.as_ref().unwrap()).unwrap();
        assert_eq!(crate::open(&text).unwrap().detector, loaded.detector);
    }

    #[test]
    fn what_is_cut_short_or_claims_too_much_says_where() {
        let (folder, bytes) = sound();
        let path = folder.path().join("a.datx");
        let said = |bytes: &[u8]| {
            let said = read_bytes(&path, bytes).unwrap_err().to_string();
            said.replace(&folder.path().display().to_string(), "")
        };
        insta::assert_snapshot!(said(&bytes[..bytes.len() - 1]), @r#"byte 81,356: a file with the 3 photomultipliers of a module is wanted, found bytes for 2: "/a.datx""#);
        insta::assert_snapshot!(said(&bytes[..30]), @r#"byte 8: a comment is wanted, found the end of the file: "/a.datx""#);
        let module = bytes.len() - 64 * 3 - 4;
        let mut claims = bytes.clone();
        claims[module..module + 4].copy_from_slice(&i32::MAX.to_le_bytes());
        insta::assert_snapshot!(said(&claims), @r#"byte 81,356: a file with the 2147483647 photomultipliers of a module is wanted, found bytes for 3: "/a.datx""#);
        let mut text = bytes.clone();
        text[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        insta::assert_snapshot!(said(&text), @r#"byte 8: a comment is wanted, found a text of 4294967295 bytes: "/a.datx""#);
    }

    proptest! {
        #[test]
        fn damaged_bytes_never_panic(bytes in damaged(sound().1)) {
            let folder = tempfile::tempdir().unwrap();
            read_bytes(&folder.path().join("b.datx"), &bytes).ok();
        }
    }
}
