//! How the values of a column spread: their extremes, where most of them lie, and a histogram of those.
//!
//! Made once per column and read by legends, cuts and colour ranges.

use std::sync::{Arc, Mutex, PoisonError};

use crate::hit_values::HitValues;
use crate::plot::histogram::Histogram;
use crate::view::HitQuantity;

/// Bins of the histogram.
pub const BINS: usize = 64;
/// Where tails are long, values beyond these shares are left out of the histogram.
const TAILS: (f32, f32) = (0.005, 0.995);

/// Residuals of direct and little scattered light, in nanoseconds: noise is spread far beyond.
const DIRECT_NS: (f32, f32) = (-150.0, 350.0);

/// How values spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Smallest and largest value.
    pub extremes: (f32, f32),
    /// Where eight of ten values lie.
    pub core: (f32, f32),
    /// Counts over the range where nearly all values lie.
    pub histogram: Histogram,
    /// How many hits have a value.
    pub known: usize,
}

impl Spread {
    /// The spread of all values that are numbers; `None` if there are none.
    pub fn new(values: &[f32]) -> Option<Self> {
        let mut finite: Vec<f32> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let first = finite.iter().copied().min_by(f32::total_cmp)?;
        let last = finite.iter().copied().max_by(f32::total_cmp)?;
        let whole = finite.iter().all(|value| value.fract() == 0.0);
        let most = (finite.len() - 1) as f32;
        let mut at = |share: f32| {
            let place = (share * most).round() as usize;
            *finite.select_nth_unstable_by(place, f32::total_cmp).1
        };
        let core = (at(0.1), at(0.9));
        let few = whole && last - first <= 255.0;
        // Numbers of strings, floors and channels, and times over threshold, have no tails.
        let shown = match few {
            true => (first - 0.5, last + 0.5),
            false => {
                let (low, high) = (at(TAILS.0), at(TAILS.1));
                let margin = 0.02 * (high - low);
                let reach = ((low - margin).max(first), (high + margin).min(last));
                if reach.1 > reach.0 {
                    reach
                } else {
                    (first - 0.5, last + 0.5)
                }
            }
        };
        let bins = match few {
            true => ((last - first) as usize + 1).clamp(1, 256),
            false => BINS,
        };
        Some(Self {
            extremes: (first, last),
            core,
            histogram: Histogram::new(finite.iter().copied(), shown.0, shown.1, bins),
            known: finite.len(),
        })
    }

    /// The spread of a column of a quantity.
    pub fn of_column(quantity: HitQuantity, column: &[f32]) -> Option<Arc<Self>> {
        let spread = Self::new(column)?;
        Some(Arc::new(match quantity {
            HitQuantity::Residual => spread.within(column, DIRECT_NS),
            _ => spread,
        }))
    }

    /// The same with a histogram of a part of the values, if they reach beyond it on both sides.
    fn within(self, values: &[f32], (low, high): (f32, f32)) -> Self {
        let shown = self.shown();
        if shown.0 >= low || shown.1 <= high {
            return self;
        }
        Self {
            histogram: Histogram::new(values.iter().copied(), low, high, BINS),
            ..self
        }
    }

    /// First and last value that the histogram shows.
    pub fn shown(&self) -> (f32, f32) {
        (self.histogram.low, self.histogram.high)
    }
}

/// A column and how it spreads.
pub type Known = (Arc<[f32]>, Option<Arc<Spread>>);

/// The spreads that were asked for, each kept as long as its column stays the same.
#[derive(Debug, Default)]
pub struct Spreads(Mutex<[Option<Known>; HitQuantity::ALL.len()]>);

impl Spreads {
    /// How the values of a quantity spread; `None` if no hit has one.
    pub fn of(&self, values: &HitValues, quantity: HitQuantity) -> Option<Arc<Spread>> {
        let column = values.column(quantity);
        let known = self.known(quantity);
        if let Some((_, spread)) = known.filter(|(made_of, _)| Arc::ptr_eq(made_of, column)) {
            return spread;
        }
        let spread = Spread::of_column(quantity, column);
        self.put(quantity, (Arc::clone(column), spread.clone()));
        spread
    }

    /// What was asked for last of a quantity.
    pub fn known(&self, quantity: HitQuantity) -> Option<Known> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known[quantity.place()].clone()
    }

    /// Keeps the spread of a column that was made elsewhere.
    pub fn put(&self, quantity: HitQuantity, spread: Known) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known[quantity.place()] = Some(spread);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn whole_numbers_have_a_bin_each() {
        let spread = Spread::new(&[3.0, 5.0, 5.0, f32::NAN]).unwrap();
        assert_eq!(spread.extremes, (3.0, 5.0));
        assert_eq!(spread.shown(), (2.5, 5.5));
        assert_eq!(spread.histogram.counts, [1, 0, 2]);
        assert_eq!(spread.known, 3);
    }

    #[test]
    fn one_far_value_does_not_squeeze_the_others() {
        let mut values: Vec<f32> = (0..1000).map(|i| 0.1 + i as f32 * 0.01).collect();
        values.push(1e6);
        let spread = Spread::new(&values).unwrap();
        assert!(spread.shown().1 < 11.0);
        assert_eq!(spread.extremes.1, 1e6);
        assert!((spread.core.0 - 1.1).abs() < 0.02 && (spread.core.1 - 9.1).abs() < 0.02);
    }

    #[test]
    fn a_part_is_shown_of_what_reaches_far_beyond() {
        let values: Vec<f32> = (-1000..1000).map(|value| value as f32 + 0.5).collect();
        let part = Spread::new(&values).unwrap().within(&values, DIRECT_NS);
        assert_eq!(part.shown(), DIRECT_NS);
        assert_eq!(part.histogram.counts.iter().sum::<u32>(), 500);
        assert_eq!(part.extremes, (-999.5, 999.5));
        let near: Vec<f32> = (-100..100).map(|value| value as f32 + 0.5).collect();
        let whole = Spread::new(&near).unwrap();
        assert_eq!(whole.clone().within(&near, DIRECT_NS), whole);
    }

    #[test]
    fn what_is_no_number_does_not_count() {
        assert_eq!(Spread::new(&[f32::NAN, f32::INFINITY]), None);
        assert_eq!(Spread::new(&[]), None);
        let one = Spread::new(&[0.3]).unwrap();
        assert!(one.shown().0 < one.shown().1);
        assert_eq!(one.histogram.counts.iter().sum::<u32>(), 1);
    }
}
