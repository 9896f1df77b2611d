//! A search of a list in which some sources have a shape, a spectrum or an index of their own.
//!
//! Sources of one model share a likelihood. One is prepared after the other, so that no more than two are in memory. All
//! of them see the same scrambled skies, for these depend on seed and number alone; the lowest local p-value of a sky is
//! that of the lowest of all models, and so post-trial p-values count every source once and neighbours as what they are.

use crate::calibration::Distribution;
use crate::search::{Found, Limits, Looked, Plan, search, surprise};
use crate::targets::Targets;
use crate::{Error, Input, Kept, Likelihood, OwnModel, Sight, Watch};

/// Looks at all sources, each with its own model; `None` if `watch` cancelled.
///
/// `kept` is for the likelihood of `inputs` with the settings of all. A source with a held index of its own has limits for
/// that one alone, behind empty ones for the indices of the plan.
///
/// # Errors
/// If a model cannot be used; the source is named.
pub fn search_models(
    inputs: &[Input],
    kept: &mut Kept<'_>,
    targets: &Targets,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Option<Found>, Error> {
    let mut models: Vec<OwnModel> = Vec::new();
    for target in &targets.list {
        if !models.contains(&target.own) {
            models.push(target.own);
        }
    }
    if models.iter().all(OwnModel::is_none) {
        return Ok(search(kept, targets, plan, watch));
    }
    let near = targets.near();
    let mut found = Found {
        sources: Vec::with_capacity(near.len()),
        remarks: Vec::new(),
    };
    for (target, near) in targets.list.iter().zip(near) {
        let near = near.into_iter();
        found.sources.push(Looked {
            // Neighbours are those of the whole list.
            near: near.map(|(name, deg)| (name.to_owned(), deg)).collect(),
            sight: kept.likelihood().sight(target.position.dec_rad),
            target: target.clone(),
            fit: None,
            local: None,
            post: None,
            limits: Vec::new(),
        });
    }
    let mut lowest: Option<Vec<f64>> = None;
    for own in models {
        let members: Vec<usize> = (0..targets.list.len())
            .filter(|number| targets.list[*number].own == own)
            .collect();
        let of_model = if own.is_none() {
            let of_list = OfList::of(watch, &found, &members);
            group(kept, targets, &members, plan, &of_list)
        } else {
            let settings = own.apply(kept.likelihood().settings());
            let likelihood = Likelihood::of(inputs, &settings).map_err(|error| {
                let name = &targets.list[members[0]].name;
                Error::Analysis(format!("source {name:?}: {error}"))
            })?;
            let mut kept = kept.of_other(&likelihood);
            let of_list = OfList::of(watch, &found, &members);
            group(&mut kept, targets, &members, plan, &of_list)
        };
        let Some(of_model) = of_model else {
            return Ok(None);
        };
        put(&mut found, of_model.found, &members);
        lowest = match (lowest, of_model.lowest) {
            (Some(lowest), Some(of_model)) => {
                let both = lowest.into_iter().zip(of_model);
                Some(both.map(|(a, b)| lower(a, b)).collect())
            }
            (lowest, of_model) => lowest.or(of_model),
        };
    }
    post_trial(&mut found, lowest, plan);
    Ok(Some(found))
}

/// Puts the sources of one model to the others.
fn put(found: &mut Found, of_model: Found, members: &[usize]) {
    found.remarks.extend(of_model.remarks);
    for (number, source) in members.iter().zip(of_model.sources) {
        let before = &mut found.sources[*number];
        let near = std::mem::take(&mut before.near);
        *before = Looked { near, ..source };
    }
}

/// Whoever waits, who is shown the whole list while the sources of one model are looked at.
struct OfList<'a> {
    watch: &'a dyn Watch,
    before: &'a Found,
    members: &'a [usize],
}

impl<'a> OfList<'a> {
    fn of(watch: &'a dyn Watch, before: &'a Found, members: &'a [usize]) -> Self {
        Self {
            watch,
            before,
            members,
        }
    }
}

impl Watch for OfList<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.watch.step(done, total)
    }

    fn stage(&self, what: &str) {
        self.watch.stage(what);
    }

    fn found(&self, so_far: &Found) {
        let mut whole = self.before.clone();
        put(&mut whole, so_far.clone(), self.members);
        self.watch.found(&whole);
    }
}

/// The sources of one model.
struct Group {
    found: Found,
    /// The lowest local p-value of any of them in each scrambled sky; `None` without skies or sources in view.
    lowest: Option<Vec<f64>>,
}

fn group(
    kept: &mut Kept<'_>,
    targets: &Targets,
    members: &[usize],
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Group> {
    let list = members.iter().map(|number| targets.list[*number].clone());
    let targets = Targets {
        list: list.collect(),
        ..Targets::default()
    };
    let held = targets.list[0].own.held_index();
    let alone = Plan {
        skies: 0,
        indices: held.map_or_else(|| plan.indices.clone(), |gamma| vec![gamma]),
        ..plan.clone()
    };
    let mut found = search(kept, &targets, &alone, watch)?;
    if held.is_some() {
        let none = plan.indices.iter().map(|gamma| Limits::none(*gamma));
        for source in &mut found.sources {
            source.limits.splice(0..0, none.clone());
        }
    }
    let open = found.sources.iter();
    let open: Vec<_> = open.filter(|source| source.sight == Sight::Open).collect();
    if plan.trials == 0 || plan.skies == 0 || open.is_empty() {
        return Some(Group {
            found,
            lowest: None,
        });
    }
    watch.stage("skies of the list");
    let mut places = Vec::with_capacity(open.len());
    for source in &open {
        // They were run just now.
        let position = source.target.position;
        let background = kept.background(position.dec_rad, plan.trials, watch)?;
        places.push((position, background));
    }
    let places: Vec<_> = places.iter().map(|place| (place.0, &place.1)).collect();
    let lowest = kept.lowest_of_list(&places, plan.skies, watch)?;
    Some(Group {
        found,
        lowest: Some(lowest),
    })
}

/// The lower of two p-values; not known where one is not.
fn lower(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.min(b)
    }
}

/// Post-trial p-values from the lowest local p-value of each scrambled sky.
fn post_trial(found: &mut Found, lowest: Option<Vec<f64>>, plan: &Plan) {
    let Some(lowest) = lowest else { return };
    let unknown = lowest.iter().filter(|p| p.is_nan()).count();
    if unknown > 0 {
        found.remarks.push(format!(
            "no post-trial p-values: in {unknown} of {} skies a source does better than {} trials can tell; ask for more trials",
            lowest.len(),
            plan.trials
        ));
        return;
    }
    let list = Distribution::of(lowest.iter().map(|p| surprise(*p)));
    for source in &mut found.sources {
        source.post = source
            .local
            .and_then(|local| list.estimate(surprise(local.p)));
    }
}
