//! Aitoff's trick: half of every longitude brings the whole sphere onto the half that a disc can show.
//!
//! With `c = cos φ cos(λ/2)` and `s = cos φ sin(λ/2)`, `(c, s, z)` is a unit vector again, and needs no trigonometry.

use glam::{DVec2, DVec3};

/// `c` (never negative) and `s` of a unit vector.
pub fn halved(unit: DVec3) -> (f64, f64) {
    let across = unit.x.hypot(unit.y); // cos φ
    // One half-angle from a root, the other from their product, whichever root does not cancel.
    let root = (0.5 * across * (across + unit.x.abs())).sqrt();
    let other = if root > 0.0 {
        0.5 * unit.y * across / root
    } else {
        0.0
    };
    if unit.x > 0.0 {
        (root, other)
    } else {
        (other.abs(), root.copysign(unit.y))
    }
}

/// The unit vector of `c`, `s` and `z`.
pub fn doubled(c: f64, s: f64, z: f64) -> DVec3 {
    let across = c.hypot(s);
    if across == 0.0 {
        return DVec3::new(0.0, 0.0, z.signum());
    }
    DVec3::new((c - s) * (c + s) / across, 2.0 * s * c / across, z)
}

/// From the unit disc to the plane, where the map is half as high as wide.
pub fn plane_from_disc(disc: DVec2) -> DVec2 {
    DVec2::new(disc.x, 0.5 * disc.y)
}

/// And back; what rounding put outside the disc is brought in.
pub fn disc_from_plane(plane: DVec2) -> DVec2 {
    DVec2::new(plane.x, 2.0 * plane.y).clamp_length_max(1.0)
}
