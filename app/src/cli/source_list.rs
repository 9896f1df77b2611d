//! A list of sources to look at: which, how carefully, and the search itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_io::built_in::{self, CATALOGUES};
use nuscope_model::Catalogue;
use nuscope_scan::Kept;
use nuscope_scan::models::search_models;
use nuscope_scan::search::Plan;
use nuscope_scan::targets::{Target, Targets};

use super::open_one;
use super::trial_args::{Prepared, TrialArgs, index};
use super::watch::Bar;
use crate::source_list::{extended_in, of_catalogue, stacked, taken_for_points};
use crate::source_report::{Report, StackFit};

/// Which sources are looked at, and what is run for them.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// A catalogue of sources, as a file or the name of a built-in one; more may follow, beside the sources of the
    /// analysis file.
    #[arg(long, value_name = "CATALOGUE")]
    sources: Vec<PathBuf>,
    /// Spectral index of limits and sensitivities; more may follow.
    #[arg(long, value_name = "INDEX", default_values_t = [2.0, 2.5], value_parser = index)]
    index: Vec<f64>,
    /// Trials at each source's declination for local p-values; 0 leaves them not calibrated, without limits.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    pub trials: u64,
    /// Scrambled skies for post-trial p-values; 0 leaves these out.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    skies: u64,
    /// Trials at each flux for limits, sensitivities and discovery potentials; 0 leaves these out.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    limit_trials: u64,
    /// Take sources as extended as their catalogue has them: Gaussians or discs. Left out, all but those that the
    /// analysis file makes extended are points.
    #[arg(long)]
    extensions: bool,
    /// Also fit all sources together, as one stack: `equal` for sources of equal flux, or the column of the catalogue
    /// that holds their weights.
    #[arg(long, value_name = "WEIGHT")]
    stack: Option<String>,
}

impl ListArgs {
    /// Looks at all sources, and tells remarks.
    pub fn look(
        &self,
        prepared: &Prepared,
        trial: &TrialArgs,
        command: &str,
    ) -> anyhow::Result<Report> {
        let (targets, files, extended) = self.targets(prepared)?;
        let store = trial.store();
        let plan = Plan {
            trials: self.trials,
            skies: self.skies,
            limit_trials: self.limit_trials,
            indices: self.index.clone(),
        };
        let mut kept = Kept::new(&prepared.likelihood, store.as_ref(), trial.seed);
        let bar = Bar::new("fits");
        let inputs = &prepared.opened.inputs;
        let found = search_models(inputs, &mut kept, &targets, &plan, &bar)?;
        let mut found = found.context("the search was stopped")?;
        bar.finish();
        if extended > 0 {
            found.remarks.push(taken_for_points(extended));
        }
        for line in &found.remarks {
            eprintln!("warning: {line}");
        }
        let origins = prepared.origins(command, &files)?;
        let stack = self.stacked(&mut kept, &targets.list, &plan)?;
        let choices = (plan, trial.seed);
        let mut report = Report::new(&prepared.likelihood, found, targets.twins, choices, origins);
        for line in kept.take_remarks() {
            eprintln!("warning: {line}");
            report.warnings.push(line);
        }
        report.stack = stack;
        Ok(report)
    }

    /// All sources that are in the field of view as one.
    fn stacked(
        &self,
        kept: &mut Kept<'_>,
        targets: &[Target],
        plan: &Plan,
    ) -> anyhow::Result<Option<StackFit>> {
        let Some(weights) = &self.stack else {
            return Ok(None);
        };
        let bar = Bar::new("skies of the stack");
        let stack = stacked(kept, targets, weights, plan, &bar)?;
        bar.finish();
        stack.map(Some).context("the search was stopped")
    }

    /// The sources of the analysis and of all catalogues, the files of these, and how many are taken for points that
    /// are none.
    fn targets(&self, prepared: &Prepared) -> anyhow::Result<(Targets, Vec<PathBuf>, usize)> {
        let settings = prepared.likelihood.settings();
        let entries = prepared.opened.analysis.sources.iter();
        let mut targets: Vec<Target> = entries
            .map(|entry| entry.target(settings))
            .collect::<Result<_, _>>()?;
        let (mut files, mut extended) = (Vec::new(), 0);
        for path in &self.sources {
            let catalogues = match path.to_str().and_then(built_in::catalogue) {
                Some(catalogue) => vec![Arc::new(catalogue.load())],
                None => {
                    files.push(path.clone());
                    catalogues_of(path)?
                }
            };
            for catalogue in catalogues {
                let column = self.stack.as_deref();
                targets.extend(of_catalogue(&catalogue, column, self.extensions));
                extended += extended_in(&catalogue);
            }
        }
        if self.extensions {
            extended = 0;
        }
        if targets.is_empty() {
            let names: Vec<&str> = CATALOGUES.iter().map(|catalogue| catalogue.name).collect();
            let names = names.join("\", \"");
            bail!(
                "no sources to look at: name a catalogue with --sources, a file or one of \"{names}\", or write [[source]] into the analysis: {:?}",
                prepared.opened.files[0]
            );
        }
        Ok((Targets::new(targets), files, extended))
    }
}

/// The catalogues of a file.
fn catalogues_of(path: &Path) -> anyhow::Result<Vec<Arc<Catalogue>>> {
    let loaded = open_one(path, &nuscope_io::OpenOptions::default())?;
    if loaded.catalogues.is_empty() {
        let format = &loaded.format;
        bail!("a catalogue of sources is wanted, but this is {format}: {path:?}");
    }
    Ok(loaded.catalogues)
}
