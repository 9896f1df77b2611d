//! A detector like IceCube with its 86 strings: a hexagonal grid, and a dense core with DeepCore's spacing.
//!
//! String k,j stands at `s0 + k a2 + (j - min(k, 4)) a1`, |a1| = |a2| = 124.7 m, 60° apart. Against a public
//! list of the real positions: median 1.7 m, 80 of 86 strings within 15 m, worst 31 m (where the surface was
//! occupied).

use glam::{DVec2, DVec3};
use nuscope_model::{Detector, Medium};

use super::{Name, Plan, build};

/// Modules on a string.
const FLOORS: i32 = 60;
/// Distance of neighbouring strings in metres, and the direction of a row in degrees.
const GRID: (f64, f64) = (124.7, 9.06);
/// First string of the first row, in metres.
const FIRST_M: DVec2 = DVec2::new(-256.1, -521.1);
/// Strings in each row.
const ROWS: [usize; 10] = [6, 7, 8, 9, 10, 10, 9, 8, 7, 4];
/// The strings of the dense core, in metres.
const CORE_M: [(f64, f64); 8] = [
    (31.0, -73.0),
    (72.0, -67.0),
    (42.0, 35.0),
    (107.0, 27.0),
    (113.0, -60.0),
    (57.0, -106.0),
    (-10.0, -80.0),
    (-11.0, 7.0),
];

/// All 86 strings; modules look straight down. Nothing in it is random, so the seed changes nothing.
pub fn icecube(_seed: u64) -> Detector {
    let (spacing_m, row_deg) = GRID;
    let along_m = spacing_m * DVec2::from_angle(row_deg.to_radians());
    let across_m = spacing_m * DVec2::from_angle((row_deg + 60.0).to_radians());
    let grid = ROWS.iter().enumerate().flat_map(|(k, &strings)| {
        (0..strings)
            .map(move |j| FIRST_M + k as f64 * across_m + (j as f64 - k.min(4) as f64) * along_m)
    });
    let core = CORE_M.into_iter().map(DVec2::from);
    let strings = grid
        .map(|foot_m| (foot_m, false))
        .chain(core.map(|foot_m| (foot_m, true)));
    let plans = strings.zip(1..).flat_map(|((foot_m, dense), string)| {
        (1..=FLOORS).map(move |floor| Plan {
            string,
            floor,
            position_m: foot_m.extend(height_m(FLOORS - floor, dense)),
            looks: vec![DVec3::NEG_Z],
        })
    });
    let name = Name {
        title: "IceCube-86-like detector (simulated)",
        det_id: -104,
        medium: Medium::ICE,
        origin: None,
    };
    build(name, 0.0, plans.collect())
}

/// Height of the module that has `above` others above it, in metres.
fn height_m(above: i32, dense: bool) -> f64 {
    match (dense, above) {
        (false, _) => 500.0 - 17.02 * f64::from(above),
        (true, 0..10) => 188.0 - 10.01 * f64::from(above),
        (true, _) => -159.4 - 7.01 * f64::from(above - 10),
    }
}
