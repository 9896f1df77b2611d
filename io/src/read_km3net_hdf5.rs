//! Reads KM3NeT full events from HDF5, formats 4 and 5, as km3pipe writes them.
//!
//! Layout: `/event_info` has one row per event; `/hits` is a group of equally long columns, of which
//! `/hits/_indices` says the rows of each event; `/mc_hits` likewise. Tracks lie in `/reco/tracks`, `/reco/best_*`
//! and `/mc_tracks` and are joined by `group_id`, since events may lack them. In format 4 hits are one table, and
//! `event_id` joins all.
//!
//! Opening reads `/event_info` and `/hits/_indices` only. Everything else is read event by event, through handles
//! that stay open and keep their last unpacked chunks.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope_model::event::time_zero_ns;
use nuscope_model::{Event, EventHeader, Hit, Provenance, Slewing, Utc};

use crate::error::grouped;
use crate::group_rows::Joined;
use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;
use crate::hit_times::HitTimes;
use crate::km3net_header::read_header_table;
use crate::km3net_hits::{EventRows, Hits, read_hits, read_many_hits, read_mc_hits};
use crate::km3net_tracks::{Reconstructed, read_mc_tracks};
use crate::loaded::header_of;
use crate::{Error, EventSource, Loaded, Reading, Result, Warnings};

/// The root attribute that says, in files written by nuscope, that the events are simulated.
pub(crate) const PROVENANCE_ATTRIBUTE: &str = "nuscope_provenance";

/// The root attribute that says, in files written by nuscope, whether hit times are calibrated or raw.
pub(crate) const TIMES_ATTRIBUTE: &str = "nuscope_hit_times";
/// Attribute of files that nuscope wrote: whether hit times are corrected for slewing, "missing" or "corrected";
/// left out where that is not known.
pub(crate) const SLEWING_ATTRIBUTE: &str = "nuscope_slewing";

/// Nanoseconds of one data frame.
const FRAME_NS: f64 = 1e8;

/// Rows of `/event_info` that are read at a time, so that the chunks stay in the cache from column to column.
const HEADER_ROWS: usize = 8192;

/// Whether an HDF5 file has the tables of KM3NeT's events.
pub(crate) fn fits(file: &Hdf5File) -> bool {
    file.has("event_info") || file.has("hits")
}

/// Opens the events of `file`: reads their headers.
///
/// # Errors
/// If it is damaged, of a format beyond 5, or has no events.
pub(crate) fn read(file: &Hdf5File, reading: &Reading) -> Result<Loaded> {
    let mut warnings = Warnings::default();
    let version = check_version(file)?;
    let events = Km3netEvents::open(file, &mut warnings)?;
    let header = read_header_table(file, &mut warnings);
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: format!("KM3NeT HDF5 events {version}"),
        events: Some(Arc::new(events)),
        tables: header.into_iter().map(Arc::new).collect(),
        warnings,
        ..Loaded::default()
    })
}

/// The events of one file.
#[derive(Debug)]
struct Km3netEvents {
    path: PathBuf,
    headers: Vec<EventHeader>,
    /// What joins each event to the rows of the tables.
    groups: Vec<i64>,
    /// What to add to simulated times to be on the clock of the hits, in nanoseconds; NaN where unknown.
    mc_shift_ns: Vec<f64>,
    /// The column that says it.
    key: &'static str,
    hits: Option<Rows>,
    mc_hits: Option<Rows>,
    mc_tracks: Option<Joined>,
    reconstructed: Reconstructed,
    provenance: Provenance,
    /// What hit times are, where the file says it.
    times: Option<HitTimes>,
}

