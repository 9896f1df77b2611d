//! `nuscope sensitivity`: what flux a search would exclude, and discover, by declination.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_io::table::{Column, Note, Table, Values};
use nuscope_io::write_tables::{table_extensions, table_format};
use nuscope_scan::Kept;
use nuscope_scan::calibration::grid;
use nuscope_scan::search::{Limits, Plan, curve};
use serde_json::json;

use super::trial_args::{Prepared, TrialArgs, index};
use super::watch::Bar;
use super::window_args::{WindowArgs, say_window};
use crate::source_report::{limits_json, window_facts, window_json};

/// Compute the flux that a search would exclude or discover, by declination.
#[derive(Debug, Args)]
pub struct Sensitivity {
    /// An analysis file (TOML) that names lists, responses and choices.
    #[arg(long, value_name = "FILE")]
    analysis: PathBuf,
    /// Spectral index; more may follow.
    #[arg(long, value_name = "INDEX", default_values_t = [2.0, 2.5], value_parser = index)]
    index: Vec<f64>,
    /// How many declinations, evenly over the field of view.
    #[arg(long, default_value_t = 18, conflicts_with = "dec", value_parser = clap::value_parser!(u32).range(2..=1000))]
    declinations: u32,
    /// These declinations in degrees instead.
    #[arg(long, value_name = "DEG", num_args = 1.., allow_negative_numbers = true)]
    dec: Vec<f64>,
    /// Trials without a source at each declination.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    trials: u64,
    /// Trials at each flux.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    limit_trials: u64,
    /// Where to save the curve; the name's ending says the format: .json, or a table's such as .csv or .vot. More may
    /// follow.
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

/// Keyword and value.
type Fact = (String, String);

impl Sensitivity {
    /// Runs the trials, saves and prints.
    pub fn run(self) -> anyhow::Result<()> {
        for out in &self.out {
            if !is_json(out) && table_format(out).is_none() {
                let known = table_extensions();
                bail!("a name that ends in .json or a table's ending ({known}) is wanted: {out:?}");
            }
        }
        if let Some(bad) = self.dec.iter().find(|dec| !(-90.0..=90.0).contains(*dec)) {
            bail!("a declination within 90 degrees is wanted, found {bad}");
        }
        let prepared = Prepared::read(&self.analysis, &self.out, &self.window)?;
        let likelihood = &prepared.likelihood;
        let dec_rad: Vec<f64> = if self.dec.is_empty() {
            grid(likelihood, Some(self.declinations as usize))
        } else {
            self.dec.iter().map(|dec| dec.to_radians()).collect()
        };
        let plan = Plan {
            trials: self.trials,
            skies: 0,
            limit_trials: self.limit_trials,
            indices: self.index.clone(),
        };
        let store = self.trial.store();
        let mut kept = Kept::new(likelihood, store.as_ref(), self.trial.seed);
        let bar = Bar::new("trials");
        let found = curve(&mut kept, &dec_rad, &plan, &bar).context("this was stopped")?;
        bar.finish();
        for line in kept.take_remarks() {
            eprintln!("warning: {line}");
        }
        let rows: Vec<Row> = dec_rad.iter().copied().zip(found).collect();
        let facts = self.facts(&prepared)?;
        for out in &self.out {
            if is_json(out) {
                let text = serde_json::to_string_pretty(&json_of(likelihood, &rows, &facts))?;
                super::save_text(out, &(text + "\n"))?;
            } else {
                for line in nuscope_io::write_tables(out, &[self.table(&rows, &facts)])?.0 {
                    eprintln!("warning: {line}: {out:?}");
                }
            }
        }
        if self.json {
            let value = json_of(likelihood, &rows, &facts);
            say!("{}", serde_json::to_string_pretty(&value)?);
            return Ok(());
        }
        self.tell(likelihood, &rows);
        for out in &self.out {
            say!("{}", out.display());
        }
        Ok(())
    }

    fn facts(&self, prepared: &Prepared) -> anyhow::Result<Vec<Fact>> {
        let origins = prepared.origins("sensitivity", &[])?;
        let notes = origins.notes().iter();
        let mut facts: Vec<Fact> = notes
            .map(|note| (note.key.clone(), note.value.clone()))
            .collect();
        let likelihood = &prepared.likelihood;
        let mut say = |key: &str, value: String| facts.push((key.to_owned(), value));
        say("TSCONV", likelihood.settings().convention.label().into());
        say("SPECTRUM", likelihood.settings().spectrum.describe());
        for (key, value) in window_facts(likelihood.settings().time.as_ref(), likelihood.samples())
        {
            say(&key, value);
        }
        say("TRIALS", self.trials.to_string());
        say("LIMTRIAL", self.limit_trials.to_string());
        say("SEED", self.trial.seed.to_string());
        for (number, sample) in (1..).zip(likelihood.samples()) {
            say(&format!("SAMP{number}"), sample.name.clone());
            say(&format!("CSUM{number}"), sample.checksum.clone());
            if !sample.dec.is_whole() {
                say(&format!("DECS{number}"), sample.dec.words());
            }
            say(&format!("RESP{number}"), sample.response.clone());
        }
        Ok(facts)
    }

