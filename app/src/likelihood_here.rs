//! The likelihood at the selected place: its best fit, how much worse other fits are, and which candidates make it.
//!
//! A worker looks, and only while somebody looks at its panel; a place that is selected meanwhile takes the worker's
//! place. The fit is shown before its p-value, which needs a checksum of all candidates to find the trials that are kept
//! of its very declination; without them those that calibrate the whole sky tell.
//! A candidate that is selected *in the panel* does not move it: the place stays whose candidates are gone through.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nuscope_model::Equatorial;
use nuscope_scan::calibration::Estimate;
use nuscope_scan::energy_range::EnergyRange;
use nuscope_scan::landscape::{Contribution, Landscape};
use nuscope_scan::{Error, Fit, Kept, Likelihood, Sight, Store};

use crate::calibrating::Calibrating;
use crate::document::Document;
use crate::fit_data::FitData;
use crate::job::{Job, Reporter, Wake};
use crate::trial_folder;
use crate::ui::inspector::position_of;
use crate::view::{Mode, Selected, Tab, View};

/// Spectral indices and numbers of events of a landscape.
const GRID: [usize; 2] = [121, 101];

/// Trials at a declination that a p-value rests on, as `nuscope calibrate` keeps them.
const TRIALS: u64 = 10_000;

/// How long a pointer has to rest before trials of its place are looked for.
const REST: Duration = Duration::from_millis(300);

/// The seed of those trials.
const SEED: u64 = 1;

/// So many candidates are listed: those with the largest parts of TS.
pub const MOST: usize = 200;

/// A place in some data.
#[derive(Clone, Debug)]
struct Asked {
    data: FitData,
    position: Equatorial,
    /// Whether it is a place under a pointer that may move on.
    passing: bool,
}

impl Asked {
    fn same(&self, other: &Self) -> bool {
        self.position == other.position && self.data.same(&other.data)
    }
}

/// How likely background alone does as well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PValue {
    /// It is being looked for.
    Wanted,
    /// From trials.
    Calibrated(Estimate),
    /// There are no trials of this declination: the asymptotic one, not calibrated.
    Asymptotic(f64),
}

/// What was found at a place.
#[derive(Clone, Debug)]
pub struct Found {
    asked: Asked,
    /// Where.
    pub position: Equatorial,
    /// What it was fitted with.
    pub likelihood: Arc<Likelihood>,
    /// Whether anything can be said there; where not, all that follows is empty.
    pub sight: Sight,
    /// The best fit.
    pub fit: Option<Fit>,
    /// Its p-value.
    pub p: PValue,
    /// How much worse other fits are.
    pub landscape: Option<Arc<Landscape>>,
    /// The candidates that make it, the largest part of TS first.
    pub parts: Arc<[Contribution]>,
    /// The energies that carry it.
    pub ranges: Vec<EnergyRange>,
    /// How many candidates are within reach.
    pub within_reach: usize,
    /// What went wrong with kept trials, in sentences.
    pub remarks: Vec<String>,
    /// How long fit, landscape and candidates took, in seconds.
    pub seconds: f64,
}

type Outcome = Result<Option<Arc<Found>>, Error>;

/// The likelihood at the selected place.
pub struct Here {
    /// The place that is followed.
    pub position: Option<Equatorial>,
    /// What was found last.
    pub found: Option<Arc<Found>>,
    /// Why these data have no likelihood.
    pub refused: Option<String>,
    /// Whether a worker died since this was asked last: that is a fault of ours, and has to be told.
    pub died: bool,
    /// Where trials are kept.
    pub trials: Option<PathBuf>,
    /// The place under the pointer.
    pub pointed: Option<Equatorial>,
    /// A candidate that was selected in the panel.
    stays: Option<Selected>,
    asked: Option<Asked>,
    job: Option<Job<Outcome, Arc<Found>>>,
    prepared: Option<(FitData, Arc<Likelihood>)>,
}

impl Default for Here {
    fn default() -> Self {
        Self {
            position: None,
            found: None,
            refused: None,
            died: false,
            trials: trial_folder::folder(),
            pointed: None,
            stays: None,
            asked: None,
            job: None,
            prepared: None,
        }
    }
}

impl Here {
    /// Whether a worker looks.
    pub fn busy(&self) -> bool {
        self.job.is_some()
    }

    /// Keeps the place although this is selected next.
    pub fn stay(&mut self, selected: Selected) {
        self.stays = Some(selected);
    }

