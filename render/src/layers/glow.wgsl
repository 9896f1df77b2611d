// The glow: what shines is blurred at a quarter of the size, ever wider, and added to the picture.
// Rust side: glow.rs. Blurring happens on light, taken as the square of the encoded colour.

struct GlowUniforms {
    texel: vec2f, // of the picture that is read, in its own width and height
    strength: f32,
    spread: f32,
}

@group(0) @binding(0) var<uniform> glow: GlowUniforms;
@group(0) @binding(1) var picture: texture_2d<f32>;
@group(0) @binding(2) var smooth_sampler: sampler;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place: vec2f,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> Corner {
    let at = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0;
    return Corner(vec4f(at, 0.0, 1.0), vec2f(0.5 + 0.5 * at.x, 0.5 - 0.5 * at.y));
}

fn tap(place: vec2f) -> vec4f {
    return textureSampleLevel(picture, smooth_sampler, place, 0.0);
}

// Light of four by four pixels of the picture; alpha says how much of a pixel shines.
@fragment
fn fs_gather(in: Corner) -> @location(0) vec4f {
    var light = vec3f(0.0);
    for (var i = 0u; i < 4u; i++) {
        let side = vec2f(f32(i & 1u), f32(i >> 1u)) * 2.0 - 1.0;
        let shining = tap(in.place + side * glow.texel);
        let encoded = shining.rgb * shining.a;
        light += encoded * encoded;
    }
    return vec4f(0.25 * light, 1.0);
}

// Half the size, four bilinear taps.
@fragment
fn fs_narrow(in: Corner) -> @location(0) vec4f {
    var light = vec3f(0.0);
    for (var i = 0u; i < 4u; i++) {
        let side = vec2f(f32(i & 1u), f32(i >> 1u)) * 2.0 - 1.0;
        light += tap(in.place + side * glow.texel).rgb;
    }
    return vec4f(0.25 * light, 1.0);
}

// Twice the size, a tent of nine taps, added to what is there.
@fragment
fn fs_widen(in: Corner) -> @location(0) vec4f {
    var light = vec3f(0.0);
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let weight = f32((2 - abs(x)) * (2 - abs(y))) / 16.0;
            light += weight * tap(in.place + vec2f(f32(x), f32(y)) * glow.texel).rgb;
        }
    }
    return vec4f(light * glow.spread, 1.0);
}

// Over the picture: one smooth tap, encoded again, with alpha 1 for whoever shows the picture.
@fragment
fn fs_add(in: Corner) -> @location(0) vec4f {
    let encoded = sqrt(max(tap(in.place).rgb * glow.strength, vec3f(0.0)));
    // Less than one step of 8 bits, as in space/uniforms.wgsl.
    let noise = (fract(52.9829189 * fract(dot(in.position.xy, vec2f(0.00583715, 0.06711056)))) - 0.5) / 255.0;
    return vec4f(encoded + noise * step(vec3f(0.002), encoded), 1.0);
}

// Without glow: only alpha 1.
@fragment
fn fs_seal(in: Corner) -> @location(0) vec4f {
    return vec4f(0.0, 0.0, 0.0, 1.0);
}
