//! Puts a detector together from modules and photomultipliers as files list them, and repairs what they leave open.
//!
//! Repaired and said: floors that are all negative on a string (numbered by height), modules with neither a position
//! nor photomultipliers (put at the foot of their string), numbers that two modules have (the first is found).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use glam::{DMat3, DVec3};
use nuscope_model::{Detector, Module, ModuleId, Sensor};

use crate::Warnings;

/// Modules and photomultipliers in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// All modules so far.
    pub(crate) modules: Vec<Module>,
    /// Their photomultipliers, and those of the module that is not closed yet.
    pub(crate) sensors: Vec<Sensor>,
    unplaced: Vec<usize>,
    closed: usize,
}

/// Where a module is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spot {
    /// Here, in metres.
    Given(DVec3),
    /// The file does not say.
    NotGiven,
}

impl Parts {
    /// Ends a module: the photomultipliers added since the last one are its own.
    pub(crate) fn close_module(
        &mut self,
        id: ModuleId,
        (string, floor): (i32, i32),
        spot: Spot,
        status: i32,
    ) {
        let position_m = match spot {
            Spot::Given(position_m) => position_m,
            Spot::NotGiven => {
                self.unplaced.push(self.modules.len());
                DVec3::ZERO
            }
        };
        self.modules.push(Module {
            id,
            string,
            floor,
            position_m,
            first_sensor: self.closed as u32,
            sensors: (self.sensors.len() - self.closed) as u32,
            status,
        });
        self.closed = self.sensors.len();
    }

    /// Adds a module that is one photomultiplier without a known direction; its floor follows from its height.
    pub(crate) fn add_undirected(&mut self, id: ModuleId, string: i32, position_m: DVec3) {
        self.sensors.push(Sensor {
            pmt_id: id.0,
            position_m,
            looks: DVec3::ZERO,
            t0_ns: 0.0,
            status: 0,
        });
        self.close_module(id, (string, -1), Spot::Given(position_m), 0);
    }

    /// The detector, named after its file; what was repaired is in its warnings, after `warnings`.
    pub(crate) fn into_detector(mut self, path: &Path, mut warnings: Warnings) -> Detector {
        let unplaced = std::mem::take(&mut self.unplaced);
        place_at_feet(&mut self.modules, &unplaced);
        warnings.count(
            unplaced.len(),
            "module has neither a position nor photomultipliers and is shown at the foot of its string",
            "modules have neither positions nor photomultipliers and are shown at the feet of their strings",
        );
        let numbered = number_floors(&mut self.modules);
        // Files of single photomultipliers never give floors, so that is nothing to tell.
        if self
            .sensors
            .iter()
            .any(|sensor| sensor.looks != DVec3::ZERO)
        {
            warnings.count(
                numbered,
                "module had no floor and is numbered by height",
                "modules had no floor and are numbered by height on their strings",
            );
        }
        let mut seen = HashSet::new();
        let repeated = self.modules.iter().filter(|module| !seen.insert(module.id));
        warnings.count(
            repeated.count(),
            "module has a number that another has; hits go to the first",
            "modules have numbers that others have; hits go to the first",
        );
        let mut detector = Detector::new(name_of(path), self.modules, self.sensors);
        detector.warnings = warnings.0;
        detector
    }
}

/// The file's name without its endings: `detector.json.gz` is "detector".
fn name_of(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match Path::new(name).file_stem() {
        Some(stem) => stem.to_string_lossy().into_owned(),
        None => "detector".into(),
    }
}

/// Puts modules without a position where the lowest module of their string is, else in the middle of all.
fn place_at_feet(modules: &mut [Module], unplaced: &[usize]) {
    if unplaced.is_empty() {
        return;
    }
    let unknown: HashSet<usize> = unplaced.iter().copied().collect();
    let placed = || {
        modules
            .iter()
            .enumerate()
            .filter(|(i, _)| !unknown.contains(i))
    };
    let mut feet: HashMap<i32, DVec3> = HashMap::new();
    let (mut sum, mut count) = (DVec3::ZERO, 0);
    for (_, module) in placed() {
        let foot = feet.entry(module.string).or_insert(module.position_m);
        if module.position_m.z < foot.z {
            *foot = module.position_m;
        }
        sum += module.position_m;
        count += 1;
    }
    let middle = sum / f64::from(count.max(1));
    for &i in unplaced {
        let foot = feet.get(&modules[i].string);
        modules[i].position_m = foot.copied().unwrap_or(middle);
    }
}

