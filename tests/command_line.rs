//! The program as typed into a terminal: what it prints, what it saves, and what it says about bad input.
//!
//! Exit code 0 is done, 1 failed with exactly one sentence on standard error (warnings apart), 2 wrong use. Every
//! run is also checked for a panic, whatever else a test looks at.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use nuscope_io::OpenOptions;
use nuscope_model::Equatorial;
use nuscope_scan::{Likelihood, Settings};
use nuscope_tests::data;
use nuscope_tests::program::nuscope;
use serde_json::Value;
use tempfile::TempDir;

/// A finished run.
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Done {
    /// What a run that has to succeed printed.
    fn good(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }

    /// The sentence of a run that has to fail: one line, alone except for warnings.
    fn sentence(&self) -> &str {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        let mut lines: Vec<&str> = self.err.lines().collect();
        lines.retain(|line| !line.starts_with("warning: "));
        assert_eq!(lines.len(), 1, "one sentence is wanted: {}", self.err);
        lines[0].strip_prefix("error: ").expect(lines[0])
    }
}

/// Runs `nuscope ARGUMENTS` in `folder`.
fn run_in(folder: &Path, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Done {
    let mut command = Command::new(nuscope());
    command
        .args(arguments)
        .current_dir(folder)
        // Mesa's OpenGL complains by itself where there is no such folder.
        .env("XDG_RUNTIME_DIR", folder)
        .env_remove("NUSCOPE_LOG")
        .env_remove("COLUMNS");
    change(&mut command);
    let output = command.output().expect("the program can be started");
    let done = Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    };
    assert!(
        !done.err.contains("panicked"),
        "{arguments:?}: {}",
        done.err
    );
    done
}

/// Runs `nuscope ARGUMENTS` where the simulated files lie.
fn run(arguments: &[&str]) -> Done {
    run_in(simulated(), arguments, |_| {})
}

/// A folder with three simulated events `F.h5`, their detector `F.detx` and a sky of candidates `sky/*.csv`.
fn simulated() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command_line");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        let events = "simulate events --kind mixed --events 3 --out F.h5 --detector-out F.detx";
        for line in [events, "simulate sky --out sky"] {
            let words: Vec<&str> = line.split(' ').collect();
            let printed = run_in(&folder, &words, |_| {}).good();
            assert!(printed.contains("simulated"), "{printed}");
        }
        folder
    })
}

/// The simulated candidate lists, relative to [`simulated`].
fn sky_lists() -> Vec<String> {
    let entries = fs::read_dir(simulated().join("sky")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| format!("sky/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    names.sort();
    names
}

/// `before`, the candidate lists, `after`.
fn with_lists<'a>(before: &[&'a str], lists: &'a [String], after: &[&'a str]) -> Vec<&'a str> {
    let lists = lists.iter().map(String::as_str);
    let before = before.iter().copied();
    before.chain(lists).chain(after.iter().copied()).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Number of pixels of a picture that are bright and far from grey.
fn bright_colours(path: &Path, size: (u32, u32)) -> usize {
    let picture = image::open(path).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), size);
    let bright = picture.pixels().filter(|pixel| {
        let (low, high) = (pixel.0.iter().min().unwrap(), pixel.0.iter().max().unwrap());
        *high > 160 && high - low > 60
    });
    bright.count()
}

#[test]
fn help_names_every_command() {
    let help = run(&["--help"]).good();
    insta::assert_snapshot!("help", help);
    for command in [
        "info", "event", "sky", "scan", "reduce", "convert", "simulate",
    ] {
        let help = run(&[command, "--help"]).good();
        insta::assert_snapshot!(format!("help_{command}"), help);
    }
}

#[test]
fn info_tells_what_files_hold() {
    insta::assert_snapshot!("info", run(&["info", "F.h5", "F.detx", "demo:"]).good());
}

