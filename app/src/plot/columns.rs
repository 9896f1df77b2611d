//! What figures show of hits: their common columns, and two that only figures need. Which hits lie in a range of them.

use std::sync::{Arc, OnceLock};

use nuscope_model::cherenkov::Cherenkov;

use super::axes::Panel;
use crate::hit_values::{HitValues, ShownHits};
use crate::view::HitQuantity;

/// Something that figures show of every hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlotQuantity {
    /// What tables, colours and cuts know too.
    Hit(HitQuantity),
    /// Height of the photomultiplier in metres, in the detector's frame.
    Height,
    /// Where along the reference track its light was made, in metres from the track's position.
    Emission,
    /// Nothing of a hit, but of a candidate.
    Candidate(CandidateQuantity),
}

/// Something that figures show of every candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateQuantity {
    /// Energy or its proxy in GeV.
    Energy,
    /// Declination in degrees.
    Declination,
    /// Date as MJD.
    Date,
    /// Angular error in degrees.
    Error,
}

impl CandidateQuantity {
    /// Its column in the table of candidates.
    pub fn column(self) -> &'static str {
        match self {
            Self::Energy => "energy_gev",
            Self::Declination => "dec_deg",
            Self::Date => "mjd",
            Self::Error => "error_deg",
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Energy => "Energy",
            Self::Declination => "Declination",
            Self::Date => "Date",
            Self::Error => "Angular error",
        }
    }

    /// Its unit.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Energy => "GeV",
            Self::Date => "MJD",
            Self::Declination | Self::Error => "°",
        }
    }

    /// Whether its values may be on a logarithmic axis.
    pub fn may_be_log(self) -> bool {
        matches!(self, Self::Energy | Self::Error)
    }
}

/// Columns of one event, made when they are first asked for.
#[derive(Debug)]
pub struct Columns {
    /// The common ones.
    pub values: Arc<HitValues>,
    height: OnceLock<Vec<f32>>,
    emission: OnceLock<Vec<f32>>,
}

impl Columns {
    /// The columns beside these values.
    pub fn new(values: Arc<HitValues>) -> Self {
        Self {
            values,
            height: OnceLock::new(),
            emission: OnceLock::new(),
        }
    }

    /// One value for each hit, NaN where it has none.
    pub fn column(&self, quantity: PlotQuantity) -> &[f32] {
        match quantity {
            PlotQuantity::Hit(quantity) => self.values.column(quantity),
            PlotQuantity::Height => self.height.get_or_init(|| {
                let sensors = self
                    .values
                    .detector
                    .as_deref()
                    .map_or(&[][..], |detector| detector.sensors());
                let height = |sensor: &Option<nuscope_model::SensorId>| {
                    let sensor = sensor.and_then(|sensor| sensors.get(sensor.0 as usize));
                    sensor.map_or(f32::NAN, |sensor| sensor.position_m.z as f32)
                };
                self.values.sensors().iter().map(height).collect()
            }),
            PlotQuantity::Emission => self.emission.get_or_init(|| self.make_emission()),
            PlotQuantity::Candidate(_) => &[],
        }
    }

    fn make_emission(&self) -> Vec<f32> {
        let values = &self.values;
        let hits = &values.event.hits;
        let (Some(track), Some(detector)) = (&values.reference, values.detector.as_deref()) else {
            return vec![f32::NAN; hits.len()];
        };
        let light = Cherenkov::of(track, values.medium);
        let emission = |(hit, sensor): (&nuscope_model::Hit, &Option<nuscope_model::SensorId>)| {
            let sensor = detector.sensors().get(sensor.as_ref()?.0 as usize)?;
            let along_m = light.emission_point_m(hit.time_ns, sensor.position_m)?;
            Some(along_m as f32)
        };
        let all = hits.iter().zip(values.sensors());
        all.map(|hit| emission(hit).unwrap_or(f32::NAN)).collect()
    }
}

/// A range of values, both ends included.
pub type Range = (f64, f64);

/// The shown hits of a panel whose values lie in both ranges; a range of `None` asks for nothing.
pub fn hits_within(
    columns: &Columns,
    shown: &ShownHits,
    panel: &Panel,
    x: Option<Range>,
    y: Option<Range>,
) -> Vec<u32> {
    let mut within = shown.passes.clone();
    let mut keep = |column: &[f32], (low, high): Range| {
        let (low, high) = (low as f32, high as f32);
        for (within, value) in within.iter_mut().zip(column) {
            *within &= (low..=high).contains(value);
        }
    };
    for (axis, range) in [(&panel.x, x), (&panel.y, y)] {
        let Some(range) = range else { continue };
        match axis.quantity {
            Some(quantity) => keep(columns.column(quantity), range),
            None => return Vec::new(),
        }
    }
    if let Some(string) = panel.string {
        let string = f64::from(string);
        keep(
            columns.column(PlotQuantity::Hit(HitQuantity::String)),
            (string, string),
        );
    }
    let places = within.iter().zip(0..).filter(|(within, _)| **within);
    places.map(|(_, place)| place).collect()
}