/// Gives floors to modules of strings whose floors are all negative, 1 at the bottom; returns how many got one.
fn number_floors(modules: &mut [Module]) -> usize {
    let mut strings: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (i, module) in modules.iter().enumerate() {
        strings.entry(module.string).or_default().push(i);
    }
    let mut numbered = 0;
    for mut members in strings.into_values() {
        if members.iter().any(|&i| modules[i].floor >= 0) {
            continue;
        }
        numbered += members.len();
        members.sort_by(|&a, &b| modules[a].position_m.z.total_cmp(&modules[b].position_m.z));
        for (floor, i) in (1..).zip(members) {
            modules[i].floor = floor;
        }
    }
    numbered
}

/// No optical module is wider than this, in metres.
const MODULE_M: f64 = 0.5;

/// The point nearest to the axes of all photomultipliers, or their mean position where the axes do not meet nearby;
/// `None` without any, or where they are too far out to add up.
///
/// Least squares: the distance to an axis through p along u is |(1 - u uᵀ)(x - p)|, so the best x solves
/// Σ (1 - u uᵀ) x = Σ (1 - u uᵀ) p.
pub(crate) fn meeting_point_m(sensors: &[Sensor]) -> Option<DVec3> {
    if sensors.is_empty() {
        return None;
    }
    let count = sensors.len() as f64;
    let mean = sensors
        .iter()
        .map(|sensor| sensor.position_m)
        .sum::<DVec3>()
        / count;
    let (mut matrix, mut vector) = (DMat3::ZERO, DVec3::ZERO);
    let mut spread_m: f64 = 0.0;
    for sensor in sensors {
        let u = sensor.looks;
        let across = DMat3::IDENTITY - DMat3::from_cols(u * u.x, u * u.y, u * u.z);
        matrix += across;
        // About the mean, because positions of thousands of metres would eat the precision.
        vector += across * (sensor.position_m - mean);
        spread_m = spread_m.max(sensor.position_m.distance(mean));
    }
    if (matrix * (1.0 / count)).determinant() < 1e-6 {
        return finite(mean);
    }
    let offset = matrix.inverse() * vector;
    let nearby = offset.length() <= (2.0 * spread_m).max(MODULE_M);
    finite(if nearby { mean + offset } else { mean })
}

/// A position whose numbers were not too large to add up, as damaged ones may be.
fn finite(position_m: DVec3) -> Option<DVec3> {
    position_m.is_finite().then_some(position_m)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_without_a_position_stand_at_the_foot_of_their_string() {
        let mut parts = Parts::default();
        parts.close_module(ModuleId(1), (4, 0), Spot::NotGiven, 0);
        for (id, z) in [(2, 80.0), (3, 40.0)] {
            let place = DVec3::new(431.0, 584.0, z);
            parts.close_module(ModuleId(id), (4, id as i32), Spot::Given(place), 0);
        }
        let detector = parts.into_detector(Path::new("a/d.detx"), Warnings::default());
        assert_eq!(
            detector.modules()[0].position_m,
            DVec3::new(431.0, 584.0, 40.0)
        );
        assert_eq!(detector.warnings.len(), 1);
    }

    #[test]
    fn floors_that_are_not_given_count_from_the_bottom() {
        let mut parts = Parts::default();
        for (id, z) in [(1, 9.0), (2, 3.0), (3, 6.0)] {
            parts.add_undirected(ModuleId(id), 7, DVec3::new(0.0, 0.0, z));
        }
        let detector = parts.into_detector(Path::new("d.json.gz"), Warnings::default());
        let floors = detector.modules().iter().map(|module| module.floor);
        assert_eq!(floors.collect::<Vec<_>>(), [3, 1, 2]);
        assert_eq!((detector.name.as_str(), detector.warnings.len()), ("d", 0));
    }

    #[test]
    fn positions_too_large_to_add_up_have_no_middle() {
        let sensor = |x| Sensor {
            pmt_id: 1,
            position_m: DVec3::new(x, 0.0, 0.0),
            looks: DVec3::X,
            t0_ns: 0.0,
            status: 0,
        };
        assert_eq!(meeting_point_m(&[sensor(1e308), sensor(1.7e308)]), None);
        assert_eq!(
            meeting_point_m(&[sensor(1.0), sensor(3.0)]),
            Some(DVec3::new(2.0, 0.0, 0.0))
        );
    }
}
