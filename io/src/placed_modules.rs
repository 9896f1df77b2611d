//! Modules of tables that name a position with every pulse: which there are, and what they are called here.
//!
//! Where the table names string and place, a module is `ModuleId::on_string`; it must then be one position under one
//! name all over the file. Else every distinct position is a module, numbered in the order of x, y and z, so that
//! the same file gives the same numbers whatever is read first.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use glam::DVec3;
use nuscope_model::{Detector, Medium, ModuleId, Provenance, Sensor};

use crate::Warnings;
use crate::detector_parts::{Parts, Spot};

/// A photomultiplier as one row of a table names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Named {
    /// Where it is, in metres.
    pub(crate) position_m: DVec3,
    /// String and place of its module, where the table says.
    pub(crate) on_string: Option<(i64, i64)>,
    /// Its number within its module; 0 where the table does not say.
    pub(crate) pmt: i64,
    /// Where it looks; zero where the table does not say.
    pub(crate) looks: DVec3,
}

/// A position that can be looked up.
type Bits = [u64; 3];

/// Position, string and place, number of the photomultiplier.
type Key = (Bits, Option<(i64, i64)>, i64);

fn bits(position_m: DVec3) -> Bits {
    position_m.to_array().map(|x| (x + 0.0).to_bits()) // -0 is 0
}

/// The photomultipliers that were named so far.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    seen: HashMap<Key, Named>,
    last: Option<Named>,
}

impl Naming {
    /// Adds a photomultiplier, unless it is known or nowhere.
    pub(crate) fn add(&mut self, named: Named) {
        if self.last == Some(named) || !named.position_m.is_finite() {
            return;
        }
        self.last = Some(named);
        let key = (bits(named.position_m), named.on_string, named.pmt);
        self.seen.entry(key).or_insert(named);
    }

    /// The modules of all that was named; `path` gives the detector its name.
    pub(crate) fn finish(self, path: &Path, medium: Medium, provenance: Provenance) -> Modules {
        let mut all: Vec<Named> = self.seen.into_values().collect();
        let key = |named: &Named| {
            let position = named.position_m.to_array().map(Ordered);
            (position, named.on_string, named.pmt)
        };
        all.sort_by_key(key);
        let by_string = named_once(&all);
        let mut numbers = HashMap::new();
        let mut modules: BTreeMap<ModuleId, Vec<Named>> = BTreeMap::new();
        for named in all {
            let next = ModuleId(numbers.len() as u32 + 1);
            let id = match (by_string, named.on_string) {
                (true, Some((string, place))) => ModuleId::on_string(string as u32, place as u32),
                _ => *numbers.entry(bits(named.position_m)).or_insert(next),
            };
            modules.entry(id).or_default().push(named);
        }
        let mut parts = Parts::default();
        for (id, named) in modules {
            add_module(&mut parts, id, &named);
        }
        let mut detector = parts.into_detector(path, Warnings::default());
        detector.medium = medium;
        detector.provenance = provenance;
        detector.has_t0 = false;
        detector.warnings = vec!["only modules that were hit: the file names no others".into()];
        Modules {
            detector: Arc::new(detector),
            numbers: (!by_string).then_some(numbers),
        }
    }
}

/// Numbers in their order.
#[derive(PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Whether string, place and number are said of every photomultiplier, can be one number, and are each one position.
fn named_once(all: &[Named]) -> bool {
    let mut names = HashMap::new();
    all.iter().all(|named| {
        let Some((string, place)) = named.on_string else {
            return false;
        };
        let possible = (0..40_000_000).contains(&string) && (0..100).contains(&place);
        let name = (string, place, channel(named.pmt));
        possible && names.insert(name, ()).is_none()
    })
}

/// The channel of a photomultiplier within its module.
fn channel(pmt: i64) -> u8 {
    u8::try_from(pmt).unwrap_or(0)
}

