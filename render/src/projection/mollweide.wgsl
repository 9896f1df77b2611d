// Twins of the functions in mollweide.rs.

fn excess(u: f32) -> f32 {
    let square = u * u;
    let series = u * square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0)));
    return select(u - sin_cos(u).x, series, u < 1.0);
}

fn solve(w: f32) -> f32 {
    let s = pow(max(6.0 * w, 1e-30), 1.0 / 3.0);
    var u = s * (1.0 + s * s * (1.0 / 60.0 + s * s / 1400.0));
    for (var step = 0; step < 2; step++) {
        let sine = sin_cos(0.5 * u).x;
        u -= (excess(u) - w) / max(2.0 * sine * sine, 1e-20);
    }
    return clamp(u, 0.0, PI);
}

fn plane_from_unit(unit: vec3f) -> vec3f {
    let across = length(unit.xy);
    // In the half towards the equator the height itself has the digits: 2θ = t with t + sin t = π sin φ.
    let rest = across * across / (1.0 + abs(unit.z));
    var turn = sin_cos(0.5 * solve(PI * rest));
    let height = abs(unit.z);
    if height < 0.25 {
        var t = HALF_PI * height;
        for (var step = 0; step < 3; step++) {
            let around = sin_cos(t);
            t -= (t + around.x - PI * height) / (1.0 + around.y);
        }
        turn = sin_cos(0.5 * t).yx;
    }
    let longitude = arc(unit.y, unit.x);
    return vec3f(longitude / PI * turn.x, 0.5 * select(turn.y, -turn.y, unit.z < 0.0), 1.0);
}

fn unit_from_plane(plane: vec2f) -> vec3f {
    let disc = disc_from_plane(plane);
    let cos_theta = sqrt(max((1.0 - disc.y) * (1.0 + disc.y), 0.0));
    var z: f32;
    var across: f32;
    if abs(disc.y) < 0.5 {
        let theta = arc(disc.y, cos_theta);
        z = 2.0 * (theta + disc.y * cos_theta) / PI;
        across = sqrt(max((1.0 - z) * (1.0 + z), 0.0));
    } else {
        let rest = excess(2.0 * arc(cos_theta, abs(disc.y))) / PI;
        z = select(1.0 - rest, rest - 1.0, disc.y < 0.0);
        across = sqrt(max(rest * (2.0 - rest), 0.0));
    }
    let turn = sin_cos(PI * clamp(disc.x / max(cos_theta, 1e-20), -1.0, 1.0));
    return vec3f(across * turn.y, across * turn.x, z);
}
