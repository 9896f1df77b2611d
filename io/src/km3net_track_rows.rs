//! Rows of KM3NeT's track tables as tracks.
//!
//! Fit parameters are columns named after Jpp's. For showers of aanet (type 101) the same columns hold other
//! things, so that `JGANDALF_BETA0_RAD` is an angle only where the fit is Jpp's (type 4000). Format 4 calls the same
//! angle `beta0`, and gives other types to its fits.

use std::ops::Range;

use glam::DVec3;
use nuscope_model::{Direction, Track, TrackOrigin};

use crate::Result;
use crate::common_rows::{add_numbers, given, make_particle};
use crate::hdf5_columns::Columns;
use crate::km3net_names::JPP;

/// Columns of numbers that have a place of their own in a track; all others are its details. Where several mean
/// the same, the first that a table has is taken.
const PLACED: [&str; 16] = [
    "pos_x",
    "pos_y",
    "pos_z",
    "dir_x",
    "dir_y",
    "dir_z",
    "t",
    "time",
    "E",
    "energy",
    "energy_muon",
    "jenergy_energy",
    "length",
    "likelihood",
    "lik",
    "quality",
];

/// Columns of keys, which are neither.
const KEYS: [&str; 7] = [
    "rec_type",
    "rec_stage",
    "id",
    "idx",
    "group_id",
    "type",
    "event_id",
];

/// Whether a table has places and directions.
pub(crate) fn has_lines(columns: &Columns) -> bool {
    PLACED[..6].iter().all(|column| columns.has(column))
}

/// Whether a table says when its particles are where it says.
pub(crate) fn has_times(columns: &Columns) -> bool {
    PLACED[6..8].iter().any(|column| columns.has(column))
}

/// Reads the columns of `PLACED` and makes a track of each row; `None` where it has no direction, place or time.
///
/// `otherwise_ns` is the time where the table has none. Names, origins, shapes and what only fits have are left for the caller.
fn read_lines(
    columns: &Columns,
    rows: Range<usize>,
    otherwise_ns: f64,
) -> Result<Vec<Option<Track>>> {
    let found = columns.several_f64(&PLACED, rows)?;
    let need = |i: usize| found[i].as_ref().ok_or_else(|| columns.missing(PLACED[i]));
    let [x, y, z] = [need(0)?, need(1)?, need(2)?];
    let [dx, dy, dz] = [need(3)?, need(4)?, need(5)?];
    let first = |columns: Range<usize>| found[columns].iter().flatten().next();
    let without = vec![otherwise_ns; x.len()];
    let time = first(6..8).unwrap_or(&without);
    let (energy, length, likelihood) = (first(8..12), first(12..13), first(13..16));
    let line = |i: usize| {
        let position_m = DVec3::new(x[i], y[i], z[i]);
        let direction = Direction::from_travel(DVec3::new(dx[i], dy[i], dz[i]))?;
        let known = position_m.is_finite() && time[i].is_finite();
        known.then(|| Track {
            energy_gev: energy.and_then(|column| given(column[i])),
            length_m: length.and_then(|column| given(column[i])),
            likelihood: likelihood
                .map(|column| column[i])
                .filter(|value| !value.is_nan()),
            ..Track::line(position_m, direction, time[i])
        })
    };
    Ok((0..x.len()).map(line).collect())
}

/// Reads fits, without stages and names; those of a table without times are put at `otherwise_ns`.
pub(crate) fn read_fits(
    columns: &Columns,
    rows: Range<usize>,
    otherwise_ns: f64,
) -> Result<Vec<Option<Track>>> {
    let mut tracks = read_lines(columns, rows.clone(), otherwise_ns)?;
    let rec_type = columns.i64("rec_type", rows.clone())?;
    let is_detail = |name: &&str| !PLACED.contains(name) && !KEYS.contains(name);
    let names: Vec<&str> = columns
        .number_names()
        .into_iter()
        .filter(is_detail)
        .collect();
    let details = columns.several_f64(&names, rows)?;
    for (i, track) in tracks.iter_mut().enumerate() {
        let Some(track) = track else { continue };
        let rec_type = rec_type.as_ref().map_or(-1, |column| column[i] as i32);
        track.origin = TrackOrigin::Reconstructed { rec_type };
        for (name, values) in names.iter().zip(&details) {
            let Some(value) = values.as_ref().map(|values| values[i]) else {
                continue;
            };
            let angle = match *name {
                "JGANDALF_BETA0_RAD" => rec_type == JPP,
                name => name == "beta0",
            };
            if angle {
                track.angular_error_rad = given(value);
            } else if !value.is_nan() {
                track.details.push(((*name).to_owned(), value));
            }
        }
    }
    Ok(tracks)
}

/// Reads simulated particles, on the clock of the simulation.
pub(crate) fn read_particles(columns: &Columns, rows: Range<usize>) -> Result<Vec<Option<Track>>> {
    let mut tracks = read_lines(columns, rows.clone(), 0.0)?;
    let pdg = match columns.i64("pdgid", rows.clone())? {
        Some(pdg) => Some(pdg),
        None => columns.i64("type", rows.clone())?,
    };
    let ids = columns.i64("id", rows.clone())?;
    let mothers = columns.i64("mother_id", rows)?;
    for (i, track) in tracks.iter_mut().enumerate() {
        let Some(track) = track else { continue };
        let pdg = pdg.as_ref().map_or(0, |column| column[i] as i32);
        make_particle(track, pdg);
        let at = |column: &Option<Vec<i64>>| column.as_ref().map(|column| column[i]);
        add_numbers(track, at(&ids), at(&mothers));
    }
    Ok(tracks)
}
