//! Everything that is known of every hit of an event, as columns.
//!
//! Colours, sizes, cuts, tables and plots all read these columns, so that a number is the same wherever it is shown.
//! A column is made when it is first asked for; where a hit has no value it holds NaN.

use std::sync::{Arc, OnceLock};

use nuscope_model::{Cherenkov, Detector, Event, Medium, SensorId, Track};

use crate::view::{Cuts, HitQuantity};

/// The hits of an event in a detector, seen from one track.
#[derive(Debug)]
pub struct HitValues {
    /// The event.
    pub event: Arc<Event>,
    /// Its detector, if there is one.
    pub detector: Option<Arc<Detector>>,
    /// What light travels in.
    pub medium: Medium,
    /// What residuals, distances and impact angles refer to.
    pub reference: Option<Track>,
    light: Option<Cherenkov>,
    sensors: OnceLock<Vec<Option<SensorId>>>,
    columns: [OnceLock<Arc<[f32]>>; HitQuantity::ALL.len()],
}

impl HitValues {
    /// The values of all hits of `event`; columns are made as they are asked for.
    pub fn new(
        event: Arc<Event>,
        detector: Option<Arc<Detector>>,
        medium: Medium,
        reference: Option<Track>,
    ) -> Self {
        Self {
            light: reference.as_ref().map(|track| Cherenkov::of(track, medium)),
            event,
            detector,
            medium,
            reference,
            sensors: OnceLock::new(),
            columns: Default::default(),
        }
    }

    /// The photomultiplier of every hit; `None` where the detector does not have it.
    pub fn sensors(&self) -> &[Option<SensorId>] {
        self.sensors.get_or_init(|| {
            let detector = self.detector.as_deref();
            let find = |hit| detector.and_then(|detector| detector.sensor_id(hit));
            self.event.hits.iter().map(find).collect()
        })
    }

    /// One value for each hit, NaN where it has none.
    pub fn column(&self, quantity: HitQuantity) -> &Arc<[f32]> {
        self.columns[quantity.place()].get_or_init(|| self.make(quantity))
    }

    fn make(&self, quantity: HitQuantity) -> Arc<[f32]> {
        let hits = &self.event.hits;
        let in_detector = |value: &dyn Fn(&Detector, SensorId) -> f32| -> Arc<[f32]> {
            let Some(detector) = self.detector.as_deref() else {
                return vec![f32::NAN; hits.len()].into();
            };
            let sensors = self.sensors().iter();
            sensors
                .map(|sensor| sensor.map_or(f32::NAN, |sensor| value(detector, sensor)))
                .collect()
        };
        let module = |pick: &dyn Fn(&nuscope_model::Module) -> i32| {
            in_detector(&|detector, sensor| {
                let found = detector.module_of(sensor);
                found.map_or(f32::NAN, |(module, _)| pick(module) as f32)
            })
        };
        match quantity {
            HitQuantity::Time => hits
                .iter()
                .map(|hit| self.event.relative_time_ns(hit) as f32)
                .collect(),
            HitQuantity::Amplitude => hits.iter().map(|hit| hit.amplitude).collect(),
            HitQuantity::Channel => hits.iter().map(|hit| f32::from(hit.channel)).collect(),
            HitQuantity::Trigger => hits
                .iter()
                .map(|hit| match hit.trigger_mask {
                    0 => f32::NAN,
                    mask => mask.trailing_zeros() as f32,
                })
                .collect(),
            HitQuantity::String => module(&|module| module.string),
            HitQuantity::Floor => module(&|module| module.floor),
            HitQuantity::Residual => {
                let residual = |(sensor, hit): (&Option<SensorId>, &nuscope_model::Hit)| {
                    let at_m = self.sensor((*sensor)?)?.position_m;
                    Some(self.light?.residual_ns(hit.time_ns, at_m) as f32)
                };
                let rows = self.sensors().iter().zip(hits);
                rows.map(|row| residual(row).unwrap_or(f32::NAN)).collect()
            }
            HitQuantity::Distance => in_detector(&|detector, sensor| {
                let at_m = detector.sensors()[sensor.0 as usize].position_m;
                self.light
                    .map_or(f32::NAN, |light| light.distance_m(at_m) as f32)
            }),
            HitQuantity::ImpactAngle => in_detector(&|detector, sensor| {
                let sensor = &detector.sensors()[sensor.0 as usize];
                let light = self.light;
                let cosine = light.map_or(f64::NAN, |light| {
                    light.cos_impact(sensor.position_m, sensor.looks)
                });
                (-cosine).clamp(-1.0, 1.0).acos().to_degrees() as f32
            }),
            HitQuantity::Multiplicity | HitQuantity::Origin => vec![f32::NAN; hits.len()].into(),
        }
    }

    fn sensor(&self, sensor: SensorId) -> Option<&nuscope_model::Sensor> {
        self.detector.as_deref()?.sensors().get(sensor.0 as usize)
    }
}

/// The hits that pass the cuts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownHits {
    /// Whether each hit passes.
    pub passes: Vec<bool>,
    /// How many pass.
    pub count: usize,
}

impl ShownHits {
    /// Applies all cuts. A hit without a value passes no cut on that value.
    pub fn new(values: &HitValues, cuts: &Cuts) -> Self {
        let mut passes: Vec<bool> = values
            .event
            .hits
            .iter()
            .map(|hit| {
                (!cuts.triggered || hit.triggered())
                    && (cuts.trigger_bits == 0 || hit.trigger_mask & cuts.trigger_bits != 0)
            })
            .collect();
        let ranges = [
            (HitQuantity::Amplitude, cuts.amplitude),
            (HitQuantity::Time, cuts.time_ns),
            (HitQuantity::Residual, cuts.residual_ns),
        ];
        for (quantity, range) in ranges {
            let Some((low, high)) = range else { continue };
            let column = values.column(quantity);
            for (passes, value) in passes.iter_mut().zip(column.iter()) {
                *passes &= (low..=high).contains(value);
            }
        }
        let count = passes.iter().filter(|passes| **passes).count();
        Self { passes, count }
    }
}
