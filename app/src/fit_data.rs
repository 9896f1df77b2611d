//! What the open candidates are fitted with: their samples, what is known or chosen of each, and the choices for all.
//!
//! Scans, the likelihood of a place, lists of sources and trials ask here, so that all of them answer for the same
//! likelihood. It is prepared once, by whoever needs it first, and belongs to a worker: preparing reads every candidate.
//! After an edit it waits a moment for the next one, and gives up where that came.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use nuscope_scan::analysis::Choices;
use nuscope_scan::{Error, Input, Likelihood};

use crate::document::Document;
use crate::fit_sample::{FitSample, Known};
use crate::view::ResponseChoice;

/// How long a hand that changes a number is waited for.
pub const MOMENT: Duration = Duration::from_millis(300);

/// How often somebody who waits looks round.
const LOOK_ROUND: Duration = Duration::from_millis(10);

/// What a likelihood is made from, and the likelihood once it is made. Cloning is cheap: it is shared.
#[derive(Clone, Debug)]
pub struct FitData(Arc<Made>);

#[derive(Debug)]
struct Made {
    samples: Vec<FitSample>,
    choices: Choices,
    /// Not before; an edit may follow.
    from: Instant,
    given_up: AtomicBool,
    likelihood: OnceLock<Result<Arc<Likelihood>, Error>>,
}

impl FitData {
    /// What the open candidates are fitted with; `None` if there are none.
    pub fn of(document: &Document) -> Option<Self> {
        document.fit.clone().or_else(|| Self::new(document))
    }

    /// The same, made anew.
    pub(crate) fn new(document: &Document) -> Option<Self> {
        if document.samples.is_empty() {
            return None;
        }
        let known = known(document);
        let samples: Vec<FitSample> = known
            .iter()
            .map(|known| known.with(&document.edits.sample(&known.sample.name)))
            .collect();
        let likelihood = OnceLock::new();
        let analysis = document.analysis.as_ref();
        let choices = document.choices();
        // That of the file as it stands is prepared already.
        let as_read = analysis.filter(|analysis| {
            let defaults = known.iter().map(Known::by_default);
            choices == analysis.analysis.settings && defaults.eq(samples.iter().cloned())
        });
        if let Some(analysis) = as_read {
            let prepared = Ok(Arc::clone(&analysis.likelihood));
            likelihood.set(prepared).expect("it is new");
        }
        Some(Self(Arc::new(Made {
            samples,
            choices,
            from: Instant::now(),
            given_up: AtomicBool::new(false),
            likelihood,
        })))
    }

    /// The same, not prepared before a hand has come to rest.
    pub(crate) fn in_a_moment(mut self) -> Self {
        if let Some(made) = Arc::get_mut(&mut self.0) {
            made.from += MOMENT;
        }
        self
    }

    /// Whether both make the same likelihood: the same data in memory with the same choices.
    pub fn same(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        Arc::ptr_eq(a, b) || (a.choices == b.choices && a.samples == b.samples)
    }

    /// The likelihood; it is prepared where nobody has done so.
    ///
    /// # Errors
    /// If the samples cannot be used, or [`Error::GivenUp`] if other choices were made meanwhile.
    pub fn prepare(&self) -> Result<Arc<Likelihood>, Error> {
        let made = &self.0;
        while made.likelihood.get().is_none() && Instant::now() < made.from {
            if made.given_up.load(Relaxed) {
                return Err(Error::GivenUp);
            }
            std::thread::sleep(LOOK_ROUND);
        }
        made.likelihood.get_or_init(|| self.make()).clone()
    }

    fn make(&self) -> Result<Arc<Likelihood>, Error> {
        let settings = self.0.choices.settings()?;
        let inputs: Vec<Input> = self.0.samples.iter().map(FitSample::input).collect();
        Likelihood::of(&inputs, &settings).map(Arc::new)
    }

    /// The likelihood if it is prepared, or why there is none; nobody waits.
    pub fn ready(&self) -> Option<&Result<Arc<Likelihood>, Error>> {
        self.0.likelihood.get()
    }

