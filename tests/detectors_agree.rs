//! Detector files of every kind hold what plain parsers find in them, and the same detector is the same in each.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use glam::DVec3;
use nuscope_io::{simulate, write_datx, write_detx_version};
use nuscope_model::matching::{Ids, Verdict};
use nuscope_model::{Detector, Medium, ModuleId, best_match};
use nuscope_tests::{data, table::Table};

/// A detector with the name of its file; `None` where that is not there.
type Named = Option<(String, Arc<Detector>)>;

const EVENT: &str = "km3net/KM3-230213A/KM3-230213A_allhits.json.gz";
const DATX: &str = "km3net/KM3-230213A/detector.dynamical.datx";
const JSON: &str = "km3net/KM3-230213A/detector.json.gz";

fn open(path: &Path) -> Arc<Detector> {
    nuscope_io::open(path).unwrap().detector.unwrap()
}

#[test]
fn every_kind_agrees_with_a_plain_parser() {
    let table = Table::read("detectors_truth.csv");
    let mut last: Option<(String, Named)> = None;
    let mut compared = 0;
    for row in table.rows() {
        let name = row.text("file");
        if last.as_ref().is_none_or(|(open, _)| open != name) {
            let loaded = data::real(name).map(|path| nuscope_io::open(&path).unwrap());
            let loaded = loaded.map(|loaded| (loaded.format, loaded.detector.unwrap()));
            last = Some((name.to_owned(), loaded));
        }
        let Some((_, Some((format, detector)))) = &last else {
            continue;
        };
        let values = ["x", "y", "z", "dx", "dy", "dz", "t0"].map(|name| row.number::<f64>(name));
        let [x, y, z, dx, dy, dz, t0] = values;
        let (position, looks) = (DVec3::new(x, y, z), DVec3::new(dx, dy, dz));
        if row.text("kind") == "sums" {
            assert_eq!(format.replace(',', ""), row.text("format"));
            let det_id = detector.det_id.map_or(String::new(), |id| id.to_string());
            assert_eq!(det_id, row.text("det_id"), "{name}");
            let bases = detector
                .modules()
                .iter()
                .filter(|module| module.sensors == 0);
            let mut strings: Vec<_> = detector.modules().iter().map(|m| m.string).collect();
            strings.sort_unstable();
            strings.dedup();
            assert_eq!(
                detector.modules().len(),
                row.number::<usize>("modules"),
                "{name}"
            );
            assert_eq!(bases.count(), row.number::<usize>("bases"), "{name}");
            assert_eq!(strings.len(), row.number::<usize>("strings"), "{name}");
            let sensors = detector.sensors();
            assert_eq!(sensors.len(), row.number::<usize>("pmts"), "{name}");
            // Sums of so many numbers differ in their last digits by the order of adding.
            let close = |sum: f64, truth: f64, scale: f64| {
                assert!(
                    (sum - truth).abs() < 1e-12 * scale * sensors.len() as f64,
                    "{name}"
                );
            };
            let positions: DVec3 = sensors.iter().map(|sensor| sensor.position_m).sum();
            let directions: DVec3 = sensors.iter().map(|sensor| sensor.looks).sum();
            (0..3).for_each(|i| close(positions[i], position[i], 1e3));
            (0..3).for_each(|i| close(directions[i], looks[i], 1.0));
            close(sensors.iter().map(|sensor| sensor.t0_ns).sum(), t0, 1e6);
            assert_eq!(
                detector.has_t0,
                name.contains("detx") || name.contains("datx")
            );
            let ice = name.starts_with("icecube");
            assert_eq!(detector.medium == Medium::ICE, ice);
            assert!(
                detector
                    .modules()
                    .iter()
                    .all(|m| m.floor >= i32::from(m.sensors > 0)),
                "{name}"
            );
        } else {
            let module = detector.module(ModuleId(row.number("module"))).unwrap();
            let sensor = &detector.sensors_of(module)[row.number::<usize>("channel")];
            assert_eq!(sensor.pmt_id, row.number::<u32>("pmt_id"));
            // The JSON library reads some numbers one unit of their last bit off.
            let last_bit_m = if name.contains("json") { 1e-12 } else { 0.0 };
            let off_m = sensor.position_m.distance(position);
            assert!(off_m <= last_bit_m, "{name}: {off_m}");
            assert!(sensor.looks.distance(looks) < 1e-12, "{name}");
            assert_eq!(sensor.t0_ns, t0, "{name}");
            compared += 1;
        }
    }
    assert!(compared == 0 || compared >= 18, "{compared}");
}

