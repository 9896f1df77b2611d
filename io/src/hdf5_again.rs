//! HDF5 files that change while they are open.
//!
//! The library takes two openings of one file for one, and shows the second what it knew at the first. It tells
//! openings apart by file and driver: a file that has changed since it was opened, and is still open as it was, is
//! opened by another driver. They read alike, but for the last, which takes the whole file into memory.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::SystemTime;

use hdf5::plist::file_access::{CoreDriver, FileAccessBuilder, FileDriver, LogFlags};

/// What the library knows a file by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity {
    /// Device and number on it.
    #[cfg(unix)]
    Node(u64, u64),
    /// Where it lies, on systems that number no files.
    #[cfg(not(unix))]
    Path(PathBuf),
}

#[cfg(unix)]
fn identity(_: PathBuf, metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    Identity::Node(metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(path: PathBuf, _: &Metadata) -> Identity {
    Identity::Path(path)
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Driver {
    Plain,
    Buffered,
    Logged,
    InMemory,
}

const DRIVERS: [Driver; 4] = [
    Driver::Plain,
    Driver::Buffered,
    Driver::Logged,
    Driver::InMemory,
];

/// A file as it was when it was opened, for as long as it is open.
#[derive(Debug)]
pub(crate) struct Opening {
    file: Identity,
    bytes: u64,
    modified: Option<SystemTime>,
    driver: Driver,
}

/// All files that are open.
static OPEN: Mutex<Vec<Weak<Opening>>> = Mutex::new(Vec::new());

impl Opening {
    /// An opening of the file as it is now; `None` if it is open in so many other states that there is no driver left.
    pub(crate) fn new(path: &Path, metadata: &Metadata) -> Option<Arc<Self>> {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let file = identity(path, metadata);
        let (bytes, modified) = (metadata.len(), metadata.modified().ok());
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|opening| opening.strong_count() > 0);
        let same = open.iter().filter_map(Weak::upgrade);
        let same: Vec<_> = same.filter(|opening| opening.file == file).collect();
        let as_now = |opening: &&Arc<Self>| opening.bytes == bytes && opening.modified == modified;
        if let Some(opening) = same.iter().find(as_now) {
            return Some(Arc::clone(opening));
        }
        let free = |driver: &Driver| same.iter().all(|opening| opening.driver != *driver);
        let opening = Arc::new(Self {
            file,
            bytes,
            modified,
            driver: DRIVERS.into_iter().find(free)?,
        });
        open.push(Arc::downgrade(&opening));
        Some(opening)
    }

    /// Chooses the driver.
    pub(crate) fn choose(&self, access: &mut FileAccessBuilder) {
        match self.driver {
            Driver::Plain => access.sec2(),
            Driver::Buffered => access.stdio(),
            // It can log, but need not.
            Driver::Logged => access.log_options(None, LogFlags::empty(), 0),
            Driver::InMemory => access.driver(&FileDriver::Core(CoreDriver {
                filebacked: false,
                ..CoreDriver::default()
            })),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::hdf5_file::Hdf5File;

    /// A file with so many numbers.
    fn made(folder: &Path, count: usize) -> Vec<u8> {
        let path = folder.join(format!("made{count}.h5"));
        let file = hdf5::File::create(&path).unwrap();
        let values: Vec<i64> = (0..count as i64).collect();
        file.new_dataset_builder()
            .with_data(&values)
            .create("x")
            .unwrap();
        drop(file);
        std::fs::read(path).unwrap()
    }

    fn rows(file: &Hdf5File) -> usize {
        file.stored(file.dataset("x").unwrap()).rows
    }

    #[test]
    fn a_file_that_grew_is_read_as_it_is_while_older_states_are_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.h5");
        let mut open = Vec::new();
        for count in [100, 2000, 3000, 40_000] {
            // The same file on disk, not another one of its name.
            std::fs::write(&path, made(folder.path(), count)).unwrap();
            let file = Hdf5File::open(&path).unwrap();
            assert_eq!(rows(&file), count);
            open.push(file);
        }
        let again = Hdf5File::open(&path).unwrap();
        assert_eq!(rows(&again), 40_000, "as it is, it shares the last driver");
        std::fs::write(&path, made(folder.path(), 5)).unwrap();
        let full = Hdf5File::open(&path).unwrap_err().to_string();
        assert!(full.contains("open in 4 earlier states"), "{full}");
        open.truncate(1);
        drop(again);
        assert_eq!(rows(&Hdf5File::open(&path).unwrap()), 5);
    }
}
