//! A search of a list of sources: for each its fit, how likely that is without a source, and what flux it excludes.
//!
//! Local p-values come from trials at each source's own declination. The post-trial p-value of a source is the share of
//! scrambled skies in which *any* source of the list has a local p-value as low; the same sky answers for all of them,
//! so that neighbours are not counted as independent. Limits, sensitivity and discovery potential are those of
//! [`limits`](crate::limits) for sources of given spectral indices.

use rayon::prelude::*;

use crate::calibration::{Distribution, Estimate};
use crate::kept::Part;
use crate::targets::{Target, Targets};
use crate::{Fit, Kept, Likelihood, Sight, Watch};

/// What is run; 0 of something leaves out what rests on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Trials at each source's declination, for local p-values.
    pub trials: u64,
    /// Scrambled skies, for post-trial p-values.
    pub skies: u64,
    /// Trials at each number of signal events, for limits.
    pub limit_trials: u64,
    /// Spectral indices of limits.
    pub indices: Vec<f64>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            trials: 10_000,
            skies: 1000,
            limit_trials: 1000,
            indices: vec![2.0, 2.5],
        }
    }
}

/// The local p-value of a discovery: five sigma, one-sided.
pub const FIVE_SIGMA: f64 = 2.866_515_718_791_939e-7;

/// What the sources of a list are.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// One per source, in the order of the list.
    pub sources: Vec<Looked>,
    /// What must be said beside the numbers, in sentences.
    pub remarks: Vec<String>,
}

/// One source.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// Its name and place.
    pub target: Target,
    /// Other sources that share its candidates, with their distance in degrees.
    pub near: Vec<(String, f64)>,
    /// Whether it can be looked at; where not, all that follows is `None` or empty.
    pub sight: Sight,
    /// The best fit.
    pub fit: Option<Fit>,
    /// How likely that is at this place without a source; `None` where it was not calibrated.
    pub local: Option<Estimate>,
    /// How likely that is anywhere on the list without a source.
    pub post: Option<Estimate>,
    /// Limits by spectral index: those of the plan, then that of the source itself if it has one of its own.
    pub limits: Vec<Limits>,
}

/// Limits for one spectral index, in expected signal events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The spectral index.
    pub gamma: f64,
    /// Expected events for a flux of 1 GeV⁻¹ cm⁻² s⁻¹ at 1 TeV; `None` where yields are not known.
    pub events_per_norm: Option<f64>,
    /// The 90 % C.L. upper limit.
    pub upper: Option<f64>,
    /// The median upper limit of skies without a source.
    pub sensitivity: Option<f64>,
    /// The number that half of the times is a discovery of five sigma, on the law fitted to the highest trials.
    pub discovery: Option<f64>,
}

impl Limits {
    /// Nothing known for an index.
    pub(crate) fn none(gamma: f64) -> Self {
        Self {
            gamma,
            events_per_norm: None,
            upper: None,
            sensitivity: None,
            discovery: None,
        }
    }

    /// Events as a flux of neutrinos and antineutrinos of one flavour at 1 TeV, in GeV⁻¹ cm⁻² s⁻¹.
    pub fn flux(&self, events: Option<f64>) -> Option<f64> {
        Some(events? / self.events_per_norm.filter(|events| *events > 0.0)?)
    }
}

/// So many sources are fitted between two questions whether to go on.
const AT_ONCE: usize = 256;

