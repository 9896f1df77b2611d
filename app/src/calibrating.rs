//! Calibrated p-values of the open candidates: trials at every declination, run in the background and kept on disk.
//!
//! First come few trials at each declination, so that there is an answer soon; then the series go on to their full
//! length. What was kept by an earlier run is there at once. All of it belongs to one likelihood: as soon as other
//! candidates or another analysis are open, it is of no use and is given up.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use nuscope_scan::calibration::{Calibration, Distribution, Estimate, grid};
use nuscope_scan::{Error, Kept, Likelihood, Store};

use crate::document::Document;
use crate::fit_data::FitData;
use crate::job::Wake;
use crate::plot::ticks::thousands;
use crate::spare_threads::{Asks, SpareJob};
use crate::trial_folder;

/// The seed of the trials, as of `nuscope calibrate`.
pub const SEED: u64 = 1;

/// How many trials are run, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Trials at each declination at first.
    pub soon: u64,
    /// Trials at each declination in the end.
    pub trials: u64,
    /// How many declinations, if not as many as stand a degree apart.
    pub declinations: Option<usize>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            soon: 1000,
            trials: 10_000,
            declinations: None,
        }
    }
}

/// What the trials of some candidates tell.
#[derive(Debug)]
pub struct Calibrated {
    /// Which candidates.
    pub data: FitData,
    /// Their likelihood.
    pub likelihood: Arc<Likelihood>,
    /// The trials.
    pub calibration: Calibration,
    /// Whether no more will come.
    pub complete: bool,
}

impl Calibrated {
    /// How likely a TS is at a declination without a source; `None` where the trials say nothing.
    pub fn estimate(&self, dec_rad: f64, ts: f64) -> Option<Estimate> {
        self.calibration.estimate(dec_rad, ts)
    }

    /// "calibrated by 10,000 trials".
    pub fn words(&self) -> String {
        by_trials(self.calibration.trials())
    }
}

/// "calibrated by 10,000 trials".
pub fn by_trials(trials: usize) -> String {
    format!("calibrated by {} trials", thousands(trials))
}

/// A p-value as people read it, without how it is known.
pub fn p_number(p: f64) -> String {
    match p >= 0.01 {
        true => format!("{p:.3}"),
        false => format!("{p:.1e}").replace("e-", "e−"),
    }
}

/// A local p-value with how it is known: counted, on a fitted tail, or only bounded.
pub fn p_words(estimate: &Estimate) -> String {
    let trials = thousands(estimate.trials);
    if !estimate.is_told() {
        let bound = p_number(estimate.bound());
        return format!("below {bound}: none of {trials} trials does as well");
    }
    let p = p_number(estimate.p);
    match estimate.extrapolated {
        true => format!("{p}, on a law fitted to the highest of {trials} trials"),
        false => format!("{p}, calibrated by {trials} trials"),
    }
}

/// How far the trials are, as the worker counts.
#[derive(Debug, Default)]
struct Counts {
    done: AtomicUsize,
    total: AtomicUsize,
    trials: AtomicUsize,
}

/// How far the trials are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Declinations that are done.
    pub done: usize,
    /// All declinations.
    pub total: usize,
    /// Trials that each of them gets for now.
    pub trials: usize,
}

/// Which candidates, and whether trials are run or only looked for among those kept.
#[derive(Clone)]
struct Asked {
    data: FitData,
    runs: bool,
}

/// How trials ended.
struct Ended {
    refused: Option<Error>,
    remarks: Vec<String>,
}

/// Trials under way.
struct Work {
    spare: SpareJob<Ended, Arc<Calibrated>>,
    counts: Arc<Counts>,
}

/// The calibration of the open candidates.
pub struct Calibrating {
    /// Whether trials may be looked for and run at all; a window of a person says so, one of a test only if it asks.
    pub allowed: bool,
    /// Where they are kept; nowhere if there is no such folder.
    pub folder: Option<PathBuf>,
    /// How many are run.
    pub plan: Plan,
    /// Whether somebody has them wait.
    pub paused: bool,
    /// What they tell so far.
    pub found: Option<Arc<Calibrated>>,
    /// Why there are none, in words.
    pub refused: Option<String>,
    /// What went wrong with those kept, in sentences.
    pub remarks: Vec<String>,
    /// Whether a worker died since this was asked last: that is a fault of ours, and has to be told.
    pub died: bool,
    asked: Option<Asked>,
    work: Option<Work>,
}

impl Default for Calibrating {
    fn default() -> Self {
        Self {
            allowed: false,
            folder: trial_folder::folder(),
            plan: Plan::default(),
            paused: false,
            found: None,
            refused: None,
            remarks: Vec::new(),
            died: false,
            asked: None,
            work: None,
        }
    }
}

impl Calibrating {
    /// Whether a worker is at it, or waits.
    pub fn busy(&self) -> bool {
        self.work.is_some()
    }

    /// Whether its worker has to wait.
    pub fn waits(&self) -> bool {
        let gate = self.work.as_ref().map(|work| &work.spare.gate);
        gate.is_some_and(crate::spare_threads::Gate::is_closed)
    }

    /// How far the trials are that are being run; `None` if none are.
    pub fn progress(&self) -> Option<Progress> {
        let counts = &self.work.as_ref()?.counts;
        let total = counts.total.load(Relaxed);
        (total > 0).then(|| Progress {
            done: counts.done.load(Relaxed),
            total,
            trials: counts.trials.load(Relaxed),
        })
    }

