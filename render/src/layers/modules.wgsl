// Modules: glass spheres, barely lit. Rust side: modules.rs.

struct Module {
    @location(0) sphere: vec4f,
    @location(1) time_value: vec2f,
    @location(2) color: vec4f,
    @location(3) id: u32,
}

struct Disc {
    @builtin(position) position: vec4f,
    @location(0) place: vec2f, // 1 at the silhouette
    @location(1) @interpolate(flat) color: vec4f, // w: opacity
    @location(2) @interpolate(flat) up: vec4f, // the vertical in the disc's axes, radius in pixels
    @location(3) @interpolate(flat) id_lit: vec2u,
}

const SMALLEST_PX = 1.0;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, glass: Module) -> Disc {
    var out: Disc;
    out.position = CULLED;
    let away_m = distance_to(glass.sphere.xyz);
    if frame.module_opacity <= 0.0 || (away_m < 1.02 * glass.sphere.w && !parallel()) { return out; }

    let ray = sight(glass.sphere.xyz);
    let true_px = max(glass.sphere.w * pixels_per_metre(away_m), 1e-6);
    let lit = highlight(glass.id);
    let smallest_px = select(SMALLEST_PX, 3.5, lit > 0.0);
    let radius_m = glass.sphere.w * max(1.0, smallest_px / true_px);
    let radius_px = max(true_px, smallest_px);
    // The silhouette is where lines of sight touch the sphere: a circle across the line to its middle.
    let side = normalize(cross(ray, select(vec3f(0.0, 0.0, 1.0), vec3f(1.0, 0.0, 0.0), abs(ray.z) > 0.999)));
    let top = cross(side, ray);
    let wide_m = select(radius_m * away_m / sqrt(max(away_m * away_m - radius_m * radius_m, 1e-6)), radius_m, parallel());
    let place = (1.0 + 1.0 / radius_px) * corner(vertex);
    let at = glass.sphere.xyz + wide_m * (place.x * side + place.y * top);
    out.position = cropped(frame.clip_from_world * vec4f(at, 1.0));
    out.place = place;

    let left = clarity(away_m);
    let own = glass.color.a > 0.0;
    let tint = mix(select(frame.glass.rgb, glass.color.rgb, own), frame.selection.rgb, lit);
    let small = clamp(true_px / SMALLEST_PX, 0.5, 1.0); // less than a pixel of glass is less light
    let strength = frame.module_opacity * select(1.0, glass.color.a, own) * mix(left * small, 1.0, lit);
    out.color = vec4f(tint, strength);
    out.up = vec4f(side.z, top.z, -ray.z, radius_px);
    out.id_lit = vec2u(glass.id, u32(2.0 * lit));
    return out;
}

@fragment
fn fs_main(in: Disc) -> @location(0) vec4f {
    let across = length(in.place);
    let cover = clamp((1.0 - across) * in.up.w + 0.5, 0.0, 1.0);
    let facing = sqrt(max(1.0 - across * across, 0.0));
    let rim = pow(1.0 - facing, 2.5);
    let normal_up = dot(vec3f(in.place, facing), in.up.xyz);
    // Light falls in from above; the near side shows a glint of it, the rim shows the glass edge-on.
    let glint = 1.0 - smoothstep(0.0, 0.22, length(in.place - vec2f(-0.3, 0.42)));
    let close = smoothstep(2.0, 8.0, in.up.w);
    let shell = 0.05 + 0.5 * rim * (0.55 + 0.45 * normal_up) + 0.25 * glint;
    let alpha = cover * in.color.w * mix(0.62, shell, close) * (1.0 + 0.8 * f32(in.id_lit.y));
    if alpha < 0.003 { discard; }
    return vec4f(in.color.rgb * min(alpha, 1.0), min(alpha, 1.0));
}

@fragment
fn fs_pick(in: Disc) -> @location(0) vec2u {
    if in.id_lit.x == 0u || length(in.place) > 1.0 { discard; }
    return vec2u(in.id_lit.x, bitcast<u32>(in.position.z));
}
