//! Local coincidences: light that two sensors of one module, or two neighbouring modules, saw at once.

use std::collections::BTreeMap;

use glam::DVec3;
use nuscope_model::Detector;

use crate::simulate::electronics::RawHit;

/// Longest gap between two hits of one coincidence, in nanoseconds.
const GAP_NS: f64 = 15.0;
/// Longest time between hits of neighbouring modules on a string, in nanoseconds.
const NEIGHBOUR_NS: f64 = 1000.0;
/// How many modules up or down a string count as neighbours.
const NEIGHBOUR_FLOORS: i32 = 2;

/// A local coincidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Coincidence {
    /// Index of its module.
    pub module: u32,
    /// Where that hangs, in metres.
    pub position_m: DVec3,
    /// Time of its first hit, in nanoseconds.
    pub time_ns: f64,
    /// Indices of its hits.
    pub hits: Vec<u32>,
}

/// Coincidences within modules, ordered by time: hits chained by gaps of at most 15 ns, of which two are on
/// sensors that look less than 90° apart. `hits` are ordered by module and time.
pub fn within_modules(hits: &[RawHit], detector: &Detector) -> Vec<Coincidence> {
    let chained = |a: &RawHit, b: &RawHit| a.module == b.module && b.time_ns - a.time_ns <= GAP_NS;
    let mut found = Vec::new();
    let mut first = 0_u32;
    for chain in hits.chunk_by(chained) {
        let range = first..first + chain.len() as u32;
        first = range.end;
        let Some(module) = detector.modules().get(chain[0].module as usize) else {
            continue;
        };
        let sensors = detector.sensors_of(module);
        let look = |hit: &RawHit| sensors[usize::from(hit.channel)].looks;
        let agree = chain.iter().enumerate().any(|(i, a)| {
            chain[..i]
                .iter()
                .any(|b| a.channel != b.channel && look(a).dot(look(b)) > 0.0)
        });
        if agree {
            found.push(Coincidence {
                module: chain[0].module,
                position_m: module.position_m,
                time_ns: chain[0].time_ns,
                hits: range.collect(),
            });
        }
    }
    by_time(found)
}

/// Coincidences of modules with one sensor each, ordered by time: a hit with another on a neighbour of its
/// string.
pub fn with_neighbours(hits: &[RawHit], detector: &Detector) -> Vec<Coincidence> {
    let mut strings: BTreeMap<i32, Vec<(f64, i32, u32)>> = BTreeMap::new();
    for (hit, index) in hits.iter().zip(0..) {
        if let Some(module) = detector.modules().get(hit.module as usize) {
            let on_string = strings.entry(module.string).or_default();
            on_string.push((hit.time_ns, module.floor, index));
        }
    }
    let mut found = Vec::new();
    for on_string in strings.values_mut() {
        on_string.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (i, &(time_ns, floor, index)) in on_string.iter().enumerate() {
            let close = |other: &&(f64, i32, u32)| (other.0 - time_ns).abs() < NEIGHBOUR_NS;
            let before = on_string[..i].iter().rev().take_while(close);
            let after = on_string[i + 1..].iter().take_while(close);
            let neighbour =
                |other: &(f64, i32, u32)| (1..=NEIGHBOUR_FLOORS).contains(&(other.1 - floor).abs());
            if before.chain(after).any(neighbour) {
                let module = hits[index as usize].module;
                found.push(Coincidence {
                    module,
                    position_m: detector.modules()[module as usize].position_m,
                    time_ns,
                    hits: vec![index],
                });
            }
        }
    }
    by_time(found)
}

/// Coincidences in the order of their times.
fn by_time(mut found: Vec<Coincidence>) -> Vec<Coincidence> {
    found.sort_by(|a, b| {
        a.time_ns
            .total_cmp(&b.time_ns)
            .then(a.module.cmp(&b.module))
    });
    found
}
