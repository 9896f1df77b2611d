//! A detector from the hits of one event whose file says where each of them was.
//!
//! It holds what was hit and nothing else. Channels of a module that no hit names are put at its centre and look
//! nowhere, so that a channel stays its place within its module.

use std::collections::BTreeMap;
use std::path::Path;

use glam::DVec3;
use nuscope_model::{Detector, Hit, ModuleId, Sensor};

use crate::Warnings;
use crate::detector_parts::{Parts, Spot, meeting_point_m};
use crate::detector_values::unit;

/// Where the hits of one event were, so far.
#[derive(Debug, Default)]
pub(crate) struct PlacedHits {
    modules: BTreeMap<ModuleId, Placed>,
    unplaced: bool,
    somewhere: bool,
}

#[derive(Debug, Default)]
struct Placed {
    location: (i32, i32),
    channels: Vec<Option<(DVec3, DVec3)>>,
}

impl PlacedHits {
    /// Adds a hit: the string and floor of its module ((0, 0) where the file does not say), where it was, and where
    /// its photomultiplier looks (zero where the file does not say).
    pub(crate) fn add(
        &mut self,
        hit: &Hit,
        location: (i32, i32),
        position_m: Option<DVec3>,
        looks: DVec3,
    ) {
        let Some(position_m) = position_m.filter(|position| position.is_finite()) else {
            self.unplaced = true;
            return;
        };
        self.somewhere |= position_m != DVec3::ZERO;
        let module = self.modules.entry(hit.module).or_default();
        module.location = location;
        let channel = usize::from(hit.channel);
        if module.channels.len() <= channel {
            module.channels.resize(channel + 1, None);
        }
        module.channels[channel].get_or_insert((position_m, looks));
    }

    /// The photomultipliers that were hit; `None` unless every hit had a place, and not all of them the origin.
    pub(crate) fn into_detector(self) -> Option<Detector> {
        if self.unplaced || !self.somewhere {
            return None;
        }
        let mut parts = Parts::default();
        for (id, module) in self.modules {
            let sensor = |pmt_id, (position_m, looks)| Sensor {
                pmt_id,
                position_m,
                looks: unit(looks),
                t0_ns: 0.0,
                status: 0,
            };
            let known = module.channels.iter().zip(0..);
            let known =
                known.filter_map(|(place, channel)| place.map(|place| sensor(channel, place)));
            let known: Vec<Sensor> = known.collect();
            let center_m = meeting_point_m(&known)?;
            let missing = (center_m, DVec3::ZERO);
            let all = module.channels.iter().zip(0..);
            parts
                .sensors
                .extend(all.map(|(place, channel)| sensor(channel, place.unwrap_or(missing))));
            parts.close_module(id, module.location, Spot::Given(center_m), 0);
        }
        let name = Path::new("photomultipliers that were hit");
        let mut detector = parts.into_detector(name, Warnings::default());
        detector.has_t0 = false;
        detector.warnings.clear();
        Some(detector)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hit(module: u32, channel: u8) -> Hit {
        Hit {
            module: ModuleId(module),
            channel,
            time_ns: 0.0,
            amplitude: 1.0,
            trigger_mask: 0,
        }
    }

    #[test]
    fn channels_keep_their_places_though_not_all_were_hit() {
        let mut placed = PlacedHits::default();
        let at = |x| Some(DVec3::new(x, 5.0, 7.0));
        placed.add(&hit(9, 3), (4, 2), at(1.0), 2.0 * DVec3::X);
        placed.add(&hit(9, 1), (4, 2), at(0.0), DVec3::ZERO);
        let detector = placed.into_detector().unwrap();
        assert_eq!(detector.name, "photomultipliers that were hit");
        let sensor = detector.sensor(&hit(9, 3)).unwrap();
        assert_eq!((sensor.position_m.x, sensor.looks), (1.0, DVec3::X));
        assert_eq!(detector.sensor(&hit(9, 1)).unwrap().position_m.x, 0.0);
        let module = detector.module(ModuleId(9)).unwrap();
        assert_eq!((module.string, module.floor, module.sensors), (4, 2, 4));
        assert!(!detector.has_t0 && detector.warnings.is_empty());
    }

    #[test]
    fn without_a_place_for_every_hit_there_is_no_detector() {
        assert!(PlacedHits::default().into_detector().is_none());
        let mut placed = PlacedHits::default();
        placed.add(&hit(9, 3), (0, 0), Some(DVec3::ZERO), DVec3::Z);
        assert!(placed.into_detector().is_none());
        let mut placed = PlacedHits::default();
        placed.add(&hit(9, 3), (0, 0), Some(DVec3::ONE), DVec3::Z);
        placed.add(&hit(9, 4), (0, 0), None, DVec3::Z);
        assert!(placed.into_detector().is_none());
    }
}