#[test]
fn info_as_json_has_the_same_facts() {
    let told = json(&run(&["info", "--json", "F.h5", "F.detx", "demo:"]).good());
    let [events, detector, demo] = told.as_array().unwrap().as_slice() else {
        panic!("three files: {told}");
    };
    assert_eq!(events["path"], "F.h5");
    assert_eq!(events["events"]["count"], 3);
    assert_eq!(events["events"]["simulated"], true);
    assert_eq!(events["events"]["det_id"], detector["detector"]["det_id"]);
    assert_eq!(detector["detector"]["strings"], 115);
    assert_eq!(detector["detector"]["modules"], 115 * 18);
    assert_eq!(detector["detector"]["photomultipliers"], 115 * 18 * 31);
    let sizes: Vec<u64> = demo["samples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sample| sample["candidates"].as_u64().unwrap())
        .collect();
    // The combined search of ANTARES and IceCube had as many.
    assert_eq!(sizes, [5_807, 102, 22_779, 64_257, 44_771, 74_931, 119_231]);
    assert!(
        told.as_array()
            .unwrap()
            .iter()
            .all(|file| file["warnings"] == json("[]"))
    );
}

#[test]
fn an_event_is_drawn_at_the_size_asked_for() {
    let words = "event F.h5 --detector F.detx --event 1 --size 640x400 --out event.png";
    let printed = run(&words.split(' ').collect::<Vec<_>>()).good();
    assert_eq!(printed, "event.png\n");
    let bright = bright_colours(&simulated().join("event.png"), (640, 400));
    assert!(bright > 300, "{bright} bright pixels");
}

#[test]
fn a_sky_is_scanned_saved_read_back_and_drawn() {
    let lists = sky_lists();
    assert_eq!(lists.len(), 7);
    let scan = ["--nside", "32", "--spatial", "--json", "--out", "MAP.fits"];
    let summary = json(&run(&with_lists(&["scan"], &lists, &scan)).good());
    assert_eq!(summary["nside"], 32);
    assert_eq!(summary["simulated"], true);
    assert_eq!(summary["candidates"], 331_878);
    assert_eq!(summary["hottest"]["p_local_calibrated"], false);

    let map = nuscope_io::open(&simulated().join("MAP.fits")).unwrap().map;
    let map = map.expect("a map");
    let names: Vec<&str> = map.columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["TS", "N_S", "GAMMA", "P_LOCAL"]);
    for column in &map.columns {
        assert_eq!(column.values.len(), 12 * 32 * 32);
    }
    let ts = map.column("TS").unwrap();
    let masked = ts.values.iter().filter(|value| value.is_nan()).count();
    assert_eq!(summary["masked_pixels"], masked);
    let at = |dec_deg| ts.values[map.pixel(Equatorial::from_degrees(10.0, dec_deg))];
    assert!(at(-88.0).is_nan() && at(88.0).is_nan());
    assert!(at(-80.0).is_finite() && at(-5.0).is_finite());
    let (hottest, highest) = map.hottest(ts).unwrap();
    let told = &summary["hottest"];
    approx::assert_abs_diff_eq!(
        f64::from(highest),
        told["ts"].as_f64().unwrap(),
        epsilon = 1e-6
    );
    let ra_deg = hottest.ra_rad.to_degrees();
    approx::assert_abs_diff_eq!(ra_deg, told["ra_deg"].as_f64().unwrap(), epsilon = 1e-9);

    let draw = ["--map", "MAP.fits", "--out", "sky.png", "--size", "640x400"];
    assert_eq!(
        run(&with_lists(&["sky"], &lists, &draw)).good(),
        "sky.png\n"
    );
    let bright = bright_colours(&simulated().join("sky.png"), (640, 400));
    assert!(bright > 300, "{bright} bright pixels");
}

