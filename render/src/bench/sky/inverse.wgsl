// Nothing but the inverse projection, over the whole picture: what a map is compared with.

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place_px: vec2f,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> Corner {
    let at = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0;
    let full = (at - frame.crop.zw) / frame.crop.xy;
    return Corner(vec4f(at, 0.0, 1.0), 0.5 * frame.size_px * vec2f(full.x, -full.y));
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let sky = sky_from_view(unit_from_plane(frame.plane_middle + in.place_px * frame.plane_per_px));
    return vec4f(0.5 + 0.5 * sky, 1.0);
}
