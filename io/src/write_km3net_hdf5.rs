//! Writes full events as KM3NeT HDF5, format 5.1, laid out as km3pipe does.
//!
//! Hits are written while events come in, in chunks of 64 KiB with checksum, byte shuffle and deflate at level 5;
//! memory stays small however many events there are. What the format has no place for is counted in the warnings:
//! details of fits beyond Jpp's parameters, angular errors of other programs' fits, and details of particles.
//!
//! Times of simulated particles are those of the hits: `mc_time` is the beginning of the frame, which makes the
//! conversion that readers apply the identity. An attribute says whether hit times are calibrated, which nothing else
//! in the format does.

use std::path::Path;

use hdf5::types::{FixedAscii, VarLenUnicode};
use nuscope_model::{AmplitudeUnit, Event, EventHeader, Provenance, Slewing, Track, TrackOrigin};
use nuscope_table::Note;

use crate::hdf5_append::{Append, failed};
use crate::km3net_names::JPP;
use crate::km3net_records::{EventInfo, Fit, GroupInfo, Index, Particle, Stage};
use crate::read_km3net_hdf5::{PROVENANCE_ATTRIBUTE, SLEWING_ATTRIBUTE, TIMES_ATTRIBUTE};
use crate::write_file::{finish, part_path};
use crate::{Error, EventSource, Result, Warnings};

/// Writes events to `path`; a file that is there is replaced once the new one is complete.
///
/// Times over threshold are written in whole nanoseconds, as the electronics counts them.
///
/// # Errors
/// If an event cannot be had or the file cannot be written; if an event's amplitudes are charges, which the format
/// cannot hold; if there are no events.
pub fn write_km3net_hdf5(
    path: &Path,
    events: impl IntoIterator<Item = Result<Event>>,
) -> Result<Warnings> {
    write_km3net_hdf5_with(path, events, &[])
}

/// As [`write_km3net_hdf5`], with `notes` about where the events come from as attributes of the root.
///
/// # Errors
/// As [`write_km3net_hdf5`].
pub fn write_km3net_hdf5_with(
    path: &Path,
    events: impl IntoIterator<Item = Result<Event>>,
    notes: &[Note],
) -> Result<Warnings> {
    let part = part_path(path);
    finish(&part, path, write_part(&part, path, events, notes))
}

/// All events of a source, one after the other, as [`write_km3net_hdf5`] takes them.
pub fn events_of(source: &dyn EventSource) -> impl Iterator<Item = Result<Event>> + '_ {
    (0..source.headers().len()).map(|index| source.read(index))
}

fn write_part(
    part: &Path,
    path: &Path,
    events: impl IntoIterator<Item = Result<Event>>,
    notes: &[Note],
) -> Result<Warnings> {
    let mut options = hdf5::FileBuilder::new();
    options.with_fapl(|access| access.libver_earliest().file_locking(false));
    let file = options.create(part).map_err(failed("create it", path))?;
    let mut tables = Tables::new(&file, path)?;
    let mut lost = Lost::default();
    let mut count = 0;
    let mut provenance = Provenance::Recorded;
    let mut raw_times = None;
    let mut slewing = None;
    for event in events {
        let event = event?;
        if *raw_times.get_or_insert(event.raw_times) != event.raw_times {
            return Err(Error::Unsupported {
                wanted: "events whose times are all calibrated or all raw",
                found: format!(
                    "event {} differs from the first in this; calibrate all with their detector",
                    event.header.event_id
                ),
                path: path.to_owned(),
            });
        }
        // An event without hits has no opinion.
        if !event.hits.is_empty() && *slewing.get_or_insert(event.slewing) != event.slewing {
            slewing = Some(Slewing::Unknown);
        }
        if event.amplitude_unit != AmplitudeUnit::TotNs {
            return Err(Error::Unsupported {
                wanted: "events with times over threshold",
                found: format!(
                    "event {} has charges, for which KM3NeT HDF5 has no column",
                    event.header.event_id
                ),
                path: path.to_owned(),
            });
        }
        if event.provenance == Provenance::Simulated {
            provenance = Provenance::Simulated;
        }
        tables.push(&event, count, &mut lost)?;
        count += 1;
    }
    if count == 0 {
        return Err(Error::Nothing {
            format: "KM3NeT HDF5".into(),
            wanted: "events",
            found: "none was given to write".into(),
            path: path.to_owned(),
        });
    }
    tables.finish()?;
    let attribute = |name: &str, value: &str| -> hdf5::Result<()> {
        let value = FixedAscii::<16>::from_ascii(value).unwrap_or_default();
        file.new_attr::<FixedAscii<16>>()
            .create(name)?
            .write_scalar(&value)
    };
    attribute("format_version", "5.1").map_err(failed("write its attributes", path))?;
    attribute("TITLE", "KM3NeT").map_err(failed("write its attributes", path))?;
    let times = match raw_times {
        Some(true) => "raw",
        _ => "calibrated",
    };
    attribute(TIMES_ATTRIBUTE, times).map_err(failed("write its attributes", path))?;
    let slewing = match slewing.unwrap_or_default() {
        Slewing::Missing => Some("missing"),
        Slewing::Corrected => Some("corrected"),
        Slewing::Unknown => None,
    };
    if let Some(slewing) = slewing {
        attribute(SLEWING_ATTRIBUTE, slewing).map_err(failed("write its attributes", path))?;
    }
    if provenance == Provenance::Simulated {
        attribute(PROVENANCE_ATTRIBUTE, "simulated")
            .map_err(failed("write its attributes", path))?;
    }
    for note in notes.iter().filter(|note| !note.key.is_empty()) {
        write_note(&file, note).map_err(failed("write its attributes", path))?;
    }
    file.close().map_err(failed("finish it", path))?;
    let mut warnings = Warnings::default();
    lost.tell(&mut warnings);
    Ok(warnings)
}

