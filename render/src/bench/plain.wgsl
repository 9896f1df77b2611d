// The plainest impostor spheres: a square per sphere, a ray cast into it, true depth. Rust side: plain.rs.

struct PlainUniforms {
    clip_from_world: mat4x4f,
    eye: vec4f,
    right: vec4f,
    up: vec4f,
}

@group(0) @binding(0) var<uniform> frame: PlainUniforms;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place: vec3f,
    @location(1) @interpolate(flat) sphere: vec4f,
    @location(2) @interpolate(flat) color: vec3f,
}

@vertex
fn vs_main(
    @builtin(vertex_index) vertex: u32,
    @location(0) sphere: vec4f,
    @location(1) times_value: vec3f,
    @location(2) color: vec4f,
    @location(3) id: u32,
    @location(4) direction: vec4f,
) -> Corner {
    let corner = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 2.0 - 1.0;
    let place = sphere.xyz + 1.05 * sphere.w * (corner.x * frame.right.xyz + corner.y * frame.up.xyz);
    return Corner(frame.clip_from_world * vec4f(place, 1.0), place, sphere, color.rgb);
}

struct Lit {
    @location(0) color: vec4f,
    @builtin(frag_depth) depth: f32,
}

@fragment
fn fs_main(in: Corner) -> Lit {
    let ray = normalize(in.place - frame.eye.xyz);
    let offset = frame.eye.xyz - in.sphere.xyz;
    let middle = dot(offset, ray);
    let inside = middle * middle - dot(offset, offset) + in.sphere.w * in.sphere.w;
    if inside < 0.0 { discard; }
    let place = frame.eye.xyz + ray * (-middle - sqrt(inside));
    let normal = (place - in.sphere.xyz) / in.sphere.w;
    let clip = frame.clip_from_world * vec4f(place, 1.0);
    return Lit(vec4f(in.color * (0.3 + 0.7 * max(dot(normal, -ray), 0.0)), 1.0), clip.z / clip.w);
}
