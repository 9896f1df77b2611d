//! Quantities whose values are names, not amounts, and which colour each name has.
//!
//! Up to eight strings have a colour each. More share seven: each takes the one whose nearest string is farthest away,
//! so that neighbours never look alike and a colour says "another string", not which. Of simulated particles the seven
//! that made most hits have colours of their own, the rest are grey.
//!
//! The colours are the eight of [`Colormap::OkabeIto`], which are told apart by the colour-blind too; the last is grey.

use std::collections::BTreeMap;
use std::sync::Arc;

use glam::DVec2;
use nuscope_model::Detector;
use nuscope_model::trigger::trigger_names;
use nuscope_render::Colormap;

use super::HitValues;
use super::origins::particle_words;
use crate::view::{HitLook, HitQuantity};

/// Colours that are none of the greys.
const COLORS: usize = 7;
/// The grey, for what has no colour of its own.
pub const GREY: u8 = 7;

/// One value of a quantity of kinds.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// The value, as the column has it.
    pub value: f32,
    /// Place of its colour among the eight.
    pub slot: u8,
    /// Hits that have it.
    pub hits: usize,
}

/// The kinds of one quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinds {
    /// All values that any hit has, by value.
    pub all: Vec<Kind>,
    /// The place of the colour of each hit, NaN where it has no value.
    pub column: Arc<[f32]>,
    /// How many values share the colours, where they are more than there are colours; 0 where each has its own.
    pub sharing: usize,
}

/// Range of colours over which every kind gets its own step.
pub const RANGE: (f32, f32) = (-0.5, 7.5);

/// Whether hits are coloured by kinds: they have some, and the colours are steps.
pub fn by_kinds(look: &HitLook) -> bool {
    look.colormap == Colormap::OkabeIto && has_kinds(look.color_by)
}

/// Whether the values of a quantity are names.
pub fn has_kinds(quantity: HitQuantity) -> bool {
    matches!(
        quantity,
        HitQuantity::Trigger | HitQuantity::String | HitQuantity::Origin
    )
}

impl Kinds {
    /// The kinds of a quantity that has some.
    pub(super) fn new(values: &HitValues, quantity: HitQuantity) -> Self {
        let column = values.column(quantity);
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for value in column.iter().filter(|value| value.is_finite()) {
            *counts.entry(*value as i64).or_default() += 1;
        }
        let (slots, sharing) = match (quantity, values.detector.as_deref()) {
            (HitQuantity::String, Some(detector)) => of_strings(detector),
            (HitQuantity::Origin, _) => of_most(&counts),
            _ => of_bits(&counts),
        };
        let slot = |value: i64| slots.get(&value).copied().unwrap_or(GREY);
        let own = |value: &f32| match value.is_finite() {
            true => f32::from(slot(*value as i64)),
            false => f32::NAN,
        };
        let kind = |(value, hits): (&i64, &usize)| Kind {
            value: *value as f32,
            slot: slot(*value),
            hits: *hits,
        };
        Self {
            column: column.iter().map(own).collect(),
            all: counts.iter().map(kind).collect(),
            sharing,
        }
    }

    /// The place of the colour of a value.
    pub fn slot(&self, value: f32) -> u8 {
        let place = self
            .all
            .binary_search_by(|kind| kind.value.total_cmp(&value));
        place.map_or(GREY, |place| self.all[place].slot)
    }

    /// Colours and names for a legend of at most `most` lines; what shares a colour shares a line.
    pub fn lines(
        &self,
        values: &HitValues,
        quantity: HitQuantity,
        most: usize,
    ) -> Vec<(u8, String)> {
        if self.sharing > 0 && quantity == HitQuantity::String {
            return Vec::new();
        }
        let mut named: Vec<&Kind> = self.all.iter().collect();
        if quantity == HitQuantity::Origin {
            named.sort_by_key(|kind| (kind.slot == GREY, std::cmp::Reverse(kind.hits)));
        }
        let fits = match named.len() > most {
            true => most.saturating_sub(1),
            false => named.len(),
        };
        let own = |kind: &&&Kind| quantity != HitQuantity::Origin || kind.slot != GREY;
        let told: Vec<&&Kind> = named.iter().take(fits).filter(own).collect();
        let others = named.len() - told.len();
        let mut lines: Vec<(u8, String)> = told
            .into_iter()
            .map(|kind| (kind.slot, name(values, quantity, kind.value)))
            .collect();
        if others > 0 {
            lines.push((GREY, format!("{others} others")));
        }
        lines
    }
}

/// What a value is called.
pub fn name(values: &HitValues, quantity: HitQuantity, value: f32) -> String {
    match quantity {
        HitQuantity::Trigger => trigger_names(1 << (value as u32).min(63)).join(" "),
        HitQuantity::Origin => particle_words(&values.event, value as i64),
        _ => format!("string {value:.0}"),
    }
}

/// Trigger bits in order, a step each from the first one on.
fn of_bits(counts: &BTreeMap<i64, usize>) -> (BTreeMap<i64, u8>, usize) {
    let first = counts.keys().next().copied().unwrap_or(0);
    let slot = |(rank, bit): (usize, &i64)| {
        let step = usize::try_from(bit - first).unwrap_or(rank);
        let place = if step < 8 { step } else { rank };
        (*bit, place.min(usize::from(GREY)) as u8)
    };
    (counts.keys().enumerate().map(slot).collect(), 0)
}