/// A note as an attribute of the root, `nuscope_` before its keyword.
fn write_note(file: &hdf5::File, note: &Note) -> hdf5::Result<()> {
    // A text with a zero byte would end there.
    let value: VarLenUnicode = note.value.replace('\0', " ").parse().unwrap_or_default();
    let name = format!("nuscope_{}", note.key.to_lowercase());
    file.new_attr::<VarLenUnicode>()
        .create(name.as_str())?
        .write_scalar(&value)
}

/// What the format has no place for.
#[derive(Default)]
struct Lost {
    details: usize,
    angles: usize,
}

impl Lost {
    fn tell(&self, warnings: &mut Warnings) {
        warnings.count(
            self.details,
            "detail of a track was not written: the format has no column for it",
            "details of tracks were not written: the format has no columns for them",
        );
        warnings.count(
            self.angles,
            "angular error was not written: the format has it for fits of Jpp only",
            "angular errors were not written: the format has them for fits of Jpp only",
        );
    }
}

/// All tables of a file.
struct Tables<'a> {
    event_info: Append<'a, EventInfo>,
    group_info: Append<'a, GroupInfo>,
    dom_id: Append<'a, i64>,
    channel_id: Append<'a, u32>,
    time: Append<'a, f64>,
    tot: Append<'a, u32>,
    triggered: Append<'a, u64>,
    hit_group: Append<'a, i64>,
    hit_index: Append<'a, Index>,
    mc_pmt_id: Append<'a, i64>,
    mc_time: Append<'a, f64>,
    mc_a: Append<'a, f64>,
    mc_origin: Append<'a, i64>,
    mc_group: Append<'a, i64>,
    mc_index: Append<'a, Index>,
    mc_tracks: Append<'a, Particle>,
    tracks: Append<'a, Fit>,
    stages: Append<'a, Stage>,
}

impl<'a> Tables<'a> {
    fn new(file: &'a hdf5::File, path: &'a Path) -> Result<Self> {
        Ok(Self {
            event_info: Append::new(file, "event_info", path),
            group_info: Append::new(file, "group_info", path),
            dom_id: Append::new(file, "hits/dom_id", path),
            channel_id: Append::new(file, "hits/channel_id", path),
            time: Append::new(file, "hits/time", path),
            tot: Append::new(file, "hits/tot", path),
            triggered: Append::new(file, "hits/triggered", path),
            hit_group: Append::new(file, "hits/group_id", path),
            hit_index: Append::new(file, "hits/_indices", path),
            mc_pmt_id: Append::new(file, "mc_hits/pmt_id", path),
            mc_time: Append::new(file, "mc_hits/time", path),
            mc_a: Append::new(file, "mc_hits/a", path),
            mc_origin: Append::new(file, "mc_hits/origin", path),
            mc_group: Append::new(file, "mc_hits/group_id", path),
            mc_index: Append::new(file, "mc_hits/_indices", path),
            mc_tracks: Append::new(file, "mc_tracks", path),
            tracks: Append::new(file, "reco/tracks", path),
            stages: Append::new(file, "reco/rec_stages", path),
        })
    }

