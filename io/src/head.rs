//! The first bytes of a file: what formats are recognised by.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// How many bytes are looked at: enough for the comments that detector files start with.
const BYTES: u64 = 64 * 1024;

/// What every gzip file begins with.
pub(crate) const GZIP: &[u8] = b"\x1f\x8b";

/// What some programs put before a text in UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How well a file's beginning fits a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It is something else.
    No,
    /// It may be; the name decides among several that may.
    Possible,
    /// It says so itself.
    Sure,
}

/// The beginning of a file, with its name.
#[derive(Clone, Debug)]
pub struct Head {
    /// The path as it was given; `demo:` and `demo:NAME` are no files.
    pub path: PathBuf,
    /// The first bytes of its content, unpacked if it is compressed by gzip; at most 64 KiB, none for a demo.
    pub bytes: Vec<u8>,
}

impl Head {
    /// Reads the beginning of `path`.
    ///
    /// # Errors
    /// If there is no such file, it is a folder, is empty or cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let mut head = Self {
            path: path.to_owned(),
            bytes: Vec::new(),
        };
        if head.demo_name().is_some() {
            return Ok(head);
        }
        let io = |source| Error::io("open the file", source, path);
        let kind = std::fs::metadata(path).map_err(io)?;
        if kind.is_dir() {
            return Err(Error::Directory { path: path.into() });
        }
        if !kind.is_file() {
            return Err(Error::Unsupported {
                wanted: "an ordinary file",
                found: "this is a device or pipe; save its content as a file first".into(),
                path: path.into(),
            });
        }
        let file = File::open(path).map_err(io)?;
        let io = |source| Error::io("read the file", source, path);
        file.take(BYTES).read_to_end(&mut head.bytes).map_err(io)?;
        if head.bytes.is_empty() {
            return Err(Error::Empty { path: path.into() });
        }
        if head.bytes.starts_with(GZIP) {
            head.bytes = unpacked(path).unwrap_or(head.bytes);
        }
        if head.bytes.starts_with(BYTE_ORDER_MARK) {
            head.bytes.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(head)
    }

    /// The demo that the path asks for: "" for `demo:`, "sky" for `demo:sky`; `None` for a file.
    pub fn demo_name(&self) -> Option<&str> {
        self.path.to_str()?.strip_prefix("demo:")
    }

    /// Whether the file's name ends in one of `extensions` (without dot, in lower case).
    pub fn is_named(&self, extensions: &[&str]) -> bool {
        let name = self.path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        extensions.iter().any(|extension| {
            name.strip_suffix(extension)
                .is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// Whether this looks like text: no control characters but those that lay out lines.
    pub fn is_text(&self) -> bool {
        let laid_out = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
        !self.bytes.is_empty() && self.bytes.iter().all(laid_out)
    }

    /// The lines of a text, without a last one that may be cut.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let whole = if (self.bytes.len() as u64) < BYTES {
            &self.bytes[..]
        } else {
            let end = self.bytes.iter().rposition(|byte| *byte == b'\n');
            &self.bytes[..end.unwrap_or(0)]
        };
        whole.split(|byte| *byte == b'\n').map(|line| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            std::str::from_utf8(line).unwrap_or("\u{fffd}")
        })
    }

    /// What the content looks like and what to do about it, for a file that no format recognises.
    pub fn describe(&self) -> String {
        let icetray = "this is a file of IceCube's own software: write its pulses as text, HDF5 or Parquet with it \
                       (hdfwriter, GraphNeT), and open that";
        let known: [(&[u8], &str); 7] = [
            (b"[i3]", icetray),
            (
                b"\x28\xb5\x2f\xfd",
                "this is compressed by zstd: unpack it with `unzstd` first (of an .i3 file, write pulses as text, HDF5 \
                 or Parquet with IceCube's software)",
            ),
            (
                b"\x1f\x8b",
                "this is compressed by gzip: unpack it with `gunzip` first",
            ),
            (
                b"BZh",
                "this is compressed by bzip2: unpack it with `bunzip2` first",
            ),
            (
                b"\xfd7zXZ",
                "this is compressed by xz: unpack it with `unxz` first",
            ),
            (b"<?xml", "this is XML: save a VOTable as CSV first"),
            (b"{", "this is JSON: save its table as CSV first"),
        ];
        let start = self.bytes.trim_ascii_start();
        if let Some((_, sentence)) = known.iter().find(|(magic, _)| start.starts_with(magic)) {
            return (*sentence).to_owned();
        }
        if self.is_text() {
            let line = self
                .lines()
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default();
            let line: String = line.trim().chars().take(60).collect();
            return format!("this is text that starts with {line:?}");
        }
        let first: Vec<_> = self
            .bytes
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!(
            "this is not text, and starts with the bytes {}",
            first.join(" ")
        )
    }
}

/// The first bytes of a gzip file's content; an error if it is damaged right there.
fn unpacked(path: &Path) -> std::io::Result<Vec<u8>> {
    let decoder = flate2::read::MultiGzDecoder::new(File::open(path)?);
    let mut bytes = Vec::new();
    match decoder.take(BYTES).read_to_end(&mut bytes) {
        Err(error) if bytes.is_empty() => Err(error),
        _ => Ok(bytes), // what is cut short is for the reader to say
    }
}

#[cfg(test)]
mod tests {
    use crate::test_support::head;

    #[test]
    fn names_are_compared_by_their_ends() {
        let head = head("a/B.FITS.gz", b"");
        assert!(head.is_named(&["fits"]));
        assert!(!head.is_named(&["gz", "ts"]));
    }

    #[test]
    fn a_demo_is_no_file() {
        assert_eq!(head("demo:", b"").demo_name(), Some(""));
        assert_eq!(head("demo:sky", b"").demo_name(), Some("sky"));
        assert_eq!(head("demo.h5", b"").demo_name(), None);
    }

    #[test]
    fn unknown_content_is_named_with_its_way_out() {
        assert!(
            head("a.fits.gz", b"\x1f\x8b\x08")
                .describe()
                .contains("gunzip")
        );
        assert!(
            head("a.i3", b"[i3]\0\x01")
                .describe()
                .contains("IceCube's own")
        );
        assert!(
            head("a", b"Dear reader,\nhello")
                .describe()
                .ends_with("\"Dear reader,\"")
        );
        assert!(
            head("a", b"\0\x01\xff\x7f\0")
                .describe()
                .ends_with("00 01 ff 7f")
        );
    }
}
