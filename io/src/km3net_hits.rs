//! Hits of one event from KM3NeT tables: recorded ones and simulated photo-electrons.
//!
//! Times are nanoseconds since the start of the data frame (1e5 to 1e8), and stay so: `f64` holds them. Rows that
//! cannot be hits are left out and counted.
//!
//! Whether times lack the t0 of their photomultipliers is told by nothing but the hits ([`HitTimes`]), or by a column
//! of t0 beside them: then they have it, and nobody can say whether they are corrected for slewing.

use std::ops::Range;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Detector, Hit, McHit, ModuleId};

use crate::common_rows::{McHitColumns, tell_dropped};
use crate::error::grouped;
use crate::hdf5_columns::Columns;
use crate::hit_times::HitTimes;
use crate::placed_hits::PlacedHits;
use crate::string_feet::StringFeet;
use crate::{Error, Result, Warnings};

/// Rows read at a time: bounds the memory of events that claim to be huge.
const BLOCK: usize = 1 << 20;

/// The hits of one event.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// Hits, in file order.
    pub(crate) hits: Vec<Hit>,
    /// What their times are.
    pub(crate) times: HitTimes,
    /// Their photomultipliers, where the file says where they are.
    pub(crate) detector: Option<Arc<Detector>>,
}

/// Which rows of a table belong to an event, and who says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRows<'a> {
    /// The rows.
    pub(crate) rows: &'a [Range<usize>],
    /// The column that names the event of each row.
    pub(crate) key: &'a str,
    /// Its value for this event.
    pub(crate) group: i64,
}

/// Reads the hits of an event.
pub(crate) fn read_hits(
    columns: &Columns,
    event: EventRows,
    warnings: &mut Warnings,
) -> Result<Hits> {
    let mut hits = Vec::new();
    let (mut placed, mut feet) = (PlacedHits::default(), StringFeet::default());
    let mut dropped = Dropped::default();
    let (mut from_tdc, mut has_t0) = (false, false);
    for rows in event.rows.iter().flat_map(blocks) {
        columns.warm(rows.clone());
        let decoded = Decoded::read(columns, rows.clone(), event.key)?;
        decoded.check_group(columns, rows.clone(), event.group)?;
        from_tdc |= decoded.from_tdc;
        let t0 = columns.f64("t0", rows.clone())?.unwrap_or_default();
        has_t0 |= t0.iter().any(|t0| t0.is_finite() && *t0 != 0.0);
        let positions = read_vectors(columns, ["pos_x", "pos_y", "pos_z"], rows.clone())?;
        let looks = read_vectors(columns, ["dir_x", "dir_y", "dir_z"], rows.clone())?;
        hits.reserve(rows.len());
        for i in 0..rows.len() {
            let Some(hit) = decoded.hit(i, &mut dropped) else {
                continue;
            };
            hits.push(hit);
            let position_m = positions.get(i).copied().filter(|place| place.is_finite());
            let string = position_m.map_or(0, |position_m| feet.number(position_m.truncate()));
            let looks = looks.get(i).copied().unwrap_or_default();
            placed.add(&hit, (string, -1), position_m, looks);
        }
    }
    if from_tdc && !hits.is_empty() {
        warnings.add("hit times are not calibrated: all are zero, so the raw ones (tdc) are shown");
    }
    dropped.tell(warnings);
    let detector = placed.into_detector().map(Arc::new);
    let times = match (from_tdc, has_t0) {
        (true, _) => HitTimes::raw(&hits),
        (false, true) => HitTimes::default(),
        (false, false) => HitTimes::told_by(&hits, &[], detector.is_some()),
    };
    Ok(Hits {
        times,
        detector,
        hits,
    })
}

/// Reads the hits of several events, given by their rows and the value of their key, in as few passes as it takes.
pub(crate) fn read_many_hits(
    columns: &Columns,
    events: &[(Range<usize>, i64)],
    key: &str,
) -> Result<Vec<Vec<Hit>>> {
    let mut all = Vec::with_capacity(events.len());
    let mut rest = events;
    while let Some((first, _)) = rest.first() {
        // Events whose rows follow each other are read together, up to the size of a block.
        let mut rows = first.clone();
        let follows = |(own, _): &&(Range<usize>, i64)| {
            let fits = own.start == rows.end && own.end - rows.start <= BLOCK;
            rows.end = if fits { own.end } else { rows.end };
            fits
        };
        let count = 1 + rest[1..].iter().take_while(follows).count();
        let (together, others) = rest.split_at(count);
        let decoded = Decoded::read(columns, rows.clone(), key)?;
        for (own, group) in together {
            let places = own.start - rows.start..own.end - rows.start;
            decoded.check_part(columns, own.start, places.clone(), *group)?;
            let mut dropped = Dropped::default();
            all.push(
                places
                    .filter_map(|i| decoded.hit(i, &mut dropped))
                    .collect(),
            );
        }
        rest = others;
    }
    Ok(all)
}

/// The columns of some hits.
struct Decoded {
    groups: Option<Vec<i64>>,
    modules: Vec<i64>,
    channels: Vec<i64>,
    amplitudes: Option<Vec<f64>>,
    triggered: Option<Vec<u64>>,
    times: Vec<f64>,
    /// Whether the times are raw ones that stand in for calibrated ones.
    from_tdc: bool,
}

