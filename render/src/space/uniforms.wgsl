// Put in front of every shader of the 3D view: the frame's uniforms and what all layers share.
// Rust side: uniforms.rs (same struct, same names). Colours are gamma-encoded sRGB throughout.

struct SpaceUniforms {
    clip_from_world: mat4x4f,
    ray_middle: vec4f, // line of sight through a point of the picture: middle + x right + y up; w: 1 where all
    ray_right: vec4f, // are parallel to the middle, and begin at eye + x right + y up
    ray_up: vec4f,
    eye: vec4f,
    crop: vec4f, // the part of the picture that is drawn: scale in xy, offset in zw
    target_px: vec4f, // size of the whole picture, and where the target begins in it
    near: vec4f, // w: how many levels there are
    far: vec4f,
    glass: vec4f,
    selection: vec4f,
    neutral: vec4f,
    arrival_origin: vec4f, // of the light that hits are timed by; w: when the particle is there
    arrival_direction: vec4f, // of length 1; zero for a shower
    arrival_pace: vec4f, // nanoseconds per metre along and away; 1 where hits are timed, -1 where none can be
    levels: array<vec4f, 4>, // the sea bed and other planes from below to above; w: strength
    level_z: vec4f,
    value_window: vec2f, // lowest and highest value that is shown
    time_window_ns: vec2f,
    viewport_px: vec2f,
    focal_px: f32, // pixels per radian in the middle of the picture; pixels per metre where rays are parallel
    depth_per_m: f32, // where rays are parallel
    halo: f32,
    cursor_ns: f32, // far in the future where all is shown
    decay_per_ns: f32, // of hits; 0 where they glow as long as they last
    track_decay_per_ns: f32,
    fade: f32, // 1 where hits vanish after their glow
    dim_unmarked: f32,
    value_low: f32,
    value_scale: f32,
    hit_scale: f32,
    fog_per_m: f32,
    bed_z: f32, // below everything where there is no bed
    bed_spacing_m: f32,
    module_opacity: f32,
    sensor_range_m: f32,
    luminous: f32, // 1 where light adds up, 0 on paper
    own_color: f32, // 1 where hits bring their own colour
    colormap_row: u32,
    selected_id: u32,
    hovered_id: u32,
    hit_soft_px: f32,
}

@group(0) @binding(0) var<uniform> frame: SpaceUniforms;
@group(0) @binding(1) var colormaps: texture_2d<f32>; // one row per map, 256 colours

// Outside of every clip volume.
const CULLED = vec4f(0.0, 0.0, -1.0, 1.0);
// Eye depth below which nothing is drawn, in metres; the camera's near plane.
const NEAR_M = 0.05;

// Corners of a triangle around the unit circle.
fn corner(vertex: u32) -> vec2f {
    let index = vertex % 3u;
    return vec2f((f32(index) - 1.0) * 1.7320508, select(-1.0, 2.0, index == 1u));
}

// The part of the picture that is asked for, stretched over the target.
fn cropped(clip: vec4f) -> vec4f {
    return vec4f(clip.xy * frame.crop.xy + clip.w * frame.crop.zw, clip.zw);
}

// Height over distance of what a usual lens sees, which parallel lines of sight are compared with: twice
// TAN_PARALLEL in uniforms.rs.
const LENS = 0.73;
// Flags of a point.
const MARKED = 1u;
const LIT = 2u;

fn flags(direction: vec4f) -> u32 {
    return u32(max(direction.w, 0.0) * 127.0 + 0.5);
}

fn parallel() -> bool {
    return frame.ray_middle.w > 0.0;
}

// Through how much water a place is seen, in metres.
fn distance_to(place: vec3f) -> f32 {
    let away = place - frame.eye.xyz;
    return select(length(away), max(dot(away, frame.ray_middle.xyz), 0.0), parallel());
}

// The direction of the line of sight to a place, of length 1.
fn sight(place: vec3f) -> vec3f {
    let away = place - frame.eye.xyz;
    return select(away / max(length(away), 1e-6), frame.ray_middle.xyz, parallel());
}

// How large a metre at a distance is.
fn pixels_per_metre(distance_m: f32) -> f32 {
    return select(frame.focal_px / max(distance_m, NEAR_M), frame.focal_px, parallel());
}

struct Ray {
    origin: vec3f,
    direction: vec3f, // of length 1
}

// The line of sight through a place of the whole picture, from -1 to 1 to the right and up.
fn ray_at(place: vec2f) -> Ray {
    let aside = place.x * frame.ray_right.xyz + place.y * frame.ray_up.xyz;
    if parallel() { return Ray(frame.eye.xyz + aside, frame.ray_middle.xyz); }
    return Ray(frame.eye.xyz, normalize(frame.ray_middle.xyz + aside));
}

// The line of sight through a pixel of the target.
fn ray_of_pixel(pixel: vec2f) -> Ray {
    let share = (pixel + frame.target_px.zw) / frame.target_px.xy;
    return ray_at(vec2f(2.0 * share.x - 1.0, 1.0 - 2.0 * share.y));
}