#[test]
fn a_fit_at_given_places_is_the_librarys() {
    let lists = sky_lists();
    let places = [(317.0, -43.4), (37.97, -30.0), (200.0, -70.0)];
    let words = places.map(|(ra, dec)| format!("{ra},{dec}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let after = [&["--spatial", "--json", "--at"], words.as_slice()].concat();
    let told = json(&run(&with_lists(&["scan"], &lists, &after)).good());

    let samples: Vec<_> = lists
        .iter()
        .flat_map(|list| nuscope_io::open(&simulated().join(list)).unwrap().samples)
        .map(|sample| Arc::clone(&sample))
        .collect();
    let likelihood = Likelihood::new(&samples, &Settings::default()).unwrap();
    let mut highest = 0.0_f64;
    for ((ra_deg, dec_deg), told) in places.into_iter().zip(told.as_array().unwrap()) {
        let fit = likelihood.fit(Equatorial::from_degrees(ra_deg, dec_deg));
        let number = |name: &str| told[name].as_f64().unwrap();
        approx::assert_relative_eq!(number("ts"), fit.ts, max_relative = 1e-9);
        approx::assert_relative_eq!(number("n_s"), fit.n_s, max_relative = 1e-9);
        approx::assert_relative_eq!(number("p_local"), fit.p_local, max_relative = 1e-9);
        highest = highest.max(fit.ts);
    }
    assert!(
        highest > 5.0,
        "one of the places has something: TS {highest}"
    );
}

#[test]
fn events_become_a_list_that_says_where_it_comes_from() {
    let words = "reduce F.h5 --detector F.detx --mjd 60000.5 --phi-offset 1.35 --out list.csv";
    let done = run(&words.split(' ').collect::<Vec<_>>());
    let printed = done.good();
    assert!(
        printed.contains("of 3 simulated events at ARCA, turned by 1.35°"),
        "{printed}"
    );
    let text = fs::read_to_string(simulated().join("list.csv")).unwrap();
    for words in [
        "# simulated by nuscope, not recorded",
        "# INPUT1: F.h5",
        "# DETECTOR: F.detx",
        "# SITE: ARCA",
        "# PHIOFF: 1.350000",
        "# MJDALL: 60000.5",
        "RA[deg],Dec[deg],MJD[d],Nhit,",
    ] {
        assert!(text.contains(words), "{words:?} not in: {text}");
    }
    let checksums = text.lines().filter(|line| line.contains("SHA"));
    assert!(checksums.clone().all(|line| line.len() > 64) && checksums.count() >= 1);
    let list = nuscope_io::open(&simulated().join("list.csv")).unwrap();
    let straight = run(&[
        "reduce", "F.h5", "--site", "arca", "--mjd", "60000.5", "--out", "s.fits",
    ]);
    straight.good();
    let straight = nuscope_io::open(&simulated().join("s.fits")).unwrap();
    let (list, straight) = (&list.samples[0], &straight.samples[0]);
    assert_eq!(list.len(), straight.len());
    assert!(!list.is_empty());
    for i in 0..list.len() {
        let zenith_rad = list.column(nuscope_model::Quantity::ZenithRad).unwrap()[i];
        let moved = list.position(i).separation_rad(straight.position(i));
        // A turn about the vertical moves a direction by its distance from the zenith; aberration stretches the
        // sky by a ten-thousandth.
        let wanted = 2.0 * (zenith_rad.sin() * (0.675_f64.to_radians()).sin()).asin();
        approx::assert_relative_eq!(moved, wanted, max_relative = 2e-4);
    }
}

#[test]
fn files_become_other_formats_and_back() {
    let list = &sky_lists()[0];
    for out in ["c.csv", "c.ecsv", "c.fits", "c.vot", "c.parquet", "c.h5"] {
        let printed = run(&["convert", list, "--out", out]).good();
        assert!(printed.contains(" rows: "), "{printed}");
        let before = nuscope_io::open(&simulated().join(list)).unwrap();
        let after = nuscope_io::open(&simulated().join(out)).unwrap();
        let (before, after) = (&before.samples[0], &after.samples[0]);
        assert_eq!(before.ra_rad, after.ra_rad, "{out}");
        assert_eq!(before.columns, after.columns, "{out}");
        assert_eq!(before.provenance, after.provenance, "{out}");
    }
    let printed = run(&["convert", "F.h5", "--out", "copy.h5"]).good();
    assert_eq!(printed, "3 events: copy.h5\n");
    let events = |name: &str| {
        let events = nuscope_io::open(&simulated().join(name)).unwrap().events;
        let events = events.unwrap();
        (0..events.headers().len())
            .map(|i| events.read(i).unwrap().hits)
            .collect::<Vec<_>>()
    };
    assert_eq!(events("F.h5"), events("copy.h5"));
    let file = hdf5::File::open(simulated().join("copy.h5")).unwrap();
    let input: hdf5::types::VarLenUnicode =
        file.attr("nuscope_input1").unwrap().read_scalar().unwrap();
    assert_eq!(input.as_str(), "F.h5");
    run(&["convert", "F.detx", "--out", "F.datx"]).good();
    run(&["convert", "F.datx", "--out", "back.detx"]).good();
    let detector = |name: &str| {
        let loaded = nuscope_io::open(&simulated().join(name)).unwrap();
        loaded.detector.unwrap().sensors().to_vec()
    };
    assert_eq!(detector("F.detx"), detector("back.detx"));
}

/// A row of the table of events.
#[derive(Clone, Copy, hdf5::H5Type)]
#[repr(C)]
struct Group {
    group_id: i64,
}

/// A folder of bad files; returns it with the files' names and words that the sentence about each must hold.
fn bad_files() -> (TempDir, Vec<(&'static str, &'static [&'static str])>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("folder")).unwrap();
    fs::write(path("empty.csv"), "").unwrap();
    let whole = fs::read(simulated().join("F.h5")).unwrap();
    fs::write(path("truncated.h5"), &whole[..whole.len() / 2]).unwrap();
    fs::write(path("head only.h5"), &whole[..100]).unwrap();
    let other = hdf5::File::create(path("other.h5")).unwrap();
    let group = other.create_group("weather").unwrap();
    group
        .new_dataset::<f32>()
        .shape((2, 3, 4))
        .create("rain")
        .unwrap();
    other.close().unwrap();
    let none = hdf5::File::create(path("no events.h5")).unwrap();
    let rows = none.new_dataset::<Group>().chunk(8).shape(0..);
    rows.create("event_info").unwrap();
    let rows = none.new_dataset::<f64>().chunk(8).shape(0..);
    rows.create("hits/time").unwrap();
    none.close().unwrap();
    fs::write(path("no rows.csv"), "ra_deg,dec_deg,sigma_deg\n").unwrap();
    fs::write(
        path("only nan.csv"),
        "ra_deg,dec_deg,sigma_deg\nnan,nan,0.5\n",
    )
    .unwrap();
    fs::write(path("dec 91.csv"), "ra_deg,dec_deg,sigma_deg\n10,91,0.5\n").unwrap();
    fs::write(path("columns.csv"), "a,b,c\n10,20,0.5\n30,-40,0.6\n").unwrap();
    fs::write(path("bytes.bin"), [0xff, 0x00, 0x80, 0xfe].repeat(500)).unwrap();
    let table: [(_, &[_]); 12] = [
        ("missing.h5", &["no such file"]),
        ("folder", &["folder", "file is wanted"]),
        ("empty.csv", &["empty", "0 bytes"]),
        ("truncated.h5", &["cut short or damaged", "should have"]),
        ("head only.h5", &["cut short or damaged"]),
        (
            "other.h5",
            &["HDF5 file with events or tables", "wanted", "weather"],
        ),
        ("no events.h5", &["without any events"]),
        ("no rows.csv", &["rows"]),
        ("only nan.csv", &["not a finite number"]),
        ("dec 91.csv", &["91", "±90"]),
        ("columns.csv", &["ra", "dec", "a | b | c"]),
        ("bytes.bin", &[]),
    ];
    (folder, table.into())
}

#[test]
fn a_bad_file_gets_one_sentence_with_its_path_last() {
    let (folder, table) = bad_files();
    let mut sentences = String::new();
    for (name, words) in table {
        for command in ["info", "event", "sky", "scan"] {
            let arguments: &[&str] = match command {
                "info" => &["info", name],
                "event" => &["event", name, "--out", "x.png"],
                "sky" => &["sky", name, "--out", "x.png"],
                _ => &["scan", name, "--spatial", "--nside", "8", "--out", "x.fits"],
            };
            let done = run_in(folder.path(), arguments, |_| {});
            let sentence = done.sentence();
            assert!(sentence.ends_with(&format!(": {name:?}")), "{sentence}");
            for word in words {
                assert!(sentence.contains(word), "{word:?} not in: {sentence}");
            }
            if command == "info" {
                assert_eq!(done.out, "");
                // How many bytes a file has is the simulation's business.
                let digit = |c: char| if c.is_ascii_digit() { '#' } else { c };
                let cut = sentence.contains(" bytes and should have ");
                match cut {
                    true => sentences.extend(sentence.chars().map(digit)),
                    false => sentences += sentence,
                }
                sentences.push('\n');
            }
        }
    }
    assert!(!folder.path().join("x.png").exists());
    assert!(!folder.path().join("x.fits").exists());
    insta::assert_snapshot!("bad_files", sentences);
}

#[test]
fn a_real_file_of_another_experiment_is_named_as_such() {
    let Some(path) = data::real("antares/antares.h5") else {
        return;
    };
    let done = run(&["info", path.to_str().unwrap()]);
    for word in ["ANTARES SeaTray HDF5 events", "81 events, 13,556 hits"] {
        assert!(done.out.contains(word), "{}", done.out);
    }
}

#[test]
fn one_bad_file_does_not_hide_the_good_ones() {
    let done = run(&["info", "missing.h5", "F.detx"]);
    assert!(done.sentence().contains("no such file"));
    assert!(done.out.contains("DETX detector v5"), "{}", done.out);
}

#[test]
fn a_broken_line_far_down_is_skipped_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("ra_deg,dec_deg,sigma_deg,mjd\n");
    for line in 2..=70_101 {
        match line {
            70_000 => text += "a coffee stain\n",
            _ => writeln!(text, "{},{}.5,0.5,55000.25", line % 360, line % 80 - 40).unwrap(),
        }
    }
    fs::write(folder.path().join("long.csv"), text).unwrap();
    let told = run_in(folder.path(), &["info", "long.csv"], |_| {}).good();
    for words in [
        "70,099 candidates",
        "1 of 70,100 rows skipped",
        "line 70000",
    ] {
        assert!(told.contains(words), "{words:?} not in: {told}");
    }
    // The commands that use the rows say it too.
    let scan = [
        "scan",
        "long.csv",
        "--spatial",
        "--nside",
        "8",
        "--out",
        "long.fits",
    ];
    let done = run_in(folder.path(), &scan, |_| {});
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("line 70000"), "{}", done.err);
}

#[test]
fn rows_off_the_sky_are_skipped_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "ra_deg,dec_deg,sigma_deg\n1,2,0.5\nnan,2,0.5\n3,91,0.5\n4,5,0.5\n";
    fs::write(folder.path().join("rows.csv"), rows).unwrap();
    let told = json(&run_in(folder.path(), &["info", "--json", "rows.csv"], |_| {}).good());
    assert_eq!(told[0]["samples"][0]["candidates"], 2);
    let warnings = told[0]["warnings"].to_string();
    assert!(warnings.contains("2 of 4 rows skipped"), "{warnings}");
    assert!(warnings.contains("line 3"), "{warnings}");
}

#[test]
fn a_table_without_known_columns_opens_once_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("t.csv"),
        "a,b,c\n1.5,20,0.5\n3,-40,0.6\n",
    )
    .unwrap();
    let answers = ["--column", "ra=a[hour]", "--column", "dec=b[deg]"];
    let info = [&["info", "t.csv"], answers.as_slice()].concat();
    let told = run_in(folder.path(), &info, |_| {}).good();
    assert!(told.contains("t: 2 candidates"), "{told}");
    let options = OpenOptions {
        columns: [("ra", "a[hour]"), ("dec", "b[deg]")]
            .map(|(key, choice)| (key.to_owned(), choice.parse().unwrap()))
            .into(),
    };
    let loaded =
        nuscope_io::open_with(&folder.path().join("t.csv"), &options, &Default::default()).unwrap();
    let position = loaded.samples[0].position(0);
    approx::assert_abs_diff_eq!(position.ra_rad.to_degrees(), 22.5, epsilon = 1e-9);

    let wrong = [
        "info",
        "t.csv",
        "--column",
        "ra=z[deg]",
        "--column",
        "dec=b[deg]",
    ];
    let done = run_in(folder.path(), &wrong, |_| {});
    assert!(done.sentence().contains("the columns are a, b, c"));
}

