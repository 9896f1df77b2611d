//! Mollweide's projection: equal-area, parallels are straight lines, meridians are ellipses.
//!
//! ```text
//! disc = (λ/π cos θ, sin θ),    2θ + sin 2θ = π sin φ
//! ```
//!
//! The equation is solved for `u = π − 2|θ|`, as `u − sin u = π (1 − sin |φ|)`, which keeps its digits at the poles,
//! where `θ` does not: a series for the start, then Newton's steps. Section 5.5.3 of the source.

use std::f64::consts::{PI, SQRT_2};

use glam::{DVec2, DVec3};

use super::half_sphere::{disc_from_plane, plane_from_disc};
use super::{Cut, Outline, Projection, Row};

/// The row for the table.
pub const ROW: Row = Row {
    projection: Projection::Mollweide,
    name: "Mollweide",
    key: "mollweide",
    fits: Some("MOL"),
    remark: "whole sky, equal areas, level parallels",
    half_width_rad: 2.0 * SQRT_2,
    half_height: 0.5,
    outline: Outline::Ellipse,
    cut: Cut::Seam {
        poles_are_lines: false,
    },
    plane_from_unit,
    unit_from_plane,
    wgsl: include_str!("mollweide.wgsl"),
};

fn plane_from_unit(unit: DVec3) -> DVec2 {
    let across = unit.x.hypot(unit.y);
    // 1 − sin |φ| without cancellation.
    let rest = across * across / (1.0 + unit.z.abs());
    let (sin, cos) = (0.5 * solve(PI * rest)).sin_cos();
    let longitude = unit.y.atan2(unit.x);
    let disc = DVec2::new(longitude / PI * sin, cos.copysign(unit.z));
    plane_from_disc(disc)
}

fn unit_from_plane(plane: DVec2) -> DVec3 {
    let disc = disc_from_plane(plane);
    let cos_theta = ((1.0 - disc.y) * (1.0 + disc.y)).sqrt();
    let rest = excess(2.0 * cos_theta.atan2(disc.y.abs())) / PI; // 1 − sin |φ|
    let across = (rest * (2.0 - rest)).max(0.0).sqrt();
    let turn = if cos_theta > 0.0 {
        (disc.x / cos_theta).clamp(-1.0, 1.0)
    } else {
        0.0
    };
    let (sin, cos) = (PI * turn).sin_cos();
    DVec3::new(across * cos, across * sin, (1.0 - rest).copysign(disc.y))
}

/// `u − sin u`.
fn excess(u: f64) -> f64 {
    if u > 0.7 {
        return u - u.sin();
    }
    // Its series, since the difference loses digits.
    let square = u * u;
    let mut term = u * square / 6.0;
    let mut sum = term;
    for n in [20.0, 42.0, 72.0, 110.0, 156.0, 210.0] {
        term *= -square / n;
        sum += term;
    }
    sum
}

/// The `u` in 0..=π whose excess is `w` in 0..=π.
fn solve(w: f64) -> f64 {
    let s = (6.0 * w).cbrt();
    let mut u = s * (1.0 + s * s * (1.0 / 60.0 + s * s / 1400.0));
    for _ in 0..4 {
        let sin = (0.5 * u).sin();
        let slope = 2.0 * sin * sin;
        if slope > 0.0 {
            u -= (excess(u) - w) / slope;
        }
    }
    u.clamp(0.0, PI)
}
