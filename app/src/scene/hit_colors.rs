//! Which values the colours of hits cover, and what the legend says of them.

use nuscope_render::Colormap;

use crate::derived::Derived;
use crate::document::Document;
use crate::hit_values::kinds;
use crate::spread::Spread;
use crate::view::{HitQuantity, View};

/// Lines that a legend of kinds has at most.
const MOST_CATEGORIES: usize = 8;

/// Values of the first and the last colour: those the user set, or what suits the quantity.
pub fn range(document: &Document, view: &View, derived: &Derived) -> (f32, f32) {
    if kinds::by_kinds(&view.hits) {
        return kinds::RANGE;
    }
    let usable = |range: &(f32, f32)| range.0.is_finite() && range.1.is_finite();
    if let Some(range) = view.hits.range.filter(usable) {
        return range;
    }
    if view.hits.color_by == HitQuantity::Time {
        let times = document.event.as_ref().map(|shown| shown.times);
        return times.map_or((0.0, 1.0), |times| times.color_range_ns);
    }
    let spread = derived.spread(view.hits.color_by);
    spread.map_or((0.0, 1.0), |spread| {
        let first = spread.extremes.0;
        match view.hits.colormap {
            // One step for each kind.
            Colormap::OkabeIto if in_steps(&spread) => (first - 0.5, first + 7.5),
            _ => suited(view.hits.color_by, &spread),
        }
    })
}

/// Whether values are numbers of few kinds, so that each can have a step of its own.
fn in_steps(spread: &Spread) -> bool {
    let (first, last) = spread.extremes;
    last - first < 8.0 && spread.histogram.counts.len() as f32 == last - first + 1.0
}

/// The range of colours that suits a quantity.
pub fn suited(quantity: HitQuantity, spread: &Spread) -> (f32, f32) {
    match quantity {
        // Zero is in the middle, so that early and late are told apart.
        HitQuantity::Residual => {
            let reach = spread.core.0.abs().max(spread.core.1.abs());
            let reach = reach.clamp(20.0, 100.0);
            (-reach, reach)
        }
        HitQuantity::ImpactAngle => (0.0, 180.0),
        _ => spread.shown(),
    }
}

/// What the legend says of kinds, each line with the place of its colour; `None` where colours are amounts.
///
/// No lines are said of strings that share colours: there is no name to put beside a colour.
pub fn categories(view: &View, derived: &Derived) -> Option<Vec<(u8, String)>> {
    let quantity = view.hits.color_by;
    let values = derived.values.as_deref()?;
    let kinds = values.kinds(quantity)?;
    kinds::by_kinds(&view.hits).then(|| kinds.lines(values, quantity, MOST_CATEGORIES))
}

/// How many strings share the colours; 0 where each of them has its own, or colours are not those of strings.
pub fn sharing_strings(view: &View, derived: &Derived) -> usize {
    let strings = view.hits.color_by == HitQuantity::String && kinds::by_kinds(&view.hits);
    let values = derived.values.as_deref().filter(|_| strings);
    let kinds = values.and_then(|values| values.kinds(HitQuantity::String));
    kinds.map_or(0, |kinds| kinds.sharing)
}

/// What a legend calls a quantity.
pub fn title(document: &Document, quantity: HitQuantity) -> String {
    let Some(shown) = &document.event else {
        return String::new();
    };
    match (quantity, shown.triggered_hits) {
        (HitQuantity::Time, 0) => "Time after the first hit".into(),
        (HitQuantity::Time, _) => "Time after the first triggered hit".into(),
        _ => quantity.label(shown.event.amplitude_unit).into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn zero_is_in_the_middle_of_residuals() {
        let spread = Spread::new(&[-40.5, -3.0, 2.0, 8.0, 90.0, 95.5]).unwrap();
        let (low, high) = suited(HitQuantity::Residual, &spread);
        assert_eq!(low, -high);
        assert!((20.0..=200.0).contains(&high));
    }
}