#[test]
fn what_does_not_fit_together_is_said() {
    let folder = simulated();
    fs::write(
        folder.join("other.detx"),
        "77 1\n900001 1 1 1\n 1 0 0 50 0 0 -1 0\n",
    )
    .unwrap();
    fs::write(
        folder.join("list.csv"),
        "ra_deg,dec_deg,sigma_deg\n1,2,0.5\n",
    )
    .unwrap();
    let table: [(&str, &[&str]); 17] = [
        ("event F.h5 --out x.png", &["--detector", "\"F.h5\""]),
        (
            "event F.h5 --detector other.detx --out x.png",
            &["none of the modules", "other"],
        ),
        (
            "event F.h5 --detector F.h5 --out x.png",
            &["a detector is wanted", "KM3NeT HDF5"],
        ),
        (
            "event F.h5 --detector F.detx --event 3 --out x.png",
            &["event 3", "there are 3"],
        ),
        (
            "event list.csv --out x.png",
            &["full events are wanted", "text table"],
        ),
        (
            "scan F.h5 --spatial --out x.fits",
            &["lists of candidates are wanted", "KM3NeT"],
        ),
        (
            "sky F.h5 --out x.png",
            &["candidates, a map or a region are wanted", "KM3NeT"],
        ),
        (
            "sky --map F.detx --out x.png",
            &["a sky map is wanted", "DETX"],
        ),
        (
            "simulate events --kind tau --out x.h5",
            &["no kind of event \"tau\"", "cascade"],
        ),
        (
            "reduce F.h5 --detector F.detx --out x.csv",
            &["no event gives a row", "without a time", "--mjd"],
        ),
        (
            "reduce list.csv --detector F.detx --out x.csv",
            &["full events are wanted", "nuscope convert"],
        ),
        (
            "reduce F.h5 --detector other.detx --out x.csv",
            &["where on Earth", "--site", "arca"],
        ),
        (
            "reduce F.h5 --detector other.detx --site orca --out x.csv",
            &["none of the modules", "--detector"],
        ),
        (
            "reduce F.h5 --detector F.detx --out x.png",
            &["written with the ending .csv"],
        ),
        (
            "convert F.h5 --out x.csv",
            &["a table", "nuscope reduce", "KM3NeT HDF5"],
        ),
        (
            "convert list.csv --out x.detx",
            &["a detector is wanted for .detx", "table"],
        ),
        (
            "convert F.h5 F.detx --out x.png",
            &["no format has this ending", ".datx"],
        ),
    ];
    let mut sentences = String::new();
    for (line, words) in table {
        let done = run(&line.split(' ').collect::<Vec<_>>());
        let sentence = done.sentence();
        for word in words {
            assert!(sentence.contains(word), "{word:?} not in: {sentence}");
        }
        writeln!(sentences, "{line}\n  {sentence}").unwrap();
    }
    for name in ["x.png", "x.fits", "x.csv", "x.detx"] {
        assert!(!folder.join(name).exists(), "{name}");
    }
    insta::assert_snapshot!("does_not_fit", sentences);
}

