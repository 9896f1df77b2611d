//! The light of KM3-230213A is due when public formulas say it is, at every one of its 28,086 hits.
//!
//! `km3_230213a_residuals.f64.gz` and `slewing_truth.csv` are made by the scripts beside them.
#![allow(clippy::unwrap_used)]

use std::io::Read as _;
use std::sync::Arc;

use nuscope::hit_values::HitValues;
use nuscope::view::HitQuantity;
use nuscope_model::coincidence::WINDOW_NS;
use nuscope_model::slewing::slewing_ns;
use nuscope_model::{Cherenkov, Coincidences, Detector, Event, Medium, Pulses};
use nuscope_tests::data;

fn event() -> Option<Event> {
    let path = data::real("km3net/KM3-230213A/KM3-230213A_allhits.json.gz")?;
    let source = nuscope_io::open(&path).unwrap().events.unwrap();
    Some(source.read(0).unwrap())
}

/// The light of its only track.
fn light(event: &Event, medium: Medium) -> Cherenkov {
    Cherenkov::of(&event.tracks[0], medium)
}

fn placed(event: &Event) -> &Detector {
    event.detector.as_deref().unwrap()
}

/// Rows of residual, distance, way of the photon, emission along the track, cosine of the impact angle.
fn truth() -> Vec<[f64; 5]> {
    let packed = std::fs::read(data::own("km3_230213a_residuals.f64.gz")).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_end(&mut bytes)
        .unwrap();
    let numbers: Vec<f64> = bytes
        .as_chunks::<8>()
        .0
        .iter()
        .map(|eight| f64::from_le_bytes(*eight))
        .collect();
    numbers.as_chunks::<5>().0.to_vec()
}

#[test]
fn every_residual_is_that_of_the_public_formulas() {
    let Some(event) = event() else { return };
    let (light, truth) = (light(&event, Medium::WATER), truth());
    assert_eq!((event.hits.len(), truth.len()), (28_086, 28_086));
    let mut worst = [0.0_f64; 5];
    for (hit, expected) in event.hits.iter().zip(&truth) {
        let sensor = placed(&event).sensor(hit).unwrap();
        let at = sensor.position_m;
        let found = [
            light.residual_ns(hit.time_ns, at),
            light.distance_m(at),
            light.photon_path_m(at),
            light.emission_along_track_m(at),
            light.cos_impact(at, sensor.looks),
        ];
        for (worst, (found, expected)) in worst.iter_mut().zip(found.iter().zip(expected)) {
            let off = (found - expected).abs();
            assert!(off.is_finite(), "{hit:?}");
            *worst = worst.max(off);
        }
    }
    println!("worst differences (ns, m, m, m, 1): {worst:?}");
    assert!(worst.iter().all(|worst| *worst < 1e-6), "{worst:?}");
}

#[test]
fn the_columns_of_the_display_hold_the_same_numbers() {
    let Some(event) = event() else { return };
    let (truth, event) = (truth(), Arc::new(event));
    let (detector, track) = (event.detector.clone(), event.tracks[0].clone());
    let values = HitValues::new(event, detector, Medium::WATER, Some(track));
    let column = |quantity| values.column(quantity).iter().copied().map(f64::from);
    let residuals = column(HitQuantity::Residual).zip(column(HitQuantity::Distance));
    let rows = residuals.zip(column(HitQuantity::ImpactAngle)).zip(&truth);
    for (((residual, distance), angle), row) in rows {
        // Seven digits each.
        assert!((residual - row[0]).abs() < 1e-3, "{residual} {row:?}");
        assert!((distance - row[1]).abs() < 1e-4, "{distance} {row:?}");
        let expected = 180.0 - row[4].clamp(-1.0, 1.0).acos().to_degrees();
        assert!((angle - expected).abs() < 1e-4, "{angle} {row:?}");
    }
    let saturated = column(HitQuantity::Amplitude).filter(|tot| *tot == 255.0);
    assert_eq!(saturated.count(), 1198);
}

#[test]
fn the_index_of_jpp_tells_the_same_times_to_sixteen_picoseconds() {
    let Some(event) = event() else { return };
    let (aanet, jpp) = (
        light(&event, Medium::WATER),
        light(&event, Medium::WATER_JPP),
    );
    let mut worst = (0.0_f64, 0.0_f64);
    for hit in &event.hits {
        let at = placed(&event).sensor(hit).unwrap().position_m;
        let off = (aanet.expected_ns(at) - jpp.expected_ns(at)).abs();
        worst = (worst.0.max(off), worst.1.max(aanet.distance_m(at)));
    }
    assert!((worst.0 - 0.016).abs() < 5e-4, "{} ns", worst.0);
    assert!((worst.1 - 517.0).abs() < 0.5, "{} m", worst.1);
}

#[test]
fn first_hits_come_a_few_nanoseconds_after_the_first_light() {
    let Some(event) = event() else { return };
    let light = light(&event, Medium::WATER);
    let first = Coincidences::new(&event.hits, WINDOW_NS).first_on_sensor;
    let residuals: Vec<f64> = event
        .hits
        .iter()
        .zip(&first)
        .filter(|(hit, first)| **first && hit.triggered())
        .map(|(hit, _)| {
            let at = placed(&event).sensor(hit).unwrap().position_m;
            light.residual_ns(hit.time_ns, at)
        })
        .collect();
    let within = |low: f64, high: f64| {
        let inside = residuals.iter().filter(|r| (low..=high).contains(*r));
        inside.count()
    };
    assert_eq!((residuals.len(), within(-5.0, 25.0)), (3566, 1600));
    let fullest =
        (-50..50).max_by_key(|bin| within(2.0 * f64::from(*bin), 2.0 * f64::from(bin + 1)));
    assert_eq!(fullest, Some(2), "bins of 2 ns");
}

#[test]
fn its_long_pulses_are_found_although_the_times_are_corrected() {
    let Some(event) = event() else { return };
    let pulses = Pulses::new(&event.hits, event.amplitude_unit);
    // The raw times of the file have 1,173 steps of exactly 255 ns after 255 ns over threshold.
    assert_eq!(pulses.merged_away(), 1173);
    assert_eq!(pulses.slewing_corrected, Some(true));
    assert_eq!(pulses.hits.len(), 28_086 - 1173);
    let total = |hits: &[nuscope_model::Hit]| -> f64 {
        hits.iter().map(|hit| f64::from(hit.amplitude)).sum()
    };
    assert_eq!(total(&pulses.hits), total(&event.hits));
    println!("{} chains", pulses.chains);
}

#[test]
fn the_correction_of_hit_times_is_the_one_in_the_public_file() {
    let text = std::fs::read_to_string(data::own("slewing_truth.csv")).unwrap();
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let (tot, slewing) = line.split_once(',').unwrap();
        let (tot, slewing): (f64, f64) = (tot.parse().unwrap(), slewing.parse().unwrap());
        assert_eq!(slewing_ns(tot), slewing, "{line}");
        rows += 1;
    }
    assert_eq!(rows, 252);
}
