//! Full events with fits become a list of candidates: one row for each event that has a fit and a time.
//!
//! | column | from |
//! | --- | --- |
//! | right ascension, declination | the direction of the best fit, through the site, at the event's time (ICRS) |
//! | MJD | UTC of the event's header: a frame of KM3NeT is 0.1 s, 1.5 arc seconds of the sky's turning |
//! | hits | those that a trigger used, or those of the fit, as asked for; never a mixture |
//! | angular error | the fit's own estimate (Jpp: β₀) |
//! | energy, quality | the fit's energy as log₁₀ of GeV, and its likelihood |
//! | zenith, azimuth | where the particle came from, in the detector's frame |
//! | kind, fit | track or cascade, and what the fit is called |
//! | run, frame, trigger, event | the numbers by which people name the event |
//!
//! Events are read one by one and let go; an event that gives no row is counted, with the reason.

use std::collections::BTreeMap;
use std::path::Path;

use nuscope_model::track::{BestBy, TrackShape, best_track_of};
use nuscope_model::{
    Column, Event, EventKind, Extra, Labels, Mjd, Provenance, Quantity, Sample, Site, Track, Utc,
};
use rayon::prelude::*;

use crate::error::grouped;
use crate::{Error, EventSource, Progress, Result};

/// Events that are read between two looks at the progress.
const EVENTS_AT_ONCE: usize = 64;

/// Which hits are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HitsOf {
    /// Those that a trigger used.
    #[default]
    Trigger,
    /// Those that the fit says it used.
    Fit,
}

/// What makes a row of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Reduction {
    /// Where the detector stands and how it is turned.
    pub site: Site,
    /// What the fit is called, in any case ("JMuon", "JShower", "aashower"); `None` takes the best of all.
    pub fit: Option<String>,
    /// Which of several fits is the best.
    pub best_by: BestBy,
    /// Which hits are counted.
    pub hits_of: HitsOf,
    /// The date for events that have none, or one before 1972: simulated ones.
    pub stand_in: Option<Mjd>,
    /// Events with fewer hits are left out.
    pub min_hits: Option<f64>,
    /// Fits of a lower likelihood are left out.
    pub min_likelihood: Option<f64>,
    /// Fits of less energy in GeV, or of none, are left out.
    pub min_energy_gev: Option<f64>,
    /// Fits of a larger angular error in radians, or of none, are left out.
    pub max_angular_error_rad: Option<f64>,
}

impl Reduction {
    /// The best fit of every event, without cuts.
    pub fn at(site: Site) -> Self {
        Self {
            site,
            fit: None,
            best_by: BestBy::default(),
            hits_of: HitsOf::default(),
            stand_in: None,
            min_hits: None,
            min_likelihood: None,
            min_energy_gev: None,
            max_angular_error_rad: None,
        }
    }
}

/// Why an event gave no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// It has no fit, or none of the name.
    NoFit,
    /// It has no date, or one in a year whose sky is not known.
    NoTime,
    /// A cut left it out.
    Cut,
    /// It could not be read.
    Unreadable,
}

impl Skip {
    /// The reason, as it follows the number of events.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoFit => "without a fit",
            Self::NoTime => "without a time",
            Self::Cut => "left out by the cuts",
            Self::Unreadable => "that cannot be read",
        }
    }
}

/// A row in the making.
#[derive(Clone, Debug)]
struct Row {
    ra_rad: f64,
    dec_rad: f64,
    /// In the order of `QUANTITIES`.
    values: [f64; QUANTITIES.len()],
    /// In the order of `NUMBERS`.
    numbers: [f64; NUMBERS.len()],
    kind: EventKind,
    fit: String,
}

const QUANTITIES: [Quantity; 7] = [
    Quantity::Mjd,
    Quantity::Hits,
    Quantity::AngularErrorRad,
    Quantity::Log10EnergyGev,
    Quantity::Quality,
    Quantity::ZenithRad,
    Quantity::AzimuthRad,
];

