// Put in front of every shader of the sky map, with projection.wgsl and healpix.wgsl.
// Rust side: uniforms.rs (same structs, same names). Colours are gamma-encoded sRGB throughout.

// How one map becomes colours.
struct MapUniforms {
    low: f32, // of what `shown` makes of values
    scale: f32,
    bend: f32,
    opacity: f32,
    fade: f32, // 1 where the low end of the colours is transparent
    clear_below: u32,
    row: u32,
    nside: u32,
    reversed: u32,
    tiled_nside: u32, // of its tiles in view, 0 where there are none
    _padding: vec2u,
}

struct SkyUniforms {
    view_x: vec4f, // axes of the view (middle, right, up) in the sky's frame
    view_y: vec4f,
    view_z: vec4f,
    view_x_rest: vec4f, // what 32 bits leave of view_x
    galactic_x: vec4f, // axes of the galaxy in the sky's frame; w: 1 where they are known
    galactic_y: vec4f,
    galactic_z: vec4f,
    crop: vec4f, // the part of the picture that is drawn: scale in xy, offset in zw
    background: vec4f,
    ellipse: vec4f,
    edge: vec4f,
    masked: vec4f,
    hatch: vec4f,
    galaxy: vec4f,
    selection: vec4f,
    first: MapUniforms,
    second: MapUniforms,
    density: MapUniforms,
    plane_middle: vec2f, // place on the plane in the middle of the picture
    plane_per_px: vec2f, // per pixel to the right and down
    size_px: vec2f,
    growth: vec2f, // factors on the size of markers at the low and high end of their values
    fold: vec2f, // period and epoch; period 0 where times are not folded
    half_height: f32, // of the map; its half-width is 1
    rectangular: f32, // 1 where the outline is no ellipse
    timed: f32, // 1 where times choose what is shown
    time_from: f32,
    time_to: f32,
    time_decay: f32,
    luminous: f32,
    marker_low: f32,
    marker_scale: f32,
    marker_size: f32,
    marker_opacity: f32,
    additive: f32,
    marker_row: u32, // NO_ROW where markers bring their own colours
    marker_reversed: u32,
    selected_id: u32,
    hovered_id: u32,
    dim_unmarked: u32,
    _padding: u32,
}

@group(0) @binding(0) var<uniform> frame: SkyUniforms;
@group(0) @binding(1) var colormaps: texture_2d<f32>; // one row per map, 256 colours
@group(0) @binding(2) var first_values: texture_2d_array<f32>; // HEALPix base pixels
@group(0) @binding(3) var second_values: texture_2d_array<f32>;
@group(0) @binding(4) var tiles: texture_2d_array<f32>; // of the first map
@group(0) @binding(5) var tile_places: texture_2d_array<f32>; // layers of tiles, or -1
@group(0) @binding(6) var density_values: texture_2d_array<f32>;

const NO_ROW = 0xFFFFFFFFu;

// Corners of a triangle around the unit circle.
fn corner(vertex: u32) -> vec2f {
    let index = vertex % 3u;
    return vec2f((f32(index) - 1.0) * 1.7320508, select(-1.0, 2.0, index == 1u));
}

fn colormap(row: u32, t: f32) -> vec3f {
    return textureLoad(colormaps, vec2u(u32(clamp(t, 0.0, 1.0) * 255.0 + 0.5), row), 0).rgb;
}

// What equal steps of colour are made of; twin of Scale::position.
fn shown(kind: u32, value: f32, bend: f32) -> f32 {
    switch kind {
        case 1u: { return log(max(value, 1e-37)); }
        case 2u: { return -0.4342944819 * log(max(value, 1e-37)); }
        case 3u: {
            let bent = abs(value) / bend;
            let size = log(bent + sqrt(bent * bent + 1.0));
            return select(size, -size, value < 0.0);
        }
        default: { return value; }
    }
}

// How strongly something of this time is shown; twin of TimeWindow::strength.
fn strength(time: f32) -> f32 {
    if frame.timed == 0.0 { return 1.0; }
    if time <= -3.4e38 { return 0.0; }
    var age = frame.time_to - time;
    if frame.fold.x > 0.0 {
        age = fract(frame.time_to - fract((time - frame.fold.y) / frame.fold.x));
    }
    if age < 0.0 || age > frame.time_to - frame.time_from { return 0.0; }
    if frame.time_decay > 0.0 { return exp(-age / frame.time_decay); }
    return 1.0;
}

// A direction of the sky in the view's frame. Its distance from the middle keeps its digits, however small.
fn view_from_sky(sky: vec3f) -> vec3f {
    let away = (sky - frame.view_x.xyz) - frame.view_x_rest.xyz;
    return vec3f(1.0 + dot(frame.view_x.xyz, away), dot(frame.view_y.xyz, away), dot(frame.view_z.xyz, away));
}

fn sky_from_view(unit: vec3f) -> vec3f {
    return unit.x * frame.view_x.xyz + unit.y * frame.view_y.xyz + unit.z * frame.view_z.xyz;
}

// Distance of a place on the plane to the outline in pixels, positive inside.
fn inside_px(plane: vec2f) -> f32 {
    let scaled = vec2f(plane.x, plane.y / frame.half_height);
    let per_px = abs(frame.plane_per_px) * vec2f(1.0, 1.0 / frame.half_height);
    let r = length(scaled);
    // From the slope of r.
    let round = (1.0 - r) * r / max(length(scaled * per_px), 1e-12);
    let beside = (1.0 - abs(scaled)) / per_px;
    return select(round, min(beside.x, beside.y), frame.rectangular > 0.0);
}

// Clip space of a place in the picture, in pixels from its top left.
fn clip_from_px(place_px: vec2f) -> vec4f {
    let clip = (place_px / frame.size_px * 2.0 - 1.0) * vec2f(1.0, -1.0);
    return vec4f(clip * frame.crop.xy + frame.crop.zw, 0.0, 1.0);
}

// Less than one step of 8 bits, different in neighbouring pixels: keeps dark gradients from banding.
// Source: interleaved gradient noise, Jimenez 2014, "Next generation post processing in Call of Duty".
fn dither(pixel: vec2f) -> f32 {
    return (fract(52.9829189 * fract(dot(pixel, vec2f(0.06711056, 0.00583715)))) - 0.5) / 255.0;
}
