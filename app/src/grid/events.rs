//! The table of all events of a file: what their headers say at once, what has to be read as it comes.

use std::sync::Arc;

use nuscope_io::EventSource;
use nuscope_model::track::TrackShape;
use nuscope_model::{EventHeader, Provenance};

use super::{Grid, GridColumn, HEAD, Head, Writing};
use crate::filter::{Cells, Kind, missing_whole};
use crate::summaries::{BestFit, Pieces, Summary};

const COUNT: Head = Head {
    writing: Writing::Plain,
    width: 62.0,
    ..HEAD
};

const TEXT: Head = Head {
    kind: Kind::Text,
    width: 80.0,
    ..HEAD
};

const ANGLE: Head = Head {
    unit: "°",
    writing: Writing::Decimals(2),
    width: 84.0,
    ..HEAD
};

/// The table of the events of `source`; what has to be read of them is as in `pieces`.
pub fn grid(source: &Arc<dyn EventSource>, pieces: &Pieces) -> Grid {
    let rows = source.headers().len();
    let mut columns = from_headers(source);
    columns.extend(from_summaries(pieces));
    Grid::new("events", rows, columns)
}

/// A column of whole numbers of the headers.
fn whole(
    source: &Arc<dyn EventSource>,
    head: Head,
    value: impl Fn(&EventHeader) -> Option<i64> + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let source = Arc::clone(source);
    GridColumn::new(head, move || {
        let values = source.headers().iter().map(&value);
        Cells::Whole(
            values
                .map(|value| value.unwrap_or(missing_whole()))
                .collect(),
        )
    })
}

fn from_headers(source: &Arc<dyn EventSource>) -> Vec<Arc<GridColumn>> {
    let places = {
        let source = Arc::clone(source);
        let head = COUNT.of(
            "place",
            "Place",
            "Place of the event in the file, counted from 1",
        );
        GridColumn::new(head, move || {
            Cells::Whole((1..=source.headers().len() as i64).collect())
        })
    };
    let any = |value: fn(&EventHeader) -> bool| source.headers().iter().any(value);
    let run = COUNT
        .of("run", "Run", "Number of the run")
        .usual_if(any(|header| header.run_id.is_some()));
    let frame = COUNT
        .of("frame", "Frame", "Number of the data frame, counted from 1")
        .known_as(&["frame_index"])
        .usual_if(any(|header| header.frame_index.is_some()));
    let counter = COUNT
        .of(
            "counter",
            "Trigger no.",
            "Number of the trigger in its frame",
        )
        .known_as(&["trigger_counter"])
        .wide(78.0)
        .usual_if(any(|header| header.trigger_counter.is_some()));
    let event = COUNT
        .of("event", "Event", "The file's own number of the event")
        .known_as(&["event_id"]);
    let overlays = COUNT
        .of(
            "overlays",
            "Overlays",
            "Triggers that were merged into the event",
        )
        .wide(70.0)
        .usual_if(any(|header| header.overlays.is_some()));
    let hits = COUNT.of("hits", "Hits", "Hits in the event");
    let triggers = {
        let source = Arc::clone(source);
        let head = HEAD
            .of("triggers", "Triggers", "Triggers that fired")
            .holding(Kind::Bits)
            .wide(206.0)
            .usual_if(any(|header| header.trigger_mask != 0));
        GridColumn::new(head, move || {
            let masks = source.headers().iter().map(|header| header.trigger_mask);
            Cells::Bits(masks.collect())
        })
    };
    let utc = {
        let source = Arc::clone(source);
        let head = HEAD
            .of("utc", "Time", "Date and time of the event")
            .known_as(&["time"])
            .in_unit("UTC")
            .holding(Kind::Moment)
            .wide(170.0)
            .usual_if(any(|header| {
                header.utc.is_some_and(|utc| utc.julian_days().is_some())
            }));
        GridColumn::new(head, move || {
            let seconds = |header: &EventHeader| {
                // Simulations write 1970 or the like where they have no date.
                let utc = header.utc.filter(|utc| utc.unix_s > 63_072_000);
                utc.map_or(f64::NAN, |utc| {
                    utc.unix_s as f64 + f64::from(utc.nanoseconds) * 1e-9
                })
            };
            Cells::Moment(source.headers().iter().map(seconds).collect())
        })
    };
    let simulated = {
        let source = Arc::clone(source);
        let head = HEAD
            .of("simulated", "Simulated", "Whether the event was simulated")
            .holding(Kind::Truth)
            .usual_if(false);
        GridColumn::new(head, move || {
            let simulated = source.provenance() == Provenance::Simulated;
            Cells::Truth(vec![simulated; source.headers().len()].into())
        })
    };
    vec![
        places,
        whole(source, event, |header| Some(header.event_id)),
        whole(source, run, |header| header.run_id),
        whole(source, frame, |header| header.frame_index),
        whole(source, counter, |header| header.trigger_counter),
        triggers,
        whole(source, overlays, |header| header.overlays),
        whole(source, hits, |header| i64::try_from(header.hits).ok()),
        utc,
        simulated,
    ]
}

