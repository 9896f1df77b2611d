//! Where a result comes from: the program, the files with their checksums, the settings. Every file that is made
//! from others carries it, as notes of its table, cards of its map or comments of its text.
//!
//! Keywords have at most eight letters, so that FITS can hold them; those that end in a number belong to the input
//! of that number. Files are told by name, not by folder: the checksum says which one it was.

use std::path::Path;

use nuscope_table::{Note, Progress};

use crate::checksum::sha256_of;
use crate::{Loaded, Result, formats};

/// The most files of a folder that are told one by one.
const MOST_FILES: usize = 200;

/// What a result was made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origins {
    notes: Vec<Note>,
    inputs: usize,
    files: usize,
}

impl Origins {
    /// Origins of a result that this program makes by `command`, such as "reduce".
    pub fn of(command: &str) -> Self {
        let mut origins = Self::default();
        let program = format!("nuscope {}", env!("CARGO_PKG_VERSION"));
        origins.say("PROGRAM", program, "program and version");
        origins.say("COMMAND", command, "what was done");
        origins
    }

    /// Adds a fact.
    pub fn say(&mut self, keyword: &str, value: impl Into<String>, comment: &str) {
        self.notes.push(Note {
            key: keyword.to_owned(),
            value: value.into(),
            comment: comment.to_owned(),
        });
    }

    /// Adds a file that was read, with its checksum.
    ///
    /// # Errors
    /// If it cannot be read, or `progress` was cancelled.
    pub fn read(&mut self, path: &Path, format: &str, progress: &Progress) -> Result<()> {
        self.inputs += 1;
        let number = self.inputs;
        let keywords = (format!("INPUT{number}"), format!("SHA256_{number}"));
        self.file(path, (&keywords.0, &keywords.1), format, progress)
    }

    /// Adds what was opened from `path`: a file as [`Origins::read`] does, a folder with the checksums of the files
    /// in it that were used.
    ///
    /// # Errors
    /// As [`Origins::read`].
    pub fn opened(&mut self, path: &Path, loaded: &Loaded, progress: &Progress) -> Result<()> {
        self.read(path, &loaded.format, progress)?;
        for file in loaded.files.iter().take(MOST_FILES) {
            let checksum = sha256_of(file, progress)?;
            self.files += 1;
            let number = self.files;
            let name = file.strip_prefix(path).unwrap_or(file).components();
            let parts: Vec<_> = name
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            let of = format!("file of input {}", self.inputs);
            self.say(&format!("FILE{number}"), parts.join("/"), &of);
            self.say(&format!("FSHA{number}"), checksum, "checksum of the file");
        }
        if let more @ 1.. = loaded.files.len().saturating_sub(MOST_FILES) {
            let input = self.inputs;
            self.say("", format!("{more} more files of input {input}"), "");
        }
        Ok(())
    }

    /// Adds the file of the detector, with its checksum.
    ///
    /// # Errors
    /// As [`Origins::read`].
    pub fn detector(&mut self, path: &Path, format: &str, progress: &Progress) -> Result<()> {
        self.file(path, ("DETECTOR", "DETSHA"), format, progress)
    }

    fn file(
        &mut self,
        path: &Path,
        keywords: (&str, &str),
        format: &str,
        progress: &Progress,
    ) -> Result<()> {
        if formats::is_demo(path) {
            self.say(keywords.0, path.to_string_lossy(), "built into the program");
            return Ok(());
        }
        let checksum = match path.is_dir() {
            true => None,
            false => Some(sha256_of(path, progress)?),
        };
        let name = path.file_name().unwrap_or(path.as_os_str());
        self.say(keywords.0, name.to_string_lossy(), format);
        if let Some(checksum) = checksum {
            self.say(keywords.1, checksum, "checksum of the file");
        }
        Ok(())
    }

    /// All facts, in order.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// All facts as a map carries them: keyword, value, comment.
    pub fn cards(&self) -> Vec<(String, String, String)> {
        let card = |note: &Note| (note.key.clone(), note.value.clone(), note.comment.clone());
        self.notes.iter().map(card).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_folder_is_told_by_the_files_that_were_used() {
        let folder = tempfile::tempdir().unwrap();
        let events = folder.path().join("events");
        std::fs::create_dir(&events).unwrap();
        let list = "MJD[days],RA[deg],Dec[deg],AngErr[deg]\n55000,1,2,0.5\n";
        std::fs::write(events.join("IC40_exp.csv"), list).unwrap();
        std::fs::write(folder.path().join("readme.txt"), "Dear reader,\nhello.\n").unwrap();
        let loaded = crate::open(folder.path()).unwrap();
        let mut origins = Origins::default();
        origins
            .opened(folder.path(), &loaded, &Progress::default())
            .unwrap();
        let keys: Vec<_> = origins.notes().iter().map(|note| &*note.key).collect();
        assert_eq!(keys, ["INPUT1", "FILE1", "FSHA1"]);
        assert_eq!(origins.notes()[1].value, "events/IC40_exp.csv");
        assert_eq!(origins.notes()[2].value, loaded.samples[0].checksum);
        assert_eq!(origins.notes()[2].value.len(), 64);
    }

    #[test]
    fn files_are_told_by_name_and_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.h5");
        std::fs::write(&path, "abc").unwrap();
        let mut origins = Origins::of("reduce");
        origins
            .read(&path, "KM3NeT HDF5", &Progress::default())
            .unwrap();
        origins
            .read("demo:sky".as_ref(), "demo", &Progress::default())
            .unwrap();
        let told: Vec<_> = origins.notes()[1..]
            .iter()
            .map(|note| {
                (
                    note.key.as_str(),
                    note.value.get(..7).unwrap_or(&note.value),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("COMMAND", "reduce"),
                ("INPUT1", "a.h5"),
                ("SHA256_1", "ba7816b"),
                ("INPUT2", "demo:sk"),
            ]
        );
        assert_eq!(origins.cards().len(), origins.notes().len());
    }
}