/// Looks at all sources with one likelihood; `None` if `watch` cancelled. What is assumed of single sources alone plays
/// no part: [`search_models`](crate::models::search_models) looks at each as what it is.
pub fn search(
    kept: &mut Kept<'_>,
    targets: &Targets,
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Found> {
    let mut found = fits(kept.likelihood(), targets, watch)?;
    go_on(kept, &mut found, plan, watch)?;
    Some(found)
}

/// The first part of a search, which needs no trials: the fit of each source. `None` if `watch` cancelled.
pub fn fits(likelihood: &Likelihood, targets: &Targets, watch: &dyn Watch) -> Option<Found> {
    let near = targets.near();
    let total = targets.list.len();
    let mut sources = Vec::with_capacity(total);
    for first in (0..total).step_by(AT_ONCE) {
        if !watch.step(first, total) {
            return None;
        }
        let some = first..total.min(first + AT_ONCE);
        sources.par_extend(some.into_par_iter().map(|number| {
            let target = targets.list[number].clone();
            let sight = likelihood.sight(target.position.dec_rad);
            let near = near[number].iter();
            Looked {
                near: near.map(|(name, deg)| ((*name).to_owned(), *deg)).collect(),
                fit: (sight == Sight::Open).then(|| likelihood.fit(target.position)),
                sight,
                target,
                local: None,
                post: None,
                limits: Vec::new(),
            }
        }));
    }
    let found = Found {
        sources,
        remarks: Vec::new(),
    };
    watch.found(&found);
    Some(found)
}

/// The rest of a search: p-values and limits for sources that are fitted.
///
/// `None` if `watch` cancelled; what was found until then is there all the same.
pub fn go_on(kept: &mut Kept<'_>, found: &mut Found, plan: &Plan, watch: &dyn Watch) -> Option<()> {
    let done = all_stages(kept, found, plan, watch);
    found.remarks.extend(kept.take_remarks());
    done
}

fn all_stages(
    kept: &mut Kept<'_>,
    found: &mut Found,
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<()> {
    if plan.trials == 0 {
        return Some(());
    }
    let all = found.sources.iter().enumerate();
    let open = all.filter(|(_, source)| source.sight == Sight::Open);
    let open: Vec<usize> = open.map(|(number, _)| number).collect();
    let background = backgrounds(kept, found, &open, plan, watch)?;
    if plan.skies > 0 {
        watch.stage("skies of the list");
        post_trial(kept, found, (&open, &background), plan, watch)?;
    }
    if plan.limit_trials > 0 {
        watch.stage("limits");
        limits(kept, found, (&open, &background), plan, watch)?;
    }
    Some(())
}

/// Trials at each source's declination, and the local p-values that follow.
fn backgrounds(
    kept: &mut Kept<'_>,
    found: &mut Found,
    open: &[usize],
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Vec<Distribution>> {
    watch.stage("trials");
    let total = open.len();
    let mut all = Vec::with_capacity(total);
    for (i, number) in open.iter().enumerate() {
        if !watch.step(1000 * i, 1000 * total) {
            return None;
        }
        let source = &mut found.sources[*number];
        let dec_rad = source.target.position.dec_rad;
        let background = kept.background(dec_rad, plan.trials, &Part::of(watch, i, total))?;
        source.local = source.fit.and_then(|fit| background.estimate(fit.ts));
        all.push(background);
        watch.found(found);
    }
    Some(all)
}

fn post_trial(
    kept: &mut Kept<'_>,
    found: &mut Found,
    (open, background): (&[usize], &[Distribution]),
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<()> {
    let places = open
        .iter()
        .map(|number| found.sources[*number].target.position);
    let places: Vec<_> = places.zip(background).collect();
    let lowest = kept.lowest_of_list(&places, plan.skies, watch)?;
    let unknown = lowest.iter().filter(|p| p.is_nan()).count();
    if unknown > 0 {
        found.remarks.push(format!(
            "no post-trial p-values: in {unknown} of {} skies a source does better than {} trials can tell; ask for more trials",
            lowest.len(),
            plan.trials
        ));
        return Some(());
    }
    let list = Distribution::of(lowest.iter().map(|p| surprise(*p)));
    for number in open {
        let source = &mut found.sources[*number];
        source.post = source
            .local
            .and_then(|local| list.estimate(surprise(local.p)));
    }
    watch.found(found);
    Some(())
}

/// -2 ln p: 0 where there is nothing, and with a tail that a gamma law describes.
pub fn surprise(p: f64) -> f64 {
    -2.0 * p.max(f64::MIN_POSITIVE).ln()
}

fn limits(
    kept: &mut Kept<'_>,
    found: &mut Found,
    (open, background): (&[usize], &[Distribution]),
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<()> {
    let total = open.len();
    for (i, number) in open.iter().enumerate() {
        if !watch.step(i, total) {
            return None;
        }
        let source = &mut found.sources[*number];
        let dec_rad = source.target.position.dec_rad;
        let ts = source.fit.map_or(0.0, |fit| fit.ts);
        let ask = Ask(watch, i, total);
        source.limits = limits_at(kept, dec_rad, ts, &background[i], plan, &ask)?;
        watch.found(found);
    }
    Some(())
}

/// Limits on a source at a declination with an observed TS, for every index of the plan.
fn limits_at(
    kept: &mut Kept<'_>,
    dec_rad: f64,
    ts: f64,
    background: &Distribution,
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Vec<Limits>> {
    let likelihood = kept.likelihood();
    let discovery_ts = background.threshold(FIVE_SIGMA);
    let mut all = Vec::with_capacity(plan.indices.len());
    for gamma in &plan.indices {
        let wanted = [ts, discovery_ts.unwrap_or(0.0)];
        let neyman = kept.neyman((dec_rad, *gamma), wanted, plan.limit_trials, watch)?;
        all.push(Limits {
            gamma: *gamma,
            events_per_norm: likelihood.events_per_norm(dec_rad, *gamma),
            upper: neyman.upper_limit(ts),
            sensitivity: neyman.sensitivity(),
            discovery: discovery_ts.and_then(|ts| neyman.discovery(ts)),
        });
    }
    Some(all)
}

/// Sensitivity and discovery potential at declinations in radians, for every index of the plan; empty where nothing
/// can be said. `None` if `watch` cancelled.
pub fn curve(
    kept: &mut Kept<'_>,
    dec_rad: &[f64],
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Vec<Vec<Limits>>> {
    let mut all = Vec::with_capacity(dec_rad.len());
    for (i, dec) in dec_rad.iter().enumerate() {
        if !watch.step(i, dec_rad.len()) {
            return None;
        }
        if kept.likelihood().sight(*dec) != Sight::Open {
            all.push(Vec::new());
            continue;
        }
        let ask = Ask(watch, i, dec_rad.len());
        let background = kept.background(*dec, plan.trials, &ask)?;
        all.push(limits_at(kept, *dec, 0.0, &background, plan, &ask)?);
    }
    Some(all)
}

/// Asks whether to go on, and stays at a step.
struct Ask<'a>(&'a dyn Watch, usize, usize);

impl Watch for Ask<'_> {
    fn step(&self, _done: usize, _total: usize) -> bool {
        self.0.step(self.1, self.2)
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
