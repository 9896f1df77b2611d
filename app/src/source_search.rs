//! The search of a list of sources in the background: what it would look at, its worker, and how far that is.
//!
//! Fits are shown as soon as they are there, p-values and limits as they come; a search that is stopped leaves what it
//! has found, and the trials it has run stay kept for the next one.

mod worker;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nuscope_model::Catalogue;
use nuscope_scan::search::Plan;

use crate::catalogues;
use crate::document::{Document, OpenFile};
use crate::fit_data::FitData;
use crate::job::{Job, Wake};
use crate::searched::{Asked, Searched};
use crate::trial_folder;
use crate::view::{CatalogueId, SourceSearchLook};

/// How a search ended.
pub enum Ended {
    /// By its end or by being stopped, with what was found.
    With(Arc<Searched>, Vec<String>),
    /// The candidates have no likelihood, or the sources cannot be stacked.
    Refused(String),
    /// It was stopped before anything was found.
    Empty,
}

/// What a worker is at.
#[derive(Clone, Debug)]
pub struct Doing {
    /// In a few words.
    pub what: String,
    /// Since when.
    since: Instant,
}

/// A running search.
pub struct Running {
    /// What it was asked for.
    pub asked: Arc<Asked>,
    job: Job<Ended, Arc<Searched>>,
    doing: Arc<Mutex<Doing>>,
    stopping: bool,
}

impl Running {
    /// Finished share of what it is at.
    pub fn fraction(&self) -> f32 {
        self.job.fraction()
    }

    /// Whether it was asked to stop.
    pub fn stops(&self) -> bool {
        self.stopping
    }

    /// What it is at, and how long that will take.
    pub fn words(&self) -> String {
        if self.stopping {
            return "Stopping…".to_owned();
        }
        let doing = self.doing.lock().unwrap_or_else(PoisonError::into_inner);
        let left = time_left(doing.since.elapsed(), self.fraction());
        match left {
            Some(left) => format!("{}: {}", doing.what, left_words(left)),
            None => format!("{}…", doing.what),
        }
    }
}

/// How long work will take that took so long for a share of it.
fn time_left(elapsed: Duration, share: f32) -> Option<Duration> {
    let known = elapsed > Duration::from_millis(700) && share > 0.0 && share < 1.0;
    known.then(|| elapsed.mul_f32((1.0 - share) / share))
}

/// A time, as roughly as it is known.
pub fn left_words(left: Duration) -> String {
    match left.as_secs() {
        s @ ..90 => format!("about {} s left", s.max(1)),
        s @ ..5400 => format!("about {} min left", (s + 30) / 60),
        s => format!("about {} h left", (s + 1800) / 3600),
    }
}

/// The search of sources.
pub struct SourceSearch {
    /// The one that runs.
    pub running: Option<Running>,
    /// Why the last one found nothing.
    pub refused: Option<String>,
    /// Where trials are kept.
    pub trials: Option<PathBuf>,
}

impl Default for SourceSearch {
    fn default() -> Self {
        Self {
            running: None,
            refused: None,
            trials: trial_folder::folder(),
        }
    }
}

impl SourceSearch {
    /// Whether a worker is at it.
    pub fn busy(&self) -> bool {
        self.running.is_some()
    }

    /// Begins a search in place of one that runs.
    pub fn start(&mut self, asked: Asked, wake: &Wake) {
        let asked = Arc::new(asked);
        let doing = Arc::new(Mutex::new(Doing {
            what: "Preparing the likelihood".into(),
            since: Instant::now(),
        }));
        let (of, shown, trials) = (Arc::clone(&asked), Arc::clone(&doing), self.trials.clone());
        let job = Job::spawn(Arc::clone(wake), move |reporter| {
            worker::work(&of, trials, reporter, &shown)
        });
        self.refused = None;
        self.running = Some(Running {
            asked,
            job,
            doing,
            stopping: false,
        });
    }

    /// Asks the search to stop; what it has found still comes.
    pub fn stop(&mut self) {
        if let Some(running) = &mut self.running {
            running.job.cancel();
            running.stopping = true;
        }
    }

    /// Everything new: what was found so far, how it ended, and whether the worker died.
    pub fn poll(&mut self) -> (Option<Arc<Searched>>, Option<Ended>, bool) {
        let Some(running) = &self.running else {
            return (None, None, false);
        };
        let (part, ended) = running.job.poll();
        let lost = running.job.lost();
        if ended.is_some() || lost {
            self.running = None;
        }
        (part, ended, lost)
    }
}