// The water behind a place of the whole picture. Parallel lines of sight would see one colour of it, so they
// are spread, for this only, as a lens does.
fn water_at(place: vec2f) -> vec3f {
    let aside = place.x * frame.ray_right.xyz + place.y * frame.ray_up.xyz;
    let spread = select(1.0, LENS * frame.focal_px / frame.viewport_px.y, parallel());
    return sea(normalize(frame.ray_middle.xyz + spread * aside));
}

// The water seen in a direction of length 1: deeper and darker below.
fn sea(direction: vec3f) -> vec3f {
    let height = smoothstep(-0.45, 0.9, direction.z);
    return mix(frame.far.rgb, frame.near.rgb, height);
}

// What is left of light over a distance.
fn clarity(distance_m: f32) -> f32 {
    return exp(-frame.fog_per_m * distance_m);
}

fn colormap(value: f32) -> vec3f {
    let t = clamp((value - frame.value_low) * frame.value_scale, 0.0, 1.0);
    return textureLoad(colormaps, vec2u(u32(t * 255.0 + 0.5), frame.colormap_row), 0).rgb;
}

// A corner of a triangle around the silhouette of a sphere, or over the whole picture if the eye is inside.
fn around_sphere(vertex: u32, middle: vec3f, radius_m: f32) -> vec4f {
    let away_m = length(middle - frame.eye.xyz);
    if !parallel() && away_m < 1.05 * radius_m + NEAR_M {
        let index = vertex % 3u;
        return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
    }
    let ray = sight(middle);
    let side = normalize(cross(ray, select(vec3f(0.0, 0.0, 1.0), vec3f(1.0, 0.0, 0.0), abs(ray.z) > 0.999)));
    let top = cross(side, ray);
    let seen_m = select(radius_m * away_m / sqrt(max(away_m * away_m - radius_m * radius_m, 1e-6)), radius_m, parallel());
    let wide_m = seen_m + 1.5 / pixels_per_metre(away_m);
    let place = corner(vertex);
    return cropped(frame.clip_from_world * vec4f(middle + wide_m * (place.x * side + place.y * top), 1.0));
}

// Where a line of sight enters and leaves a sphere, in metres from its origin (both the same if it misses), and
// how near it comes to the sphere's middle.
fn chord_of(ray: Ray, middle: vec3f, radius_m: f32) -> vec3f {
    let to_middle = middle - ray.origin;
    let along_m = dot(to_middle, ray.direction);
    let past = to_middle - along_m * ray.direction;
    let half_m = sqrt(max(radius_m * radius_m - dot(past, past), 0.0));
    return vec3f(along_m - half_m, along_m + half_m, length(past));
}

// Light of a colour: it adds up in the dark, and covers on paper.
fn light(color: vec3f, alpha: f32, pixel: vec2f) -> vec4f {
    let noise = dither(pixel) * step(0.004, alpha);
    return vec4f(max(color * alpha + noise, vec3f(0.0)), alpha * (1.0 - frame.luminous));
}

// Whether the frame's windows hide a hit.
fn outside(time_ns: f32, value: f32) -> bool {
    return time_ns < frame.time_window_ns.x || time_ns > frame.time_window_ns.y
        || value < frame.value_window.x || value > frame.value_window.y;
}

// 1 for what is selected, 0.5 for what the pointer is over.
fn highlight(id: u32) -> f32 {
    if id == 0u { return 0.0; }
    if id == frame.selected_id { return 1.0; }
    return select(0.0, 0.5, id == frame.hovered_id);
}

// How fresh a track is where its particle was at this time: 1 at its moment, fading to 0; negative before it.
fn freshness(time_ns: f32) -> f32 {
    let age_ns = frame.cursor_ns - time_ns;
    return select(exp(-frame.track_decay_per_ns * age_ns), -1.0, age_ns < 0.0);
}

// The same for a hit, that may be as fresh as it is long.
fn hit_freshness(time_ns: f32, duration_ns: f32) -> f32 {
    let age_ns = frame.cursor_ns - time_ns;
    if age_ns < 0.0 { return -1.0; }
    if frame.decay_per_ns == 0.0 {
        let longest_ns = max(duration_ns, 1.0);
        return 1.0 - smoothstep(0.9 * longest_ns, longest_ns, age_ns);
    }
    return exp(-frame.decay_per_ns * age_ns);
}

// Less than one step of 8 bits, different in neighbouring pixels: keeps dark gradients from banding.
// Source: interleaved gradient noise, Jimenez 2014, "Next generation post processing in Call of Duty".
fn dither(pixel_of_target: vec2f) -> f32 {
    let pixel = pixel_of_target + frame.target_px.zw;
    return (fract(52.9829189 * fract(dot(pixel, vec2f(0.06711056, 0.00583715)))) - 0.5) / 255.0;
}
