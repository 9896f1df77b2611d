//! Searches of lists of sources on the command line: trials, sources, sensitivities and injected skies.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nuscope_tests::commands::{Done, json, run_in, simulated};
use serde_json::Value;

/// A folder with an analysis of the two simulated ANTARES lists, which see the sky up to the far north.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = simulated().join("analysis");
        fs::create_dir_all(&folder).unwrap();
        let mut text = String::new();
        for name in ["ANTARES_tracks", "ANTARES_showers"] {
            text += &format!(
                "[[sample]]\nname = \"{name}\"\nevents = \"../sky/{name}.csv\"\nresponse = \"{name}\"\n"
            );
        }
        fs::write(folder.join("a.toml"), text).unwrap();
        let sources = "name,ra_deg,dec_deg\nA,317,-43.4\nB,20,-60\nthe same as B,20.02,-60.01\n\
                       near B,21,-60.2\nfar north,100,80\npole,5,-88\n";
        fs::write(folder.join("sources.csv"), sources).unwrap();
        folder
    })
}

fn run(line: &str) -> Done {
    let words: Vec<&str> = line.split(' ').collect();
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
fn a_list_is_searched_and_says_what_it_cannot_see() {
    let line = "sources --analysis a.toml --sources sources.csv --trials 2000 --skies 300 --limit-trials 200 --cache c1";
    let told = json(&run(&format!("{line} --json")).good());
    let sources = told["sources"].as_array().unwrap();
    let names: Vec<&str> = sources
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["A", "B", "near B", "far north", "pole"]);
    assert_eq!(told["left_out"][0]["same_as"], "B");
    assert_eq!(told["simulated"], true);
    for one in &sources[..3] {
        let [ts, local, post] =
            [&one["ts"], &one["local"]["p"], &one["post_trial"]["p"]].map(number);
        assert!(ts >= 0.0 && (0.0..=1.0).contains(&local), "{one}");
        // Any of several sources does as well at least as often as one alone.
        assert!(
            post >= local - 3.0 * number(&one["local"]["error"]) - 0.03,
            "{one}"
        );
        for limits in one["limits"].as_array().unwrap() {
            let [upper, sensitivity] = ["upper_limit_90", "sensitivity_90"]
                .map(|key| (number(&limits[key]["events"]), number(&limits[key]["flux"])));
            assert!(upper.0 >= sensitivity.0 && sensitivity.0 > 1.0, "{limits}");
            assert!((upper.1 / sensitivity.1 / (upper.0 / sensitivity.0) - 1.0).abs() < 1e-9);
        }
    }
    assert!(
        sources[1]["remark"]
            .as_str()
            .unwrap()
            .contains("shares candidates with near B")
    );
    for (one, words) in [
        (&sources[3], "no sample has candidates"),
        (&sources[4], "pole"),
    ] {
        assert_eq!(one["in_view"], false);
        for key in ["ts", "n_s", "gamma", "local", "post_trial"] {
            assert_eq!(one[key], Value::Null, "{key}");
        }
        assert!(one["remark"].as_str().unwrap().contains(words), "{one}");
    }
    let keys = told["provenance"].as_object().unwrap();
    for key in [
        "PROGRAM", "INPUT1", "SHA256_1", "TSCONV", "SEED", "CSUM1", "TRIALS",
    ] {
        assert!(keys.contains_key(key), "{key}: {keys:?}");
    }
    let response = told["samples"][0]["response"].as_str().unwrap();
    assert!(response.contains("trust it to 25 %"), "{response}");

    // The second time trials are read, and give the same to the last digit.
    let again = json(&run(&format!("{line} --json")).good());
    assert_eq!(again["sources"], told["sources"]);
    let printed = run(line).good();
    for words in [
        "3 of 5 sources are in the field of view.",
        "the same as B is left out: it is B",
        "near B: shares candidates with B at 0.5",
        "trust it to 40 %",
        "Simulated candidates. TS = 2 ln Lambda.",
    ] {
        assert!(printed.contains(words), "{words:?} not in: {printed}");
    }
}

