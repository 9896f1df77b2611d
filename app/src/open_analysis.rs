//! An analysis file that is open in the window: its samples and its likelihood.
//!
//! The likelihood is prepared where the file is read, by a worker, so that a scan or a click on the map begins at once.
//! An analysis speaks for its own samples only: it gives way as soon as other lists are opened beside them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use nuscope_model::catalogue::Extension;
use nuscope_model::{Catalogue, Equatorial, Sample, Source};
use nuscope_scan::{Analysis, Error, Input, Likelihood};

use crate::analysis::Opened;

/// What the name of an analysis ends with.
pub const EXTENSION: &str = "toml";

/// An analysis, read and prepared.
#[derive(Clone, Debug)]
pub struct OpenAnalysis {
    /// Its file.
    pub path: PathBuf,
    /// What the file says, its paths relative to it.
    pub analysis: Analysis,
    /// Its samples.
    pub samples: Vec<Arc<Sample>>,
    /// They with all that is known of their detectors.
    pub inputs: Vec<Input>,
    /// Ready for fits.
    pub likelihood: Arc<Likelihood>,
    /// The sources that it names, as a catalogue; `None` if it names none.
    pub sources: Option<Arc<Catalogue>>,
    /// The files that it names.
    pub files: Vec<PathBuf>,
    /// What was skipped in them, in sentences.
    pub warnings: Vec<String>,
}

/// Whether a path is to be opened as an analysis.
pub fn is_analysis(path: &Path) -> bool {
    let ending = path.extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(EXTENSION))
}

impl OpenAnalysis {
    /// Reads an analysis file with everything that it names, and prepares its likelihood.
    ///
    /// # Errors
    /// In words, what is wrong with which file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let opened = Opened::read(path)?;
        let likelihood = Likelihood::of(&opened.inputs, &opened.settings)
            .with_context(|| format!("the analysis cannot be used: {path:?}"))?;
        let sources = opened.analysis.sources.iter().map(|entry| Source {
            name: entry.name.clone(),
            position: Equatorial::from_degrees(entry.ra_deg, entry.dec_deg),
            extension_rad: entry
                .gaussian_deg
                .or(entry.disc_deg)
                .filter(|deg| *deg > 0.0)
                .map(f64::to_radians),
            extension: match entry.gaussian_deg {
                Some(_) => Extension::Gaussian,
                None => Extension::Disc,
            },
            ..Source::default()
        });
        let sources: Vec<Source> = sources.collect();
        let catalogue = (!sources.is_empty()).then(|| {
            Arc::new(Catalogue {
                name: format!("Sources of {}", file_name(path)),
                sources,
                ..Catalogue::default()
            })
        });
        let samples = opened.inputs.iter().map(|input| Arc::clone(&input.sample));
        Ok(Self {
            path: path.to_owned(),
            samples: samples.collect(),
            inputs: opened.inputs,
            analysis: opened.analysis,
            likelihood: Arc::new(likelihood),
            sources: catalogue,
            files: opened.files.into_iter().skip(1).collect(),
            warnings: opened.warnings,
        })
    }

    /// The same analysis of other candidates, a list for each of its samples.
    ///
    /// # Errors
    /// If they cannot be used.
    pub fn with_samples(&self, samples: Vec<Arc<Sample>>) -> Result<Self, Error> {
        let inputs = self.inputs.iter().zip(&samples);
        let inputs: Vec<Input> = inputs
            .map(|(input, sample)| Input {
                sample: Arc::clone(sample),
                ..input.clone()
            })
            .collect();
        let likelihood = Likelihood::of(&inputs, self.likelihood.settings())?;
        Ok(Self {
            samples,
            inputs,
            likelihood: Arc::new(likelihood),
            ..self.clone()
        })
    }

    /// What to call it: the name of its file.
    pub fn name(&self) -> String {
        file_name(&self.path)
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fit_words::used;
    use std::fs;

    /// A list of candidates on a grid, with angular errors.
    fn list(rows: usize) -> String {
        let mut text = "ra[deg],dec[deg],ang_err[deg]\n".to_owned();
        for row in 0..rows {
            let (ra, dec) = ((row * 7) % 360, (row * 3) % 120);
            text += &format!("{ra},{},0.5\n", dec as f64 - 60.0);
        }
        text
    }

    #[test]
    fn an_analysis_without_responses_says_that_it_uses_positions_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(folder.path().join("a.csv"), list(500)).unwrap();
        let text = "[settings]\nconvention = \"ln-lambda\"\n[[sample]]\nname = \"mine\"\nevents = \"a.csv\"\n\
                    [[source]]\nname = \"Crab\"\nra_deg = 83.63\ndec_deg = 22.01\n";
        fs::write(&path, text).unwrap();
        let open = OpenAnalysis::read(&path).unwrap();
        assert_eq!(open.samples[0].name, "mine");
        assert_eq!(open.sources.as_ref().unwrap().sources[0].name, "Crab");
        let rows = used(&open.likelihood);
        assert!(
            rows[0].1.starts_with("positions alone, because"),
            "{rows:?}"
        );
        assert!(rows.contains(&("TS".into(), "ln Λ".into())), "{rows:?}");
        assert!(
            rows.contains(&("sample".into(), "mine: 500 candidates".into())),
            "{rows:?}"
        );
    }

    #[test]
    fn what_is_wrong_with_an_analysis_is_said_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        for (text, words) in [
            ("", "no [[sample]] with a list of events"),
            (
                "[[sample]]\nname = \"a\"\nevents = \"gone.csv\"\n",
                "gone.csv",
            ),
            ("not a table", "line 1"),
        ] {
            fs::write(&path, text).unwrap();
            let error = format!("{:#}", OpenAnalysis::read(&path).unwrap_err());
            assert!(error.contains(words), "{error}");
        }
    }
}