const NUMBERS: [&str; 4] = ["run", "frame", "trigger", "event"];

/// Collects rows from one source of events after another.
#[derive(Clone, Debug)]
pub struct Reducer {
    reduction: Reduction,
    rows: Vec<Row>,
    skipped: BTreeMap<Skip, usize>,
    first_error: Option<String>,
    provenance: Option<Provenance>,
}

/// A list of candidates, and what became of the other events.
#[derive(Clone, Debug)]
pub struct Reduced {
    /// The list.
    pub sample: Sample,
    /// How many events gave no row, by reason.
    pub skipped: BTreeMap<Skip, usize>,
    /// The first error of those that could not be read.
    pub first_error: Option<String>,
}

impl Reducer {
    /// A list without rows.
    pub fn new(reduction: Reduction) -> Self {
        Self {
            reduction,
            rows: Vec::new(),
            skipped: BTreeMap::new(),
            first_error: None,
            provenance: None,
        }
    }

    /// Adds the rows of all events of `source`, which was opened from `path`.
    ///
    /// # Errors
    /// If `progress` was cancelled, or recorded and simulated events would stand in one list.
    pub fn add(
        &mut self,
        source: &dyn EventSource,
        path: &Path,
        progress: &Progress,
    ) -> Result<()> {
        let provenance = source.provenance();
        if self.provenance.is_some_and(|before| before != provenance) {
            return Err(Error::Unsupported {
                wanted: "a list of either recorded or simulated events",
                found: "these are of the other kind than those before".into(),
                path: path.into(),
            });
        }
        self.provenance = Some(provenance);
        let events = source.headers().len();
        for start in (0..events).step_by(EVENTS_AT_ONCE) {
            let step = progress.step(start, events);
            step.map_err(|source| Error::Table {
                source,
                path: path.into(),
            })?;
            let end = (start + EVENTS_AT_ONCE).min(events);
            let rows: Vec<_> = (start..end)
                .into_par_iter()
                .map(|index| match source.read(index) {
                    Ok(event) => row(&event, &self.reduction).map_err(|skip| (skip, None)),
                    Err(error) => Err((Skip::Unreadable, Some(error.to_string()))),
                })
                .collect();
            for row in rows {
                match row {
                    Ok(row) => self.rows.push(row),
                    Err((skip, error)) => {
                        *self.skipped.entry(skip).or_default() += 1;
                        self.first_error = self.first_error.take().or(error);
                    }
                }
            }
        }
        progress.report(events, events);
        Ok(())
    }

    /// The list, called `name`.
    pub fn finish(self, name: impl Into<String>) -> Reduced {
        let rows = &self.rows;
        let column = |(i, quantity): (usize, &Quantity)| Column {
            quantity: *quantity,
            values: rows.iter().map(|row| row.values[i]).collect(),
        };
        let extra = |(i, name): (usize, &&str)| {
            let values: Vec<f64> = rows.iter().map(|row| row.numbers[i]).collect();
            Extra {
                name: (*name).to_owned(),
                unit: String::new(),
                integers: Some(values.iter().map(|value| *value as i64).collect()),
                values,
            }
        };
        let sample = Sample {
            name: name.into(),
            provenance: self.provenance.unwrap_or_default(),
            ra_rad: rows.iter().map(|row| row.ra_rad).collect(),
            dec_rad: rows.iter().map(|row| row.dec_rad).collect(),
            columns: QUANTITIES.iter().enumerate().map(column).collect(),
            kinds: rows.iter().map(|row| row.kind).collect(),
            extras: NUMBERS.iter().enumerate().map(extra).collect(),
            labels: vec![Labels {
                name: "fit".to_owned(),
                values: rows.iter().map(|row| row.fit.clone()).collect(),
            }],
            ..Sample::default()
        };
        Reduced {
            sample,
            skipped: self.skipped,
            first_error: self.first_error,
        }
    }
}