    /// Follows the selection, asks for what is not known, and takes in what was found; called once a frame.
    pub fn update(&mut self, document: &Document, view: &View, wake: &Wake) {
        self.follow(document, view);
        let shown = view.tray.open && view.tray.shown(view.mode) == Tab::Likelihood;
        let wanted = FitData::of(document)
            .zip(self.position)
            .filter(|_| shown && view.mode != Mode::Event)
            .map(|(data, position)| Asked {
                data,
                position,
                passing: view.scan.follows_pointer,
            });
        let same = match (&self.asked, &wanted) {
            (Some(asked), Some(wanted)) => asked.same(wanted),
            (None, None) => true,
            _ => false,
        };
        if !same && !self.is_passing(wanted.as_ref()) {
            // Dropping the job stops its worker.
            self.job = wanted.clone().map(|wanted| self.spawn(wanted, wake));
            self.asked = wanted;
            self.refused = None;
            let asked = self.asked.as_ref();
            let still =
                |found: &Arc<Found>| asked.is_some_and(|asked| asked.data.same(&found.asked.data));
            // What was found nearby stays until the next is there: a panel that blinks cannot be read.
            self.found = self.found.take().filter(still);
        }
        self.poll();
    }

    /// Whether the place that is looked at is to be told before the next one under the same pointer: it moves faster
    /// than anybody looks.
    fn is_passing(&self, wanted: Option<&Asked>) -> bool {
        let (Some(asked), Some(wanted), Some(_)) = (&self.asked, wanted, &self.job) else {
            return false;
        };
        let told = |found: &Arc<Found>| found.asked.same(asked);
        let passing = asked.passing && wanted.passing && asked.data.same(&wanted.data);
        passing && !self.found.as_ref().is_some_and(told)
    }

    fn follow(&mut self, document: &Document, view: &View) {
        if view.scan.follows_pointer && (self.pointed.is_some() || self.position.is_some()) {
            // Beside the sky the last place stays, so that its panel can be used.
            let pointed = self.pointed.filter(|at| at.to_vector().is_finite());
            self.position = pointed.or(self.position);
            return;
        }
        self.position = match view.selected {
            None => None,
            selected if selected == self.stays => self.position,
            selected => {
                self.stays = None;
                let found = position_of(document, selected);
                found
                    .filter(|position| position.to_vector().is_finite())
                    .or(self.position)
            }
        };
    }

    fn spawn(&self, asked: Asked, wake: &Wake) -> Job<Outcome, Arc<Found>> {
        let prepared = self.prepared.as_ref();
        let prepared = prepared.filter(|(data, _)| data.same(&asked.data));
        let prepared = prepared.map(|(_, likelihood)| Arc::clone(likelihood));
        let store = self.trials.clone().map(Store::at);
        Job::spawn(Arc::clone(wake), move |reporter| {
            look(asked, prepared, store.as_ref(), reporter)
        })
    }

    fn poll(&mut self) {
        let Some(job) = &self.job else {
            return;
        };
        let (part, done) = job.poll();
        let lost = job.lost();
        if let Some(found) = part {
            self.take(found);
        }
        if done.is_some() || lost {
            self.job = None;
        }
        match done {
            Some(Ok(Some(found))) => self.take(found),
            Some(Err(error)) => {
                self.found = None;
                self.refused = Some(error.to_string());
            }
            Some(Ok(None)) => {}
            None => self.died |= lost,
        }
    }

    fn take(&mut self, found: Arc<Found>) {
        let likelihood = Arc::clone(&found.likelihood);
        self.prepared = Some((found.asked.data.clone(), likelihood));
        self.found = Some(found);
    }

    /// The p-value of what was found: of trials at its own declination where some are kept, else of those that
    /// calibrate the whole sky, else the asymptotic one.
    pub fn p_value(found: &Found, calibrating: &Calibrating) -> PValue {
        let whole = |found: &Found| {
            let (fit, dec_rad) = (found.fit?, found.position.dec_rad);
            calibrating.of(&found.asked.data)?.estimate(dec_rad, fit.ts)
        };
        match found.p {
            PValue::Calibrated(estimate) => PValue::Calibrated(estimate),
            other => whole(found).map_or(other, PValue::Calibrated),
        }
    }

    /// Whether what was found is of the place that is selected now.
    pub fn is_current(&self) -> bool {
        let found = self.found.as_ref().map(|found| found.position);
        found.is_some() && found == self.position
    }
}

