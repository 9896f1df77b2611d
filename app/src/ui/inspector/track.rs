//! One track in rows.

use nuscope_model::{Event, Track, TrackOrigin};

use super::{Coordinates, Row, row};
use crate::view::user_place;

/// A track's name and whether it is the truth.
pub(super) fn track_title(track: &Track, place: usize, event: &Event) -> String {
    if place == user_place(event) {
        "Your track".into()
    } else if track.simulated() {
        format!("{} (simulated truth)", track.name)
    } else {
        format!("{} (reconstructed)", track.name)
    }
}

/// What is told of a track.
pub(super) fn track_rows(
    track: &Track,
    coordinates: Coordinates<'_>,
    time_zero_ns: f64,
) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(energy) = track.energy_gev {
        rows.push(row("energy", energy_text(energy)));
    }
    rows.push(row(
        "zenith",
        format!("{:.2}°", track.direction.zenith_rad().to_degrees()),
    ));
    rows.push(row(
        "azimuth",
        format!("{:.2}°", track.direction.azimuth_rad().to_degrees()),
    ));
    rows.push(row("position", coordinates.text(track.position_m)));
    rows.push(row(
        "time",
        format!("{:.1} ns", track.time_ns - time_zero_ns),
    ));
    if let Some(length) = track.length_m.filter(|length| *length > 0.0) {
        rows.push(row("length", format!("{length:.0} m")));
    }
    if let Some(likelihood) = track.likelihood {
        rows.push(row("likelihood", format!("{likelihood:.1}")));
    }
    if let Some(error) = track.angular_error_rad {
        rows.push(row("angular error", format!("{:.3}°", error.to_degrees())));
    }
    match track.origin {
        TrackOrigin::Reconstructed { rec_type } => rows.push(row("fit type", rec_type.to_string())),
        TrackOrigin::MonteCarlo { pdg } => rows.push(row("particle code", pdg.to_string())),
    }
    if !track.stages.is_empty() {
        let stages: Vec<_> = track.stages.iter().map(i32::to_string).collect();
        rows.push(row("stages", stages.join(" ")));
    }
    for (name, value) in &track.details {
        let (name, text) = match name.as_str() {
            "id" => ("number".into(), format!("{value:.0}")),
            "mother_id" => ("mother".into(), format!("particle {value:.0}")),
            name => (name.to_lowercase().replace('_', " "), number_text(*value)),
        };
        rows.push(row(&name, text));
    }
    rows
}

/// A number of a fit: counts whole, others to four digits that say something.
fn number_text(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e15 {
        return format!("{value:.0}");
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let before = size.log10().floor() as i32;
    let digits = (3 - before).clamp(0, 8) as usize;
    format!("{value:.digits$}")
}

/// An energy with the prefix that people use.
pub fn energy_text(energy_gev: f64) -> String {
    match energy_gev {
        energy if energy >= 1e6 => format!("{:.3} PeV", energy / 1e6),
        energy if energy >= 1e3 => format!("{:.2} TeV", energy / 1e3),
        energy => format!("{energy:.2} GeV"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_fit_keep_what_they_say() {
        for (value, text) in [
            (9033.0, "9033"),
            (-1.0, "-1"),
            (0.000_593_21, "0.0005932"),
            (12.345_678, "12.35"),
            (19_876.54, "19877"),
            (1.5e-9, "1.500e-9"),
            (2.5e9 + 0.5, "2.500e9"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }
}
