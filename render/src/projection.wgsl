// Twins of the functions of the same names in projection.rs: Hammer's projection, onto the unit disc.
// The middle of the map is the x axis; disc x grows to the east.

fn disc_from_unit(unit: vec3f) -> vec2f {
    let across = length(unit.xy);
    let root = sqrt(0.5 * across * (across + abs(unit.x)));
    let other = 0.5 * unit.y * across / max(root, 1e-20);
    var c = root;
    var s = other;
    if unit.x <= 0.0 {
        c = abs(other);
        s = select(root, -root, unit.y < 0.0);
    }
    return vec2f(s, unit.z) / sqrt(1.0 + c);
}

// Call only inside the disc.
fn unit_from_disc(disc: vec2f) -> vec3f {
    let r2 = dot(disc, disc);
    let k = sqrt(max(2.0 - r2, 1.0));
    let c = 1.0 - r2;
    let s = k * disc.x;
    let across = max(length(vec2f(c, s)), 1e-20);
    return vec3f((c - s) * (c + s) / across, 2.0 * s * c / across, k * disc.y);
}
