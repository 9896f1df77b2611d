//! The hits of an event as spheres on their photomultipliers, coloured and sized by any quantity.
//!
//! Amplitudes size by a law of their own: the square root of the time over threshold, or the 0.3rd power of the charge
//! (which spans five orders of magnitude), times a tenth of the typical distance between neighbouring modules, so that
//! every detector looks alike. Other quantities size from small to large over the range where nearly all values lie.
//! Hits that no trigger used are smaller and fainter, if the file knows of triggers at all.

use glam::{DVec3, Vec3};
use nuscope_model::{AmplitudeUnit, Detector, Hit, SensorId};
use nuscope_render::Point;

use crate::hit_values::{HitValues, ShownHits};
use crate::scene::arrival::is_timed_by_light;
use crate::scene::detector::floor_spacing_m;
use crate::scene::event::relative;
use crate::view::{HitLook, HitQuantity};

/// A one-photo-electron pulse: the amplitude at which a hit is drawn at its basic size.
const BASIC_TOT_NS: f32 = 26.0;
/// Radius of a basic hit as a share of the distance between neighbouring modules.
const BASIC_SHARE: f32 = 0.105;
/// Size of the smallest and the largest value of a quantity that is no amplitude.
const SIZES: (f32, f32) = (0.35, 2.2);
/// Values beyond these shares of all do not stretch the sizes.
const TAILS: (f32, f32) = (0.02, 0.98);
/// Stacked spheres are smaller, and overlap: their size, and how far they are apart as a share of their radii's sum.
const STACKED_SIZE: f32 = 0.4;
const STACK_SHARE: f32 = 0.6;
/// No stack is higher than this share of the distance between neighbouring modules: spheres overlap more instead.
const STACK_REACH: f32 = 0.8;
/// How long a hit shines that does not say so itself, in nanoseconds.
const SHINES_NS: f32 = 30.0;

/// The hits that have a place, and how many have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacedHits {
    /// One sphere per hit that is shown, on the photomultiplier that saw it.
    pub points: Vec<Point>,
    /// Hits on photomultipliers that the detector does not have, shown or not.
    pub unplaced: usize,
}

/// The hits that are shown, as spheres: the colour's value in the unit of `look.color_by`, or the place of its kind,
/// unless the frame times them.
///
/// Positions are relative to the detector's centre; without a detector there are none. `look.size` scales spheres on
/// the GPU; here it only keeps stacks together.
pub fn hits(values: &HitValues, shown: &ShownHits, look: &HitLook) -> PlacedHits {
    let (event, Some(detector)) = (&values.event, values.detector.as_deref()) else {
        return PlacedHits::default();
    };
    let knows_triggers = event.hits.iter().any(Hit::triggered);
    // Where the GPU times hits, their own value says only whether they have one.
    let own = match is_timed_by_light(look) {
        true => None,
        false => Some(values.colors(look)),
    };
    let timed = if values.light().is_some() {
        0.0
    } else {
        f32::NAN
    };
    let times = values.column(HitQuantity::Time);
    let sizes = Sizes::new(values, look.size_by);
    let basic_radius_m = BASIC_SHARE * floor_spacing_m(detector);
    let center = detector.center_m();
    let mut placed = PlacedHits::default();
    let mut sensors = Vec::new();
    for (place, sensor) in values.sensors().iter().enumerate() {
        let seen = sensor.and_then(|id| Some((id, detector.sensors().get(id.0 as usize)?)));
        let Some((id, sensor)) = seen else {
            placed.unplaced += 1;
            continue;
        };
        if shown.passes.get(place) == Some(&false) {
            continue;
        }
        let pulse = values.pulse(place).unwrap_or(&event.hits[place]);
        let bright = pulse.triggered() || !knows_triggers;
        let dimmed = if bright { 1.0 } else { 0.45 };
        placed.points.push(Point {
            position: relative(sensor.position_m, center),
            radius_m: basic_radius_m * sizes.of(place) * dimmed,
            time_ns: times[place],
            value: own.map_or(timed, |own| own[place]),
            duration_ns: match event.amplitude_unit {
                AmplitudeUnit::TotNs => pulse.amplitude,
                AmplitudeUnit::ChargePe => SHINES_NS,
            },
            color: [255, 255, 255, if bright { 255 } else { 90 }],
            id: place as u32 + 1,
            ..Default::default()
        });
        sensors.push(id);
    }
    if look.stacked {
        let highest_m = STACK_REACH * floor_spacing_m(detector);
        stack(&mut placed.points, &sensors, detector, look.size, highest_m);
    }
    placed
}

/// How large hits are, by one of their quantities.
struct Sizes<'a> {
    column: &'a [f32],
    law: Law,
}

enum Law {
    /// The root of the time over threshold.
    Tot,
    /// A power of the charge.
    Charge,
    /// From the first to the last value, linearly.
    Between(f32, f32),
}