fn add_module(parts: &mut Parts, id: ModuleId, named: &[Named]) {
    let center_m = named.iter().map(|named| named.position_m).sum::<DVec3>() / named.len() as f64;
    let string = named[0].on_string.map_or(0, |(string, _)| string as i32);
    let highest = named.iter().map(|named| channel(named.pmt)).max();
    if highest == Some(0) && named[0].looks == DVec3::ZERO {
        parts.add_undirected(id, string, center_m);
        return;
    }
    for number in 0..=highest.unwrap_or(0) {
        let known = named.iter().find(|named| channel(named.pmt) == number);
        parts.sensors.push(Sensor {
            pmt_id: id.0.saturating_mul(100).saturating_add(u32::from(number)),
            position_m: known.map_or(center_m, |named| named.position_m),
            looks: known.map_or(DVec3::ZERO, |named| named.looks.normalize_or_zero()),
            t0_ns: 0.0,
            status: 0,
        });
    }
    parts.close_module(id, (string, -1), Spot::Given(center_m), 0);
}

/// The modules of a file.
#[derive(Debug)]
pub(crate) struct Modules {
    /// All of them.
    pub(crate) detector: Arc<Detector>,
    /// Their numbers by position, where strings do not name them.
    numbers: Option<HashMap<Bits, ModuleId>>,
}

impl Modules {
    /// The module and channel of a photomultiplier; `None` if it is nowhere.
    pub(crate) fn find(&self, named: &Named) -> Option<(ModuleId, u8)> {
        let module = match (&self.numbers, named.on_string) {
            (Some(numbers), _) => *numbers.get(&bits(named.position_m))?,
            (None, Some((string, place))) => {
                let module = ModuleId::on_string(string as u32, place as u32);
                self.detector.module(module)?.id
            }
            (None, None) => return None,
        };
        Some((module, channel(named.pmt)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn named(x: f64, on_string: Option<(i64, i64)>, pmt: i64) -> Named {
        Named {
            position_m: DVec3::new(x, 0.0, -x),
            on_string,
            pmt,
            looks: DVec3::ZERO,
        }
    }

    fn modules(all: &[Named]) -> Modules {
        let mut naming = Naming::default();
        all.iter().for_each(|named| naming.add(*named));
        naming.finish(Path::new("a.db"), Medium::ICE, Provenance::Recorded)
    }

    #[test]
    fn strings_and_places_name_modules() {
        let all = [named(5.0, Some((36, 55)), 0), named(1.0, Some((84, 7)), 0)];
        let modules = modules(&all);
        assert_eq!(modules.find(&all[0]), Some((ModuleId(3655), 0)));
        let module = modules.detector.module(ModuleId(8407)).unwrap();
        assert_eq!((module.string, module.floor, module.sensors), (84, 1, 1));
        assert_eq!(modules.find(&named(5.0, Some((1, 1)), 0)), None);
    }

    #[test]
    fn without_usable_names_positions_are_numbered_whatever_comes_first() {
        let mut all = [
            named(5.0, None, 0),
            named(1.0, None, 0),
            named(3.0, None, 0),
        ];
        let first = modules(&all);
        assert_eq!(first.find(&all[0]), Some((ModuleId(3), 0)));
        all.reverse();
        let second = modules(&all);
        assert_eq!(second.find(&all[2]), Some((ModuleId(3), 0)));
        assert_eq!(*first.detector, *second.detector);
        // A place beyond 99, and one name for two positions, cannot be numbers.
        for other in [(84, 100), (36, 55)] {
            let all = [named(5.0, Some((36, 55)), 0), named(1.0, Some(other), 0)];
            assert_eq!(modules(&all).find(&all[1]), Some((ModuleId(1), 0)));
        }
    }

    #[test]
    fn photomultipliers_of_a_module_keep_their_numbers() {
        let looks = |pmt, looks| Named {
            looks,
            ..named(5.0, Some((87, 3)), pmt)
        };
        let all = [looks(2, DVec3::Z), looks(0, DVec3::X)];
        let modules = modules(&all);
        assert_eq!(modules.find(&all[0]), Some((ModuleId(8703), 2)));
        let module = modules.detector.module(ModuleId(8703)).unwrap();
        let sensors = modules.detector.sensors_of(module);
        assert_eq!(
            sensors
                .iter()
                .map(|sensor| sensor.looks)
                .collect::<Vec<_>>(),
            [DVec3::X, DVec3::ZERO, DVec3::Z]
        );
    }
}
