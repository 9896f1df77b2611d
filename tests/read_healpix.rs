//! Sky maps read as healpy reads them.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;

use nuscope_tests::{data, table::Table};

#[test]
fn ring_and_nested_maps_have_the_pixels_that_healpy_finds() {
    let table = Table::read("healpix_truth.csv");
    let mut maps = HashMap::new();
    for row in table.rows() {
        let name = row.text("file");
        let Some(path) = (match maps.contains_key(name) {
            true => None,
            false => Some(data::real(name)),
        }) else {
            continue;
        };
        maps.insert(name, path.map(|path| nuscope_io::open(&path).unwrap()));
    }
    let mut compared = 0;
    for row in table.rows() {
        let Some(loaded) = &maps[row.text("file")] else {
            continue;
        };
        let map = loaded.map.as_ref().unwrap();
        assert_eq!(map.nside, row.number::<u32>("nside"));
        let pixel: usize = row.number("pixel");
        assert_eq!(
            map.columns[0].values[pixel],
            row.number::<f32>("value"),
            "pixel {pixel}"
        );
        compared += 1;
    }
    if maps.values().all(Option::is_some) {
        assert_eq!(compared, table.rows().count());
    }
}

#[test]
fn where_a_map_comes_from_is_kept() {
    let name = "skymaps/hese_59031_run00134244.evt000034406854.fits";
    let Some(path) = data::real(name) else { return };
    let loaded = nuscope_io::open(&path).unwrap();
    assert!(
        loaded
            .warnings
            .to_string()
            .contains("equatorial is assumed")
    );
    let map = loaded.map.unwrap();
    assert_eq!((map.columns.len(), map.columns[0].name.as_str()), (1, "T"));
    let value = |keyword: &str| {
        let found = map.provenance.iter().find(|(found, _, _)| found == keyword);
        found.map(|(_, value, _)| value.as_str())
    };
    assert_eq!(value("I3TYPE"), Some("hese-cascade"));
    assert_eq!(value("CIRC_ERR90"), Some("44.05841143074625"));
    assert_eq!(value("START"), Some("2020-Jul-01 (19:24:53.443082)"));
    assert_eq!(value("NSIDE"), None);
}