/// Looks at a place; `None` if nobody wants to know any more.
fn look(
    asked: Asked,
    prepared: Option<Arc<Likelihood>>,
    store: Option<&Store>,
    reporter: &Reporter<Outcome, Arc<Found>>,
) -> Outcome {
    let wanted = |done: usize| reporter.progress.report(done, 4);
    let likelihood = match prepared {
        Some(likelihood) => likelihood,
        None => asked.data.prepare()?,
    };
    if !wanted(1) {
        return Ok(None);
    }
    let started = Instant::now();
    let (position, passing) = (asked.position, asked.passing);
    let sight = likelihood.sight(position.dec_rad);
    let landscape = likelihood.landscape_while(position, GRID, &|| wanted(1));
    if !wanted(2) {
        return Ok(None);
    }
    let fit = landscape.as_ref().map(|landscape| landscape.best);
    let mut parts = fit.map_or(Vec::new(), |fit| likelihood.contributions(position, &fit));
    let ranges = fit.map_or(Vec::new(), |fit| likelihood.energy_ranges(position, &fit));
    let within_reach = parts.len();
    parts.truncate(MOST);
    let mut found = Found {
        position,
        asked,
        sight,
        fit,
        p: PValue::Wanted,
        landscape: landscape.map(Arc::new),
        parts: parts.into(),
        ranges,
        within_reach,
        remarks: Vec::new(),
        seconds: started.elapsed().as_secs_f64(),
        likelihood: Arc::clone(&likelihood),
    };
    if !wanted(3) {
        return Ok(None);
    }
    if let Some(fit) = fit {
        reporter.part(Arc::new(found.clone()));
        let rests = Instant::now() + REST;
        while passing && Instant::now() < rests {
            if !wanted(3) {
                return Ok(None);
            }
            std::thread::sleep(REST / 30);
        }
        let mut kept = Kept::new(&likelihood, store, SEED);
        let there = kept.background_if_kept(position.dec_rad, TRIALS);
        let told = there.and_then(|there| there.estimate(fit.ts));
        found.p = told.map_or(PValue::Asymptotic(fit.p_local), PValue::Calibrated);
        found.remarks = kept.take_remarks();
    }
    Ok(wanted(4).then(|| Arc::new(found)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ui::inspector::selected_place;

    fn document() -> Document {
        let loaded = nuscope_io::open(std::path::Path::new("demo:sky")).unwrap();
        Document::default().with(loaded, &mut Vec::new())
    }

    fn looking_at(position: Equatorial) -> View {
        let mut view = View {
            mode: Mode::Sky,
            selected: Some(selected_place(position)),
            ..View::default()
        };
        (view.tray.open, view.tray.tab) = (true, Tab::Likelihood);
        view
    }

    fn settle(here: &mut Here, document: &Document, view: &View) {
        let wake: Wake = Arc::new(|| ());
        here.update(document, view, &wake);
        let start = Instant::now();
        while here.busy() {
            assert!(start.elapsed() < Duration::from_secs(60), "no end");
            std::thread::sleep(Duration::from_millis(2));
            here.update(document, view, &wake);
        }
    }

    #[test]
    fn the_place_that_is_selected_last_is_told_and_the_tab_has_to_be_open() {
        let document = document();
        let mut here = Here {
            trials: None,
            ..Here::default()
        };
        let wake: Wake = Arc::new(|| ());
        let mut view = looking_at(Equatorial::from_degrees(40.0, 10.0));
        view.tray.open = false;
        here.update(&document, &view, &wake);
        assert!(!here.busy() && here.found.is_none());
        view.tray.open = true;
        here.update(&document, &view, &wake);
        assert!(here.busy());
        // The next one is selected before the first is found.
        let next = looking_at(Equatorial::from_degrees(317.0, -43.4));
        settle(&mut here, &document, &next);
        let found = here.found.clone().unwrap();
        assert!(here.is_current());
        assert!((found.position.dec_rad.to_degrees() + 43.4).abs() < 1e-9);
        let fit = found.fit.unwrap();
        let again = found.likelihood.fit(found.position);
        assert!(fit.ts > 20.0);
        assert_eq!((fit.ts, fit.n_s), (again.ts, again.n_s));
        assert_eq!(found.p, PValue::Asymptotic(fit.p_local));
        let away = found.likelihood.contributions(found.position, &fit);
        assert_eq!(found.within_reach, away.len());

        // A candidate of the panel leaves the place as it is, the same one on the map does not.
        let part = found.parts[0];
        let selected = Selected::Candidate {
            sample: part.sample,
            index: part.row,
        };
        here.stay(selected);
        let mut moved = next.clone();
        moved.selected = Some(selected);
        settle(&mut here, &document, &moved);
        assert_eq!(here.position, Some(found.position));
        settle(&mut here, &document, &view);
        assert_eq!(
            here.found.as_ref().unwrap().position,
            here.position.unwrap()
        );
        settle(&mut here, &document, &moved);
        assert_ne!(here.position, Some(found.position));
        // Nothing is selected: there is no place.
        moved.selected = None;
        settle(&mut here, &document, &moved);
        assert!(here.position.is_none() && here.found.is_none());
    }

    #[test]
    fn near_the_pole_nothing_is_said() {
        let mut here = Here {
            trials: None,
            ..Here::default()
        };
        let view = looking_at(Equatorial::from_degrees(10.0, -89.0));
        settle(&mut here, &document(), &view);
        let found = here.found.unwrap();
        assert_eq!(found.sight, Sight::Pole);
        assert!(found.fit.is_none() && found.landscape.is_none() && found.parts.is_empty());
    }
}
