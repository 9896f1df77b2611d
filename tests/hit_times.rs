//! What the times of hits are is found from real files: raw or with t0, corrected for slewing or not.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use nuscope_model::event::time_zero_ns;
use nuscope_model::track::best_track;
use nuscope_model::{AmplitudeUnit, Event, Pulses, Slewing};
use nuscope_tests::data;

/// The events of a file, at most ten.
fn events(name: &str) -> Option<Vec<Event>> {
    let path = data::real(name)?;
    let source = nuscope_io::open(&path).unwrap().events.unwrap();
    let count = source.headers().len().min(10);
    Some((0..count).map(|i| source.read(i).unwrap()).collect())
}

#[test]
fn files_are_told_apart_by_their_hits() {
    let offline = |name| format!("km3net/offline/{name}");
    for (name, raw, slewing) in [
        // Whole times, no places: raw. The second repeats tdc as t.
        (offline("km3net_offline.root"), true, Slewing::Missing),
        (offline("usr-sample.root"), true, Slewing::Missing),
        // A simulation whose t0 are all zero.
        (
            offline("mcv5.1.genhen_anumuNC.sirene.jte.jchain.aashower.sample.root"),
            false,
            Slewing::Missing,
        ),
        // t - tdc + slewing(ToT) is one number for each photomultiplier.
        (
            offline("orca6_offline_v9.2.root"),
            false,
            Slewing::Corrected,
        ),
        (
            "km3net/online/km3net_online.root".into(),
            true,
            Slewing::Missing,
        ),
        (
            "km3net/KM3-230213A/KM3-230213A_allhits.json.gz".into(),
            false,
            Slewing::Corrected,
        ),
        (
            "km3net/hdf5_orcasong/mupage.root.h5".into(),
            true,
            Slewing::Missing,
        ),
    ] {
        let Some(events) = events(&name) else {
            continue;
        };
        let mut told = 0;
        for event in events {
            assert_eq!(event.raw_times, raw, "{name}");
            // Where no photomultiplier has two hits of different length, nothing tells.
            if event.slewing != Slewing::Unknown || slewing == Slewing::Missing {
                assert_eq!(event.slewing, slewing, "{name}");
                told += 1;
            }
            // Chains of saturated hits tell too, where there are some.
            let pulses = Pulses::new(&event.hits, AmplitudeUnit::TotNs);
            if let Some(corrected) = pulses.slewing_corrected {
                assert_eq!(corrected, slewing == Slewing::Corrected, "{name}");
            }
        }
        assert!(told > 0, "{name}");
    }
}

/// How much later than its first triggered hit the best fit of an event is near its hits, in microseconds.
fn apart_us(event: &Event) -> f64 {
    let fit = &event.tracks[best_track(&event.tracks).unwrap()];
    (fit.time_ns - time_zero_ns(&event.hits)) / 1e3
}

#[test]
fn hits_and_fits_of_a_raw_file_meet_once_the_detector_is_known() {
    let detector = data::real("km3net/detx/km3net_offline.detx");
    let (Some(events), Some(detector)) = (events("km3net/offline/km3net_offline.root"), detector)
    else {
        return;
    };
    let open = |path: &Path| nuscope_io::open(path).unwrap().detector.unwrap();
    let detector = open(&detector);
    for mut event in events {
        assert!(apart_us(&event) > 200.0, "{} us", apart_us(&event));
        assert_eq!(event.calibrate(&detector), 0);
        assert!(apart_us(&event).abs() < 3.0, "{} us", apart_us(&event));
        assert!(!event.raw_times && event.slewing == Slewing::Corrected);
    }
}

/// Median of the differences between hits and the nearest photo-electron on their photomultiplier, in nanoseconds,
/// of pulses shorter and longer than a single photo-electron's.
fn delays_ns(events: &[Event], detector: &nuscope_model::Detector) -> [f64; 2] {
    let mut delays: [Vec<f64>; 2] = Default::default();
    for event in events {
        for hit in &event.hits {
            let Some(sensor) = detector.sensor(hit) else {
                continue;
            };
            let photons = event.mc_hits.iter().filter(|p| p.pmt_id == sensor.pmt_id);
            let delay = photons
                .map(|photon| hit.time_ns - photon.time_ns)
                .min_by(|a, b| a.abs().total_cmp(&b.abs()));
            if let Some(delay) = delay.filter(|delay| delay.abs() < 20.0) {
                match hit.amplitude {
                    tot if tot < 18.0 => delays[0].push(delay),
                    tot if tot > 40.0 => delays[1].push(delay),
                    _ => {}
                }
            }
        }
    }
    delays.map(|mut delays| {
        delays.sort_by(f64::total_cmp);
        delays[delays.len() / 2]
    })
}

#[test]
fn the_correction_brings_small_and_large_pulses_of_a_simulation_together() {
    let name = "km3net/offline/mcv5.1.genhen_anumuNC.sirene.jte.jchain.aashower.sample.root";
    let detector = data::real("km3net/detx/KM3NeT_-00000001_20171212.detx");
    let (Some(mut events), Some(detector)) = (events(name), detector) else {
        return;
    };
    let detector = nuscope_io::open(&detector).unwrap().detector.unwrap();
    let [small, large] = delays_ns(&events, &detector);
    assert!(small - large > 2.5, "{small} ns and {large} ns");
    for event in &mut events {
        event.calibrate(&detector);
    }
    let [small, large] = delays_ns(&events, &detector);
    assert!((small - large).abs() < 2.0, "{small} ns and {large} ns");
}
