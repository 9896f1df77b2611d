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
    let line = clamp(1.3 - off, vec2f(0.0), vec2f(1.0)) * smoothstep(vec2f(0.35), vec2f(0.05), width);
    return max(line.x, line.y);
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let ray = normalize(in.ray);
    var color = sea(ray);
    let rise = select(ray.z, 1e-6, abs(ray.z) < 1e-6);
    let away_m = (frame.bed_z - frame.eye.z) / rise;
    let place_m = frame.eye.xy + away_m * ray.xy;
    let pixel_m = fwidth(place_m);
    let fine = grid(place_m, pixel_m, frame.bed_spacing_m);
    let coarse = grid(place_m, pixel_m, 5.0 * frame.bed_spacing_m);
    if frame.bed.w > 0.0 && away_m > 0.0 {
        let left = clarity(1.4 * away_m);
        let ground = mix(color, frame.bed.rgb, 0.16 * left);
        color = mix(ground, frame.bed.rgb, left * max(0.42 * fine, 0.8 * coarse));
    }
    return vec4f(color + dither(in.position.xy), 0.0);
}
