//! Reads events from HDF5 as SeaTray (ANTARES) and IceTray (IceCube) write their frames: one table per object.
//!
//! Every table begins with the columns of a key (`Run`, `Event` and more) and `exists`; a table with several rows per
//! frame has its rows listed in `/__I3Index__` under its own name, a row `start..stop` per frame. The index does not
//! know ANTARES' `TriggerCounter`, which its events differ by: that is taken from the pulses themselves.
//!
//! ANTARES numbers the three sensors of a storey one after another (`om` 1 to 75), IceCube its modules; the latter
//! also writes `pmt`. Neither writes where anything is.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use nuscope_model::event::time_zero_ns;
use nuscope_model::{AmplitudeUnit, Event, EventHeader, Hit, ModuleId, Provenance};

use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;
use crate::loaded::header_of;
use crate::seatray_fits::{Fits, looks_like_fits};
use crate::{Error, EventSource, Loaded, Reading, Result, Warnings};

/// Columns that name a frame; files have some of them.
const KEY: [&str; 5] = [
    "Run",
    "Event",
    "SubEvent",
    "SubEventStream",
    "TriggerCounter",
];

/// What names a frame; -1 for columns that a table lacks.
pub(crate) type Key = [i64; KEY.len()];

/// Sensors of an ANTARES storey.
const SENSORS: i64 = 3;

/// Rows read at a time.
const BLOCK: usize = 1 << 18;

