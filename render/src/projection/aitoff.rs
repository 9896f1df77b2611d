//! Aitoff's own projection: distances from the middle along the equator and along the middle meridian are true.
//!
//! ```text
//! disc = (s, z) α / (sin α π/2),    cos α = c
//! ```
//!
//! with `c` and `s` of `half_sphere.rs`: an azimuthal map of half longitudes, stretched. Seen so, the inverse needs
//! no iteration either: `α` is the distance from the middle of the disc. FITS has no code for it.
//! Source: Snyder and Voxland 1989, "An album of map projections", USGS professional paper 1453, page 230.

use std::f64::consts::{FRAC_PI_2, PI};

use glam::{DVec2, DVec3};

use super::half_sphere::{disc_from_plane, doubled, halved, plane_from_disc};
use super::{Cut, Outline, Projection, Row};

/// The row for the table.
pub const ROW: Row = Row {
    projection: Projection::Aitoff,
    name: "Aitoff (true)",
    key: "aitoff",
    fits: None,
    remark: "whole sky, as in Matplotlib",
    half_width_rad: PI,
    half_height: 0.5,
    outline: Outline::Ellipse,
    cut: Cut::Seam {
        poles_are_lines: false,
    },
    plane_from_unit,
    unit_from_plane,
    wgsl: include_str!("aitoff.wgsl"),
};

fn plane_from_unit(unit: DVec3) -> DVec2 {
    let (c, s) = halved(unit);
    let sin = s.hypot(unit.z);
    let stretch = if sin > 0.0 { sin.atan2(c) / sin } else { 1.0 };
    plane_from_disc(DVec2::new(s, unit.z) * (stretch / FRAC_PI_2))
}

fn unit_from_plane(plane: DVec2) -> DVec3 {
    let disc = disc_from_plane(plane);
    let r = disc.length();
    let (sin, c) = (FRAC_PI_2 * r).sin_cos();
    let shrink = if r > 0.0 { sin / r } else { FRAC_PI_2 };
    doubled(c, shrink * disc.x, shrink * disc.y)
}
