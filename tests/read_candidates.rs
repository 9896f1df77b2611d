//! Candidate lists read as numpy reads them, and written so that they read back the same.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nuscope_model::{Quantity, Sample};
use nuscope_tests::{data, table::Table};

fn open(path: &std::path::Path) -> (Arc<Sample>, Vec<String>) {
    let mut loaded = nuscope_io::open(path).unwrap();
    assert_eq!(loaded.samples.len(), 1);
    (loaded.samples.remove(0), loaded.warnings.0)
}

/// Names in the table, and how the model calls them.
const COLUMNS: [(&str, Quantity, bool); 5] = [
    ("sigma", Quantity::AngularErrorRad, true),
    ("log10_energy", Quantity::Log10EnergyGev, false),
    ("mjd", Quantity::Mjd, false),
    ("azimuth", Quantity::AzimuthRad, true),
    ("zenith", Quantity::ZenithRad, true),
];

fn assert_sum(values: &[f64], degrees: bool, expected: f64, what: &str) {
    let sum: f64 = values
        .iter()
        .map(|value| if degrees { value.to_degrees() } else { *value })
        .sum();
    assert!(
        (sum / expected - 1.0).abs() < 1e-11,
        "{what}: {sum} instead of {expected}"
    );
}

#[test]
fn public_lists_have_the_rows_and_sums_that_numpy_finds() {
    let table = Table::read("candidates_truth.csv");
    for row in table.rows() {
        let name = row.text("file");
        let Some(path) = data::real(name) else {
            continue;
        };
        let (sample, warnings) = open(&path);
        assert!(warnings.is_empty(), "{name}: {warnings:?}");
        assert_eq!(sample.name, row.text("name"));
        assert_eq!(sample.len(), row.number::<usize>("rows"));
        assert_sum(&sample.ra_rad, true, row.number("ra"), name);
        assert_sum(&sample.dec_rad, true, row.number("dec"), name);
        for (column, quantity, degrees) in COLUMNS {
            match row.number::<f64>(column) {
                -1.0 => assert_eq!(sample.column(quantity), None, "{name}: {column}"),
                expected => {
                    assert_sum(sample.column(quantity).unwrap(), degrees, expected, name);
                }
            }
        }
        let last = sample.position(sample.len() - 1);
        assert_eq!(last.ra_rad, row.number::<f64>("last_ra").to_radians());
        assert_eq!(last.dec_rad, row.number::<f64>("last_dec").to_radians());
    }
}

#[test]
fn the_checksum_is_the_files_sha_256() {
    let Some(path) = data::real("icecube/ps10yr/events/IC40_exp.csv") else {
        return;
    };
    let (sample, _) = open(&path);
    // sha256sum of the published file.
    assert_eq!(
        sample.checksum,
        "a341f03af9137c2735d691e8dc379e00c4a034b625c39a6d89f6c8a2c946dd77"
    );
}

#[test]
fn a_real_list_that_is_written_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ps10yr/events/IC40_exp.csv", "txs/events_IC86b.txt"] {
        let Some(path) = data::real(&format!("icecube/{name}")) else {
            continue;
        };
        let (sample, _) = open(&path);
        let copy = folder.path().join("copy.csv");
        nuscope_io::write_candidates(&copy, &sample).unwrap();
        let header = std::fs::read_to_string(&copy).unwrap();
        assert!(
            header
                .lines()
                .nth(1)
                .unwrap()
                .starts_with("RA[deg],Dec[deg],")
        );
        let (again, warnings) = open(&copy);
        assert!(warnings.is_empty());
        let again = Sample {
            checksum: sample.checksum.clone(),
            ..(*again).clone()
        };
        assert!(again == *sample, "{name}");
    }
}

#[test]
fn tables_of_other_things_are_no_candidates() {
    for name in [
        "icecube/ps10yr/uptime/IC40_exp.csv",
        "icecube/ps10yr/irfs/IC40_effectiveArea.csv",
        "icecube/txs/Fig_S4_tabulated.txt",
        "icecube/events/millipede_133644_43767651_track.csv",
        "catalogs/icecube_10yr_sources_ppd.csv",
        "antares/visibility_map_equatorial_antares.csv",
    ] {
        let Some(path) = data::real(name) else {
            continue;
        };
        assert!(
            nuscope_io::open(&path).unwrap().samples.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn answers_overrule_what_is_known_of_a_list() {
    let Some(path) = data::real("icecube/icecat/IceCube_Gold_Bronze_Tracks.csv") else {
        return;
    };
    let mut options = nuscope_io::OpenOptions::default();
    for (key, choice) in [
        ("ra", "DEC[deg]"),
        ("dec", "RA_ERR_PLUS[deg]"),
        ("energy", "ENERGY[PeV]"),
    ] {
        options.columns.insert(key.into(), choice.parse().unwrap());
    }
    let loaded = nuscope_io::open_with(&path, &options, &Default::default()).unwrap();
    let sample = &loaded.samples[0];
    assert_eq!(sample.ra_rad[1], 35.64_f64.to_radians());
    assert_eq!(sample.dec_rad[1], 1.67_f64.to_radians());
    assert_eq!(
        sample.column(Quantity::Log10EnergyGev).unwrap()[0],
        187e6_f64.log10()
    );
    assert_eq!(sample.column(Quantity::Mjd).unwrap()[0], 55695.06415108922);
}
