//! What opening a file yields, and what a user may say about it beforehand.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use nuscope_model::{
    AngularResolution, Catalogue, Detector, EffectiveArea, EnergyDispersion, Event, EventHeader,
    Hit, MultiOrderMap, PointSpread, Provenance, Region, Sample, SkyMap, Smearing, Uptime,
};
use nuscope_table::Table;

use crate::{Error, Result, Warnings};

/// Events that are read one at a time: opening reads their headers only.
pub trait EventSource: Debug + Send + Sync {
    /// The headers of all events, in file order.
    fn headers(&self) -> &[EventHeader];

    /// Reads the event with this index into [`EventSource::headers`].
    ///
    /// # Errors
    /// If the file has changed, is damaged there, or has no such event.
    fn read(&self, index: usize) -> Result<Event>;

    /// Reads the hits of several events and nothing else, for histograms over many events.
    ///
    /// Readers that can do better than event by event do.
    ///
    /// # Errors
    /// As [`EventSource::read`].
    fn read_hits(&self, events: Range<usize>) -> Result<Vec<Vec<Hit>>> {
        events.map(|index| Ok(self.read(index)?.hits)).collect()
    }

    /// Recorded or simulated.
    fn provenance(&self) -> Provenance;
}

/// The header of the event with this index in the file of this path.
pub(crate) fn header_of<'a>(
    headers: &'a [EventHeader],
    index: usize,
    path: &Path,
) -> Result<&'a EventHeader> {
    headers.get(index).ok_or_else(|| Error::NoEvent {
        index,
        events: headers.len(),
        path: path.to_owned(),
    })
}

/// Events that are all in memory, as a simulation makes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventsInMemory {
    headers: Vec<EventHeader>,
    events: Vec<Event>,
    provenance: Provenance,
}

impl EventsInMemory {
    /// A source of these events; their provenance is the first one's.
    pub fn new(events: Vec<Event>) -> Self {
        let provenance = events
            .first()
            .map_or(Provenance::default(), |event| event.provenance);
        let headers = events.iter().map(|event| event.header.clone()).collect();
        Self {
            headers,
            events,
            provenance,
        }
    }
}

impl EventSource for EventsInMemory {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        header_of(&self.headers, index, Path::new(""))?;
        Ok(self.events[index].clone())
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
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
    /// The cells of that map with their own values, where pixels of one size and frame could not hold them.
    pub multi_order: Option<Arc<MultiOrderMap>>,
    /// Regions of the sky.
    pub regions: Vec<Arc<Region>>,
    /// Catalogues of sources.
    pub catalogues: Vec<Arc<Catalogue>>,
    /// Effective areas.
    pub effective_areas: Vec<Arc<EffectiveArea>>,
    /// Angular resolutions.
    pub angular_resolutions: Vec<Arc<AngularResolution>>,
    /// Smearing of energies and directions.
    pub smearings: Vec<Arc<Smearing>>,
    /// Point spreads in bins of energy and direction.
    pub point_spreads: Vec<Arc<PointSpread>>,
    /// Energy dispersions in bins of energy and direction.
    pub energy_dispersions: Vec<Arc<EnergyDispersion>>,
    /// Lists of good runs.
    pub uptimes: Vec<Arc<Uptime>>,
    /// Tables of no further meaning here: they are shown as they are.
    pub tables: Vec<Arc<Table>>,
    /// What its user had said about it beforehand.
    pub options: OpenOptions,
    /// The files of a folder that something was read from; empty for a file.
    pub files: Vec<PathBuf>,
    /// What was skipped or repaired.
    pub warnings: Warnings,
}

/// What a user may say about a file beforehand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenOptions {
    /// Which column of a table holds what, where its header does not say: "dec" → "col3 in deg".
    /// The keys are those of [`crate::recognise_columns::KEYS`].
    pub columns: BTreeMap<String, ColumnChoice>,
    /// Keep the 64-bit and whole numbers of maps as they are, for those who pass them on: that takes more memory.
    pub exact_maps: bool,
}

/// A user's answer to "which column is this, and in which unit?", written `COLUMN` or `COLUMN[unit]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The column's name in the file, or its number counted from 1 where it has no name.
    pub column: String,
    /// The unit, such as "deg", "rad", "hour"; `None` keeps what the file says.
    pub unit: Option<String>,
}

impl FromStr for ColumnChoice {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let text = text.trim();
        let (column, unit) = match text
            .strip_suffix(']')
            .and_then(|rest| rest.rsplit_once('['))
        {
            Some((column, unit)) => (column.trim(), Some(unit.trim().to_owned())),
            None => (text, None),
        };
        if column.is_empty() || unit.as_deref() == Some("") {
            return Err(format!("COLUMN or COLUMN[unit] is wanted, found {text:?}"));
        }
        Ok(Self {
            column: column.to_owned(),
            unit,
        })
    }
}

impl Display for ColumnChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.unit {
            Some(unit) => write!(f, "{}[{unit}]", self.column),
            None => f.write_str(&self.column),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_column_choice_reads_as_it_is_written() {
        for text in ["RA", "RA[deg]", "3[rad]", "log10(E/GeV)", "a[b][hour]"] {
            assert_eq!(text.parse::<ColumnChoice>().unwrap().to_string(), text);
        }
        let choice: ColumnChoice = " ra [ deg ] ".parse().unwrap();
        assert_eq!(
            choice,
            ColumnChoice {
                column: "ra".into(),
                unit: Some("deg".into())
            }
        );
        for text in ["", "[deg]", "ra[]"] {
            assert!(text.parse::<ColumnChoice>().is_err(), "{text:?}");
        }
    }
}
