//! Reads the energy losses that IceCube's Millipede finds along a track: a table of `energy time x y z`.
//!
//! They become an event without hits: one burst of light per segment that lost energy, and the line through all.
//! Millipede gives thousands of segments and most lose nothing; those below 1 GeV are left out, counted. The table
//! names no unit; Millipede's is GeV.

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::track::TrackShape;
use nuscope_model::{Direction, Event, Track};
use nuscope_table::{Column, Table};

use crate::error::grouped;
use crate::head::{Head, Match};
use crate::icecube_columns::{CHARGE, PLACE, STRING, TIME, named, positions, read_table, table_of};
use crate::{Error, EventsInMemory, Loaded, Reading, Result, Warnings};

/// Segments below this lost nothing worth a burst, in GeV.
const LEAST_GEV: f64 = 1.0;

/// Whether a file begins as energy losses do.
pub fn recognise(head: &Head) -> Match {
    match table_of(head).is_some_and(|table| columns(&table).is_some()) {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Energy, time and position.
fn columns(table: &Table) -> Option<(&Column, &Column, [&Column; 3])> {
    let of_pulses = [CHARGE, PLACE, STRING]
        .iter()
        .any(|names| named(table, names).is_some());
    let energy = named(table, &["energy", "e", "energy_gev"])?;
    (!of_pulses).then_some((energy, named(table, TIME)?, positions(table)?))
}

/// One segment.
#[derive(Clone, Copy, Debug)]
struct Loss {
    energy_gev: f64,
    time_ns: f64,
    position_m: DVec3,
}

/// Reads the event in `path`.
///
/// # Errors
/// If the file cannot be read, or its segments are not along a line.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let table = read_table(reading)?;
    let wrong = |found: String| Error::Unsupported {
        wanted: "a table of energy losses along a track (energy, time, x, y, z)",
        found,
        path: reading.path.to_owned(),
    };
    let (energy, time, position) =
        columns(&table).ok_or_else(|| wrong("its later rows are something else".into()))?;
    let numbers = |column: &Column| column.values.numbers().unwrap_or_default().into_owned();
    let (energy, time, [x, y, z]) = (numbers(energy), numbers(time), position.map(numbers));
    let number = |values: &[f64], row: usize| values.get(row).copied().unwrap_or(f64::NAN);
    let rows = (0..table.rows()).map(|row| Loss {
        energy_gev: number(&energy, row),
        time_ns: number(&time, row),
        position_m: DVec3::new(number(&x, row), number(&y, row), number(&z, row)),
    });
    let usable = |loss: &Loss| {
        let given = loss.energy_gev.is_finite() && loss.time_ns.is_finite();
        given && loss.energy_gev >= 0.0 && loss.position_m.is_finite()
    };
    let mut losses: Vec<Loss> = rows.filter(usable).collect();
    losses.sort_by(|a, b| a.time_ns.total_cmp(&b.time_ns));
    let ends = losses.first().zip(losses.last());
    let line = ends.and_then(|(first, last)| {
        let way = last.position_m - first.position_m;
        Direction::from_travel(way).map(|direction| (*first, direction, way.length()))
    });
    let (first, direction, length_m) =
        line.ok_or_else(|| wrong("its rows do not lie along a line".into()))?;
    let track = |loss: &Loss, shape| Track {
        name: "Millipede".into(),
        shape,
        energy_gev: Some(loss.energy_gev),
        ..Track::line(loss.position_m, direction, loss.time_ns)
    };
    let bright = losses.iter().filter(|loss| loss.energy_gev >= LEAST_GEV);
    let mut tracks: Vec<Track> = bright.map(|loss| track(loss, TrackShape::Shower)).collect();
    let mut warnings = Warnings(table.warnings.clone());
    warnings.count(
        table.rows() - losses.len(),
        "row without an energy, time or position left out",
        "rows without an energy, time or position left out",
    );
    let faint = losses.len() - tracks.len();
    if faint > 0 {
        warnings.add(format!(
            "{} of {} segments lost less than {LEAST_GEV} GeV and are left out",
            grouped(faint),
            grouped(losses.len())
        ));
    }
    // Last, because of fits of the same rank the last is the best one.
    let sum_gev = losses.iter().map(|loss| loss.energy_gev).sum();
    tracks.push(Track {
        length_m: Some(length_m),
        energy_gev: None,
        details: vec![("energy lost in GeV".into(), sum_gev)],
        ..track(&first, TrackShape::Line)
    });
    let event = Event {
        tracks,
        time_zero_ns: first.time_ns,
        ..Event::default()
    };
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: "Millipede energy losses".into(),
        events: Some(Arc::new(EventsInMemory::new(vec![event]))),
        warnings,
        ..Loaded::default()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{open_as, refusal};

    const SOUND: &str = ",energy,time,x,y,z\n0,0.0,8800.5,10.0,20.0,-30.0\n1,1e-20,8810.5,13.0,20.0,-30.0\n\
        2,250.5,8820.5,16.0,20.0,-30.0\n";

    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        open_as("a.csv", text)
    }

    #[test]
    fn losses_become_bursts_along_a_line() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(loaded.format, "Millipede energy losses");
        insta::assert_snapshot!(loaded.warnings, @"2 of 3 segments lost less than 1 GeV and are left out");
        let event = loaded.events.unwrap().read(0).unwrap();
        let [burst, line] = &event.tracks[..] else {
            panic!("{:?}", event.tracks)
        };
        assert_eq!(
            (burst.shape, burst.energy_gev),
            (TrackShape::Shower, Some(250.5))
        );
        assert_eq!((line.shape, line.length_m), (TrackShape::Line, Some(6.0)));
        assert_eq!(line.direction.travel(), DVec3::X);
        assert_eq!(nuscope_model::track::best_track(&event.tracks), Some(1));
    }

    #[test]
    fn rows_at_one_place_are_no_track() {
        let text = SOUND.replace("13.0", "10.0").replace("16.0", "10.0");
        insta::assert_snapshot!(refusal(open(text)), @"a table of energy losses along a track (energy, time, x, y, z) is wanted, but its rows do not lie along a line");
        let text = format!("{SOUND}3,nan,8830.5,19.0,20.0,-30.0\n");
        insta::assert_snapshot!(open(&text).unwrap().warnings, @"1 row without an energy, time or position left out; 2 of 3 segments lost less than 1 GeV and are left out");
    }
}
