//! What `nuscope convert` writes of maps and regions is what healpy, astropy and mocpy read of the originals.
//!
//! Runs with the Python named by `NUSCOPE_PYTHON`, else `python3`; where that lacks a library the test says that it
//! was skipped. What the files hold in our own reading is checked without it.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use nuscope_io::OpenOptions;
use nuscope_tests::commands::run_in;
use nuscope_tests::data;

/// Converts a file; the new one and the sentence that says what it is.
fn converted(folder: &Path, file: &Path) -> (PathBuf, String) {
    let out = folder.join(format!(
        "converted_{}.fits",
        file.file_stem().unwrap().to_str().unwrap()
    ));
    let arguments = [
        "convert",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let said = run_in(folder, &arguments, |_| {}).good();
    let said = said.split(": ").next().unwrap().to_owned();
    (out, said)
}

/// Maps and regions, and what is said of their copies.
const SMALL: [(&str, &str); 7] = [
    (
        "galactic_ring.fits",
        "a map of 192 pixels of nside 4 in galactic coordinates and 64-bit numbers",
    ),
    (
        "ecliptic_nested.fits",
        "a map of 192 pixels of nside 4 in ecliptic coordinates and 64-bit numbers",
    ),
    (
        "nested_double.fits",
        "a map of 192 pixels of nside 4 in equatorial coordinates and 64-bit numbers",
    ),
    (
        "ring_int.fits",
        "a map of 192 pixels of nside 4 in equatorial coordinates and 64-bit numbers",
    ),
    (
        "partial_ring.fits",
        "a map of 50 pixels of nside 8 in equatorial coordinates and 64-bit numbers",
    ),
    (
        "multi_order.fits",
        "a map of 18 cells down to nside 4 in equatorial coordinates and 64-bit numbers",
    ),
    ("moc_range.fits", "a region"),
];

#[test]
fn the_copy_of_a_map_is_the_same_to_us() {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        exact_maps: true,
        ..OpenOptions::default()
    };
    let open = |path: &Path| nuscope_io::open_with(path, &options, &Default::default()).unwrap();
    for (name, sentence) in SMALL {
        let original = data::own(&format!("maps/{name}"));
        let (copy, said) = converted(folder.path(), &original);
        assert_eq!(said, sentence, "{name}");
        let (before, after) = (open(&original), open(&copy));
        assert_eq!(before.regions.len(), after.regions.len(), "{name}");
        for (a, b) in before.regions.iter().zip(&after.regions) {
            assert_eq!(a.ranges(), b.ranges(), "{name}");
        }
        let Some(cells) = before.multi_order else {
            continue;
        };
        let copied = after.multi_order.unwrap();
        assert_eq!(
            (cells.frame, cells.cells()),
            (copied.frame, copied.cells()),
            "{name}"
        );
        for (a, b) in cells.columns().iter().zip(copied.columns()) {
            let bits = |values: &[f64]| {
                values
                    .iter()
                    .map(|value| value.to_bits())
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                (&a.name, bits(&a.values)),
                (&b.name, bits(&b.values)),
                "{name}"
            );
        }
    }
}

#[test]
fn numbers_that_become_shorter_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = data::own("maps/ring_nside6.fits");
    let done = run_in(
        folder.path(),
        &["convert", file.to_str().unwrap(), "--out", "a.fits"],
        |_| {},
    );
    assert!(
        done.err
            .contains("kept in 32 bits, which is 7 digits: column I"),
        "{}",
        done.err
    );
    assert!(done.err.contains("these drawn pixels"), "{}", done.err);
}

#[test]
fn healpy_astropy_and_mocpy_read_the_copies_as_the_originals() {
    let python = std::env::var("NUSCOPE_PYTHON").unwrap_or_else(|_| "python3".into());
    let known = Command::new(&python)
        .args(["-c", "import healpy, astropy, mocpy"])
        .output();
    if !known.is_ok_and(|done| done.status.success()) {
        data::skipped("healpy, astropy and mocpy for Python");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut originals: Vec<PathBuf> = SMALL
        .iter()
        .map(|(name, _)| data::own(&format!("maps/{name}")))
        .collect();
    originals.extend(data::real("skymaps/bayestar.multiorder.fits"));
    originals.extend(data::real(
        "icecube/alerts_realtime/run00136662-evt000035405932-BRONZE-8_64_512.npz",
    ));
    let mut command = Command::new(&python);
    command.arg(data::own("maps_converted.py"));
    for original in &originals {
        command
            .arg(original)
            .arg(converted(folder.path(), original).0);
    }
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    let same = String::from_utf8(done.stdout).unwrap();
    assert_eq!(same.lines().count(), originals.len(), "{same}");
}
