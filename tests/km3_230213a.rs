//! KM3-230213A, the event of the highest-energy neutrino seen so far, opens as it was published.
//!
//! Numbers: KM3NeT Collaboration 2025, Nature 638, 376, and the released files (CC BY 4.0). Its detector is
//! published twice, as DATX and as JSON: both must hang the event alike, to the pixel.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nuscope::document::Document;
use nuscope::picture::picture;
use nuscope::view::{Mode, View};
use nuscope_model::matching::Verdict;
use nuscope_model::{Detector, Event, Module, ModuleState, Sensor, SensorState};
use nuscope_tests::data;

fn files() -> Option<[PathBuf; 3]> {
    let real = |name: &str| data::real(&format!("km3net/KM3-230213A/{name}"));
    Some([
        real("KM3-230213A_allhits.json.gz")?,
        real("detector.dynamical.datx")?,
        real("detector.json.gz")?,
    ])
}

fn event(path: &Path) -> Event {
    let source = nuscope_io::open(path).unwrap().events.unwrap();
    assert_eq!(source.headers().len(), 1);
    source.read(0).unwrap()
}

fn detector(path: &Path) -> Arc<Detector> {
    nuscope_io::open(path).unwrap().detector.unwrap()
}

#[test]
fn it_has_all_hits_and_its_track() {
    let Some([event_file, datx, json]) = files() else {
        return;
    };
    let event = event(&event_file);
    assert_eq!((event.hits.len(), event.triggered_hits()), (28_086, 24_893));
    assert_eq!(event.header.hits, 28_086);
    let utc = event.header.utc.unwrap().to_string();
    assert_eq!(utc, "2023-02-13 01:16:47.728 UTC");
    let [track] = &event.tracks[..] else {
        panic!("{} tracks", event.tracks.len());
    };
    // 0.6° above the horizon: the published elevation.
    let elevation = track.direction.zenith_rad().to_degrees() - 90.0;
    assert!((elevation + 0.64).abs() < 0.02, "{elevation}");
    let at = (track.position_m - glam::DVec3::new(-245.44, 433.57, 279.93)).length();
    assert!(at < 0.01, "{at} m");
    for path in [datx, json] {
        let detector = detector(&path);
        let found = detector.matches_event(&event);
        assert_eq!(found.share_known, 1.0, "{path:?}");
        assert_eq!(found.verdict, Verdict::Sure, "{path:?}");
        let lost = event
            .hits
            .iter()
            .filter(|hit| detector.sensor(hit).is_none());
        assert_eq!(lost.count(), 0);
    }
}

#[test]
fn its_detector_as_datx_and_as_json_puts_every_hit_in_one_place() {
    let Some([event_file, datx, json]) = files() else {
        return;
    };
    let event = event(&event_file);
    let (datx, json) = (detector(&datx), detector(&json));
    let own = event.detector.as_ref().unwrap();
    let mut farthest = 0.0_f64;
    let mut own_farthest = 0.0_f64;
    for hit in &event.hits {
        let place = |detector: &Detector| detector.sensor(hit).unwrap().position_m;
        farthest = farthest.max(place(&datx).distance(place(&json)));
        own_farthest = own_farthest.max(place(&datx).distance(place(own)));
    }
    assert!(farthest < 1e-3, "{farthest} m between DATX and JSON");
    // The event's own positions were taken at its moment, the detector's a little aside.
    assert!(
        own_farthest < 0.05,
        "{own_farthest} m between detector and event"
    );
}

#[test]
fn it_is_the_same_picture_in_either_detector() {
    let Some([event_file, datx, json]) = files() else {
        return;
    };
    let drawn = [datx, json].map(|path| {
        let mut document = Document::default();
        for path in [&event_file, &path] {
            document = document.with(nuscope_io::open(path).unwrap(), &mut Vec::new());
        }
        document.show(0, event(&event_file));
        document.settle_detector();
        let used = document.detector.as_ref().unwrap();
        let opened = &document.detectors[0].detector;
        assert!(Arc::ptr_eq(used, opened), "the event's own is not taken");
        let mut view = View {
            mode: Mode::Event,
            ..View::default()
        };
        // Only one of the two says which photomultipliers are off.
        view.event.sensor_marks = false;
        picture(&document, &view, (400, 280)).unwrap()
    });
    let different = drawn[0]
        .pixels()
        .zip(drawn[1].pixels())
        .filter(|(a, b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 2))
        .count();
    assert_eq!(different, 0, "pixels of {}", drawn[0].pixels().len());
}

#[test]
fn its_detector_says_which_photomultipliers_are_off() {
    let Some([event_file, datx, _]) = files() else {
        return;
    };
    let (event, detector) = (event(&event_file), detector(&datx));
    // Counted in the bytes of the file: 1,081 words of 1 among 11,718; 19 modules without a compass.
    let off = |sensor: &Sensor| sensor.state() == SensorState::Disabled;
    let disabled = detector.sensors().iter().filter(|s| off(s)).count();
    assert_eq!((disabled, detector.sensors().len()), (1081, 11_718));
    let partly = |module: &&Module| module.state() == ModuleState::PartlyOff;
    let partly: Vec<_> = detector.modules().iter().filter(partly).collect();
    assert_eq!(partly.len(), 19);
    assert!(
        partly
            .iter()
            .all(|module| module.status_words() == ["compass off"])
    );
    // They are hardly hit: 9 % of the photomultipliers have 0.6 % of the hits.
    let hits = event.hits.iter().filter_map(|hit| detector.sensor(hit));
    assert_eq!(hits.filter(|sensor| off(sensor)).count(), 162);
}
