//! `nuscope inject`: lists as they would look with sources in them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use nuscope_io::write_candidates;
use nuscope_model::Equatorial;
use nuscope_scan::injected::{PutSource, inject};
use nuscope_scan::{Likelihood, Sight};
use serde_json::json;

use super::places::position;
use super::simulate::file_name;
use super::trial_args::{Prepared, index};
use super::window_args::{WindowArgs, say_window};
use super::{keep_inputs, save_text};
use crate::analysis::is_file;
use crate::plot::ticks::thousands;
use crate::relative_path::from_folder;
use crate::source_report::window_json;

/// Put sources into scrambled lists, to see how they would look.
#[derive(Debug, Args)]
pub struct Inject {
    /// An analysis file (TOML) that names lists, responses and choices.
    #[arg(long, value_name = "FILE")]
    analysis: PathBuf,
    /// Where the source is, in degrees; more may follow.
    #[arg(long, value_name = "RA,DEC", value_parser = position, num_args = 1.., required = true, allow_negative_numbers = true)]
    at: Vec<Equatorial>,
    /// Signal events of each source on average: one number for all, or one each.
    #[arg(long, value_name = "N", num_args = 1.., allow_negative_numbers = true, required_unless_present = "flux", conflicts_with = "flux")]
    events: Vec<f64>,
    /// Flux of each source instead, of neutrinos and antineutrinos of one flavour at 1 TeV in GeV^-1 cm^-2 s^-1.
    #[arg(long, value_name = "PHI", num_args = 1.., allow_negative_numbers = true)]
    flux: Vec<f64>,
    /// Put exactly so many events, not a Poisson number about it.
    #[arg(long)]
    exact: bool,
    /// Spectral index of the sources.
    #[arg(long, default_value_t = 2.0, value_parser = index)]
    index: f64,
    /// Leave the candidates where they are, instead of giving each a right ascension by chance.
    #[arg(long)]
    unscrambled: bool,
    /// Seed of the random numbers: the same seed makes the same lists.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the lists, their analysis file and truth.json; made if it is not there.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    window: WindowArgs,
}

impl Inject {
    /// Makes the lists and says what was put.
    pub fn run(self) -> anyhow::Result<()> {
        let prepared = Prepared::read(&self.analysis, &[], &self.window)?;
        let sources = self.sources(&prepared.likelihood)?;
        let inputs = &prepared.opened.inputs;
        let (samples, put) = inject(
            &prepared.likelihood,
            inputs,
            &sources,
            !self.unscrambled,
            self.seed,
        );
        std::fs::create_dir_all(&self.out)
            .map_err(|error| anyhow!("cannot make the folder: {error}: {:?}", self.out))?;
        let mut analysis = prepared.opened.analysis.clone();
        let folder = self.analysis.parent().unwrap_or(Path::new(""));
        let out = self.out.canonicalize();
        let out = out.with_context(|| format!("cannot find {:?}", self.out))?;
        let seen = |path: &mut PathBuf| -> anyhow::Result<()> {
            let from = folder.join(&path);
            let whole = from.canonicalize();
            let whole = whole.with_context(|| format!("cannot find {from:?}"))?;
            *path = from_folder(&whole, &out);
            Ok(())
        };
        for (i, sample) in samples.iter().enumerate() {
            let (entry, name) = (&mut analysis.samples[i], file_name(&sample.name));
            let path = self.out.join(&name);
            keep_inputs(&path, &prepared.opened.files)?;
            write_candidates(&path, sample)?;
            entry.events = name;
            entry.list = None;
            entry.columns.clear();
            for path in [
                &mut entry.uptime,
                &mut entry.effective_area,
                &mut entry.smearing,
                &mut entry.release,
            ] {
                path.as_mut().map_or(Ok(()), seen)?;
            }
            if let Some(response) = entry.response.as_mut().filter(|name| is_file(name)) {
                let mut path = PathBuf::from(&*response);
                seen(&mut path)?;
                *response = path.to_string_lossy().into_owned();
            }
            if entry.release.is_some() && entry.season.is_none() {
                entry.season = Some(entry.name.clone());
            }
            if entry.uptime.is_none() {
                entry.livetime_days = inputs[i].livetime_days;
            }
            let added: usize = put.iter().map(|put| put[i]).sum();
            say!(
                "{} candidates, {added} of them put: {}",
                thousands(sample.len()),
                path.display()
            );
        }
        say_window(&prepared.likelihood);
        save_text(&self.out.join("analysis.toml"), &analysis.to_toml())?;
        let truth = self.truth(&prepared, &sources, &put)?;
        let truth = serde_json::to_string_pretty(&truth)? + "\n";
        save_text(&self.out.join("truth.json"), &truth)?;
        say!("{}", self.out.join("analysis.toml").display());
        say!("{}", self.out.join("truth.json").display());
        Ok(())
    }