impl<'a> Sizes<'a> {
    fn new(values: &'a HitValues, quantity: HitQuantity) -> Self {
        let column: &[f32] = values.column(quantity);
        let law = match (quantity, values.event.amplitude_unit) {
            (HitQuantity::Amplitude, AmplitudeUnit::TotNs) => Law::Tot,
            (HitQuantity::Amplitude, AmplitudeUnit::ChargePe) => Law::Charge,
            _ => {
                let (low, high) = nearly_all(column);
                Law::Between(low, high)
            }
        };
        Self { column, law }
    }

    /// The size of the hit at a place, 1 for a basic one; the smallest for one without a value.
    fn of(&self, place: usize) -> f32 {
        let value = self.column[place];
        let size = match self.law {
            Law::Tot => (value / BASIC_TOT_NS).clamp(0.1, 100.0).sqrt(),
            Law::Charge => 2.2 * value.clamp(0.05, 1e5).powf(0.3),
            Law::Between(low, high) => {
                let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
                SIZES.0 + (SIZES.1 - SIZES.0) * share
            }
        };
        if size.is_finite() { size } else { SIZES.0 }
    }
}

/// The values between which nearly all of a column lie, the second larger than the first.
fn nearly_all(column: &[f32]) -> (f32, f32) {
    let mut finite: Vec<f32> = column.iter().copied().filter(|v| v.is_finite()).collect();
    finite.sort_unstable_by(f32::total_cmp);
    let last = finite.len().saturating_sub(1) as f32;
    let at = |share: f32| finite.get((share * last).round() as usize).copied();
    match (at(TAILS.0), at(TAILS.1)) {
        (Some(low), Some(high)) if low < high => (low, high),
        (Some(same), _) => (same - 1.0, same + 1.0),
        _ => (0.0, 1.0),
    }
}

/// Shrinks all spheres and moves repeated hits of a photomultiplier outwards along its axis, in order of time.
///
/// `scale` is by how much the spheres will be larger where they are drawn.
fn stack(
    points: &mut [Point],
    sensors: &[SensorId],
    detector: &Detector,
    scale: f32,
    highest_m: f32,
) {
    for point in points.iter_mut() {
        point.radius_m *= STACKED_SIZE;
    }
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| {
        let time = points[a].time_ns.total_cmp(&points[b].time_ns);
        sensors[a].cmp(&sensors[b]).then(time)
    });
    let mut heights_m = Vec::new();
    for own in order.chunk_by(|&a, &b| sensors[a] == sensors[b]) {
        let step = |pair: &[usize]| points[pair[0]].radius_m + points[pair[1]].radius_m;
        heights_m.clear();
        heights_m.extend(own.windows(2).scan(0.0, |height_m, pair| {
            *height_m += STACK_SHARE * scale * step(pair);
            Some(*height_m)
        }));
        let Some(top_m) = heights_m.last().filter(|top_m| **top_m > 0.0) else {
            continue;
        };
        let axis = (highest_m / top_m).min(1.0) * axis(detector, sensors[own[0]]).as_vec3();
        for (place, height_m) in own[1..].iter().zip(&heights_m) {
            let at = Vec3::from(points[*place].position) + *height_m * axis;
            points[*place].position = at.to_array();
        }
    }
}

