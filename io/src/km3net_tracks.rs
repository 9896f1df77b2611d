//! Tracks of one event from KM3NeT tables: fits and the simulation's truth.
//!
//! `/reco/tracks` has every stage of every fit; `/reco/rec_stages` lists the stages of each, joined by `idx`. The
//! tables `/reco/best_*` repeat some of these rows without their stages: a row that is a fit already read is
//! left out, others are added. Format 5.0 has one table per stage (`/reco/jmuongandalf`) instead.
//!
//! Fit parameters are columns named after Jpp's. For showers of aanet (type 101) the same columns hold other
//! things, so that `JGANDALF_BETA0_RAD` is an angle only where the fit is Jpp's (type 4000).

use std::collections::HashMap;
use std::ops::Range;

use glam::DVec3;
use nuscope_model::track::TrackShape;
use nuscope_model::{Direction, Track, TrackOrigin};

use crate::group_rows::Joined;
use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;
use crate::km3net_names::{JPP, chain_of_stages, chain_of_table, particle_name, particle_shape};
use crate::{Result, Warnings};

/// Columns that have a place of their own in a track; all others are its details.
const PLACED: [&str; 19] = [
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
    "length",
    "likelihood",
    "rec_type",
    "rec_stage",
    "id",
    "idx",
    "group_id",
    "type",
    "event_id",
];

/// The tables of reconstructed tracks in a file.
#[derive(Debug)]
pub(crate) struct Reconstructed {
    tracks: Option<Joined>,
    stages: Option<Joined>,
    /// Tables of one chain each, with the chain's name and stages.
    chains: Vec<(Joined, &'static str, &'static [i32])>,
}

impl Reconstructed {
    /// Opens what there is under `/reco`.
    pub(crate) fn open(file: &Hdf5File, warnings: &mut Warnings) -> Result<Self> {
        let mut open = |name: &str| -> Result<Option<Joined>> {
            let Some(columns) = Columns::open(file, name)? else {
                return Ok(None);
            };
            if !columns.has("group_id") {
                warnings.add(format!(
                    "/{name} is not shown: it has no group_id that names its events"
                ));
                return Ok(None);
            }
            let unknown = columns.unknown();
            if !unknown.is_empty() {
                warnings.add(format!(
                    "columns of /{name} not known here: {}",
                    unknown.join(", ")
                ));
            }
            Ok(Some(Joined::new(columns)))
        };
        let tracks = open("reco/tracks")?;
        let stages = open("reco/rec_stages")?;
        let mut chains = Vec::new();
        for member in file.members("reco") {
            if let Some((chain, stages)) = chain_of_table(&member) {
                if let Some(table) = open(&format!("reco/{member}"))? {
                    chains.push((table, chain, stages));
                }
            }
        }
        Ok(Self {
            tracks,
            stages,
            chains,
        })
    }

    /// All fits of the event `group`.
    pub(crate) fn read(&self, group: i64, warnings: &mut Warnings) -> Result<Vec<Track>> {
        let mut tracks = Vec::new();
        let mut without_direction = 0;
        if let Some(table) = &self.tracks {
            let stages = self.stages_of(group)?;
            for rows in table.rows_of(group)? {
                let idx = table.columns.i64("idx", rows.clone())?;
                let numbers = idx.unwrap_or_else(|| rows.clone().map(|_| -1).collect());
                for (fit, number) in read_fits(&table.columns, rows)?.into_iter().zip(numbers) {
                    let Some(mut track) = fit else {
                        without_direction += 1;
                        continue;
                    };
                    track.stages = stages.get(&number).cloned().unwrap_or_default();
                    if let TrackOrigin::Reconstructed { rec_type } = track.origin {
                        (track.name, track.shape) = chain_of_stages(rec_type, &track.stages);
                    }
                    tracks.push(track);
                }
            }
        }
        for (table, chain, stages) in &self.chains {
            for rows in table.rows_of(group)? {
                for fit in read_fits(&table.columns, rows)? {
                    let Some(mut track) = fit else {
                        without_direction += 1;
                        continue;
                    };
                    if tracks.iter().any(|known| same_fit(known, &track)) {
                        continue;
                    }
                    track.name = (*chain).to_owned();
                    track.stages = stages.to_vec();
                    track.shape = match *chain {
                        "JMuon" => TrackShape::Line,
                        _ => TrackShape::Shower,
                    };
                    tracks.push(track);
                }
            }
        }
        warnings.count(
            without_direction,
            "fit without a direction left out",
            "fits without a direction left out",
        );
        Ok(tracks)
    }

    /// The stages of each fit of an event, by its `idx`.
    fn stages_of(&self, group: i64) -> Result<HashMap<i64, Vec<i32>>> {
        let mut stages: HashMap<i64, Vec<i32>> = HashMap::new();
        let Some(table) = &self.stages else {
            return Ok(stages);
        };
        for rows in table.rows_of(group)? {
            let idx = table.columns.need_i64("idx", rows.clone())?;
            let stage = table.columns.need_i64("rec_stage", rows)?;
            for (idx, stage) in idx.into_iter().zip(stage) {
                stages.entry(idx).or_default().extend(i32::try_from(stage));
            }
        }
        Ok(stages)
    }
}

