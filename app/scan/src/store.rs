//! Results of trials kept on disk, because they cost minutes: found again by what they were made from.
//!
//! ```text
//! nuscope trials 1 NAME\n   n: u64   n numbers: f64   SHA-256 of all before      (little-endian)
//! ```
//!
//! NAME says all that decides the numbers, and the file is called by its SHA-256. A file whose name, length or checksum
//! is not as it should be is refused and said, and whoever asked computes again. Files are written beside their place
//! and moved to it, so that a program that is stopped leaves nothing half. The least recently used go first when the
//! folder grows beyond its limit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::fingerprint::hexadecimal;

/// How files of this format begin.
const BEGIN: &str = "nuscope trials 1 ";

/// How their names end.
const ENDING: &str = "trials";

/// What a folder may hold, in bytes: some thousand declinations.
const LARGEST: u64 = 256 << 20;

/// A folder of kept trials.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    largest: u64,
}

/// A file that cannot be used, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("kept trials are {why} and are computed again: {path:?}")]
pub struct Damaged {
    why: &'static str,
    path: PathBuf,
}

impl Store {
    /// Keeps trials in a folder, which is made when the first is kept.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            largest: LARGEST,
        }
    }

    /// With another limit in bytes.
    pub fn with_limit(self, largest: u64) -> Self {
        Self { largest, ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The numbers kept under a name; `None` if there are none.
    ///
    /// # Errors
    /// If there is a file that is not what was written.
    pub fn get(&self, name: &str) -> Result<Option<Vec<f64>>, Damaged> {
        let path = self.path(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(_) => {
                let why = "not readable";
                return Err(Damaged { why, path });
            }
        };
        let found = numbers(&bytes, name).map_err(|why| Damaged {
            why,
            path: path.clone(),
        })?;
        // It was of use just now; where that cannot be noted it may go a little earlier.
        let file = fs::File::options().append(true).open(&path);
        if let Ok(file) = file {
            file.set_modified(SystemTime::now()).ok();
        }
        Ok(Some(found))
    }

    /// Keeps numbers under a name, in place of what was there.
    ///
    /// # Errors
    /// If they cannot be written; what was there stays.
    pub fn keep(&self, name: &str, numbers: &[f64]) -> io::Result<()> {
        static PART: AtomicU64 = AtomicU64::new(0);
        fs::create_dir_all(&self.folder)?;
        let mut bytes = format!("{BEGIN}{name}\n").into_bytes();
        bytes.extend((numbers.len() as u64).to_le_bytes());
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        let checksum = Sha256::digest(&bytes);
        bytes.extend(checksum);
        let (turn, process) = (PART.fetch_add(1, Ordering::Relaxed), std::process::id());
        let part = self.folder.join(format!(".{process}.{turn}.part"));
        let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, self.path(name)));
        if written.is_err() {
            // It may not exist, and the first error is the one to tell.
            fs::remove_file(&part).ok();
        }
        written?;
        self.make_room()
    }

    fn path(&self, name: &str) -> PathBuf {
        let digest = hexadecimal(&Sha256::digest(name));
        self.folder.join(digest).with_extension(ENDING)
    }

    /// Removes the least recently used files until the folder is within its limit.
    fn make_room(&self) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let ours = path.extension().is_some_and(|ending| ending == ENDING);
            // Another program may have removed it meanwhile.
            if let (true, Ok(about)) = (ours, fs::metadata(&path)) {
                let used = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                files.push((used, about.len(), path));
            }
        }
        files.sort();
        let mut bytes: u64 = files.iter().map(|file| file.1).sum();
        for (_, size, path) in files {
            if bytes <= self.largest {
                break;
            }
            fs::remove_file(path).ok();
            bytes -= size;
        }
        Ok(())
    }
}

/// The numbers in a file that has to be of this name, or what is wrong with it.
fn numbers(bytes: &[u8], name: &str) -> Result<Vec<f64>, &'static str> {
    const CUT: &str = "cut short or damaged";
    let split = bytes.len().checked_sub(32).ok_or(CUT)?;
    let (content, checksum) = bytes.split_at(split);
    if Sha256::digest(content).as_slice() != checksum {
        return Err(CUT);
    }
    let content = content.strip_prefix(BEGIN.as_bytes());
    let content = content.ok_or("of another version")?;
    let content = content.strip_prefix(name.as_bytes());
    let content = content.and_then(|content| content.strip_prefix(b"\n"));
    let content = content.ok_or("of other data")?;
    let (count, numbers) = content.split_first_chunk::<8>().ok_or(CUT)?;
    let (numbers, rest) = numbers.as_chunks::<8>();
    if u64::from_le_bytes(*count) != numbers.len() as u64 || !rest.is_empty() {
        return Err(CUT);
    }
    Ok(numbers
        .iter()
        .map(|bytes| f64::from_le_bytes(*bytes))
        .collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn files(store: &Store) -> Vec<PathBuf> {
        let entries = fs::read_dir(store.folder()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    #[test]
    fn numbers_come_back_bit_by_bit_and_under_their_name_only() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("a/b"));
        assert_eq!(store.get("one").unwrap(), None);
        let numbers = [0.0, 1.0 / 3.0, f64::MIN_POSITIVE, 1e300];
        store.keep("one", &numbers).unwrap();
        store.keep("two", &[]).unwrap();
        assert_eq!(store.get("one").unwrap().unwrap(), numbers);
        assert_eq!(store.get("two").unwrap().unwrap(), [0.0; 0]);
        assert_eq!(store.get("three").unwrap(), None);
        store.keep("one", &[2.0]).unwrap();
        assert_eq!(store.get("one").unwrap().unwrap(), [2.0]);
        assert_eq!(files(&store).len(), 2);
    }

    #[test]
    fn any_byte_that_differs_and_any_cut_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path());
        store.keep("one", &[1.0, 2.0]).unwrap();
        let path = files(&store).remove(0);
        let sound = fs::read(&path).unwrap();
        for i in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[i] ^= 0x20;
            fs::write(&path, &bytes).unwrap();
            let told = store.get("one").unwrap_err().to_string();
            assert!(told.contains("computed again"), "{told}");
            fs::write(&path, &sound[..i]).unwrap();
            store.get("one").unwrap_err();
        }
        // The file of another name in its place.
        store.keep("two", &[3.0]).unwrap();
        let other = files(&store)
            .into_iter()
            .find(|file| *file != path)
            .unwrap();
        fs::copy(other, &path).unwrap();
        let told = store.get("one").unwrap_err().to_string();
        assert!(told.contains("of other data"), "{told}");
        store.keep("one", &[4.0]).unwrap();
        assert_eq!(store.get("one").unwrap().unwrap(), [4.0]);
    }

    #[test]
    fn the_least_recently_used_go_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path()).with_limit(2000);
        for i in 0..3 {
            store.keep(&i.to_string(), &[0.0; 70]).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(15));
        }
        // The first is of use again, so that the second is the oldest.
        store.get("0").unwrap().unwrap();
        store.keep("3", &[0.0; 70]).unwrap();
        let left = ["0", "1", "2", "3"].map(|name| store.get(name).unwrap().is_some());
        assert_eq!(left, [true, false, true, true]);
    }
}
