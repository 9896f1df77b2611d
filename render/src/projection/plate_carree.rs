//! Plate carrée: longitude to the right and latitude up, one scale for both. FITS calls it CAR.
//! Section 5.2.3 of the source.

use std::f64::consts::PI;

use glam::{DVec2, DVec3};

use super::{Cut, Outline, Projection, Row};

/// The row for the table.
pub const ROW: Row = Row {
    projection: Projection::PlateCarree,
    name: "Plate carrée",
    key: "platecarree",
    fits: Some("CAR"),
    remark: "longitude and latitude as they are",
    half_width_rad: PI,
    half_height: 0.5,
    outline: Outline::Rectangle,
    cut: Cut::Seam {
        poles_are_lines: true,
    },
    plane_from_unit,
    unit_from_plane,
    wgsl: include_str!("plate_carree.wgsl"),
};

fn plane_from_unit(unit: DVec3) -> DVec2 {
    let across = unit.x.hypot(unit.y);
    DVec2::new(unit.y.atan2(unit.x), unit.z.atan2(across)) / PI
}

fn unit_from_plane(plane: DVec2) -> DVec3 {
    let (sin_lon, cos_lon) = (PI * plane.x).sin_cos();
    let (sin_lat, cos_lat) = (PI * plane.y).sin_cos();
    DVec3::new(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat)
}
