//! Files that are complete or not there: written beside their place, then moved to it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A name beside `path` for the unfinished file.
pub(crate) fn part_path(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// Moves the finished file to its place, or removes it after an error.
pub(crate) fn finish<T>(part: &Path, path: &Path, written: Result<T>) -> Result<T> {
    let moved = written.and_then(|value| {
        std::fs::rename(part, path)
            .map(|()| value)
            .map_err(|source| Error::Io {
                action: "write the file",
                source,
                path: path.into(),
            })
    });
    if moved.is_err() {
        // It may not exist, and the first error is the one to tell.
        std::fs::remove_file(part).ok();
    }
    moved
}

/// The unfinished file, compressed or as it is.
pub(crate) enum FileWriter {
    Plain(BufWriter<File>),
    Packed(flate2::write::GzEncoder<BufWriter<File>>),
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Packed(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Packed(file) => file.flush(),
        }
    }
}

/// Writes `path` by `write`, compressed if its name ends in `.gz`; until that has succeeded, whatever was at
/// `path` stays.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut FileWriter) -> std::io::Result<()>,
) -> Result<()> {
    let part = part_path(path);
    let written = File::create(&part).and_then(|file| {
        let file = BufWriter::with_capacity(1 << 20, file);
        let mut file = match is_named(path, &["gz"]) {
            true => FileWriter::Packed(flate2::write::GzEncoder::new(
                file,
                flate2::Compression::default(),
            )),
            false => FileWriter::Plain(file),
        };
        write(&mut file)?;
        match file {
            FileWriter::Plain(mut file) => file.flush(),
            FileWriter::Packed(file) => file.finish()?.flush(),
        }
    });
    let written = written.map_err(|source| Error::Io {
        action: "write the file",
        source,
        path: path.to_owned(),
    });
    finish(&part, path, written)
}

/// As [`write_file`], for what is written as tables.
pub(crate) fn write_tables(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> nuscope_table::Result<Vec<String>>,
) -> Result<()> {
    write_file(path, |file| match write(file) {
        Ok(_) => Ok(()),
        Err(nuscope_table::Error::Io { source, .. }) => Err(source),
        Err(other) => Err(std::io::Error::other(other)),
    })
}

/// Whether a path's name ends in one of these, which are in lower case and have no dot.
pub(crate) fn is_named(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let extension = extension.unwrap_or_default().to_ascii_lowercase();
    extensions.contains(&extension.as_str())
}
