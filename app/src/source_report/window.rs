//! The time window of a search for programs: the profile, what fluxes are, and what of each sample lies in it.

use nuscope_scan::{TimeProfile, UsedSample};
use serde_json::{Value, json};

/// Null without a window.
pub fn window(profile: Option<&TimeProfile>, samples: &[UsedSample]) -> Value {
    let Some(profile) = profile else {
        return Value::Null;
    };
    let samples = samples.iter().filter_map(|sample| {
        let time = sample.time?;
        Some(json!({
            "name": sample.name,
            "live_days": time.live_days,
            "days_in_window": time.inside_days,
            "days_at_full_brightness": time.effective_days,
            "candidates_in_window": time.candidates,
            "candidates_outside_good_runs": time.outside_runs,
            "candidates_without_date": time.undated,
            "one_run_assumed": time.assumed,
        }))
    });
    json!({
        "profile": profile,
        "words": profile.describe(),
        "flux": profile.flux_words(),
        "fluence_seconds": profile.fluence_seconds(),
        "samples": samples.collect::<Vec<_>>(),
    })
}

/// The same as keywords and values; nothing without a window.
pub fn facts(profile: Option<&TimeProfile>, samples: &[UsedSample]) -> Vec<(String, String)> {
    let Some(profile) = profile else {
        return Vec::new();
    };
    let mut facts = vec![
        ("WINDOW".to_owned(), profile.describe()),
        ("FLUX".to_owned(), profile.flux_words()),
    ];
    for (number, sample) in (1..).zip(samples) {
        if let Some(time) = &sample.time {
            facts.push((format!("LIVE{number}"), format!("{:.6}", time.live_days)));
            facts.push((format!("INDAY{number}"), format!("{:.6}", time.inside_days)));
            facts.push((format!("INWIN{number}"), time.candidates.to_string()));
        }
    }
    facts
}
