//! The result of a search of a list of sources, as people and programs read it: text, tables, LaTeX and JSON.
//!
//! Numbers that were not computed are left out everywhere: a dash in text, an empty cell in tables, null in JSON. Fluxes
//! are those of neutrinos and antineutrinos of one flavour, at 1 TeV.

mod json;
mod latex;
mod save;
mod table;
mod text;
mod window;

pub use json::{limits as limits_json, p as p_json};
pub use save::check_ending;
pub use window::{facts as window_facts, window as window_json};

use nuscope_io::Origins;
use nuscope_model::Provenance;
use nuscope_scan::calibration::Estimate;
use nuscope_scan::search::{Found, Limits, Looked, Plan};
use nuscope_scan::targets::Twin;
use nuscope_scan::{Fit, Likelihood, Settings, Sight, UsedSample};

/// A search and what it rests on.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was found.
    pub found: Found,
    /// All sources as one, if that was asked for.
    pub stack: Option<StackFit>,
    /// Sources that were left out because they are others of the list.
    pub twins: Vec<Twin>,
    /// What was run.
    pub plan: Plan,
    /// Seed of the random numbers.
    pub seed: u64,
    /// The samples that took part.
    pub samples: Vec<UsedSample>,
    /// The choices.
    pub settings: Settings,
    /// Why energies are not used; empty where they are.
    pub spatial_because: String,
    /// Program and files, with their checksums.
    pub origins: Origins,
    /// What must be said beside the numbers.
    pub warnings: Vec<String>,
}

/// The fit of all sources in the field of view as one.
#[derive(Clone, Debug)]
pub struct StackFit {
    /// "equal", or the column of the weights.
    pub weights: String,
    /// How many sources.
    pub sources: usize,
    /// The best fit.
    pub fit: Fit,
    /// How likely that is on scrambled skies; `None` where none were.
    pub p: Option<Estimate>,
    /// Limits by spectral index, on the flux of all sources together; empty where none were asked for.
    pub limits: Vec<Limits>,
    /// What must be said beside the numbers; empty if nothing.
    pub remark: String,
}

impl Report {
    /// The result of a search with a likelihood.
    pub fn new(
        likelihood: &Likelihood,
        found: Found,
        twins: Vec<Twin>,
        (plan, seed): (Plan, u64),
        origins: Origins,
    ) -> Self {
        Self {
            warnings: [likelihood.warnings(), &found.remarks].concat(),
            found,
            stack: None,
            twins,
            plan,
            seed,
            samples: likelihood.samples().to_vec(),
            settings: likelihood.settings().clone(),
            spatial_because: likelihood.spatial_because().to_owned(),
            origins,
        }
    }

    /// Whether any candidate is simulated: every title says so.
    pub fn simulated(&self) -> bool {
        let kinds = self.samples.iter().map(|sample| sample.provenance);
        kinds.into_iter().any(|kind| kind == Provenance::Simulated)
    }

