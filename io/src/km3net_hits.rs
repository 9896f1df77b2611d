//! Hits of one event from KM3NeT tables: recorded ones and simulated photo-electrons.
//!
//! Times are nanoseconds since the start of the data frame (1e5 to 1e8), and stay so: `f64` holds them. Rows that
//! cannot be hits are left out and counted.

use std::ops::Range;

use nuscope_model::{Hit, McHit, ModuleId};

use crate::error::grouped;
use crate::hdf5_columns::Columns;
use crate::{Error, Result, Warnings};

/// Rows read at a time: bounds the memory of events that claim to be huge.
const BLOCK: usize = 1 << 20;

/// Reads the hits in `rows`, which belong to the event `group`.
pub(crate) fn read_hits(
    columns: &Columns,
    rows: &[Range<usize>],
    group: i64,
    warnings: &mut Warnings,
) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    let mut dropped = Dropped::default();
    let mut raw_times = false;
    for rows in rows.iter().flat_map(blocks) {
        check_group(columns, rows.clone(), group)?;
        let modules = columns.need_i64("dom_id", rows.clone())?;
        let channels = columns.need_i64("channel_id", rows.clone())?;
        let amplitudes = columns.f64("tot", rows.clone())?;
        let triggered = columns.u64("triggered", rows.clone())?;
        let mut times = columns.f64("time", rows.clone())?;
        // Some files have calibrated times that are all zero, and the raw ones beside them.
        if times
            .as_ref()
            .is_none_or(|times| times.iter().all(|time| *time == 0.0))
            && let Some(raw) = columns.f64("tdc", rows.clone())?
        {
            times = Some(raw);
            raw_times = true;
        }
        let times = match times {
            Some(times) => times,
            None => columns.need_f64("time", rows.clone())?,
        };
        hits.reserve(times.len());
        for (i, time_ns) in times.into_iter().enumerate() {
            let amplitude = amplitudes.as_ref().map_or(0.0, |column| column[i] as f32);
            let (Ok(module), Ok(channel)) = (u32::try_from(modules[i]), u8::try_from(channels[i]))
            else {
                dropped.sensors += 1;
                continue;
            };
            if !time_ns.is_finite() {
                dropped.times += 1;
                continue;
            }
            if !(amplitude.is_finite() && amplitude >= 0.0) {
                dropped.amplitudes += 1;
                continue;
            }
            hits.push(Hit {
                module: ModuleId(module),
                channel,
                time_ns,
                amplitude,
                trigger_mask: triggered.as_ref().map_or(0, |column| column[i]),
            });
        }
    }
    if raw_times && !hits.is_empty() {
        warnings.add("hit times are not calibrated: all are zero, so the raw ones (tdc) are shown");
    }
    dropped.tell(warnings);
    Ok(hits)
}

/// Reads the simulated photo-electrons in `rows`, on the clock of the simulation.
pub(crate) fn read_mc_hits(
    columns: &Columns,
    rows: &[Range<usize>],
    group: i64,
    warnings: &mut Warnings,
) -> Result<Vec<McHit>> {
    let mut hits = Vec::new();
    let mut dropped = 0;
    if !columns.has("pmt_id") {
        return Ok(hits);
    }
    for rows in rows.iter().flat_map(blocks) {
        check_group(columns, rows.clone(), group)?;
        let pmts = columns.need_i64("pmt_id", rows.clone())?;
        let times = columns.need_f64("time", rows.clone())?;
        let charges = columns.f64("a", rows.clone())?;
        let origins = columns.i64("origin", rows.clone())?;
        for (i, time_ns) in times.into_iter().enumerate() {
            let (Ok(pmt_id), true) = (u32::try_from(pmts[i]), time_ns.is_finite()) else {
                dropped += 1;
                continue;
            };
            hits.push(McHit {
                pmt_id,
                time_ns,
                charge_pe: charges.as_ref().map_or(1.0, |column| column[i] as f32),
                origin: origins.as_ref().map_or(0, |column| column[i]),
            });
        }
    }
    let what =
        "of the simulated photo-electrons left out: no number of a photomultiplier or no time";
    warnings.count(dropped, what, what);
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
fn check_group(columns: &Columns, rows: Range<usize>, group: i64) -> Result<()> {
    let groups = columns.i64("group_id", rows.clone())?.unwrap_or_default();
    match groups.iter().zip(rows).find(|(found, _)| **found != group) {
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
