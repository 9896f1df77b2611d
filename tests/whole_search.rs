//! `nuscope search`: map, maxima, table, figure and summary of one search, in one folder.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nuscope_tests::commands::{Done, json, run_in, simulated};
use nuscope_tests::data;
use serde_json::Value;

/// What takes seconds instead of minutes.
const SMALL: &str = "--trials 1000 --skies 60 --limit-trials 100 --nside 32";

fn run(folder: &Path, line: &str) -> Done {
    let words: Vec<&str> = line.split(' ').collect();
    run_in(folder, &words, |command| {
        command.env("XDG_CACHE_HOME", folder.join("kept"));
    })
}

/// A folder with an analysis of the two simulated ANTARES lists and three sources.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = simulated().join("search");
        fs::create_dir_all(&folder).unwrap();
        let mut text = String::new();
        for name in ["ANTARES_tracks", "ANTARES_showers"] {
            text += &format!(
                "[[sample]]\nname = \"{name}\"\nevents = \"../sky/{name}.csv\"\nresponse = \"{name}\"\n"
            );
        }
        for (name, ra, dec) in [("mine", 317.0, -43.4), ("A", 20.0, -60.0), ("B", 100.0, 10.0)] {
            text += &format!("[[source]]\nname = \"{name}\"\nra_deg = {ra}\ndec_deg = {dec}\n");
        }
        fs::write(folder.join("a.toml"), text).unwrap();
        folder
    })
}

/// The names of what lies in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The first value of an image column after a card that begins like this.
fn card(fits: &[u8], keyword: &str) -> String {
    let mut cards = fits.chunks(80).map(|card| String::from_utf8_lossy(card));
    let found = cards.find(|card| card.starts_with(keyword));
    found.unwrap_or_default().into_owned()
}