    /// The source with the lowest local p-value; before that is known, with the highest TS.
    pub fn best(&self) -> Option<&Looked> {
        let open = self
            .found
            .sources
            .iter()
            .filter(|source| source.fit.is_some());
        let rank = |source: &&Looked| {
            let p = source.local.map_or(2.0, |local| local.p);
            (p, -source.fit.map_or(0.0, |fit| fit.ts))
        };
        open.min_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        })
    }

    /// What must be said of one source; empty if nothing.
    pub fn remark(&self, source: &Looked) -> String {
        remark(source)
    }

    /// How the local p-value of a source is known.
    pub fn calibration(source: &Looked) -> &'static str {
        match (source.fit, source.local) {
            (None, _) => "",
            (_, None) => "not calibrated",
            (_, Some(local)) if local.extrapolated => "calibrated, on the fitted tail",
            _ => "calibrated",
        }
    }

    /// What must follow a sentence on fluxes: which flux it is, with a time window.
    fn flux_words(&self) -> String {
        let time = self.settings.time.as_ref();
        time.map_or(String::new(), |time| format!(", {}", time.flux_words()))
    }

    /// All that decides the numbers, as keyword and value.
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut facts: Vec<(String, String)> = Vec::new();
        let mut say = |keyword: &str, value: String| facts.push((keyword.to_owned(), value));
        for note in self.origins.notes() {
            say(&note.key, note.value.clone());
        }
        let settings = &self.settings;
        say("TSCONV", settings.convention.label().into());
        say("SPECTRUM", settings.spectrum.describe());
        let data = if self.simulated() {
            "simulated"
        } else {
            "recorded"
        };
        say("DATAKIND", data.into());
        if !self.spatial_because.is_empty() {
            say(
                "SPATIAL",
                format!("positions alone, because {}", self.spatial_because),
            );
        }
        for (keyword, value) in window_facts(settings.time.as_ref(), &self.samples) {
            say(&keyword, value);
        }
        say("TRIALS", self.plan.trials.to_string());
        say("SKIES", self.plan.skies.to_string());
        say("LIMTRIAL", self.plan.limit_trials.to_string());
        say("SEED", self.seed.to_string());
        if let Some(stack) = &self.stack {
            let mut of_stack = |keyword: &str, value: Option<f64>| {
                if let Some(value) = value {
                    say(keyword, format!("{value:e}"));
                }
            };
            of_stack("STACKTS", Some(stack.fit.ts));
            of_stack("STACKNS", Some(stack.fit.n_s));
            of_stack(
                "STACKGAM",
                Some(stack.fit.gamma).filter(|gamma| !gamma.is_nan()),
            );
            let p = stack.p.filter(Estimate::is_told);
            of_stack("STACKP", p.map(|p| p.p));
            for (number, limits) in (1..).zip(&stack.limits) {
                of_stack(&format!("STGAM{number}"), Some(limits.gamma));
                of_stack(&format!("STN90{number}"), limits.upper);
                of_stack(&format!("STF90{number}"), limits.flux(limits.upper));
                of_stack(&format!("STSEN{number}"), limits.sensitivity);
                of_stack(&format!("STFSE{number}"), limits.flux(limits.sensitivity));
            }
            say("STACKED", stack.sources.to_string());
            say("STACKWTS", stack.weights.clone());
        }
        for (number, sample) in (1..).zip(&self.samples) {
            say(&format!("SAMP{number}"), sample.name.clone());
            say(&format!("CSUM{number}"), sample.checksum.clone());
            say(&format!("USED{number}"), sample.used.to_string());
            if !sample.dec.is_whole() {
                say(&format!("DECS{number}"), sample.dec.words());
                say(&format!("OUTS{number}"), sample.outside.to_string());
            }
            say(&format!("RESP{number}"), sample.response.clone());
        }
        facts
    }
}

/// What must be said of one source; empty if nothing.
pub fn remark(source: &Looked) -> String {
    let mut remarks = Vec::new();
    if source.sight != Sight::Open {
        remarks.push(source.sight.words().to_owned());
    }
    let own = source.target.own.words();
    if !own.is_empty() {
        remarks.push(own);
    }
    let fit = source.fit.map(|fit| fit.remark.words());
    remarks.extend(fit.filter(|words| !words.is_empty()).map(str::to_owned));
    if let Some((name, deg)) = source.near.first() {
        remarks.push(format!("shares candidates with {name} at {deg:.2} degrees"));
    }
    remarks.join("; ")
}

/// A p-value in words: with its error, or below what trials can tell.
pub fn p_words(estimate: &Estimate) -> String {
    if !estimate.is_told() {
        return format!("<{:.1e}", estimate.bound());
    }
    let tail = if estimate.extrapolated { "*" } else { "" };
    if estimate.p >= 0.01 {
        format!("{:.3}{tail}", estimate.p)
    } else {
        format!("{:.1e}{tail}", estimate.p)
    }
}

/// A p-value with two digits that count: 0.42, 0.0085, 3.1e-5.
pub fn p_number(p: f64) -> String {
    match p {
        p if p.is_nan() => String::new(),
        p if p >= 0.995 => "1.0".to_owned(),
        p if p >= 1e-3 => {
            let digits = (1.0 - p.log10().floor()) as usize;
            format!("{p:.digits$}")
        }
        0.0 => "0".to_owned(),
        p => format!("{p:.1e}"),
    }
}
