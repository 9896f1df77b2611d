// What the projections share; the functions of one of them follow. Rust side: projection.rs and half_sphere.rs.
// plane_from_unit gives the place in xy and, in z, 0 where it is behind the horizon; unit_from_plane is called only
// within the outline, or close to it.

const PI = 3.14159265;
const HALF_PI = 1.57079633;

// The angle of a place from the x axis. WGSL's own atan2 may be off by thousands of roundings.
// Source of the coefficients here and below: Moshier 1989, "Methods and programs for mathematical functions".
fn arc(y: f32, x: f32) -> f32 {
    let low = min(abs(x), abs(y));
    let high = max(abs(x), abs(y));
    let t = low / max(high, 1e-37);
    let turned = t > 0.41421356;
    let u = select(t, (t - 1.0) / (t + 1.0), turned);
    let z = u * u;
    let series = (((0.080537445 * z - 0.13877686) * z + 0.19977711) * z - 0.3333295) * z * u + u;
    var angle = select(series, series + 0.25 * PI, turned);
    angle = select(angle, HALF_PI - angle, abs(y) > abs(x));
    angle = select(angle, PI - angle, x < 0.0);
    return select(angle, -angle, y < 0.0);
}

// Sine and cosine, exact to roundings also of small angles, within a few turns.
fn sin_cos(angle: f32) -> vec2f {
    let quarter = round(angle * 0.63661977);
    let r = (angle - quarter * 1.5707964) + quarter * 4.371139e-8;
    let z = r * r;
    let s = ((-0.00019515296 * z + 0.008332161) * z - 0.16666655) * z * r + r;
    let c = ((2.4433157e-5 * z - 0.0013887316) * z + 0.041666646) * z * z - 0.5 * z + 1.0;
    let quadrant = i32(quarter) & 3;
    let swapped = select(vec2f(s, c), vec2f(c, s), (quadrant & 1) == 1);
    return vec2f(select(swapped.x, -swapped.x, quadrant >= 2), select(swapped.y, -swapped.y, quadrant == 1 || quadrant == 2));
}

// c and s of half_sphere.rs.
fn halved(unit: vec3f) -> vec2f {
    let across = length(unit.xy);
    let root = sqrt(0.5 * across * (across + abs(unit.x)));
    let other = 0.5 * unit.y * across / max(root, 1e-20);
    return select(vec2f(abs(other), select(root, -root, unit.y < 0.0)), vec2f(root, other), unit.x > 0.0);
}

fn doubled(c: f32, s: f32, z: f32) -> vec3f {
    let across = max(length(vec2f(c, s)), 1e-20);
    return vec3f((c - s) * (c + s) / across, 2.0 * s * c / across, z);
}

fn disc_from_plane(plane: vec2f) -> vec2f {
    let disc = vec2f(plane.x, 2.0 * plane.y);
    return disc / max(length(disc), 1.0);
}