/// Colours for those of most hits.
fn of_most(counts: &BTreeMap<i64, usize>) -> (BTreeMap<i64, u8>, usize) {
    let mut order: Vec<_> = counts.iter().collect();
    order.sort_by_key(|(value, count)| (std::cmp::Reverse(**count), **value));
    let slot = |(rank, (value, _)): (usize, &(&i64, &usize))| (**value, rank.min(COLORS) as u8);
    let sharing = order.len().saturating_sub(COLORS);
    (order.iter().enumerate().map(slot).collect(), sharing)
}

/// Colours for all strings of a detector, hit or not, so that they stay from event to event.
fn of_strings(detector: &Detector) -> (BTreeMap<i64, u8>, usize) {
    let mut places: BTreeMap<i32, (DVec2, f64)> = BTreeMap::new();
    for module in detector.modules().iter().filter(|m| m.sensors > 0) {
        let (sum, count) = places.entry(module.string).or_default();
        *sum += module.position_m.truncate();
        *count += 1.0;
    }
    if places.len() <= COLORS + 1 {
        let ranked = places.keys().zip(0..);
        return (
            ranked
                .map(|(string, rank)| (i64::from(*string), rank))
                .collect(),
            0,
        );
    }
    let mut slots = BTreeMap::new();
    let mut taken: [Vec<DVec2>; COLORS] = Default::default();
    for (string, (sum, count)) in &places {
        let place = *sum / *count;
        let nearest = |others: &Vec<DVec2>| {
            let distances = others.iter().map(|other| other.distance_squared(place));
            distances.min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
        };
        let mut best = (0, f64::NEG_INFINITY);
        for (slot, others) in taken.iter().enumerate() {
            let away = nearest(others);
            if away > best.1 {
                best = (slot, away);
            }
        }
        taken[best.0].push(place);
        slots.insert(i64::from(*string), best.0 as u8);
    }
    (slots, places.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::hit_values::tests::values;
    use nuscope_io::simulate::layout;

    #[test]
    fn neighbouring_strings_of_every_layout_differ_in_colour() {
        let layouts = [
            layout::arca(1),
            layout::orca(1),
            layout::antares(1),
            layout::icecube(1),
        ];
        for detector in layouts {
            let name = &detector.name;
            let (slots, sharing) = of_strings(&detector);
            assert_eq!(sharing, slots.len(), "{name}");
            let mut places: BTreeMap<i64, DVec2> = BTreeMap::new();
            for module in detector.modules().iter().filter(|m| m.sensors > 0) {
                places.insert(module.string.into(), module.position_m.truncate());
            }
            for (string, place) in &places {
                let mut others: Vec<_> = places
                    .iter()
                    .filter(|(other, _)| *other != string)
                    .map(|(other, at)| (at.distance(*place), slots[other]))
                    .collect();
                others.sort_by(|a, b| a.0.total_cmp(&b.0));
                for (_, slot) in &others[..3] {
                    assert_ne!(*slot, slots[string], "string {string} of {name}");
                }
            }
        }
    }

    #[test]
    fn few_strings_have_a_colour_and_a_name_each() {
        let values = values();
        let kinds = values.kinds(HitQuantity::String).unwrap();
        let expected = [(0, "string 4".to_owned()), (1, "string 5".to_owned())];
        assert_eq!(kinds.lines(&values, HitQuantity::String, 8), expected);
        let slots: Vec<f32> = kinds
            .column
            .iter()
            .copied()
            .filter(|s| s.is_finite())
            .collect();
        assert_eq!(slots, [0.0, 1.0, 0.0, 1.0, 0.0]);
        assert!(kinds.column[5].is_nan(), "it is on no string");
        assert_eq!(
            (kinds.slot(4.0), kinds.slot(5.0), kinds.slot(99.0)),
            (0, 1, GREY)
        );
    }

    #[test]
    fn particles_of_few_hits_share_a_grey() {
        let counts: BTreeMap<i64, usize> = (1..=10).map(|i| (i, 20 - i as usize)).collect();
        let (slots, sharing) = of_most(&counts);
        assert_eq!(
            (slots[&1], slots[&7], slots[&8], slots[&10]),
            (0, 6, GREY, GREY)
        );
        assert_eq!(sharing, 3);
        let values = values();
        let kinds = values.kinds(HitQuantity::Origin).unwrap();
        let lines = kinds.lines(&values, HitQuantity::Origin, 8);
        assert_eq!(lines.len(), kinds.all.len());
        let others = format!("{} others", lines.len());
        assert_eq!(
            kinds.lines(&values, HitQuantity::Origin, 1),
            [(GREY, others)]
        );
    }

    #[test]
    fn trigger_bits_keep_their_distance() {
        let counts = BTreeMap::from([(1, 5), (2, 3), (4, 9)]);
        assert_eq!(of_bits(&counts).0, BTreeMap::from([(1, 0), (2, 1), (4, 3)]));
        let far = BTreeMap::from([(1, 5), (4, 3), (31, 9)]);
        assert_eq!(of_bits(&far).0, BTreeMap::from([(1, 0), (4, 3), (31, 2)]));
    }

    #[test]
    fn amounts_have_no_kinds() {
        assert!(values().kinds(HitQuantity::Time).is_none());
    }
}
