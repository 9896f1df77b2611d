//! Tracks of one event from a KM3NeT ROOT tree: fits, with the history of their stages, and the simulation's truth.
//!
//! `fitinf` is a list of numbers whose meaning depends on the program: number 0 is an angle for Jpp's fits and an
//! energy for aanet's showers. Numbers 11 and 12 were those of Jpp's veto before they became the ends of a muon's
//! light, so that the stages decide.

use glam::DVec3;
use nuscope_model::{Direction, Track, TrackOrigin};

use crate::common_rows::{add_numbers, given, make_particle};
use crate::km3net_names::{JPP, chain_of_stages, fit_parameter};
use crate::root_file::Entries;

/// Names of the columns of a list of tracks, without its own.
const COLUMNS: [&str; 13] = [
    "pos.x",
    "pos.y",
    "pos.z",
    "dir.x",
    "dir.y",
    "dir.z",
    "t",
    "E",
    "len",
    "lik",
    "rec_type",
    "rec_stages",
    "fitinf",
];

/// Columns that [`read_fits`] and [`read_particles`] read.
pub(crate) fn track_columns() -> Vec<String> {
    let fits = COLUMNS.iter().map(|column| format!("trks/trks.{column}"));
    let particles = COLUMNS[..9].iter().chain(&["type", "id", "mother_id"]);
    fits.chain(particles.map(|column| format!("mc_trks/mc_trks.{column}")))
        .collect()
}

/// Reads what fits and particles have in common: of `list` ("trks" or "mc_trks") with `count` elements, `None` for
/// those without a place, a direction or a time.
fn read_lines(event: &mut Entries, list: &str, count: usize) -> Option<Vec<Option<Track>>> {
    let name = |column: &str| format!("{list}/{list}.{column}");
    let positions = event.vectors(&name("pos"), count)?;
    let directions = event.vectors(&name("dir"), count)?;
    let times = event.column::<f64>(&name("t"), count)?;
    let energies = event.column::<f64>(&name("E"), count);
    let lengths = event.column::<f64>(&name("len"), count);
    let line = |i: usize| {
        let position_m: DVec3 = positions[i];
        let direction = Direction::from_travel(directions[i])?;
        let known = position_m.is_finite() && times[i].is_finite();
        known.then(|| Track {
            energy_gev: energies.as_ref().and_then(|column| given(column[i])),
            length_m: lengths.as_ref().and_then(|column| given(column[i])),
            ..Track::line(position_m, direction, times[i])
        })
    };
    Some((0..count).map(line).collect())
}

/// Reads the `count` fits of one event.
pub(crate) fn read_fits(event: &mut Entries, count: usize) -> Vec<Track> {
    if count == 0 {
        return Vec::new();
    }
    let Some(mut tracks) = read_lines(event, "trks", count) else {
        event
            .warnings
            .add("the fits are left out: their places, directions or times cannot be read");
        return Vec::new();
    };
    let likelihoods = event.column::<f64>("trks/trks.lik", count);
    let types = event.column::<i64>("trks/trks.rec_type", count);
    let stages = event.nested::<i64>("trks/trks.rec_stages");
    let parameters = event.nested::<f64>("trks/trks.fitinf");
    let stages = stages.as_ref().map(|stages| stages.get(0));
    let mut stages = stages.filter(|stages| stages.len() == count);
    let parameters = parameters.as_ref().map(|parameters| parameters.get(0));
    let mut parameters = parameters.filter(|parameters| parameters.len() == count);
    for (i, track) in tracks.iter_mut().enumerate() {
        let stages = stages.as_mut().and_then(Iterator::next).unwrap_or_default();
        let parameters = parameters.as_mut().and_then(Iterator::next);
        let Some(track) = track else { continue };
        let rec_type = types.as_ref().map_or(-1, |column| column[i] as i32);
        track.origin = TrackOrigin::Reconstructed { rec_type };
        track.stages = stages.iter().map(|stage| *stage as i32).collect();
        (track.name, track.shape) = chain_of_stages(rec_type, &track.stages);
        let likelihood = likelihoods.as_ref().map(|column| column[i]);
        track.likelihood = likelihood.filter(|value| !value.is_nan());
        for (number, value) in parameters.unwrap_or_default().iter().enumerate() {
            if rec_type == JPP && number == 0 {
                track.angular_error_rad = given(*value);
            } else if !value.is_nan() {
                let name = fit_parameter(rec_type, &track.stages, number);
                track.details.push((name, *value));
            }
        }
    }
    told(tracks, event, "fit", "fits")
}

/// Reads the `count` simulated particles of one event, on the clock of the simulation.
pub(crate) fn read_particles(event: &mut Entries, count: usize) -> Vec<Track> {
    if count == 0 {
        return Vec::new();
    }
    let Some(mut tracks) = read_lines(event, "mc_trks", count) else {
        event
            .warnings
            .add("the simulated particles are left out: their places, directions or times cannot be read");
        return Vec::new();
    };
    let types = event.column::<i64>("mc_trks/mc_trks.type", count);
    let ids = event.column::<i64>("mc_trks/mc_trks.id", count);
    let mothers = event.column::<i64>("mc_trks/mc_trks.mother_id", count);
    for (i, track) in tracks.iter_mut().enumerate() {
        let Some(track) = track else { continue };
        let pdg = types.as_ref().map_or(0, |column| column[i] as i32);
        make_particle(track, pdg);
        let at = |column: &Option<Vec<i64>>| column.as_ref().map(|column| column[i]);
        add_numbers(track, at(&ids), at(&mothers));
    }
    told(tracks, event, "simulated particle", "simulated particles")
}

/// The tracks that are some; how many are none is said.
fn told(tracks: Vec<Option<Track>>, event: &mut Entries, one: &str, many: &str) -> Vec<Track> {
    let missing = tracks.iter().filter(|track| track.is_none()).count();
    event.warnings.count(
        missing,
        &format!("{one} without a direction left out"),
        &format!("{many} without a direction left out"),
    );
    tracks.into_iter().flatten().collect()
}