/// The catalogues that a search looks at, in order: the sources of the analysis come first.
pub fn chosen(document: &Document, look: &SourceSearchLook) -> Vec<(CatalogueId, Arc<Catalogue>)> {
    let taken = catalogues::ids(document).filter(|id| takes_part(document, look, *id));
    let mut all: Vec<(CatalogueId, Arc<Catalogue>)> = taken
        .filter_map(|id| Some((id, Arc::clone(catalogues::get(document, id)?))))
        .collect();
    let analysis = document.analysis.as_ref();
    let of_analysis = analysis.and_then(|analysis| analysis.sources.as_ref());
    all.sort_by_key(|(_, one)| !of_analysis.is_some_and(|first| Arc::ptr_eq(first, one)));
    all
}

/// Whether a catalogue takes part.
pub fn takes_part(document: &Document, look: &SourceSearchLook, id: CatalogueId) -> bool {
    let name = catalogues::name(document, id);
    match (id, &look.built_in) {
        (CatalogueId::Opened(_), _) => !look.left_out.contains(name),
        (CatalogueId::BuiltIn(_), Some(chosen)) => chosen.contains(name),
        (CatalogueId::BuiltIn(place), None) => place == 0 && document.catalogues.is_empty(),
    }
}

/// How many sources a search would look at, twins included; built-in catalogues are not read for that.
pub fn count(document: &Document, look: &SourceSearchLook) -> usize {
    let taken = catalogues::ids(document).filter(|id| takes_part(document, look, *id));
    taken.map(|id| catalogues::rows(document, id)).sum()
}

/// What a search would be asked for.
///
/// # Errors
/// In words, what is missing.
pub fn asked(document: &Document, look: &SourceSearchLook) -> Result<Asked, String> {
    let data = FitData::of(document)
        .ok_or_else(|| "Open a list of candidates or an analysis first.".to_owned())?;
    let catalogues = chosen(document, look);
    if catalogues.iter().all(|(_, catalogue)| catalogue.is_empty()) {
        return Err("Choose a catalogue with sources to look at.".into());
    }
    Ok(Asked {
        inputs: inputs(document, &catalogues),
        data,
        catalogues,
        plan: look.plan()?,
        weights: look.stack.clone(),
        extensions: look.extensions,
        analysis: document.analysis.clone(),
    })
}

/// The files that decide the result: those of the analysis, or of the samples, and those of the catalogues.
fn inputs(
    document: &Document,
    catalogues: &[(CatalogueId, Arc<Catalogue>)],
) -> Vec<(PathBuf, String)> {
    let holds = |file: &&OpenFile, checksum: &str| file.checksums.iter().any(|one| one == checksum);
    let as_input = |file: &OpenFile| (file.path.clone(), "input".to_owned());
    let mut all: Vec<(PathBuf, String)> = match &document.analysis {
        Some(analysis) => {
            let files = std::iter::once(&analysis.path).chain(&analysis.files);
            files.map(|path| (path.clone(), "input".into())).collect()
        }
        None => {
            let of_samples = |file: &&OpenFile| {
                let mut samples = document.samples.iter();
                samples.any(|sample| holds(file, &sample.checksum))
            };
            document
                .files
                .iter()
                .filter(of_samples)
                .map(as_input)
                .collect()
        }
    };
    for (_, catalogue) in catalogues {
        let file = document
            .files
            .iter()
            .find(|file| holds(file, &catalogue.checksum));
        let file = file
            .filter(|_| !catalogue.checksum.is_empty())
            .map(as_input);
        all.extend(file.filter(|file| !all.contains(file)));
    }
    all
}

/// The columns of numbers that all chosen opened catalogues have: they may weigh a stack.
pub fn weights(document: &Document, look: &SourceSearchLook) -> Vec<String> {
    let ids = catalogues::ids(document).filter(|id| takes_part(document, look, *id));
    let mut parts = ids.filter_map(|id| catalogues::get(document, id));
    let Some(first) = parts.next() else {
        return Vec::new();
    };
    let names = first.extras.iter().map(|extra| extra.name.clone());
    let mut names: Vec<String> = names.collect();
    for part in parts {
        names.retain(|name| part.extra(name).is_some());
    }
    names
}

/// Trials of a limit run at about so many fluxes.
const FLUXES: u64 = 22;

/// What a fit of a trial takes on one core of a laptop, in seconds: always, and for each candidate of the samples.
const FIT_S: [f64; 2] = [9e-6, 1e-10];

/// About how many fits a search of so many sources runs.
pub fn fits(sources: usize, plan: &Plan) -> u64 {
    let limits = FLUXES * plan.limit_trials * plan.indices.len() as u64;
    let each = match plan.trials {
        0 => 1,
        trials => 1 + trials + plan.skies + limits,
    };
    each.saturating_mul(sources as u64)
}

/// About how long a search of so many sources takes, in seconds, where no trials are kept.
pub fn about_s(sources: usize, candidates: usize, plan: &Plan) -> f64 {
    let fit_s = FIT_S[0] + FIT_S[1] * candidates as f64;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    fits(sources, plan) as f64 * fit_s / cores as f64
}
