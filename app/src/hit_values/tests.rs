//! Tests of the columns and cuts, by value, on a small detector and event.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::view::{Coincidence, Cuts, HitLook};
use glam::DVec3;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_model::{AmplitudeUnit, Direction, McHit, Module, ModuleId, Sensor};
use proptest::prelude::*;

const WATER: Medium = Medium::WATER;

/// Two modules of two photomultipliers, looking along -x and +x, at x = 30 m and x = 60 m.
fn detector() -> Detector {
    let module = |i: u32| Module {
        id: ModuleId(100 + i),
        string: 4 + i as i32,
        floor: 7,
        position_m: DVec3::new(30.0 * f64::from(1 + i), 0.0, 0.0),
        first_sensor: 2 * i,
        sensors: 2,
        status: 0,
    };
    let sensor = |i: u32| Sensor {
        pmt_id: 40 + i,
        position_m: DVec3::new(30.0 * f64::from(1 + i / 2), 0.0, 0.0),
        looks: [DVec3::NEG_X, DVec3::X][i as usize % 2],
        t0_ns: 0.0,
        status: 0,
    };
    let sensors = (0..4).map(sensor).collect();
    Detector::new("made", vec![module(0), module(1)], sensors)
}

/// A muon straight up through the origin at 1000 ns.
fn muon() -> Track {
    let direction = Direction::from_travel(DVec3::Z).unwrap();
    Track {
        name: "JMuon".into(),
        ..Track::line(DVec3::ZERO, direction, 1000.0)
    }
}

fn hit(module: u32, channel: u8, time_ns: f64, tot_ns: f32, trigger_mask: u64) -> Hit {
    Hit {
        module: ModuleId(module),
        channel,
        time_ns,
        amplitude: tot_ns,
        trigger_mask,
    }
}

fn photon(pmt_id: u32, time_ns: f64, origin: i64) -> McHit {
    McHit {
        pmt_id,
        time_ns,
        charge_pe: 1.0,
        origin,
    }
}

/// Five hits in the detector, one outside it; the second and the fourth are one pulse.
pub(crate) fn values() -> HitValues {
    let event = Event {
        hits: vec![
            hit(100, 0, 1100.0, 30.0, 16),
            hit(101, 1, 1205.0, 255.0, 0),
            hit(100, 1, 1105.0, 20.0, 0),
            hit(101, 1, 1460.0, 12.0, 2),
            hit(100, 0, 1300.0, 4.0, 0),
            hit(999, 0, 1000.0, 9.0, 0),
        ],
        mc_hits: vec![
            photon(40, 1098.0, 3),
            photon(40, 1091.0, 8),
            photon(43, 1240.0, 5),
            photon(41, 1105.0, 6),
            photon(40, f64::NAN, 9),
        ],
        time_zero_ns: 1000.0,
        ..Event::default()
    };
    let detector = Some(Arc::new(detector()));
    HitValues::new(Arc::new(event), detector, WATER, Some(muon()))
}

/// A column with -1 for hits without a value.
fn column(values: &HitValues, quantity: HitQuantity) -> Vec<f32> {
    let column = values.column(quantity).iter();
    column.map(|v| if v.is_nan() { -1.0 } else { *v }).collect()
}