/// Whether two rows are the same fit.
fn same_fit(a: &Track, b: &Track) -> bool {
    a.position_m == b.position_m
        && a.direction == b.direction
        && a.time_ns == b.time_ns
        && a.energy_gev == b.energy_gev
        && a.likelihood == b.likelihood
}

/// Positions, directions and times of some rows; `None` where a row has no direction or place.
type Lines = Vec<Option<(DVec3, Direction, f64)>>;

fn read_lines(columns: &Columns, rows: &Range<usize>) -> Result<Lines> {
    let column = |name: &str| columns.need_f64(name, rows.clone());
    let [x, y, z] = [column("pos_x")?, column("pos_y")?, column("pos_z")?];
    let [dx, dy, dz] = [column("dir_x")?, column("dir_y")?, column("dir_z")?];
    let time = match columns.f64("t", rows.clone())? {
        Some(time) => time,
        None => column("time")?,
    };
    let line = |i: usize| {
        let position_m = DVec3::new(x[i], y[i], z[i]);
        let direction = Direction::from_travel(DVec3::new(dx[i], dy[i], dz[i]))?;
        let known = position_m.is_finite() && time[i].is_finite();
        known.then_some((position_m, direction, time[i]))
    };
    Ok((0..x.len()).map(line).collect())
}

/// A number that a file really gives: zero and NaN stand for "none".
fn given(value: f64) -> Option<f64> {
    (value.is_finite() && value > 0.0).then_some(value)
}

/// Reads fits, without stages and names; `None` for one without a direction.
fn read_fits(columns: &Columns, rows: Range<usize>) -> Result<Vec<Option<Track>>> {
    let lines = read_lines(columns, &rows)?;
    let optional = |names: [&str; 2]| -> Result<Option<Vec<f64>>> {
        match columns.f64(names[0], rows.clone())? {
            Some(values) => Ok(Some(values)),
            None => columns.f64(names[1], rows.clone()),
        }
    };
    let energy = optional(["E", "energy"])?;
    let length = optional(["length", "length"])?;
    let likelihood = optional(["likelihood", "likelihood"])?;
    let rec_type = columns.i64("rec_type", rows.clone())?;
    let mut details: Vec<(&str, Vec<f64>)> = Vec::new();
    for name in columns.names() {
        if !PLACED.contains(&name) {
            if let Some(values) = columns.f64(name, rows.clone())? {
                details.push((name, values));
            }
        }
    }
    let at = |column: &Option<Vec<f64>>, i: usize| column.as_ref().map(|column| column[i]);
    let fit = |(i, line): (usize, Option<(DVec3, Direction, f64)>)| {
        let (position_m, direction, time_ns) = line?;
        let rec_type = rec_type.as_ref().map_or(-1, |column| column[i] as i32);
        let mut track = Track {
            name: String::new(),
            origin: TrackOrigin::Reconstructed { rec_type },
            shape: TrackShape::Line,
            position_m,
            direction,
            time_ns,
            energy_gev: at(&energy, i).and_then(given),
            length_m: at(&length, i).and_then(given),
            likelihood: at(&likelihood, i).filter(|value| !value.is_nan()),
            stages: Vec::new(),
            angular_error_rad: None,
            details: Vec::new(),
        };
        for (name, values) in &details {
            if rec_type == JPP && *name == "JGANDALF_BETA0_RAD" {
                track.angular_error_rad = given(values[i]);
            } else if !values[i].is_nan() {
                track.details.push(((*name).to_owned(), values[i]));
            }
        }
        Some(track)
    };
    Ok(lines.into_iter().enumerate().map(fit).collect())
}

/// Reads the simulated particles of the event `group`, on the clock of the simulation.
pub(crate) fn read_mc_tracks(
    table: &Joined,
    group: i64,
    warnings: &mut Warnings,
) -> Result<Vec<Track>> {
    let columns = &table.columns;
    let mut tracks = Vec::new();
    let mut without_direction = 0;
    if !columns.has("group_id") {
        return Ok(tracks);
    }
    for rows in table.rows_of(group)? {
        let lines = read_lines(columns, &rows)?;
        let energy = columns.f64("energy", rows.clone())?;
        let length = columns.f64("length", rows.clone())?;
        let pdg = match columns.i64("pdgid", rows.clone())? {
            Some(pdg) => Some(pdg),
            None => columns.i64("type", rows.clone())?,
        };
        for (i, line) in lines.into_iter().enumerate() {
            let Some((position_m, direction, time_ns)) = line else {
                without_direction += 1;
                continue;
            };
            let pdg = pdg.as_ref().map_or(0, |column| column[i] as i32);
            tracks.push(Track {
                name: particle_name(pdg),
                origin: TrackOrigin::MonteCarlo { pdg },
                shape: particle_shape(pdg),
                position_m,
                direction,
                time_ns,
                energy_gev: energy.as_ref().and_then(|column| given(column[i])),
                length_m: length.as_ref().and_then(|column| given(column[i])),
                likelihood: None,
                stages: Vec::new(),
                angular_error_rad: None,
                details: Vec::new(),
            });
        }
    }
    warnings.count(
        without_direction,
        "simulated particle without a direction left out",
        "simulated particles without a direction left out",
    );
    Ok(tracks)
}
