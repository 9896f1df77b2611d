//! Columns of what depends on the light of the reference: residual, distance, impact angle.
//!
//! Where hits outnumber photomultipliers, what light does is computed once for each photomultiplier and looked up for
//! each hit. Memory is used again where somebody keeps it, so that a track that is dragged allocates nothing for hits.

use std::sync::Arc;

use nuscope_model::{Cherenkov, Hit, Sensor, SensorId};
use rayon::prelude::*;

use super::HitValues;
use crate::view::HitQuantity;

/// Hits that are looked at by one core before it asks for more.
const PIECE: usize = 4096;

/// The most columns that are kept to be used again: three of each step, and those still shown of the step before.
const MOST_SPARE: usize = 6;

/// Memory that is used again from step to step.
#[derive(Debug, Default)]
pub struct Spare {
    columns: Vec<Arc<[f32]>>,
    of_sensors: Vec<f64>,
}

impl Spare {
    /// Keeps a column that gives way; it is used again once nobody else holds it.
    pub fn keep(&mut self, column: &Arc<[f32]>) {
        if self.columns.len() == MOST_SPARE {
            self.columns.remove(0);
        }
        self.columns.push(Arc::clone(column));
    }

    /// A column of this length that nobody else holds.
    fn column(&mut self, length: usize) -> Arc<[f32]> {
        let free =
            |column: &mut Arc<[f32]>| column.len() == length && Arc::get_mut(column).is_some();
        match self.columns.iter_mut().position(free) {
            Some(place) => self.columns.swap_remove(place),
            None => std::iter::repeat_n(0.0, length).collect(),
        }
    }
}

/// What a quantity is made from at a photomultiplier, whatever the hit.
fn at_sensor(quantity: HitQuantity, light: &Cherenkov, sensor: &Sensor) -> f64 {
    match quantity {
        HitQuantity::Residual => light.expected_ns(sensor.position_m),
        HitQuantity::Distance => light.distance_m(sensor.position_m),
        _ => {
            let facing = -light.cos_impact(sensor.position_m, sensor.looks);
            facing.clamp(-1.0, 1.0).acos().to_degrees()
        }
    }
}

/// A quantity that depends on the reference, for every hit, on all cores; NaN where it has none.
pub(super) fn column(values: &HitValues, quantity: HitQuantity, spare: &mut Spare) -> Arc<[f32]> {
    let hits = &values.event.hits;
    let mut column = spare.column(hits.len());
    let Some(rows) = Arc::get_mut(&mut column) else {
        return column;
    };
    let (Some(light), Some(detector)) = (&values.light, values.detector.as_deref()) else {
        rows.fill(f32::NAN);
        return column;
    };
    let (sensors, of_hits) = (detector.sensors(), values.sensors());
    let many = hits.len() > sensors.len();
    spare.of_sensors.clear();
    if many {
        let each = sensors.par_iter().with_min_len(PIECE);
        let each = each.map(|sensor| at_sensor(quantity, light, sensor));
        each.collect_into_vec(&mut spare.of_sensors);
    }
    let of_sensors = &spare.of_sensors;
    let value = |sensor: &Option<SensorId>, hit: &Hit| {
        let Some(SensorId(place)) = *sensor else {
            return f32::NAN;
        };
        let there = match many {
            true => of_sensors[place as usize],
            false => at_sensor(quantity, light, &sensors[place as usize]),
        };
        match quantity {
            HitQuantity::Residual if (hit.time_ns - there).is_finite() => {
                (hit.time_ns - there) as f32
            }
            HitQuantity::Residual => f32::NAN,
            _ => there as f32,
        }
    };
    rows.par_chunks_mut(PIECE)
        .zip(of_hits.par_chunks(PIECE).zip(hits.par_chunks(PIECE)))
        .for_each(|(rows, (sensors, hits))| {
            for ((row, sensor), hit) in rows.iter_mut().zip(sensors).zip(hits) {
                *row = value(sensor, hit);
            }
        });
    column
}
