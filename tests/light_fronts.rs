//! Every front of light that is drawn is at a photomultiplier when its light is expected there.
//!
//! The surface is computed from nothing but the numbers that the GPU draws from; the expected time from the model.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope::scene::light_front::{ahead_of_front_m, front};
use nuscope_model::{Cherenkov, Detector, Emission, Event, Medium, Track};
use nuscope_tests::data;

/// Residuals within this are those of direct light, in nanoseconds.
const DIRECT_NS: f64 = 10.0;

/// How many photomultipliers with direct light the front of a track was at, and how far off it was at most.
fn touched(event: &Event, detector: &Detector, track: &Track) -> (usize, f64) {
    let medium = Medium::of(detector);
    let zero_ns = event.time_zero_ns;
    let front = front(track, zero_ns, detector, medium, [255; 4], 1).unwrap();
    let light = Cherenkov::of(track, medium);
    let (mut count, mut worst_m) = (0, 0.0_f64);
    for hit in &event.hits {
        let Some(sensor) = detector.sensor(hit) else {
            continue;
        };
        let at = sensor.position_m;
        let direct = light.residual_ns(hit.time_ns, at).abs() < DIRECT_NS
            && light.emission(at) == Emission::OnTrack;
        if !direct {
            continue;
        }
        let cursor_ns = (light.expected_ns(at) - zero_ns) as f32;
        let point = (at - detector.center_m()).as_vec3();
        worst_m = worst_m.max(ahead_of_front_m(&front, cursor_ns, point).abs());
        count += 1;
    }
    (count, worst_m)
}

#[test]
fn the_front_of_km3_230213a_is_where_its_direct_light_was_seen() {
    let Some(path) = data::real("km3net/KM3-230213A/KM3-230213A_allhits.json.gz") else {
        return;
    };
    let event = nuscope_io::open(&path)
        .unwrap()
        .events
        .unwrap()
        .read(0)
        .unwrap();
    let detector = event.detector.clone().unwrap();
    let (count, worst_m) = touched(&event, &detector, &event.tracks[0]);
    println!("{count} hits, at most {worst_m:.1e} m");
    assert!(count > 1000, "{count}");
    assert!(worst_m < 1e-3, "{worst_m} m");
}

#[test]
fn the_fronts_of_the_demos_are_where_their_direct_light_was_seen() {
    for demo in ["demo:muon", "demo:cascade", "demo:orca"] {
        let loaded = nuscope_io::open(Path::new(demo)).unwrap();
        let event = loaded.events.unwrap().read(0).unwrap();
        let detector = loaded.detector.unwrap();
        let tracks = event.tracks.iter().chain(&event.mc_tracks);
        let mut all = 0;
        for track in tracks {
            let (count, worst_m) = touched(&event, &detector, track);
            assert!(worst_m < 1e-3, "{demo}: {} {worst_m} m", track.name);
            all += count;
        }
        println!("{demo}: {all} hits");
        assert!(all > 20, "{demo}: {all} hits");
    }
}
