// Twins of the functions in gnomonic.rs.

const COS_LIMIT = 0.34202014;
const TAN_LIMIT = 2.7474774;

fn plane_from_unit(unit: vec3f) -> vec3f {
    let seen = unit.x >= COS_LIMIT;
    return vec3f(unit.yz / (TAN_LIMIT * max(unit.x, COS_LIMIT)), select(0.0, 1.0, seen));
}

fn unit_from_plane(plane: vec2f) -> vec3f {
    let flat = TAN_LIMIT * plane;
    return vec3f(1.0, flat) / sqrt(1.0 + dot(flat, flat));
}