#[test]
fn every_quantity_has_its_value() {
    let values = values();
    let column = |quantity| column(&values, quantity);
    assert_eq!(
        column(HitQuantity::Time),
        [100.0, 205.0, 105.0, 460.0, 300.0, 0.0]
    );
    assert_eq!(
        column(HitQuantity::Amplitude),
        [30.0, 255.0, 20.0, 12.0, 4.0, 9.0]
    );
    assert_eq!(
        column(HitQuantity::Trigger),
        [4.0, -1.0, -1.0, 1.0, -1.0, -1.0]
    );
    assert_eq!(
        column(HitQuantity::Multiplicity),
        [2.0, 1.0, 2.0, 1.0, 1.0, 1.0]
    );
    assert_eq!(column(HitQuantity::String), [4.0, 5.0, 4.0, 5.0, 4.0, -1.0]);
    assert_eq!(column(HitQuantity::Floor), [7.0, 7.0, 7.0, 7.0, 7.0, -1.0]);
    assert_eq!(column(HitQuantity::Channel), [0.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    assert_eq!(
        column(HitQuantity::Distance),
        [30.0, 60.0, 30.0, 60.0, 30.0, -1.0]
    );
    // The nearest photo-electron within 20 ns: 2 ns before the first hit, none near the second.
    assert_eq!(
        column(HitQuantity::Origin),
        [3.0, -1.0, 6.0, -1.0, -1.0, -1.0]
    );
}

#[test]
fn residuals_and_angles_follow_the_light_of_the_track() {
    let values = values();
    let residual = column(&values, HitQuantity::Residual);
    let due = |d: f64| 1000.0 + WATER.k() * d / C_M_PER_NS;
    assert!((f64::from(residual[0]) - (1100.0 - due(30.0))).abs() < 1e-4);
    assert!((f64::from(residual[3]) - (1460.0 - due(60.0))).abs() < 1e-4);
    // Light comes along +x and up under the Cherenkov angle: sensors that look to -x see it from ahead.
    let angle = column(&values, HitQuantity::ImpactAngle);
    let ahead = 90.0 - WATER.cherenkov_angle_rad().to_degrees();
    assert!((f64::from(angle[0]) - ahead).abs() < 1e-4);
    assert!((f64::from(angle[2]) - (180.0 - ahead)).abs() < 1e-4);
    assert!(angle[5] < 0.0);
}

#[test]
fn from_another_track_only_the_light_is_new() {
    let values = values();
    values.warm();
    values.column(HitQuantity::Residual);
    let mut shower = muon();
    shower.shape = TrackShape::Shower;
    let other = values.seen_from(Medium::ICE, Some(shower));
    for quantity in HitQuantity::ALL {
        let same = Arc::ptr_eq(values.column(quantity), other.column(quantity));
        assert_eq!(same, !quantity.of_track(), "{quantity:?}");
    }
    let due = 1000.0 + 30.0 * Medium::ICE.n_group / C_M_PER_NS;
    let residual = f64::from(other.column(HitQuantity::Residual)[0]);
    assert!((residual - (1100.0 - due)).abs() < 1e-4);
    let nowhere = values.seen_from(WATER, None);
    assert!(
        column(&nowhere, HitQuantity::Residual)
            .iter()
            .all(|v| *v == -1.0)
    );
}

#[test]
fn merged_pulses_stand_where_they_begin_and_hide_their_other_pieces() {
    let merged = values().merging(true);
    assert_eq!(
        column(&merged, HitQuantity::Amplitude),
        [30.0, 267.0, 20.0, 12.0, 4.0, 9.0]
    );
    assert_eq!(column(&merged, HitQuantity::Trigger)[1], 1.0);
    let shown = ShownHits::new(&merged, &Cuts::default());
    assert_eq!(shown.passes, [true, true, true, false, true, true]);
    assert_eq!((shown.count, shown.hidden), (5, vec![(Cut::Merged, 1)]));
    let cuts = Cuts {
        triggered: true,
        ..Cuts::default()
    };
    assert_eq!(
        ShownHits::new(&merged, &cuts).passes,
        [true, true, false, false, false, false]
    );
    let apart = merged.merging(false);
    assert_eq!(column(&apart, HitQuantity::Amplitude)[1], 255.0);
    assert_eq!(ShownHits::new(&apart, &Cuts::default()).count, 6);
}

#[test]
fn each_cut_hides_what_it_says() {
    let values = values();
    let shown = |cuts: Cuts| {
        let shown = ShownHits::new(&values, &cuts);
        let places: Vec<usize> = (0..6).filter(|place| shown.passes[*place]).collect();
        assert_eq!(shown.count, places.len());
        (places, shown.hidden)
    };
    let none = Cuts::default;
    assert_eq!(shown(none()), ((0..6).collect(), vec![]));
    let (places, hidden) = shown(Cuts {
        triggered: true,
        ..none()
    });
    assert_eq!((places, hidden), (vec![0, 3], vec![(Cut::Triggered, 4)]));
    assert_eq!(
        shown(Cuts {
            trigger_bits: 2,
            ..none()
        })
        .0,
        [3]
    );
    assert_eq!(
        shown(Cuts {
            amplitude: Some((20.0, 255.0)),
            ..none()
        })
        .0,
        [0, 1, 2]
    );
    assert_eq!(
        shown(Cuts {
            time_ns: Some((105.0, 300.0)),
            ..none()
        })
        .0,
        [1, 2, 4]
    );
    assert_eq!(
        shown(Cuts {
            first_of_sensor: true,
            ..none()
        })
        .0,
        [0, 1, 2, 5]
    );
    // The stranger has no place, and so no residual.
    let all = (f32::NEG_INFINITY, f32::INFINITY);
    assert_eq!(
        shown(Cuts {
            residual_ns: Some(all),
            ..none()
        })
        .0,
        [0, 1, 2, 3, 4]
    );
    let pair = |window_ns| Cuts {
        coincidence: Some(Coincidence {
            at_least: 2,
            window_ns,
        }),
        ..none()
    };
    assert_eq!(shown(pair(10.0)).0, [0, 2]);
    assert_eq!(shown(pair(4.0)).0, [] as [usize; 0]);
    assert_eq!(shown(pair(4.0)).0, [] as [usize; 0]);
    assert_eq!(shown(pair(200.0)).0, [0, 2, 4]);
    let both = Cuts {
        amplitude: Some((20.0, 255.0)),
        triggered: true,
        ..none()
    };
    let (places, hidden) = shown(both);
    assert_eq!(places, [0]);
    assert_eq!(hidden, [(Cut::Triggered, 4), (Cut::Amplitude, 3)]);
}

#[test]
fn without_a_detector_or_hits_nothing_breaks() {
    let values = values();
    let event = Arc::clone(&values.event);
    let nowhere = HitValues::new(event, None, WATER, Some(muon()));
    nowhere.warm();
    assert_eq!(column(&nowhere, HitQuantity::Distance), [-1.0; 6]);
    assert_eq!(column(&nowhere, HitQuantity::Multiplicity)[0], 2.0);
    let empty = HitValues::new(Arc::default(), None, WATER, None).merging(true);
    for quantity in HitQuantity::ALL {
        assert!(empty.column(quantity).is_empty());
    }
    assert_eq!(ShownHits::new(&empty, &Cuts::default()).count, 0);
    assert_eq!(empty.pulse(0), None);
}

/// Times and amplitudes as files may hold them.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -5e3..5e3_f64,
        1 => Just(255.0),
        1 => prop_oneof![
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(f64::NEG_INFINITY),
            Just(f64::MAX),
        ],
    ]
}