    fn table(&self, rows: &[Row], facts: &[Fact]) -> Table {
        let dec = rows.iter().map(|row| row.0.to_degrees()).collect();
        let mut columns = vec![Column::new("dec_deg", "deg", Values::Number(dec))];
        let mut add = |name: String, unit: &str, of: &dyn Fn(&Row) -> Option<f64>| {
            let values = rows.iter().map(|row| of(row).unwrap_or(f64::NAN));
            columns.push(Column::new(name, unit, Values::Number(values.collect())));
        };
        for (k, gamma) in self.index.iter().enumerate() {
            let each = [
                (
                    "sens",
                    (|limits: &Limits| limits.sensitivity) as fn(&Limits) -> Option<f64>,
                ),
                ("disc", |limits| limits.discovery),
            ];
            for (name, events) in each {
                add(format!("{name}_events_e{gamma:.1}"), "", &|row| {
                    events(row.1.get(k)?)
                });
                add(
                    format!("{name}_flux_e{gamma:.1}"),
                    "GeV-1.cm-2.s-1",
                    &|row| {
                        let limits = row.1.get(k)?;
                        limits.flux(events(limits))
                    },
                );
            }
        }
        let note = |(key, value): &Fact| Note {
            key: key.clone(),
            value: value.clone(),
            comment: String::new(),
        };
        Table {
            name: "sensitivity".into(),
            columns,
            notes: facts.iter().map(note).collect(),
            warnings: Vec::new(),
        }
    }

    fn tell(&self, likelihood: &nuscope_scan::Likelihood, rows: &[Row]) {
        say_window(likelihood);
        let mut head = format!("{:>7}", "Dec");
        for gamma in &self.index {
            let (sensitivity, discovery) =
                (format!("sens. E^-{gamma:.1}"), format!("5 s E^-{gamma:.1}"));
            head += &format!(" {sensitivity:>12} {discovery:>12}");
        }
        say!("{head}");
        for (dec_rad, limits) in rows {
            let mut line = format!("{:>+7.2}", dec_rad.to_degrees());
            if limits.is_empty() {
                line += &format!(" {}", likelihood.sight(*dec_rad).words());
            }
            for limits in limits {
                for events in [limits.sensitivity, limits.discovery] {
                    let number = match (limits.flux(events), events) {
                        (Some(flux), _) => format!("{flux:.2e}"),
                        (None, Some(events)) => format!("{events:.1}"),
                        (None, None) => "-".to_owned(),
                    };
                    line += &format!(" {number:>12}");
                }
            }
            say!("{line}");
        }
        if likelihood.spatial_because().is_empty() {
            let time = likelihood.settings().time.as_ref();
            say!(
                "90 % C.L. and 5 sigma in half of the cases: flux of neutrinos and antineutrinos of one flavour at 1 TeV in GeV^-1 cm^-2 s^-1{}.",
                time.map_or(String::new(), |time| format!(", {}", time.flux_words()))
            );
        } else {
            say!("90 % C.L. and 5 sigma in half of the cases: expected events.");
        }
        say!(
            "5 sigma lies on a law fitted to the highest of {} trials.",
            self.trials
        );
        for sample in likelihood.samples() {
            if !sample.dec.is_whole() {
                say!("{}", sample.cut_words());
            }
        }
        for sample in likelihood
            .samples()
            .iter()
            .filter(|sample| !sample.response.is_empty())
        {
            say!("{}: {}.", sample.name, sample.response);
        }
    }
}

/// A declination and its limits.
type Row = (f64, Vec<Limits>);

fn is_json(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

fn json_of(
    likelihood: &nuscope_scan::Likelihood,
    rows: &[Row],
    facts: &[Fact],
) -> serde_json::Value {
    let time = likelihood.settings().time.as_ref();
    let facts = facts
        .iter()
        .map(|(key, value)| (key.clone(), value.clone().into()));
    json!({
        "settings": likelihood.settings(),
        "time_window": window_json(time, likelihood.samples()),
        "flux": "neutrinos and antineutrinos of one flavour, dN/dE at 1 TeV in GeV^-1 cm^-2 s^-1",
        "declinations": rows.iter().map(|(dec_rad, limits)| json!({
            "dec_deg": dec_rad.to_degrees(),
            "limits": limits.iter().map(|limits| limits_json(limits, time)).collect::<Vec<_>>(),
            "remark": likelihood.sight(*dec_rad).words(),
        })).collect::<Vec<_>>(),
        "provenance": facts.collect::<serde_json::Map<_, _>>(),
    })
}
