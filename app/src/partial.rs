//! Files that are whole or not there: written beside their place, moved there when nothing is missing.
//!
//! Whatever stood at the place stays until then, so that a full disk, a cancelled job or a fault costs nobody an
//! older file. One that is dropped without being settled is removed, in whatever way its writer ended.

use std::fs::File;
use std::io::{BufWriter, Result, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A file on its way to its place.
#[derive(Debug)]
pub struct Partial {
    partial: PathBuf,
    path: PathBuf,
}

impl Partial {
    /// The name beside `path` under which somebody else will write the file; it ends as `path` does.
    pub fn beside(path: &Path) -> Self {
        // Two jobs that write to one place do not write into one file.
        static BEGUN: AtomicU32 = AtomicU32::new(0);
        let number = BEGUN.fetch_add(1, Relaxed);
        let start = format!(".partial-{}-{number}-", std::process::id());
        let mut name = std::ffi::OsString::from(start);
        name.push(path.file_name().unwrap_or_default());
        Self {
            partial: path.with_file_name(name),
            path: path.to_owned(),
        }
    }

    /// Begins the file.
    ///
    /// # Errors
    /// If nothing can be written beside `path`.
    pub fn create(path: &Path) -> Result<(Self, BufWriter<File>)> {
        let partial = Self::beside(path);
        let file = File::create(&partial.partial)?;
        Ok((partial, BufWriter::new(file)))
    }

    /// Where the file will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it is written.
    pub fn partial(&self) -> &Path {
        &self.partial
    }

    /// Moves the file to its place if `written` says that it is whole, and removes it otherwise. Everything must have
    /// been flushed and closed before.
    ///
    /// # Errors
    /// What `written` says, or why the file cannot be moved.
    pub fn settle<T>(self, written: Result<T>) -> Result<T> {
        let written = written?;
        std::fs::rename(&self.partial, &self.path)?;
        Ok(written)
    }

    /// Removes what was written.
    pub fn remove(self) {}
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Once it was moved there is nothing left under this name; before, the first error is the one to tell.
        std::fs::remove_file(&self.partial).ok();
    }
}

/// Writes a whole file at once, or nothing.
///
/// # Errors
/// If it cannot be written; what stood there before stays.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let (partial, mut file) = Partial::create(path)?;
    let written = file.write_all(bytes).and_then(|()| file.flush());
    drop(file);
    partial.settle(written)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The names in a folder.
    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let name = |entry: Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string();
        let mut names: Vec<String> = entries.map(|entry| name(entry).unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_whole_file_takes_the_place_of_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.svg");
        write(&path, b"old").unwrap();
        let (partial, mut file) = Partial::create(&path).unwrap();
        file.write_all(b"new and longer").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"old", "until it is whole");
        assert!(partial.partial().extension().unwrap() == "svg");
        file.into_inner().unwrap();
        assert_eq!(partial.settle(Ok(7)).unwrap(), 7);
        assert_eq!(std::fs::read(&path).unwrap(), b"new and longer");
        assert_eq!(names(folder.path()), ["a.svg"]);
    }

    #[test]
    fn the_old_file_stays_in_whatever_way_writing_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        write(&path, b"old").unwrap();
        let begin = || {
            let (partial, mut file) = Partial::create(&path).unwrap();
            file.write_all(b"half").unwrap();
            drop(file);
            partial
        };
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let said = begin().settle::<()>(Err(full)).unwrap_err();
        assert_eq!(said.kind(), std::io::ErrorKind::StorageFull);
        begin().remove();
        let fault = std::panic::catch_unwind(|| {
            let _partial = begin();
            panic!("on purpose");
        });
        assert!(fault.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.png"]);
    }

    #[test]
    fn a_place_that_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("folder.png");
        std::fs::create_dir(&taken).unwrap();
        assert!(write(&taken, b"a picture").is_err());
        assert!(write(&folder.path().join("none/a.png"), b"a picture").is_err());
        assert!(write(Path::new("/"), b"a picture").is_err());
        assert_eq!(names(folder.path()), ["folder.png"]);
    }
}