/// A column of numbers of what was read.
fn real(
    pieces: &Pieces,
    head: Head,
    value: impl Fn(&Summary) -> Option<f64> + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let pieces = pieces.clone();
    GridColumn::new(head, move || {
        let number = |summary: Option<&Summary>| summary.and_then(&value).unwrap_or(f64::NAN);
        Cells::Real(pieces.iter().map(number).collect())
    })
}

/// A column of numbers of the best fit.
fn of_fit(
    pieces: &Pieces,
    head: Head,
    value: impl Fn(&BestFit) -> Option<f64> + Send + Sync + 'static,
) -> Arc<GridColumn> {
    real(pieces, head, move |summary| {
        summary.fit.as_ref().and_then(&value)
    })
}

/// A column of texts of the best fit.
fn words(
    pieces: &Pieces,
    head: Head,
    word: impl Fn(&BestFit) -> &str + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let pieces = pieces.clone();
    GridColumn::new(head, move || {
        let text = |summary: Option<&Summary>| {
            let fit = summary.and_then(|summary| summary.fit.as_ref());
            fit.map_or_else(String::new, |fit| word(fit).to_owned())
        };
        Cells::Text(Arc::new(pieces.iter().map(text).collect()))
    })
}

/// The columns of what was read so far.
pub fn from_summaries(pieces: &Pieces) -> Vec<Arc<GridColumn>> {
    let triggered = COUNT
        .of("triggered_hits", "Triggered", "Hits that a trigger used")
        .wide(74.0);
    let fit = TEXT.of(
        "fit",
        "Best fit",
        "What the best fit is called: that of the most stages, then of the highest likelihood",
    );
    let kind = TEXT
        .of(
            "kind",
            "Kind",
            "Whether the best fit is a track or a shower",
        )
        .wide(62.0);
    let energy = HEAD
        .of("e_gev", "Energy", "Energy of the best fit")
        .known_as(&["energy_gev"])
        .in_unit("GeV")
        .written(Writing::Power(3))
        .wide(96.0);
    let zenith = ANGLE
        .of(
            "zenith_deg",
            "Zenith",
            "Where the particle came from: 0° from above, 180° from below",
        )
        .known_as(&["zenith"]);
    let azimuth = ANGLE
        .of(
            "azimuth_deg",
            "Azimuth",
            "Where the particle came from, in the detector's frame",
        )
        .known_as(&["azimuth"]);
    let likelihood = HEAD
        .of("likelihood", "Likelihood", "Likelihood of the best fit")
        .written(Writing::Decimals(2))
        .wide(84.0);
    let right_ascension = ANGLE.of("ra_deg", "RA", "Right ascension of the best fit (ICRS); needs a detector that says where it is, and a date").known_as(&["ra"]).written(Writing::Decimals(3));
    let declination = ANGLE.of("dec_deg", "Dec", "Declination of the best fit (ICRS); needs a detector that says where it is, and a date").known_as(&["dec"]).written(Writing::Decimals(3));
    let true_energy = HEAD
        .of(
            "true_e_gev",
            "True energy",
            "Energy of the simulated particle that began the event",
        )
        .in_unit("GeV")
        .written(Writing::Power(3))
        .wide(116.0)
        .usual_if(false);
    let true_zenith = ANGLE
        .of(
            "true_zenith_deg",
            "True zenith",
            "Where the simulated particle that began the event came from",
        )
        .wide(100.0)
        .usual_if(false);
    let known = |value: f64| (!value.is_nan()).then_some(value);
    vec![
        real(pieces, triggered, |summary| {
            summary.readable.then(|| f64::from(summary.triggered_hits))
        }),
        words(pieces, fit, |fit| &fit.name),
        words(pieces, kind, |fit| match fit.shape {
            TrackShape::Line => "track",
            TrackShape::Shower => "shower",
        }),
        of_fit(pieces, energy, move |fit| known(fit.energy_gev)),
        of_fit(pieces, zenith, |fit| {
            Some(fit.direction.zenith_rad().to_degrees())
        }),
        of_fit(pieces, azimuth, |fit| {
            Some(fit.direction.azimuth_rad().to_degrees())
        }),
        of_fit(pieces, likelihood, move |fit| known(fit.likelihood)),
        of_fit(pieces, right_ascension, |fit| fit.sky_deg.map(|sky| sky[0])),
        of_fit(pieces, declination, |fit| fit.sky_deg.map(|sky| sky[1])),
        real(pieces, true_energy, |summary| {
            summary.truth.map(|truth| f64::from(truth[0]))
        }),
        real(pieces, true_zenith, |summary| {
            summary.truth.map(|truth| f64::from(truth[1]))
        }),
    ]
}
