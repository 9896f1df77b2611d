//! Reads detectors from JSON as KM3NeT publishes them with an event: a list of modules.
//!
//! ```text
//! [{"id", "detection_unit", "floor", "pos_x", "pos_y", "pos_z",
//!   "pmts": [{"id", "pos_x"… "dir_z"}, …]}, …]
//! ```
//!
//! The `id` of a photomultiplier is its channel, and the list has no time offsets: the detector says so, because an
//! offset of 0 would be a wrong one. Lists with `t0` or `string` are read too.

use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{ModuleId, Sensor};
use serde::de::MapAccess;

use crate::detector_parts::{Parts, Spot, meeting_point_m};
use crate::detector_values::unit;
use crate::head::{Head, Match};
use crate::json_objects::{Context, Fields, List, Placed, read_objects};
use crate::{Error, Loaded, Reading, Result, Warnings};

/// The most channels that a hit can name.
const MOST_CHANNELS: usize = 256;

/// Whether a file begins as a list of modules.
pub fn recognise(head: &Head) -> Match {
    let start = head.bytes.trim_ascii_start();
    let has = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    match start.starts_with(b"[") && has(b"\"pmts\"") && has(b"\"pos_x\"") {
        true => Match::Sure,
        false => Match::No,
    }
}

/// Reads the detector in `path`.
///
/// # Errors
/// If the file cannot be read, is no such list, or a module or photomultiplier has no place in it.
pub fn read(reading: &Reading) -> Result<Loaded> {
    let bytes = reading.bytes()?;
    let mut parts = Parts::default();
    let mut has_t0 = true;
    let warnings = read_objects(
        &bytes,
        reading,
        "a JSON list of modules",
        |module: ModuleRow| {
            has_t0 &= module.pmts.iter().all(|pmt| pmt.t0_ns.is_some());
            add(module, &mut parts)
        },
    )?;
    if parts.modules.is_empty() {
        return Err(Error::Nothing {
            format: "a JSON detector".into(),
            wanted: "modules",
            found: "the list is empty".into(),
            path: reading.path.to_owned(),
        });
    }
    let mut detector = parts.into_detector(reading.path, warnings);
    detector.has_t0 = has_t0;
    Ok(Loaded {
        path: reading.path.to_owned(),
        format: "JSON detector".into(),
        warnings: Warnings(detector.warnings.clone()),
        detector: Some(Arc::new(detector)),
        ..Loaded::default()
    })
}

fn add(module: ModuleRow, parts: &mut Parts) -> std::result::Result<(), String> {
    let number = parts.modules.len() + 1;
    let lacks = |what: &str| format!("module {number} of the list has no {what}");
    let id = module.id.ok_or_else(|| lacks("usable \"id\""))?;
    let string = module
        .string
        .ok_or_else(|| lacks("usable \"detection_unit\""))?;
    let floor = module.floor.ok_or_else(|| lacks("usable \"floor\""))?;
    if module.pmts.len() > MOST_CHANNELS {
        return Err(format!(
            "module {number} of the list has {} photomultipliers, {MOST_CHANNELS} are possible",
            module.pmts.len()
        ));
    }
    let first = parts.sensors.len();
    for (place, pmt) in module.pmts.iter().enumerate() {
        let position = pmt.placed.position_m();
        let position_m = position.ok_or_else(|| lacks(&format!("place for its PMT {place}")))?;
        parts.sensors.push(Sensor {
            pmt_id: pmt.id.unwrap_or(place as u32),
            position_m,
            looks: unit(pmt.placed.direction().unwrap_or(DVec3::ZERO)),
            t0_ns: pmt.t0_ns.unwrap_or(0.0),
            status: pmt.status,
        });
    }
    // The channel is the place in the list, and the list is in that order; if not, the numbers say it.
    let own = &mut parts.sensors[first..];
    let mut channels: Vec<u32> = own.iter().map(|sensor| sensor.pmt_id).collect();
    channels.sort_unstable();
    if channels.iter().zip(0..).all(|(id, place)| *id == place) {
        own.sort_by_key(|sensor| sensor.pmt_id);
    }
    let position_m = module.placed.position_m();
    let spot = match position_m.or_else(|| meeting_point_m(own)) {
        Some(position_m) => Spot::Given(position_m),
        None => Spot::NotGiven,
    };
    parts.close_module(ModuleId(id), (string, floor), spot, module.status);
    Ok(())
}

#[derive(Debug, Default)]
struct ModuleRow {
    id: Option<u32>,
    string: Option<i32>,
    floor: Option<i32>,
    status: i32,
    placed: Placed,
    pmts: Vec<PmtRow>,
}

