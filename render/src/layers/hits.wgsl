// Hits: spheres that light up at their time. Rust side: hits.rs.

struct Hit {
    @location(0) sphere: vec4f,
    @location(1) times_value: vec3f, // time, value, duration
    @location(2) color: vec4f,
    @location(3) id: u32,
    @location(4) direction: vec4f,
}

struct Disc {
    @builtin(position) position: vec4f,
    @location(0) offset_px: vec2f,
    @location(1) @interpolate(flat) color: vec3f,
    @location(2) @interpolate(flat) size: vec4f, // radius, radius of the ring around it or -2, 1 / radius² in pixels; opacity
    @location(3) @interpolate(flat) light: vec4f, // darker at the limb; white in the middle: plain, growing; flash
    @location(4) @interpolate(flat) id: u32,
    @location(5) @interpolate(flat) ring: f32, // its strength
}

const SMALLEST_PX = 1.25;
// Below every value that a hit can have: it has none.
const NO_VALUE = -3.2e38;
// Beyond every time that a hit can have: it has none.
const NO_TIME_NS = 1e30;
// Discs with a larger radius get their edges in a pass of their own.
const LARGE_PX = 4.0;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, hit: Hit) -> Disc {
    return placed(vertex, hit, false);
}

@vertex
fn vs_edge(@builtin(vertex_index) vertex: u32, hit: Hit) -> Disc {
    return placed(vertex, hit, true);
}

// Radius on the screen: beyond `hit_soft_px` it grows with the logarithm only.
fn softened(radius_px: f32) -> f32 {
    let over = max(radius_px - frame.hit_soft_px, 0.0) / frame.hit_soft_px;
    return min(radius_px, frame.hit_soft_px) + frame.hit_soft_px * log(1.0 + over);
}

// What is coloured and cut by: the hit's own value, or how much later than the frame's light it is.
fn value_of(hit: Hit) -> f32 {
    let own = hit.times_value.y;
    let timed = frame.arrival_pace.z;
    if timed == 0.0 || own < NO_VALUE { return own; }
    if timed < 0.0 || abs(hit.times_value.x) >= NO_TIME_NS { return -3.4e38; }
    let away = hit.sphere.xyz - frame.arrival_origin.xyz;
    let along_m = dot(away, frame.arrival_direction.xyz);
    let away_m = length(away - along_m * frame.arrival_direction.xyz);
    let light_ns = frame.arrival_origin.w + along_m * frame.arrival_pace.x + away_m * frame.arrival_pace.y;
    return hit.times_value.x - light_ns;
}

fn placed(vertex: u32, hit: Hit, edge: bool) -> Disc {
    var out: Disc;
    out.position = CULLED;
    let time_ns = hit.times_value.x;
    let value = value_of(hit);
    let fresh = hit_freshness(time_ns, hit.times_value.z);
    let center = frame.clip_from_world * vec4f(hit.sphere.xyz, 1.0);
    if fresh < 0.0 || !(center.w >= NEAR_M) || outside(time_ns, value) { return out; }

    let marked = (flags(hit.direction) & MARKED) != 0u;
    let lit = max(highlight(hit.id), select(0.0, 0.7, marked));
    let back = frame.dim_unmarked > 0.0 && lit == 0.0;
    let stays = (1.0 - frame.fade * (1.0 - fresh)) * select(1.0, 0.25, back);
    if stays < 0.02 { return out; }
    let full_m = hit.sphere.w * frame.hit_scale * (1.0 + 0.7 * fresh);
    let soft_px = softened(full_m * frame.focal_px / center.w);
    let radius_m = soft_px * center.w / frame.focal_px;
    let radius_px = max(soft_px, SMALLEST_PX * (1.0 + fresh));
    if edge && radius_px <= LARGE_PX && lit == 0.0 { return out; }
    // Many may be marked: their rings are closer and weaker than that of the one that is selected.
    let chosen = highlight(hit.id) > 0.0;
    let wide_px = select(radius_px + 1.5, max(1.5 * radius_px, radius_px + 4.0), chosen);
    let ring_px = select(-2.0, wide_px, lit > 0.0 && edge);
    let reach_px = max(radius_px + 0.5, ring_px + 1.5);
    let offset_px = reach_px * corner(vertex);
    // The disc lies where the sphere is nearest to the eye, so that larger spheres hide what they hold.
    let front_m = max(center.w - radius_m, NEAR_M);
    var depth = select(center.z / front_m, center.z + radius_m * frame.depth_per_m, parallel());
    // What steps back must not hide what is marked: that comes to the front, in its own order.
    if frame.dim_unmarked > 0.0 && !back { depth = select(sqrt(sqrt(depth)), 0.75 + 0.25 * depth, parallel()); }
    let clip = vec4f(center.xy + offset_px * (2.0 * center.w) / frame.viewport_px, depth * center.w, center.w);

    let away_m = distance_to(hit.sphere.xyz);
    let water = water_at(center.xy / center.w);
    var color = hit.color.rgb;
    if frame.own_color == 0.0 { color = select(colormap(value), frame.neutral.rgb, value < NO_VALUE); }
    // Lamps carry farther than what they light.
    let strength = mix(clarity(0.3 * away_m), 1.0, 0.5 * max(fresh, lit));
    out.position = cropped(clip);
    out.offset_px = offset_px;
    out.color = mix(water, color, strength);
    out.size = vec4f(radius_px, ring_px, 1.0 / (radius_px * radius_px), hit.color.a * stays);
    // A lamp: the legend's colour, whiter in its middle and while fresh; on paper a ball, darker at its limb.
    let round = clamp(0.2 * radius_px - 0.4, 0.0, 1.0);
    out.light = vec4f(mix(0.42, 0.16, frame.luminous) * round, frame.luminous * vec3f(0.08, 0.26 * round, 0.75 * fresh));
    out.id = hit.id;
    out.ring = select(0.75, 1.0, chosen);
    return out;
}

fn lamp(in: Disc) -> vec3f {
    // Squared cosine between the surface and the line of sight.
    let facing = max(1.0 - dot(in.offset_px, in.offset_px) * in.size.z, 0.0);
    let white = max(in.light.y + in.light.z * facing * facing, in.light.w * (0.35 + 0.65 * facing));
    return mix(in.color * (1.0 - in.light.x * (1.0 - facing)), vec3f(1.0), white);
}

@fragment
fn fs_main(in: Disc) -> @location(0) vec4f {
    let inside_px = in.size.x - length(in.offset_px);
    let smooth_edge = min(inside_px + 0.5, 1.0);
    let cover = select(smooth_edge, step(0.5, inside_px), in.size.x > LARGE_PX);
    if cover < 0.004 { discard; }
    return vec4f(lamp(in), 1.0) * (cover * in.size.w);
}

@fragment
fn fs_edge(in: Disc) -> @location(0) vec4f {
    let away_px = length(in.offset_px);
    let cover = in.size.w * clamp(in.size.x - away_px + 0.5, 0.0, 1.0);
    let ring = in.ring * clamp(0.5 + in.ring - abs(away_px - in.size.y), 0.0, 1.0);
    let alpha = max(cover, ring);
    if alpha < 0.004 { discard; }
    return vec4f(mix(frame.selection.rgb, lamp(in), cover / alpha) * alpha, alpha);
}

@fragment
fn fs_pick(in: Disc) -> @location(0) vec2u {
    if in.id == 0u || length(in.offset_px) > max(in.size.x, 1.5) { discard; }
    return vec2u(in.id, bitcast<u32>(in.position.z));
}
