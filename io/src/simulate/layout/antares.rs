//! A detector like ANTARES: 12 lines of 25 storeys (one of 20), each with three 10-inch sensors.
//!
//! Source: published figures (Ageron et al. 2011, Nucl. Instrum. Meth. A 656, 11); there was no file to check.

use glam::DVec2;
use nuscope_model::{Detector, Medium, detector::UtmOrigin};

use super::{Name, Plan, build};
use crate::simulate::km3net_module::unit_vector;
use crate::simulate::random::{Draw, Purpose, stream};

/// Distance of a sensor from the axis of its storey, in metres.
const SENSOR_RADIUS_M: f64 = 0.5;

/// Twelve lines on two circles; sensors look 45° below the horizon, 120° apart.
pub fn antares(seed: u64) -> Detector {
    let mut rng = stream(seed, Purpose::Layout, 0);
    let circle = |lines: i32, radius_m: f64, first_deg: f64| {
        (0..lines).map(move |k| {
            let azimuth_deg = first_deg + f64::from(360 * k / lines);
            radius_m * DVec2::from_angle(azimuth_deg.to_radians())
        })
    };
    let feet_m: Vec<DVec2> = circle(4, 44.0, 45.0)
        .chain(circle(8, 96.0, 22.5))
        .map(|foot_m| foot_m + DVec2::new(rng.normal(0.0, 2.0), rng.normal(0.0, 2.0)))
        .collect();
    let mut plans = Vec::new();
    for (foot_m, string) in feet_m.into_iter().zip(1..) {
        let storeys = if string == 12 { 20 } else { 25 };
        for floor in 1..=storeys {
            let turn_deg = rng.between(0.0, 360.0);
            plans.push(Plan {
                string,
                floor,
                position_m: foot_m.extend(100.0 + 14.5 * f64::from(floor - 1)),
                looks: [0.0, 120.0, 240.0]
                    .map(|azimuth_deg| unit_vector(135.0, turn_deg + azimuth_deg))
                    .to_vec(),
            });
        }
    }
    let name = Name {
        title: "ANTARES-like detector (simulated)",
        det_id: -103,
        medium: Medium::WATER,
        origin: Some(UtmOrigin {
            zone: "32N".to_owned(),
            easting_m: 268_221.6,
            northing_m: 4_742_381.9,
            height_m: -2500.0,
        }),
    };
    build(name, SENSOR_RADIUS_M, plans)
}
