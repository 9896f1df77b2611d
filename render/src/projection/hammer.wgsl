// Twins of the functions in hammer.rs.

fn plane_from_unit(unit: vec3f) -> vec3f {
    let half = halved(unit);
    return vec3f(vec2f(half.y, 0.5 * unit.z) / sqrt(1.0 + half.x), 1.0);
}

fn unit_from_plane(plane: vec2f) -> vec3f {
    let disc = disc_from_plane(plane);
    let r2 = dot(disc, disc);
    let k = sqrt(2.0 - r2);
    return doubled(1.0 - r2, k * disc.x, k * disc.y);
}