impl Km3netEvents {
    fn open(file: &Hdf5File, warnings: &mut Warnings) -> Result<Self> {
        let path = file.path();
        let Some(info) = Columns::open(file, "event_info")? else {
            return Err(unsupported(path, "it has no table /event_info".into()));
        };
        let key = match info.has("group_id") {
            true => "group_id",
            false if info.has("event_id") => "event_id",
            false => {
                let found = "its /event_info has neither group_id nor event_id";
                return Err(unsupported(path, found.into()));
            }
        };
        if info.rows() == 0 {
            return Err(Error::Nothing {
                format: "KM3NeT HDF5".into(),
                wanted: "events",
                found: "/event_info has no rows".into(),
                path: path.to_owned(),
            });
        }
        let (mut headers, groups, mc_shift_ns) = read_headers(&info, key)?;
        info.warn(warnings);
        let hits = Rows::open(file, "hits", key, warnings)?;
        match &hits {
            None => warnings.add("this file has no hits: only fits and particles can be shown"),
            Some(Rows::Indexed(_, index)) if index.len() < headers.len() => {
                let (few, all) = (grouped(index.len()), grouped(headers.len()));
                warnings.add(format!(
                    "/hits/_indices covers {few} of {all} events; the others are shown without hits"
                ));
            }
            Some(_) => {}
        }
        if let Some(hits) = &hits {
            for (event, header) in headers.iter_mut().enumerate() {
                header.hits = hits.of(event, groups[event])?.iter().map(Range::len).sum();
            }
        }
        let mc_hits = Rows::open(file, "mc_hits", key, warnings)?;
        let mc_tracks = Columns::open(file, "mc_tracks")?;
        if let Some(table) = &mc_tracks {
            table.warn(warnings);
            if !table.has(key) {
                warnings.add(format!("/mc_tracks is not shown: it has no {key}"));
            }
        }
        let mc_tracks = mc_tracks
            .filter(|table| table.has(key))
            .map(|table| Joined::new(table, key));
        let reconstructed = Reconstructed::open(file, key, warnings)?;
        let simulated = mc_tracks
            .as_ref()
            .is_some_and(|table| table.columns.rows() > 0)
            || mc_hits
                .as_ref()
                .is_some_and(|rows| rows.columns().rows() > 0)
            || file.attribute(PROVENANCE_ATTRIBUTE).as_deref() == Some("simulated");
        let provenance = match simulated {
            true => Provenance::Simulated,
            false => Provenance::Recorded,
        };
        let slewing = match file.attribute(SLEWING_ATTRIBUTE).as_deref() {
            Some("missing") => Slewing::Missing,
            Some("corrected") => Slewing::Corrected,
            _ => Slewing::Unknown,
        };
        let times = match file.attribute(TIMES_ATTRIBUTE).as_deref() {
            Some("raw") => Some(HitTimes { raw: true, slewing }),
            Some("calibrated") => Some(HitTimes {
                raw: false,
                slewing,
            }),
            _ => None,
        };
        Ok(Self {
            path: path.to_owned(),
            headers,
            groups,
            mc_shift_ns,
            key,
            hits,
            mc_hits,
            mc_tracks,
            reconstructed,
            provenance,
            times,
        })
    }
}

