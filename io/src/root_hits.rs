//! Hits of one event from a KM3NeT ROOT tree: recorded ones and simulated photo-electrons.
//!
//! A trigger bit pattern is 32 bits wide in files before 2021 and 64 since; both are read as they are. Where all
//! calibrated times are zero and the raw ones are not, the raw ones are used and said to be raw. Some files have raw
//! times in the column of calibrated ones; [`HitTimes`] tells.

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Detector, Hit, McHit, ModuleId};

use crate::common_rows::{McHitColumns, tell_dropped};
use crate::hit_times::HitTimes;
use crate::placed_hits::PlacedHits;
use crate::root_file::Entries;
use crate::string_feet::StringFeet;

/// Columns that [`read_hits`] reads.
pub(crate) const HIT_COLUMNS: [&str; 12] = [
    "hits/hits.dom_id",
    "hits/hits.channel_id",
    "hits/hits.t",
    "hits/hits.tdc",
    "hits/hits.tot",
    "hits/hits.trig",
    "hits/hits.pos.x",
    "hits/hits.pos.y",
    "hits/hits.pos.z",
    "hits/hits.dir.x",
    "hits/hits.dir.y",
    "hits/hits.dir.z",
];

/// Columns that [`read_mc_hits`] reads.
pub(crate) const MC_HIT_COLUMNS: [&str; 4] = [
    "mc_hits/mc_hits.pmt_id",
    "mc_hits/mc_hits.t",
    "mc_hits/mc_hits.a",
    "mc_hits/mc_hits.origin",
];

/// The hits of an event.
#[derive(Debug, Default)]
pub(crate) struct EventHits {
    pub(crate) hits: Vec<Hit>,
    /// Their photomultipliers, where the file says where they are.
    pub(crate) detector: Option<Arc<Detector>>,
    /// What their times are.
    pub(crate) times: HitTimes,
}

/// Reads the `count` hits of one event.
pub(crate) fn read_hits(event: &mut Entries, count: usize) -> EventHits {
    let mut found = EventHits::default();
    if count == 0 {
        return found;
    }
    let modules = event.column::<i64>("hits/hits.dom_id", count);
    let channels = event.column::<i64>("hits/hits.channel_id", count);
    let mut times = event.column::<f64>("hits/hits.t", count);
    let tdc = event.column::<f64>("hits/hits.tdc", count);
    let all_zero = |times: &Vec<f64>| times.iter().all(|time| *time == 0.0);
    let mut from_tdc = false;
    if times.as_ref().is_none_or(all_zero) && tdc.as_ref().is_some_and(|tdc| !all_zero(tdc)) {
        times.clone_from(&tdc);
        from_tdc = true;
        event
            .warnings
            .add("hit times are not calibrated: all are zero, so the raw ones (tdc) are shown");
    }
    let (Some(modules), Some(channels), Some(times)) = (modules, channels, times) else {
        event
            .warnings
            .add("the hits are left out: dom_id, channel_id or t cannot be read");
        return found;
    };
    let amplitudes = event.column::<f64>("hits/hits.tot", count);
    let masks = event.column::<u64>("hits/hits.trig", count);
    let positions = event.vectors("hits/hits.pos", count);
    let looks = event.vectors("hits/hits.dir", count);
    let (mut dropped, mut feet) = (0, StringFeet::default());
    let (mut placed, mut raw_times_ns) = (PlacedHits::default(), Vec::new());
    for i in 0..count {
        let (Ok(module), Ok(channel), true) = (
            u32::try_from(modules[i]),
            u8::try_from(channels[i]),
            times[i].is_finite(),
        ) else {
            dropped += 1;
            continue;
        };
        let hit = Hit {
            module: ModuleId(module),
            channel,
            time_ns: times[i],
            amplitude: amplitudes.as_ref().map_or(0.0, |column| column[i] as f32),
            trigger_mask: masks.as_ref().map_or(0, |column| column[i]),
        };
        let position_m = positions.as_ref().map(|positions| positions[i]);
        let position_m = position_m.filter(|position_m| position_m.is_finite());
        let looks = looks.as_ref().map_or(DVec3::ZERO, |looks| looks[i]);
        let string = position_m.map_or(0, |position_m| feet.number(position_m.truncate()));
        placed.add(&hit, (string, -1), position_m, looks);
        raw_times_ns.extend(tdc.as_ref().map(|column| column[i]));
        found.hits.push(hit);
    }
    event.warnings.count(
        dropped,
        "hit left out: no possible module, channel or time",
        "hits left out: no possible module, channel or time",
    );
    found.detector = placed.into_detector().map(Arc::new);
    found.times = match from_tdc {
        true => HitTimes::raw(&found.hits),
        false => HitTimes::told_by(&found.hits, &raw_times_ns, found.detector.is_some()),
    };
    found
}

/// Reads the `count` simulated photo-electrons of one event, on the clock of the simulation.
pub(crate) fn read_mc_hits(event: &mut Entries, count: usize) -> Vec<McHit> {
    let mut hits = Vec::new();
    if count == 0 {
        return hits;
    }
    let pmts = event.column::<i64>("mc_hits/mc_hits.pmt_id", count);
    let times = event.column::<f64>("mc_hits/mc_hits.t", count);
    let (Some(pmts), Some(times_ns)) = (pmts, times) else {
        return hits;
    };
    let columns = McHitColumns {
        pmts,
        times_ns,
        charges_pe: event.column::<f64>("mc_hits/mc_hits.a", count),
        origins: event.column::<i64>("mc_hits/mc_hits.origin", count),
    };
    tell_dropped(columns.append_to(&mut hits), event.warnings);
    hits
}
