//! Responses in vectors have the edges, values and medians that astropy and numpy find.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Arc;

use nuscope_io::Loaded;
use nuscope_model::{DirectionAxis, RingArea};
use nuscope_tests::{data, table::Row, table::Table};
use proptest::prelude::*;

fn open(file: &str) -> Loaded {
    nuscope_io::open(&data::own("irf").join(file)).unwrap()
}

fn named<'a, T>(found: &'a [Arc<T>], name: impl Fn(&T) -> &str, wanted: &str) -> &'a T {
    let found = found.iter().find(|one| name(one) == wanted);
    found.unwrap_or_else(|| panic!("no {wanted}"))
}

/// What we read at the place of a row of the truth; NaN where there is none.
fn value(loaded: &Loaded, row: Row) -> f64 {
    let index = |column: &str| row.text(column).parse().unwrap_or(0);
    let (i, j, k): (usize, usize, usize) = (index("i"), index("j"), index("k"));
    match row.text("table") {
        "AREA" => {
            let area = named(&loaded.effective_areas, |area| &area.name, "AREA");
            match row.text("what") {
                "log10_energy" => area.log10_energy_edges[i],
                "theta_rad" => area.direction_edges[i],
                "area_cm2" => {
                    let middle = |edges: &[f64], bin: usize| (edges[bin] + edges[bin + 1]) / 2.0;
                    area.at(
                        middle(&area.log10_energy_edges, i),
                        middle(&area.direction_edges, j),
                    )
                }
                what => panic!("{what}"),
            }
        }
        "SPREAD" => {
            let spread = named(&loaded.point_spreads, |spread| &spread.name, "SPREAD");
            match row.text("what") {
                "log10_energy" => spread.log10_energy_edges[i],
                "theta_rad" => spread.theta_edges_rad[i],
                "rad_rad" => spread.rad_edges_rad[i],
                "per_sr" => spread.rings(i, j)[k],
                "median_rad" => spread.median_rad(i, j).unwrap_or(f64::NAN),
                what => panic!("{what}"),
            }
        }
        _ => {
            let dispersions = &loaded.energy_dispersions;
            let dispersion = named(dispersions, |one| &one.name, "DISPERSION");
            match row.text("what") {
                "log10_energy" => dispersion.log10_energy_edges[i],
                "theta_rad" => dispersion.theta_edges_rad[i],
                "migration" => dispersion.migration_edges[i],
                "share" => dispersion.shares(i, j)[k],
                "median" => dispersion.median(i, j).unwrap_or(f64::NAN),
                what => panic!("{what}"),
            }
        }
    }
}

#[test]
fn every_value_is_that_of_astropy() {
    let truth = Table::read("irf_truth.csv");
    let mut files: HashMap<&str, Loaded> = HashMap::new();
    for row in truth.rows() {
        let file = row.text("file");
        let loaded = files.entry(file).or_insert_with(|| open(file));
        let (found, expected) = (value(loaded, row), row.number::<f64>("value"));
        let same = (found - expected).abs() <= 1e-12 * (1.0 + expected.abs());
        let place = ["table", "what", "i", "j", "k"].map(|column| row.text(column));
        assert!(
            same || found.is_nan() && expected.is_nan(),
            "{file} {place:?}: {found}, not {expected}"
        );
    }
    assert_eq!(files.len(), 2);
}

#[test]
fn what_adds_up_to_one_is_found_out_and_said() {
    let loaded = open("km3net.fits");
    assert_eq!(loaded.effective_areas[0].direction, DirectionAxis::ThetaRad);
    assert_eq!(loaded.point_spreads[0].ring_area, RingArea::Flat);
    assert_eq!(loaded.point_spreads[0].check(), Ok(1));
    assert_eq!(loaded.point_spreads[0].checksum.len(), 64);
    let plain: Vec<_> = loaded.tables.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(plain, ["BACKGROUND"]);
    let said = [
        "RPSF adds up to 1 over flat rings, π (r₂² − r₁²), not over those on a sphere: they are taken as flat",
        "MATRIX adds up to 1 bin by bin, not as a density of the migration: it is read as shares",
    ];
    assert_eq!(loaded.warnings.0, said);

    let loaded = open("plain.fits");
    assert_eq!(loaded.point_spreads[0].ring_area, RingArea::Sphere);
    let plain: Vec<_> = loaded.tables.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(plain, ["TURNED"]);
    let said = "not used as a response of a detector: EFFAREA is laid out as (2,3), energy × theta is (3,2)";
    assert_eq!(loaded.warnings.0, [said]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_responses_are_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        kept in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = std::fs::read(data::own("irf/km3net.fits")).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if cut {
            bytes.truncate(kept.index(bytes.len()));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("damaged.fits");
        std::fs::write(&path, bytes).unwrap();
        if let Ok(loaded) = nuscope_io::open(&path) {
            for spread in &loaded.point_spreads {
                prop_assert!(spread.check().is_ok() && spread.medians_rad().is_none_or(|range| range[0] <= range[1]));
            }
            prop_assert!(loaded.energy_dispersions.iter().all(|one| one.check().is_ok()));
            prop_assert!(loaded.effective_areas.iter().all(|one| one.check().is_ok()));
        }
    }
}
