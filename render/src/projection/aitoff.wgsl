// Twins of the functions in aitoff.rs.

fn plane_from_unit(unit: vec3f) -> vec3f {
    let half = halved(unit);
    let away = length(vec2f(half.y, unit.z));
    let stretch = select(1.0, arc(away, half.x) / away, away > 0.0);
    return vec3f(vec2f(half.y, 0.5 * unit.z) * (stretch / HALF_PI), 1.0);
}

fn unit_from_plane(plane: vec2f) -> vec3f {
    let disc = disc_from_plane(plane);
    let r = length(disc);
    let turn = sin_cos(HALF_PI * r);
    let shrink = select(HALF_PI, turn.x / r, r > 0.0);
    return doubled(turn.y, shrink * disc.x, shrink * disc.y);
}
