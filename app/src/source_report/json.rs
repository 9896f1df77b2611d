//! The report as JSON.

use nuscope_scan::TimeProfile;
use nuscope_scan::calibration::Estimate;
use nuscope_scan::search::{Limits, Looked};
use serde_json::{Map, Value, json};

use super::Report;

impl Report {
    /// Everything, with its provenance.
    pub fn json(&self) -> Value {
        let facts = self.facts().into_iter();
        let facts: Map<String, Value> = facts.map(|(key, value)| (key, value.into())).collect();
        let twins = self.twins.iter().map(|twin| {
            json!({ "name": twin.name, "same_as": twin.same_as, "separation_deg": twin.separation_deg })
        });
        json!({
            "convention": self.settings.convention.label(),
            "simulated": self.simulated(),
            "settings": self.settings,
            "time_window": super::window_json(self.settings.time.as_ref(), &self.samples),
            "samples": self.samples.iter().map(|sample| json!({
                "name": sample.name,
                "checksum": sample.checksum,
                "candidates": sample.used,
                "left_out": sample.skipped,
                "dec_deg": (!sample.dec.is_whole()).then(|| sample.dec.words()),
                "at_other_declinations": sample.outside,
                "with_energy": sample.energies,
                "angular_errors_raised": sample.raised,
                "response": sample.response,
            })).collect::<Vec<_>>(),
            "trials": self.plan.trials,
            "skies": self.plan.skies,
            "limit_trials": self.plan.limit_trials,
            "seed": self.seed,
            "flux": "neutrinos and antineutrinos of one flavour, dN/dE at 1 TeV in GeV^-1 cm^-2 s^-1",
            "best": self.best().map(|source| json!({
                "name": source.target.name,
                "post_trial": source.post.map(|post| p(&post)),
            })),
            "stack": self.stack.as_ref().map(|stack| json!({
                "weights": stack.weights,
                "sources": stack.sources,
                "ts": stack.fit.ts,
                "n_s": stack.fit.n_s,
                "gamma": stack.fit.gamma,
                "p_asymptotic_not_calibrated": stack.fit.p_local,
                "calibrated": stack.p.map(|estimate| p(&estimate)),
                "limits": stack.limits.iter().map(|one| limits(one, self.settings.time.as_ref())).collect::<Vec<_>>(),
                "remark": stack.remark,
            })),
            "sources": self.found.sources.iter().map(|source| self.source(source)).collect::<Vec<_>>(),
            "left_out": twins.collect::<Vec<_>>(),
            "warnings": self.warnings,
            "provenance": facts,
        })
    }

    fn source(&self, source: &Looked) -> Value {
        let near = source.near.iter();
        let near = near.map(|(name, deg)| json!({ "name": name, "separation_deg": deg }));
        json!({
            "name": source.target.name,
            "ra_deg": source.target.position.ra_rad.to_degrees(),
            "dec_deg": source.target.position.dec_rad.to_degrees(),
            "model": source.target.own.words(),
            "in_view": source.fit.is_some(),
            "ts": source.fit.map(|fit| fit.ts),
            "n_s": source.fit.map(|fit| fit.n_s),
            "gamma": source.fit.map(|fit| fit.gamma),
            "p_asymptotic_not_calibrated": source.fit.map(|fit| fit.p_local),
            "local": source.local.map(|local| p(&local)),
            "post_trial": source.post.map(|post| p(&post)),
            "limits": source.limits.iter().map(|one| limits(one, self.settings.time.as_ref())).collect::<Vec<_>>(),
            "near": near.collect::<Vec<_>>(),
            "remark": self.remark(source),
        })
    }
}

/// A p-value; where no trial reached, only what it is below with 90 % confidence.
pub fn p(estimate: &Estimate) -> Value {
    let none = !estimate.is_told();
    json!({
        "p": (!none).then_some(estimate.p),
        "error": (!none).then_some(estimate.error),
        "below": none.then(|| estimate.bound()),
        "trials": estimate.trials,
        "reached": estimate.reached,
        "extrapolated": estimate.extrapolated,
    })
}

/// Limits as events and as fluxes, with a time window as fluences too.
pub fn limits(limits: &Limits, time: Option<&TimeProfile>) -> Value {
    let of = |events: Option<f64>| {
        let flux = limits.flux(events);
        let mut value = json!({ "events": events, "flux": flux });
        if let Some(time) = time {
            value["fluence"] = flux.map(|flux| flux * time.fluence_seconds()).into();
        }
        value
    };
    json!({
        "index": limits.gamma,
        "upper_limit_90": of(limits.upper),
        "sensitivity_90": of(limits.sensitivity),
        "discovery_5_sigma": of(limits.discovery),
    })
}