#[test]
fn damaged_trials_are_said_and_run_again() {
    let line = "sources --analysis a.toml --sources sources.csv --trials 500 --skies 0 --limit-trials 0 --json --cache c2";
    let before = json(&run(line).good());
    let kept: Vec<PathBuf> = fs::read_dir(folder().join("c2"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(kept.len(), 3);
    let bytes = fs::read(&kept[0]).unwrap();
    fs::write(&kept[0], &bytes[..bytes.len() - 7]).unwrap();
    let done = run(line);
    assert!(done.err.contains("cut short or damaged"), "{}", done.err);
    let after = json(&done.good());
    let p = |told: &Value| told["sources"][0]["local"].clone();
    assert_eq!(p(&before), p(&after));
    assert_eq!(run(line).err, "");
    // Without a folder nothing is kept, and nothing is different.
    let without = json(&run(&line.replace("--cache c2", "--no-cache")).good());
    assert_eq!(without["sources"], before["sources"]);
}

#[test]
fn tables_hold_what_is_printed() {
    let line = "sources --analysis a.toml --sources sources.csv --trials 500 --skies 100 --limit-trials 0 --out t.csv --out t.vot --out t.tex --out t.json";
    run(line).good();
    let told = json(&fs::read_to_string(folder().join("t.json")).unwrap());
    let text = fs::read_to_string(folder().join("t.csv")).unwrap();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|one| one.starts_with(name)).unwrap();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 5);
    for (row, one) in rows.iter().zip(told["sources"].as_array().unwrap()) {
        assert_eq!(row[0], one["name"].as_str().unwrap());
        match one["ts"].as_f64() {
            Some(ts) => assert_eq!(row[column("ts")].parse::<f64>().unwrap(), ts),
            None => assert_eq!([row[column("ts")], row[column("p_local")]], ["", ""]),
        }
    }
    // Other programs see a catalogue: names and places.
    let table = nuscope_io::open(&folder().join("t.vot")).unwrap();
    assert_eq!(table.catalogues[0].len(), 5);
    assert_eq!(table.catalogues[0].sources[2].name, "near B");
    let latex = fs::read_to_string(folder().join("t.tex")).unwrap();
    assert_eq!(latex.matches("\\\\\n").count(), 6, "{latex}");
    assert!(latex.contains("near B & $-60.20$ & 21.00 &"), "{latex}");
    assert!(
        latex.contains("\\caption{Simulated candidates. TS = 2 ln Lambda."),
        "{latex}"
    );
}

