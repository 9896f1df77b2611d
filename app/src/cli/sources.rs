//! `nuscope sources`: a list of sources, each with its fit, p-values, upper limits and sensitivities.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use nuscope_io::write_tables::{table_extensions, table_format};

use super::source_list::ListArgs;
use super::trial_args::{Prepared, TrialArgs};
use super::window_args::WindowArgs;
use crate::source_report::Report;

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

/// Writes a report in the format that the name says.
pub(super) fn save(report: &Report, out: &Path) -> anyhow::Result<()> {
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
