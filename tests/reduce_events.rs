//! Full events become lists of candidates: the numbers are h5py's, km3io's and astropy's, and the lists read back.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope_io::simulate::{Kind, many};
use nuscope_io::table::Note;
use nuscope_io::write_tables::TABLE_FORMATS;
use nuscope_io::{
    EventsInMemory, Origins, Progress, Reduced, Reducer, Reduction, sha256_of, table_of,
    write_tables,
};
use nuscope_model::{Column, Equatorial, Extra, Mjd, Quantity, Sample, Site};
use nuscope_tests::data;
use nuscope_tests::table::{Row, Table};

/// The muon fits of a file as a list.
fn muons(path: &Path, site: Site) -> Reduced {
    let loaded = nuscope_io::open(path).unwrap();
    let mut reducer = Reducer::new(Reduction {
        fit: Some("JMuon".into()),
        stand_in: Some(Mjd(59_000.25)),
        ..Reduction::at(site)
    });
    let events = loaded.events.expect("events");
    reducer
        .add(events.as_ref(), path, &Progress::default())
        .unwrap();
    reducer.finish("muons")
}

/// Compares a file's list with the rows of the reference table; skipped, aloud, where the file is not.
fn compare(name: &str, site: Site, events: usize) {
    let Some(path) = data::real(name) else {
        return;
    };
    let reduced = muons(&path, site);
    let sample = &reduced.sample;
    let table = Table::read("reduce_truth.csv");
    let rows: Vec<Row> = table
        .rows()
        .filter(|row| row.text("file") == name)
        .collect();
    assert_eq!(sample.len(), rows.len());
    assert_eq!(
        sample.len() + reduced.skipped.values().sum::<usize>(),
        events
    );
    let mut worst_arcsec = 0.0_f64;
    for (i, row) in rows.into_iter().enumerate() {
        let extra = |name: &str| {
            let found = sample.extras.iter().find(|extra| extra.name == name);
            found.unwrap().values[i]
        };
        assert_eq!(extra("event"), row.number::<f64>("event"));
        assert_eq!(extra("run"), row.number::<f64>("run"));
        let value = |quantity| sample.column(quantity).unwrap()[i];
        assert_eq!(value(Quantity::Hits), row.number::<f64>("hits"));
        let energy: f64 = row.number("energy_gev");
        for (quantity, wanted, within) in [
            (Quantity::Mjd, row.number("mjd"), 1e-8),
            (
                Quantity::AngularErrorRad,
                row.number::<f64>("beta0_deg").to_radians(),
                1e-8,
            ),
            (Quantity::Log10EnergyGev, energy.log10(), 1e-7),
            (Quantity::Quality, row.number("likelihood"), 1e-5),
            (
                Quantity::ZenithRad,
                row.number::<f64>("zenith_deg").to_radians(),
                1e-9,
            ),
            (
                Quantity::AzimuthRad,
                row.number::<f64>("azimuth_deg").to_radians(),
                1e-9,
            ),
        ] {
            let found = value(quantity);
            // Where a fit has no error or energy the file has 0 or NaN, the list nothing.
            let none =
                !wanted.is_finite() || (wanted == 0.0 && quantity == Quantity::AngularErrorRad);
            let same = (found - wanted).abs() <= within || (found.is_nan() && none);
            assert!(same, "{name} row {i} {quantity:?}: {found} is not {wanted}");
        }
        let wanted = Equatorial::from_degrees(row.number("ra_deg"), row.number("dec_deg"));
        let off_rad = sample.position(i).separation_rad(wanted);
        worst_arcsec = worst_arcsec.max(off_rad.to_degrees() * 3600.0);
    }
    println!("{name}: {} rows, worst {worst_arcsec:.2}\"", sample.len());
    assert!(worst_arcsec < 1.0, "{worst_arcsec}\" off");
}

#[test]
fn muons_of_arca_are_where_astropy_says() {
    let name = "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5";
    compare(name, Site::arca(), 20);
}

#[test]
fn muons_of_orca_are_where_km3io_and_astropy_say() {
    // The second file is of 2021: its events have several chains of fits.
    compare("km3net/offline/km3net_offline.root", Site::orca(), 10);
    compare("km3net/offline/orca6_offline_v9.2.root", Site::orca(), 30);
}

/// A list of simulated events.
fn simulated() -> Sample {
    let detector = Kind::Cascade.detector(1);
    let events: Result<Vec<_>, _> = many(&detector, 12, 1).iter().collect();
    let source = EventsInMemory::new(events.unwrap());
    let site = Site::of(&detector).unwrap_or_else(Site::arca);
    let mut reducer = Reducer::new(Reduction {
        stand_in: Some(Mjd(60_000.5)),
        ..Reduction::at(site)
    });
    let path = Path::new("simulated");
    reducer.add(&source, path, &Progress::default()).unwrap();
    reducer.finish("twelve events").sample
}