    /// The sources with the events that are expected of them.
    fn sources(&self, likelihood: &Likelihood) -> anyhow::Result<Vec<PutSource>> {
        let strengths = if self.flux.is_empty() {
            &self.events
        } else {
            &self.flux
        };
        if strengths.len() != 1 && strengths.len() != self.at.len() {
            bail!(
                "one strength for all {} sources or one each is wanted, found {}",
                self.at.len(),
                strengths.len()
            );
        }
        let mut sources = Vec::new();
        for (i, at) in self.at.iter().enumerate() {
            let (ra_deg, dec_deg) = (at.ra_rad.to_degrees(), at.dec_rad.to_degrees());
            let sight = likelihood.sight(at.dec_rad);
            if sight != Sight::Open {
                bail!(
                    "nothing can be put at RA {ra_deg} Dec {dec_deg}: {}",
                    sight.words()
                );
            }
            let strength = strengths[if strengths.len() == 1 { 0 } else { i }];
            if !(strength > 0.0 && strength.is_finite()) {
                bail!("a strength above 0 is wanted, found {strength}");
            }
            let events = if self.flux.is_empty() {
                strength
            } else {
                let per_norm = likelihood.events_per_norm(at.dec_rad, self.index);
                strength
                    * per_norm.context(
                        "a flux needs effective areas and live times: give --events instead",
                    )?
            };
            if events > 1e5 {
                bail!("{events:.0} events of one source are more than the 100000 that are put");
            }
            sources.push(PutSource {
                position: *at,
                gamma: self.index,
                shape: None,
                events,
                exact: self.exact,
            });
        }
        Ok(sources)
    }

    fn truth(
        &self,
        prepared: &Prepared,
        sources: &[PutSource],
        put: &[Vec<usize>],
    ) -> anyhow::Result<serde_json::Value> {
        let likelihood = &prepared.likelihood;
        let names: Vec<&str> = likelihood
            .samples()
            .iter()
            .map(|sample| sample.name.as_str())
            .collect();
        let origins = prepared.origins("inject", &[])?;
        let facts = origins.notes().iter();
        let facts = facts.map(|note| (note.key.clone(), note.value.clone().into()));
        let sources = sources.iter().zip(put).map(|(source, put)| {
            let norm = likelihood.events_per_norm(source.position.dec_rad, source.gamma);
            json!({
                "ra_deg": source.position.ra_rad.to_degrees(),
                "dec_deg": source.position.dec_rad.to_degrees(),
                "index": source.gamma,
                "expected_events": source.events,
                "flux_at_1_tev": norm.map(|norm| source.events / norm),
                "events": put.iter().sum::<usize>(),
                "events_by_sample": names.iter().zip(put).map(|(name, put)| ((*name).to_owned(), (*put).into())).collect::<serde_json::Map<_, _>>(),
            })
        });
        Ok(json!({
            "simulated": true,
            "scrambled": !self.unscrambled,
            "seed": self.seed,
            "settings": likelihood.settings(),
            "time_window": window_json(likelihood.settings().time.as_ref(), likelihood.samples()),
            "sources": sources.collect::<Vec<_>>(),
            "provenance": facts.collect::<serde_json::Map<_, _>>(),
        }))
    }
}
