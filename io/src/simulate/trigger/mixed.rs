//! The mixed trigger: one local coincidence and single hits around it.

use nuscope_model::Detector;

use super::coincidence::Coincidence;
use crate::simulate::Instrument;
use crate::simulate::electronics::RawHit;

/// Modules with a causal single hit that a coincidence needs around it.
const NEEDED_SINGLES: usize = 7;
/// Allowance for causal single hits, in nanoseconds.
const ALLOWANCE_NS: f64 = 10.0;
/// The single hits lie within the cluster distance divided by this.
const NEARER: f64 = 2.5;

/// Sets `bit` for each coincidence that has enough single hits around it, and for those.
pub fn flag(
    found: &[Coincidence],
    hits: &[RawHit],
    detector: &Detector,
    instrument: &Instrument,
    bit: u8,
    bits: &mut [u8],
) {
    let speed = instrument.medium.light_speed_m_per_ns();
    let farthest_m = instrument.cluster_distance_m / NEARER;
    let mut order: Vec<u32> = (0..hits.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| {
        hits[a as usize].time_ns.total_cmp(&hits[b as usize].time_ns).then(a.cmp(&b))
    });
    let times_ns: Vec<f64> = order.iter().map(|&hit| hits[hit as usize].time_ns).collect();
    let latest_ns = farthest_m / speed + ALLOWANCE_NS;
    let mut around = Vec::new();
    let mut modules = Vec::new();
    for coincidence in found {
        around.clear();
        modules.clear();
        for i in super::cluster::within(&times_ns, coincidence.time_ns, latest_ns) {
            let hit = &hits[order[i] as usize];
            let Some(module) = detector.modules().get(hit.module as usize) else {
                continue;
            };
            let distance_m = module.position_m.distance(coincidence.position_m);
            let late_ns = (hit.time_ns - coincidence.time_ns).abs();
            let near = hit.module != coincidence.module && distance_m < farthest_m;
            if near && late_ns <= distance_m / speed + ALLOWANCE_NS {
                around.push(order[i]);
                if modules.len() < NEEDED_SINGLES && !modules.contains(&hit.module) {
                    modules.push(hit.module);
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
