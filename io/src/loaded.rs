//! What opening a file yields, and what a user may say about it beforehand.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::{Detector, Event, EventHeader, Provenance, Sample, SkyMap};

use crate::{Result, Warnings};

/// Events that are read one at a time: opening reads their headers only.
pub trait EventSource: Debug + Send + Sync {
    /// The headers of all events, in file order.
    fn headers(&self) -> &[EventHeader];

    /// Reads the event with this index into [`EventSource::headers`].
    ///
    /// # Errors
    /// If the file has changed, is damaged there, or has no such event.
    fn read(&self, index: usize) -> Result<Event>;

    /// Recorded or simulated.
    fn provenance(&self) -> Provenance;
}

/// Everything that one file holds; a part that the file does not have is empty.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The file, or the name of the built-in demo.
    pub path: PathBuf,
    /// What it was recognised as, in words: "KM3NeT HDF5 events 5.1".
    pub format: String,
    /// Full events.
    pub events: Option<Arc<dyn EventSource>>,
    /// A detector.
    pub detector: Option<Arc<Detector>>,
    /// Lists of candidates.
    pub samples: Vec<Arc<Sample>>,
    /// A sky map.
    pub map: Option<Arc<SkyMap>>,
    /// What was skipped or repaired.
    pub warnings: Warnings,
}

/// What a user may say about a file beforehand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenOptions {
    /// Which column of a table holds what, where its header does not say: "dec" → "col3 in deg".
    pub columns: BTreeMap<String, ColumnChoice>,
}

/// A user's answer to "which column is this, and in which unit?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The column's name in the file, or its number counted from 1 where it has no name.
    pub column: String,
    /// The unit, such as "deg", "rad", "hour"; `None` keeps what the file says.
    pub unit: Option<String>,
}