impl Decoded {
    fn read(columns: &Columns, rows: Range<usize>, key: &str) -> Result<Self> {
        let times = columns.f64("time", rows.clone())?;
        // Some files have calibrated times that are all zero, and the raw ones beside them.
        let nothing = |times: &Vec<f64>| times.iter().all(|time| *time == 0.0);
        let tdc = match times.as_ref().is_none_or(nothing) {
            true => columns.f64("tdc", rows.clone())?,
            false => None,
        };
        let from_tdc = tdc.is_some();
        Ok(Self {
            groups: columns.i64(key, rows.clone())?,
            modules: columns.need_i64("dom_id", rows.clone())?,
            channels: columns.need_i64("channel_id", rows.clone())?,
            amplitudes: columns.f64("tot", rows.clone())?,
            triggered: columns.u64("triggered", rows)?,
            times: tdc.or(times).ok_or_else(|| columns.missing("time"))?,
            from_tdc,
        })
    }

    /// The hit at this place; `None`, counted in `dropped`, where there can be none.
    fn hit(&self, i: usize, dropped: &mut Dropped) -> Option<Hit> {
        let module = u32::try_from(self.modules[i]);
        let (Ok(module), Ok(channel)) = (module, u8::try_from(self.channels[i])) else {
            dropped.sensors += 1;
            return None;
        };
        let time_ns = self.times[i];
        if !time_ns.is_finite() {
            dropped.times += 1;
            return None;
        }
        let amplitude = self
            .amplitudes
            .as_ref()
            .map_or(0.0, |column| column[i] as f32);
        if !(amplitude.is_finite() && amplitude >= 0.0) {
            dropped.amplitudes += 1;
            return None;
        }
        Some(Hit {
            module: ModuleId(module),
            channel,
            time_ns,
            amplitude,
            trigger_mask: self.triggered.as_ref().map_or(0, |column| column[i]),
        })
    }

    /// Refuses rows that say they belong to another event than the index says.
    fn check_group(&self, columns: &Columns, rows: Range<usize>, group: i64) -> Result<()> {
        self.check_part(columns, rows.start, 0..rows.len(), group)
    }

    /// The same for a part, whose first row is `first`.
    fn check_part(
        &self,
        columns: &Columns,
        first: usize,
        places: Range<usize>,
        group: i64,
    ) -> Result<()> {
        match &self.groups {
            Some(groups) => same_group(columns, &groups[places], first, group),
            None => Ok(()),
        }
    }
}

/// Three columns as vectors; none where one of them is missing.
fn read_vectors(columns: &Columns, names: [&str; 3], rows: Range<usize>) -> Result<Vec<DVec3>> {
    if !names.iter().all(|name| columns.has(name)) {
        return Ok(Vec::new());
    }
    let found = columns.several_f64(&names, rows)?;
    let [Some(x), Some(y), Some(z)] = &found[..] else {
        return Ok(Vec::new());
    };
    let vectors = x.iter().zip(y).zip(z);
    Ok(vectors.map(|((x, y), z)| DVec3::new(*x, *y, *z)).collect())
}

/// Reads the simulated photo-electrons of an event, on the clock of the simulation.
pub(crate) fn read_mc_hits(
    columns: &Columns,
    event: EventRows,
    warnings: &mut Warnings,
) -> Result<Vec<McHit>> {
    let mut hits = Vec::new();
    let mut dropped = 0;
    if !columns.has("pmt_id") {
        return Ok(hits);
    }
    for rows in event.rows.iter().flat_map(blocks) {
        columns.warm(rows.clone());
        check_group(columns, rows.clone(), event)?;
        let found = McHitColumns {
            pmts: columns.need_i64("pmt_id", rows.clone())?,
            times_ns: columns.need_f64("time", rows.clone())?,
            charges_pe: columns.f64("a", rows.clone())?,
            origins: columns.i64("origin", rows.clone())?,
        };
        dropped += found.append_to(&mut hits);
    }
    tell_dropped(dropped, warnings);
    Ok(hits)
}

/// Rows that were no hits, by reason.
#[derive(Default)]
struct Dropped {
    sensors: usize,
    times: usize,
    amplitudes: usize,
}

impl Dropped {
    fn tell(&self, warnings: &mut Warnings) {
        let reasons = [
            (self.sensors, "without a possible module or channel number"),
            (self.times, "without a time"),
            (self.amplitudes, "without a time over threshold"),
        ];
        let all: usize = reasons.iter().map(|(count, _)| count).sum();
        if all > 0 {
            let reasons = reasons.iter().filter(|(count, _)| *count > 0);
            let reasons: Vec<_> = reasons
                .map(|(count, reason)| format!("{} {reason}", grouped(*count)))
                .collect();
            let hits = if all == 1 { "hit" } else { "hits" };
            warnings.add(format!(
                "{} {hits} left out: {}",
                grouped(all),
                reasons.join(", ")
            ));
        }
    }
}

/// A range cut into blocks.
fn blocks(rows: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let rows = rows.clone();
    rows.clone()
        .step_by(BLOCK)
        .map(move |start| start..rows.end.min(start + BLOCK))
}

/// Refuses rows that say they belong to another event than the index says.
fn check_group(columns: &Columns, rows: Range<usize>, event: EventRows) -> Result<()> {
    let groups = columns.i64(event.key, rows.clone())?.unwrap_or_default();
    same_group(columns, &groups, rows.start, event.group)
}

fn same_group(columns: &Columns, groups: &[i64], first: usize, group: i64) -> Result<()> {
    match groups
        .iter()
        .zip(first..)
        .find(|(found, _)| **found != group)
    {
        None => Ok(()),
        Some((found, row)) => Err(Error::Hdf5 {
            action: format!("read the rows of event group {group}"),
            detail: format!(
                "row {row} of {} says that it is of group {found}",
                columns.name()
            ),
            path: columns.path().to_owned(),
        }),
    }
}
