//! The program as typed into a terminal: what it says about bad input and wrong use.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;

use nuscope_io::OpenOptions;
use nuscope_tests::commands::{json, run, run_in, simulated};
use nuscope_tests::data;
use tempfile::TempDir;

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
    fs::write(path("bytes.bin"), [0xff, 0x00, 0x80, 0xfe].repeat(500)).unwrap();
    let table: [(_, &[_]); 11] = [
        ("missing.h5", &["no such file"]),
        ("folder", &["folder", "it is empty"]),
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
    assert_eq!(told["files"][0]["samples"][0]["candidates"], 2);
    let warnings = told["files"][0]["warnings"].to_string();
    assert!(warnings.contains("2 of 4 rows skipped"), "{warnings}");
    assert!(warnings.contains("row 2"), "{warnings}");
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
        ..OpenOptions::default()
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
            &[
                "candidates, a catalogue, a map or a region are wanted",
                "KM3NeT",
            ],
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
