//! Several lists in one analysis: none is lost, mixed or overwritten without a word.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nuscope_tests::program::nuscope;

/// A list of `n` recorded candidates from `low_deg` to `high_deg` in declination.
fn list(path: &Path, n: usize, (low_deg, high_deg): (f64, f64), turn_deg: f64) {
    let mut text = String::from("RA[deg],Dec[deg],AngErr[deg]\n");
    for i in 0..n {
        let dec_deg = low_deg + (high_deg - low_deg) * i as f64 / (n - 1) as f64;
        let ra_deg = (turn_deg + 137.5 * i as f64) % 360.0;
        writeln!(text, "{ra_deg},{dec_deg},0.8").unwrap();
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(nuscope());
    command.args(line.split(' ')).current_dir(folder);
    command.env("XDG_RUNTIME_DIR", folder).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn lists_of_one_name_are_both_used_and_one_is_renamed_aloud() {
    let folder = tempfile::tempdir().unwrap();
    list(&folder.path().join("a/list.csv"), 300, (-80.0, 80.0), 0.0);
    list(&folder.path().join("b/list.csv"), 200, (-80.0, 80.0), 5.0);
    let done = run(
        folder.path(),
        "scan a/list.csv b/list.csv --spatial --nside 4 --out m.fits",
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(
        text(&done.stdout).contains(" of 500 candidates"),
        "{}",
        text(&done.stdout)
    );
    assert!(
        text(&done.stderr).contains("this one is called list (2)"),
        "{}",
        text(&done.stderr)
    );
}

#[test]
fn recorded_and_simulated_lists_are_not_mixed() {
    let folder = tempfile::tempdir().unwrap();
    list(&folder.path().join("list.csv"), 300, (-80.0, 80.0), 0.0);
    let done = run(
        folder.path(),
        "scan list.csv demo:sky --spatial --nside 4 --out m.fits",
    );
    assert_eq!(done.status.code(), Some(1));
    let words = text(&done.stderr);
    assert!(
        words.contains("recorded and simulated candidates cannot be used together"),
        "{words}"
    );
    assert!(!folder.path().join("m.fits").exists());
}

#[test]
fn a_place_that_the_map_masks_gets_no_number() {
    let folder = tempfile::tempdir().unwrap();
    list(&folder.path().join("south.csv"), 2000, (-80.0, 0.0), 0.0);
    let done = run(
        folder.path(),
        "scan south.csv --spatial --at 40,89 40,30 40,-30",
    );
    let words = text(&done.stdout);
    let lines: Vec<&str> = words.lines().collect();
    assert_eq!(lines.len(), 3, "{words}{}", text(&done.stderr));
    assert!(
        lines[0].ends_with("masked") && lines[1].ends_with("masked"),
        "{words}"
    );
    assert!(
        lines[2].contains("TS ") && lines[2].ends_with("(not calibrated)"),
        "{words}"
    );
}

#[test]
fn a_file_that_is_read_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    list(&path, 50, (-80.0, 80.0), 0.0);
    let before = std::fs::read(&path).unwrap();
    for line in [
        "sky list.csv --out ./list.csv",
        "scan list.csv --spatial --nside 4 --out list.csv",
    ] {
        let done = run(folder.path(), line);
        assert_eq!(done.status.code(), Some(1), "{line}");
        assert!(
            text(&done.stderr).contains("name another with --out"),
            "{}",
            text(&done.stderr)
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_reader_that_goes_away_is_no_reason_to_panic() {
    let mut child = Command::new(nuscope())
        .args(["info", "demo:muon", "demo:muon", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert!(
        !text(&done.stderr).contains("panicked"),
        "{}",
        text(&done.stderr)
    );
    assert_eq!(done.status.code(), Some(0));
}
