//! Events of a file that another program may be writing, read where it lies.
//!
//! A file that grows keeps what was in it, and one that was replaced or deleted can still be read by those who have it
//! open. One that was cut and is written anew holds other bytes in the places of its events: nothing is read of it
//! until the watch has opened it again.

use std::ops::Range;
use std::sync::Arc;

use nuscope_io::{Error, EventSource, Result};
use nuscope_model::{Event, EventHeader, Hit, Provenance};

use super::looks::Look;

/// Events of a file that may grow.
#[derive(Debug)]
pub(super) struct Growing {
    events: Arc<dyn EventSource>,
    /// The file as it was when its events were listed.
    listed: Look,
}

impl Growing {
    /// The events that were listed in a file when it was as in `listed`.
    pub(super) fn new(events: Arc<dyn EventSource>, listed: Look) -> Self {
        Self { events, listed }
    }

    /// Refuses what was read if the file has lost what it had.
    fn sound<T>(&self, read: Result<T>) -> Result<T> {
        let cut = Look::at(&self.listed.path)
            .is_ok_and(|now| now.same_file(&self.listed) && now.bytes < self.listed.bytes);
        match cut {
            false => read,
            true => Err(Error::Io {
                action: "read the event",
                source: std::io::Error::other(
                    "the file is being written anew; it is shown again when it is complete",
                ),
                path: self.listed.path.clone(),
            }),
        }
    }
}

impl EventSource for Growing {
    fn headers(&self) -> &[EventHeader] {
        self.events.headers()
    }

    fn read(&self, index: usize) -> Result<Event> {
        self.sound(self.events.read(index))
    }

    fn read_hits(&self, events: Range<usize>) -> Result<Vec<Vec<Hit>>> {
        self.sound(self.events.read_hits(events))
    }

    fn provenance(&self) -> Provenance {
        self.events.provenance()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_io::EventsInMemory;

    #[test]
    fn a_file_that_was_cut_is_not_read_and_one_that_grew_or_went_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.evt");
        std::fs::write(&path, "1234").unwrap();
        let events = Arc::new(EventsInMemory::new(vec![Event::default()]));
        let growing = Growing::new(events, Look::at(&path).unwrap());
        assert!(growing.read(0).is_ok() && growing.headers().len() == 1);
        std::fs::write(&path, "12345678").unwrap();
        assert!(growing.read(0).is_ok());
        std::fs::write(&path, "12").unwrap();
        let error = growing.read(0).unwrap_err().to_string();
        assert!(error.contains("is being written anew"), "{error}");
        assert!(growing.read_hits(0..1).is_err());
        std::fs::remove_file(&path).unwrap();
        assert!(growing.read(0).is_ok());
    }
}