impl Fields for ModuleRow {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        context: &mut Context,
    ) -> std::result::Result<bool, A::Error> {
        match key {
            "id" | "dom_id" => self.id = map.next_value()?,
            "detection_unit" | "string" | "du" => self.string = map.next_value()?,
            "floor" => self.floor = map.next_value()?,
            "status" => self.status = map.next_value::<Option<i32>>()?.unwrap_or(0),
            "pmts" => {
                let pmts = &mut self.pmts;
                map.next_value_seed(List::new(context, |pmt| {
                    if pmts.len() <= MOST_CHANNELS {
                        pmts.push(pmt);
                    }
                    Ok(())
                }))?;
            }
            _ => return self.placed.take(key, map),
        }
        Ok(true)
    }
}

#[derive(Debug, Default)]
struct PmtRow {
    id: Option<u32>,
    t0_ns: Option<f64>,
    status: i32,
    placed: Placed,
}

impl Fields for PmtRow {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        _: &mut Context,
    ) -> std::result::Result<bool, A::Error> {
        match key {
            "id" => self.id = map.next_value()?,
            "t0" => self.t0_ns = map.next_value()?,
            "status" => self.status = map.next_value::<Option<i32>>()?.unwrap_or(0),
            _ => return self.placed.take(key, map),
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::test_support::{damaged, open_as, refusal};
    use proptest::prelude::*;

    const SOUND: &str = r#"[
        {"id": 7, "detection_unit": 3, "floor": 0, "pos_x": 1, "pos_y": 2, "pos_z": 0.5, "pmts": []},
        {"id": 8, "detection_unit": 3, "floor": 1, "pos_x": 1, "pos_y": 2, "pos_z": 40, "colour": "blue", "pmts": [
            {"id": 1, "pos_x": 1, "pos_y": 2.2, "pos_z": 40, "dir_x": 0, "dir_y": 2, "dir_z": 0},
            {"id": 0, "pos_x": 1.2, "pos_y": 2, "pos_z": 40, "dir_x": 1, "dir_y": 0, "dir_z": 0}]}]"#;

    fn open(text: impl AsRef<[u8]>) -> Result<Loaded> {
        open_as("a.json", text)
    }

    fn said(text: &str) -> String {
        refusal(open(text))
    }

    #[test]
    fn modules_and_bases_are_read_in_channel_order() {
        let loaded = open(SOUND).unwrap();
        assert_eq!(loaded.format, "JSON detector");
        insta::assert_snapshot!(loaded.warnings, @r#"fields not known here: "colour""#);
        let detector = loaded.detector.unwrap();
        assert!(!detector.has_t0);
        let [base, module] = detector.modules() else {
            panic!("{:?}", detector.modules())
        };
        assert_eq!((base.sensors, base.string, base.floor), (0, 3, 0));
        let sensors = detector.sensors_of(module);
        assert_eq!(sensors.len(), 2);
        assert_eq!((sensors[0].looks, sensors[1].looks), (DVec3::X, DVec3::Y));
    }

    #[test]
    fn time_offsets_are_known_where_every_photomultiplier_has_one() {
        let text = SOUND.replace("\"dir_x\"", "\"t0\": 5, \"dir_x\"");
        let detector = open(text).unwrap().detector.unwrap();
        assert!(detector.has_t0);
        assert_eq!(detector.sensors()[0].t0_ns, 5.0);
        let some = SOUND.replacen("\"dir_x\"", "\"t0\": 5, \"dir_x\"", 1);
        assert!(!open(some).unwrap().detector.unwrap().has_t0);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        insta::assert_snapshot!(said(&SOUND[..300]), @"a JSON list of modules is wanted, but it is cut short (EOF while parsing an object at line 4 column 80)");
        insta::assert_snapshot!(said(&SOUND.replace("\"id\": 7", "\"id\": -7")), @"a JSON list of modules is wanted, but this is not one (invalid value: integer `-7`, expected u32 at line 2 column 17)");
        insta::assert_snapshot!(said(&SOUND.replace("\"floor\": 1", "\"level\": 1")), @r#"a JSON list of modules is wanted, but this is not one (module 2 of the list has no usable "floor" at line 5 column 99)"#);
        insta::assert_snapshot!(said(&SOUND.replace("\"pos_y\": 2.2", "\"pos_y\": null")), @"a JSON list of modules is wanted, but this is not one (module 2 of the list has no place for its PMT 0 at line 5 column 99)");
    }

    proptest! {
        #[test]
        fn damaged_texts_never_panic(content in damaged(SOUND)) {
            open(content).ok();
        }
    }
}
