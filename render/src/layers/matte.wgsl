// From a picture over black and one over white to one that is transparent. Rust side: matte.rs.

@group(0) @binding(0) var over_black: texture_2d<f32>;
@group(0) @binding(1) var over_white: texture_2d<f32>;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4f {
    return vec4f(vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let pixel = vec2u(at.xy);
    let black = textureLoad(over_black, pixel, 0).rgb;
    let white = textureLoad(over_white, pixel, 0).rgb;
    let hidden = clamp(1.0 - (white - black), vec3f(0.0), vec3f(1.0));
    // What covers hides all colours alike, but for rounding; light is as bright as its brightest colour.
    let alpha = max(dot(hidden, vec3f(1.0 / 3.0)), max(max(black.r, black.g), black.b));
    return vec4f(black, alpha); // multiplied by alpha, as drawing over black does
}
