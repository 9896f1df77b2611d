//! Everything that is known of every hit of an event, as columns.
//!
//! Colours, sizes, cuts, tables and plots all read these columns, so that a number is the same wherever it is shown.
//! A column is made when it is first asked for; where a hit has no value it holds NaN. Seen from another track, only
//! what depends on the track is made anew: the rest is shared, so that a dragged track keeps up with the pointer.

pub mod kinds;
mod light;
mod origins;
mod shown;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::{Arc, Mutex, OnceLock};

use nuscope_model::coincidence::WINDOW_NS;
use nuscope_model::{
    Cherenkov, Coincidences, Detector, Event, Hit, Medium, Pulses, SensorId, Track,
};

use crate::view::{HitLook, HitQuantity};

pub use kinds::Kinds;
pub use light::Spare;
pub use origins::{LARGEST_DELAY_NS, particle_words};
pub use shown::{Cut, ShownHits};

/// Made once, by whoever asks first, and shared.
type Shared<T> = Arc<OnceLock<T>>;

/// Which column it is, made or not.
#[derive(Clone, Debug)]
pub struct ColumnId(Shared<Arc<[f32]>>);

impl PartialEq for ColumnId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The coincidences within a window, in nanoseconds.
type Windowed = (f32, Arc<Coincidences>);

