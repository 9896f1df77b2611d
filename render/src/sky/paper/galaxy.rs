//! How bright the galaxy is: a soft band for orientation. It shows no measurement.
//!
//! Twin of `galaxy` in `layers/skymap.wgsl`.

use glam::Vec3;

/// Brightness in a direction that is given in galactic axes.
pub(super) fn brightness(toward: Vec3) -> f32 {
    if toward.z.abs() > 0.55 {
        return 0.0;
    }
    let centre = 0.5 + 0.5 * toward.x;
    let width = 0.075 + 0.085 * centre.powi(3);
    let height = toward.z / width;
    let band = (-0.5 * height * height).exp() * (0.30 + 0.70 * centre.powi(4));
    let bulge = (-9.0 * (1.0 - toward.x) - 55.0 * toward.z * toward.z).exp();
    let clouds = 0.6 * mottle(toward * 7.0) + 0.4 * mottle(toward * 19.0);
    band * (0.45 + 0.9 * clouds) + 0.75 * bulge
}

/// Smooth noise within 0..1.
fn mottle(place: Vec3) -> f32 {
    let cell = place.floor();
    let t = place - cell;
    let s = t * t * (3.0 - 2.0 * t);
    let corner = |i: u32| {
        let step = Vec3::new((i & 1) as f32, ((i >> 1) & 1) as f32, (i >> 2) as f32);
        let weight = (1.0 - s) * (1.0 - step) + s * step;
        weight.x * weight.y * weight.z * lattice(cell + step)
    };
    (0..8).map(corner).sum()
}

fn lattice(cell: Vec3) -> f32 {
    // As shaders take it: what is above the floor.
    let fract = |v: Vec3| v - v.floor();
    let p = fract(cell * Vec3::new(0.1031, 0.1030, 0.0973));
    let q = p + p.dot(Vec3::new(p.y, p.z, p.x) + 33.33);
    let last = (q.x + q.y) * q.z;
    last - last.floor()
}
