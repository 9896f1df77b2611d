//! Lists of sources with shapes and spectra of their own, and stacks with limits, on the command line.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nuscope_tests::commands::{Done, json, run_in, simulated};
use serde_json::Value;

/// A folder with an analysis of the simulated ANTARES tracks that names sources of four kinds.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = simulated().join("models");
        fs::create_dir_all(&folder).unwrap();
        let text = "[[sample]]\nname = \"tracks\"\nevents = \"../sky/ANTARES_tracks.csv\"\nresponse = \"ANTARES_tracks\"\n\
            [[source]]\nname = \"point\"\nra_deg = 140\ndec_deg = -35.4\nweight = 2\n\
            [[source]]\nname = \"wide\"\nra_deg = 140\ndec_deg = -35.4\ngaussian_deg = 1.5\nweight = 1\n\
            [[source]]\nname = \"RX J1713.7-3946\"\nra_deg = 258.39\ndec_deg = -39.76\ndisc_deg = 0.6\nindex = 1.72\nspectrum = { kind = \"cut-off\", cut_off_gev = 2100, beta = 0.5 }\nweight = 1\n";
        fs::write(folder.join("a.toml"), text).unwrap();
        fs::write(folder.join("kept.json"), "").unwrap();
        folder
    })
}

fn run(line: &str) -> Done {
    // Names of catalogues have spaces: here they are written with underscores.
    let words: Vec<String> = line.split(' ').map(|word| word.replace('_', " ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    run_in(folder(), &words, |command| {
        command.env("XDG_CACHE_HOME", folder().join("kept"));
    })
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("a number is wanted: {value}"))
}

#[test]
fn sources_of_one_list_are_each_looked_at_as_what_they_are() {
    let line = "sources --analysis a.toml --trials 500 --skies 150 --limit-trials 100 --index 2.0 --stack weight --out list.csv --out list.tex";
    let told = json(&run(&format!("{line} --json")).good());
    let sources = told["sources"].as_array().unwrap();
    let model = |i: usize| sources[i]["model"].as_str().unwrap();
    assert_eq!((model(0), model(1)), ("", "a Gaussian of 1.5 degrees"));
    assert_eq!(
        model(2),
        "a disc of 0.6 degrees, index 1.72, power law with exponential cut-off at 2100 GeV, beta 0.5"
    );
    assert_ne!(number(&sources[0]["ts"]), number(&sources[1]["ts"]));
    for source in sources {
        let (local, post) = (&source["local"], &source["post_trial"]);
        assert!(number(&post["p"]) + 0.05 >= number(&local["p"]), "{source}");
    }
    // Its own index has limits, those of all others are empty.
    let limits = sources[2]["limits"].as_array().unwrap();
    assert_eq!((limits.len(), number(&limits[1]["index"])), (2, 1.72));
    assert_eq!(limits[0]["sensitivity_90"]["flux"], Value::Null);
    let own = number(&limits[1]["sensitivity_90"]["flux"]);
    assert!(own > 0.0 && number(&limits[1]["upper_limit_90"]["flux"]) >= own);
    // The stack: as many, with limits on all of them together.
    let stack = &told["stack"];
    assert_eq!(stack["sources"], 3);
    let of_stack = number(&stack["limits"][0]["sensitivity_90"]["events"]);
    let of_one = number(&sources[0]["limits"][0]["sensitivity_90"]["events"]);
    assert!(of_stack > 0.8 * of_one, "{of_stack} {of_one}");
    assert!(
        stack["remark"]
            .as_str()
            .unwrap()
            .starts_with("2 of them have a shape")
    );
    // Tables say the same.
    let table = fs::read_to_string(folder().join("list.csv")).unwrap();
    for words in [
        "sens_flux_own",
        "STACKTS",
        "STF901",
        "a disc of 0.6 degrees",
    ] {
        assert!(table.contains(words), "{words} not in {table}");
    }
    let latex = fs::read_to_string(folder().join("list.tex")).unwrap();
    for words in [
        "RX J1713.7-3946${}^{\\dagger}$",
        "all 3 together",
        "index 1.72",
    ] {
        assert!(latex.contains(words), "{words} not in {latex}");
    }
    // The second time everything is kept, skies and limits of the stack too.
    let again = json(&run(&format!("{line} --json")).good());
    assert_eq!(
        (&again["sources"], &again["stack"]),
        (&told["sources"], &told["stack"])
    );
    let printed = run(line).good();
    for words in [
        "RX J1713.7-3946, with its own spectrum: limit ",
        "wide: a Gaussian of 1.5 degrees; shares candidates with point at 0.00 degrees.",
        "All 3 together (weights: weight): TS ",
        "All together, E^-2.0: limit ",
        "All together: 2 of them have a shape or spectrum of their own",
    ] {
        assert!(printed.contains(words), "{words:?} not in: {printed}");
    }
}

#[test]
fn extended_sources_of_catalogues_are_points_unless_asked_for() {
    let line = "sources --analysis a.toml --sources Extended_gamma-ray_sources --trials 0 --no-cache --json";
    let points = json(&run(line).good());
    let extended = json(&run(&format!("{line} --extensions")).good());
    let models = |told: &Value| -> Vec<String> {
        let sources = told["sources"].as_array().unwrap().iter();
        sources
            .map(|one| one["model"].as_str().unwrap().to_owned())
            .collect()
    };
    // Three are those of the analysis itself.
    assert!(models(&points)[3..].iter().all(String::is_empty));
    let wide = models(&extended)[3..]
        .iter()
        .filter(|model| !model.is_empty())
        .count();
    assert!(wide > 10, "{wide}");
    let warned = points["warnings"].as_array().unwrap();
    let said = |line: &&Value| {
        line.as_str()
            .unwrap()
            .contains("--extensions takes them as they are")
    };
    assert_eq!(warned.iter().filter(said).count(), 1);
    assert!(
        !extended["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| said(&line))
    );
}

#[test]
fn a_source_with_a_shape_that_is_none_is_refused() {
    let text = fs::read_to_string(folder().join("a.toml")).unwrap();
    fs::write(
        folder().join("bad.toml"),
        text.replace("disc_deg = 0.6", "disc_deg = 45"),
    )
    .unwrap();
    let refused = run("sources --analysis bad.toml --trials 0 --no-cache");
    let sentence = refused.sentence();
    assert!(sentence.contains("source \"RX J1713.7-3946\": the extension of the source must be 0 to 30 degrees; it is 45"), "{sentence}");
}

#[test]
fn injected_lists_name_their_files_by_short_paths() {
    fs::copy(
        simulated().join("sky/ANTARES_tracks.csv"),
        folder().join("tracks.csv"),
    )
    .unwrap();
    let area = "logEmin_nu logEmax_nu decmin decmax Aeff\n2.0 9.0 -90 90 1e4\n";
    fs::write(folder().join("area.csv"), area).unwrap();
    let text = "[[sample]]\nname = \"tracks\"\nevents = \"tracks.csv\"\neffective_area = \"area.csv\"\nresponse = \"ANTARES_tracks\"\nlivetime_days = 100\n";
    fs::write(folder().join("files.toml"), text).unwrap();
    run("inject --analysis files.toml --at 120,-45 --events 5 --out put/here").good();
    let written = fs::read_to_string(folder().join("put/here/analysis.toml")).unwrap();
    assert!(
        written.contains("effective_area = \"../../area.csv\""),
        "{written}"
    );
    assert!(
        written.contains("response = \"ANTARES_tracks\""),
        "{written}"
    );
    run("scan --analysis put/here/analysis.toml --at 120,-45 --no-cache").good();
}
