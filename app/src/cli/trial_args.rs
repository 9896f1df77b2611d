//! What commands that run trials have in common: an analysis, a seed, and where trials are kept.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use nuscope_io::{Origins, Progress};
use nuscope_scan::{Likelihood, Store};

use super::window_args::WindowArgs;
use super::{keep_inputs, writable};
use crate::analysis::Opened;

/// Which trials, and where they are kept.
#[derive(Clone, Debug, Args)]
pub struct TrialArgs {
    /// Seed of the random numbers: the same seed makes the same trials.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Folder where trials are kept for the next time, if not the user's cache folder.
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_cache")]
    pub cache: Option<PathBuf>,
    /// Neither use nor keep trials.
    #[arg(long)]
    pub no_cache: bool,
}

impl TrialArgs {
    /// Where trials are kept; nowhere if that is wanted, or the system has no such folder.
    pub fn store(&self) -> Option<Store> {
        if self.no_cache {
            return None;
        }
        let folder = self.cache.clone().or_else(crate::trial_folder::folder);
        folder.map(Store::at)
    }
}

/// An analysis file, opened and prepared, with remarks told.
pub struct Prepared {
    /// What the file names.
    pub opened: Opened,
    /// Ready for fits.
    pub likelihood: Likelihood,
}

impl Prepared {
    /// Opens an analysis; `outs` must not be among the files that it reads, and must have folders. The window wins over
    /// that of the file.
    pub fn read(path: &Path, outs: &[PathBuf], window: &WindowArgs) -> anyhow::Result<Self> {
        for out in outs {
            writable(out)?;
        }
        let mut opened = Opened::read(path)?;
        opened.settings.time = window.over(opened.settings.time);
        opened.analysis.settings.time = opened.settings.time;
        for out in outs {
            keep_inputs(out, &opened.files)?;
        }
        for line in &opened.warnings {
            eprintln!("warning: {line}");
        }
        let likelihood = Likelihood::of(&opened.inputs, &opened.settings)
            .with_context(|| format!("the analysis {path:?} cannot be used"))?;
        if !likelihood.spatial_because().is_empty() {
            let why = likelihood.spatial_because();
            eprintln!("warning: positions alone are used, because {why}");
        }
        for line in likelihood.warnings() {
            eprintln!("warning: {line}");
        }
        Ok(Self { opened, likelihood })
    }

    /// Program, command and files with their checksums; more files may follow.
    pub fn origins(&self, command: &str, more: &[PathBuf]) -> anyhow::Result<Origins> {
        let mut origins = Origins::of(command);
        for path in self.opened.files.iter().chain(more) {
            origins.read(path, "input", &Progress::default())?;
        }
        Ok(origins)
    }
}

/// A spectral index within the range of fits.
pub fn index(text: &str) -> Result<f64, String> {
    let wanted =
        || format!("a spectral index within 1 to 4 is wanted, such as 2.5, found {text:?}");
    let value: f64 = text.trim().parse().map_err(|_| wanted())?;
    if (1.0..=4.0).contains(&value) {
        Ok(value)
    } else {
        Err(wanted())
    }
}
