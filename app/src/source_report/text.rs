//! The report as lines on a terminal.

use std::fmt::Write as _;

use nuscope_scan::search::{Limits, Looked};
use nuscope_scan::window_words;

use super::{Report, p_words};

/// Longer names are cut.
const NAME: usize = 24;

impl Report {
    /// A table of all sources, and sentences about the whole.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let data = if self.simulated() {
            "Simulated candidates. "
        } else {
            ""
        };
        let title = format!("{data}{}.", self.settings.convention.label());
        // Writing to a string cannot fail.
        let mut line = |words: &str| writeln!(text, "{}", words.trim_end()).unwrap_or_default();
        line(&title);
        for words in window_words(self.settings.time.as_ref(), &self.samples) {
            line(&words);
        }
        let mut head = format!(
            "{:NAME$} {:>7} {:>7} {:>7} {:>6} {:>5} {:>9} {:>9}",
            "source", "Dec", "RA", "TS", "n_s", "gamma", "p local", "p post"
        );
        for gamma in &self.plan.indices {
            if self.plan.limit_trials > 0 && self.plan.trials > 0 {
                let limit = format!("limit E^-{gamma:.1}");
                let sensitivity = format!("sens. E^-{gamma:.1}");
                head += &format!(" {limit:>12} {sensitivity:>12}");
            }
        }
        line(&head);
        for source in &self.found.sources {
            line(&self.line(source));
        }
        line("");
        for words in self.sentences() {
            line(&words);
        }
        text
    }

    fn line(&self, source: &Looked) -> String {
        let name: String = source.target.name.chars().take(NAME).collect();
        let (ra_deg, dec_deg) = (
            source.target.position.ra_rad.to_degrees(),
            source.target.position.dec_rad.to_degrees(),
        );
        let mut text = format!("{name:NAME$} {dec_deg:>+7.2} {ra_deg:>7.2} ");
        let Some(fit) = source.fit else {
            return text + source.sight.words();
        };
        let gamma = match fit.gamma {
            gamma if gamma.is_nan() => "-".to_owned(),
            gamma => format!("{gamma:.2}"),
        };
        let p = |estimate: Option<_>| estimate.as_ref().map_or("-".to_owned(), p_words);
        let (local, post) = (p(source.local), p(source.post));
        text += &format!(
            "{:>7.2} {:>6.1} {gamma:>5} {local:>9} {post:>9}",
            fit.ts, fit.n_s
        );
        for limits in source.limits.iter().take(self.plan.indices.len()) {
            for events in [limits.upper, limits.sensitivity] {
                text += &format!(" {:>12}", number(limits, events));
            }
        }
        text
    }

    fn sentences(&self) -> Vec<String> {
        let mut all = Vec::new();
        let open = self
            .found
            .sources
            .iter()
            .filter(|source| source.fit.is_some());
        let (looked, total) = (open.count(), self.found.sources.len());
        all.push(format!(
            "{looked} of {total} sources are in the field of view."
        ));
        if let Some(best) = self.best() {
            let name = &best.target.name;
            all.push(match (best.local, best.post) {
                (Some(local), Some(post)) => {
                    let rest = if post.extrapolated {
                        "on a law fitted to the highest skies".to_owned()
                    } else {
                        format!("{} of {} skies do as well", post.reached, post.trials)
                    };
                    format!(
                        "Most significant: {name}, p local {}, post-trial {} +- {:.1e} ({rest}).",
                        p_words(&local),
                        p_words(&post),
                        post.error
                    )
                }
                (Some(local), None) => {
                    format!("Most significant: {name}, p local {}.", p_words(&local))
                }
                (None, _) => {
                    let fit = best.fit.map_or((0.0, 1.0), |fit| (fit.ts, fit.p_local));
                    format!(
                        "Highest TS: {name}, {:.2}, p {:.1e} asymptotic, not calibrated.",
                        fit.0, fit.1
                    )
                }
            });
        }
        if let Some(stack) = &self.stack {
            let p = match &stack.p {
                Some(p) => format!("p {} from {} skies", p_words(p), p.trials),
                None => format!("p {:.1e} asymptotic, not calibrated", stack.fit.p_local),
            };
            let gamma = match stack.fit.gamma {
                gamma if gamma.is_nan() => String::new(),
                gamma => format!(" gamma {gamma:.2}"),
            };
            let (fit, weights) = (stack.fit, &stack.weights);
            all.push(format!(
                "All {} together (weights: {weights}): TS {:.2} n_s {:.1}{gamma}, {p}.",
                stack.sources, fit.ts, fit.n_s
            ));
            for limits in &stack.limits {
                all.push(format!(
                    "All together, E^-{:.1}: limit {}, sensitivity {}.",
                    limits.gamma,
                    number(limits, limits.upper),
                    number(limits, limits.sensitivity)
                ));
            }
            if !stack.remark.is_empty() {
                all.push(format!("All together: {}.", stack.remark));
            }
        }
        if self.plan.trials == 0 {
            all.push("Without trials p-values are not calibrated, and there are no limits.".into());
        } else if self.plan.limit_trials > 0 {
            all.push(match self.spatial_because.is_empty() {
                true => "Limits and sensitivities: 90 % C.L., flux of neutrinos and antineutrinos of one flavour at 1 TeV in GeV^-1 cm^-2 s^-1".to_owned() + &self.flux_words() + ".",
                false => "Limits and sensitivities: 90 % C.L., in expected events.".into(),
            });
        }
        let tail = |source: &Looked| {
            [source.local, source.post]
                .into_iter()
                .flatten()
                .any(|p| p.extrapolated)
        };
        if self.found.sources.iter().any(tail) {
            all.push("* beyond the trials, on a law fitted to the highest of them.".into());
        }
        for source in &self.found.sources {
            let remark = self.remark(source);
            if !remark.is_empty() && source.fit.is_some() {
                all.push(format!("{}: {remark}.", source.target.name));
            }
        }
        for source in &self.found.sources {
            for limits in source.limits.iter().skip(self.plan.indices.len()) {
                all.push(format!(
                    "{}, with its own spectrum: limit {}, sensitivity {}.",
                    source.target.name,
                    number(limits, limits.upper),
                    number(limits, limits.sensitivity)
                ));
            }
        }
        for twin in &self.twins {
            all.push(format!(
                "{} is left out: it is {} ({:.3} degrees away).",
                twin.name, twin.same_as, twin.separation_deg
            ));
        }
        for sample in &self.samples {
            if !sample.dec.is_whole() {
                all.push(sample.cut_words());
            }
        }
        for sample in self
            .samples
            .iter()
            .filter(|sample| !sample.response.is_empty())
        {
            all.push(format!("{}: {}.", sample.name, sample.response));
        }
        all
    }
}

/// A flux, or events where yields are not known.
fn number(limits: &Limits, events: Option<f64>) -> String {
    match (limits.flux(events), events) {
        (Some(flux), _) => format!("{flux:.2e}"),
        (None, Some(events)) => format!("{events:.1}"),
        (None, None) => "-".to_owned(),
    }
}
