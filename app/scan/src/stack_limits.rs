//! Upper limits, sensitivity and discovery potential of a stack: those of [`limits`](crate::limits), with candidates of
//! all its sources put into whole scrambled skies.
//!
//! Fluxes are those of all sources together, divided as the weights are.

use crate::calibration::Distribution;
use crate::search::{FIVE_SIGMA, Limits, Plan};
use crate::stack::Stack;
use crate::{Kept, Watch};

/// Limits on a stack with an observed TS, for every index of the plan; `None` if `watch` cancelled.
pub fn stack_limits(
    kept: &mut Kept<'_>,
    stack: &Stack<'_>,
    (ts, background): (f64, &Distribution),
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Vec<Limits>> {
    let discovery_ts = background.threshold(FIVE_SIGMA);
    let mut all = Vec::with_capacity(plan.indices.len());
    for gamma in &plan.indices {
        let wanted = [ts, discovery_ts.unwrap_or(0.0)];
        let neyman = kept.stack_neyman((stack, *gamma), wanted, plan.limit_trials, watch)?;
        all.push(Limits {
            gamma: *gamma,
            events_per_norm: stack.events_per_norm(*gamma),
            upper: neyman.upper_limit(ts),
            sensitivity: neyman.sensitivity(),
            discovery: discovery_ts.and_then(|ts| neyman.discovery(ts)),
        });
    }
    Some(all)
}
