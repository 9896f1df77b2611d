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
            head(
                "name",
                "Name",
                "",
                "What the fit or particle is called",
                TEXT,
            ),
            |track| track.name.clone(),
        ),
        texts(
            head(
                "kind",
                "Kind",
                "",
                "Track or shower",
                Head {
                    width: 62.0,
                    ..TEXT
                },
            ),
            |track| match track.shape {
                TrackShape::Line => "track".to_owned(),
                TrackShape::Shower => "shower".to_owned(),
            },
        ),
        texts(
            head(
                "origin",
                "Origin",
                "",
                "A fit, or the simulation's truth",
                TEXT,
            ),
            |track| match track.origin {
                TrackOrigin::Reconstructed { .. } => "fit".to_owned(),
                TrackOrigin::MonteCarlo { .. } => "truth".to_owned(),
            },
        ),
        best(event),
        numbers(
            Head {
                aliases: &["energy_gev"],
                writing: Writing::Power(3),
                width: 96.0,
                ..head("e_gev", "Energy", "GeV", "Energy", NUMBER)
            },
            |track| track.energy_gev,
        ),
        numbers(
            Head {
                aliases: &["zenith"],
                ..head(
                    "zenith_deg",
                    "Zenith",
                    "°",
                    "Where the particle came from: 0° from above, 180° from below",
                    NUMBER,
                )
            },
            |track| Some(track.direction.zenith_rad().to_degrees()),
        ),
        numbers(
            Head {
                aliases: &["azimuth"],
                ..head(
                    "azimuth_deg",
                    "Azimuth",
                    "°",
                    "Where the particle came from, in the detector's frame",
                    NUMBER,
                )
            },
            |track| Some(track.direction.azimuth_rad().to_degrees()),
        ),
        numbers(
            head(
                "likelihood",
                "Likelihood",
                "",
                "Likelihood of the fit",
                NUMBER,
            ),
            |track| track.likelihood,
        ),
        numbers(
            Head {
                writing: Writing::Decimals(3),
                width: 104.0,
                ..head(
                    "error_deg",
                    "Angular error",
                    "°",
                    "The fit's own estimate of its angular error",
                    NUMBER,
                )
            },
            |track| track.angular_error_rad.map(f64::to_degrees),
        ),
        texts(
            head(
                "stages",
                "Stages",
                "",
                "Stages of the fit, in order",
                Head {
                    width: 100.0,
                    ..TEXT
                },
            ),
            |track| {
                let stages: Vec<_> = track.stages.iter().map(i32::to_string).collect();
                stages.join(" ")
            },
        ),
        numbers(
            head(
                "length_m",
                "Length",
                "m",
                "Length from its position",
                NUMBER,
            ),
            |track| track.length_m,
        ),
        time(event),
    ];
    columns.extend(sky(event, site));
    columns.extend([
        numbers(head("x_m", "x", "m", POSITION, NUMBER), |track| {
            Some(track.position_m.x)
        }),
        numbers(head("y_m", "y", "m", POSITION, NUMBER), |track| {
            Some(track.position_m.y)
        }),
        numbers(head("z_m", "z", "m", POSITION, NUMBER), |track| {
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

fn head(
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    about: &'static str,
    head: Head,
) -> Head {
    Head {
        name,
        title,
        unit,
        about,
        ..head
    }
}

fn best(event: &Arc<Event>) -> Arc<GridColumn> {
    let head = Head {
        kind: Kind::Truth,
        width: 48.0,
        ..head(
            "best",
            "Best",
            "",
            "Whether it is the best fit: that of the most stages, then of the highest likelihood",
            HEAD,
        )
    };
    let event = Arc::clone(event);
    GridColumn::new(head, move || {
        let best = best_track(&event.tracks);
        let count = event.tracks.len() + event.mc_tracks.len();
        Cells::Truth((0..count).map(|place| Some(place) == best).collect())
    })
}

fn time(event: &Arc<Event>) -> Arc<GridColumn> {
    let head = Head {
        writing: Writing::Decimals(1),
        ..head(
            "time_ns",
            "Time",
            "ns",
            "Time at its position, after the event's zero",
            NUMBER,
        )
    };
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
        let head = Head {
            writing: Writing::Decimals(3),
            ..head(name, title, "°", about, NUMBER)
        };
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
