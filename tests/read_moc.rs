//! Maps of every kind and regions have the values that healpy, astropy and mocpy find.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use nuscope_io::Loaded;
use nuscope_model::Equatorial;
use nuscope_tests::{data, table::Table};

/// The file of this name: one of ours under `tests/data/maps`, or a real one.
fn open(name: &str) -> Option<Loaded> {
    let path = match name.starts_with("maps/") {
        true => data::own(name),
        false => data::real(name)?,
    };
    Some(nuscope_io::open(&path).unwrap())
}

/// Equal, or both no number, to a relative 1e-12 (1e-6 for maps of 32-bit floats).
fn same(found: f64, expected: f64, precision: f64) -> bool {
    found == expected
        || found.is_nan() && expected.is_nan()
        || (found / expected - 1.0).abs() < precision
}

#[test]
fn maps_and_regions_agree_with_healpy_and_mocpy() {
    let table = Table::read("maps_truth.csv");
    let mut files: HashMap<&str, Option<Loaded>> = HashMap::new();
    let mut compared: HashMap<&str, usize> = HashMap::new();
    for row in table.rows() {
        let name = row.text("file");
        let Some(loaded) = files.entry(name).or_insert_with(|| open(name)) else {
            continue;
        };
        let (what, column) = (row.text("what"), row.text("column"));
        let position = Equatorial::from_degrees(row.number("ra_deg"), row.number("dec_deg"));
        let mut expected: f64 = row.number("value");
        let map = loaded.map.as_deref();
        let cells = loaded.multi_order.as_deref();
        let drawn = || {
            let map = map.unwrap();
            f64::from(map.column(column).unwrap().values[map.pixel(position)])
        };
        let (found, precision) = match (what, cells, loaded.regions.first()) {
            ("value", Some(cells), _) => {
                let value = cells.value_at(cells.column(column).unwrap(), position);
                (value.unwrap_or(f64::NAN), 1e-12)
            }
            ("value" | "drawn", _, _) => {
                expected = f64::from(expected as f32);
                (drawn(), 1e-6)
            }
            ("area", Some(cells), _) => {
                let region = cells.credible_region(&cells.columns()[0], row.number("column"));
                (region.unwrap().area_sr().to_degrees().to_degrees(), 1e-9)
            }
            ("area", _, Some(region)) => (region.area_sr().to_degrees().to_degrees(), 1e-12),
            ("inside", _, Some(region)) => (f64::from(region.contains(position)), 0.0),
            _ => panic!("{name} has nothing to compare {what} with"),
        };
        assert!(
            same(found, expected, precision),
            "{name}: {what} of {column} at {position:?} is {found}, not {expected}"
        );
        *compared.entry(name).or_default() += 1;
    }
    assert_eq!(compared.len(), files.values().flatten().count());
    let own = compared
        .iter()
        .filter(|(name, _)| name.starts_with("maps/"));
    assert_eq!(own.count(), 13);
}

#[test]
fn what_was_assumed_or_redrawn_is_said() {
    let says = |name: &str| {
        let loaded = open(name).unwrap();
        let warnings = loaded.warnings.to_string();
        match warnings.is_empty() {
            true => loaded.format,
            false => format!("{} | {warnings}", loaded.format),
        }
    };
    insta::assert_snapshot!(
        [
            "maps/ring_int.fits",
            "maps/many_in_a_row.fits.gz",
            "maps/galactic_ring.fits",
            "maps/ring_nside6.fits",
            "maps/partial_ring.fits",
            "maps/multi_order.fits",
            "maps/moc_range.fits",
            "maps/moc_nuniq.fits",
            "maps/moc.txt",
            "maps/moc.json",
        ]
        .map(says)
        .join("\n"),
        @r"
    HEALPix FITS map, nside 4
    HEALPix FITS map, nside 16 | the map does not say its ORDERING; RING is assumed, as healpy does; the map does not say its coordinates; equatorial is assumed
    HEALPix FITS map in galactic pixels, nside 4, drawn at nside 16 | its pixels are galactic: it is drawn on equatorial ones by the nearest, and values are read from its own
    HEALPix FITS map, nside 6 | its nside of 6 is no power of two: it is drawn at nside 32, every pixel with the value of the equatorial one that holds its centre
    HEALPix FITS map of 6.510 % of the sky, nside 8
    HEALPix FITS multi-order map, 18 cells down to nside 4
    region (MOC) in FITS (RANGE), 393 cells down to order 8, 743.25 square degrees
    region (MOC) in FITS (NUNIQ), 393 cells down to order 8, 743.25 square degrees
    region (MOC) in ASCII, 393 cells down to order 8, 743.25 square degrees
    region (MOC) in JSON, 393 cells down to order 8, 743.25 square degrees
    "
    );
}

#[test]
fn a_gravitational_wave_map_is_drawn_and_read_from_its_cells() {
    let Some(loaded) = open("skymaps/bayestar.multiorder.fits") else {
        return;
    };
    assert_eq!(
        loaded.format,
        "HEALPix FITS multi-order map, 19,200 cells down to nside 2048, drawn at nside 512"
    );
    let cells = loaded.multi_order.unwrap();
    assert!((cells.area_sr() - 4.0 * std::f64::consts::PI).abs() < 1e-9);
    let density = cells.column("PROBDENSITY").unwrap();
    let total: f64 = density
        .values
        .iter()
        .zip(cells.cells())
        .map(|(d, cell)| d * cell.area_sr())
        .sum();
    assert!((total - 1.0).abs() < 1e-6, "{total}");
}

#[test]
fn regions_and_multi_order_maps_are_read_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let region = open("maps/moc_range.fits").unwrap().regions[0].clone();
    for name in ["r.fits", "r.fits.gz", "r.json", "r.txt", "r.moc"] {
        let path = folder.path().join(name);
        nuscope_io::write_moc(&path, &region).unwrap();
        let back = nuscope_io::open(&path).unwrap();
        assert_eq!(back.regions[0].ranges(), region.ranges(), "{name}");
    }
    for name in [
        "maps/multi_order.fits",
        "maps/galactic_ring.fits",
        "maps/partial_ring.fits",
    ] {
        let loaded = open(name).unwrap();
        let path = folder.path().join("map.fits.gz");
        let mut cells = (*loaded.multi_order.unwrap()).clone();
        cells
            .provenance
            .push(("RUNID".into(), "134244".into(), "run".into()));
        nuscope_io::write_multi_order(&path, &cells).unwrap();
        let back = nuscope_io::open(&path).unwrap().multi_order.unwrap();
        let run = |(key, value, _): &&(String, String, String)| key == "RUNID" && value == "134244";
        assert!(back.provenance.iter().any(|card| run(&card)), "{name}");
        assert_eq!(
            (back.cells(), back.frame),
            (cells.cells(), cells.frame),
            "{name}"
        );
        let bits = |map: &nuscope_model::MultiOrderMap| -> Vec<Vec<u64>> {
            let columns = map.columns().iter();
            columns
                .map(|column| column.values.iter().map(|value| value.to_bits()).collect())
                .collect()
        };
        assert_eq!(bits(&back), bits(&cells), "{name}");
    }
}
