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

/// Writes `path` by `write`; until that has succeeded, whatever was at `path` stays.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<()> {
    let part = part_path(path);
    let written = File::create(&part).and_then(|file| {
        let mut file = BufWriter::with_capacity(1 << 20, file);
        write(&mut file)?;
        file.flush()
    });
    let written = written.map_err(|source| Error::Io {
        action: "write the file",
        source,
        path: path.to_owned(),
    });
    finish(&part, path, written)
}
