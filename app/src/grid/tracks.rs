//! The table of the tracks and showers of the event on display: reconstructed ones, then the truth.

use std::sync::Arc;

use nuscope_model::track::{TrackShape, best_track};
use nuscope_model::{Event, Site, Track, TrackOrigin};

use super::{Grid, GridColumn, HEAD, Head, Writing};
use crate::filter::{Cells, Kind};

const NUMBER: Head = Head {
    writing: Writing::Decimals(2),
    width: 84.0,
    ..HEAD
};

const TEXT: Head = Head {
    kind: Kind::Text,
    width: 90.0,
    ..HEAD
};

/// A track by its place among reconstructed tracks followed by the truth.
pub fn track(event: &Event, place: usize) -> Option<&Track> {
    event.tracks.iter().chain(&event.mc_tracks).nth(place)
}

/// The table of all tracks; with a site and a date they have places on the sky.
pub fn grid(event: &Arc<Event>, site: Option<&Site>) -> Grid {
    let numbers = |head: Head, value: fn(&Track) -> Option<f64>| {
        let event = Arc::clone(event);
        GridColumn::new(head, move || {
            let tracks = event.tracks.iter().chain(&event.mc_tracks);
            Cells::Real(
                tracks
                    .map(|track| value(track).unwrap_or(f64::NAN))
                    .collect(),
            )
        })
    };
    let texts = |head: Head, value: fn(&Track) -> String| {
        let event = Arc::clone(event);
        GridColumn::new(head, move || {
            let tracks = event.tracks.iter().chain(&event.mc_tracks);
            Cells::Text(Arc::new(tracks.map(value).collect()))
        })
    };
    let mut columns = vec![
        texts(
            TEXT.of("name", "Name", "What the fit or particle is called"),
            |track| track.name.clone(),
        ),
        texts(
            TEXT.of("kind", "Kind", "Track or shower").wide(62.0),
            |track| match track.shape {
                TrackShape::Line => "track".to_owned(),
                TrackShape::Shower => "shower".to_owned(),
            },
        ),
        texts(
            TEXT.of("origin", "Origin", "A fit, or the simulation's truth"),
            |track| match track.origin {
                TrackOrigin::Reconstructed { .. } => "fit".to_owned(),
                TrackOrigin::MonteCarlo { .. } => "truth".to_owned(),
            },
        ),
        best(event),
        numbers(
            NUMBER
                .of("e_gev", "Energy", "Energy")
                .in_unit("GeV")
                .known_as(&["energy_gev"])
                .written(Writing::Power(3))
                .wide(96.0),
            |track| track.energy_gev,
        ),
        numbers(
            NUMBER
                .of(
                    "zenith_deg",
                    "Zenith",
                    "Where the particle came from: 0° from above, 180° from below",
                )
                .in_unit("°")
                .known_as(&["zenith"]),
            |track| Some(track.direction.zenith_rad().to_degrees()),
        ),
        numbers(
            NUMBER
                .of(
                    "azimuth_deg",
                    "Azimuth",
                    "Where the particle came from, in the detector's frame",
                )
                .in_unit("°")
                .known_as(&["azimuth"]),
            |track| Some(track.direction.azimuth_rad().to_degrees()),
        ),
        numbers(
            NUMBER.of("likelihood", "Likelihood", "Likelihood of the fit"),
            |track| track.likelihood,
        ),
        numbers(
            NUMBER
                .of(
                    "error_deg",
                    "Angular error",
                    "The fit's own estimate of its angular error",
                )
                .in_unit("°")
                .written(Writing::Decimals(3))
                .wide(104.0),
            |track| track.angular_error_rad.map(f64::to_degrees),
        ),
        texts(
            TEXT.of("stages", "Stages", "Stages of the fit, in order")
                .wide(100.0),
            |track| {
                let stages: Vec<_> = track.stages.iter().map(i32::to_string).collect();
                stages.join(" ")
            },
        ),
        numbers(
            NUMBER
                .of("length_m", "Length", "Length from its position")
                .in_unit("m"),
            |track| track.length_m,
        ),
        time(event),
    ];
    columns.extend(sky(event, site));
    columns.extend([
        numbers(NUMBER.of("x_m", "x", POSITION).in_unit("m"), |track| {
            Some(track.position_m.x)
        }),
        numbers(NUMBER.of("y_m", "y", POSITION).in_unit("m"), |track| {
            Some(track.position_m.y)
        }),
        numbers(NUMBER.of("z_m", "z", POSITION).in_unit("m"), |track| {
            Some(track.position_m.z)
        }),
    ]);
    Grid::new(
        "tracks",
        event.tracks.len() + event.mc_tracks.len(),
        columns,
    )
}

const POSITION: &str = "Where it was at its time, in the detector's frame";

fn best(event: &Arc<Event>) -> Arc<GridColumn> {
    let head = HEAD
        .of(
            "best",
            "Best",
            "Whether it is the best fit: that of the most stages, then of the highest likelihood",
        )
        .holding(Kind::Truth)
        .wide(48.0);
    let event = Arc::clone(event);
    GridColumn::new(head, move || {
        let best = best_track(&event.tracks);
        let count = event.tracks.len() + event.mc_tracks.len();
        Cells::Truth((0..count).map(|place| Some(place) == best).collect())
    })
}

fn time(event: &Arc<Event>) -> Arc<GridColumn> {
    let head = NUMBER
        .of(
            "time_ns",
            "Time",
            "Time at its position, after the event's zero",
        )
        .in_unit("ns")
        .written(Writing::Decimals(1));
    let event = Arc::clone(event);
    GridColumn::new(head, move || {
        let tracks = event.tracks.iter().chain(&event.mc_tracks);
        Cells::Real(
            tracks
                .map(|track| track.time_ns - event.time_zero_ns)
                .collect(),
        )
    })
}

/// Right ascension and declination.
fn sky(event: &Arc<Event>, site: Option<&Site>) -> [Arc<GridColumn>; 2] {
    let axis = |name, title, about, place: usize| {
        let head = NUMBER
            .of(name, title, about)
            .in_unit("°")
            .written(Writing::Decimals(3));
        let (event, site) = (Arc::clone(event), site.cloned());
        GridColumn::new(head, move || {
            // Simulations write 1970 or the like where they have no date.
            let utc = event.header.utc.filter(|utc| utc.julian_days().is_some());
            let tracks = event.tracks.iter().chain(&event.mc_tracks);
            let degrees = |track: &Track| {
                let known = site.as_ref().zip(utc);
                let position = known.and_then(|(site, utc)| site.equatorial(track.direction, utc));
                position.map_or(f64::NAN, |position| match place {
                    0 => position.ra_rad.to_degrees().rem_euclid(360.0),
                    _ => position.dec_rad.to_degrees(),
                })
            };
            Cells::Real(tracks.map(degrees).collect())
        })
    };
    [
        axis(
            "ra_deg",
            "RA",
            "Right ascension (ICRS); needs a detector that says where it is, and a date",
            0,
        ),
        axis(
            "dec_deg",
            "Dec",
            "Declination (ICRS); needs a detector that says where it is, and a date",
            1,
        ),
    ]
}
