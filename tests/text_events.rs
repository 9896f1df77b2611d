//! Events of JSON, `.evt` and IceCube text files hold what plain parsers find in them.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{AmplitudeUnit, Detector, Event, Hit, Provenance};
use nuscope_tests::data;
use nuscope_tests::table::{Row, Table};

const EVENT: &str = "km3net/KM3-230213A/KM3-230213A_allhits.json.gz";
const DATX: &str = "km3net/KM3-230213A/detector.dynamical.datx";
const JSON: &str = "km3net/KM3-230213A/detector.json.gz";

fn read(name: &str, event: usize) -> Option<Event> {
    let loaded = nuscope_io::open(&data::real(name)?).unwrap();
    Some(loaded.events.unwrap().read(event).unwrap())
}

fn vector(row: Row, from: usize) -> DVec3 {
    let [x, y, z] = [0, 1, 2].map(|i| row.number(&format!("v{}", from + i)));
    DVec3::new(x, y, z)
}

#[test]
fn events_hits_and_tracks_agree_with_plain_parsers() {
    let table = Table::read("text_events_truth.csv");
    let mut last: Option<(String, usize, Option<Event>)> = None;
    for row in table.rows() {
        let (name, number) = (row.text("file"), row.number::<usize>("event"));
        if last
            .as_ref()
            .is_none_or(|(file, event, _)| file != name || *event != number)
        {
            last = Some((name.to_owned(), number, read(name, number)));
        }
        let Some((_, _, Some(event))) = &last else {
            continue;
        };
        let count = |i: usize| row.number::<usize>(&format!("v{i}"));
        let number = |i: usize| row.number::<f64>(&format!("v{i}"));
        match row.text("kind") {
            "event" => {
                assert_eq!(
                    (event.hits.len(), event.header.hits),
                    (count(1), count(1)),
                    "{name}"
                );
                assert_eq!(
                    (event.triggered_hits(), event.mc_hits.len()),
                    (count(2), count(3))
                );
                assert_eq!(
                    (event.tracks.len(), event.mc_tracks.len()),
                    (count(4), count(5)),
                    "{name}"
                );
                let sum: f64 = event.hits.iter().map(|hit| hit.time_ns).sum();
                assert!(
                    (sum - number(6)).abs() <= 1e-10 * number(6).abs().max(1e3),
                    "{name}: {sum}"
                );
                let sum: f64 = event.hits.iter().map(|hit| f64::from(hit.amplitude)).sum();
                assert!((sum - number(7)).abs() <= 1e-6 * number(7), "{name}: {sum}");
            }
            "hit" => {
                let hit: &Hit = &event.hits[count(1)];
                assert_eq!(
                    (hit.module.0, hit.channel),
                    (row.number("v2"), row.number("v3"))
                );
                // The JSON library reads some numbers one unit of their last bit off.
                let last_bit_ns = if name.contains("json") { 1e-11 } else { 0.0 };
                assert!((hit.time_ns - number(4)).abs() <= last_bit_ns, "{name}");
                assert_eq!(hit.amplitude, number(5) as f32, "{name}");
                assert_eq!(u64::from(hit.triggered()), row.number::<u64>("v6"));
                if !row.text("v7").is_empty() {
                    let sensor = event.detector.as_ref().unwrap().sensor(hit).unwrap();
                    assert!(sensor.position_m.distance(vector(row, 7)) < 1e-6, "{name}");
                    assert!(sensor.looks.distance(vector(row, 10)) < 1e-6, "{name}");
                }
            }
            "track" => {
                let tracks = if event.tracks.is_empty() {
                    &event.mc_tracks
                } else {
                    &event.tracks
                };
                let track = &tracks[count(1)];
                assert!(track.position_m.distance(vector(row, 2)) < 1e-9, "{name}");
                assert!(
                    track.direction.travel().distance(vector(row, 5)) < 1e-12,
                    "{name}"
                );
                assert_eq!(track.time_ns, number(8), "{name}");
                let energy = track
                    .energy_gev
                    .map_or(String::new(), |energy| energy.to_string());
                let given = row
                    .text("v9")
                    .parse::<f64>()
                    .ok()
                    .filter(|energy| *energy > 0.0);
                assert_eq!(
                    energy,
                    given.map_or(String::new(), |energy| energy.to_string())
                );
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn km3_230213a_is_the_same_with_either_of_its_detectors() {
    let [Some(datx), Some(json)] = [DATX, JSON].map(data::real) else {
        return;
    };
    let Some(event) = read(EVENT, 0) else { return };
    let open = |path| -> Arc<Detector> { nuscope_io::open(path).unwrap().detector.unwrap() };
    let (datx, json) = (open(&datx), open(&json));
    assert_eq!((event.hits.len(), event.triggered_hits()), (28_086, 24_893));
    assert_eq!(event.provenance, Provenance::Recorded);
    assert_eq!(
        event.header.utc.unwrap().to_string(),
        "2023-02-13 01:16:47.728 UTC"
    );
    let own = event.detector.clone().unwrap();
    assert_eq!(own.modules().len(), 344);
    let mut furthest_m: f64 = 0.0;
    for hit in &event.hits {
        let place = |detector: &Detector| *detector.sensor(hit).unwrap();
        let (a, b, c) = (place(&datx), place(&json), place(&own));
        assert!(a.position_m.distance(b.position_m) < 1e-9);
        assert!(a.looks.distance(b.looks) < 1e-9);
        // The hits' own places come from another moment of the swaying strings.
        furthest_m = furthest_m.max(a.position_m.distance(c.position_m));
        let module = |detector: &Detector| {
            let module = detector.module(hit.module).unwrap();
            (module.string, module.floor)
        };
        assert_eq!(module(&datx), module(&own));
    }
    assert!((0.04..0.044).contains(&furthest_m), "{furthest_m} m");
    // What is calibrated already is left alone, whichever detector is asked.
    for detector in [&datx, &json] {
        let mut same = event.clone();
        assert_eq!(same.calibrate(detector), 0);
        assert_eq!(same, event);
    }
    let [track] = &event.tracks[..] else {
        panic!("{:?}", event.tracks)
    };
    assert_eq!(
        (track.name.as_str(), track.time_ns),
        ("JMuon", -1237.867378771305)
    );
}

#[test]
fn every_pulse_of_the_published_events_is_on_a_module_of_icecube() {
    let Some(geometry) = data::real("icecube/geometry/icebear_detector_config.txt") else {
        return;
    };
    let detector = nuscope_io::open(&geometry).unwrap().detector.unwrap();
    for (name, modules) in [("Ernie", 333), ("Kloppo", 762)] {
        let Some(event) = read(&format!("icecube/events/{name}.txt"), 0) else {
            continue;
        };
        assert_eq!(event.amplitude_unit, AmplitudeUnit::ChargePe);
        assert_eq!(detector.share_known(&event.hits), 1.0);
        let mut hit: Vec<_> = event.hits.iter().map(|hit| hit.module).collect();
        hit.sort_unstable();
        hit.dedup();
        assert_eq!(hit.len(), modules);
    }
}

/// Share of the hits within 100 m of the brightest muon that are within -10..20 ns of its light.
fn prompt_share(events: &[Event], detector: &Detector) -> f64 {
    let (mut near, mut prompt) = (0, 0);
    for event in events {
        let muons = event.mc_tracks.iter().filter(|track| track.name == "muon");
        let energy = |track: &&nuscope_model::Track| track.energy_gev.unwrap_or(0.0);
        let Some(muon) = muons.max_by(|a, b| energy(a).total_cmp(&energy(b))) else {
            continue;
        };
        for hit in &event.hits {
            let way = detector.sensor(hit).unwrap().position_m - muon.position_m;
            let along = way.dot(muon.direction.travel());
            let away = (way.length_squared() - along * along).max(0.0).sqrt();
            let k = detector.medium.k();
            let light_ns = muon.time_ns + (along + k * away) / nuscope_model::medium::C_M_PER_NS;
            let late_ns = hit.time_ns - light_ns;
            near += usize::from(away < 100.0);
            prompt += usize::from(away < 100.0 && (-10.0..20.0).contains(&late_ns));
        }
    }
    prompt as f64 / f64::from(near.max(1) as u32)
}

#[test]
fn hits_of_simulated_muons_lie_on_the_light_of_their_tracks() {
    let names = [
        "km3net/evt/example_numuCC.evt",
        "km3net/detx/km3net_jul13_90m_r1494_corrected.detx",
    ];
    let [Some(path), Some(detector)] = names.map(data::real) else {
        return;
    };
    let detector = nuscope_io::open(&detector).unwrap().detector.unwrap();
    let source = nuscope_io::open(&path).unwrap().events.unwrap();
    let events: Vec<Event> = (0..60)
        .map(|index| {
            let mut event = source.read(index).unwrap();
            assert_eq!(event.find_modules(&detector), 0);
            event
        })
        .collect();
    let share = prompt_share(&events, &detector);
    // Pure background would give 0.3 %.
    assert!(share > 0.05, "{share}");
    let mut moved = events;
    for track in moved.iter_mut().flat_map(|event| &mut event.mc_tracks) {
        track.position_m -= DVec3::new(13.887, 6.713, 405.932);
    }
    let share = prompt_share(&moved, &detector);
    assert!(share < 0.01, "{share}");
}
