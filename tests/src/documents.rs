//! Files opened as documents, without a window: the built-in demos above all.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope::document::Document;

/// What a file or a demo holds, with no event on display yet.
///
/// # Panics
/// If it cannot be opened.
pub fn open(path: impl AsRef<Path>) -> Document {
    add(Document::default(), path)
}

/// The same, added to what is open.
///
/// # Panics
/// If it cannot be opened.
pub fn add(document: Document, path: impl AsRef<Path>) -> Document {
    let loaded = nuscope_io::open(path.as_ref()).unwrap();
    document.with(loaded, &mut Vec::new())
}

/// A document with one of its events on display, counted from 0.
///
/// # Panics
/// If there is no such event.
pub fn with_event(mut document: Document, index: usize) -> Document {
    let event = document.events.as_ref().unwrap().read(index).unwrap();
    document.show(index, event);
    document
}

/// The first event of a built-in demo, such as "demo:muon", in its detector.
///
/// # Panics
/// If there is no such demo.
pub fn demo(name: &str) -> Document {
    with_event(open(name), 0)
}
