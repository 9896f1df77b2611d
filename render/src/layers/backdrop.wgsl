// The water behind everything, and the grids on the sea bed and the levels. Rust side: backdrop.rs.

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) water: vec3f,
    @location(1) aside: vec3f, // how the line of sight, or where it begins, differs from that of the picture's middle
    @location(2) @interpolate(flat) level: vec4f, // the one plane of the patch
    @location(3) @interpolate(flat) level_z: f32,
}

const COLUMNS = 32u;
const ROWS = 20u;

@vertex
fn vs_water(@builtin(vertex_index) vertex: u32) -> Corner {
    return corner_of_patch(vertex, 0u);
}

@vertex
fn vs_plane(@builtin(vertex_index) vertex: u32) -> Corner {
    return corner_of_patch(vertex, 1u);
}

@vertex
fn vs_planes(@builtin(vertex_index) vertex: u32) -> Corner {
    return corner_of_patch(vertex, 2u);
}

// A place of the whole picture, from -1 to 1 to the right and up.
fn place_of(corner: vec2u) -> vec2f {
    return 2.0 * vec2f(corner) / vec2f(vec2u(COLUMNS, ROWS)) - 1.0;
}

fn aside_of(place: vec2f) -> vec3f {
    return place.x * frame.ray_right.xyz + place.y * frame.ray_up.xyz;
}

// A corner of one of the patches, if so many planes may be seen in it: none, one, or more.
fn corner_of_patch(vertex: u32, wanted: u32) -> Corner {
    var out: Corner;
    out.position = CULLED;
    let low = vec2u((vertex / 6u) % COLUMNS, vertex / (6u * COLUMNS));
    let seen = planes_in(low);
    if min(seen.x, 2u) != wanted { return out; }
    let index = vertex % 6u; // two triangles: 0 1 2, 2 1 3
    let corner = select(index, 5u - index, index == 3u || index == 4u);
    let which = select(corner, 3u, index == 5u);
    let place = place_of(low + vec2u(which & 1u, which >> 1u));
    out.position = cropped(vec4f(place, 0.0, 1.0));
    out.water = water_at(place);
    out.aside = aside_of(place);
    out.level = frame.levels[seen.y];
    out.level_z = frame.level_z[seen.y];
    return out;
}

// How many planes may be seen in a patch, no fewer than are, and the last of them.
fn planes_in(low: vec2u) -> vec2u {
    let count = u32(frame.near.w);
    var falling = 0.0;
    var rising = 0.0;
    for (var i = 0u; i < 4u; i++) {
        let slope = frame.ray_middle.z + aside_of(place_of(low + vec2u(i & 1u, i >> 1u))).z;
        falling = max(falling, -slope);
        rising = max(rising, slope);
    }
    var seen = vec2u(0u);
    for (var i = 0u; i < count; i++) {
        let drop_m = frame.level_z[i] - frame.eye.z;
        let steepest = select(falling, rising, drop_m > 0.0);
        let nearest_m = abs(drop_m) / max(steepest, 1e-6);
        let left = clarity(1.4 * nearest_m) * frame.levels[i].w;
        if parallel() || (steepest > 1e-6 && left > FAINTEST) { seen = vec2u(seen.x + 1u, i); }
    }
    return seen;
}

// What is left of a plane where it is not drawn any more.
const FAINTEST = 0.004;

// How strong a line is, a pixel wide, fading before lines run into each other: `off` from the nearest, `width` of a
// pixel and one over it, all in the distance between lines.
fn line(off: vec2f, width: vec2f, per_width: vec2f) -> f32 {
    let line = clamp(1.3 - off * per_width, vec2f(0.0), vec2f(1.0)) * (1.0 - smoothstep(vec2f(0.05), vec2f(0.35), width));
    return max(line.x, line.y);
}

// How far the place on the bed moves, in metres, when the line of sight changes by `turn`.
fn moved(ray: vec3f, turn: vec3f) -> vec2f {
    return abs(turn.xy * ray.z - ray.xy * turn.z);
}

// A plane with its grid over what lies behind it.
fn plane(behind: vec3f, origin: vec3f, ray: vec3f, level: vec4f, level_z: f32) -> vec3f {
    let drop_m = level_z - origin.z;
    // Parallel lines of sight see what lies behind the eye too.
    if !(abs(ray.z) > 1e-6 && (drop_m * ray.z > 0.0 || parallel())) { return behind; }
    let per_z = 1.0 / ray.z;
    let steps = drop_m * per_z; // of the ray lead there
    // Without a horizon nothing else fades a plane that is seen nearly edge-on.
    let steep = select(1.0, smoothstep(0.02, 0.4, abs(ray.z)), parallel());
    let left = clarity(1.4 * max(steps, 0.0) * length(ray)) * level.w * steep;
    if left <= FAINTEST { return behind; }
    let place = (origin.xy + steps * ray.xy) / frame.bed_spacing_m;
    let turn = moved(ray, frame.ray_right.xyz * (2.0 / frame.viewport_px.x))
        + moved(ray, frame.ray_up.xyz * (2.0 / frame.viewport_px.y));
    let width = turn * (abs(select(steps, 1.0, parallel()) * per_z) / frame.bed_spacing_m);
    let per_width = 1.0 / max(width, vec2f(1e-6));
    // Lines at every multiple of the spacing, and stronger ones at every fifth.
    let fine = line(abs(fract(place - 0.5) - 0.5), width, per_width);
    let coarse = line(abs(fract(0.2 * place - 0.5) - 0.5), 0.2 * width, 5.0 * per_width);
    let hidden = (1.0 - min(0.16 * left, 1.0)) * (1.0 - min(left * max(0.42 * fine, 0.8 * coarse), 1.0));
    return mix(level.rgb, behind, hidden);
}

@fragment
fn fs_water(in: Corner) -> @location(0) vec4f {
    return vec4f(in.water + dither(in.position.xy), 1.0);
}

@fragment
fn fs_plane(in: Corner) -> @location(0) vec4f {
    let ray = ray_of(in);
    let color = plane(in.water, ray.origin, ray.direction, in.level, in.level_z);
    return vec4f(color + dither(in.position.xy), 1.0);
}

@fragment
fn fs_planes(in: Corner) -> @location(0) vec4f {
    let ray = ray_of(in);
    var color = in.water;
    let count = u32(frame.near.w);
    for (var i = 0u; i < count; i++) {
        // The farthest first.
        let index = select(i, count - 1u - i, ray.direction.z > 0.0);
        color = plane(color, ray.origin, ray.direction, frame.levels[index], frame.level_z[index]);
    }
    return vec4f(color + dither(in.position.xy), 1.0);
}

// The line of sight through a place, not of length 1.
fn ray_of(in: Corner) -> Ray {
    if parallel() { return Ray(frame.eye.xyz + in.aside, frame.ray_middle.xyz); }
    return Ray(frame.eye.xyz, frame.ray_middle.xyz + in.aside);
}