    /// What the trials of these candidates tell so far.
    pub fn of(&self, data: &FitData) -> Option<&Arc<Calibrated>> {
        self.found.as_ref().filter(|found| found.data.same(data))
    }

    /// Sees to it that there are trials of the open candidates, which are run if `runs`, while nobody waits for
    /// something else; called once a frame.
    pub fn update(&mut self, document: &Document, (runs, waits): (bool, bool), wake: &Wake) {
        let wanted = FitData::of(document).filter(|_| self.allowed);
        let wanted = wanted.map(|data| Asked { data, runs });
        let same = match (&self.asked, &wanted) {
            (Some(asked), Some(wanted)) => {
                asked.data.same(&wanted.data) && asked.runs == wanted.runs
            }
            (None, None) => true,
            _ => false,
        };
        if !same {
            let data = wanted.as_ref().map(|wanted| &wanted.data);
            let still = data.is_some_and(|data| self.of(data).is_some());
            if !still {
                (self.found, self.refused) = (None, None);
                self.remarks.clear();
            }
            let complete = self.found.as_ref().is_some_and(|found| found.complete);
            let needed = wanted.as_ref().filter(|wanted| match &self.found {
                Some(_) => wanted.runs && !complete,
                None => true,
            });
            // Dropping the work stops its worker.
            self.work = needed.map(|wanted| self.spawn(wanted.clone(), wake));
            self.asked = wanted;
        }
        if let Some(work) = &self.work {
            work.spare.gate.close(self.paused || waits);
        }
        self.poll();
    }

    fn spawn(&self, asked: Asked, wake: &Wake) -> Work {
        let counts = Arc::new(Counts::default());
        let told = Arc::clone(&counts);
        let prepared = self.of(&asked.data);
        let prepared = prepared.map(|found| Arc::clone(&found.likelihood));
        let (store, plan) = (self.folder.clone().map(Store::at), self.plan);
        let spare = SpareJob::spawn(wake, move |asks: &Asks<'_, Ended, Arc<Calibrated>>| {
            let likelihood = match prepared.map_or_else(|| asked.data.prepare(), Ok) {
                Ok(likelihood) => likelihood,
                Err(error) => {
                    let given_up = matches!(error, Error::GivenUp);
                    return Ended {
                        refused: Some(error).filter(|_| !given_up),
                        remarks: Vec::new(),
                    };
                }
            };
            let mut kept = Kept::new(&likelihood, store.as_ref(), SEED);
            // Whoever gives the work up does not ask how it ended.
            let _given_up = calibrate(&asked, &likelihood, &mut kept, plan, &told, asks);
            Ended {
                refused: None,
                remarks: kept.take_remarks(),
            }
        });
        Work { spare, counts }
    }

    fn poll(&mut self) {
        let Some(work) = &self.work else {
            return;
        };
        let (part, ended) = work.spare.job.poll();
        let lost = work.spare.job.lost();
        if let Some(found) = part {
            self.found = Some(found);
        }
        if let Some(ended) = ended {
            self.work = None;
            self.refused = ended.refused.map(|error| error.to_string());
            self.remarks = ended.remarks;
        } else if lost {
            self.work = None;
            self.died = true;
        }
    }
}

/// Looks for trials and runs those that are missing; shows what they tell after each round. `None` if it was given up.
fn calibrate(
    asked: &Asked,
    likelihood: &Arc<Likelihood>,
    kept: &mut Kept<'_>,
    plan: Plan,
    counts: &Counts,
    asks: &Asks<'_, Ended, Arc<Calibrated>>,
) -> Option<()> {
    use nuscope_scan::Watch as _;
    let dec_rad = grid(likelihood, plan.declinations);
    let mut each: Vec<Option<Distribution>> = Vec::with_capacity(dec_rad.len());
    for dec in &dec_rad {
        if !asks.step(0, 1) {
            return None;
        }
        each.push(kept.background_if_kept(*dec, plan.trials));
    }
    let show = |each: &[Option<Distribution>], complete: bool| {
        let all: Option<Vec<Distribution>> = each.iter().cloned().collect();
        if let Some(all) = all.filter(|all| !all.is_empty()) {
            asks.part(Arc::new(Calibrated {
                data: asked.data.clone(),
                likelihood: Arc::clone(likelihood),
                calibration: Calibration::of(&dec_rad, all),
                complete,
            }));
        }
    };
    let missing: Vec<usize> = (0..each.len()).filter(|i| each[*i].is_none()).collect();
    if missing.is_empty() {
        show(&each, true);
        return Some(());
    }
    if !asked.runs {
        return Some(());
    }
    let rounds = [plan.soon.min(plan.trials), plan.trials];
    counts.total.store(each.len(), Relaxed);
    for (round, trials) in rounds.into_iter().enumerate() {
        counts.trials.store(trials as usize, Relaxed);
        counts.done.store(each.len() - missing.len(), Relaxed);
        for place in &missing {
            each[*place] = Some(kept.background(dec_rad[*place], trials, asks)?);
            counts.done.fetch_add(1, Relaxed);
            asks.tell();
        }
        let complete = round + 1 == rounds.len() || trials == plan.trials;
        show(&each, complete);
        if complete {
            break;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests;
