// Twins of the functions in plate_carree.rs.

fn plane_from_unit(unit: vec3f) -> vec3f {
    return vec3f(vec2f(arc(unit.y, unit.x), arc(unit.z, length(unit.xy))) / PI, 1.0);
}

fn unit_from_plane(plane: vec2f) -> vec3f {
    let around = sin_cos(PI * clamp(plane.x, -1.0, 1.0));
    let above = sin_cos(PI * clamp(plane.y, -0.5, 0.5));
    return vec3f(above.y * around.y, above.y * around.x, above.x);
}