/// The largest distances between photomultipliers and between modules of two detectors, in metres.
fn distances_m(a: &Detector, b: &Detector) -> (f64, f64) {
    assert_eq!(a.sensors().len(), b.sensors().len());
    assert_eq!(a.modules().len(), b.modules().len());
    let sensors = a.sensors().iter().zip(b.sensors());
    let sensors = sensors.map(|(a, b)| a.position_m.distance(b.position_m));
    let modules = a.modules().iter().zip(b.modules());
    let modules = modules.filter(|(a, _)| a.sensors > 0);
    let modules = modules.map(|(a, b)| a.position_m.distance(b.position_m));
    (sensors.fold(0.0, f64::max), modules.fold(0.0, f64::max))
}

/// Writes `detector` in all versions and in binary, reads each, and compares; modules without positions of their own
/// may be off by `modules_m`.
fn agrees_in_every_version(detector: &Detector, modules_m: f64) {
    let folder = tempfile::tempdir().unwrap();
    for version in 1..=5 {
        let path = folder.path().join(format!("v{version}.detx"));
        write_detx_version(&path, detector, version).unwrap();
        let loaded = nuscope_io::open(&path).unwrap();
        assert_eq!(loaded.format, format!("DETX detector v{version}"));
        let read = loaded.detector.unwrap();
        let (sensors, modules) = distances_m(detector, &read);
        assert_eq!(sensors, 0.0, "v{version}");
        let allowed_m = if version >= 4 { 0.0 } else { modules_m };
        assert!(modules <= allowed_m, "v{version}: {modules} m");
        assert_eq!(read.det_id, detector.det_id);
        assert_eq!(read.origin, detector.origin.clone().filter(|_| version > 1));
        assert_eq!(
            (read.has_t0, read.provenance),
            (detector.has_t0, detector.provenance)
        );
        for (a, b) in detector.modules().iter().zip(read.modules()) {
            let place =
                |m: &nuscope_model::Module| (m.id, m.string, m.floor, m.first_sensor, m.sensors);
            assert_eq!(place(a), place(b), "v{version}");
        }
        for (a, b) in detector.sensors().iter().zip(read.sensors()) {
            assert_eq!(
                (a.pmt_id, a.looks, a.t0_ns),
                (b.pmt_id, b.looks, b.t0_ns),
                "v{version}"
            );
            assert!(version < 3 || a.status == b.status);
        }
        // Bases of versions without positions stand below their strings, not somewhere else.
        let (low, high) = detector.bounds_m();
        let (read_low, read_high) = read.bounds_m();
        assert!(
            read_low.cmpge(low - 0.01).all() && read_high.cmple(high + 0.01).all(),
            "v{version}"
        );
    }
    let path = folder.path().join("binary.datx");
    write_datx(&path, detector).unwrap();
    let mut binary = (*open(&path)).clone();
    binary.name.clone_from(&detector.name);
    binary.medium = detector.medium;
    binary.warnings.clone_from(&detector.warnings);
    assert_eq!(&binary, detector);
}

#[test]
fn a_detector_is_the_same_in_five_versions_and_in_binary() {
    agrees_in_every_version(&simulate::layout::arca(1), 1e-9);
    for (name, modules_m) in [("km3net/detx/detx_v5.detx", 0.002), (DATX, 0.002)] {
        let Some(path) = data::real(name) else {
            continue;
        };
        agrees_in_every_version(&open(&path), modules_m);
    }
}

