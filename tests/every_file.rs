//! `nuscope info --json --deep` says of every real file what h5py, uproot, astropy and pandas say.
//!
//! The table comes from `data/every_file_truth.py`, which counts each file with the library of its community. Every
//! fact in it is compared: one that the program has no word for fails, and so does a file without any.
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
const KINDS: [(&str, &str, Keys); 9] = [
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
    ("cells", "multi_order_map", &[("cells", "cells")]),
    (
        "response",
        "effective_areas",
        &[("bins", "bins"), ("sum_cm2", "sum_cm2")],
    ),
];

/// What must agree of a column of a map.
const OF_A_COLUMN: Keys = &[
    ("values", "values"),
    ("masked", "masked"),
    ("infinite", "infinite"),
    ("sum", "sum"),
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
    let mut say = |words: String| wrong.push(format!("{name}: {words}"));
    if truth["refused"] == true {
        if found["refused"].is_null() {
            say(format!("opened as {}, but holds nothing", found["format"]));
        }
        return;
    }
    if truth["asks"].is_string() {
        let sentence = found["refused"].as_str().unwrap_or_default();
        if !sentence.contains("which column is") {
            say(format!("should ask for a column, but said {sentence:?}"));
        }
        return;
    }
    if let Some(sentence) = found["refused"].as_str() {
        say(sentence.to_owned());
        return;
    }
    let Some(kinds) = truth.as_object().filter(|kinds| !kinds.is_empty()) else {
        say("nothing is known to compare it with".into());
        return;
    };
    for (kind, expected) in kinds {
        let Some((_, place, keys)) = KINDS.iter().find(|(known, ..)| known == kind) else {
            say(format!("nothing is compared of its {kind}"));
            continue;
        };
        // Of a resolution only the bins count.
        let place = match &found[place] {
            Value::Array(items) if kind == "response" && items.is_empty() => "angular_resolutions",
            _ => place,
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
        numbers(kind, expected, &found, keys, &mut say);
        columns(kind, expected, &found, &mut say);
    }
}

/// Compares every number of `expected` with the one that the program has under the key beside it.
fn numbers(what: &str, expected: &Value, found: &Value, keys: Keys, say: &mut impl FnMut(String)) {
    let all = expected.as_object().into_iter().flatten();
    let mut compared = 0;
    for (key, expected) in all.filter(|(key, _)| !matches!(key.as_str(), "name" | "columns")) {
        let own = keys.iter().find(|(known, _)| known == key);
        let (Some((_, own)), Some(expected)) = (own, expected.as_f64()) else {
            say(format!("{what} {key}: {expected} is not compared"));
            continue;
        };
        compared += 1;
        let left_out = match key.as_str() {
            "tracks" => left_out(found, "fit"),
            "mc_tracks" => left_out(found, "simulated particle"),
            _ => 0.0,
        };
        let agrees = |value: f64| {
            (value + left_out - expected).abs() <= SUMS_AGREE * expected.abs().max(1.0)
        };
        if !found[own].as_f64().is_some_and(agrees) {
            let found = &found[own];
            say(format!("{what} {key}: {expected} expected, found {found}"));
        }
    }
    if compared == 0 {
        say(format!("{what}: no number is compared"));
    }
}

/// Compares the columns of a map: their names in order, and what each holds.
fn columns(kind: &str, expected: &Value, found: &Value, say: &mut impl FnMut(String)) {
    let Some(expected) = expected["columns"].as_array() else {
        return;
    };
    let of = |columns: &Value| columns.as_array().cloned().unwrap_or_default();
    let found = of(&found["columns"]);
    let names = |columns: &[Value]| -> Vec<Value> {
        columns
            .iter()
            .map(|column| column["name"].clone())
            .collect()
    };
    if names(expected) != names(&found) {
        let [expected, found] = [names(expected), names(&found)];
        say(format!(
            "{kind}: columns {expected:?} expected, found {found:?}"
        ));
        return;
    }
    for (expected, found) in expected.iter().zip(&found) {
        let what = format!("{kind} {}", expected["name"]);
        numbers(&what, expected, found, OF_A_COLUMN, say);
    }
}

#[test]
fn a_file_of_which_nothing_is_compared_fails() {
    let compared = |truth: &str, found: &str| {
        let [truth, found] = [truth, found].map(|text| serde_json::from_str(text).unwrap());
        let mut wrong = Vec::new();
        compare("a file", &truth, &found, &mut wrong);
        wrong
    };
    let map = r#"{"map": {"nside": 4, "columns": [{"name": "T", "values": 192, "sum": 1.0}]}}"#;
    for (truth, found, complaint) in [
        ("null", map, "a file: nothing is known to compare it with"),
        ("{}", map, "a file: nothing is known to compare it with"),
        (r#"{"map": {}}"#, map, "a file: map: no number is compared"),
        (
            r#"{"scan": {"rows": 3}}"#,
            map,
            "a file: nothing is compared of its scan",
        ),
        (
            r#"{"map": {"rows": 3, "nside": 4}}"#,
            map,
            "a file: map rows: 3 is not compared",
        ),
        (map, "{}", "a file: map nside: 4 expected, found null"),
        (
            r#"{"asks": "a unit"}"#,
            map,
            r#"a file: should ask for a column, but said """#,
        ),
    ] {
        let wrong = compared(truth, found);
        assert_eq!(
            wrong.first().map(String::as_str),
            Some(complaint),
            "{wrong:?}"
        );
    }
    let other = map.replace("1.0", "1.1");
    assert_eq!(
        compared(map, &other),
        [r#"a file: map "T" sum: 1 expected, found 1.1"#]
    );
    assert!(compared(map, map).is_empty());
}