/// The hits of an event in a detector, seen from one track.
#[derive(Clone, Debug)]
pub struct HitValues {
    /// The event.
    pub event: Arc<Event>,
    /// Its detector, if there is one.
    pub detector: Option<Arc<Detector>>,
    /// What light travels in.
    pub medium: Medium,
    /// What residuals, distances and impact angles refer to.
    pub reference: Option<Track>,
    /// Whether saturated pulses that follow each other without a gap count as one.
    pub merged: bool,
    light: Option<Cherenkov>,
    sensors: Shared<Vec<Option<SensorId>>>,
    pulses: Shared<Pulses>,
    coincidences: Shared<Coincidences>,
    /// The coincidences of the window that was last asked for, if it is not the usual one.
    other_window: Arc<Mutex<Option<Windowed>>>,
    columns: [Shared<Arc<[f32]>>; HitQuantity::ALL.len()],
    kinds: [Shared<Kinds>; HitQuantity::ALL.len()],
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
            merged: false,
            sensors: Shared::default(),
            pulses: Shared::default(),
            coincidences: Shared::default(),
            other_window: Arc::default(),
            columns: Default::default(),
            kinds: Default::default(),
        }
    }

    /// The same hits seen from another track, or through another medium.
    pub fn seen_from(&self, medium: Medium, reference: Option<Track>) -> Self {
        let mut columns = self.columns.clone();
        for quantity in HitQuantity::ALL.into_iter().filter(|q| q.of_track()) {
            columns[quantity.place()] = Shared::default();
        }
        Self {
            light: reference.as_ref().map(|track| Cherenkov::of(track, medium)),
            medium,
            reference,
            columns,
            ..self.clone()
        }
    }

    /// The same hits with the pulses that were cut in pieces merged, or not.
    pub fn merging(&self, merged: bool) -> Self {
        let (mut columns, mut kinds) = (self.columns.clone(), self.kinds.clone());
        if merged != self.merged {
            for quantity in [HitQuantity::Amplitude, HitQuantity::Trigger] {
                columns[quantity.place()] = Shared::default();
                kinds[quantity.place()] = Shared::default();
            }
        }
        Self {
            merged,
            columns,
            kinds,
            ..self.clone()
        }
    }

    /// Whether these are values of the same hits in the same detector.
    pub fn same_hits(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.sensors, &other.sensors)
    }

    /// Which column of this quantity these values have, without making it.
    pub fn column_id(&self, quantity: HitQuantity) -> ColumnId {
        ColumnId(Arc::clone(&self.columns[quantity.place()]))
    }

    /// Whether a column is the very same as in `other`.
    pub fn shares(&self, quantity: HitQuantity, other: &Self) -> bool {
        self.column_id(quantity) == other.column_id(quantity)
    }

    /// Makes everything that takes long and does not depend on the track.
    pub fn warm(&self) {
        self.sensors();
        for quantity in HitQuantity::ALL.into_iter().filter(|q| !q.of_track()) {
            self.column(quantity);
        }
    }

    /// The light of the reference; `None` without one.
    pub fn light(&self) -> Option<&Cherenkov> {
        self.light.as_ref()
    }

    /// The photomultiplier of every hit; `None` where the detector does not have it.
    pub fn sensors(&self) -> &[Option<SensorId>] {
        self.sensors.get_or_init(|| {
            let detector = self.detector.as_deref();
            let find = |hit| detector.and_then(|detector| detector.sensor_id(hit));
            self.event.hits.iter().map(find).collect()
        })
    }

    /// The pulses that hits are pieces of; `None` where they are not merged.
    pub fn pulses(&self) -> Option<&Pulses> {
        let event = &self.event;
        let make = || Pulses::new(&event.hits, event.amplitude_unit);
        self.merged.then(|| self.pulses.get_or_init(make))
    }

    /// The pulse that stands for the hit at this place: the hit itself, or, where pulses are merged, the whole of
    /// the pulse that begins with it. `None` for the further pieces of a pulse.
    pub fn pulse(&self, place: usize) -> Option<&Hit> {
        let hit = self.event.hits.get(place)?;
        let Some(pulses) = self.pulses() else {
            return Some(hit);
        };
        let pulse = *pulses.pulse_of().get(place)? as usize;
        (pulses.members(pulse).first() == Some(&(place as u32))).then(|| &pulses.hits[pulse])
    }

    /// Which hits came together within KM3NeT's window for local coincidences.
    pub fn coincidences(&self) -> &Coincidences {
        let hits = &self.event.hits;
        self.coincidences
            .get_or_init(|| Coincidences::new(hits, WINDOW_NS))
    }

    /// Calls `read` with the hits that came together within `window_ns`.
    fn within<T>(&self, window_ns: f32, read: impl FnOnce(&Coincidences) -> T) -> T {
        if f64::from(window_ns) == WINDOW_NS {
            return read(self.coincidences());
        }
        let kept = self.other_window.lock().ok().and_then(|kept| kept.clone());
        if let Some((_, found)) = kept.filter(|(window, _)| *window == window_ns) {
            return read(&found);
        }
        let found = Arc::new(Coincidences::new(&self.event.hits, f64::from(window_ns)));
        if let Ok(mut kept) = self.other_window.lock() {
            *kept = Some((window_ns, Arc::clone(&found)));
        }
        read(&found)
    }

    /// One value for each hit, NaN where it has none.
    pub fn column(&self, quantity: HitQuantity) -> &Arc<[f32]> {
        self.columns[quantity.place()].get_or_init(|| self.make(quantity))
    }

    /// The same if somebody has asked for it before.
    pub fn made(&self, quantity: HitQuantity) -> Option<&Arc<[f32]>> {
        self.columns[quantity.place()].get()
    }

    /// The same hits seen from another track, with every column made that was made here: work for a worker, so that
    /// nobody waits for what was there before. Memory comes from `spare`.
    pub fn seen_again(
        &self,
        medium: Medium,
        reference: Option<Track>,
        merged: bool,
        spare: &mut Spare,
    ) -> Self {
        let next = match (medium, &reference) == (self.medium, &self.reference) {
            true => self.clone(),
            false => self.seen_from(medium, reference),
        };
        let next = next.merging(merged);
        for quantity in HitQuantity::ALL {
            let place = &next.columns[quantity.place()];
            if self.made(quantity).is_none() || place.get().is_some() {
                continue;
            }
            match quantity.of_track() {
                true => place.get_or_init(|| light::column(&next, quantity, spare)),
                false => next.column(quantity),
            };
        }
        next
    }

    /// The kinds of a quantity whose values are names; `None` for amounts.
    pub fn kinds(&self, quantity: HitQuantity) -> Option<&Kinds> {
        let make = || Kinds::new(self, quantity);
        kinds::has_kinds(quantity).then(|| self.kinds[quantity.place()].get_or_init(make))
    }

    /// What colours each hit: the value of the quantity, or the place of the colour of its kind.
    pub fn colors(&self, look: &HitLook) -> &Arc<[f32]> {
        let kinds = self.kinds(look.color_by);
        match kinds.filter(|_| kinds::by_kinds(look)) {
            Some(kinds) => &kinds.column,
            None => self.column(look.color_by),
        }
    }

    fn make(&self, quantity: HitQuantity) -> Arc<[f32]> {
        let hits = &self.event.hits;
        match quantity {
            HitQuantity::Time => hits
                .iter()
                .map(|hit| self.event.relative_time_ns(hit) as f32)
                .collect(),
            HitQuantity::Amplitude => self.pulse_values(|pulse| pulse.amplitude),
            HitQuantity::Trigger => self.pulse_values(|pulse| match pulse.trigger_mask {
                0 => f32::NAN,
                mask => mask.trailing_zeros() as f32,
            }),
            HitQuantity::Channel => hits.iter().map(|hit| f32::from(hit.channel)).collect(),
            HitQuantity::Multiplicity => {
                let counts = self.coincidences().multiplicity.iter();
                counts.map(|count| f32::from(*count)).collect()
            }
            HitQuantity::String => self.module_values(|module| module.string),
            HitQuantity::Floor => self.module_values(|module| module.floor),
            HitQuantity::Residual | HitQuantity::Distance | HitQuantity::ImpactAngle => {
                light::column(self, quantity, &mut Spare::default())
            }
            HitQuantity::Origin => origins::column(self),
        }
    }

    /// A value of the pulse that stands for each hit; of the further pieces of a pulse their own.
    fn pulse_values(&self, value: impl Fn(&Hit) -> f32) -> Arc<[f32]> {
        let hits = self.event.hits.iter().enumerate();
        hits.map(|(place, hit)| value(self.pulse(place).unwrap_or(hit)))
            .collect()
    }

    fn module_values(&self, pick: impl Fn(&nuscope_model::Module) -> i32) -> Arc<[f32]> {
        let number = |sensor: &Option<SensorId>| {
            let (module, _) = self.detector.as_deref()?.module_of((*sensor)?)?;
            Some(pick(module) as f32)
        };
        let sensors = self.sensors().iter();
        sensors
            .map(|sensor| number(sensor).unwrap_or(f32::NAN))
            .collect()
    }
}
