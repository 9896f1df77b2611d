//! The worker of a search: it prepares, fits, runs trials, and tells what is known as soon as it is.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nuscope_scan::models::search_models;
use nuscope_scan::search::{Found, fits, go_on};
use nuscope_scan::targets::{Target, Targets};
use nuscope_scan::{Error, Input, Kept, Settings, Store, Watch};

use super::{Doing, Ended};
use crate::fit_sample::FitSample;
use crate::job::Reporter;
use crate::searched::{Asked, SEED, Searched, Stage, ranks};
use crate::source_list::{extended_in, of_catalogue, stacked, taken_for_points};

/// Parts are shown no more often than this.
const EVERY: Duration = Duration::from_millis(150);

/// Making a part takes no more than this share of the time.
const SHARE: u32 = 20;

type Worker = Reporter<Ended, Arc<Searched>>;

/// Searches; called on a thread of its own.
pub(super) fn work(
    asked: &Arc<Asked>,
    trials: Option<PathBuf>,
    reporter: &Worker,
    doing: &Mutex<Doing>,
) -> Ended {
    let teller = Teller {
        reporter,
        doing,
        base: None,
        last: Mutex::new((None, Duration::ZERO)),
        newest: Mutex::default(),
    };
    let likelihood = match asked.data.prepare() {
        Ok(likelihood) => likelihood,
        Err(Error::GivenUp) => return Ended::Empty,
        Err(error) => {
            return Ended::Refused(format!("These candidates cannot be fitted: {error}."));
        }
    };
    teller.stage("fits");
    let (entries, extended) = match entries(asked, likelihood.settings()) {
        Ok(entries) => entries,
        Err(error) => return Ended::Refused(format!("{error}.")),
    };
    let targets = Arc::new(Targets::new(entries));
    let of_entries: Vec<_> = asked.sources().collect();
    let sources = targets.entries.iter().map(|place| of_entries[*place]);
    let sources = sources.collect();
    let Some(mut found) = fits(&likelihood, &targets, &teller) else {
        return Ended::Empty;
    };
    let mut base = Searched {
        asked: Arc::clone(asked),
        ranks: ranks(&found.sources),
        found: found.clone(),
        targets,
        sources,
        stack: None,
        stage: Stage::Runs,
        likelihood,
    };
    let shown = Arc::new(base.clone());
    let teller = Teller {
        base: Some(&shown),
        ..teller
    };
    // Sources with models of their own are fitted with these, model by model.
    let own = shown
        .targets
        .list
        .iter()
        .any(|target| !target.own.is_none());
    if !own {
        teller.found(&found);
    }
    teller.say("Looking for kept trials");
    let store = trials.map(Store::at);
    let likelihood = Arc::clone(&base.likelihood);
    let mut kept = Kept::new(&likelihood, store.as_ref(), SEED);
    let plan = &asked.plan;
    let mut stage = Stage::Done;
    if own {
        let inputs: Vec<Input> = asked.data.samples().iter().map(FitSample::input).collect();
        match search_models(&inputs, &mut kept, &shown.targets, plan, &teller) {
            Ok(Some(all)) => found = all,
            Ok(None) => {
                stage = Stage::Stopped;
                match teller.newest() {
                    Some(newest) => found = newest.found.clone(),
                    None => return Ended::Empty,
                }
            }
            Err(error) => return Ended::Refused(format!("{error}.")),
        }
    } else if go_on(&mut kept, &mut found, plan, &teller).is_none() {
        stage = Stage::Stopped;
    }
    if extended > 0 {
        found.remarks.push(taken_for_points(extended));
    }
    let mut remarks = Vec::new();
    if let (Some(weights), Stage::Done) = (&asked.weights, stage) {
        teller.found_at_once(&found);
        teller.stage("skies of the stack");
        match stacked(&mut kept, &shown.targets.list, weights, plan, &teller) {
            Ok(Some(stack)) => base.stack = Some(stack),
            Ok(None) => stage = Stage::Stopped,
            Err(error) => remarks.push(format!("The sources were not stacked: {error}.")),
        }
    }
    found.remarks.extend(kept.take_remarks());
    Ended::With(Arc::new(base.with(found, stage)), remarks)
}

/// The sources of all catalogues, and how many are taken for points that are none.
fn entries(asked: &Asked, settings: &Settings) -> Result<(Vec<Target>, usize), Error> {
    let column = asked.weights.as_deref();
    let (mut targets, mut extended) = (Vec::new(), 0);
    for (_, catalogue) in &asked.catalogues {
        let named = asked.analysis.as_ref().filter(|analysis| {
            let mut sources = analysis.sources.iter();
            sources.any(|sources| Arc::ptr_eq(sources, catalogue))
        });
        if let Some(analysis) = named {
            for entry in &analysis.analysis.sources {
                targets.push(entry.target(settings)?);
            }
        } else {
            targets.extend(of_catalogue(catalogue, column, asked.extensions));
            extended += extended_in(catalogue);
        }
    }
    Ok((targets, if asked.extensions { 0 } else { extended }))
}

/// Tells the window how far the search is and what it has found.
struct Teller<'a> {
    reporter: &'a Worker,
    doing: &'a Mutex<Doing>,
    /// All but what was found; `None` before anything was.
    base: Option<&'a Searched>,
    /// When a part was shown last, and how long it took to make it.
    last: Mutex<(Option<Instant>, Duration)>,
    /// What was shown last.
    newest: Mutex<Option<Arc<Searched>>>,
}

impl Teller<'_> {
    fn say(&self, what: &str) {
        self.reporter.progress.report(0, 1);
        let mut doing = self.doing.lock().unwrap_or_else(PoisonError::into_inner);
        *doing = Doing {
            what: what.to_owned(),
            since: Instant::now(),
        };
    }

    fn newest(&self) -> Option<Arc<Searched>> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.clone()
    }

    /// Shows what was found, however short ago something was shown.
    fn found_at_once(&self, so_far: &Found) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).0 = None;
        self.found(so_far);
    }
}

impl Watch for Teller<'_> {
    fn step(&self, done: usize, total: usize) -> bool {
        self.reporter.progress.report(done, total)
    }

    fn stage(&self, what: &str) {
        self.say(match what {
            "fits" => "Fitting the sources",
            "trials" => "Trials",
            "skies of the list" => "Skies of the whole list",
            "limits" => "Limits",
            "limits of the stack" => "Limits of all sources together",
            "skies of the stack" => "Skies of all sources together",
            other => other,
        });
    }

    fn found(&self, so_far: &Found) {
        let Some(base) = self.base else { return };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let soon = last
            .0
            .is_some_and(|when| when.elapsed() < EVERY.max(SHARE * last.1));
        if soon {
            return;
        }
        let begin = Instant::now();
        let part = base.with(so_far.clone(), Stage::Runs);
        // Where nobody looks, the next part is as good.
        let part = Arc::new(part);
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&part));
        self.reporter.offer(part);
        *last = (Some(Instant::now()), begin.elapsed());
    }
}
