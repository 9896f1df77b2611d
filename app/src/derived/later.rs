//! What a worker makes of an event of very many hits, while the window goes on with what was there.

use std::sync::Arc;

use super::Inputs;
use crate::hit_values::{HitValues, ShownHits, Spare};
use crate::spread::{Known, Spread, Spreads};
use crate::view::{Cuts, HitQuantity};

/// What is wanted of a worker.
pub(super) struct Wanted {
    /// The values as they are.
    pub(super) values: Arc<HitValues>,
    /// What they should be made from.
    pub(super) inputs: Inputs,
    pub(super) cuts: Cuts,
    /// The hits that pass; `None` if that has to be found out anew.
    pub(super) shown: Option<Arc<ShownHits>>,
    /// Quantities whose spread somebody looks at, with what is known of it.
    pub(super) spreads: Vec<(HitQuantity, Known)>,
    pub(super) spare: Spare,
}

/// What a worker has made.
pub(super) struct Later {
    pub(super) values: Arc<HitValues>,
    pub(super) inputs: Inputs,
    pub(super) cuts: Cuts,
    pub(super) shown: Arc<ShownHits>,
    pub(super) spreads: Vec<(HitQuantity, Known)>,
    pub(super) spare: Spare,
}

/// The spreads that were asked for so far.
pub(super) fn asked(spreads: &Spreads) -> Vec<(HitQuantity, Known)> {
    let known = |quantity| Some((quantity, spreads.known(quantity)?));
    HitQuantity::ALL.into_iter().filter_map(known).collect()
}

impl Wanted {
    /// Makes it.
    pub(super) fn make(self) -> Later {
        let (inputs, cuts, mut spare) = (self.inputs, self.cuts, self.spare);
        let values = self.values.seen_again(
            inputs.medium,
            inputs.reference.clone(),
            inputs.merged,
            &mut spare,
        );
        let shown = self
            .shown
            .unwrap_or_else(|| Arc::new(ShownHits::new(&values, &cuts)));
        let anew = |(quantity, (of, _)): (HitQuantity, Known)| {
            let column = values.made(quantity)?;
            let spread = || Spread::of_column(quantity, column);
            (!Arc::ptr_eq(&of, column)).then(|| (quantity, (Arc::clone(column), spread())))
        };
        let spreads = self.spreads.into_iter().filter_map(anew).collect();
        Later {
            values: Arc::new(values),
            inputs,
            cuts,
            shown,
            spreads,
            spare,
        }
    }
}
