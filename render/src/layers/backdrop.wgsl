// The water behind everything, and the grid on the sea bed. Rust side: backdrop.rs.

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place: vec2f, // in the whole picture, from -1 to 1 to the right and up
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> Corner {
    let at = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0; // one triangle over the picture
    return Corner(vec4f(at, 0.0, 1.0), (at - frame.crop.zw) / frame.crop.xy);
}

// Lines at every multiple of the spacing, a pixel wide, fading before they run into each other.
fn grid(place_m: vec2f, pixel_m: vec2f, spacing_m: f32) -> f32 {
    let width = pixel_m / spacing_m;
    let off = abs(fract(place_m / spacing_m - 0.5) - 0.5) / max(width, vec2f(1e-6));
    let line = clamp(1.3 - off, vec2f(0.0), vec2f(1.0)) * (1.0 - smoothstep(vec2f(0.05), vec2f(0.35), width));
    return max(line.x, line.y);
}

// How far the place on the bed moves, in metres, when the line of sight changes by `turn`.
fn moved(ray: vec3f, turn: vec3f) -> vec2f {
    return abs(turn.xy * ray.z - ray.xy * turn.z);
}

// A plane with its grid over what lies behind it. `steps` of the ray lead there.
fn plane(behind: vec3f, origin: vec3f, ray: vec3f, steps: f32, level: vec4f) -> vec3f {
    // Without a horizon nothing else fades a plane that is seen nearly edge-on.
    let steep = select(1.0, smoothstep(0.02, 0.4, abs(ray.z)), parallel());
    let left = clarity(1.4 * max(steps, 0.0) * length(ray)) * level.w * steep;
    if left <= 0.004 { return behind; }
    let place_m = origin.xy + steps * ray.xy;
    let turn = moved(ray, frame.ray_right.xyz * (2.0 / frame.viewport_px.x))
        + moved(ray, frame.ray_up.xyz * (2.0 / frame.viewport_px.y));
    let pixel_m = abs(select(steps, 1.0, parallel()) / ray.z) * turn;
    let fine = grid(place_m, pixel_m, frame.bed_spacing_m);
    let coarse = grid(place_m, pixel_m, 5.0 * frame.bed_spacing_m);
    let ground = mix(behind, level.rgb, min(0.16 * left, 1.0));
    return mix(ground, level.rgb, min(left * max(0.42 * fine, 0.8 * coarse), 1.0));
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    var origin = frame.eye.xyz;
    let aside = in.place.x * frame.ray_right.xyz + in.place.y * frame.ray_up.xyz;
    var ray = frame.ray_middle.xyz;
    if parallel() { origin += aside; } else { ray += aside; }
    var color = water_at(in.place);
    let count = u32(frame.near.w);
    for (var i = 0u; i < count; i++) {
        // The farthest first. Parallel lines of sight see what lies behind the eye too.
        let index = select(i, count - 1u - i, ray.z > 0.0);
        let drop_m = frame.level_z[index] - origin.z;
        if abs(ray.z) > 1e-6 && (drop_m * ray.z > 0.0 || parallel()) {
            color = plane(color, origin, ray, drop_m / ray.z, frame.levels[index]);
        }
    }
    return vec4f(color + dither(in.position.xy), 0.0);
}