    /// The samples, as many as are open and in their order.
    pub fn samples(&self) -> &[FitSample] {
        &self.0.samples
    }

    /// The choices for all samples.
    pub fn choices(&self) -> &Choices {
        &self.0.choices
    }

    /// Says whether anybody wants it any more: where not, nobody prepares it.
    pub(crate) fn want(&self, wanted: bool) {
        self.0.given_up.store(!wanted, Relaxed);
    }
}

/// What is known of the open samples.
pub fn known(document: &Document) -> Vec<Known> {
    let analysis = document.analysis.as_ref();
    let injected = document.injected.as_ref();
    let samples = document.samples.iter().enumerate();
    samples
        .map(|(place, sample)| {
            let original = injected.and_then(|injected| injected.before.samples.get(place));
            Known::of(sample, analysis.map(|analysis| (analysis, place))).made_of(original)
        })
        .collect()
}

/// Built-in responses that the names of samples point to, where their own files do not say as much: for each its name
/// and what it could use.
pub fn suggestions(document: &Document) -> Vec<(String, ResponseChoice)> {
    let offered = |known: Known| {
        let name = known.sample.name.clone();
        let now = known.with(&document.edits.sample(&name));
        let response = known.suggested()?.to_owned();
        let response = match (now.response, known.own()) {
            (ResponseChoice::None, (true, _)) | (ResponseChoice::Own, (true, false)) => {
                ResponseChoice::Filled(response)
            }
            (ResponseChoice::None, (false, _)) => ResponseChoice::BuiltIn(response),
            _ => return None,
        };
        now.used.then_some((name, response))
    };
    known(document).into_iter().filter_map(offered).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::view::{AnalysisEdits, SampleEdit};
    use nuscope_scan::analysis::IndexEntry;

    fn document() -> Document {
        let loaded = nuscope_io::open(std::path::Path::new("demo:sky")).unwrap();
        Document::default().with(loaded, &mut Vec::new())
    }

    fn held(gamma: f64) -> AnalysisEdits {
        AnalysisEdits {
            choices: Some(Choices {
                index: Some(IndexEntry::Fixed(gamma)),
                ..Choices::default()
            }),
            ..AnalysisEdits::default()
        }
    }

    #[test]
    fn the_demo_is_fitted_with_energies_and_a_free_index() {
        let document = document();
        let fit = FitData::of(&document).unwrap();
        assert!(fit.ready().is_none());
        let likelihood = fit.prepare().unwrap();
        assert_eq!(likelihood.spatial_because(), "");
        assert!(likelihood.fits_index());
        // Whoever asks next gets the same.
        let again = FitData::of(&document).unwrap();
        assert!(again.same(&fit) && Arc::ptr_eq(&again.prepare().unwrap(), &likelihood));
    }

    #[test]
    fn an_edit_gives_up_what_was_not_prepared_and_undone_it_is_the_same() {
        let mut document = document();
        let before = FitData::of(&document).unwrap();
        document.choose(held(2.5));
        let edited = FitData::of(&document).unwrap();
        assert!(!edited.same(&before));
        let waiting = edited.clone();
        let worker = std::thread::spawn(move || waiting.prepare().map(|_| ()));
        document.choose(held(2.0));
        assert_eq!(worker.join().unwrap(), Err(Error::GivenUp));
        let likelihood = FitData::of(&document).unwrap().prepare().unwrap();
        assert!(!likelihood.fits_index() && likelihood.spatial_because().is_empty());
        document.choose(AnalysisEdits::default());
        assert!(FitData::of(&document).unwrap().same(&before));
        // A sample that is left out keeps its place.
        let mut edits = AnalysisEdits::default();
        let left_out = SampleEdit {
            left_out: true,
            ..SampleEdit::default()
        };
        edits.set_sample("IC40", left_out);
        document.choose(edits);
        let likelihood = FitData::of(&document).unwrap().prepare().unwrap();
        assert_eq!(likelihood.samples().len(), 7);
        assert_eq!(
            (
                likelihood.samples()[2].name.as_str(),
                likelihood.samples()[2].used
            ),
            ("IC40", 0)
        );
    }
}