proptest! {
    #[test]
    fn whatever_hits_and_tracks_hold_every_hit_has_a_row_and_every_cut_an_answer(
        rows in prop::collection::vec((98..104_u32, 0..4_u8, number(), number(), 0..40_u64), 0..40),
        track in (number(), number(), number(), number()),
        limits in (number(), number()),
        (merged, stacked, charge) in any::<(bool, bool, bool)>(),
    ) {
        let hits = rows.iter().map(|&(module, channel, time_ns, tot, mask)| {
            hit(module, channel, time_ns, tot as f32, mask)
        });
        let event = Event {
            hits: hits.collect(),
            mc_hits: rows.iter().map(|row| photon(row.0 - 60, row.3, 2)).collect(),
            amplitude_unit: if charge { AmplitudeUnit::ChargePe } else { AmplitudeUnit::TotNs },
            time_zero_ns: track.3,
            ..Event::default()
        };
        let mut reference = muon();
        reference.position_m = DVec3::new(track.0, track.1, track.2);
        reference.time_ns = track.3;
        let detector = Some(Arc::new(detector()));
        let values = HitValues::new(Arc::new(event), detector, WATER, Some(reference)).merging(merged);
        let range = Some((limits.0 as f32, limits.1 as f32));
        let cuts = Cuts {
            time_ns: range,
            residual_ns: range,
            amplitude: range,
            first_of_sensor: true,
            coincidence: Some(Coincidence { at_least: 2, window_ns: limits.0 as f32 }),
            ..Cuts::default()
        };
        let shown = ShownHits::new(&values, &cuts);
        prop_assert_eq!(shown.passes.len(), rows.len());
        prop_assert!(shown.hidden.iter().all(|(_, hidden)| rows.len() - hidden >= shown.count));
        let everything = ShownHits::new(&values, &Cuts::default());
        for quantity in HitQuantity::ALL {
            prop_assert_eq!(values.column(quantity).len(), rows.len());
            let look = HitLook { color_by: quantity, size_by: quantity, stacked, ..HitLook::default() };
            let placed = crate::scene::hits::hits(&values, &everything, &look);
            prop_assert!(placed.points.iter().all(|point| point.radius_m.is_finite()));
            prop_assert_eq!(placed.unplaced, values.sensors().iter().filter(|s| s.is_none()).count());
        }
    }
}
