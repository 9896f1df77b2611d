//! What follows from the lists of candidates and the view on them: their table, when they were, which are shown.
//!
//! Candidates of all samples are counted through in the order of the samples, hidden ones included: that number is
//! the row of the table, the place in marks, and (from 1) the number under which the sky map draws them. Everything is
//! made anew only when what it depends on has changed; while time runs nothing is.

pub mod events;
pub mod near;
mod times;

use std::sync::Arc;

use nuscope_model::{Quantity, Sample};

use crate::document::Document;
use crate::filter::{Cells, Filter, FilterError};
use crate::grid::{Grid, candidates};
use crate::plot::columns::CandidateQuantity;
use crate::plot::ticks::thousands;
use crate::view::{Fold, Selected, View};

pub use times::SkyTimes;

/// Which candidates are shown, and why not all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownCandidates {
    /// Whether each is drawn on the sky at some time: of a shown sample, and passing the filter.
    pub drawn: Vec<bool>,
    /// Whether each is shown: drawn, and within the range of dates.
    pub passes: Vec<bool>,
    /// How many are shown.
    pub count: usize,
}

impl ShownCandidates {
    /// The places of those that are shown, rising.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        let shown = self
            .passes
            .iter()
            .enumerate()
            .filter(|(_, passes)| **passes);
        shown.map(|(place, _)| place)
    }
}

/// What decides on which candidates are drawn, and what on which of those are shown.
#[derive(Clone, Debug, PartialEq)]
struct Inputs {
    filter: String,
    hidden: Vec<String>,
    candidates: bool,
    fold: Option<Fold>,
    range: Option<(f64, f64)>,
}

/// What follows from the candidates and the view on them.
#[derive(Default)]
pub struct Candidates {
    samples: Vec<Arc<Sample>>,
    /// All of them as a table; `None` without any.
    pub grid: Option<Grid>,
    /// When they were; `None` if no sample has dates.
    pub times: Option<Arc<SkyTimes>>,
    /// Which are shown.
    pub shown: Arc<ShownCandidates>,
    /// Why the filter cannot be read; the one before it stays in force.
    pub error: Option<FilterError>,
    /// The filter that is in force; empty for none.
    pub filter: String,
    /// Rises with every change of what is shown.
    pub version: u64,
    /// Rises with every change of what is drawn at some time, or of when.
    pub drawn_version: u64,
    inputs: Option<Inputs>,
}

impl Candidates {
    /// The samples that everything was made from.
    pub fn samples(&self) -> &[Arc<Sample>] {
        &self.samples
    }

    /// Brings everything up to date; does nothing if nothing it depends on has changed.
    pub fn update(&mut self, document: &Document, view: &View) {
        let same = self.samples.len() == document.samples.len()
            && self
                .samples
                .iter()
                .zip(&document.samples)
                .all(|(a, b)| Arc::ptr_eq(a, b));
        if !same {
            let (version, drawn_version) = (self.version + 1, self.drawn_version + 1);
            *self = Self {
                drawn_version,
                samples: document.samples.clone(),
                version,
                ..Self::default()
            };
            if document.candidates() > 0 {
                self.grid = Some(candidates::grid(&self.samples));
            }
        }
        let Some(grid) = &self.grid else { return };
        let time = &view.sky_time;
        let inputs = Inputs {
            filter: view.tables.candidates.filter.clone(),
            hidden: view.sky.hidden_samples.clone(),
            candidates: view.sky.candidates,
            fold: time.fold.filter(Fold::is_good),
            range: time.range,
        };
        if self.inputs.as_ref() == Some(&inputs) {
            return;
        }
        let before = self.inputs.take();
        let before = before.as_ref();
        if before.is_none_or(|before| before.fold != inputs.fold) {
            self.times = SkyTimes::of(&self.samples, inputs.fold).map(Arc::new);
        }
        let same_drawn = before.is_some_and(|before| {
            Inputs {
                fold: inputs.fold,
                range: inputs.range,
                ..before.clone()
            } == inputs
        });
        let drawn = match same_drawn {
            true => self.shown.drawn.clone(),
            false => {
                let filter = match Filter::read(&inputs.filter, grid) {
                    Ok(filter) => {
                        self.error = None;
                        inputs.filter.trim().clone_into(&mut self.filter);
                        filter
                    }
                    Err(error) => {
                        self.error = Some(error);
                        Filter::read(&self.filter, grid).unwrap_or(None)
                    }
                };
                drawn(
                    &self.samples,
                    &inputs,
                    filter.map(|filter| filter.passes(grid)),
                )
            }
        };
        let same_times = before.is_some_and(|before| before.fold == inputs.fold);
        self.drawn_version += u64::from(!(same_drawn && same_times));
        let mut passes = drawn.clone();
        if let (Some(range), Some(times)) = (inputs.range, &self.times) {
            times.keep_within(range, &mut passes);
        }
        let count = passes.iter().filter(|passes| **passes).count();
        self.shown = Arc::new(ShownCandidates {
            drawn,
            passes,
            count,
        });
        self.version += 1;
        self.inputs = Some(inputs);
    }

