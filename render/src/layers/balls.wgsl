// Showers: soft balls of light. Rust side: balls.rs.

struct Ball {
    @location(0) sphere: vec4f,
    @location(1) times_value: vec3f,
    @location(2) color: vec4f,
    @location(3) id: u32,
}

struct Disc {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) sphere: vec4f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) lit: vec2f, // highlight, pixels per metre
    @location(3) @interpolate(flat) id: u32,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, ball: Ball) -> Disc {
    var out: Disc;
    out.position = CULLED;
    let fresh = freshness(ball.times_value.x);
    if fresh < 0.0 || ball.sphere.w <= 0.0 { return out; }
    let away_m = distance_to(ball.sphere.xyz);
    let lit = highlight(ball.id);
    out.position = around_sphere(vertex, ball.sphere.xyz, ball.sphere.w);
    out.sphere = ball.sphere;
    let tint = mix(ball.color.rgb, frame.selection.rgb, 0.5 * lit);
    out.color = vec4f(tint, ball.color.a * mix(clarity(0.4 * away_m), 1.0, 0.5 * lit) * (1.0 + 0.6 * fresh));
    out.lit = vec2f(lit, pixels_per_metre(away_m));
    out.id = ball.id;
    return out;
}

@fragment
fn fs_main(in: Disc) -> @location(0) vec4f {
    let chord = chord_of(ray_of_pixel(in.position.xy), in.sphere.xyz, in.sphere.w);
    let thick = max(chord.y - max(chord.x, select(0.0, -1e9, parallel())), 0.0) / (2.0 * in.sphere.w);
    // Brightest in the middle, without an edge; a small core of white.
    let soft = thick * thick * thick;
    let rim = in.lit.x * clamp(1.5 - abs(in.sphere.w - chord.z) * in.lit.y, 0.0, 1.0);
    let alpha = min(max(in.color.a * (0.75 * soft + 0.10 * thick), rim), 1.0);
    if alpha < 0.002 { discard; }
    let white = frame.luminous * 0.55 * soft * soft * soft;
    let color = mix(mix(in.color.rgb, vec3f(1.0), white), frame.selection.rgb, rim);
    return light(color, alpha, in.position.xy);
}

@fragment
fn fs_pick(in: Disc) -> @location(0) vec2u {
    let chord = chord_of(ray_of_pixel(in.position.xy), in.sphere.xyz, in.sphere.w);
    if in.id == 0u || chord.z > 0.7 * in.sphere.w || chord.y <= 0.0 { discard; }
    return vec2u(in.id, 0u);
}
