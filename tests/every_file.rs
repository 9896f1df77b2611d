//! `nuscope info --json --deep` says of every real file what h5py, uproot, astropy and pandas say.
//!
//! The table comes from `data/every_file_truth.py`, which counts each file with the library of its community.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nuscope_tests::{data, program};
use serde_json::Value;

/// Sums of this many values in another order agree to this.
const SUMS_AGREE: f64 = 1e-9;

/// A key of the table with the key of the program.
type Keys = &'static [(&'static str, &'static str)];

/// What must agree: the kind in the table, the list or object of the program, and the keys in both.
const KINDS: [(&str, &str, Keys); 7] = [
    (
        "events",
        "events",
        &[
            ("events", "count"),
            ("hits", "hits"),
            ("triggered", "triggered_hits"),
            ("mc_hits", "mc_hits"),
            ("tracks", "tracks"),
            ("mc_tracks", "mc_tracks"),
            ("det_id", "det_id"),
        ],
    ),
    (
        "detector",
        "detector",
        &[
            ("det_id", "det_id"),
            ("modules", "modules"),
            ("bases", "bases"),
            ("photomultipliers", "photomultipliers"),
        ],
    ),
    (
        "sample",
        "samples",
        &[
            ("candidates", "candidates"),
            ("sum_ra_deg", "sum_ra_deg"),
            ("sum_dec_deg", "sum_dec_deg"),
            ("sum_mjd", "sum_mjd"),
        ],
    ),
    (
        "catalogue",
        "catalogues",
        &[
            ("sources", "sources"),
            ("sum_ra_deg", "sum_ra_deg"),
            ("sum_dec_deg", "sum_dec_deg"),
        ],
    ),
    ("uptime", "uptimes", &[("runs", "runs"), ("days", "days")]),
    ("table", "tables", &[("rows", "rows")]),
    ("map", "map", &[("nside", "nside")]),
];

#[test]
fn every_real_file_holds_what_the_readers_of_its_community_find() {
    let table = std::fs::read_to_string(data::own("every_file_truth.json")).unwrap();
    let truth: BTreeMap<String, Value> = serde_json::from_str(&table).unwrap();
    let there: Vec<(&String, PathBuf)> = truth
        .keys()
        .filter_map(|name| Some((name, data::real(name)?)))
        .collect();
    if there.is_empty() {
        return;
    }
    let mut command = std::process::Command::new(program::nuscope());
    command.args(["info", "--json", "--deep"]);
    command.args(there.iter().map(|(_, path)| path));
    let output = command.output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = told["files"].as_array().unwrap();
    assert_eq!(files.len(), there.len(), "every file is told about");
    let mut wrong = Vec::new();
    for ((name, path), found) in there.iter().zip(files) {
        assert_eq!(Path::new(found["path"].as_str().unwrap()), path);
        compare(name, &truth[*name], found, &mut wrong);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// How many of `what` the events say to have left out for want of a direction.
fn left_out(events: &Value, what: &str) -> f64 {
    let lines = events["event_warnings"].as_array();
    let lines = lines.into_iter().flatten().filter_map(Value::as_str);
    let count = |line: &str| {
        let (events, said) = line.split_once(": ")?;
        let events: f64 = events.split(' ').next()?.replace(',', "").parse().ok()?;
        let (number, rest) = said.split_once(' ')?;
        let rest = rest.strip_prefix(what)?;
        let meant = rest.trim_start_matches('s') == " without a direction left out";
        meant.then(|| Some(events * number.replace(',', "").parse::<f64>().ok()?))?
    };
    lines.filter_map(count).sum::<f64>()
}

fn compare(name: &str, truth: &Value, found: &Value, wrong: &mut Vec<String>) {
    if truth["refused"] == true {
        if found["refused"].is_null() {
            wrong.push(format!(
                "{name}: opened as {}, but holds nothing",
                found["format"]
            ));
        }
        return;
    }
    if let Some(sentence) = found["refused"].as_str() {
        if truth["asks"].is_string() && sentence.contains("which column is") {
            return;
        }
        wrong.push(format!("{name}: {sentence}"));
        return;
    }
    for (kind, place, keys) in KINDS {
        let Some(expected) = truth.get(kind) else {
            continue;
        };
        let found = match &found[place] {
            // Of several tables the one with the rows that are asked for.
            Value::Array(items) => items
                .iter()
                .find(|item| kind == "table" && item["rows"] == expected["rows"])
                .or(items.first())
                .cloned()
                .unwrap_or_default(),
            item => item.clone(),
        };
        for (key, own) in keys {
            let Some(expected) = expected.get(key).and_then(Value::as_f64) else {
                continue;
            };
            let agrees =
                |value: f64| (value - expected).abs() <= SUMS_AGREE * expected.abs().max(1.0);
            let left_out = match *key {
                "tracks" => left_out(&found, "fit"),
                "mc_tracks" => left_out(&found, "simulated particle"),
                _ => 0.0,
            };
            if !found[own]
                .as_f64()
                .is_some_and(|value| agrees(value + left_out))
            {
                wrong.push(format!(
                    "{name}: {kind} {key}: {expected} expected, found {}",
                    found[own]
                ));
            }
        }
    }
    if let Some(expected) = truth.get("response") {
        let areas = found["effective_areas"].as_array().unwrap();
        let bins = match areas.first() {
            Some(area) => &area["bins"],
            None => &found["angular_resolutions"][0]["bins"],
        };
        if bins != &expected["bins"] {
            wrong.push(format!(
                "{name}: {} bins expected, found {bins}",
                expected["bins"]
            ));
        }
        if let (Some(area), Some(expected)) = (areas.first(), expected["sum_cm2"].as_f64()) {
            let sum = area["sum_cm2"].as_f64().unwrap();
            if (sum - expected).abs() > SUMS_AGREE * expected {
                wrong.push(format!("{name}: areas sum to {expected} cm², found {sum}"));
            }
        }
    }
}