    /// The place of a candidate among all.
    pub fn place_of(&self, selected: Option<Selected>) -> Option<usize> {
        match selected {
            Some(Selected::Candidate { sample, index }) => {
                let before = self.samples.iter().take(sample);
                let of = self.samples.get(sample)?;
                let first: usize = before.map(|sample| sample.len()).sum();
                (index < of.len()).then_some(first + index)
            }
            _ => None,
        }
    }

    /// The candidate at a place among all.
    pub fn at(&self, place: usize) -> Option<Selected> {
        let mut index = place;
        for (sample, of) in self.samples.iter().enumerate() {
            if index < of.len() {
                return Some(Selected::Candidate { sample, index });
            }
            index -= of.len();
        }
        None
    }

    /// The values of something that figures show, one for each candidate; `None` if no sample has any.
    pub fn values(&self, quantity: CandidateQuantity) -> Option<&[f64]> {
        match self.grid.as_ref()?.column(quantity.column())?.cells() {
            Cells::Real(values) => Some(values),
            _ => None,
        }
    }

    /// How many candidates are shown and why not all: "12 of 340 candidates shown: dec < −30". `None` if all are.
    pub fn sentence(&self, view: &View) -> Option<String> {
        let all: usize = self.samples.iter().map(|sample| sample.len()).sum();
        let mut words = Vec::new();
        if !view.sky.candidates {
            words.push("switched off".to_owned());
        }
        let hidden = self
            .samples
            .iter()
            .filter(|sample| view.sky.hidden_samples.contains(&sample.name));
        match hidden.clone().count() {
            0 => {}
            1 => words.extend(hidden.map(|sample| format!("without {}", sample.name))),
            many => words.push(format!("without {many} samples")),
        }
        if !self.filter.is_empty() {
            words.push(self.filter.clone());
        }
        if let Some((low, high)) = view.sky_time.range {
            words.push(match view.sky_time.fold {
                Some(_) => format!("phase {low:.2} to {high:.2}"),
                None => format!("MJD {low:.0} to {high:.0}"),
            });
        }
        if words.is_empty() || all == 0 {
            return None;
        }
        let shown = thousands(self.shown.count);
        Some(format!(
            "{shown} of {} candidates shown: {}",
            thousands(all),
            words.join(", ")
        ))
    }
}

/// Which candidates are drawn at some time.
fn drawn(samples: &[Arc<Sample>], inputs: &Inputs, passes: Option<Vec<bool>>) -> Vec<bool> {
    let of_sample = samples.iter().flat_map(|sample| {
        let shown = inputs.candidates && !inputs.hidden.contains(&sample.name);
        std::iter::repeat_n(shown, sample.len())
    });
    match passes {
        Some(passes) => of_sample
            .zip(passes)
            .map(|(shown, passes)| shown && passes)
            .collect(),
        None => of_sample.collect(),
    }
}

/// A quantity of all candidates, NaN where there is none.
pub(crate) fn column(
    samples: &[Arc<Sample>],
    quantity: Quantity,
) -> impl Iterator<Item = f64> + '_ {
    samples.iter().flat_map(move |sample| {
        let values = sample.column(quantity);
        (0..sample.len()).map(move |i| values.map_or(f64::NAN, |values| values[i]))
    })
}

#[cfg(test)]
#[path = "candidates/tests.rs"]
mod tests;
