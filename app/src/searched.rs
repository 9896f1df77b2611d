//! What a search of a list of sources has found so far, and what it rests on.
//!
//! It belongs to the data and choices it was made with: both are kept beside it, so that it is dropped when the data are
//! others, and called old when the choices are. Sources are ranked by the lowest local p-value; those whose p-value is
//! not known yet, by the highest TS.

use std::path::PathBuf;
use std::sync::Arc;

use nuscope_io::Origins;
use nuscope_model::{Catalogue, Provenance};
use nuscope_scan::search::{Found, Looked, Plan};
use nuscope_scan::targets::Targets;
use nuscope_scan::{Likelihood, Sight};

use crate::catalogues;
use crate::document::Document;
use crate::fit_data::FitData;
use crate::open_analysis::OpenAnalysis;
use crate::plot::ticks::thousands;
use crate::source_report::{Report, StackFit, p_number};
use crate::view::{CatalogueId, Selected};

/// The seed of trials, as `nuscope sources` has it unless its user says otherwise.
pub const SEED: u64 = 1;

/// What a search was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What sources are fitted with.
    pub data: FitData,
    /// The catalogues of the sources, one after the other.
    pub catalogues: Vec<(CatalogueId, Arc<Catalogue>)>,
    /// What is run.
    pub plan: Plan,
    /// The weights of a stack of all sources.
    pub weights: Option<String>,
    /// Whether sources are as extended as their catalogues have them.
    pub extensions: bool,
    /// The analysis that names sources of its own.
    pub analysis: Option<Arc<OpenAnalysis>>,
    /// The files that all of this is from, each with its format.
    pub inputs: Vec<(PathBuf, String)>,
}

impl Asked {
    /// Whether its candidates and catalogues are still open in `document`, whatever they are fitted with now.
    pub fn is_open(&self, document: &Document) -> bool {
        let samples = self.data.samples();
        let mut pairs = samples.iter().zip(&document.samples);
        let same = samples.len() == document.samples.len()
            && pairs.all(|(fit, open)| Arc::ptr_eq(&fit.known.sample, open));
        let open = |(id, catalogue): &(CatalogueId, Arc<Catalogue>)| {
            let there = catalogues::get(document, *id);
            there.is_some_and(|there| Arc::ptr_eq(there, catalogue))
        };
        same && self.catalogues.iter().all(open)
    }

    /// Whether the candidates of `document` are still fitted as they were for this.
    pub fn is_of_fit(&self, document: &Document) -> bool {
        FitData::of(document).is_some_and(|data| data.same(&self.data))
    }

    /// Whether both ask for the same of the same.
    pub fn same(&self, other: &Self) -> bool {
        let mut pairs = self.catalogues.iter().zip(&other.catalogues);
        self.catalogues.len() == other.catalogues.len()
            && pairs.all(|((a, one), (b, other))| a == b && Arc::ptr_eq(one, other))
            && self.data.same(&other.data)
            && (&self.plan, &self.weights, self.extensions)
                == (&other.plan, &other.weights, other.extensions)
    }

    /// All sources of the catalogues, with what each is on the map.
    pub fn sources(&self) -> impl Iterator<Item = Selected> {
        self.catalogues.iter().flat_map(|(catalogue, of)| {
            let catalogue = *catalogue;
            (0..of.len()).map(move |index| Selected::Source { catalogue, index })
        })
    }
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Runs,
    /// All of it is there.
    Done,
    /// It was stopped; what was done until then is there.
    Stopped,
}

/// What a search has found so far.
#[derive(Clone, Debug)]
pub struct Searched {
    /// What it was asked for.
    pub asked: Arc<Asked>,
    /// What the sources were fitted with.
    pub likelihood: Arc<Likelihood>,
    /// The sources, each once.
    pub targets: Arc<Targets>,
    /// What each of them is on the map.
    pub sources: Arc<[Selected]>,
    /// What was found of each.
    pub found: Found,
    /// All of them as one, once that is known.
    pub stack: Option<StackFit>,
    /// How far it is.
    pub stage: Stage,
    /// The rank of each source, from 1; 0 for those that cannot be looked at.
    pub ranks: Arc<[u32]>,
}

impl Searched {
    /// The same with what was found since.
    pub fn with(&self, found: Found, stage: Stage) -> Self {
        Self {
            asked: Arc::clone(&self.asked),
            likelihood: Arc::clone(&self.likelihood),
            targets: Arc::clone(&self.targets),
            sources: Arc::clone(&self.sources),
            stack: self.stack.clone(),
            ranks: ranks(&found.sources),
            found,
            stage,
        }
    }

    /// Whether any candidate is simulated: every title says so.
    pub fn simulated(&self) -> bool {
        let mut samples = self.likelihood.samples().iter();
        samples.any(|sample| sample.provenance == Provenance::Simulated)
    }

