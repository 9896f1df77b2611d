//! Which hits pass the cuts, and how many each cut hides.

use std::sync::Arc;

use super::HitValues;
use crate::view::{Cuts, HitQuantity};

/// One of the conditions that hide hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cut {
    /// A trigger used it.
    Triggered,
    /// One of certain triggers used it.
    TriggerBits,
    /// Its amplitude is within limits.
    Amplitude,
    /// Its time is within limits.
    Time,
    /// Its residual is within limits.
    Residual,
    /// It is the first of its photomultiplier.
    FirstOfSensor,
    /// Others of its module came with it.
    Coincidence,
    /// It is not a further piece of a merged pulse.
    Merged,
}

impl Cut {
    /// What is required of a hit, in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Triggered => "triggered",
            Self::TriggerBits => "of certain triggers",
            Self::Amplitude => "within limits of amplitude",
            Self::Time => "within limits of time",
            Self::Residual => "within limits of the residual",
            Self::FirstOfSensor => "first of its photomultiplier",
            Self::Coincidence => "in coincidence on its module",
            Self::Merged => "the first piece of a merged pulse",
        }
    }
}

/// The hits that pass the cuts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownHits {
    /// Whether each hit passes.
    pub passes: Vec<bool>,
    /// How many pass.
    pub count: usize,
    /// How many hits each cut that is set would hide alone.
    pub hidden: Vec<(Cut, usize)>,
}

impl ShownHits {
    /// None of so many hits, until it is known which pass.
    pub fn none_of(hits: usize) -> Self {
        Self {
            passes: vec![false; hits],
            ..Self::default()
        }
    }

    /// Applies all cuts. A hit without a value passes no cut on that value.
    ///
    /// Each cut looks at all hits, not at those that others left: the first hit of a photomultiplier is its first
    /// of all, and whatever came with a hit counts.
    pub fn new(values: &HitValues, cuts: &Cuts) -> Self {
        let hits = &values.event.hits;
        let mut shown = Self {
            passes: vec![true; hits.len()],
            ..Self::default()
        };
        let mask = |place: usize| {
            let pulse = values.pulse(place);
            pulse.map_or(hits[place].trigger_mask, |pulse| pulse.trigger_mask)
        };
        if values.merged {
            shown.keep(Cut::Merged, |place| values.pulse(place).is_some());
        }
        if cuts.triggered {
            shown.keep(Cut::Triggered, |place| mask(place) != 0);
        }
        if cuts.trigger_bits != 0 {
            let wanted = cuts.trigger_bits;
            shown.keep(Cut::TriggerBits, |place| mask(place) & wanted != 0);
        }
        for (cut, quantity, range) in [
            (Cut::Amplitude, HitQuantity::Amplitude, cuts.amplitude),
            (Cut::Time, HitQuantity::Time, cuts.time_ns),
            (Cut::Residual, HitQuantity::Residual, cuts.residual_ns),
        ] {
            if let Some((low, high)) = range {
                let column: &Arc<[f32]> = values.column(quantity);
                shown.keep(cut, |place| (low..=high).contains(&column[place]));
            }
        }
        if cuts.first_of_sensor {
            let first = &values.coincidences().first_on_sensor;
            shown.keep(Cut::FirstOfSensor, |place| first[place]);
        }
        if let Some(wanted) = cuts.coincidence {
            values.within(wanted.window_ns, |found| {
                shown.keep(Cut::Coincidence, |place| {
                    u32::from(found.multiplicity[place]) >= wanted.at_least
                });
            });
        }
        shown.count = shown.passes.iter().filter(|passes| **passes).count();
        shown
    }

    fn keep(&mut self, cut: Cut, passes: impl Fn(usize) -> bool) {
        let mut hidden = 0;
        for (place, shown) in self.passes.iter_mut().enumerate() {
            if !passes(place) {
                hidden += 1;
                *shown = false;
            }
        }
        self.hidden.push((cut, hidden));
    }
}
