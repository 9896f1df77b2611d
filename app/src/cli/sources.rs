//! `nuscope sources`: a list of sources, each with its fit, p-values, upper limits and sensitivities.

use std::path::{Path, PathBuf};

use clap::Args;

use super::source_list::ListArgs;
use super::trial_args::{Prepared, TrialArgs};
use super::window_args::WindowArgs;
use crate::source_report::{Report, check_ending};

/// Look for neutrinos from each source of a list.
#[derive(Debug, Args)]
pub struct Sources {
    /// An analysis file (TOML) that names lists, responses, choices and perhaps sources.
    #[arg(long, value_name = "FILE")]
    analysis: PathBuf,
    #[command(flatten)]
    list: ListArgs,
    /// Where to save the table; the name's ending says the format: .json, .tex, or a table's such as .csv or .vot.
    /// More may follow.
    #[arg(long, value_name = "FILE")]
    out: Vec<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    trial: TrialArgs,
    #[command(flatten)]
    window: WindowArgs,
}

impl Sources {
    /// Looks at all sources, saves and prints.
    pub fn run(self) -> anyhow::Result<()> {
        for out in &self.out {
            check_ending(out)?;
        }
        let prepared = Prepared::read(&self.analysis, &self.out, &self.window)?;
        let report = self.list.look(&prepared, &self.trial, "sources")?;
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
}

/// Writes a report in the format that the name says.
pub(super) fn save(report: &Report, out: &Path) -> anyhow::Result<()> {
    for line in report.save(out)?.0 {
        eprintln!("warning: {line}: {out:?}");
    }
    Ok(())
}
