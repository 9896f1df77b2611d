//! Reads KM3NeT's ROOT files: full events (offline and online), reduced events (DST), summary slices.
//!
//! Which of these a file is follows from its trees: `E` holds offline events, `KM3NET_EVENT` those of the data
//! acquisition, `E` and `T` together reduced ones. Files of the data acquisition often have all of these trees, most
//! of them empty, so that their entries decide, not their names. A simulated run may have its particles in `E` and
//! its hits in `KM3NET_EVENT`.

use std::sync::Arc;

use nuscope_root::{File, Tree};

use crate::error::grouped;
use crate::head::{Head, Match};
use crate::root_file::{error_of, header_table, open, trees_in_words};
use crate::root_offline::OfflineEvents;
use crate::root_online::OnlineEvents;
use crate::root_summary::{self, SummarySlices};
use crate::{Error, EventSource, Loaded, Reading, Result, Warnings, root_dst};

/// Summary slices that are listed at most when a file has nothing else.
const LISTED_SLICES: usize = 100_000;

/// Whether a file begins as ROOT files do.
pub fn recognise(head: &Head) -> Match {
    match head.bytes.starts_with(b"root") {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Opens the events, reduced events or summary slices of a file.
///
/// # Errors
/// If it is damaged or holds none of these; then the message names its trees.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    let file = open(reading)?;
    let mut warnings = Warnings::default();
    let mut loaded = Loaded {
        path: path.to_owned(),
        ..Loaded::default()
    };
    let header = header_table(&file, &mut warnings);
    loaded.tables.extend(header.map(Arc::new));
    let slices = filled(&file, root_summary::TREE, &mut warnings);
    let slices = slices.map(|tree| SummarySlices::new(tree, path));
    let count = slices.as_ref().map_or(0, SummarySlices::len);
    let events = filled(&file, "E", &mut warnings);
    let reduced = filled(&file, "T", &mut warnings)
        .filter(|tree| tree.find("coords").is_some() || tree.find("sum_hits").is_some());
    let online = filled(&file, "KM3NET_EVENT", &mut warnings);
    let release = file.release();
    match (events, online, reduced) {
        (Some(_), _, Some(reduced)) if root_dst::has_sky(&reduced) => {
            let sample = root_dst::read_sample(&file, &reduced, reading, &mut warnings)?;
            loaded.samples.push(Arc::new(sample));
            loaded.format = format!("KM3NeT DST, reduced events (ROOT {release})");
        }
        (Some(tree), None, reduced) => {
            let mut events = OfflineEvents::open(tree, path.to_owned(), &mut warnings);
            loaded.format = format!("KM3NeT offline ROOT events ({release})");
            if reduced.is_some() {
                loaded.format = format!("KM3NeT DST, simulated events (ROOT {release})");
                warnings.add(
                    "this DST has no dates and no positions on the sky (no T.coords): its events are shown as full \
                     events without hits; `nuscope reduce` with a detector turns their tracks into positions",
                );
            } else {
                say_what_is_missing(&events, &mut warnings);
            }
            check_events(&events, &file, reading)?;
            events.slices = slices;
            loaded.events = Some(Arc::new(events));
        }
        (events, Some(tree), _) => {
            let mut events = events
                .map(|tree| OfflineEvents::open(tree, path.to_owned(), &mut warnings))
                .filter(|events| !events.headers.is_empty());
            if let Some(mut events) = events.take_if(|events| has_hits(events)) {
                events.slices = slices;
                loaded.format = format!("KM3NeT offline ROOT events ({release})");
                loaded.events = Some(Arc::new(events));
                warnings.add(format!(
                    "the {} events of KM3NET_EVENT in this file are not shown: those of tree E have hits too",
                    grouped(tree.entries() as usize)
                ));
            } else {
                let with = match events {
                    Some(_) => " with their simulation",
                    None => "",
                };
                loaded.format = format!("KM3NeT online ROOT events{with} ({release})");
                loaded.events = Some(Arc::new(OnlineEvents::open(tree, events, slices, reading)?));
            }
        }
        (None, None, _) if count > 0 => {
            let slices = slices.map(|slices| slices.table(LISTED_SLICES));
            loaded.tables.extend(slices.transpose()?.map(Arc::new));
            loaded.format = format!("KM3NeT summary slices (ROOT {release})");
            warnings.add(format!(
                "there are no events in this file; {}",
                trees_in_words(&file)
            ));
        }
        (None, None, _) => {
            return Err(Error::Nothing {
                format: format!("ROOT {release}"),
                wanted: "KM3NeT events or summary slices",
                found: trees_in_words(&file),
                path: path.to_owned(),
            });
        }
    }
    if count > 0 && loaded.events.is_some() {
        loaded.format += &format!(", {} summary slices", grouped(count));
    }
    loaded.warnings = warnings;
    Ok(loaded)
}

/// The tree of this name if it has entries; one that is damaged is said aloud.
fn filled(file: &File, name: &str, warnings: &mut Warnings) -> Option<Tree> {
    if !file.has_tree(name) {
        return None;
    }
    match file.tree(name) {
        Ok(tree) => (tree.entries() > 0).then_some(tree),
        Err(error) => {
            warnings.add(format!("tree {name} is left out: {error}"));
            None
        }
    }
}

fn has_hits(events: &OfflineEvents) -> bool {
    events.counts.hits.iter().any(|count| *count > 0)
}

/// Refuses a tree `E` that is none of KM3NeT's, or of which no column could be read.
fn check_events(events: &OfflineEvents, file: &File, reading: &Reading) -> Result<()> {
    if !events.headers().is_empty() {
        return Ok(());
    }
    let tree = file
        .tree("E")
        .map_err(|error| error_of(error, reading.path))?;
    let columns: Vec<_> = tree
        .branches()
        .iter()
        .take(6)
        .map(|branch| branch.path())
        .collect();
    Err(Error::Unsupported {
        wanted: "a tree E with the branch Evt of KM3NeT",
        found: format!(
            "no header of an event can be read from its columns {}",
            columns.join(", ")
        ),
        path: reading.path.to_owned(),
    })
}

/// Says what a person would look for in vain.
fn say_what_is_missing(events: &OfflineEvents, warnings: &mut Warnings) {
    if !has_hits(events) {
        let counts = &events.counts;
        let sum = |counts: &[usize]| grouped(counts.iter().sum());
        warnings.add(format!(
            "there are no hits in this file: its events have {} fits, {} simulated particles and {} simulated \
             photo-electrons",
            sum(&counts.fits),
            sum(&counts.particles),
            sum(&counts.mc_hits)
        ));
    }
}

#[cfg(test)]
#[path = "read_km3net_root_tests.rs"]
mod tests;