impl EventSource for Km3netEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.headers, index, &self.path)?;
        let group = self.groups[index];
        let mut warnings = Warnings::default();
        let hits = match &self.hits {
            Some(hits) => {
                let rows = hits.of(index, group)?;
                read_hits(hits.columns(), self.rows(&rows, group), &mut warnings)?
            }
            None => Hits::default(),
        };
        let time_zero_ns = time_zero_ns(&hits.hits);
        let times = self.times.unwrap_or(hits.times);
        let mut event = Event {
            header: header.clone(),
            time_zero_ns,
            raw_times: times.raw,
            slewing: times.slewing,
            detector: hits.detector,
            hits: hits.hits,
            tracks: self
                .reconstructed
                .read(group, time_zero_ns, &mut warnings)?,
            provenance: self.provenance,
            ..Event::default()
        };
        let shift_ns = self.mc_shift_ns[index];
        if let Some(mc_hits) = &self.mc_hits {
            let rows = mc_hits.of(index, group)?;
            let rows = self.rows(&rows, group);
            event.mc_hits = read_mc_hits(mc_hits.columns(), rows, &mut warnings)?;
        }
        if let Some(mc_tracks) = &self.mc_tracks {
            event.mc_tracks = read_mc_tracks(mc_tracks, group, &mut warnings)?;
        }
        if shift_ns.is_finite() {
            event
                .mc_hits
                .iter_mut()
                .for_each(|hit| hit.time_ns += shift_ns);
            event
                .mc_tracks
                .iter_mut()
                .for_each(|track| track.time_ns += shift_ns);
        } else if !event.mc_hits.is_empty() || !event.mc_tracks.is_empty() {
            warnings
                .add("simulated times are not on the clock of the hits: the file has no mc_time");
        }
        event.warnings = warnings.0;
        Ok(event)
    }

    fn read_hits(&self, events: Range<usize>) -> Result<Vec<Vec<Hit>>> {
        let Some(hits @ Rows::Indexed(..)) = &self.hits else {
            return events.map(|index| Ok(self.read(index)?.hits)).collect();
        };
        let mut rows = Vec::with_capacity(events.len());
        for index in events {
            header_of(&self.headers, index, &self.path)?;
            let group = self.groups[index];
            // An indexed event is one range, or none beyond the end of the index.
            let own = hits.of(index, group)?.pop().unwrap_or(0..0);
            rows.push((own, group));
        }
        read_many_hits(hits.columns(), &rows, self.key)
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

impl Km3netEvents {
    fn rows<'a>(&'a self, rows: &'a [Range<usize>], group: i64) -> EventRows<'a> {
        EventRows {
            rows,
            key: self.key,
            group,
        }
    }
}

/// A large table and where each event's rows are in it.
#[derive(Debug)]
enum Rows {
    /// An index in the file says it, one entry per event.
    Indexed(Columns, Vec<(u64, u64)>),
    /// Only the column that names events says it.
    Joined(Joined),
}

impl Rows {
    /// Opens the table `name`; `None` if there is none, or nothing says which rows are an event's.
    fn open(
        file: &Hdf5File,
        name: &str,
        key: &'static str,
        warnings: &mut Warnings,
    ) -> Result<Option<Self>> {
        let Some(columns) = Columns::open(file, name)? else {
            return Ok(None);
        };
        columns.warn(warnings);
        let Some(index) = Columns::open(file, &format!("{name}/_indices"))? else {
            if !columns.has(key) {
                warnings.add(format!(
                    "/{name} is not shown: it has no {key} that names its events"
                ));
                return Ok(None);
            }
            return Ok(Some(Self::Joined(Joined::new(columns, key))));
        };
        let first = index.need_i64("index", 0..index.rows())?;
        let items = index.need_i64("n_items", 0..index.rows())?;
        // A negative number is as impossible as one beyond the table's end, and is refused like it.
        let number = |value: i64| u64::try_from(value).unwrap_or(u64::MAX);
        let pairs = first.into_iter().zip(items);
        let index = pairs
            .map(|(first, items)| (number(first), number(items)))
            .collect();
        Ok(Some(Self::Indexed(columns, index)))
    }

    fn columns(&self) -> &Columns {
        match self {
            Self::Indexed(columns, _) => columns,
            Self::Joined(joined) => &joined.columns,
        }
    }

    /// The rows of an event.
    fn of(&self, event: usize, group: i64) -> Result<Vec<Range<usize>>> {
        let (columns, index) = match self {
            Self::Indexed(columns, index) => (columns, index),
            Self::Joined(joined) => return joined.rows_of(group),
        };
        let Some(&(first, items)) = index.get(event) else {
            return Ok(Vec::new());
        };
        let end = first.saturating_add(items);
        if end > columns.rows() as u64 {
            return Err(Error::Hdf5 {
                action: format!("read event {event}"),
                detail: format!(
                    "{}/_indices says that it ends at row {end} of {}",
                    columns.name(),
                    columns.rows()
                ),
                path: columns.path().to_owned(),
            });
        }
        let rows = first as usize..end as usize;
        Ok(vec![rows])
    }
}

/// The version of the format, if it is one that can be read.
fn check_version(file: &Hdf5File) -> Result<String> {
    let version = file.attribute("format_version");
    let version = version.unwrap_or_else(|| "without a version".to_owned());
    let major = version
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    match major {
        Some(6..) => {
            let found = format!("this is format {version}, newer than this program");
            Err(unsupported(file.path(), found))
        }
        Some(0..=3) => {
            let found = format!(
                "this is format {version}; extract it anew from its ROOT file with km3pipe 8 or newer"
            );
            Err(unsupported(file.path(), found))
        }
        _ => Ok(version),
    }
}

fn unsupported(path: &Path, found: String) -> Error {
    let wanted = "a KM3NeT HDF5 file of format 4 or 5 with /event_info";
    Error::Unsupported {
        wanted,
        found,
        path: path.to_owned(),
    }
}

/// All headers, what joins them to the other tables, and what to add to simulated times.
fn read_headers(info: &Columns, key: &str) -> Result<(Vec<EventHeader>, Vec<i64>, Vec<f64>)> {
    let (mut headers, mut groups, mut shifts) = (Vec::new(), Vec::new(), Vec::new());
    for start in (0..info.rows()).step_by(HEADER_ROWS) {
        let rows = start..info.rows().min(start + HEADER_ROWS);
        let block_groups = info.need_i64(key, rows.clone())?;
        let integers = |column: &str| info.i64(column, rows.clone());
        // The second names are those of format 4.
        let either = |name: &str, old: &str| integers(if info.has(name) { name } else { old });
        // Negative numbers stand for "not known" here, as they do in the simulations' own files.
        let event_id = integers("event_id")?;
        let run_id = integers("run_id")?;
        let det_id = integers("det_id")?;
        let frame_index = integers("frame_index")?;
        let trigger_counter = integers("trigger_counter")?;
        let overlays = integers("overlays")?;
        let timestamp = either("timestamp", "utc_seconds")?;
        let nanoseconds = either("nanoseconds", "utc_nanoseconds")?;
        let trigger_mask = info.u64("trigger_mask", rows.clone())?;
        let mc_time = match info.f64("mc_time", rows.clone())? {
            Some(mc_time) => Some(mc_time),
            None => info.f64("mc_t", rows.clone())?,
        };
        let counted = |column: &Option<Vec<i64>>, i: usize| {
            let value = column.as_ref().and_then(|column| column.get(i)).copied();
            value.filter(|value| *value >= 0)
        };
        for (i, group) in block_groups.iter().enumerate() {
            let utc = counted(&timestamp, i).map(|unix_s| {
                let nanoseconds = counted(&nanoseconds, i).unwrap_or(0);
                Utc {
                    unix_s: unix_s.saturating_add(nanoseconds / 1_000_000_000),
                    nanoseconds: (nanoseconds % 1_000_000_000) as u32,
                }
            });
            let detector = det_id
                .as_ref()
                .and_then(|column| i32::try_from(column[i]).ok());
            let frame = counted(&frame_index, i).filter(|frame| *frame > 0);
            headers.push(EventHeader {
                event_id: event_id.as_ref().map_or(*group, |column| column[i]),
                run_id: counted(&run_id, i),
                det_id: detector.filter(|id| *id != 0),
                frame_index: frame,
                trigger_counter: counted(&trigger_counter, i),
                trigger_mask: trigger_mask.as_ref().map_or(0, |column| column[i]),
                overlays: counted(&overlays, i),
                utc,
                hits: 0,
            });
            // Source: KM3io, TimeConverter. Where the file does not number its frames, the time of the simulation
            // is one within a frame.
            let mc_time = mc_time.as_ref().map_or(f64::NAN, |column| column[i]);
            shifts.push(match frame {
                Some(frame) => mc_time - (frame - 1) as f64 * FRAME_NS,
                None if frame_index.is_none() => mc_time.rem_euclid(FRAME_NS),
                None => mc_time,
            });
        }
        groups.extend(block_groups);
    }
    Ok((headers, groups, shifts))
}