#[test]
fn one_command_writes_map_table_and_figure_of_the_same_search() {
    let folder = folder();
    let line = format!("search --analysis a.toml {SMALL} --map-skies 10 --out all/of/it");
    let told = json(&run(folder, &format!("{line} --json")).good());
    let out = folder.join("all/of/it");
    let files: Vec<&str> = told["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let mut wanted: Vec<String> = files.iter().map(|name| (*name).to_owned()).collect();
    wanted.sort();
    assert_eq!(names(&out), wanted);

    // The source that was put there is found, on the map, among the maxima and in the list.
    let near = |spot: &Value| {
        let of = |key: &str| spot[key].as_f64().unwrap();
        (of("ra_deg") - 317.0).abs() < 5.0 && (of("dec_deg") + 43.4).abs() < 4.0
    };
    let south = &told["map"]["hottest"][0];
    assert_eq!(south["hemisphere"], "south");
    assert!(near(south) && near(&told["map"]["hottest_finer"]), "{told}");
    assert_eq!(told["sources"]["best"]["name"], "mine");
    assert_eq!(south["post_trial"]["reached"], 0, "{south}");

    // The list is that of `nuscope sources` with the same plan.
    let plan = "--trials 1000 --skies 60 --limit-trials 100";
    let alone = json(&run(folder, &format!("sources --analysis a.toml {plan} --json")).good());
    assert_eq!(alone["sources"], told["sources"]["sources"]);
    let saved = json(&fs::read_to_string(out.join("sources.json")).unwrap());
    assert_eq!(saved["sources"], alone["sources"]);

    let map = fs::read(out.join("map.fits")).unwrap();
    assert!(
        card(&map, "PVALUE").contains("calibrated, 1000 trials"),
        "{}",
        card(&map, "PVALUE")
    );
    let info = json(&run(&out, "info map.fits sources.vot sources.csv --json").good());
    for (file, what) in [(1, "catalogues"), (2, "catalogues")] {
        let sources = &info["files"][file][what][0]["sources"];
        assert_eq!(sources.as_u64(), Some(3), "{info}");
    }
    let words = fs::read_to_string(out.join("summary.txt")).unwrap();
    for part in [
        "Simulated candidates",
        "Most significant: mine",
        "hottest in the south",
        "hottest at nside 512",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    // The figure holds its session: drawn again it is the same file.
    run(&out, "sky sky.pdf --style paper --out again.pdf").good();
    assert_eq!(
        fs::read(out.join("sky.pdf")).unwrap(),
        fs::read(out.join("again.pdf")).unwrap()
    );

    // Asked again, everything comes from what is kept, and is the same but for the time that it took.
    let mut again = json(&run(folder, &format!("{line} --json")).good());
    again["seconds"] = told["seconds"].clone();
    assert_eq!(again, told);
}

#[test]
fn without_trials_nothing_is_called_calibrated() {
    let folder = folder();
    let line = "search --analysis a.toml --trials 0 --nside 512 --out plain";
    let out = folder.join("plain");
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("maxima.json"), "of an earlier search").unwrap();
    // As fine as maxima are fitted again: there is nothing to refine, and what was there before goes.
    let words = run(folder, line).good();
    assert!(
        !words.contains("(calibrated)") && !words.contains("Limits and"),
        "{words}"
    );
    assert!(!out.join("maxima.json").exists());
    let map = fs::read(out.join("map.fits")).unwrap();
    assert!(card(&map, "PVALUE").contains("not calibrated"));
}

#[test]
fn what_cannot_be_searched_is_said_before_the_work() {
    let folder = folder();
    fs::write(folder.join("taken"), "a file").unwrap();
    fs::write(
        folder.join("which.toml"),
        "[[sample]]\nname = \"a\"\nevents = \"demo:sky\"\nlist = \"IC9\"\n",
    )
    .unwrap();
    fs::write(
        folder.join("several.toml"),
        "[[sample]]\nname = \"a\"\nevents = \"demo:sky\"\n",
    )
    .unwrap();
    fs::write(
        folder.join("none.toml"),
        "[[sample]]\nname = \"a\"\nevents = \"../sky/ANTARES_tracks.csv\"\nresponse = \"ANTARES_tracks\"\n",
    )
    .unwrap();
    for (line, words) in [
        ("--analysis a.toml --out taken", "cannot make the folder"),
        (
            "--analysis gone.toml --out new",
            "cannot read the analysis gone.toml",
        ),
        (
            "--analysis which.toml --out new",
            "there is no list \"IC9\" here, there are ANTARES tracks, ANTARES showers, IC40",
        ),
        (
            "--analysis several.toml --out new",
            "this has 7: choose one with list = \"NAME\"",
        ),
        ("--analysis none.toml --out new", "no sources to look at"),
    ] {
        let done = run(folder, &format!("search {line}"));
        assert!(done.sentence().contains(words), "{}", done.err);
    }
    assert!(names(&folder.join("new")).is_empty());
}

#[test]
fn the_southern_search_is_one_command_on_the_public_lists() {
    let Some(ten) = data::real("icecube/ps10yr") else {
        return;
    };
    let Some(three) = data::real("icecube/ps3yr") else {
        return;
    };
    // The analysis as it comes, beside the releases.
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (release, name) in [(ten, "ps10yr"), (three, "ps3yr")] {
        std::os::unix::fs::symlink(release.canonicalize().unwrap(), folder.join(name)).unwrap();
    }
    let analysis = data::workspace().join("assets/analyses/southern_search.toml");
    let mut text = fs::read_to_string(analysis).unwrap();
    for (name, ra, dec) in [("HESS J1023-575", 155.85, -57.79), ("north", 10.0, 20.0)] {
        text += &format!("\n[[source]]\nname = \"{name}\"\nra_deg = {ra}\ndec_deg = {dec}\n");
    }
    fs::write(folder.join("south.toml"), text).unwrap();
    let line = "search --analysis south.toml --trials 100 --skies 20 --limit-trials 0 --nside 32 --out south --json";
    let told = json(&run(folder, line).good());
    let samples = told["sources"]["samples"].as_array().unwrap();
    let used: Vec<u64> = samples
        .iter()
        .map(|one| one["candidates"].as_u64().unwrap())
        .collect();
    // As many as the combined search had, 331,878; 142,481 of them are recorded ones.
    assert_eq!(used, [5_807, 102, 22_779, 64_257, 44_771, 74_931, 119_231]);
    assert!(
        samples
            .iter()
            .all(|one| one["candidates"] == one["with_energy"])
    );
    assert_eq!(told["sources"]["simulated"], true);
    // Masked where no sample looks.
    let sources = told["sources"]["sources"].as_array().unwrap();
    assert!(sources[0]["ts"].as_f64().unwrap() >= 0.0);
    assert!(sources[1]["ts"].is_null(), "{}", sources[1]);
    let hottest = told["map"]["hottest"].as_array().unwrap();
    assert!((hottest[0]["dec_deg"].as_f64().unwrap() + 43.4).abs() < 2.5);
}