/// Opens the events of `file`; `None` if it has none of this kind.
///
/// # Errors
/// If it is of this kind, but damaged or without pulses.
pub(crate) fn read(file: &Hdf5File, reading: &Reading) -> Result<Option<Loaded>> {
    if file.is_group("__I3Index__") != Some(true) {
        return Ok(None);
    }
    let mut warnings = Warnings::default();
    let (mut pulses, mut fits, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let mut provenance = Provenance::Recorded;
    for name in file.members("/") {
        if file.is_group(&name) != Some(false) {
            continue;
        }
        if name.contains("MCTree") || name.starts_with("MC") {
            provenance = Provenance::Simulated;
        }
        match Columns::open(file, &name) {
            Ok(Some(table)) if has_pulses(&table) => pulses.push((name, table)),
            Ok(Some(table)) if looks_like_fits(&table) => fits.push((name, table)),
            Ok(_) => others.push(name),
            Err(error) => warnings.add(format!("/{name} is left out: {error}")),
        }
    }
    // The series that the others are taken from is the longest.
    pulses.sort_by_key(|(_, table)| std::cmp::Reverse(table.rows()));
    let mut pulses = pulses.into_iter();
    let Some((name, table)) = pulses.next() else {
        return Err(Error::Nothing {
            format: "SeaTray or IceTray HDF5".into(),
            wanted: "pulses",
            found: "no table has the columns string, om, time and charge".into(),
            path: reading.path.to_owned(),
        });
    };
    table.warn(&mut warnings);
    for (other, _) in pulses {
        warnings.add(format!(
            "/{other} is not shown: the hits are those of /{name}"
        ));
    }
    if !others.is_empty() {
        warnings.add(format!("tables not shown: /{}", others.join(", /")));
    }
    let experiment = match table.has("pmt") {
        true => "IceTray HDF5 events",
        false => "ANTARES SeaTray HDF5 events",
    };
    let (keys, ranges) = frames(file, &name, &table, reading)?;
    let fits = fits.into_iter();
    let fits = fits.map(|(name, table)| Fits::open(name, table, &mut warnings));
    let fits = fits.collect::<Result<Vec<_>>>()?;
    let headers = keys
        .iter()
        .zip(&ranges)
        .map(|(key, rows)| header(key, rows));
    let events = SeatrayEvents {
        path: reading.path.to_owned(),
        headers: headers.collect(),
        keys,
        ranges,
        pulses: table,
        fits,
        provenance,
    };
    Ok(Some(Loaded {
        path: reading.path.to_owned(),
        format: experiment.into(),
        events: Some(Arc::new(events)),
        warnings,
        ..Loaded::default()
    }))
}

fn has_pulses(table: &Columns) -> bool {
    let needed = ["Run", "Event", "string", "om", "time", "charge"];
    needed.iter().all(|column| table.has(column))
}

/// The keys of some rows.
pub(crate) fn read_keys(table: &Columns, rows: Range<usize>) -> Result<Vec<Key>> {
    let mut keys = vec![[-1; KEY.len()]; rows.len()];
    for (k, column) in KEY.iter().enumerate() {
        let values = table.i64(column, rows.clone())?.unwrap_or_default();
        for (key, value) in keys.iter_mut().zip(values) {
            key[k] = value;
        }
    }
    Ok(keys)
}

/// The keys and rows of all frames that have pulses.
fn frames(
    file: &Hdf5File,
    name: &str,
    table: &Columns,
    reading: &Reading,
) -> Result<(Vec<Key>, Vec<Range<usize>>)> {
    let Some(index) = Columns::open(file, &format!("__I3Index__/{name}"))? else {
        return Err(Error::Nothing {
            format: "SeaTray or IceTray HDF5".into(),
            wanted: "events",
            found: format!("/__I3Index__/{name}, which says whose pulses are whose, is missing"),
            path: reading.path.to_owned(),
        });
    };
    let all = 0..index.rows();
    let (start, stop) = (
        index.need_i64("start", all.clone())?,
        index.need_i64("stop", all.clone())?,
    );
    let exists = index.i64("exists", all.clone())?;
    let mut keys = read_keys(&index, all.clone())?;
    let mut ranges = Vec::with_capacity(all.len());
    for row in all {
        let (start, stop) = (start[row], stop[row]);
        let range = usize::try_from(start).ok().zip(usize::try_from(stop).ok());
        match range.filter(|(start, stop)| start <= stop && *stop <= table.rows()) {
            Some((start, stop)) => ranges.push(start..stop),
            None => {
                return Err(Error::Hdf5 {
                    action: format!("read event {row}"),
                    detail: format!(
                        "/__I3Index__/{name} says that it has the rows {start} to {stop} of {}",
                        table.rows()
                    ),
                    path: reading.path.to_owned(),
                });
            }
        }
    }
    let last = KEY.len() - 1;
    if table.has(KEY[last]) {
        // The first rows of the frames, in their order, so that no part of the table is read twice.
        let mut order: Vec<usize> = (0..ranges.len())
            .filter(|&i| !ranges[i].is_empty())
            .collect();
        order.sort_unstable_by_key(|&i| ranges[i].start);
        let mut block = (0..0, Vec::new());
        for i in order {
            let row = ranges[i].start;
            if !block.0.contains(&row) {
                let rows = row..table.rows().min(row + BLOCK);
                block = (rows.clone(), table.need_i64(KEY[last], rows)?);
            }
            keys[i][last] = block.1[row - block.0.start];
        }
    }
    let mut kept = exists.into_iter().flatten().map(|exists| exists != 0);
    let (mut out, mut out_ranges) = (Vec::new(), Vec::new());
    for (key, range) in keys.into_iter().zip(ranges) {
        if kept.next().unwrap_or(true) {
            out.push(key);
            out_ranges.push(range);
        }
    }
    if out.is_empty() {
        return Err(Error::Nothing {
            format: "SeaTray or IceTray HDF5".into(),
            wanted: "events",
            found: format!("/__I3Index__/{name} has no rows"),
            path: reading.path.to_owned(),
        });
    }
    Ok((out, out_ranges))
}

fn header(key: &Key, rows: &Range<usize>) -> EventHeader {
    let given = |value: i64| (value >= 0).then_some(value);
    EventHeader {
        event_id: key[1],
        run_id: given(key[0]),
        trigger_counter: given(key[4]).or(given(key[2])),
        hits: rows.len(),
        ..EventHeader::default()
    }
}

/// The events of one file.
#[derive(Debug)]
struct SeatrayEvents {
    path: PathBuf,
    headers: Vec<EventHeader>,
    keys: Vec<Key>,
    ranges: Vec<Range<usize>>,
    pulses: Columns,
    fits: Vec<Fits>,
    provenance: Provenance,
}

impl EventSource for SeatrayEvents {
    fn headers(&self) -> &[EventHeader] {
        &self.headers
    }

    fn read(&self, index: usize) -> Result<Event> {
        let header = header_of(&self.headers, index, &self.path)?;
        let mut warnings = Warnings::default();
        let hits = read_pulses(&self.pulses, self.ranges[index].clone(), &mut warnings)?;
        let mut event = Event {
            header: header.clone(),
            amplitude_unit: AmplitudeUnit::ChargePe,
            time_zero_ns: time_zero_ns(&hits),
            hits,
            provenance: self.provenance,
            ..Event::default()
        };
        for fits in &self.fits {
            let tracks = fits.read(&self.keys[index], &mut warnings)?;
            match fits.simulated {
                true => event.mc_tracks.extend(tracks),
                false => event.tracks.extend(tracks),
            }
        }
        event.warnings = warnings.0;
        Ok(event)
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }
}

fn read_pulses(table: &Columns, rows: Range<usize>, warnings: &mut Warnings) -> Result<Vec<Hit>> {
    let strings = table.need_i64("string", rows.clone())?;
    let modules = table.need_i64("om", rows.clone())?;
    let times = table.need_f64("time", rows.clone())?;
    let charges = table.need_f64("charge", rows.clone())?;
    let triggered = table.u64("isTriggered", rows.clone())?;
    let pmts = table.i64("pmt", rows)?;
    let (mut hits, mut dropped, mut negative) = (Vec::with_capacity(times.len()), 0, 0);
    for (i, time_ns) in times.into_iter().enumerate() {
        let (place, channel) = match &pmts {
            Some(pmts) => (modules[i], pmts[i]),
            None => (
                modules[i].saturating_sub(1).div_euclid(SENSORS) + 1,
                modules[i].saturating_sub(1).rem_euclid(SENSORS),
            ),
        };
        let module = u32::try_from(strings[i])
            .ok()
            .zip(u32::try_from(place).ok());
        let (Some((string, place)), Ok(channel)) = (module, u8::try_from(channel)) else {
            dropped += 1;
            continue;
        };
        if !time_ns.is_finite() || !charges[i].is_finite() {
            dropped += 1;
            continue;
        }
        negative += usize::from(charges[i] < 0.0);
        hits.push(Hit {
            module: ModuleId::on_string(string, place),
            channel,
            time_ns,
            amplitude: charges[i].max(0.0) as f32,
            trigger_mask: triggered.as_ref().map_or(0, |column| column[i]),
        });
    }
    warnings.count(
        dropped,
        "pulse left out: it has no possible module, time or charge",
        "pulses left out: they have no possible module, time or charge",
    );
    warnings.count(
        negative,
        "pulse with a charge below its pedestal is shown with none",
        "pulses with a charge below their pedestal are shown with none",
    );
    Ok(hits)
}

/// The rows of each key.
pub(crate) fn rows_by_key(table: &Columns) -> Result<HashMap<Key, Vec<usize>>> {
    let mut index: HashMap<Key, Vec<usize>> = HashMap::new();
    for start in (0..table.rows()).step_by(BLOCK) {
        let rows = start..table.rows().min(start + BLOCK);
        let exists = table.i64("exists", rows.clone())?;
        for (i, key) in read_keys(table, rows.clone())?.into_iter().enumerate() {
            if exists.as_ref().is_none_or(|exists| exists[i] != 0) {
                index.entry(key).or_default().push(start + i);
            }
        }
    }
    Ok(index)
}
