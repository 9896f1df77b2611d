//! KM3NeT events as the data acquisition writes them: the tree `KM3NET_EVENT`.
//!
//! An event has all hits around it (the snapshot) and, again, those that the trigger used, with the bits of each;
//! they are joined by module, channel, time and time over threshold. Times are raw: they lack t0. A simulated run
//! may keep its particles in the tree `E` of the same file: `trigger_counter` is the number of the entry.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use nuscope_model::event::time_zero_ns;
use nuscope_model::{Event, EventHeader, Hit, ModuleId, Provenance};
use nuscope_root::Tree;

use crate::hit_times::HitTimes;
use crate::loaded::header_of;
use crate::root_daq::{DaqHeader, DaqHit, EVENT_HEADER_BYTES, HIT_BYTES, TRIGGERED_HIT_BYTES};
use crate::root_file::error_of;
use crate::root_offline::OfflineEvents;
use crate::root_summary::SummarySlices;
use crate::{Error, EventSource, Reading, Result, Warnings};

/// Columns of the tree.
const HEADERS: &str = "KM3NETDAQ::JDAQEventHeader";
const SNAPSHOT: &str = "snapshotHits";
const TRIGGERED: &str = "triggeredHits";

/// Events whose hits are counted at a time while the file is opened.
const BLOCK: u64 = 1024;

/// The events of a tree `KM3NET_EVENT`.
#[derive(Debug)]
pub(crate) struct OnlineEvents {
    path: PathBuf,
    tree: Tree,
    headers: Vec<EventHeader>,
    /// The simulation of these events, if it is in the file.
    simulation: Option<OfflineEvents>,
    /// What the whole detector counted, if it is in the file.
    slices: Option<SummarySlices>,
}

impl OnlineEvents {
    /// Reads the headers of all events and counts their hits.
    pub(crate) fn open(
        tree: Tree,
        simulation: Option<OfflineEvents>,
        slices: Option<SummarySlices>,
        reading: &Reading,
    ) -> Result<Self> {
        let path = reading.path;
        let wrong = |error| error_of(error, path);
        let mut headers = Vec::new();
        let branch = tree.branch(HEADERS).map_err(wrong)?;
        let snapshot = tree.branch(SNAPSHOT).map_err(wrong)?;
        let entries = tree.entries();
        for start in (0..entries).step_by(BLOCK as usize) {
            let step = reading.progress.step(start as usize, entries as usize);
            step.map_err(|error| reading.error(error))?;
            let range = start..entries.min(start + BLOCK);
            let stored = branch.bytes(range.clone()).map_err(wrong)?;
            let hits = snapshot.records(range, HIT_BYTES).map_err(wrong)?;
            for (record, hits) in stored.iter().zip(hits.iter()) {
                let Some(header) = DaqHeader::read(record) else {
                    return Err(Error::Unsupported {
                        wanted: "an event header of 76 bytes",
                        found: format!("event {} has {} bytes", headers.len(), record.len()),
                        path: path.to_owned(),
                    });
                };
                headers.push(EventHeader {
                    event_id: headers.len() as i64,
                    run_id: Some(header.stamp.run_id.into()),
                    det_id: Some(header.stamp.det_id).filter(|id| *id != 0),
                    frame_index: Some(i64::from(header.stamp.frame_index)).filter(|i| *i > 0),
                    trigger_counter: i64::try_from(header.trigger_counter).ok(),
                    trigger_mask: header.trigger_mask,
                    overlays: Some(header.overlays.into()),
                    utc: Some(header.stamp.utc),
                    hits: hits.len() / HIT_BYTES,
                });
            }
        }
        debug_assert!(headers.len() as u64 == entries && EVENT_HEADER_BYTES == 76);
        Ok(Self {
            path: path.to_owned(),
            tree,
            headers,
            simulation,
            slices,
        })
    }