#[test]
fn real_twins_in_text_and_binary_agree_to_the_digits_of_the_text() {
    let twins = [
        "km3net/detx/KM3NeT_00000133_20221025.detx",
        "km3net/datx/KM3NeT_00000133_20221025.datx",
    ];
    let [Some(text), Some(binary)] = twins.map(data::real) else {
        return;
    };
    let (text, binary) = (open(&text), open(&binary));
    assert_eq!((text.det_id, &text.origin), (binary.det_id, &binary.origin));
    let (sensors, modules) = distances_m(&text, &binary);
    // Three decimals per coordinate.
    assert!(sensors < 0.0009 && modules < 0.0009, "{sensors} {modules}");
    for (a, b) in text.sensors().iter().zip(binary.sensors()) {
        assert_eq!((a.pmt_id, a.status), (b.pmt_id, b.status));
        assert!((a.t0_ns - b.t0_ns).abs() <= 0.000_51);
        assert!(a.looks.distance(b.looks) < 2e-6);
    }
    for (a, b) in text.modules().iter().zip(binary.modules()) {
        assert_eq!(
            (a.id, a.string, a.floor, a.status),
            (b.id, b.string, b.floor, b.status)
        );
    }
}

#[test]
fn the_published_detector_is_the_same_in_binary_and_in_json() {
    let [Some(binary), Some(json)] = [DATX, JSON].map(data::real) else {
        return;
    };
    let (binary, json) = (open(&binary), open(&json));
    assert!(binary.has_t0 && !json.has_t0);
    assert_eq!(binary.modules().len(), 399);
    for module in binary.modules() {
        let twin = json.module(module.id).unwrap();
        assert_eq!(
            (module.string, module.floor, module.sensors),
            (twin.string, twin.floor, twin.sensors)
        );
        assert!(module.position_m.distance(twin.position_m) < 1e-9);
        for (a, b) in binary.sensors_of(module).iter().zip(json.sensors_of(twin)) {
            assert!(a.position_m.distance(b.position_m) < 1e-9);
            assert!(a.looks.distance(b.looks) < 1e-9);
        }
    }
}

#[test]
fn the_detector_of_an_event_is_found_among_many() {
    let names = [
        "km3net/detx/KM3NeT_-00000001_20171212.detx",
        DATX,
        JSON,
        "km3net/detx/detx_v5.detx",
    ];
    let [Some(arca), Some(datx), Some(json), Some(orca)] = names.map(data::real) else {
        return;
    };
    let Some(event) = data::real(EVENT) else {
        return;
    };
    let event = nuscope_io::open(&event)
        .unwrap()
        .events
        .unwrap()
        .read(0)
        .unwrap();
    let detectors = [&arca, &orca, &json, &datx].map(|path| open(path));
    // The event names no detector, but its modules have numbers that no other detector can have.
    let (best, found) = best_match(&detectors, &event).unwrap();
    assert_eq!(
        (best, found.share_known, found.channels_known),
        (2, 1.0, 1.0)
    );
    assert_eq!((found.ids, found.verdict), (Ids::Unknown, Verdict::Sure));
    assert_eq!(detectors[0].matches_event(&event).verdict, Verdict::None);
}

#[test]
fn all_modules_of_a_wrong_block_are_doubtful() {
    // Both blocks number their photomultipliers from 1 to 64,170.
    let names = [
        "km3net/evt/example_numuCC.evt",
        "km3net/detx/km3net_jul13_90m_r1494_corrected.detx",
        "km3net/detx/orca_115strings_av20min17mhorizontal_18OMs_alt9mvertical_v2.detx",
    ];
    let [Some(events), Some(right), Some(wrong)] = names.map(data::real) else {
        return;
    };
    let event = nuscope_io::open(&events)
        .unwrap()
        .events
        .unwrap()
        .read(0)
        .unwrap();
    for path in [right, wrong] {
        let detector = open(&path);
        let found = detector.matches_event(&event);
        assert_eq!(found.share_known, 1.0);
        assert!(matches!(found.verdict, Verdict::Doubtful(_)), "{found:?}");
        let mut placed = event.clone();
        assert_eq!(placed.find_modules(&detector), 0);
        assert_eq!(placed.hits.len(), event.hits.len());
        assert_eq!(detector.share_known(&placed.hits), 1.0);
    }
}
