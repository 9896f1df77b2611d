// Photosensors: discs that face outwards, growing as the eye comes near. Rust side: sensors.rs.

struct Sensor {
    @location(0) sphere: vec4f,
    @location(1) time_value: vec2f,
    @location(2) color: vec4f,
    @location(3) id: u32,
    @location(4) direction: vec4f,
}

struct Disc {
    @builtin(position) position: vec4f,
    @location(0) place: vec2f, // 1 at the rim
    @location(1) @interpolate(flat) color: vec4f, // w: how much light is left
    @location(2) @interpolate(flat) light: vec4f, // where the sky is in the disc's plane, facing, highlight
    @location(3) @interpolate(flat) id: u32,
}

// Smaller discs would not be seen.
const SMALLEST_PX = 0.2;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, sensor: Sensor) -> Disc {
    var out: Disc;
    out.position = CULLED;
    let away_m = distance_to(sensor.sphere.xyz);
    // Parallel lines of sight show all as large as a lens would from one distance.
    let seen_from_m = select(away_m, frame.viewport_px.y / (LENS * frame.focal_px), parallel());
    let hit = (flags(sensor.direction) & LIT) != 0u;
    let grown = select(1.0 - smoothstep(0.6 * frame.sensor_range_m, frame.sensor_range_m, seen_from_m), 1.0, hit);
    let radius_px = grown * pixels_per_metre(away_m) * sensor.sphere.w;
    if !(radius_px >= SMALLEST_PX) { return out; }

    // Steps of 1/127 leave it not quite of length 1.
    let turned = dot(sensor.direction.xyz, sensor.direction.xyz) > 0.01;
    let axis = normalize(select(vec3f(0.0, 0.0, 1.0), sensor.direction.xyz, turned));
    let side = normalize(cross(select(vec3f(0.0, 0.0, 1.0), vec3f(1.0, 0.0, 0.0), abs(axis.z) > 0.9), axis));
    let top = cross(axis, side);
    let pixel = 1.0 / radius_px;
    let place = (1.0 + min(pixel, 1.0)) * corner(vertex);
    let at = sensor.sphere.xyz + sensor.sphere.w * grown * (place.x * side + place.y * top);
    out.position = cropped(frame.clip_from_world * vec4f(at, 1.0));
    out.place = place;
    let own = sensor.color.a > 0.0;
    out.color = vec4f(select(0.55 * frame.glass.rgb, sensor.color.rgb, own), clarity(away_m));
    out.light = vec4f(side.z, top.z, -dot(axis, sight(sensor.sphere.xyz)), highlight(sensor.id));
    out.id = sensor.id;
    return out;
}

@fragment
fn fs_main(in: Disc) -> @location(0) vec4f {
    let across = length(in.place);
    let cover = clamp((1.0 - across) / max(fwidth(across), 1e-5) + 0.5, 0.0, 1.0);
    if cover < 0.004 { discard; }
    // A photocathode, deep and shiny, in a pale reflector ring; from behind only its dark base.
    let bulge = sqrt(max(1.0 - across * across, 0.0));
    let sheen = 0.5 + 0.5 * dot(in.place, in.light.xy);
    let front = in.light.z > 0.0;
    let cathode = in.color.rgb * vec3f(0.62, 0.84, 1.05) * (0.3 + 0.5 * sheen * (1.0 - 0.5 * bulge));
    let glint = 0.35 * (1.0 - smoothstep(0.0, 0.34, length(in.place - 0.38 * in.light.xy)));
    let ring = smoothstep(0.74, 0.8, across);
    var color = mix(cathode + glint, in.color.rgb * (0.8 + 0.5 * sheen), ring);
    color = select(mix(frame.far.rgb, in.color.rgb, 0.16), color, front);
    color = mix(color, frame.selection.rgb, in.light.w * (0.35 + 0.65 * ring));
    let water = frame.far.rgb;
    return vec4f(mix(water, color, in.color.w) * cover, cover);
}

@fragment
fn fs_pick(in: Disc) -> @location(0) vec2u {
    if in.id == 0u || length(in.place) > 1.0 { discard; }
    return vec2u(in.id, bitcast<u32>(in.position.z));
}