    /// The hits of one event, and how many of the triggered ones are not in the snapshot.
    fn hits_of(&self, index: usize, warnings: &mut Warnings) -> Result<Vec<Hit>> {
        let wrong = |error| error_of(error, &self.path);
        let records = |name: &str, size: usize| {
            let branch = self.tree.branch(name)?;
            branch.records(index as u64..index as u64 + 1, size)
        };
        let snapshot = records(SNAPSHOT, HIT_BYTES).map_err(wrong)?;
        let mut masks: HashMap<DaqHit, (u64, bool)> = HashMap::new();
        match records(TRIGGERED, TRIGGERED_HIT_BYTES) {
            Ok(triggered) => {
                let triggered = triggered.values.chunks_exact(TRIGGERED_HIT_BYTES);
                for (hit, mask) in triggered.filter_map(DaqHit::read_triggered) {
                    masks.entry(hit).or_default().0 |= mask;
                }
            }
            Err(error) => warnings.add(format!("no hit is marked as triggered: {error}")),
        }
        let mut dropped = 0;
        let mut hits = Vec::with_capacity(snapshot.values.len() / HIT_BYTES);
        let mut add = |hit: DaqHit, trigger_mask: u64| match u32::try_from(hit.module) {
            Ok(module) => hits.push(Hit {
                module: ModuleId(module),
                channel: hit.channel,
                time_ns: hit.time_ns.into(),
                amplitude: hit.tot_ns.into(),
                trigger_mask,
            }),
            Err(_) => dropped += 1,
        };
        let stored = snapshot.values.chunks_exact(HIT_BYTES);
        for hit in stored.filter_map(DaqHit::read) {
            let mask = masks.get_mut(&hit).map_or(0, |(mask, found)| {
                *found = true;
                *mask
            });
            add(hit, mask);
        }
        let mut alone: Vec<_> = masks.into_iter().filter(|(_, (_, found))| !found).collect();
        alone.sort_by_key(|(hit, _)| (hit.time_ns, hit.module, hit.channel, hit.tot_ns));
        for (hit, (mask, _)) in &alone {
            add(*hit, *mask);
        }
        warnings.count(
            alone.len(),
            "triggered hit is not in the snapshot and was added to it",
            "triggered hits are not in the snapshot and were added to it",
        );
        warnings.count(
            dropped,
            "hit left out: no possible module",
            "hits left out: no possible module",
        );
        Ok(hits)
    }
}

impl EventSource for OnlineEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.headers, index, &self.path)?;
        let mut warnings = Warnings::default();
        let hits = self.hits_of(index, &mut warnings)?;
        let mut event = Event {
            header: header.clone(),
            time_zero_ns: time_zero_ns(&hits),
            raw_times: true,
            slewing: HitTimes::raw(&hits).slewing,
            hits,
            provenance: self.provenance(),
            ..Event::default()
        };
        if let Some(simulation) = &self.simulation {
            let entry = header.trigger_counter.unwrap_or(-1);
            match usize::try_from(entry) {
                Ok(entry) if entry < simulation.headers.len() => {
                    simulation.read_simulation(entry, header.frame_index, &mut event, &mut warnings);
                }
                _ => warnings.add(format!(
                    "there is no simulation of this event: its trigger counter is {entry}, and tree E has {} entries",
                    simulation.headers.len()
                )),
            }
        }
        if let Some(slices) = &self.slices {
            event.summary = slices.told(header, &mut warnings);
        }
        event.warnings = warnings.0;
        Ok(event)
    }

    fn read_hits(&self, events: Range<usize>) -> Result<Vec<Vec<Hit>>> {
        events
            .map(|index| {
                header_of(&self.headers, index, &self.path)?;
                self.hits_of(index, &mut Warnings::default())
            })
            .collect()
    }

    fn provenance(&self) -> Provenance {
        match &self.simulation {
            Some(simulation) => simulation.provenance(),
            None => Provenance::Recorded,
        }
    }
}
