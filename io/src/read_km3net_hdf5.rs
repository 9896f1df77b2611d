//! Reads KM3NeT full events from HDF5, format 5.x, as km3pipe writes it.
//!
//! Layout: `/event_info` has one row per event; `/hits` is a group of equally long columns, of which
//! `/hits/_indices` says the rows of each event; `/mc_hits` likewise. Tracks lie in `/reco/tracks`, `/reco/best_*`
//! and `/mc_tracks` and are joined by `group_id`, since events may lack them.
//!
//! Opening reads `/event_info` and `/hits/_indices` only. Everything else is read event by event, through handles
//! that stay open and keep their last unpacked chunks.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope_model::event::time_zero_ns;
use nuscope_model::{Event, EventHeader, Provenance, Utc};

use crate::error::grouped;
use crate::group_rows::Joined;
use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;
use crate::head::{Head, Match};
use crate::km3net_hits::{read_hits, read_mc_hits};
use crate::km3net_tracks::{Reconstructed, read_mc_tracks};
use crate::{Error, EventSource, Loaded, Reading, Result, Warnings};

/// The root attribute that says, in files written by nuscope, that the events are simulated.
pub(crate) const PROVENANCE_ATTRIBUTE: &str = "nuscope_provenance";

/// Nanoseconds of one data frame.
const FRAME_NS: f64 = 1e8;

/// Rows of `/event_info` that are read at a time, so that the chunks stay in the cache from column to column.
const HEADER_ROWS: usize = 8192;

