//! Where the events of an `.evt` text are, from one pass over its lines.
//!
//! An event without an `end_event` ends where the next begins; tags that are not used are counted by name.

use std::collections::BTreeMap;
use std::ops::Range;

use glam::DVec3;
use nuscope_model::EventHeader;

use crate::error::grouped;
use crate::evt_event::{Conventions, finite};
use crate::read_evt::{tag_and_values, whole, words};
use crate::{Reading, Result, Warnings};

/// Lines between two looks at whether the file is still wanted.
const STEP: usize = 65_536;
/// How many names of unused tags are kept: a damaged file may have a new one in every line.
const MOST_TAGS: usize = 100;

/// What one pass over the lines finds.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Where in the text each event is.
    pub(crate) events: Vec<Range<usize>>,
    /// The header of each.
    pub(crate) headers: Vec<EventHeader>,
    /// How their lines are to be read.
    pub(crate) conventions: Conventions,
    run_id: Option<i64>,
    /// Whether anything in them was simulated.
    pub(crate) simulated: bool,
    unfinished: bool,
    strays: usize,
    unused: BTreeMap<String, usize>,
}

/// Finds the events of a text.
///
/// # Errors
/// If the reading is cancelled, or the events are too many.
pub(crate) fn index(bytes: &[u8], reading: &Reading) -> Result<Index> {
    let mut index = Index::default();
    let mut limits = reading.limits(bytes.len());
    let mut open: Option<OpenEvent> = None;
    let mut next = 0;
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let start = next;
        next += line.len();
        if number % STEP == 0 {
            let step = reading.progress.step(start, bytes.len());
            step.map_err(|error| reading.error(error))?;
        }
        let Some((tag, values)) = tag_and_values(line) else {
            index.strays += usize::from(!line.trim_ascii().is_empty());
            continue;
        };
        match (tag, &mut open) {
            (b"start_event", _) => {
                if let Some(event) = open.take() {
                    index.unfinished = true;
                    index.close(event, start);
                }
                let taken = (size_of::<EventHeader>() + size_of::<Range<usize>>()) as u64;
                let taken = limits.take(taken, "the headers of the events");
                taken.map_err(|error| reading.error(error))?;
                open = Some(OpenEvent {
                    start: next,
                    number: words(values).next().and_then(whole),
                    ..OpenEvent::default()
                });
            }
            (b"end_event", Some(_)) => {
                if let Some(event) = open.take() {
                    index.close(event, start);
                }
            }
            (_, Some(event)) => index.count(tag, values, event),
            (_, None) => index.see_header(tag, values),
        }
    }
    if let Some(event) = open {
        index.unfinished = true;
        index.close(event, bytes.len());
    }
    Ok(index)
}

/// An event whose end is not found yet.
#[derive(Debug, Default)]
struct OpenEvent {
    start: usize,
    number: Option<i64>,
    raw_hits: usize,
    mc_hits: usize,
}

impl Index {
    fn close(&mut self, event: OpenEvent, end: usize) {
        self.headers.push(EventHeader {
            event_id: event.number.unwrap_or(self.headers.len() as i64),
            run_id: self.run_id,
            // Photo-electrons stand in where no electronics was simulated.
            hits: match event.raw_hits {
                0 => event.mc_hits,
                raw_hits => raw_hits,
            },
            ..EventHeader::default()
        });
        self.events.push(event.start..end);
    }

    fn count(&mut self, tag: &[u8], values: &[u8], event: &mut OpenEvent) {
        match tag {
            b"hit_raw" => event.raw_hits += 1,
            b"hit" => event.mc_hits += 1,
            b"neutrino" => self.simulated = true,
            b"track_fit" => {}
            b"track_in" => {
                self.simulated = true;
                // GEANT's codes are small and positive; anything else is of the Particle Data Group.
                let code = words(values).nth(9).and_then(whole);
                self.conventions.pdg_codes |= code.is_some_and(|code| !(0..=99).contains(&code));
            }
            _ => {
                let tag = String::from_utf8_lossy(&tag[..tag.len().min(40)]).into_owned();
                if self.unused.len() < MOST_TAGS || self.unused.contains_key(&tag) {
                    *self.unused.entry(tag).or_default() += 1;
                }
            }
        }
        self.simulated |= tag == b"hit";
    }

    fn see_header(&mut self, tag: &[u8], values: &[u8]) {
        match tag {
            b"start_run" => self.run_id = words(values).next().and_then(whole),
            b"physics" | b"simul" => self.simulated = true,
            b"coord_origin" => {
                let mut numbers = words(values).map_while(finite);
                if let (Some(x), Some(y), Some(z)) =
                    (numbers.next(), numbers.next(), numbers.next())
                {
                    self.conventions.origin_m = DVec3::new(x, y, z);
                }
            }
            _ => {}
        }
    }

    /// What was not used, and whether the text ends within an event.
    pub(crate) fn warnings(&self) -> Warnings {
        let mut warnings = Warnings::default();
        if !self.unused.is_empty() {
            let tags: Vec<_> = self
                .unused
                .iter()
                .map(|(tag, count)| format!("{} {tag}", grouped(*count)))
                .collect();
            warnings.add(format!("lines of events not used: {}", tags.join(", ")));
        }
        warnings.count(
            self.strays,
            "line without a tag left out",
            "lines without a tag left out",
        );
        if self.unfinished {
            warnings.add("an event has no end_event; is the file cut short?");
        }
        warnings
    }
}
