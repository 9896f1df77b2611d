//! The mixed trigger: one local coincidence and single hits around it.

use glam::DVec3;
use nuscope_model::Detector;

use super::cluster::within;
use super::coincidence::Coincidence;
use crate::simulate::Instrument;
use crate::simulate::electronics::RawHit;

/// Modules with a causal single hit that a coincidence needs around it.
const NEEDED_SINGLES: usize = 7;
/// Allowance for causal single hits, in nanoseconds.
const ALLOWANCE_NS: f64 = 10.0;
/// The single hits lie within the cluster distance divided by this.
const NEARER: f64 = 2.5;

/// A hit and where its module hangs.
struct Single {
    time_ns: f64,
    position_m: DVec3,
    module: u32,
    hit: u32,
}

/// Sets `bit` for each coincidence that has enough single hits around it, and for those.
pub fn flag(
    found: &[Coincidence],
    hits: &[RawHit],
    detector: &Detector,
    instrument: &Instrument,
    bit: u8,
    bits: &mut [u8],
) {
    let speed = instrument.medium.group_speed_m_per_ns();
    let farthest_m = instrument.cluster_distance_m / NEARER;
    let mut singles: Vec<Single> = hits
        .iter()
        .zip(0..)
        .map(|(hit, i)| Single {
            time_ns: hit.time_ns,
            position_m: detector.modules()[hit.module as usize].position_m,
            module: hit.module,
            hit: i,
        })
        .collect();
    singles.sort_unstable_by(|a, b| a.time_ns.total_cmp(&b.time_ns).then(a.hit.cmp(&b.hit)));
    let times_ns: Vec<f64> = singles.iter().map(|single| single.time_ns).collect();
    let latest_ns = farthest_m / speed + ALLOWANCE_NS;
    let mut around = Vec::new();
    let mut modules = Vec::new();
    for coincidence in found {
        around.clear();
        modules.clear();
        for single in &singles[within(&times_ns, coincidence.time_ns, latest_ns)] {
            let distance_m = single.position_m.distance(coincidence.position_m);
            let late_ns = (single.time_ns - coincidence.time_ns).abs();
            let near = single.module != coincidence.module && distance_m < farthest_m;
            if near && late_ns <= distance_m / speed + ALLOWANCE_NS {
                around.push(single.hit);
                if modules.len() < NEEDED_SINGLES && !modules.contains(&single.module) {
                    modules.push(single.module);
                }
            }
        }
        if modules.len() == NEEDED_SINGLES {
            for &hit in around.iter().chain(&coincidence.hits) {
                bits[hit as usize] |= bit;
            }
        }
    }
}