impl Reduced {
    /// What became of the events that gave no row, in sentences.
    pub fn remarks(&self) -> Vec<String> {
        let sentence = |(skip, count): (&Skip, &usize)| {
            let events = if *count == 1 { "event" } else { "events" };
            let mut text = format!("{} {events} {}", grouped(*count), skip.reason());
            if let (Skip::Unreadable, Some(error)) = (skip, &self.first_error) {
                text += &format!(", the first: {error}");
            }
            text
        };
        self.skipped.iter().map(sentence).collect()
    }
}

/// The row of an event, or why it has none.
fn row(event: &Event, reduction: &Reduction) -> std::result::Result<Row, Skip> {
    let wanted = |track: &Track| {
        let name = reduction.fit.as_deref();
        name.is_none_or(|name| track.name.eq_ignore_ascii_case(name))
    };
    let best = best_track_of(&event.tracks, reduction.best_by, wanted).ok_or(Skip::NoFit)?;
    let track = &event.tracks[best];
    let hits = match reduction.hits_of {
        HitsOf::Trigger => event.triggered_hits() as f64,
        HitsOf::Fit => hits_of_fit(track).unwrap_or(f64::NAN),
    };
    let likelihood = track.likelihood.unwrap_or(f64::NAN);
    let energy_gev = track.energy_gev.filter(|energy| *energy > 0.0);
    let error_rad = track.angular_error_rad.unwrap_or(f64::NAN);
    let cut = below(hits, reduction.min_hits)
        || below(likelihood, reduction.min_likelihood)
        || below(energy_gev.unwrap_or(f64::NAN), reduction.min_energy_gev)
        || below(
            -error_rad,
            reduction.max_angular_error_rad.map(|most| -most),
        );
    if cut {
        return Err(Skip::Cut);
    }
    // Simulations write 1970 or the like where they have no date.
    let dated = event.header.utc.filter(|utc| utc.julian_days().is_some());
    let utc = dated.or(reduction.stand_in.map(Utc::from));
    let utc = utc.ok_or(Skip::NoTime)?;
    let position = reduction.site.equatorial(track.direction, utc);
    let position = position.ok_or(Skip::NoTime)?;
    let ra_deg = short(position.ra_rad.to_degrees()).rem_euclid(360.0);
    let number = |value: Option<i64>| value.map_or(f64::NAN, |value| value as f64);
    let header = &event.header;
    Ok(Row {
        ra_rad: ra_deg.to_radians(),
        dec_rad: short(position.dec_rad.to_degrees()).to_radians(),
        values: [
            utc.mjd().0,
            hits,
            short(error_rad.to_degrees()).to_radians(),
            energy_gev.map_or(f64::NAN, f64::log10),
            likelihood,
            short(track.direction.zenith_rad().to_degrees()).to_radians(),
            short(track.direction.azimuth_rad().to_degrees()).to_radians(),
        ],
        numbers: [
            number(header.run_id),
            number(header.frame_index),
            number(header.trigger_counter),
            header.event_id as f64,
        ],
        kind: match track.shape {
            TrackShape::Line => EventKind::Track,
            TrackShape::Shower => EventKind::Cascade,
        },
        fit: track.name.clone(),
    })
}

/// Degrees to eight decimals (36 microarcseconds), which every file can hold as they are.
fn short(degrees: f64) -> f64 {
    (degrees * 1e8).round() / 1e8
}

/// Whether a value does not pass a cut; a missing one passes none.
fn below(value: f64, least: Option<f64>) -> bool {
    least.is_some_and(|least| value.is_nan() || value < least)
}

/// The number of hits that a fit of the direction says it used; the energy fit's own number is another one.
fn hits_of_fit(track: &Track) -> Option<f64> {
    let known = [
        "JGANDALF_NUMBER_OF_HITS",
        "NUMBER_OF_HITS",
        "AASHOWERFIT_NUMBER_OF_HITS",
        "n_hits_used",
        "n_hits",
    ];
    known.iter().find_map(|known| {
        let found = track.details.iter().find(|(name, _)| name == known);
        found.map(|(_, value)| *value)
    })
}

#[cfg(test)]
mod tests;
