//! Hammer's projection: equal-area, onto an ellipse of 2 : 1.
//!
//! ```text
//! disc = (s, z) / √(1 + c),         c = 1 − r²,   (s, z) = √(2 − r²) disc
//! ```
//!
//! with `c` and `s` of `half_sphere.rs`, so that neither way needs trigonometry.
//! FITS calls it AIT, which many read as Aitoff's; the name says both. Section 5.6.3 of the source.

use std::f64::consts::SQRT_2;

use glam::{DVec2, DVec3};

use super::half_sphere::{disc_from_plane, doubled, halved, plane_from_disc};
use super::{Cut, Outline, Projection, Row};

/// The row for the table.
pub const ROW: Row = Row {
    projection: Projection::Hammer,
    name: "Aitoff (Hammer)",
    key: "hammer",
    fits: Some("AIT"),
    remark: "whole sky, equal areas",
    half_width_rad: 2.0 * SQRT_2,
    half_height: 0.5,
    outline: Outline::Ellipse,
    cut: Cut::Seam {
        poles_are_lines: false,
    },
    plane_from_unit,
    unit_from_plane,
    wgsl: include_str!("hammer.wgsl"),
};

fn plane_from_unit(unit: DVec3) -> DVec2 {
    let (c, s) = halved(unit);
    plane_from_disc(DVec2::new(s, unit.z) / (1.0 + c).sqrt())
}

fn unit_from_plane(plane: DVec2) -> DVec3 {
    let disc = disc_from_plane(plane);
    let r2 = disc.length_squared();
    let k = (2.0 - r2).sqrt();
    doubled((1.0 - r2).max(0.0), k * disc.x, k * disc.y)
}
