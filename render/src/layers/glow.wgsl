// The glow: what shines is blurred at a quarter of the size, ever wider, and added to the picture.
// Rust side: glow.rs. Blurring happens on light, taken as the square of the encoded colour.

struct GlowUniforms {
    texel: vec2f, // of the picture that is read, in its own width and height
    origin_px: vec2f, // where the target begins in the whole picture
    strength: f32,
    spread: f32,
    spare: vec2f,
}

@group(0) @binding(0) var<uniform> glow: GlowUniforms;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var smooth_sampler: sampler;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4f {
    return vec4f(vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0, 0.0, 1.0);
}

// The picture that is read, at a place in its pixels.
fn tap(place: vec2f) -> vec4f {
    return textureSampleLevel(picture, smooth_sampler, place * glow.texel, 0.0);
}

// Light of four by four pixels of the picture; alpha says how much of a pixel does not shine.
@fragment
fn fs_gather(@builtin(position) at: vec4f) -> @location(0) vec4f {
    var light = vec3f(0.0);
    for (var i = 0u; i < 4u; i++) {
        let side = vec2f(f32(i & 1u), f32(i >> 1u)) * 2.0 - 1.0;
        let shining = tap(4.0 * at.xy + side);
        let encoded = shining.rgb * (1.0 - shining.a);
        light += encoded * encoded;
    }
    return vec4f(0.25 * light, 1.0);
}

// Half the size, four bilinear taps.
@fragment
fn fs_narrow(@builtin(position) at: vec4f) -> @location(0) vec4f {
    var light = vec3f(0.0);
    for (var i = 0u; i < 4u; i++) {
        let side = vec2f(f32(i & 1u), f32(i >> 1u)) * 2.0 - 1.0;
        light += tap(2.0 * at.xy + side).rgb;
    }
    return vec4f(0.25 * light, 1.0);
}

// Twice the size, a tent of nine taps, added to what is there.
@fragment
fn fs_widen(@builtin(position) at: vec4f) -> @location(0) vec4f {
    var light = vec3f(0.0);
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let weight = f32((2 - abs(x)) * (2 - abs(y))) / 16.0;
            light += weight * tap(0.5 * at.xy + vec2f(f32(x), f32(y))).rgb;
        }
    }
    return vec4f(light * glow.spread, 1.0);
}

// Over the picture: one smooth tap, encoded again, with alpha 1 for whoever shows the picture.
@fragment
fn fs_add(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let encoded = sqrt(max(tap(0.25 * at.xy).rgb * glow.strength, vec3f(0.0)));
    // Less than one step of 8 bits, as in space/uniforms.wgsl.
    let noise = (fract(52.9829189 * fract(dot(at.xy + glow.origin_px, vec2f(0.00583715, 0.06711056)))) - 0.5) / 255.0;
    return vec4f(encoded + noise * step(vec3f(0.002), encoded), 1.0);
}

// Without glow: only alpha 1.
@fragment
fn fs_seal(@builtin(position) at: vec4f) -> @location(0) vec4f {
    return vec4f(0.0, 0.0, 0.0, 1.0);
}
