// Put in front of every shader of the 3D view: the frame's uniforms and what all layers share.
// Rust side: uniforms.rs (same struct, same names). Colours are gamma-encoded sRGB throughout.

struct SpaceUniforms {
    clip_from_world: mat4x4f,
    ray_middle: vec4f, // line of sight through a point of the picture: middle + x right + y up
    ray_right: vec4f,
    ray_up: vec4f,
    eye: vec4f,
    crop: vec4f, // the part of the picture that is drawn: scale in xy, offset in zw
    near: vec4f,
    far: vec4f,
    bed: vec4f, // w: 1 where there is a bed
    glass: vec4f,
    selection: vec4f,
    viewport_px: vec2f,
    focal_px: f32, // pixels per radian in the middle of the picture
    halo: f32,
    cursor_ns: f32, // far in the future where all is shown
    decay_per_ns: f32,
    value_low: f32,
    value_scale: f32,
    hit_scale: f32,
    fog_per_m: f32,
    bed_z: f32,
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

// 1 for what is selected, 0.5 for what the pointer is over.
fn highlight(id: u32) -> f32 {
    if id == 0u { return 0.0; }
    if id == frame.selected_id { return 1.0; }
    return select(0.0, 0.5, id == frame.hovered_id);
}

// How fresh something of this time is: 1 at its moment, fading to 0; negative before it.
fn freshness(time_ns: f32) -> f32 {
    let age_ns = frame.cursor_ns - time_ns;
    return select(exp(-frame.decay_per_ns * age_ns), -1.0, age_ns < 0.0);
}

// Less than one step of 8 bits, different in neighbouring pixels: keeps dark gradients from banding.
// Source: interleaved gradient noise, Jimenez 2014, "Next generation post processing in Call of Duty".
fn dither(pixel: vec2f) -> f32 {
    return (fract(52.9829189 * fract(dot(pixel, vec2f(0.06711056, 0.00583715)))) - 0.5) / 255.0;
}
