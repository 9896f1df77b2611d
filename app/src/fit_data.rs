//! What the open candidates are fitted with: their analysis, or their positions alone.
//!
//! Scans, the likelihood of a place, lists of sources and trials ask here, so that all of them answer for the same
//! likelihood. Preparing one reads every candidate and belongs to a worker.

use std::sync::Arc;

use nuscope_model::Sample;
use nuscope_scan::{Error, Likelihood, Settings};

use crate::document::Document;
use crate::open_analysis::OpenAnalysis;

/// What a likelihood is made from.
#[derive(Clone, Debug)]
pub enum FitData {
    /// An analysis, with its samples.
    Analysis(Arc<OpenAnalysis>),
    /// Samples of whose detectors nothing is known.
    Samples(Vec<Arc<Sample>>),
}

impl FitData {
    /// What the open candidates are fitted with; `None` if there are none.
    pub fn of(document: &Document) -> Option<Self> {
        match &document.analysis {
            Some(analysis) => Some(Self::Analysis(Arc::clone(analysis))),
            None if document.samples.is_empty() => None,
            None => Some(Self::Samples(document.samples.clone())),
        }
    }

    /// Whether both make the same likelihood, because they are the same data in memory.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Analysis(a), Self::Analysis(b)) => Arc::ptr_eq(a, b),
            (Self::Samples(a), Self::Samples(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
            }
            _ => false,
        }
    }

    /// The likelihood; that of an analysis is prepared already.
    ///
    /// # Errors
    /// If the samples cannot be used.
    pub fn prepare(&self) -> Result<Arc<Likelihood>, Error> {
        match self {
            Self::Analysis(analysis) => Ok(Arc::clone(&analysis.likelihood)),
            Self::Samples(samples) => Likelihood::new(samples, &Settings::default()).map(Arc::new),
        }
    }
}
