//! `nuscope calibrate`: trials that turn test statistics into p-values, kept for every later command.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use nuscope_scan::calibration::{Distribution, grid};
use nuscope_scan::search::FIVE_SIGMA;
use nuscope_scan::{Kept, scan};
use serde_json::{Value, json};

use super::nside;
use super::spot::Spot;
use super::trial_args::{Prepared, TrialArgs};
use super::watch::Bar;
use super::window_args::{WindowArgs, say_window};
use crate::plot::ticks::thousands;
use crate::source_report::window_json;

/// Run the trials that turn test statistics into p-values, and keep them.
#[derive(Debug, Args)]
pub struct Calibrate {
    /// An analysis file (TOML) that names lists, responses and choices.
    #[arg(long, value_name = "FILE")]
    analysis: PathBuf,
    /// Trials at each declination.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    trials: u64,
    /// How many declinations, evenly over the field of view; as many as stand a degree apart if left out,
    /// which is what scans look for.
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=1000))]
    declinations: Option<u32>,
    /// Whole scrambled skies, for the post-trial p-value of the hottest spot of each hemisphere.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    skies: u64,
    /// Resolution of these skies, and of the map that is compared with them.
    #[arg(long, default_value = "64", value_parser = nside)]
    nside: u32,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    trial: TrialArgs,
    #[command(flatten)]
    window: WindowArgs,
}

impl Calibrate {
    /// Runs what is not kept yet and says what the trials tell.
    pub fn run(self) -> anyhow::Result<()> {
        let prepared = Prepared::read(&self.analysis, &[], &self.window)?;
        let likelihood = &prepared.likelihood;
        let store = self.trial.store();
        if store.is_none() {
            eprintln!("warning: nothing is kept for the next time");
        }
        let dec_rad = grid(likelihood, self.declinations.map(|count| count as usize));
        if dec_rad.is_empty() {
            bail!("no sample would see a source anywhere: {:?}", self.analysis);
        }
        let mut kept = Kept::new(likelihood, store.as_ref(), self.trial.seed);
        let bar = Bar::new("trials");
        let stopped = "this was stopped";
        let calibration = kept
            .calibration(&dec_rad, self.trials, &bar)
            .context(stopped)?;
        let each: Vec<Distribution> = dec_rad
            .iter()
            .map(|dec| kept.background(*dec, self.trials, &()).context(stopped))
            .collect::<Result<_, _>>()?;
        let mut spots = Vec::new();
        if self.skies > 0 {
            use nuscope_scan::Watch as _;
            bar.stage("skies");
            let skies = kept
                .lowest_of_sky(&calibration, self.nside, self.skies, &bar)
                .context(stopped)?;
            bar.stage("map");
            let map = scan(likelihood, self.nside, &bar).context(stopped)?;
            spots = Spot::of(&calibration, &map, &skies);
        }
        bar.finish();
        for line in kept.take_remarks() {
            eprintln!("warning: {line}");
        }
        let folder = store
            .as_ref()
            .map(|store| store.folder().display().to_string());
        if self.json {
            let value = self.to_json(likelihood, &dec_rad, &each, &spots, folder.as_deref());
            say!("{}", serde_json::to_string_pretty(&value)?);
            return Ok(());
        }
        say!("{}", likelihood.settings().convention.label());
        say_window(likelihood);
        say!(
            "{:>7} {:>8} {:>9} {:>9} {:>9} {:>9}",
            "Dec",
            "TS > 0",
            "p 0.1",
            "p 0.01",
            "p 1e-3",
            "5 sigma*"
        );
        for (dec, one) in dec_rad.iter().zip(&each) {
            let ts = |p: f64| {
                one.threshold(p)
                    .map_or("-".to_owned(), |ts| format!("{ts:.2}"))
            };
            say!(
                "{:>+7.2} {:>8.3} {:>9} {:>9} {:>9} {:>9}",
                dec.to_degrees(),
                one.positive_share(),
                ts(0.1),
                ts(0.01),
                ts(1e-3),
                ts(FIVE_SIGMA)
            );
        }
        say!(
            "{} trials at each of {} declinations. * on a law fitted to the highest of them.",
            thousands(self.trials as usize),
            each.len()
        );
        for spot in &spots {
            say!("{}", spot.words(self.nside));
        }
        if let Some(folder) = folder {
            say!("kept in {folder}");
        }
        Ok(())
    }

    fn to_json(
        &self,
        likelihood: &nuscope_scan::Likelihood,
        dec_rad: &[f64],
        each: &[Distribution],
        spots: &[Spot],
        folder: Option<&str>,
    ) -> Value {
        json!({
            "fingerprint": likelihood.fingerprint(),
            "convention": likelihood.settings().convention.label(),
            "settings": likelihood.settings(),
            "time_window": window_json(likelihood.settings().time.as_ref(), likelihood.samples()),
            "seed": self.trial.seed,
            "trials": self.trials,
            "declinations": dec_rad.iter().zip(each).map(|(dec, one)| json!({
                "dec_deg": dec.to_degrees(),
                "positive_share": one.positive_share(),
                "ts_of_p_0.1": one.threshold(0.1),
                "ts_of_p_0.01": one.threshold(0.01),
                "ts_of_p_0.001": one.threshold(1e-3),
                "ts_of_5_sigma_extrapolated": one.threshold(FIVE_SIGMA),
            })).collect::<Vec<_>>(),
            "skies": self.skies,
            "nside": self.nside,
            "hottest": spots.iter().map(Spot::json).collect::<Vec<_>>(),
            "kept_in": folder,
        })
    }
}
