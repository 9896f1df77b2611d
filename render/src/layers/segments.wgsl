// Straight lines of a width in pixels: strings and tracks. Rust side: segments.rs.

struct Line {
    @location(0) begin: vec3f,
    @location(1) end: vec3f,
    @location(2) times_ns: vec2f,
    @location(3) width_px: f32,
    @location(4) color: vec4f,
    @location(5) id: u32,
    @location(6) style: u32,
}

struct Ribbon {
    @builtin(position) position: vec4f,
    @location(0) place_px: vec2f, // along from the beginning, across from the middle
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) shape: vec4f, // length, half width, softness, highlight; in pixels
    @location(3) @interpolate(flat) ends: vec4f, // clip space's w at both ends, height at both ends
    @location(4) @interpolate(flat) times_ns: vec2f,
    @location(5) @interpolate(flat) id_style: vec2u,
    @location(6) @interpolate(flat) away_m: vec2f, // through how much water both ends are seen
}

const DASHED = 1u;
const THIN = 2u;
const TIMELESS_NS = -1e29;
// How much wider a track is where the particle has just been.
const HEAD = 1.4;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, line: Line) -> Ribbon {
    var out: Ribbon;
    out.position = CULLED;
    var times_ns = line.times_ns;
    if frame.cursor_ns < times_ns.x { return out; }
    // The line ends where the particle is.
    let grown = clamp((frame.cursor_ns - times_ns.x) / max(times_ns.y - times_ns.x, 1e-6), 0.0, 1.0);
    var begin = vec4f(line.begin, 1.0);
    var end = vec4f(mix(line.begin, line.end, grown), 1.0);
    times_ns.y = mix(times_ns.x, times_ns.y, grown);
    var a = frame.clip_from_world * begin;
    var b = frame.clip_from_world * end;
    if max(a.w, b.w) < NEAR_M { return out; }
    // What lies behind the eye is cut off, since it has no place on the screen.
    if a.w < NEAR_M {
        let t = (NEAR_M - a.w) / (b.w - a.w);
        a = mix(a, b, t);
        begin = mix(begin, end, t);
        times_ns.x = mix(times_ns.x, times_ns.y, t);
    } else if b.w < NEAR_M {
        let t = (NEAR_M - b.w) / (a.w - b.w);
        b = mix(b, a, t);
        end = mix(end, begin, t);
        times_ns.y = mix(times_ns.y, times_ns.x, t);
    }
    let a_px = 0.5 * frame.viewport_px * a.xy / a.w;
    let b_px = 0.5 * frame.viewport_px * b.xy / b.w;
    let length_px = distance(a_px, b_px);
    let along = select(vec2f(1.0, 0.0), (b_px - a_px) / length_px, length_px > 1e-4);
    let across = vec2f(-along.y, along.x);

    let lit = highlight(line.id);
    let half_px = 0.5 * line.width_px * (1.0 + lit);
    let quiet = line.style == THIN || frame.luminous == 0.0;
    let soft_px = select(2.0 + 2.2 * half_px, 0.0, quiet);
    let reach_px = half_px * (1.0 + HEAD) + soft_px + 1.0;
    // Two triangles; the corners 3, 4, 5 mirror 0, 1, 2.
    let index = vertex % 3u;
    let half = select(-1.0, 1.0, vertex % 6u > 2u);
    let side = half * vec2f(select(1.0, -1.0, index == 1u), select(1.0, -1.0, index == 2u));
    let at_end = side.x > 0.0;
    let at_px = select(a_px - reach_px * along, b_px + reach_px * along, at_end) + side.y * reach_px * across;
    let depth = select(a.z / a.w, b.z / b.w, at_end);
    // Divided by w here, so that everything below is linear on the screen, depth included.
    out.position = cropped(vec4f(2.0 * at_px / frame.viewport_px, depth, 1.0));
    out.place_px = vec2f(select(-reach_px, length_px + reach_px, at_end), side.y * reach_px);
    out.color = vec4f(mix(line.color.rgb, frame.selection.rgb, 0.7 * lit), line.color.a);
    out.shape = vec4f(length_px, half_px, soft_px, lit);
    out.ends = vec4f(a.w, b.w, begin.z, end.z);
    out.times_ns = times_ns;
    let depths_m = vec2f(dot(begin.xyz - frame.eye.xyz, frame.ray_middle.xyz), dot(end.xyz - frame.eye.xyz, frame.ray_middle.xyz));
    out.away_m = select(vec2f(a.w, b.w), depths_m, parallel());
    out.id_style = vec2u(line.id, line.style);
    return out;
}

@fragment
fn fs_main(in: Ribbon) -> @location(0) vec4f {
    let length_px = in.shape.x;
    // From the share of the way on the screen to the share of the way in the water.
    let s = clamp(in.place_px.x / max(length_px, 1e-4), 0.0, 1.0);
    let u = s * in.ends.x / mix(in.ends.y, in.ends.x, s);
    let timeless = in.times_ns.x < TIMELESS_NS;
    let fresh = select(max(freshness(mix(in.times_ns.x, in.times_ns.y, u)), 0.0), 0.0, timeless);
    let half_px = in.shape.y * (1.0 + HEAD * fresh * fresh);
    let beyond = max(max(-in.place_px.x, in.place_px.x - length_px), 0.0);
    let away_px = length(vec2f(beyond, in.place_px.y));
    // A line thinner than a pixel is a pixel wide and weaker.
    let core = clamp(max(half_px, 0.5) - away_px + 0.5, 0.0, 1.0) * min(2.0 * half_px, 1.0);
    let away_m = max(mix(in.away_m.x, in.away_m.y, u), 0.0);
    let left = clarity(select(0.4, 1.0, in.id_style.y == THIN) * away_m);
    let below_bed = mix(in.ends.z, in.ends.w, u) < frame.bed_z;
    let skirt_px = max(away_px - half_px, 0.0) / max(in.shape.z, 1.0);
    let skirt = select(0.0, 0.34 * exp(-5.0 * skirt_px * skirt_px) * (1.0 - smoothstep(0.6, 1.0, skirt_px)), in.shape.z > 0.0);
    var alpha = max(core, skirt) * in.color.a * mix(left, 1.0, 0.5 * in.shape.w);
    if in.id_style.y == DASHED {
        let dash_px = 5.0 + 3.0 * half_px;
        let phase = abs(fract(in.place_px.x / (2.0 * dash_px)) - 0.5) * 2.0 * dash_px;
        alpha *= clamp(phase - 0.5 * dash_px + 0.5, 0.0, 1.0);
    }
    alpha *= select(1.0, 0.4, below_bed);
    if alpha < 0.004 { discard; }
    let white = frame.luminous * max(0.85 * fresh, select(0.35 * core, 0.0, in.id_style.y == THIN));
    let color = mix(in.color.rgb, vec3f(1.0), white);
    return vec4f(color * alpha, alpha);
}

@fragment
fn fs_pick(in: Ribbon) -> @location(0) vec2u {
    let beyond = max(max(-in.place_px.x, in.place_px.x - in.shape.x), 0.0);
    if in.id_style.x == 0u || length(vec2f(beyond, in.place_px.y)) > in.shape.y + 0.5 { discard; }
    return vec2u(in.id_style.x, bitcast<u32>(in.position.z));
}
