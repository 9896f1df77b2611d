//! The shower trigger: the largest set of coincidences that agree among themselves.
//!
//! In it each has causal partners on four other modules within the cluster distance (the 5-core of the graph of
//! pairs, found by dropping whatever has too few until nothing is dropped). Coincidences that are causal with
//! more than 97 % of the set then join it: our guess at the origin of the stray triggered hits of real events.

use std::ops::Range;

use super::coincidence::Coincidence;
use super::{ALLOWANCE_NS, NEEDED_MODULES};
use crate::simulate::Instrument;

/// Share of the cluster with which a stray coincidence must be causal.
const STRAY_CAUSAL: f64 = 0.97;
/// Mean distance to the cluster within which a stray coincidence joins, in metres.
const STRAY_DISTANCE_M: f64 = 450.0;

/// Indices of the coincidences (ordered by time) that make the cluster; empty if there is none.
pub fn cluster(found: &[Coincidence], instrument: &Instrument) -> Vec<usize> {
    let speed = instrument.medium.group_speed_m_per_ns();
    let causal = |a: &Coincidence, b: &Coincidence| {
        let distance_m = a.position_m.distance(b.position_m);
        let possible = (a.time_ns - b.time_ns).abs() <= distance_m / speed + ALLOWANCE_NS;
        (possible && a.module != b.module).then_some(distance_m)
    };
    let farthest_m = instrument.cluster_distance_m;
    let latest_ns = farthest_m / speed + ALLOWANCE_NS;
    let times_ns: Vec<f64> = found
        .iter()
        .map(|coincidence| coincidence.time_ns)
        .collect();
    let modules: Vec<u32> = found.iter().map(|coincidence| coincidence.module).collect();
    let largest = core(
        &modules,
        0,
        |i| within(&times_ns, times_ns[i], latest_ns),
        |i, j| causal(&found[i], &found[j]).is_some_and(|distance_m| distance_m <= farthest_m),
    );
    let Some(mut inside) = largest else {
        return Vec::new();
    };
    let members = indices(&inside);
    for (i, stray) in found
        .iter()
        .enumerate()
        .filter(|(i, _)| members.binary_search(i).is_err())
    {
        let (mut agreeing, mut distance_m) = (0, 0.0);
        for &member in &members {
            distance_m += stray.position_m.distance(found[member].position_m);
            agreeing += usize::from(causal(stray, &found[member]).is_some());
        }
        let n = members.len() as f64;
        inside[i] = agreeing as f64 > STRAY_CAUSAL * n && distance_m < STRAY_DISTANCE_M * n;
    }
    indices(&inside)
}

/// The largest set in which everything is connected to at least four modules of the set (itself not counted);
/// `None` as soon as it is clear that it has no more than `beaten` members.
///
/// `near(i)` is a range of indices outside which nothing is connected to `i`. Each member keeps four witnesses,
/// and is looked at again only when it loses one: the order in which members are dropped does not change which
/// remain.
pub fn core(
    modules: &[u32],
    beaten: usize,
    near: impl Fn(usize) -> Range<usize>,
    connected: impl Fn(usize, usize) -> bool,
) -> Option<Vec<bool>> {
    let mut inside = vec![true; modules.len()];
    let mut left = modules.len();
    let mut witness_of: Vec<Vec<usize>> = vec![Vec::new(); modules.len()];
    let mut unsure: Vec<usize> = (0..modules.len()).rev().collect();
    while let Some(i) = unsure.pop() {
        if !inside[i] {
            continue;
        }
        match witnesses(i, modules, near(i), |j| inside[j] && connected(i, j)) {
            Some(witnesses) => witnesses.into_iter().for_each(|j| witness_of[j].push(i)),
            None => {
                inside[i] = false;
                left -= 1;
                unsure.append(&mut witness_of[i]);
            }
        }
        if left <= beaten {
            return None;
        }
    }
    Some(inside)
}

/// Four partners of `i` on different modules, looked for from `i` outwards.
fn witnesses(
    i: usize,
    modules: &[u32],
    near: Range<usize>,
    partner: impl Fn(usize) -> bool,
) -> Option<[usize; NEEDED_MODULES - 1]> {
    let mut found = [0; NEEDED_MODULES - 1];
    let mut known = 0;
    let (mut before, mut after) = (i, i + 1);
    while before > near.start || after < near.end {
        let sides = [
            before.checked_sub(1).filter(|j| *j >= near.start),
            Some(after),
        ];
        before = before.saturating_sub(1).max(near.start);
        after += 1;
        for j in sides.into_iter().flatten().filter(|j| *j < near.end) {
            let new = found[..known]
                .iter()
                .all(|&k: &usize| modules[k] != modules[j]);
            if new && partner(j) {
                found[known] = j;
                known += 1;
                if known == found.len() {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// Indices of those values of a sorted list that lie within `reach` of `middle`.
pub fn within(sorted: &[f64], middle: f64, reach: f64) -> Range<usize> {
    let from = sorted.partition_point(|value| *value < middle - reach);
    let to = sorted.partition_point(|value| *value <= middle + reach);
    from..to
}

/// Where a mask is set.
fn indices(mask: &[bool]) -> Vec<usize> {
    (0..mask.len()).filter(|&i| mask[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::DVec3;

    fn at(module: u32, x_m: f64, time_ns: f64) -> Coincidence {
        Coincidence {
            module,
            position_m: DVec3::X * x_m,
            time_ns,
            hits: vec![module],
        }
    }

    #[test]
    fn five_modules_that_light_can_connect_are_a_cluster_and_four_are_none() {
        let found: Vec<_> = (0..5)
            .map(|i| at(i, 40.0 * f64::from(i), 150.0 * f64::from(i)))
            .collect();
        assert_eq!(cluster(&found, &Instrument::ARCA), [0, 1, 2, 3, 4]);
        assert!(cluster(&found[..4], &Instrument::ARCA).is_empty());
    }

    #[test]
    fn several_coincidences_of_one_module_count_once() {
        let found: Vec<_> = (0..8)
            .map(|i| at(i / 2, 40.0 * f64::from(i / 2), 10.0 * f64::from(i)))
            .collect();
        assert!(cluster(&found, &Instrument::ARCA).is_empty());
    }

    #[test]
    fn what_is_too_late_for_light_stays_outside() {
        let mut found: Vec<_> = (0..5)
            .map(|i| at(i, 40.0 * f64::from(i), 150.0 * f64::from(i)))
            .collect();
        found.push(at(9, 80.0, 5000.0));
        assert_eq!(cluster(&found, &Instrument::ARCA), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn dropping_one_can_drop_the_next() {
        // A chain of twelve where each reaches two either way: the ends have too few, then so have all.
        let modules: Vec<u32> = (0..12).collect();
        let chain = |i: usize, j: usize| i != j && i.abs_diff(j) <= 2;
        assert_eq!(core(&modules, 0, |_| 0..12, chain), None);
        let ring = |i: usize, j: usize| i != j && (i.abs_diff(j) <= 2 || i.abs_diff(j) >= 10);
        assert_eq!(core(&modules, 0, |_| 0..12, ring), Some(vec![true; 12]));
        assert_eq!(core(&modules, 12, |_| 0..12, ring), None);
    }
}
