//! KM3NeT full events from the tree `E`: one entry of the branch `Evt` per event.
//!
//! Opening reads one number per event of a dozen columns; the lists of an event are read when it is asked for, from
//! the few baskets that hold them. Simulated times are brought onto the clock of the hits:
//! `t + mc_t - (frame_index - 1) · 1e8 ns`. Source: KM3io, TimeConverter.

use std::path::PathBuf;

use nuscope_model::event::time_zero_ns;
use nuscope_model::{Event, EventHeader, Provenance, Utc};
use nuscope_root::{Branch, Tree};

use crate::loaded::header_of;
use crate::root_file::Entries;
use crate::root_hits::{HIT_COLUMNS, MC_HIT_COLUMNS, read_hits, read_mc_hits};
use crate::root_summary::SummarySlices;
use crate::root_tracks::{read_fits, read_particles, track_columns};
use crate::{EventSource, Result, Warnings};

/// Nanoseconds of one data frame.
const FRAME_NS: f64 = 1e8;

/// What to add to simulated times, in nanoseconds, of an event with this start of its simulation in this frame.
pub(crate) fn mc_shift_ns(mc_t_ns: f64, frame_index: Option<i64>) -> f64 {
    mc_t_ns - frame_index.map_or(0.0, |frame| (frame - 1) as f64 * FRAME_NS)
}

/// The events of a tree `E`.
#[derive(Debug)]
pub(crate) struct OfflineEvents {
    path: PathBuf,
    tree: Tree,
    pub(crate) headers: Vec<EventHeader>,
    /// Start of the simulation of each event, in nanoseconds.
    mc_t_ns: Vec<f64>,
    /// Lengths of the lists of each event.
    pub(crate) counts: Counts,
    provenance: Provenance,
    /// What the whole detector counted, if it is in the file.
    pub(crate) slices: Option<SummarySlices>,
}

/// Lengths of the lists of each event; an empty column is one that the file does not have.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) hits: Vec<usize>,
    pub(crate) mc_hits: Vec<usize>,
    pub(crate) fits: Vec<usize>,
    pub(crate) particles: Vec<usize>,
}

impl OfflineEvents {
    /// Reads the headers of all events.
    pub(crate) fn open(tree: Tree, path: PathBuf, warnings: &mut Warnings) -> Self {
        let entries = tree.entries();
        let mut all = Entries {
            tree: &tree,
            range: 0..entries,
            warnings,
        };
        let headers = read_headers(&mut all);
        let mc_t_ns = all.values("Evt/mc_t").unwrap_or_default();
        let mut lengths = |name: &str| -> Vec<usize> {
            let counts = all.values::<i64>(name).unwrap_or_default();
            let length = |count| usize::try_from(count).unwrap_or(0);
            counts.into_iter().map(length).collect()
        };
        let counts = Counts {
            hits: lengths("Evt/hits"),
            mc_hits: lengths("Evt/mc_hits"),
            fits: lengths("Evt/trks"),
            particles: lengths("Evt/mc_trks"),
        };
        let any = |counts: &[usize]| counts.iter().any(|count| *count > 0);
        let provenance = match any(&counts.mc_hits) || any(&counts.particles) {
            true => Provenance::Simulated,
            false => Provenance::Recorded,
        };
        let mut events = Self {
            path,
            tree,
            headers,
            mc_t_ns,
            counts,
            provenance,
            slices: None,
        };
        for (header, hits) in events.headers.iter_mut().zip(&events.counts.hits) {
            header.hits = *hits;
        }
        events
    }

    /// Reads the simulation of one event, moved onto the clock of hits in frame `frame_index`.
    pub(crate) fn read_simulation(
        &self,
        index: usize,
        frame_index: Option<i64>,
        event: &mut Event,
        warnings: &mut Warnings,
    ) {
        let count = |counts: &[usize]| counts.get(index).copied().unwrap_or(0);
        let mut entries = Entries {
            tree: &self.tree,
            range: index as u64..index as u64 + 1,
            warnings,
        };
        event.mc_hits = read_mc_hits(&mut entries, count(&self.counts.mc_hits));
        event.mc_tracks = read_particles(&mut entries, count(&self.counts.particles));
        let mc_t_ns = self.mc_t_ns.get(index).copied().unwrap_or(0.0);
        let shift_ns = mc_shift_ns(mc_t_ns, frame_index);
        if shift_ns.is_finite() {
            let hits = event.mc_hits.iter_mut().map(|hit| &mut hit.time_ns);
            let tracks = event.mc_tracks.iter_mut().map(|track| &mut track.time_ns);
            hits.chain(tracks).for_each(|time_ns| *time_ns += shift_ns);
        } else {
            warnings.add("simulated times are not on the clock of the hits: mc_t is no number");
        }
    }

