//! Prometheus's photons: one row per event, with lists of what every sensor saw, and the truth beside them.
//!
//! `photons.{t, string_id, sensor_id, sensor_pos_x…}` are photons on sensors, each one photo-electron here, in
//! nanoseconds after the interaction. `mc_truth.{initial, final}_state_{zenith, azimuth}` are the polar angles of the
//! direction of *travel*, unlike those of most files: a zenith of 0 goes up. Source: Prometheus (Lazar et al.,
//! arXiv:2304.14526), whose particles carry them as the direction along which they are propagated.

use glam::DVec3;
use nuscope_model::{Direction, Event, Medium, Track};
use nuscope_table::{Table, Values};

use crate::common_rows::make_particle;
use crate::pulse_columns::{Pulses, number_at};

/// What Prometheus calls its structures of photons, the newest first.
const STRUCTURES: [&str; 3] = ["photons", "hits", "total"];

/// What such a structure has of each photon.
pub(crate) const FIELDS: [&str; 6] = [
    "t",
    "string_id",
    "sensor_id",
    "sensor_pos_x",
    "sensor_pos_y",
    "sensor_pos_z",
];

/// LeptonInjector's number of a shower of hadrons.
const HADRONS: i32 = -2_000_001_006;

/// The structure of photons that a file with these columns has.
pub(crate) fn structure<'a>(
    columns: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'static str> {
    STRUCTURES.into_iter().find(|name| {
        FIELDS.iter().all(|field| {
            let full = format!("{name}.{field}");
            columns.clone().any(|column| column == full)
        })
    })
}

/// The photons of all events, and where the last one of each event is; `None` if the lists do not run in step.
pub(crate) fn photons(table: &mut Table, structure: &str) -> Option<(Pulses, Vec<usize>)> {
    let mut all_ends: Option<Vec<usize>> = None;
    let mut take = |field: &str| -> Option<Vec<f64>> {
        let name = format!("{structure}.{field}");
        let column = table
            .columns
            .iter_mut()
            .find(|column| column.name == name)?;
        let Values::Lists { ends, values } = std::mem::take(&mut column.values) else {
            return None;
        };
        if all_ends.as_ref().is_some_and(|known| *known != ends) {
            return None;
        }
        all_ends = Some(ends);
        Some(match *values {
            Values::Number(numbers) => numbers,
            other => other.numbers()?.into_owned(),
        })
    };
    let pulses = Pulses {
        time_ns: take("t")?,
        position_m: [
            take("sensor_pos_x")?,
            take("sensor_pos_y")?,
            take("sensor_pos_z")?,
        ],
        string: take("string_id")?,
        place: take("sensor_id")?,
        ..Pulses::default()
    };
    Some((pulses, all_ends?))
}

/// What the detector hangs in, as far as Prometheus's notes say.
pub(crate) fn medium(table: &Table) -> Option<Medium> {
    let notes = table.note("config_prometheus")?.to_ascii_lowercase();
    let said = |medium: &str| notes.contains(&format!("\"medium\": \"{medium}\""));
    match (said("ice"), said("water")) {
        (true, false) => Some(Medium::ICE),
        (false, true) => Some(Medium::WATER),
        _ => None,
    }
}

/// Adds the neutrino of an event and the particles that it made.
pub(crate) fn add_truth(event: &mut Event, table: &Table, row: usize) {
    let one = |field: &str| {
        let column = table.column(&format!("mc_truth.initial_state_{field}"))?;
        number_at(&column.values, row)
    };
    let neutrino = track(&one);
    let count = table.column("mc_truth.final_state_energy");
    let count = count.and_then(|column| column.values.list(row));
    let range = count.map_or(0..0, |(range, _)| range);
    let mut lost = usize::from(neutrino.is_none());
    let mut particles = Vec::new();
    for item in range {
        let of = |field: &str| {
            let column = table.column(&format!("mc_truth.final_state_{field}"))?;
            let (_, values) = column.values.list(row)?;
            number_at(values, item)
        };
        match track(&of) {
            Some(track) => particles.push(track),
            None => lost += 1,
        }
    }
    if let Some(mut neutrino) = neutrino {
        neutrino.details = ["interaction", "bjorken_x", "bjorken_y", "column_depth"]
            .into_iter()
            .filter_map(|name| {
                let column = table.column(&format!("mc_truth.{name}"))?;
                Some((name.to_owned(), number_at(&column.values, row)?))
            })
            .collect();
        let along = |track: &Track| track.direction.travel().dot(neutrino.direction.travel());
        if particles
            .first()
            .is_some_and(|particle| along(particle) < 0.0)
        {
            event.warnings.push(
                "the neutrino and the particles that it made travel apart: some files have one of their azimuths \
                 turned by 180 degrees, and both are shown as they are written"
                    .into(),
            );
        }
        event.mc_tracks.push(neutrino);
    }
    event.mc_tracks.append(&mut particles);
    if lost > 0 {
        event.warnings.push(format!(
            "{lost} simulated particles without a direction or position left out"
        ));
    }
}

/// The particle that these fields describe.
fn track(of: &dyn Fn(&str) -> Option<f64>) -> Option<Track> {
    let number = |field: &str| of(field).filter(|value| value.is_finite());
    let (sin_zenith, cos_zenith) = number("zenith")?.sin_cos();
    let (sin_azimuth, cos_azimuth) = number("azimuth")?.sin_cos();
    let travel = DVec3::new(
        sin_zenith * cos_azimuth,
        sin_zenith * sin_azimuth,
        cos_zenith,
    );
    let pdg = number("type").unwrap_or(0.0) as i32;
    let position_m = DVec3::new(number("x")?, number("y")?, number("z")?);
    let mut track = Track {
        energy_gev: number("energy").filter(|energy| *energy > 0.0),
        ..Track::line(position_m, Direction::from_travel(travel)?, 0.0)
    };
    make_particle(&mut track, pdg);
    if pdg == HADRONS {
        track.name = "hadrons".to_owned();
    }
    Some(track)
}
