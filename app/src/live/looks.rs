//! What a look at a folder or a file finds: the files that may hold events, the newest first.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use nuscope_io::formats::FORMATS;

use super::name_of;

/// A file as it was at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) modified: SystemTime,
    /// The file's number on its disk: another one of its name may be of the same size and age.
    node: u64,
}

impl Look {
    /// The file as it is now.
    ///
    /// # Errors
    /// If it is not there, or must not be looked at.
    pub(super) fn at(path: &Path) -> std::io::Result<Self> {
        Ok(Self::of(path.to_owned(), &std::fs::metadata(path)?))
    }

    fn of(path: PathBuf, metadata: &Metadata) -> Self {
        Self {
            path,
            bytes: metadata.len(),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            node: node(metadata),
        }
    }

    /// Whether it is the same file, whatever was written to it meanwhile.
    pub(super) fn same_file(&self, other: &Self) -> bool {
        self.path == other.path && self.node == other.node
    }
}

#[cfg(unix)]
fn node(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn node(_: &Metadata) -> u64 {
    0
}

/// The files that may hold events, the newest first; a watched file is the only one.
///
/// # Errors
/// If what is watched cannot be looked at.
pub(super) fn looks(path: &Path) -> std::io::Result<Vec<Look>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_dir() {
        return Ok(vec![Look::of(path.to_owned(), &metadata)]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        // What vanishes between two looks is no trouble.
        let Ok(entry) = entry else { continue };
        if !may_hold_events(Path::new(&entry.file_name())) {
            continue;
        }
        let file = entry.path();
        if let Ok(metadata) = std::fs::metadata(&file)
            && metadata.is_file()
            && metadata.len() > 0
        {
            found.push(Look::of(file, &metadata));
        }
    }
    found.sort_by(|a, b| (b.modified, &b.path).cmp(&(a.modified, &a.path)));
    Ok(found)
}

/// Whether a file's name ends as one of a known format does, and is not hidden.
fn may_hold_events(path: &Path) -> bool {
    let name = name_of(path).to_lowercase();
    if name.starts_with('.') {
        return false;
    }
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let Some((_, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let known = |extensions: &[&str]| extensions.contains(&extension);
    FORMATS.iter().any(|format| known(format.extensions))
}