#[test]
fn where_nothing_can_be_written_it_is_said() {
    for line in [
        "event F.h5 --detector F.detx --size 64x64 --out nowhere/x.png",
        "scan sky/ANTARES_tracks.csv --spatial --nside 8 --out nowhere/x.fits",
        "simulate events --kind muon --out nowhere/x.h5",
        "simulate sky --out F.h5",
    ] {
        let done = run(&line.split(' ').collect::<Vec<_>>());
        let sentence = done.sentence();
        let path = line.rsplit(' ').next().unwrap();
        assert!(sentence.starts_with("cannot "), "{sentence}");
        assert!(sentence.ends_with(&format!(": {path:?}")), "{sentence}");
    }
}

#[test]
fn wrong_use_is_exit_code_2_and_named() {
    for (line, words) in [
        ("event F.h5 --out x.png --size 0x0", "'0x0'"),
        (
            "scan list.csv --spatial --nside 63 --out x.fits",
            "power of two",
        ),
        ("scan list.csv --out x.fits", "--spatial"),
        ("scan list.csv --spatial", "--out"),
        ("scan list.csv --spatial --at 10,91", "±90°"),
        ("info", "<FILES>"),
        ("info F.h5 --column ra", "KEY=COLUMN"),
        ("sky --out x.png", "<FILES>"),
        ("event F.h5 --out x.png --colour", "--colour"),
        ("simulate events --events 0 --out x.h5", "'0'"),
        ("reduce F.h5 --out x.csv", "--detector"),
        ("reduce F.h5 --out x.csv --site Baikal", "orca"),
        ("reduce F.h5 --site arca --out x.csv --mjd 1", "1972"),
        ("convert F.h5", "--out"),
    ] {
        let done = run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(done.code, 2, "{line}: {}", done.err);
        assert!(done.err.starts_with("error: "), "{line}: {}", done.err);
        assert!(done.err.contains(words), "{line}: {}", done.err);
    }
}

#[test]
fn without_a_graphics_driver_it_is_said_what_to_install() {
    let words = ["event", "demo:muon", "--out", "no driver.png"];
    let done = run_in(simulated(), &words, |command| {
        // The loader finds no driver in a list that is not there.
        for name in ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"] {
            command.env(name, "/nonexistent");
        }
        command.env("WGPU_BACKEND", "vulkan");
    });
    let sentence = done.sentence();
    assert!(sentence.contains("no graphics driver"), "{sentence}");
    assert!(sentence.contains("mesa-vulkan-drivers"), "{sentence}");
    assert!(!simulated().join("no driver.png").exists());
}

#[test]
fn without_a_display_the_window_says_so_and_what_else_there_is() {
    let done = run_in(simulated(), &["F.h5"], |command| {
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(name);
        }
    });
    let sentence = done.sentence();
    for words in ["cannot open a window", "DISPLAY", "nuscope event"] {
        assert!(sentence.contains(words), "{sentence}");
    }
    assert!(!sentence.contains(".rs"), "no source files: {sentence}");
}
