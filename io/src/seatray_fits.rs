//! Fits and simulated particles in the tables of SeaTray and IceTray: every table with a direction and a place.
//!
//! `zenith` and `azimuth` say where a particle comes from. ANTARES' `quality` is the likelihood parameter Λ of its
//! fit, higher is better. Source of the shapes: IceTray, I3Particle.

use std::collections::HashMap;

use glam::DVec3;
use nuscope_model::track::TrackShape;
use nuscope_model::{Direction, Track, TrackOrigin};

use crate::common_rows::given;
use crate::hdf5_columns::Columns;
use crate::km3net_names::particle_name;
use crate::read_seatray_hdf5::{Key, rows_by_key};
use crate::{Result, Warnings};

/// Columns with a place of their own in a track.
const PLACED: [&str; 9] = [
    "x", "y", "z", "zenith", "azimuth", "time", "energy", "length", "quality",
];

/// Columns that are neither numbers of a fit nor placed.
const KEYS: [&str; 11] = [
    "Run",
    "Event",
    "SubEvent",
    "SubEventStream",
    "TriggerCounter",
    "exists",
    "vector_index",
    "type",
    "pdg_encoding",
    "shape",
    "fit_status",
];

/// One table of fits or particles.
#[derive(Debug)]
pub(crate) struct Fits {
    name: String,
    table: Columns,
    rows: HashMap<Key, Vec<usize>>,
    /// Whether these are particles of the simulation.
    pub(crate) simulated: bool,
}

/// Whether a table has the columns of a fit.
pub(crate) fn looks_like_fits(table: &Columns) -> bool {
    ["Run", "Event"]
        .iter()
        .chain(&PLACED[..6])
        .all(|column| table.has(column))
}

impl Fits {
    /// Finds whose rows are whose.
    pub(crate) fn open(name: String, table: Columns, warnings: &mut Warnings) -> Result<Self> {
        table.warn(warnings);
        Ok(Self {
            rows: rows_by_key(&table)?,
            simulated: name.contains("MCTree") || name.starts_with("MC"),
            name,
            table,
        })
    }

    /// The fits of a frame.
    pub(crate) fn read(&self, key: &Key, warnings: &mut Warnings) -> Result<Vec<Track>> {
        let mut tracks = Vec::new();
        let mut failed = 0;
        for &row in self.rows.get(key).into_iter().flatten() {
            match self.track(row)? {
                Some(track) => tracks.push(track),
                None => failed += 1,
            }
        }
        let name = &self.name;
        warnings.count(
            failed,
            &format!("fit of /{name} left out: it failed"),
            &format!("fits of /{name} left out: they failed"),
        );
        Ok(tracks)
    }

    fn track(&self, row: usize) -> Result<Option<Track>> {
        let number = |column: &str| -> Result<Option<f64>> {
            let values = self.table.f64(column, row..row + 1)?;
            Ok(values.and_then(|values| values.first().copied()))
        };
        let mut placed = [f64::NAN; PLACED.len()];
        for (value, column) in placed.iter_mut().zip(PLACED) {
            *value = number(column)?.unwrap_or(f64::NAN);
        }
        let [x, y, z, zenith, azimuth, time_ns, energy, length, quality] = placed;
        let position_m = DVec3::new(x, y, z);
        let known = position_m.is_finite() && (zenith + azimuth + time_ns).is_finite();
        if !known || number("fit_status")?.is_some_and(|status| status != 0.0) {
            return Ok(None);
        }
        let shape = match number("shape")? {
            Some(20.0 | 30.0 | 31.0) => TrackShape::Shower,
            _ => TrackShape::Line,
        };
        let pdg = match number("pdg_encoding")? {
            Some(pdg) => Some(pdg),
            None => number("type")?,
        };
        let (name, origin) = match self.simulated {
            true => {
                let pdg = pdg.unwrap_or(0.0) as i32;
                (particle_name(pdg), TrackOrigin::MonteCarlo { pdg })
            }
            false => (
                self.name.clone(),
                TrackOrigin::Reconstructed { rec_type: -1 },
            ),
        };
        let mut details = Vec::new();
        for column in self.table.number_names() {
            if !PLACED.contains(&column) && !KEYS.contains(&column) {
                let value = number(column)?.filter(|value| !value.is_nan());
                details.extend(value.map(|value| (column.to_owned(), value)));
            }
        }
        Ok(Some(Track {
            name,
            origin,
            shape,
            position_m,
            direction: Direction::from_source_angles(zenith, azimuth),
            time_ns,
            energy_gev: given(energy),
            length_m: given(length),
            likelihood: Some(quality).filter(|value| !value.is_nan()),
            stages: Vec::new(),
            angular_error_rad: None,
            details,
        }))
    }
}