    fn push(&mut self, event: &Event, group_id: i64, lost: &mut Lost) -> Result<()> {
        self.event_info.push(event_info(&event.header, group_id))?;
        self.group_info.push(GroupInfo {
            group_id,
            blob_length: 1,
        })?;
        let index = self.time.rows() as i64;
        for hit in &event.hits {
            self.dom_id.push(hit.module.0.into())?;
            self.channel_id.push(hit.channel.into())?;
            self.time.push(hit.time_ns)?;
            self.tot.push(hit.amplitude.round() as u32)?;
            self.triggered.push(hit.trigger_mask)?;
            self.hit_group.push(group_id)?;
        }
        self.hit_index.push(Index {
            index,
            n_items: event.hits.len() as i64,
        })?;
        let index = self.mc_time.rows() as i64;
        for hit in &event.mc_hits {
            self.mc_pmt_id.push(hit.pmt_id.into())?;
            self.mc_time.push(hit.time_ns)?;
            self.mc_a.push(hit.charge_pe.into())?;
            self.mc_origin.push(hit.origin)?;
            self.mc_group.push(group_id)?;
        }
        self.mc_index.push(Index {
            index,
            n_items: event.mc_hits.len() as i64,
        })?;
        for (id, track) in (0..).zip(&event.mc_tracks) {
            if let TrackOrigin::MonteCarlo { pdg } = track.origin {
                let numbers = ["id", "mother_id"].map(|name| track.number(name));
                lost.details += track.details.len() - numbers.iter().flatten().count();
                self.mc_tracks
                    .push(Particle::new(track, pdg, id, group_id))?;
            }
        }
        for (idx, track) in (0..).zip(&event.tracks) {
            if let TrackOrigin::Reconstructed { rec_type } = track.origin {
                self.tracks
                    .push(fit(track, rec_type, idx, group_id, lost))?;
                for stage in &track.stages {
                    self.stages.push(Stage {
                        idx,
                        rec_stage: (*stage).into(),
                        group_id,
                    })?;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.event_info.finish()?;
        self.group_info.finish()?;
        self.dom_id.finish()?;
        self.channel_id.finish()?;
        self.time.finish()?;
        self.tot.finish()?;
        self.triggered.finish()?;
        self.hit_group.finish()?;
        self.hit_index.finish()?;
        if self.mc_time.rows() > 0 {
            self.mc_pmt_id.finish()?;
            self.mc_time.finish()?;
            self.mc_a.finish()?;
            self.mc_origin.finish()?;
            self.mc_group.finish()?;
            self.mc_index.finish()?;
        }
        if self.mc_tracks.rows() > 0 {
            self.mc_tracks.finish()?;
        }
        if self.tracks.rows() > 0 {
            self.tracks.finish()?;
            self.stages.finish()?;
        }
        Ok(())
    }
}

/// The row of an event; -1 (0 for the detector and the frame) where a number is not known.
fn event_info(header: &EventHeader, group_id: i64) -> EventInfo {
    let frame_index = header.frame_index.unwrap_or(0);
    EventInfo {
        event_id: header.event_id,
        group_id,
        run_id: header.run_id.unwrap_or(-1),
        det_id: header.det_id.unwrap_or(0).into(),
        frame_index,
        timestamp: header.utc.map_or(-1, |utc| utc.unix_s),
        nanoseconds: header.utc.map_or(0, |utc| utc.nanoseconds.into()),
        trigger_counter: header.trigger_counter.unwrap_or(-1),
        trigger_mask: header.trigger_mask,
        overlays: header.overlays.unwrap_or(-1),
        mc_run_id: header.run_id.unwrap_or(-1),
        mc_time: if frame_index > 0 {
            (frame_index - 1) as f64 * 1e8
        } else {
            0.0
        },
        weight_w1: f64::NAN,
        weight_w2: f64::NAN,
        weight_w3: f64::NAN,
        weight_w4: f64::NAN,
    }
}

fn fit(track: &Track, rec_type: i32, idx: i64, group_id: i64, lost: &mut Lost) -> Fit {
    let mut fit = Fit::new(track, rec_type, idx, group_id);
    for (name, value) in &track.details {
        match fit.parameter(name) {
            Some(place) => *place = *value,
            None => lost.details += 1,
        }
    }
    match (track.angular_error_rad, fit.parameter("JGANDALF_BETA0_RAD")) {
        (Some(angle_rad), Some(place)) if rec_type == JPP => *place = angle_rad,
        (Some(_), _) => lost.angles += 1,
        (None, _) => {}
    }
    fit
}
