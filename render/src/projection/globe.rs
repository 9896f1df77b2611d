//! The orthographic projection: the sphere seen from far away, `plane = (y, z)`. FITS calls it SIN.
//! Section 5.1.5 of the source.

use glam::{DVec2, DVec3};

use super::{Cut, Outline, Projection, Row};

/// The row for the table.
pub const ROW: Row = Row {
    projection: Projection::Globe,
    name: "Globe (orthographic)",
    key: "globe",
    fits: Some("SIN"),
    remark: "half the sky",
    half_width_rad: 1.0,
    half_height: 1.0,
    outline: Outline::Ellipse,
    cut: Cut::Horizon { cos: 0.0 },
    plane_from_unit,
    unit_from_plane,
    wgsl: include_str!("globe.wgsl"),
};

fn plane_from_unit(unit: DVec3) -> DVec2 {
    DVec2::new(unit.y, unit.z)
}

fn unit_from_plane(plane: DVec2) -> DVec3 {
    let height = (1.0 - plane.length_squared()).max(0.0).sqrt();
    DVec3::new(height, plane.x, plane.y)
}
