//! The built-in demo: events, a detector and a sky that need no file.
//!
//! | name | what it opens |
//! |---|---|
//! | *(empty)* | the events of the ARCA-like block, its detector, and the sky |
//! | `events` | the events of the ARCA-like block and its detector |
//! | `muon`, `starting`, `cascade`, `bundle`, `background` | one of them and the detector |
//! | `orca` | the low-energy event and the ORCA-like block |
//! | `sky` | the sky alone |
//!
//! Events are made at once and kept: headers say how many hits there are, and that only the simulation knows.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::{Detector, Event, EventHeader, Provenance};
use rayon::prelude::*;

use super::{Kind, Options, Recipe, simulate, sky};
use crate::{Error, EventSource, Loaded, Result};

/// What everything in the demo is drawn from.
pub const SEED: u64 = 1;

/// What is opened under each name.
enum Part {
    Everything,
    Events,
    One(Kind),
    Sky,
}

/// All names that [`open`] knows, the empty one left out.
pub fn names() -> Vec<&'static str> {
    let kinds = Kind::ALL.into_iter().map(Kind::name);
    ["events", "sky"].into_iter().chain(kinds).collect()
}

/// Opens the demo with this name; see the table above.
///
/// # Errors
/// [`Error::Demo`] with all names if there is none like this.
pub fn open(name: &str) -> Result<Loaded> {
    let path = PathBuf::from(format!("demo:{name}"));
    let part = match (name, Kind::from_name(name)) {
        ("", _) => Part::Everything,
        ("events", _) => Part::Events,
        ("sky", _) => Part::Sky,
        (_, Some(kind)) => Part::One(kind),
        _ => {
            let known = format!("demo: (everything), {}", names().join(", "));
            return Err(Error::Demo { known, path });
        }
    };
    let mut loaded = Loaded {
        path,
        format: "built-in demo (simulated)".to_owned(),
        ..Loaded::default()
    };
    let kinds: Vec<Kind> = match part {
        Part::Everything | Part::Events => {
            Kind::ALL.into_iter().filter(|kind| *kind != Kind::LowEnergy).collect()
        }
        Part::One(kind) => vec![kind],
        Part::Sky => Vec::new(),
    };
    let with_sky = matches!(part, Part::Everything | Part::Sky);
    let (events, sky) =
        rayon::join(|| events_and_detector(&kinds), || with_sky.then(|| sky(SEED)));
    if let Some((events, detector)) = events? {
        loaded.events = Some(Arc::new(events));
        loaded.detector = Some(Arc::new(detector));
    }
    if let Some(sky) = sky {
        loaded.samples = sky.samples.into_iter().map(Arc::new).collect();
    }
    Ok(loaded)
}

/// The curated events of these kinds and the detector of the first; `None` for no kinds.
fn events_and_detector(kinds: &[Kind]) -> Result<Option<(DemoEvents, Detector)>> {
    let Some(first) = kinds.first() else {
        return Ok(None);
    };
    let detector = first.detector(SEED);
    let events: Result<Vec<Event>> = kinds
        .par_iter()
        .enumerate()
        .map(|(i, &kind)| {
            let options = Options { event_id: i as i64 + 1, ..Options::default() };
            simulate(&detector, &Recipe::new(kind, SEED).particles()?, SEED, &options)
        })
        .collect();
    Ok(Some((DemoEvents::new(events?), detector)))
}

/// Events that are kept in memory.
#[derive(Debug)]
struct DemoEvents {
    headers: Vec<EventHeader>,
    events: Vec<Event>,
}

impl DemoEvents {
    fn new(events: Vec<Event>) -> Self {
        let headers = events.iter().map(|event| event.header.clone()).collect();
        Self { headers, events }
    }
}

impl EventSource for DemoEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        self.events.get(index).cloned().ok_or_else(|| Error::Simulation {
            what: "the number of the event".to_owned(),
            found: index.to_string(),
            wanted: format!("a number below {}", self.events.len()),
        })
    }

    fn provenance(&self) -> Provenance {
        Provenance::Simulated
    }
}
