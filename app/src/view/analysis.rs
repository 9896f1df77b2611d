//! What a user changed about an analysis: choices for all samples, and about single samples by their names.
//!
//! Only changes are kept: what is not changed is as the analysis file says, or as it follows from the lists.

use std::collections::BTreeMap;

use nuscope_scan::Psf;
use nuscope_scan::analysis::Choices;
use serde::{Deserialize, Serialize};

/// Where the response of a sample comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseChoice {
    /// It is not known: positions alone.
    #[default]
    None,
    /// From the files that came with it.
    Own,
    /// From these files, and what they do not give from the built-in response of this name.
    Filled(String),
    /// The built-in response of this name.
    BuiltIn(String),
}

impl ResponseChoice {
    /// The built-in response that it needs, if it needs one.
    pub fn built_in(&self) -> Option<&str> {
        match self {
            Self::None | Self::Own => None,
            Self::Filled(name) | Self::BuiltIn(name) => Some(name),
        }
    }
}

/// What was changed about a sample.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SampleEdit {
    /// Whether it takes no part.
    pub left_out: bool,
    /// Where its response comes from.
    pub response: Option<ResponseChoice>,
    /// Days of data.
    pub livetime_days: Option<f64>,
    /// Where candidates of a point source fall.
    pub psf: Option<Psf>,
}

/// What was changed about an analysis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnalysisEdits {
    /// All choices, once one of them was changed.
    pub choices: Option<Choices>,
    /// Samples by name.
    pub samples: BTreeMap<String, SampleEdit>,
}

impl AnalysisEdits {
    /// What was changed about a sample; nothing where it is not named.
    pub fn sample(&self, name: &str) -> SampleEdit {
        self.samples.get(name).cloned().unwrap_or_default()
    }

    /// Keeps what was changed about a sample; it is forgotten where that is nothing.
    pub fn set_sample(&mut self, name: &str, edit: SampleEdit) {
        if edit == SampleEdit::default() {
            self.samples.remove(name);
        } else {
            self.samples.insert(name.to_owned(), edit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_that_is_as_it_was_is_forgotten() {
        let mut edits = AnalysisEdits::default();
        let mut edit = edits.sample("a");
        edit.left_out = true;
        edits.set_sample("a", edit.clone());
        assert!(edits.sample("a").left_out && !edits.sample("b").left_out);
        edit.left_out = false;
        edits.set_sample("a", edit);
        assert_eq!(edits, AnalysisEdits::default());
    }
}
