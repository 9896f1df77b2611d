// The barest points: turned, seen from far away, one square each. What markers are compared with.

struct Point {
    @location(0) direction: vec4f, // w: radius in pixels
    @location(1) value: vec2f,
    @location(2) color: vec4f,
    @location(3) id: vec2u,
}

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) color: vec4f,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, point: Point) -> Corner {
    let unit = vec2f(dot(frame.view_y.xyz, point.direction.xyz), dot(frame.view_z.xyz, point.direction.xyz));
    let index = vertex % 6u;
    let right = index == 1u || index == 2u || index == 4u;
    let up = index == 2u || index == 4u || index == 5u;
    let way = vec2f(select(-1.0, 1.0, right), select(-1.0, 1.0, up));
    let place_px = 0.25 * frame.size_px * unit + point.direction.w * way;
    return Corner(clip_from_px(0.5 * frame.size_px + place_px), point.color);
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    return in.color * in.color.a * frame.marker_opacity;
}
