//! The muon trigger: the direction in which most coincidences fit the light of one muon.
//!
//! In a frame whose z axis is the assumed direction, two coincidences on one muon fulfil, with R their distance
//! across,
//!
//! ```text
//! R ≤ 120 m   and   |c Δt - Δz| ≤ tan(θ_c) R + 20 ns c
//! ```
//!
//! Sorted by w = c t - z, a coincidence therefore has all its partners within tan(θ_c) 120 m + 20 ns c of its
//! w: in wrong directions that is nearly none, and in the right one the first few suffice. 200 directions cost
//! milliseconds.

use std::f64::consts::PI;

use glam::DVec3;
use nuscope_model::{Medium, medium::C_M_PER_NS};

use super::ALLOWANCE_NS;
use super::cluster::{core, within};
use super::coincidence::Coincidence;

/// Number of directions.
const DIRECTIONS: usize = 200;
/// Farthest two coincidences on one muon are apart across its direction, in metres.
const RADIUS_M: f64 = 120.0;

/// Indices of the coincidences that fit the best direction; empty if none fits five modules.
pub fn best_direction(found: &[Coincidence], medium: Medium) -> Vec<usize> {
    let tan = medium.cherenkov_angle_rad().tan();
    let mut directions: Vec<(usize, DVec3)> = (0..DIRECTIONS)
        .map(|i| (crowded(spiral(i), found, tan * RADIUS_M), spiral(i)))
        .collect();
    // The most promising first: then the others can be given up early.
    directions.sort_by_key(|(crowded, _)| std::cmp::Reverse(*crowded));
    let mut best = Vec::new();
    for (_, travel) in directions {
        let seen = Seen::along(travel, found, tan);
        if let Some(fitting) = seen.fitting(best.len()) {
            best = fitting;
        }
    }
    best.sort_unstable();
    best
}

/// How many coincidences have their w within `reach_m` of the median.
fn crowded(travel: DVec3, found: &[Coincidence], reach_m: f64) -> usize {
    let mut w_m: Vec<f64> = found
        .iter()
        .map(|coincidence| w_m_of(coincidence, travel))
        .collect();
    if w_m.is_empty() {
        return 0;
    }
    let median_m = *w_m
        .select_nth_unstable_by(found.len() / 2, f64::total_cmp)
        .1;
    w_m.iter()
        .filter(|w_m| (**w_m - median_m).abs() < reach_m)
        .count()
}

/// w = c t - z of a coincidence, in metres.
fn w_m_of(coincidence: &Coincidence, travel: DVec3) -> f64 {
    C_M_PER_NS * coincidence.time_ns - coincidence.position_m.dot(travel)
}

/// Direction number `i` of a spiral that covers the sphere evenly (Vogel 1979, with the golden angle).
fn spiral(i: usize) -> DVec3 {
    let step = i as f64 + 0.5;
    let z = 1.0 - 2.0 * step / DIRECTIONS as f64;
    let (sin, cos) = (PI * (1.0 + 5.0_f64.sqrt()) * step).sin_cos();
    let across = (1.0 - z * z).sqrt();
    DVec3::new(across * cos, across * sin, z)
}

/// A coincidence as seen along a direction.
#[derive(Clone, Copy)]
struct Point {
    /// Position across the direction, in metres.
    across_m: [f64; 2],
    module: u32,
    index: usize,
}

/// All coincidences as seen along a direction, by w.
struct Seen {
    w_m: Vec<f64>,
    points: Vec<Point>,
    tan: f64,
}

impl Seen {
    /// Looks along the unit vector `travel`.
    fn along(travel: DVec3, found: &[Coincidence], tan: f64) -> Self {
        let (right, up) = travel.any_orthonormal_pair();
        let mut order: Vec<(f64, usize)> = found
            .iter()
            .enumerate()
            .map(|(i, coincidence)| (w_m_of(coincidence, travel), i))
            .collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let points = order.iter().map(|&(_, index)| {
            let at = found[index].position_m;
            Point {
                across_m: [at.dot(right), at.dot(up)],
                module: found[index].module,
                index,
            }
        });
        Self {
            points: points.collect(),
            w_m: order.iter().map(|entry| entry.0).collect(),
            tan,
        }
    }

    /// Partners of coincidence `i` lie within this range.
    fn near(&self, i: usize) -> std::ops::Range<usize> {
        within(
            &self.w_m,
            self.w_m[i],
            self.tan * RADIUS_M + ALLOWANCE_NS * C_M_PER_NS,
        )
    }

    /// Whether one muon can have made both.
    fn fit(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.points[i], &self.points[j]);
        let (x_m, y_m) = (a.across_m[0] - b.across_m[0], a.across_m[1] - b.across_m[1]);
        let r2 = x_m * x_m + y_m * y_m;
        let late_m = ((self.w_m[i] - self.w_m[j]).abs() - ALLOWANCE_NS * C_M_PER_NS).max(0.0);
        a.module != b.module
            && r2 <= RADIUS_M * RADIUS_M
            && late_m * late_m <= self.tan * self.tan * r2
    }

    /// Indices of the largest set of which each fits four other modules, if it has more than `beaten` members.
    fn fitting(&self, beaten: usize) -> Option<Vec<usize>> {
        let modules: Vec<u32> = self.points.iter().map(|point| point.module).collect();
        let inside = core(&modules, beaten, |i| self.near(i), |i, j| self.fit(i, j))?;
        let points = self.points.iter().zip(inside);
        Some(
            points
                .filter(|(_, inside)| *inside)
                .map(|(point, _)| point.index)
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_cover_the_sphere() {
        let sum: DVec3 = (0..DIRECTIONS).map(spiral).sum();
        assert!(sum.length() < 1.0);
        for look in [
            DVec3::X,
            DVec3::NEG_Y,
            DVec3::Z,
            DVec3::new(0.6, 0.48, -0.64),
        ] {
            let nearest = (0..DIRECTIONS)
                .map(|i| spiral(i).angle_between(look))
                .fold(PI, f64::min);
            assert!(nearest.to_degrees() < 12.0);
        }
    }

    #[test]
    fn the_light_of_one_muon_fits_and_scattered_times_do_not() {
        let travel = spiral(77);
        let (right, _) = travel.any_orthonormal_pair();
        let on_track = |i: u32| {
            let (along_m, d_m) = (30.0 * f64::from(i), 15.0 + 5.0 * f64::from(i % 3));
            let k = Medium::WATER.k();
            Coincidence {
                module: i,
                position_m: along_m * travel + d_m * right,
                time_ns: (along_m + k * d_m) / C_M_PER_NS,
                hits: vec![i],
            }
        };
        let mut found: Vec<_> = (0..12).map(on_track).collect();
        assert_eq!(
            best_direction(&found, Medium::WATER),
            (0..12).collect::<Vec<_>>()
        );
        for (coincidence, i) in found.iter_mut().zip(0..) {
            coincidence.time_ns += 900.0 * f64::from(i * i % 7);
        }
        assert!(best_direction(&found, Medium::WATER).len() < 8);
    }
}