#[test]
fn a_list_reads_back_from_every_format_as_it_was() {
    let sample = simulated();
    assert!(sample.len() > 5, "{} rows", sample.len());
    let folder = tempfile::tempdir().unwrap();
    for format in &TABLE_FORMATS {
        for extension in format.extensions {
            let path = folder.path().join("list").with_extension(extension);
            let warnings = write_tables(&path, &[table_of(&sample, &[])]).unwrap();
            assert!(warnings.is_empty(), "{extension}: {warnings}");
            let loaded = nuscope_io::open(&path).unwrap();
            let [back] = loaded.samples.as_slice() else {
                panic!("{extension}: {loaded:?}");
            };
            assert_eq!(back.name, sample.name, "{extension}");
            assert_eq!(back.provenance, sample.provenance, "{extension}");
            assert_eq!(back.ra_rad, sample.ra_rad, "{extension}");
            assert_eq!(back.dec_rad, sample.dec_rad, "{extension}");
            assert_eq!(back.kinds, sample.kinds, "{extension}");
            for column in &sample.columns {
                let values = back.column(column.quantity);
                let values = values.unwrap_or_else(|| panic!("{extension}: {:?}", column.quantity));
                for (found, wanted) in values.iter().zip(&column.values) {
                    let both_missing = found.is_nan() && wanted.is_nan();
                    assert!(
                        found == wanted || both_missing,
                        "{extension} {:?}",
                        column.quantity
                    );
                }
            }
        }
    }
}

#[test]
fn whole_numbers_stay_whole_and_exact_in_every_format() {
    let event = (1_i64 << 60) + 3;
    let column = |name: &str, values: Vec<f64>, integers| Extra {
        name: name.into(),
        unit: String::new(),
        values,
        integers,
    };
    let sample = Sample {
        name: "three".into(),
        ra_rad: vec![0.5, 1.0, 1.5],
        dec_rad: vec![0.1, 0.2, 0.3],
        columns: vec![Column {
            quantity: Quantity::Mjd,
            values: vec![58_000.25, 58_001.5, 58_002.75],
        }],
        extras: vec![
            column("run", vec![7.0, 8.0, 9.0], Some(vec![7, 8, 9])),
            column(
                "event",
                vec![1.0, event as f64, 2.0],
                Some(vec![1, event, 2]),
            ),
            column("height", vec![1.0, 2.0, 3.0], None),
        ],
        ..Sample::default()
    };
    let folder = tempfile::tempdir().unwrap();
    for format in &TABLE_FORMATS {
        let extension = format.extensions[0];
        let path = folder.path().join("list").with_extension(extension);
        let warnings = write_tables(&path, &[table_of(&sample, &[])]).unwrap();
        assert!(warnings.is_empty(), "{extension}: {warnings}");
        let loaded = nuscope_io::open(&path).unwrap();
        let [back] = loaded.samples.as_slice() else {
            panic!("{extension}: {loaded:?}");
        };
        for (found, wanted) in back.extras.iter().zip(&sample.extras) {
            assert_eq!(found.name, wanted.name, "{extension}");
            assert_eq!(found.values, wanted.values, "{extension}");
            // Text without types cannot tell 1 from 1.0.
            if extension != "csv" || wanted.integers.is_some() {
                assert_eq!(
                    found.integers, wanted.integers,
                    "{extension} {}",
                    found.name
                );
            }
        }
        assert_eq!(back.extras.len(), 3, "{extension}");
    }
}

#[test]
fn a_list_says_what_it_was_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("events.h5");
    std::fs::write(&input, "not read here").unwrap();
    let mut origins = Origins::of("reduce");
    let progress = Progress::default();
    origins.read(&input, "KM3NeT HDF5", &progress).unwrap();
    origins.say("PHIOFF", "1.35", "[deg] added to azimuths");
    let checksum = sha256_of(&input, &progress).unwrap();
    for extension in ["csv", "ecsv", "fits"] {
        let path = folder.path().join("list").with_extension(extension);
        write_tables(&path, &[table_of(&simulated(), origins.notes())]).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for words in ["nuscope ", "events.h5", &checksum, "PHIOFF", "1.35"] {
            assert!(text.contains(words), "{extension}: {words:?}");
        }
    }
    let keys: Vec<&str> = origins
        .notes()
        .iter()
        .map(|note: &Note| &*note.key)
        .collect();
    assert_eq!(keys, ["PROGRAM", "COMMAND", "INPUT1", "SHA256_1", "PHIOFF"]);
}
