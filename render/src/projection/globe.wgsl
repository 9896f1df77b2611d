// Twins of the functions in globe.rs.

fn plane_from_unit(unit: vec3f) -> vec3f {
    return vec3f(unit.yz, select(0.0, 1.0, unit.x >= 0.0));
}

fn unit_from_plane(plane: vec2f) -> vec3f {
    let seen = plane / max(length(plane), 1.0);
    return vec3f(sqrt(max(1.0 - dot(seen, seen), 0.0)), seen);
}