#[test]
fn without_trials_nothing_is_called_calibrated() {
    let line = "sources --analysis a.toml --sources sources.csv --trials 0 --no-cache";
    let printed = run(line).good();
    assert!(printed.contains("asymptotic, not calibrated"), "{printed}");
    let told = json(&run(&format!("{line} --json")).good());
    for one in told["sources"].as_array().unwrap() {
        assert_eq!(
            (&one["local"], &one["post_trial"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(one["limits"], json("[]"));
    }
}

#[test]
fn an_injected_source_is_found_where_it_was_put() {
    let printed =
        run("inject --analysis a.toml --at 120,-45 --events 30 --exact --index 2.0 --out put")
            .good();
    assert!(
        printed.contains("5,8") && printed.contains("of them put"),
        "{printed}"
    );
    let truth = json(&fs::read_to_string(folder().join("put/truth.json")).unwrap());
    let source = &truth["sources"][0];
    assert_eq!(source["events"], 30);
    let by_sample = source["events_by_sample"].as_object().unwrap();
    assert_eq!(by_sample.values().map(number).sum::<f64>(), 30.0);
    assert!(number(&by_sample["ANTARES_tracks"]) > number(&by_sample["ANTARES_showers"]));
    let told = json(&run("scan --analysis put/analysis.toml --json --at 120,-45 300,-45").good());
    assert!(number(&told[0]["ts"]) > 60.0, "{told}");
    assert!((number(&told[0]["n_s"]) - 30.0).abs() < 12.0, "{told}");
    assert!((number(&told[0]["gamma"]) - 2.0).abs() < 0.4, "{told}");
    // Scrambled: no trace of the demo's own source. The same seed makes the same lists.
    let told = json(&run("scan --analysis put/analysis.toml --json --at 317,-43.4").good());
    assert!(number(&told[0]["ts"]) < 15.0, "{told}");
    run("inject --analysis a.toml --at 120,-45 --events 30 --exact --index 2.0 --out again").good();
    let list = |name: &str| fs::read(folder().join(name).join("ANTARES_tracks.csv")).unwrap();
    assert_eq!(list("put"), list("again"));
    // As it is, the list keeps its places.
    run("inject --analysis a.toml --at 120,-45 --flux 1e-13 --unscrambled --out kept-places")
        .good();
    let open = |path: &str| nuscope_io::open(&folder().join(path)).unwrap().samples[0].clone();
    let (before, after) = (
        open("../sky/ANTARES_tracks.csv"),
        open("kept-places/ANTARES_tracks.csv"),
    );
    assert_eq!(after.ra_rad[..before.len()], before.ra_rad[..]);
    assert_eq!(after.provenance, nuscope_model::Provenance::Simulated);
}

#[test]
fn sensitivities_follow_the_yield() {
    let line = "sensitivity --analysis a.toml --dec -60 -20 88 --index 2.0 --trials 500 --limit-trials 300 --cache c3";
    let told = json(&run(&format!("{line} --json --out s.csv")).good());
    let rows = told["declinations"].as_array().unwrap();
    let at = |row: usize, key: &str| number(&rows[row]["limits"][0]["sensitivity_90"][key]);
    for row in 0..2 {
        assert!(
            at(row, "events") > 1.5 && at(row, "events") < 20.0,
            "{told}"
        );
    }
    // Less is seen in the north, so that the same number of events is more flux.
    let per_event = |row| at(row, "flux") / at(row, "events");
    assert!(per_event(1) > per_event(0), "{told}");
    assert_eq!(rows[2]["limits"], json("[]"));
    assert!(rows[2]["remark"].as_str().unwrap().contains("pole"));
    let text = fs::read_to_string(folder().join("s.csv")).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(
        rows[0].starts_with("dec_deg[deg],sens_events_e2.0,sens_flux_e2.0["),
        "{text}"
    );
    assert_eq!((rows.len(), rows[3]), (4, "88.0,,,,"));
    let printed = run(line).good();
    assert!(printed.contains("too near to a pole"), "{printed}");
}

#[test]
fn a_calibration_is_kept_and_used_by_scans() {
    let line = "calibrate --analysis a.toml --trials 1000 --skies 150 --nside 8 --cache c4";
    let told = json(&run(&format!("{line} --json")).good());
    let declinations = told["declinations"].as_array().unwrap();
    assert!(declinations.len() > 30, "{}", declinations.len());
    for one in declinations {
        let share = number(&one["positive_share"]);
        let [tenth, hundredth] = ["ts_of_p_0.1", "ts_of_p_0.01"].map(|key| number(&one[key]));
        assert!((0.0..0.9).contains(&share) && tenth <= hundredth, "{one}");
    }
    let hottest = told["hottest"].as_array().unwrap();
    assert_eq!(hottest[0]["hemisphere"], "south");
    for spot in hottest {
        let post = &spot["post_trial"];
        assert_eq!(post["trials"], 150);
        // Where too few trials have any signal there is a bound instead of a p-value.
        match (spot["p_local"].as_f64(), post["p"].as_f64()) {
            (Some(local), Some(p)) => assert!(post["extrapolated"] == true || p > local),
            (None, _) => assert!(number(&spot["local"]["below"]) > 0.0, "{spot}"),
            (_, None) => assert!(number(&post["below"]) > 0.0, "{spot}"),
        }
    }
    let printed = run(line).good();
    assert!(
        printed.contains("hottest in the south: RA") && printed.contains("5 sigma*"),
        "{printed}"
    );
    // Another seed has other trials.
    let other = json(&run(&line.replace("--skies 150", "--json --seed 2")).good());
    assert_ne!(other["declinations"], told["declinations"]);
    assert_eq!(other["fingerprint"], told["fingerprint"]);
    // A scan of the same lists uses what is kept, and another one does not.
    let scan = "scan --analysis a.toml --nside 8 --out m.fits --json --trials 1000";
    let with = json(&run(&format!("{scan} --cache c4")).good());
    let spots = with["hemispheres"].as_array().unwrap();
    assert_eq!(spots, hottest);
    let told = spots.iter().any(|spot| spot["p_local"].as_f64().is_some());
    assert!(told, "{with}");
    let without = json(&run(&format!("{scan} --cache nothing-here")).good());
    assert_eq!(without["hottest"]["p_local_calibrated"], false);
    let place = "scan --analysis a.toml --json --trials 1000 --cache c4 --at 20,-60 20,-60.1";
    let told = json(&run(place).good());
    assert_eq!(told[0]["p_local_calibrated"], true, "{told}");
}

#[test]
fn sources_are_stacked_by_weight() {
    fs::write(
        folder().join("weights.csv"),
        "name,ra_deg,dec_deg,flux\nA,317,-43.4,3\nB,20,-60,1\nfar north,100,80,5\n",
    )
    .unwrap();
    let line =
        "sources --analysis a.toml --sources weights.csv --trials 0 --skies 60 --no-cache --json";
    let with = |more: &str| json(&run(&format!("{line}{more}")).good());
    assert_eq!(with("")["stack"], Value::Null);
    let [equal, flux] =
        ["equal", "flux"].map(|name| with(&format!(" --stack {name}"))["stack"].clone());
    for stack in [&equal, &flux] {
        assert_eq!(stack["sources"], 2, "{stack}");
        assert_eq!(stack["calibrated"]["trials"], 60);
    }
    // The first is the demo's own source: the more it weighs, the better.
    assert!(
        number(&flux["ts"]) > number(&equal["ts"]) && number(&equal["ts"]) > 5.0,
        "{equal} {flux}"
    );
    let refused = run(&format!("{line} --stack brightness"));
    assert!(
        refused.sentence().contains("no column \"brightness\""),
        "{}",
        refused.err
    );
}

#[test]
fn a_fit_tells_its_candidates_and_its_landscape() {
    let line = "scan --analysis a.toml --at 317,-43.4 --candidates 5 --no-cache";
    let told = &json(&run(&format!("{line} --json --landscape")).good())[0];
    let parts: Vec<f64> = told["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| number(&one["part_of_2_ln_lambda"]))
        .collect();
    assert!(
        parts.len() == 5 && parts.is_sorted_by(|a, b| a >= b) && parts[4] > 0.0,
        "{parts:?}"
    );
    let landscape = &told["landscape"];
    let rows = landscape["minus_2_delta_ln_l"].as_array().unwrap();
    assert_eq!(rows.len(), landscape["gamma"].as_array().unwrap().len());
    let values = rows
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .filter_map(Value::as_f64);
    let lowest = values.fold(f64::INFINITY, f64::min);
    assert!((-1e-3..0.3).contains(&lowest), "{lowest}");
    // Without a source it is TS worse.
    let none = number(&rows[0][0]);
    assert!(
        (none / number(&told["ts"]) - 1.0).abs() < 1e-3,
        "{none} {}",
        told["ts"]
    );
    let printed = run(line).good();
    assert_eq!(printed.lines().count(), 7, "{printed}");
}

#[test]
fn what_cannot_be_searched_is_said() {
    let write = |name: &str, text: &str| fs::write(folder().join(name), text).unwrap();
    let sample = |rest: &str| format!("[[sample]]\nname = \"a\"\n{rest}");
    write("empty.csv", "ra_deg,dec_deg,sigma_deg\n");
    write("one.csv", "ra_deg,dec_deg,sigma_deg\n10,20,0.5\n");
    write(
        "flat.csv",
        &format!("ra_deg,dec_deg,sigma_deg\n{}", "10,20,0.5\n".repeat(200)),
    );
    write(
        "zero.csv",
        &format!("ra_deg,dec_deg,sigma_deg\n{}", "10,20,0\n".repeat(200)),
    );
    write(
        "wide.csv",
        &format!("ra_deg,dec_deg,sigma_deg\n{}", "10,20,180\n".repeat(200)),
    );
    for name in ["empty", "one", "flat", "zero", "wide"] {
        let text = sample(&format!("events = \"{name}.csv\"\n"));
        write(&format!("{name}.toml"), &text);
    }
    let list = "events = \"../sky/ANTARES_tracks.csv\"\n";
    write(
        "unknown.toml",
        &sample(&format!("{list}response = \"Baikal\"\n")),
    );
    write("days.toml", &sample(&format!("{list}livetime_days = -3\n")));
    write(
        "index.toml",
        &format!("[settings]\nindex = 7\n{}", sample(list)),
    );
    write("missing.toml", &sample("events = \"nowhere.csv\"\n"));
    let refused = [
        (
            "sources --analysis a.toml",
            vec!["no sources to look at", "Southern neutrino candidates"],
        ),
        (
            "sources --analysis nothing.toml",
            vec!["cannot read the analysis"],
        ),
        (
            "sources --analysis a.toml --sources ../sky/ANTARES_showers.csv",
            vec!["a catalogue of sources is wanted"],
        ),
        (
            "sources --analysis a.toml --sources sources.csv --out x.doc",
            vec![".tex", ".vot"],
        ),
        (
            "sources --analysis a.toml --sources sources.csv --out nowhere/x.csv",
            vec!["no such folder"],
        ),
        (
            "sources --analysis empty.toml --sources sources.csv",
            vec!["no"],
        ),
        (
            "sources --analysis zero.toml --sources sources.csv",
            vec!["angular errors above 0"],
        ),
        (
            "calibrate --analysis unknown.toml",
            vec!["no built-in response \"Baikal\"", "ANTARES_tracks"],
        ),
        (
            "calibrate --analysis days.toml",
            vec!["livetime_days above 0", "-3"],
        ),
        (
            "calibrate --analysis index.toml",
            vec!["spectral index", "1 to 4", "7"],
        ),
        ("sensitivity --analysis missing.toml", vec!["nowhere.csv"]),
        (
            "sensitivity --analysis a.toml --dec 95",
            vec!["within 90 degrees", "95"],
        ),
        (
            "inject --analysis a.toml --at 10,-89 --events 5 --out x",
            vec!["nothing can be put", "pole"],
        ),
        (
            "inject --analysis a.toml --at 10,80 --events 5 --out x",
            vec!["field of view"],
        ),
        (
            "inject --analysis a.toml --at 10,-30 --events -5 --out x",
            vec!["above 0", "-5"],
        ),
        (
            "inject --analysis a.toml --at 10,-30 20,-30 30,-30 --events 5 6 --out x",
            vec!["one each", "found 2"],
        ),
        (
            "inject --analysis flat.toml --at 10,20 --flux 1e-12 --out x",
            vec!["give --events instead"],
        ),
        (
            "inject --analysis a.toml --at 10,-30 --flux 1e3 --out x",
            vec!["more than"],
        ),
    ];
    for (line, words) in refused {
        let done = run(line);
        let sentence = done.sentence();
        for word in words {
            assert!(
                sentence.contains(word),
                "{line}\n{word:?} not in: {sentence}"
            );
        }
    }
    for (line, words) in [
        ("sources --analysis a.toml --index 5", "1 to 4"),
        ("calibrate --analysis a.toml --trials 5", "100"),
        (
            "calibrate --analysis a.toml --nside 63 --skies 1",
            "power of two",
        ),
        ("inject --analysis a.toml --at 10,-30 --out x", "--events"),
        ("sensitivity", "--analysis"),
    ] {
        let done = run(line);
        assert_eq!(done.code, 2, "{line}: {}", done.err);
        assert!(done.err.contains(words), "{line}: {}", done.err);
    }
    // Odd lists that can be used give numbers with warnings, and no number that was not computed.
    write("there.csv", "name,ra_deg,dec_deg\nhere,10,20\n");
    for name in ["one", "flat", "wide"] {
        let line = format!(
            "sources --analysis {name}.toml --sources there.csv --trials 200 --skies 20 --limit-trials 0 --no-cache --json"
        );
        let done = run(&line);
        assert!(done.err.contains("warning: "), "{name}: {}", done.err);
        let told = json(&done.good());
        let local = &told["sources"][0]["local"];
        let p = local["p"].as_f64().or(local["below"].as_f64());
        assert!(
            p.is_some_and(|p| (0.0..=1.0).contains(&p)),
            "{name}: {told}"
        );
        assert!(!told.to_string().contains("NaN"));
    }
}
