//! KM3NeT building blocks: 115 strings of 18 modules, wide apart (ARCA) or close together (ORCA).

use std::f64::consts::TAU;

use glam::{DVec2, DVec3};
use nuscope_model::{Detector, Medium, detector::UtmOrigin};

use super::{Name, Plan, build};
use crate::simulate::km3net_module::{PMT_RADIUS_M, directions};
use crate::simulate::random::{Draw, Purpose, stream};

/// Number of strings in a block.
const STRINGS: usize = 115;
/// Number of modules on a string.
const FLOORS: i32 = 18;

/// Rings of the ARCA block: number of strings, radius in metres, azimuth of the first in degrees.
/// Source: own reading of the public file of a 115-string block.
const ARCA_RINGS: [(usize, f64, f64); 7] = [
    (2, 46.0, 30.0),
    (6, 117.0, 30.0),
    (12, 192.0, 10.0),
    (18, 270.0, 5.0),
    (24, 358.0, 2.0),
    (30, 450.0, 0.0),
    (23, 531.0, 8.0),
];

/// From the middle of one ARCA block to that of the other, in metres: they stand clear of each other.
const ARCA_BLOCKS_APART_M: f64 = 1200.0;

/// A block like KM3NeT/ARCA's: strings about 90 m apart, modules every 36 m.
pub fn arca(seed: u64) -> Detector {
    arca_of(&[0.0], "ARCA-like block (simulated)", -101, seed)
}

/// The whole of an ARCA-like telescope: two blocks, 128,340 photomultipliers.
///
/// Source for the number of blocks: KM3NeT 2.0 letter of intent, 2016.
pub fn arca_two_blocks(seed: u64) -> Detector {
    let east_m = [0.0, ARCA_BLOCKS_APART_M];
    arca_of(&east_m, "ARCA-like, two blocks (simulated)", -105, seed)
}

/// Blocks whose middles stand so far east of the origin.
fn arca_of(blocks_east_m: &[f64], title: &'static str, det_id: i32, seed: u64) -> Detector {
    let ring = |&(strings, radius_m, first_deg): &(usize, f64, f64)| {
        (0..strings).map(move |k| {
            let azimuth_deg = first_deg + 360.0 * k as f64 / strings as f64;
            radius_m * DVec2::from_angle(azimuth_deg.to_radians())
        })
    };
    let rings = blocks_east_m.iter().flat_map(|east_m| {
        let feet_m = ARCA_RINGS.iter().flat_map(ring);
        feet_m.map(|foot_m| foot_m + DVec2::new(*east_m, 0.0))
    });
    let name = Name {
        title,
        det_id,
        medium: Medium::WATER,
        origin: Some(UtmOrigin {
            zone: "33N".to_owned(),
            easting_m: 587_600.0,
            northing_m: 4_016_800.0,
            height_m: -3450.0,
        }),
    };
    block(name, seed, rings.collect(), 5.0, 65.0, 36.0)
}

/// A block like KM3NeT/ORCA's: strings about 20 m apart, modules every 9.3 m.
pub fn orca(seed: u64) -> Detector {
    let spacing_m = 20.2;
    let middle_m = DVec2::splat(spacing_m / 4.0);
    let mut feet_m: Vec<DVec2> = (-9..10)
        .flat_map(|i| (-9..10).map(move |j: i32| (i, j)))
        .map(|(i, j)| {
            let across = f64::from(i) + 0.5 * f64::from(j.rem_euclid(2));
            spacing_m * DVec2::new(across, f64::from(j) * 0.75_f64.sqrt())
        })
        .collect();
    feet_m.sort_by(|a, b| a.distance(middle_m).total_cmp(&b.distance(middle_m)));
    feet_m.truncate(STRINGS);
    let name = Name {
        title: "ORCA-like block (simulated)",
        det_id: -102,
        medium: Medium::WATER,
        origin: Some(UtmOrigin {
            zone: "32N".to_owned(),
            easting_m: 256_500.0,
            northing_m: 4_743_000.0,
            height_m: -2440.0,
        }),
    };
    block(name, seed, feet_m, 0.9, 38.0, 9.33)
}

/// A block on these feet: each is moved by a normal `jitter_m` per axis, each module turned freely.
fn block(
    name: Name,
    seed: u64,
    feet_m: Vec<DVec2>,
    jitter_m: f64,
    lowest_m: f64,
    spacing_m: f64,
) -> Detector {
    let mut rng = stream(seed, Purpose::Layout, 0);
    let looks = directions();
    let mut plans = Vec::with_capacity(feet_m.len() * FLOORS as usize);
    for (foot_m, string) in feet_m.into_iter().zip(1..) {
        let moved = DVec2::new(rng.normal(0.0, jitter_m), rng.normal(0.0, jitter_m));
        for floor in 1..=FLOORS {
            let turn = DVec2::from_angle(rng.between(0.0, TAU));
            let height_m = lowest_m + spacing_m * f64::from(floor - 1);
            plans.push(Plan {
                string,
                floor,
                position_m: (foot_m + moved).extend(height_m),
                looks: looks.iter().map(|look| turned(*look, turn)).collect(),
            });
        }
    }
    build(name, PMT_RADIUS_M, plans)
}

/// `look` after a turn about the vertical by the angle of the unit vector `turn`.
fn turned(look: DVec3, turn: DVec2) -> DVec3 {
    turn.rotate(look.truncate()).extend(look.z)
}