/// Where a photomultiplier looks; where it looks nowhere, away from its module, or up.
fn axis(detector: &Detector, id: SensorId) -> DVec3 {
    let sensor = &detector.sensors()[id.0 as usize];
    let outwards = || {
        let (module, _) = detector.module_of(id)?;
        (sensor.position_m - module.position_m).try_normalize()
    };
    sensor
        .looks
        .try_normalize()
        .or_else(outwards)
        .unwrap_or(DVec3::Z)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::event::tests::detector;
    use crate::scene::event::{Picked, picked};
    use nuscope_model::{Event, Medium, ModuleId};
    use std::sync::Arc;

    fn hit(module: u32, time_ns: f64, tot_ns: f32, trigger_mask: u64) -> Hit {
        Hit {
            module: ModuleId(module),
            channel: 0,
            time_ns,
            amplitude: tot_ns,
            trigger_mask,
        }
    }

    fn values(hits: Vec<Hit>) -> HitValues {
        let event = Event {
            hits,
            time_zero_ns: 1e8,
            ..Default::default()
        };
        let detector = Some(Arc::new(detector()));
        HitValues::new(Arc::new(event), detector, Medium::WATER, None)
    }

    fn drawn(values: &HitValues, look: &HitLook) -> PlacedHits {
        let shown = ShownHits::new(values, &Default::default());
        hits(values, &shown, look)
    }

    #[test]
    fn hits_sit_on_their_photomultiplier_and_strangers_are_counted() {
        let values = values(vec![hit(11, 1e8, 26.0, 1), hit(99, 1e8, 26.0, 1)]);
        let placed = drawn(&values, &HitLook::default());
        assert_eq!(placed.unplaced, 1);
        let point = placed.points[0];
        assert!((Vec3::from(point.position) - Vec3::new(0.2, 0.0, 18.0)).length() < 1e-5);
        assert_eq!(
            (point.time_ns, point.duration_ns, picked(point.id)),
            (0.0, 26.0, Some(Picked::Hit(0)))
        );
    }

    #[test]
    fn size_goes_with_the_root_of_the_time_over_threshold() {
        let values = values(vec![
            hit(10, 1e8, 26.0, 1),
            hit(11, 1e8, 104.0, 1),
            hit(11, 1e8, 26.0, 0),
        ]);
        let points = drawn(&values, &HitLook::default()).points;
        assert!((points[1].radius_m / points[0].radius_m - 2.0).abs() < 1e-5);
        assert!(points[2].radius_m < points[0].radius_m && points[2].color[3] < 255);
        let triggered = ShownHits {
            passes: vec![true, true, false],
            count: 2,
            ..Default::default()
        };
        let look = HitLook::default();
        assert_eq!(hits(&values, &triggered, &look).points.len(), 2);
    }

    #[test]
    fn any_quantity_colours_and_sizes() {
        let values = values(vec![
            hit(10, 1e8 + 3.0, 26.0, 1),
            hit(11, 1e8, 104.0, 1),
            hit(11, f64::NAN, 26.0, 1),
        ]);
        let look = HitLook {
            color_by: HitQuantity::Floor,
            size_by: HitQuantity::Time,
            ..HitLook::default()
        };
        let points = drawn(&values, &look).points;
        assert_eq!(
            points.iter().map(|p| p.value).collect::<Vec<_>>(),
            [1.0, 2.0, 2.0]
        );
        let (smallest, largest) = (points[1].radius_m, points[0].radius_m);
        assert!((largest / smallest - SIZES.1 / SIZES.0).abs() < 1e-4);
        assert_eq!(points[2].radius_m, smallest, "no time is the smallest");
        let look = HitLook {
            color_by: HitQuantity::Residual,
            size_by: HitQuantity::Residual,
            ..look
        };
        let points = drawn(&values, &look).points;
        assert!(points.iter().all(|p| p.value.is_nan() && p.radius_m > 0.0));
    }

    #[test]
    fn repeated_hits_stack_along_the_axis_in_order_of_time() {
        let values = values(vec![
            hit(10, 1e8 + 9.0, 26.0, 1),
            hit(10, 1e8, 104.0, 1),
            hit(11, 1e8, 26.0, 1),
            hit(10, 1e8 + 20.0, 26.0, 1),
        ]);
        let look = HitLook {
            stacked: true,
            size: 0.5,
            ..HitLook::default()
        };
        let flat = drawn(&values, &HitLook::default()).points;
        let stacked = drawn(&values, &look).points;
        let moved = |i: usize| Vec3::from(stacked[i].position) - Vec3::from(flat[i].position);
        assert_eq!((moved(1), moved(2)), (Vec3::ZERO, Vec3::ZERO));
        // Radii of 2r, r and r in time, at half the size: along +x, where the photomultiplier looks.
        assert!((stacked[0].radius_m / flat[0].radius_m - STACKED_SIZE).abs() < 1e-6);
        let r = 0.5 * stacked[0].radius_m;
        assert!((moved(0) - STACK_SHARE * 3.0 * r * Vec3::X).length() < 1e-4);
        assert!((moved(3) - STACK_SHARE * 5.0 * r * Vec3::X).length() < 1e-4);
    }

    #[test]
    fn no_stack_reaches_the_next_module() {
        let many = (0..1000).map(|i| hit(10, 1e8 + f64::from(i), 255.0, 1));
        let values = values(many.collect());
        let look = HitLook {
            stacked: true,
            ..HitLook::default()
        };
        let points = drawn(&values, &look).points;
        let span = points[999].position[0] - points[0].position[0];
        assert!((span - STACK_REACH * 36.0).abs() < 0.01, "{span}");
        assert!(
            points
                .windows(2)
                .all(|p| p[0].position[0] < p[1].position[0])
        );
    }

    #[test]
    fn a_merged_pulse_is_one_large_sphere_that_shines_long() {
        let apart = values(vec![hit(10, 1e8, 255.0, 0), hit(10, 1e8 + 255.0, 100.0, 4)]);
        assert_eq!(drawn(&apart, &HitLook::default()).points.len(), 2);
        let merged = apart.merging(true);
        let points = drawn(&merged, &HitLook::default()).points;
        assert_eq!((points.len(), points[0].duration_ns), (1, 355.0));
        assert_eq!(points[0].color[3], 255, "its second piece was triggered");
    }
}