    /// Unpacks what one event needs on all processors.
    fn prefetch(&self, index: usize) {
        let tracks = track_columns();
        let names = HIT_COLUMNS.iter().chain(&MC_HIT_COLUMNS).copied();
        let names = names.chain(tracks.iter().map(String::as_str));
        let branches: Vec<&Branch> = names.filter_map(|name| self.tree.find(name)).collect();
        self.tree
            .prefetch(&branches, index as u64..index as u64 + 1);
    }
}

impl EventSource for OfflineEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.headers, index, &self.path)?;
        self.prefetch(index);
        let mut warnings = Warnings::default();
        let mut entries = Entries {
            tree: &self.tree,
            range: index as u64..index as u64 + 1,
            warnings: &mut warnings,
        };
        let found = read_hits(&mut entries, header.hits);
        let fits = self.counts.fits.get(index).copied().unwrap_or(0);
        let mut event = Event {
            header: header.clone(),
            time_zero_ns: time_zero_ns(&found.hits),
            tracks: read_fits(&mut entries, fits),
            detector: found.detector,
            raw_times: found.times.raw,
            slewing: found.times.slewing,
            hits: found.hits,
            provenance: self.provenance,
            ..Event::default()
        };
        self.read_simulation(index, header.frame_index, &mut event, &mut warnings);
        if let Some(slices) = &self.slices {
            event.summary = slices.told(header, &mut warnings);
        }
        event.warnings = warnings.0;
        Ok(event)
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

/// Reads what the browser shows of every event.
fn read_headers(all: &mut Entries) -> Vec<EventHeader> {
    let mut integers = |name: &str| all.values::<i64>(name);
    let event_id = integers("Evt/id");
    let run_id = integers("Evt/run_id");
    let mc_run_id = integers("Evt/mc_run_id");
    let det_id = integers("Evt/det_id");
    let frame_index = integers("Evt/frame_index");
    let trigger_counter = integers("Evt/trigger_counter");
    let overlays = integers("Evt/overlays");
    let seconds = integers("Evt/t/t.fSec");
    let nanoseconds = integers("Evt/t/t.fNanoSec");
    let trigger_mask = all.values::<u64>("Evt/trigger_mask");
    let header = |i: usize| {
        let at = |column: &Option<Vec<i64>>| column.as_ref().map(|column| column[i]);
        let positive = |column: &Option<Vec<i64>>| at(column).filter(|value| *value > 0);
        // A moment whose nanoseconds are no part of a second is none: old simulations write such.
        let nanoseconds = u32::try_from(at(&nanoseconds).unwrap_or(0));
        let nanoseconds = nanoseconds
            .ok()
            .filter(|nanoseconds| *nanoseconds < 1_000_000_000);
        let seconds = at(&seconds).filter(|seconds| *seconds > 0);
        let utc = seconds.zip(nanoseconds).map(|(unix_s, nanoseconds)| Utc {
            unix_s,
            nanoseconds,
        });
        EventHeader {
            event_id: at(&event_id).unwrap_or(i as i64),
            run_id: positive(&run_id).or_else(|| positive(&mc_run_id)),
            det_id: at(&det_id)
                .and_then(|id| i32::try_from(id).ok())
                .filter(|id| *id != 0),
            frame_index: positive(&frame_index),
            trigger_counter: at(&trigger_counter).filter(|value| *value >= 0),
            trigger_mask: trigger_mask.as_ref().map_or(0, |column| column[i]),
            overlays: at(&overlays).filter(|value| *value >= 0),
            utc,
            hits: 0,
        }
    };
    let known = [&event_id, &run_id, &det_id, &frame_index, &seconds];
    let known = known.into_iter().flatten().next().map_or(0, Vec::len);
    // Entries are only as many as columns really hold: a damaged tree may claim any number.
    (0..known).map(header).collect()
}
