//! The built-in demo: events, a detector and a sky that need no file.
//!
//! | name | what it opens |
//! |---|---|
//! | *(empty)* | the events of the ARCA-like block, its detector, and the sky |
//! | `events` | the events of the ARCA-like block and its detector |
//! | `muon`, `starting`, `cascade`, `bundle`, `background` | one of them and the detector |
//! | `orca` | the low-energy event and the ORCA-like block |
//! | `sky` | the sky alone |
//! | `layout-arca`, `layout-arca-two-blocks`, `layout-orca`, `layout-antares`, `layout-icecube` | a detector alone, for events that lack one |
//!
//! Events are made at once and kept: headers say how many hits there are, and that only the simulation knows.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::{Detector, Event};
use rayon::prelude::*;

use super::{Kind, Options, Recipe, layout, simulate, sky};
use crate::{Error, EventsInMemory, Loaded, Result};

/// What everything in the demo is drawn from.
pub const SEED: u64 = 1;

/// What is opened under each name.
enum Part {
    Everything,
    Events,
    One(Kind),
    Sky,
    Layout(Box<Detector>),
}

/// Makes a detector from a seed.
type Layout = fn(u64) -> Detector;

/// The detectors that can be opened alone, by name.
const LAYOUTS: [(&str, Layout); 5] = [
    ("layout-antares", layout::antares),
    ("layout-arca", layout::arca),
    ("layout-arca-two-blocks", layout::arca_two_blocks),
    ("layout-icecube", layout::icecube),
    ("layout-orca", layout::orca),
];

/// All names that [`open`] knows, the empty one left out.
pub fn names() -> Vec<&'static str> {
    let kinds = Kind::ALL.into_iter().map(Kind::name);
    let layouts = LAYOUTS.iter().map(|(name, _)| *name);
    ["events", "sky"]
        .into_iter()
        .chain(kinds)
        .chain(layouts)
        .collect()
}

/// Opens the demo with this name; see the table above.
///
/// # Errors
/// [`Error::Demo`] with all names if there is none like this.
pub fn open(name: &str) -> Result<Loaded> {
    let path = PathBuf::from(format!("demo:{name}"));
    let layout = LAYOUTS.iter().find(|(known, _)| *known == name);
    let part = match (name, Kind::from_name(name)) {
        ("", _) => Part::Everything,
        ("events", _) => Part::Events,
        ("sky", _) => Part::Sky,
        (_, Some(kind)) => Part::One(kind),
        _ if let Some((_, build)) = layout => Part::Layout(Box::new(build(SEED))),
        _ => {
            let known = format!("demo: (everything), demo:{}", names().join(", demo:"));
            return Err(Error::Demo { known, path });
        }
    };
    let mut loaded = Loaded {
        path,
        format: "built-in demo (simulated)".to_owned(),
        ..Loaded::default()
    };
    let kinds: Vec<Kind> = match part {
        Part::Everything | Part::Events => Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::LowEnergy)
            .collect(),
        Part::One(kind) => vec![kind],
        Part::Sky | Part::Layout(_) => Vec::new(),
    };
    let with_sky = matches!(part, Part::Everything | Part::Sky);
    let (events, sky) = rayon::join(
        || events_and_detector(&kinds),
        || with_sky.then(|| sky(SEED)),
    );
    if let Some((events, detector)) = events? {
        loaded.events = Some(Arc::new(events));
        loaded.detector = Some(Arc::new(detector));
    }
    if let Part::Layout(detector) = part {
        loaded.format = "generated detector (simulated)".to_owned();
        loaded.detector = Some(Arc::new(*detector));
    }
    if let Some(sky) = sky {
        loaded.samples = sky.samples.into_iter().map(Arc::new).collect();
    }
    Ok(loaded)
}

/// The curated events of these kinds and the detector of the first; `None` for no kinds.
fn events_and_detector(kinds: &[Kind]) -> Result<Option<(EventsInMemory, Detector)>> {
    let Some(first) = kinds.first() else {
        return Ok(None);
    };
    let detector = first.detector(SEED);
    let events: Result<Vec<Event>> = kinds
        .par_iter()
        .enumerate()
        .map(|(i, &kind)| {
            let options = Options {
                event_id: i as i64 + 1,
                ..Options::default()
            };
            simulate(
                &detector,
                &Recipe::new(kind, SEED).particles()?,
                SEED,
                &options,
            )
        })
        .collect();
    Ok(Some((EventsInMemory::new(events?), detector)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nuscope_model::Provenance;

    #[test]
    fn the_whole_demo_starts_with_the_through_going_muon_and_has_the_sky() {
        let demo = open("").unwrap();
        let events = demo.events.unwrap();
        assert_eq!(events.headers().len(), 5);
        assert_eq!(events.provenance(), Provenance::Simulated);
        let muon = events.read(0).unwrap();
        assert_eq!(muon.mc_tracks[0].energy_gev, Some(1e6));
        assert_eq!(muon.header, events.headers()[0]);
        assert_eq!(demo.detector.unwrap().share_known(&muon.hits), 1.0);
        assert_eq!(demo.samples.len(), 7);
    }

    #[test]
    fn every_name_opens_and_says_that_it_is_simulated() {
        for name in names() {
            let demo = open(name).unwrap();
            assert!(demo.format.contains("simulated"));
            assert_eq!(demo.samples.is_empty(), name != "sky", "{name}");
            let layout = name.starts_with("layout-");
            assert_eq!(demo.events.is_some(), name != "sky" && !layout, "{name}");
            assert_eq!(demo.detector.is_some(), name != "sky", "{name}");
        }
    }

    #[test]
    fn the_low_energy_event_hangs_in_the_dense_block() {
        let demo = open("orca").unwrap();
        assert_eq!(demo.detector.unwrap().name, "ORCA-like block (simulated)");
    }

    #[test]
    fn an_unknown_name_is_answered_with_all_names() {
        insta::assert_snapshot!(open("neutrino").unwrap_err(), @r#"there is no demo of this name; the demos are demo: (everything), demo:events, demo:sky, demo:muon, demo:starting, demo:cascade, demo:orca, demo:bundle, demo:background, demo:layout-antares, demo:layout-arca, demo:layout-arca-two-blocks, demo:layout-icecube, demo:layout-orca: "demo:neutrino""#);
    }
}
