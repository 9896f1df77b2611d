//! Hits that a frame times by the light of a track or a shower have the values that 64 bits give them.

#![allow(clippy::unwrap_used)]

mod common;

use common::{SIZE, camera, frame, gpu, hit};
use glam::{DVec3, Vec3};
use nuscope_render::{Arrival, Crop, Point, PointSet, Space, SpaceFrame};

/// Nanoseconds by which a value may be wrong.
const EXACT_NS: f64 = 0.01;

/// A grid of hits that hide none of each other, at times up to ten microseconds.
fn hits() -> Vec<Point> {
    let place = |i: u32| {
        let (column, row) = ((i % 12) as f32, (i / 12) as f32);
        [
            8.0 * column - 44.0,
            3.0 * ((7 * i) % 5) as f32,
            7.0 * row - 21.0,
        ]
    };
    let point = |i: u32| Point {
        time_ns: 137.5 * ((11 * i) % 84) as f32 - 1000.0,
        ..hit(place(i), 1.5, [200, 200, 200], i + 1)
    };
    (0..84).map(point).collect()
}

/// How much later than the light a hit is, in double precision.
fn value(hit: &Point, arrival: &Arrival) -> f64 {
    let away = Vec3::from(hit.position).as_dvec3() - Vec3::from(arrival.origin).as_dvec3();
    let direction = Vec3::from(arrival.direction).as_dvec3();
    let along = away.dot(direction);
    let across: DVec3 = away - along * direction;
    let expected = f64::from(arrival.time_ns)
        + f64::from(arrival.along_ns_per_m) * along
        + f64::from(arrival.away_ns_per_m) * across.length();
    f64::from(hit.time_ns) - expected
}

#[test]
fn what_a_window_shows_is_what_has_its_value_there() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let hits = hits();
    space.set_points(&gpu, PointSet::Hits, &hits);
    let track = Arrival {
        origin: [3.0, -250.0, 120.0],
        time_ns: -800.0,
        direction: Vec3::new(0.2, 0.9, -0.4).normalize().to_array(),
        along_ns_per_m: 3.335_641,
        away_ns_per_m: 3.507_2,
    };
    let shower = Arrival {
        direction: [0.0; 3],
        away_ns_per_m: 4.601_3,
        ..track
    };
    let shown = |timed_by: Option<Arrival>, value_window: Option<(f32, f32)>| {
        let frame = SpaceFrame {
            timed_by,
            value_window,
            ..frame(&camera())
        };
        let found = space.ids_in(&gpu, &frame, SIZE, Crop::whole(SIZE));
        found.unwrap().all()
    };
    assert_eq!(shown(None, None).len(), hits.len(), "all are seen");
    for arrival in [track, shower] {
        let mut sorted: Vec<f64> = hits.iter().map(|hit| value(hit, &arrival)).collect();
        sorted.sort_by(f64::total_cmp);
        for edges in sorted.windows(2).step_by(7) {
            let edge = 0.5 * (edges[0] + edges[1]);
            assert!(edges[1] - edges[0] > 2.0 * EXACT_NS, "{edges:?}");
            for edge in [edge, edges[0] + EXACT_NS, edges[1] - EXACT_NS] {
                let found = shown(Some(arrival), Some((edge as f32, 1e6)));
                for hit in &hits {
                    let wanted = value(hit, &arrival) > f64::from(edge as f32);
                    assert_eq!(found.contains(&hit.id), wanted, "{hit:?} {edge}");
                }
            }
        }
    }
}

#[test]
fn without_a_place_or_a_time_no_hit_has_a_value() {
    let gpu = gpu();
    let mut space = Space::new(&gpu);
    let mut hits = hits();
    hits[5].time_ns = f32::NAN;
    hits[6].value = f32::NAN;
    space.set_points(&gpu, PointSet::Hits, &hits);
    let arrival = Arrival {
        origin: [0.0; 3],
        time_ns: 0.0,
        direction: [0.0; 3],
        along_ns_per_m: 0.0,
        away_ns_per_m: 4.6,
    };
    let shown = |arrival: Arrival| {
        let frame = SpaceFrame {
            timed_by: Some(arrival),
            value_window: Some((-1e6, 1e6)),
            ..frame(&camera())
        };
        let found = space.ids_in(&gpu, &frame, SIZE, Crop::whole(SIZE));
        found.unwrap().all()
    };
    let found = shown(arrival);
    assert_eq!(found.len(), hits.len() - 2);
    assert!(!found.contains(&6) && !found.contains(&7));
    let nowhere = Arrival {
        time_ns: f32::NAN,
        ..arrival
    };
    assert!(shown(nowhere).is_empty());
}
