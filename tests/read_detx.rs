//! Detectors read from DETX of every version as a separate parser reads them.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Detector, Hit, ModuleId};
use nuscope_tests::{data, table::Table};

const ARCA: &str = "km3net/detx/KM3NeT_-00000001_20171212.detx";
const EVENTS: &str = "km3net/hdf5_orcasong/arca_test_without_some_jmuon_recos.h5";

fn open(path: &Path) -> Arc<Detector> {
    nuscope_io::open(path).unwrap().detector.unwrap()
}

#[test]
fn all_five_versions_agree_with_a_separate_parser() {
    let table = Table::read("detx_truth.csv");
    let mut last: Option<(String, Arc<Detector>)> = None;
    for row in table.rows() {
        let name = row.text("file");
        if last.as_ref().is_none_or(|(open, _)| open != name) {
            let Some(path) = data::real(name) else {
                continue;
            };
            let loaded = nuscope_io::open(&path).unwrap();
            assert_eq!(
                loaded.format,
                format!("DETX detector v{}", row.text("version"))
            );
            assert!(loaded.warnings.is_empty(), "{name}: {}", loaded.warnings);
            last = Some((name.to_owned(), loaded.detector.unwrap()));
        }
        let (_, detector) = last.as_ref().unwrap();
        assert_eq!(detector.det_id, Some(row.number("det_id")));
        assert_eq!(detector.modules().len(), row.number::<usize>("modules"));
        assert_eq!(detector.sensors().len(), row.number::<usize>("pmts"));
        match &detector.origin {
            None => assert_eq!(row.text("zone"), ""),
            Some(origin) => {
                assert_eq!(origin.zone, row.text("zone"));
                assert_eq!(origin.easting_m, row.number::<f64>("easting"));
                assert_eq!(origin.northing_m, row.number::<f64>("northing"));
                assert_eq!(origin.height_m, row.number::<f64>("height"));
            }
        }
        let id = ModuleId(row.number("id"));
        let module = detector.module(id).unwrap();
        assert_eq!(module.string, row.number::<i32>("string"));
        assert_eq!(module.floor, row.number::<i32>("floor"));
        let expected = DVec3::new(row.number("x"), row.number("y"), row.number("z"));
        assert!(
            module.position_m.distance(expected) < 1e-9,
            "{name}: {id:?} at {}",
            module.position_m
        );
        let sensors = detector.sensors_of(module);
        assert_eq!(sensors.len(), row.number::<usize>("own_pmts"));
        let sum: f64 = sensors
            .iter()
            .map(|sensor| sensor.position_m.element_sum())
            .sum();
        assert!((sum - row.number::<f64>("sum_pmt")).abs() < 1e-9);
        let t0: f64 = sensors.iter().map(|sensor| sensor.t0_ns).sum();
        assert!((t0 - row.number::<f64>("sum_t0")).abs() < 1e-6);
        assert!(
            sensors
                .iter()
                .all(|sensor| (sensor.looks.length() - 1.0).abs() < 1e-12)
        );
    }
}

#[test]
fn modules_sit_in_the_middle_of_their_photomultipliers() {
    let Some(path) = data::real(ARCA) else { return };
    let detector = open(&path);
    for module in detector.modules() {
        for sensor in detector.sensors_of(module) {
            let radius_m = sensor.position_m.distance(module.position_m);
            assert!(
                (radius_m - 0.2).abs() < 0.002,
                "module {}: {radius_m} m",
                module.id.0
            );
        }
    }
}

#[test]
fn hits_land_on_the_pmts_of_the_detx() {
    let (Some(events), Some(detector)) = (data::real(EVENTS), data::real(ARCA)) else {
        return;
    };
    let detector = open(&detector);
    let events = nuscope_io::open(&events).unwrap().events.unwrap();
    let table = Table::read("hit_positions.csv");
    let mut compared = 0;
    for row in table.rows() {
        let event = events.read(row.number("event")).unwrap();
        assert_eq!(detector.share_known(&event.hits), 1.0);
        let hit: &Hit = &event.hits[row.number::<usize>("hit")];
        assert_eq!(hit.module, ModuleId(row.number("module")));
        assert_eq!(hit.channel, row.number::<u8>("channel"));
        let sensor = detector.sensor(hit).unwrap();
        assert_eq!(sensor.pmt_id, row.number::<u32>("pmt_id"));
        assert_eq!(
            sensor.position_m,
            DVec3::new(row.number("x"), row.number("y"), row.number("z"))
        );
        let looks = DVec3::new(
            row.number("dir_x"),
            row.number("dir_y"),
            row.number("dir_z"),
        );
        assert!(sensor.looks.distance(looks.normalize()) < 1e-12);
        compared += 1;
    }
    assert_eq!(compared, 100);
}

#[test]
fn a_detector_that_is_written_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "detx_v5.detx",
        "detx_v3.detx",
        "KM3NeT_-00000001_20171212.detx",
    ] {
        let Some(path) = data::real(&format!("km3net/detx/{name}")) else {
            continue;
        };
        let detector = open(&path);
        let copy = folder.path().join(name);
        nuscope_io::write_detx(&copy, &detector).unwrap();
        assert_eq!(open(&copy), detector, "{name}");
    }
}
