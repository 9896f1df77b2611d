//! A list of sources to look at: which, how carefully, and the search itself.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_io::built_in::{self, CATALOGUES};
use nuscope_model::{Catalogue, Equatorial};
use nuscope_scan::search::{Plan, search};
use nuscope_scan::stack::{Stack, Stacked};
use nuscope_scan::targets::{Target, Targets};
use nuscope_scan::{Kept, Likelihood, Sight};

use super::open_one;
use super::trial_args::{Prepared, TrialArgs, index};
use super::watch::Bar;
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
        let (targets, files) = self.targets(prepared)?;
        let store = trial.store();
        let plan = Plan {
            trials: self.trials,
            skies: self.skies,
            limit_trials: self.limit_trials,
            indices: self.index.clone(),
        };
        let mut kept = Kept::new(&prepared.likelihood, store.as_ref(), trial.seed);
        let bar = Bar::new("fits");
        let found = search(&mut kept, &targets, &plan, &bar).context("the search was stopped")?;
        bar.finish();
        for line in &found.remarks {
            eprintln!("warning: {line}");
        }
        let origins = prepared.origins(command, &files)?;
        let choices = (plan, trial.seed);
        let mut report = Report::new(&prepared.likelihood, found, targets.twins, choices, origins);
        report.stack = self.stacked(&prepared.likelihood, &targets.list, trial.seed)?;
        Ok(report)
    }

    /// All sources that are in the field of view as one.
    fn stacked(
        &self,
        likelihood: &Likelihood,
        targets: &[Target],
        seed: u64,
    ) -> anyhow::Result<Option<StackFit>> {
        let Some(weights) = &self.stack else {
            return Ok(None);
        };
        let mut sources = Vec::new();
        for target in targets {
            if likelihood.sight(target.position.dec_rad) != Sight::Open {
                continue;
            }
            let weight = match weights.as_str() {
                "equal" => 1.0,
                column => target.weight.with_context(|| {
                    let name = &target.name;
                    format!("no column {column:?} gives {name} a weight; \"equal\" needs none")
                })?,
            };
            let position = target.position;
            sources.push(Stacked { position, weight });
        }
        let stack = Stack::new(likelihood, &sources)?;
        let fit = stack.fit();
        let bar = Bar::new("skies of the stack");
        let p = match self.skies {
            0 => None,
            skies => stack
                .estimate(fit.ts, skies, seed, &bar)
                .context("the search was stopped")?,
        };
        bar.finish();
        Ok(Some(StackFit {
            weights: weights.clone(),
            sources: sources.len(),
            fit,
            p,
        }))
    }

    /// The sources of the analysis and of all catalogues, and the files of these.
    fn targets(&self, prepared: &Prepared) -> anyhow::Result<(Targets, Vec<PathBuf>)> {
        let entries = prepared.opened.analysis.sources.iter();
        let mut targets: Vec<Target> = entries
            .map(|entry| Target {
                name: entry.name.clone(),
                position: Equatorial::from_degrees(entry.ra_deg, entry.dec_deg),
                weight: None,
            })
            .collect();
        let mut files = Vec::new();
        let column = self.stack.as_deref();
        for path in &self.sources {
            match path.to_str().and_then(built_in::catalogue) {
                Some(catalogue) => targets.extend(of_catalogue(&catalogue.load(), column)),
                None => {
                    targets.extend(of_file(path, column)?);
                    files.push(path.clone());
                }
            }
        }
        if targets.is_empty() {
            let names: Vec<&str> = CATALOGUES.iter().map(|catalogue| catalogue.name).collect();
            let names = names.join("\", \"");
            bail!(
                "no sources to look at: name a catalogue with --sources, a file or one of \"{names}\", or write [[source]] into the analysis: {:?}",
                prepared.opened.files[0]
            );
        }
        Ok((Targets::new(targets), files))
    }
}

/// The sources of a file, with the numbers of a column as weights.
fn of_file(path: &Path, column: Option<&str>) -> anyhow::Result<Vec<Target>> {
    let loaded = open_one(path, &nuscope_io::OpenOptions::default())?;
    if loaded.catalogues.is_empty() {
        let format = &loaded.format;
        bail!("a catalogue of sources is wanted, but this is {format}: {path:?}");
    }
    let catalogues = loaded.catalogues.iter();
    let sources = |catalogue: &std::sync::Arc<Catalogue>| of_catalogue(catalogue, column);
    Ok(catalogues.flat_map(sources).collect())
}

fn of_catalogue(catalogue: &Catalogue, column: Option<&str>) -> Vec<Target> {
    let weights = column.and_then(|name| catalogue.extra(name));
    let target = |(row, source): (usize, &nuscope_model::Source)| Target {
        name: source.name.clone(),
        position: source.position,
        weight: weights.and_then(|weights| weights.values.get(row).copied()),
    };
    catalogue.sources.iter().enumerate().map(target).collect()
}