/// Whether a file begins as HDF5 does, possibly after a user block.
pub fn recognise(head: &Head) -> Match {
    let signature = b"\x89HDF\r\n\x1a\n";
    let at = |offset: usize| {
        head.bytes
            .get(offset..)
            .is_some_and(|rest| rest.starts_with(signature))
    };
    match [0, 512, 1024, 2048, 4096, 8192].into_iter().any(at) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Opens the events of `path`: reads their headers.
///
/// # Errors
/// If it is not HDF5 or damaged, is no KM3NeT file of format 5.x, or has no events.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let path = reading.path;
    let mut warnings = Warnings::default();
    let (events, version) = Km3netEvents::open(path, &mut warnings)?;
    Ok(Loaded {
        path: path.to_owned(),
        format: format!("KM3NeT HDF5 events {version}"),
        events: Some(Arc::new(events)),
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
    hits: Rows,
    mc_hits: Option<Rows>,
    mc_tracks: Option<Joined>,
    reconstructed: Reconstructed,
    provenance: Provenance,
}

impl Km3netEvents {
    fn open(path: &Path, warnings: &mut Warnings) -> Result<(Self, String)> {
        let file = Hdf5File::open(path)?;
        let version = check_version(&file)?;
        let Some(info) = Columns::open(&file, "event_info")? else {
            return Err(unsupported(path, "it has no table /event_info".into()));
        };
        let Some(hits) = Columns::open(&file, "hits")? else {
            return Err(unsupported(
                path,
                "it has no hits (no /hits), so there is no event to draw".into(),
            ));
        };
        if !info.has("group_id") {
            let found = "its /event_info has no column group_id, as in formats before 5".into();
            return Err(unsupported(path, found));
        }
        if info.rows() == 0 {
            return Err(Error::Nothing {
                format: "KM3NeT HDF5".into(),
                wanted: "events",
                found: "/event_info has no rows".into(),
                path: path.to_owned(),
            });
        }
        let (mut headers, groups, mc_shift_ns) = read_headers(&info)?;
        info.warn(warnings);
        hits.warn(warnings);
        let hits = Rows::open(&file, hits)?;
        if let Rows::Indexed(_, index) = &hits
            && index.len() < headers.len()
        {
            let (few, all) = (grouped(index.len()), grouped(headers.len()));
            warnings.add(format!(
                "/hits/_indices covers {few} of {all} events; the others are shown without hits"
            ));
        }
        for (event, header) in headers.iter_mut().enumerate() {
            header.hits = hits.of(event, groups[event])?.iter().map(Range::len).sum();
        }
        let mc_hits = Columns::open(&file, "mc_hits")?;
        let mc_hits = mc_hits
            .map(|columns| Rows::open(&file, columns))
            .transpose()?;
        let mc_tracks = Columns::open(&file, "mc_tracks")?;
        let mc_tracks = mc_tracks
            .filter(|table| table.has("group_id"))
            .map(Joined::new);
        let reconstructed = Reconstructed::open(&file, warnings)?;
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
        let path = path.to_owned();
        let events = Self {
            path,
            headers,
            groups,
            mc_shift_ns,
            hits,
            mc_hits,
            mc_tracks,
            reconstructed,
            provenance,
        };
        Ok((events, version))
    }
}

impl EventSource for Km3netEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let Some(header) = self.headers.get(index) else {
            return Err(Error::NoEvent {
                index,
                events: self.headers.len(),
                path: self.path.clone(),
            });
        };
        let group = self.groups[index];
        let mut warnings = Warnings::default();
        let rows = self.hits.of(index, group)?;
        let hits = read_hits(self.hits.columns(), &rows, group, &mut warnings)?;
        let mut event = Event {
            header: header.clone(),
            time_zero_ns: time_zero_ns(&hits),
            hits,
            tracks: self.reconstructed.read(group, &mut warnings)?,
            provenance: self.provenance,
            ..Event::default()
        };
        let shift_ns = self.mc_shift_ns[index];
        if let Some(mc_hits) = &self.mc_hits {
            let rows = mc_hits.of(index, group)?;
            event.mc_hits = read_mc_hits(mc_hits.columns(), &rows, group, &mut warnings)?;
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

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

/// A large table and where each event's rows are in it.
#[derive(Debug)]
enum Rows {
    /// An index in the file says it, one entry per event.
    Indexed(Columns, Vec<(u64, u64)>),
    /// Only the column `group_id` says it.
    Joined(Joined),
}

impl Rows {
    fn open(file: &Hdf5File, columns: Columns) -> Result<Self> {
        let name = format!("{}/_indices", columns.name().trim_start_matches('/'));
        let Some(index) = Columns::open(file, &name)? else {
            return Ok(Self::Joined(Joined::new(columns)));
        };
        let first = index.need_i64("index", 0..index.rows())?;
        let items = index.need_i64("n_items", 0..index.rows())?;
        // A negative number is as impossible as one beyond the table's end, and is refused like it.
        let number = |value: i64| u64::try_from(value).unwrap_or(u64::MAX);
        let pairs = first.into_iter().zip(items);
        let index = pairs
            .map(|(first, items)| (number(first), number(items)))
            .collect();
        Ok(Self::Indexed(columns, index))
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
    if !file.has("event_info") && !file.has("hits") {
        let mut names = file.members("/");
        let more = names.len().saturating_sub(6);
        names.truncate(6);
        let dots = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let found = match names.is_empty() {
            true => "this HDF5 file is empty".to_owned(),
            false => format!(
                "this HDF5 file is of another kind: it holds {}{dots}",
                names.join(", ")
            ),
        };
        return Err(unsupported(file.path(), found));
    }
    let version = version.unwrap_or_else(|| "5.x".to_owned());
    if !version.starts_with("5.") {
        let found = format!(
            "this is format {version}; extract it anew from its ROOT file with km3pipe 8 or newer"
        );
        return Err(unsupported(file.path(), found));
    }
    Ok(version)
}

fn unsupported(path: &Path, found: String) -> Error {
    let wanted = "a KM3NeT HDF5 file of format 5 with /event_info and /hits";
    Error::Unsupported {
        wanted,
        found,
        path: path.to_owned(),
    }
}

/// All headers, what joins them to the other tables, and what to add to simulated times.
fn read_headers(info: &Columns) -> Result<(Vec<EventHeader>, Vec<i64>, Vec<f64>)> {
    let (mut headers, mut groups, mut shifts) = (Vec::new(), Vec::new(), Vec::new());
    for start in (0..info.rows()).step_by(HEADER_ROWS) {
        let rows = start..info.rows().min(start + HEADER_ROWS);
        let block_groups = info.need_i64("group_id", rows.clone())?;
        let integers = |column: &str| info.i64(column, rows.clone());
        // Negative numbers stand for "not known" here, as they do in the simulations' own files.
        let event_id = integers("event_id")?;
        let run_id = integers("run_id")?;
        let det_id = integers("det_id")?;
        let frame_index = integers("frame_index")?;
        let trigger_counter = integers("trigger_counter")?;
        let overlays = integers("overlays")?;
        let timestamp = integers("timestamp")?;
        let nanoseconds = integers("nanoseconds")?;
        let trigger_mask = info.u64("trigger_mask", rows.clone())?;
        let mc_time = info.f64("mc_time", rows.clone())?;
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
            // Source: KM3io, TimeConverter.
            let frame_start_ns = frame.map_or(0.0, |frame| (frame - 1) as f64 * FRAME_NS);
            shifts.push(
                mc_time
                    .as_ref()
                    .map_or(f64::NAN, |column| column[i] - frame_start_ns),
            );
        }
        groups.extend(block_groups);
    }
    Ok((headers, groups, shifts))
}
