//! Tracks of one event from KM3NeT tables: fits and the simulation's truth.
//!
//! `/reco/tracks` has every stage of every fit; `/reco/rec_stages` lists the stages of each, joined by `idx`. The
//! tables `/reco/best_*` repeat some of these rows without their stages: a row that is a fit already read is
//! left out, others are added. Format 5.0 has one table per stage (`/reco/jmuongandalf`) instead, format 4 one per
//! program (`/reco/gandalf`).

use std::collections::HashMap;

use nuscope_model::track::TrackShape;
use nuscope_model::{Track, TrackOrigin};

use crate::group_rows::Joined;
use crate::hdf5_columns::Columns;
use crate::hdf5_file::Hdf5File;
use crate::km3net_names::{chain_of_stages, chain_of_table};
use crate::km3net_track_rows::{has_lines, has_times, read_fits, read_particles};
use crate::{Result, Warnings};

/// The tables of reconstructed tracks in a file.
#[derive(Debug)]
pub(crate) struct Reconstructed {
    tracks: Option<Joined>,
    stages: Option<Joined>,
    /// Tables of one chain each, with the chain's name and stages.
    chains: Vec<(Joined, &'static str, &'static [i32])>,
}

impl Reconstructed {
    /// Opens what there is under `/reco`, joined by the column `key`.
    pub(crate) fn open(
        file: &Hdf5File,
        key: &'static str,
        warnings: &mut Warnings,
    ) -> Result<Self> {
        let mut open = |name: &str| -> Result<Option<Joined>> {
            let Some(columns) = Columns::open(file, name)? else {
                return Ok(None);
            };
            if !columns.has(key) {
                warnings.add(format!(
                    "/{name} is not shown: it has no {key} that names its events"
                ));
                return Ok(None);
            }
            let of_stages = name == "reco/rec_stages";
            if !of_stages && !has_lines(&columns) {
                warnings.add(format!(
                    "/{name} is not shown: it has no places and directions of fits"
                ));
                return Ok(None);
            }
            if !of_stages && !has_times(&columns) {
                warnings.add(format!(
                    "the fits of /{name} have no time: they are put at the time of the first triggered hit"
                ));
            }
            columns.warn(warnings);
            Ok(Some(Joined::new(columns, key)))
        };
        let tracks = open("reco/tracks")?;
        let stages = open("reco/rec_stages")?;
        let (mut chains, mut others) = (Vec::new(), Vec::new());
        for member in file.members("reco") {
            match chain_of_table(&member) {
                Some((chain, stages)) => {
                    let table = open(&format!("reco/{member}"))?;
                    chains.extend(table.map(|table| (table, chain, stages)));
                }
                None if ["tracks", "rec_stages"].contains(&member.as_str()) => {}
                None => others.push(member),
            }
        }
        if !others.is_empty() {
            warnings.add(format!(
                "tables of /reco not known here: {}",
                others.join(", ")
            ));
        }
        Ok(Self {
            tracks,
            stages,
            chains,
        })
    }

    /// All fits of the event `group`; those without a time are put at `otherwise_ns`.
    pub(crate) fn read(
        &self,
        group: i64,
        otherwise_ns: f64,
        warnings: &mut Warnings,
    ) -> Result<Vec<Track>> {
        let mut tracks = Vec::new();
        let mut without_direction = 0;
        if let Some(table) = &self.tracks {
            let stages = self.stages_of(group)?;
            for rows in table.rows_of(group)? {
                let idx = table.columns.i64("idx", rows.clone())?;
                let numbers = idx.unwrap_or_else(|| rows.clone().map(|_| -1).collect());
                for (fit, number) in read_fits(&table.columns, rows, otherwise_ns)?
                    .into_iter()
                    .zip(numbers)
                {
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
                for fit in read_fits(&table.columns, rows, otherwise_ns)? {
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
                        "JMuon" | "RecoLNS" => TrackShape::Line,
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

/// Reads the simulated particles of the event `group`, on the clock of the simulation.
pub(crate) fn read_mc_tracks(
    table: &Joined,
    group: i64,
    warnings: &mut Warnings,
) -> Result<Vec<Track>> {
    let mut tracks = Vec::new();
    let mut without_direction = 0;
    for rows in table.rows_of(group)? {
        let particles = read_particles(&table.columns, rows)?;
        without_direction += particles
            .iter()
            .filter(|particle| particle.is_none())
            .count();
        tracks.extend(particles.into_iter().flatten());
    }
    warnings.count(
        without_direction,
        "simulated particle without a direction left out",
        "simulated particles without a direction left out",
    );
    Ok(tracks)
}
