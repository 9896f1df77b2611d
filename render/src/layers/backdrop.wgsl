// The water behind everything, and the grid on the sea bed. Rust side: backdrop.rs.

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) ray: vec3f,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> Corner {
    let at = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0; // one triangle over the picture
    let full = (at - frame.crop.zw) / frame.crop.xy;
    let ray = frame.ray_middle + full.x * frame.ray_right + full.y * frame.ray_up;
    return Corner(vec4f(at, 0.0, 1.0), ray.xyz);
}

// Lines at every multiple of the spacing, a pixel wide, fading before they run into each other.
fn grid(place_m: vec2f, pixel_m: vec2f, spacing_m: f32) -> f32 {
    let width = pixel_m / spacing_m;
    let off = abs(fract(place_m / spacing_m - 0.5) - 0.5) / max(width, vec2f(1e-6));
    let line = clamp(1.3 - off, vec2f(0.0), vec2f(1.0)) * (1.0 - smoothstep(vec2f(0.05), vec2f(0.35), width));
    return max(line.x, line.y);
}

// How far the place on the bed moves, in metres, when the line of sight turns by `turn`.
fn moved(ray: vec3f, turn: vec3f) -> vec2f {
    return abs(turn.xy * ray.z - ray.xy * turn.z);
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let ray = in.ray;
    let inverse = inverseSqrt(dot(ray, ray));
    var color = sea(ray * inverse);
    let drop_m = frame.bed_z - frame.eye.z;
    if frame.bed.w > 0.0 && drop_m * ray.z > 0.0 {
        let steps = drop_m / ray.z;
        let left = clarity(1.4 * steps / inverse);
        if left > 0.004 {
            let place_m = frame.eye.xy + steps * ray.xy;
            let turn = moved(ray, frame.ray_right.xyz * (2.0 / frame.viewport_px.x))
                + moved(ray, frame.ray_up.xyz * (2.0 / frame.viewport_px.y));
            let pixel_m = abs(steps / ray.z) * turn;
            let fine = grid(place_m, pixel_m, frame.bed_spacing_m);
            let coarse = grid(place_m, pixel_m, 5.0 * frame.bed_spacing_m);
            let ground = mix(color, frame.bed.rgb, 0.16 * left);
            color = mix(ground, frame.bed.rgb, left * max(0.42 * fine, 0.8 * coarse));
        }
    }
    return vec4f(color + dither(in.position.xy), 0.0);
}
