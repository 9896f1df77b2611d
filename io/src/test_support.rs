//! What the tests of the readers share: contents opened as if they were files, and damaged ones.
#![allow(clippy::unwrap_used)]

use nuscope_model::Event;
use proptest::prelude::*;

use crate::head::Head;
use crate::{Loaded, OpenOptions, Progress, Result};

/// Opens `content` as a file of this name.
pub(crate) fn open_as(name: &str, content: impl AsRef<[u8]>) -> Result<Loaded> {
    open_answered(name, content, &[])
}

/// Opens `content` as a file of this name, with answers to what its columns are.
pub(crate) fn open_answered(
    name: &str,
    content: impl AsRef<[u8]>,
    answered: &[(&str, &str)],
) -> Result<Loaded> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    crate::open_with(&path, &answers(answered), &Progress::default())
}

/// Answers to what the columns of a table are.
pub(crate) fn answers(answers: &[(&str, &str)]) -> OpenOptions {
    let answer = |(key, choice): &(&str, &str)| ((*key).to_owned(), choice.parse().unwrap());
    OpenOptions {
        columns: answers.iter().map(answer).collect(),
        ..OpenOptions::default()
    }
}

/// The event of this index.
pub(crate) fn event_of(loaded: &Loaded, index: usize) -> Event {
    loaded.events.as_ref().unwrap().read(index).unwrap()
}

/// Why a file was refused, without its path.
pub(crate) fn refusal(loaded: Result<Loaded>) -> String {
    let said = loaded.unwrap_err().to_string();
    said.rsplit_once(": \"").unwrap().0.to_owned()
}

/// The beginning of a file of this name, which is all of it.
pub(crate) fn head(name: &str, bytes: impl AsRef<[u8]>) -> Head {
    Head {
        path: name.into(),
        bytes: bytes.as_ref().to_vec(),
    }
}

/// Contents with up to eight bytes changed, half of them cut short.
pub(crate) fn damaged(sound: impl AsRef<[u8]>) -> impl Strategy<Value = Vec<u8>> {
    let sound = sound.as_ref().to_vec();
    let flips = prop::collection::vec((any::<prop::sample::Index>(), 1..=255u8), 0..8);
    let end = any::<prop::sample::Index>();
    (flips, end).prop_map(move |(flips, end)| {
        let mut bytes = sound.clone();
        for (place, flip) in flips {
            let place = place.index(bytes.len());
            bytes[place] ^= flip;
        }
        bytes.truncate(end.index(bytes.len() * 2).max(1));
        bytes
    })
}