    /// The source of the lowest local p-value; before that is known, of the highest TS.
    pub fn best(&self) -> Option<usize> {
        self.ranks.iter().position(|rank| *rank == 1)
    }

    /// How many sources could be looked at.
    pub fn in_view(&self) -> usize {
        let sources = self.found.sources.iter();
        sources.filter(|source| source.sight == Sight::Open).count()
    }

    /// Which source is selected.
    pub fn place_of(&self, selected: Option<Selected>) -> Option<usize> {
        let selected = selected?;
        self.sources.iter().position(|source| *source == selected)
    }

    /// What came of it, in one sentence, as people say it.
    pub fn headline(&self) -> String {
        let (all, open) = (self.found.sources.len(), self.in_view());
        let count = |n: usize| match n {
            1 => "1 source".to_owned(),
            n => format!("{} sources", thousands(n)),
        };
        let Some(best) = self.best().map(|place| &self.found.sources[place]) else {
            return match all {
                0 => "There is no source in the list.".to_owned(),
                1 => "The source is not in the field of view.".to_owned(),
                _ => format!("None of the {} is in the field of view.", count(all)),
            };
        };
        let name = &best.target.name;
        let of = match all - open {
            0 => count(all),
            out => format!("{} ({} more out of view)", count(open), thousands(out)),
        };
        let trials = |n: u64| thousands(usize::try_from(n).unwrap_or(usize::MAX));
        let Some(local) = &best.local else {
            let ts = best.fit.map_or(0.0, |fit| fit.ts);
            let known = match (self.stage, self.asked.plan.trials) {
                (_, 0) => "p-values are not calibrated",
                (Stage::Runs, _) => "p-values follow",
                _ => "p-values were not computed",
            };
            return format!("Highest TS: {name}, {ts:.2}, of {of}; {known}.");
        };
        let number = |estimate: &nuscope_scan::calibration::Estimate| match estimate.is_told() {
            true => format!("= {}", p_number(estimate.p)),
            false => format!("< {}", p_number(estimate.bound())),
        };
        let calibrated = format!("calibrated by {} trials", trials(self.asked.plan.trials));
        match &best.post {
            Some(post) => {
                // The second one says its sign only where it is a bound.
                let post = number(post);
                let post = post.strip_prefix("= ").unwrap_or(&post);
                format!(
                    "Most significant: {name}, p {} before and {post} after trials, of {of} ({calibrated}).",
                    number(local)
                )
            }
            None => format!(
                "Most significant: {name}, p {} before trials, of {of} ({calibrated}).",
                number(local)
            ),
        }
    }

    /// What all sources together are, in one sentence; `None` where they were not stacked.
    pub fn stack_words(&self) -> Option<String> {
        let stack = self.stack.as_ref()?;
        let p = match &stack.p {
            Some(p) if p.is_told() => {
                let skies = thousands(p.trials);
                format!("p = {} from {skies} scrambled skies", p_number(p.p))
            }
            Some(p) => format!("p < {}", p_number(p.bound())),
            None => format!("p = {}, not calibrated", p_number(stack.fit.p_local)),
        };
        let index = match stack.fit.gamma {
            gamma if gamma.is_nan() => String::new(),
            gamma => format!(", index {gamma:.2}"),
        };
        let weights = match stack.weights.as_str() {
            crate::source_list::EQUAL => "equal weights".to_owned(),
            column => format!("weights {column}"),
        };
        let (fit, count) = (&stack.fit, thousands(stack.sources));
        let remark = match stack.remark.as_str() {
            "" => String::new(),
            remark => format!(" {remark}."),
        };
        Some(format!(
            "All {count} together ({weights}): TS {:.2}, n_s {:.1}{index}, {p}.{remark}",
            fit.ts, fit.n_s
        ))
    }

    /// The report, as `nuscope sources` makes it.
    pub fn report(&self, origins: Origins) -> Report {
        let choices = (self.asked.plan.clone(), SEED);
        let twins = self.targets.twins.clone();
        let found = self.found.clone();
        let mut report = Report::new(&self.likelihood, found, twins, choices, origins);
        report.stack.clone_from(&self.stack);
        if self.stage != Stage::Done {
            let text = "the search was stopped before its end: what is empty was not computed";
            report.warnings.push(text.into());
        }
        report
    }
}

/// The rank of each source.
pub fn ranks(sources: &[Looked]) -> Arc<[u32]> {
    let key = |place: usize| {
        let source: &Looked = &sources[place];
        let p = source.local.map_or(2.0, |local| local.p);
        (p, -source.fit.map_or(0.0, |fit| fit.ts))
    };
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.retain(|place| sources[*place].fit.is_some());
    order.sort_by(|a, b| {
        let (a, b) = (key(*a), key(*b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let mut ranks = vec![0; sources.len()];
    for (rank, place) in (1..).zip(order) {
        ranks[place] = rank;
    }
    ranks.into()
}
