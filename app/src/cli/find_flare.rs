//! A flare at a place, where nobody says when: `nuscope scan --at RA,DEC --find-flare`.

use clap::Args;
use nuscope_model::{Equatorial, Mjd, Utc};
use nuscope_scan::calibration::Estimate;
use nuscope_scan::flare::{Flare, FlareSearch};
use nuscope_scan::{Input, Likelihood, Sight};
use serde_json::{Value, json};

use super::watch::Bar;
use crate::source_report::{p_json, p_words};

/// Which flares are looked for.
#[derive(Clone, Debug, Args)]
pub struct FlareArgs {
    /// Also find the time window at each position that holds the best flare, and how likely one as good is by chance.
    #[arg(long, requires = "at", requires = "analysis", conflicts_with_all = ["from", "flare"], help_heading = "Time window")]
    find_flare: bool,
    /// The longest flare, in days of good runs of all samples together; as long as the data if left out.
    #[arg(
        long,
        value_name = "DAYS",
        requires = "find_flare",
        help_heading = "Time window"
    )]
    longest: Option<f64>,
    /// Trials that repeat the search with new places and dates; 0 leaves the p-value out.
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "find_flare", value_parser = clap::value_parser!(u64).range(0..=1_000_000), help_heading = "Time window")]
    flare_trials: u64,
}

/// What was found at a position.
pub struct FoundFlare {
    flare: Option<Flare>,
    p: Option<Estimate>,
    gamma: f64,
    longest_days: f64,
    energies: bool,
}

impl FlareArgs {
    /// Searches a position; `None` where that was not asked for, or nothing can be said there.
    pub fn look(
        &self,
        likelihood: &Likelihood,
        inputs: &[Input],
        position: Equatorial,
        seed: u64,
    ) -> anyhow::Result<Option<FoundFlare>> {
        if !self.find_flare || likelihood.sight(position.dec_rad) != Sight::Open {
            return Ok(None);
        }
        let search = FlareSearch::new(likelihood, inputs, position, self.longest)?;
        let flare = search.best();
        let bar = Bar::new("searches");
        let p = match (flare, self.flare_trials) {
            (Some(flare), trials) if trials > 0 => {
                search.estimate(flare.ts, trials, seed, &bar).flatten()
            }
            _ => None,
        };
        bar.finish();
        Ok(Some(FoundFlare {
            flare,
            p,
            gamma: search.gamma(),
            longest_days: search.longest_days(),
            energies: likelihood.spatial_because().is_empty(),
        }))
    }
}

impl FoundFlare {
    /// In a sentence.
    pub fn words(&self) -> String {
        let Some(flare) = &self.flare else {
            return "no flare: no time window does better than none".into();
        };
        let p = match &self.p {
            Some(p) => format!(
                "p {} from {} searches of chance skies",
                p_words(p),
                p.trials
            ),
            None => "p not known without trials".into(),
        };
        let index = if self.energies {
            format!(" at index {}", self.gamma)
        } else {
            String::new()
        };
        format!(
            "best flare: MJD {:.6} to {:.6} ({} to {}), {:.4} days of good runs, TS {:.2} with the penalty for its length, n_s {:.1}{index}, {p}",
            flare.from_mjd,
            flare.to_mjd,
            Utc::from(Mjd(flare.from_mjd)),
            Utc::from(Mjd(flare.to_mjd)),
            flare.good_days,
            flare.ts,
            flare.n_s
        )
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        json!({
            "longest_days": self.longest_days,
            "index": self.energies.then_some(self.gamma),
            "best": self.flare.map(|flare| json!({
                "from_mjd": flare.from_mjd,
                "to_mjd": flare.to_mjd,
                "good_days": flare.good_days,
                "ts_with_penalty": flare.ts,
                "n_s": flare.n_s,
                "calibrated": self.p.as_ref().map(p_json),
            })),
        })
    }
}
