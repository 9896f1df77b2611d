//! `nuscope sources`: a list of sources, each with its fit, p-values, upper limits and sensitivities.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_io::built_in::{self, CATALOGUES};
use nuscope_io::write_tables::{table_extensions, table_format};
use nuscope_model::{Catalogue, Equatorial};
use nuscope_scan::Kept;
use nuscope_scan::search::{Plan, search};
use nuscope_scan::targets::{Target, Targets};

use super::open_one;
use super::trial_args::{Prepared, TrialArgs, index};
use super::watch::Bar;
use crate::source_report::Report;

/// Look for neutrinos from each source of a list.
#[derive(Debug, Args)]
pub struct Sources {
    /// An analysis file (TOML) that names lists, responses, choices and perhaps sources.
    #[arg(long, value_name = "FILE")]
    analysis: PathBuf,
    /// A catalogue of sources, as a file or the name of a built-in one; more may follow, beside the sources of the
    /// analysis file.
    #[arg(long, value_name = "CATALOGUE")]
    sources: Vec<PathBuf>,
    /// Spectral index of limits and sensitivities; more may follow.
    #[arg(long, value_name = "INDEX", default_values_t = [2.0, 2.5], value_parser = index)]
    index: Vec<f64>,
    /// Trials at each source's declination for local p-values; 0 leaves them not calibrated, without limits.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    trials: u64,
    /// Scrambled skies for post-trial p-values; 0 leaves these out.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    skies: u64,
    /// Trials at each flux for limits, sensitivities and discovery potentials; 0 leaves these out.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    limit_trials: u64,
    /// Where to save the table; the name's ending says the format: .json, .tex, or a table's such as .csv or .vot.
    /// More may follow.
    #[arg(long, value_name = "FILE")]
    out: Vec<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    trial: TrialArgs,
}

impl Sources {
    /// Looks at all sources, saves and prints.
    pub fn run(self) -> anyhow::Result<()> {
        for out in &self.out {
            check_ending(out)?;
        }
        let prepared = Prepared::read(&self.analysis, &self.out)?;
        let (targets, files) = self.targets(&prepared)?;
        let store = self.trial.store();
        let plan = Plan {
            trials: self.trials,
            skies: self.skies,
            limit_trials: self.limit_trials,
            indices: self.index.clone(),
        };
        let mut kept = Kept::new(&prepared.likelihood, store.as_ref(), self.trial.seed);
        let bar = Bar::new("fits");
        let found = search(&mut kept, &targets, &plan, &bar).context("the search was stopped")?;
        bar.finish();
        for line in &found.remarks {
            eprintln!("warning: {line}");
        }
        let origins = prepared.origins("sources", &files)?;
        let choices = (plan, self.trial.seed);
        let report = Report::new(&prepared.likelihood, found, targets.twins, choices, origins);
        for out in &self.out {
            save(&report, out)?;
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&report.json())?);
        } else {
            say!("{}", report.text().trim_end());
            for out in &self.out {
                say!("{}", out.display());
            }
        }
        Ok(())
    }

    /// The sources of the analysis and of all catalogues, and the files of these.
    fn targets(&self, prepared: &Prepared) -> anyhow::Result<(Targets, Vec<PathBuf>)> {
        let entries = prepared.opened.analysis.sources.iter();
        let mut targets: Vec<Target> = entries
            .map(|entry| Target {
                name: entry.name.clone(),
                position: Equatorial::from_degrees(entry.ra_deg, entry.dec_deg),
            })
            .collect();
        let mut files = Vec::new();
        for path in &self.sources {
            match path.to_str().and_then(built_in::catalogue) {
                Some(catalogue) => targets.extend(of_catalogue(&catalogue.load())),
                None => {
                    targets.extend(of_file(path)?);
                    files.push(path.clone());
                }
            }
        }
        if targets.is_empty() {
            let names: Vec<&str> = CATALOGUES.iter().map(|catalogue| catalogue.name).collect();
            let names = names.join("\", \"");
            bail!(
                "no sources to look at: name a catalogue with --sources, a file or one of \"{names}\", or write [[source]] into the analysis: {:?}",
                self.analysis
            );
        }
        Ok((Targets::new(targets), files))
    }
}

/// The sources of a file.
fn of_file(path: &Path) -> anyhow::Result<Vec<Target>> {
    let loaded = open_one(path, &nuscope_io::OpenOptions::default())?;
    if loaded.catalogues.is_empty() {
        bail!(
            "a catalogue of sources is wanted, but this is {}: {path:?}",
            loaded.format
        );
    }
    let catalogues = loaded.catalogues.iter();
    Ok(catalogues
        .flat_map(|catalogue| of_catalogue(catalogue))
        .collect())
}

fn of_catalogue(catalogue: &Catalogue) -> Vec<Target> {
    let target = |source: &nuscope_model::catalogue::Source| Target {
        name: source.name.clone(),
        position: source.position,
    };
    catalogue.sources.iter().map(target).collect()
}

/// Long work must not end in a format that is none.
fn check_ending(out: &Path) -> anyhow::Result<()> {
    let known = matches!(ending(out).as_str(), "json" | "tex") || table_format(out).is_some();
    if !known {
        bail!(
            "a name that ends in .json, .tex or a table's ending ({}) is wanted: {out:?}",
            table_extensions()
        );
    }
    Ok(())
}

fn ending(path: &Path) -> String {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.unwrap_or_default().to_lowercase()
}

fn save(report: &Report, out: &Path) -> anyhow::Result<()> {
    let text = match ending(out).as_str() {
        "json" => serde_json::to_string_pretty(&report.json())? + "\n",
        "tex" => report.latex(),
        _ => {
            for line in nuscope_io::write_tables(out, &[report.table()])?.0 {
                eprintln!("warning: {line}: {out:?}");
            }
            return Ok(());
        }
    };
    super::save_text(out, &text)
}
