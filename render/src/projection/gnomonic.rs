//! The gnomonic projection: `plane = (y, z) / x`, in which every great circle is a straight line. FITS calls it TAN.
//!
//! It has no border of its own: half the sphere fills the whole plane. The map ends 70° from its middle, where
//! lengths are 3 to 9 times those in the middle. Section 5.1.3 of the source.

use glam::{DVec2, DVec3, Vec3Swizzles as _};

use super::{Cut, Outline, Projection, Row};

/// Cosine and tangent of the distance of the border from the middle.
const COS_LIMIT: f64 = 0.342_020_143_325_668_7;
const TAN_LIMIT: f64 = 2.747_477_419_454_622;

/// The row for the table.
pub const ROW: Row = Row {
    projection: Projection::Gnomonic,
    name: "Gnomonic",
    key: "gnomonic",
    fits: Some("TAN"),
    remark: "small fields, straight great circles",
    half_width_rad: TAN_LIMIT,
    half_height: 1.0,
    outline: Outline::Ellipse,
    cut: Cut::Horizon { cos: COS_LIMIT },
    plane_from_unit,
    unit_from_plane,
    wgsl: include_str!("gnomonic.wgsl"),
};

fn plane_from_unit(unit: DVec3) -> DVec2 {
    DVec2::new(unit.y, unit.z) / (TAN_LIMIT * unit.x)
}

fn unit_from_plane(plane: DVec2) -> DVec3 {
    (TAN_LIMIT * plane).extend(1.0).zxy().normalize()
}
