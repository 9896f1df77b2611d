//! Detectors like the real ones: where their modules hang, from a few rules and a seed.
//!
//! They stand in for real detector files in the demo and the tests and say "simulated" in their names. The
//! rules were read off public files (KM3NeT, IceCube) or published figures (ANTARES). Modules are numbered `100
//! × string + floor`, floors from 1 at the bottom; detector numbers are negative, as no real one is but a
//! simulation's.

mod antares;
mod icecube;
mod km3net;

pub use antares::antares;
pub use icecube::icecube;
pub use km3net::{arca, arca_two_blocks, orca};

use glam::DVec3;
use nuscope_model::detector::UtmOrigin;
use nuscope_model::{Detector, Medium, Module, ModuleId, Provenance, Sensor};

/// A module that is about to be built: string, floor, position, and where its sensors look.
struct Plan {
    string: i32,
    floor: i32,
    position_m: DVec3,
    looks: Vec<DVec3>,
}

/// What a layout is called, and where it is.
struct Name {
    title: &'static str,
    det_id: i32,
    medium: Medium,
    origin: Option<UtmOrigin>,
}

/// Builds a detector whose sensors sit `sensor_radius_m` from the centre of their module.
fn build(name: Name, sensor_radius_m: f64, plans: Vec<Plan>) -> Detector {
    let mut modules = Vec::with_capacity(plans.len());
    let mut sensors = Vec::new();
    for plan in plans {
        let first_sensor = sensors.len() as u32;
        sensors.extend(
            plan.looks
                .iter()
                .zip(first_sensor..)
                .map(|(look, i)| Sensor {
                    pmt_id: i + 1,
                    position_m: plan.position_m + sensor_radius_m * *look,
                    looks: *look,
                    t0_ns: 0.0,
                    status: 0,
                }),
        );
        modules.push(Module {
            id: ModuleId((100 * plan.string + plan.floor) as u32),
            string: plan.string,
            floor: plan.floor,
            position_m: plan.position_m,
            first_sensor,
            sensors: plan.looks.len() as u32,
            status: 0,
        });
    }
    let mut detector = Detector::new(name.title, modules, sensors);
    detector.det_id = Some(name.det_id);
    detector.medium = name.medium;
    detector.origin = name.origin;
    detector.provenance = Provenance::Simulated;
    detector
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn layouts() -> [Detector; 5] {
        [arca(1), arca_two_blocks(1), orca(1), antares(1), icecube(1)]
    }

    /// Smallest, mean and largest horizontal distance of a string to its nearest neighbour, in metres.
    fn neighbour_distance_m(detector: &Detector) -> (f64, f64, f64) {
        let feet: Vec<_> = detector
            .modules()
            .iter()
            .filter(|module| module.floor == 1)
            .map(|module| module.position_m.truncate())
            .collect();
        let nearest = feet.iter().enumerate().map(|(i, a)| {
            let others = feet.iter().enumerate().filter(|(j, _)| i != *j);
            others.map(|(_, b)| a.distance(*b)).fold(f64::MAX, f64::min)
        });
        let (low, sum, high) = nearest.fold((f64::MAX, 0.0, 0.0_f64), |(low, sum, high), d| {
            (low.min(d), sum + d, high.max(d))
        });
        (low, sum / feet.len() as f64, high)
    }

    #[test]
    fn layouts_have_the_counts_of_the_real_detectors() {
        let counts: Vec<_> = layouts()
            .iter()
            .map(|d| (d.modules().len(), d.sensors().len()))
            .collect();
        assert_eq!(
            counts,
            [
                (2070, 64_170),
                (4140, 128_340),
                (2070, 64_170),
                (295, 885),
                (5160, 5160)
            ]
        );
    }

    #[test]
    fn every_layout_says_that_it_is_simulated() {
        for detector in layouts() {
            assert_eq!(detector.provenance, Provenance::Simulated);
            assert!(detector.name.ends_with("(simulated)"), "{}", detector.name);
            assert!(detector.det_id.unwrap() < 0);
        }
    }

    #[test]
    fn modules_have_numbers_of_their_own_and_sensors_in_order() {
        for detector in layouts() {
            let mut ids: Vec<_> = detector.modules().iter().map(|module| module.id).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), detector.modules().len());
            assert!(detector.modules().iter().all(|module| module.floor >= 1));
            assert!(
                detector
                    .sensors()
                    .iter()
                    .zip(1..)
                    .all(|(sensor, i)| sensor.pmt_id == i)
            );
        }
    }

    #[test]
    fn strings_stand_as_far_apart_as_in_the_real_detectors() {
        // Public files: ARCA 61/83/100 m, ORCA 16.9/18.3/21.1 m, and published figures for ANTARES.
        let (low, mean, high) = neighbour_distance_m(&arca(1));
        assert!(
            low > 55.0 && (80.0..88.0).contains(&mean) && high < 110.0,
            "{low} {mean} {high}"
        );
        let (low, mean, high) = neighbour_distance_m(&orca(1));
        assert!(
            low > 15.0 && (18.0..20.0).contains(&mean) && high < 22.5,
            "{low} {mean} {high}"
        );
        let (low, mean, high) = neighbour_distance_m(&antares(1));
        assert!(
            low > 50.0 && (56.0..66.0).contains(&mean) && high < 72.0,
            "{low} {mean} {high}"
        );
    }

    #[test]
    fn another_seed_moves_the_strings() {
        assert_eq!(arca(1), arca(1));
        assert_ne!(
            arca(1).modules()[0].position_m,
            arca(2).modules()[0].position_m
        );
    }
}
