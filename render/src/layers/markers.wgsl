// Markers: discs of a size in pixels at directions of the sky. Rust side: markers.rs.

struct Marker {
    @location(0) direction: vec4f, // w: radius in pixels
    @location(1) value: f32,
    @location(2) color: vec4f,
    @location(3) id: u32,
}

struct Disc {
    @builtin(position) position: vec4f,
    @location(0) offset_px: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) size_px: vec2f, // radius, radius of the ring around it or negative
    @location(3) @interpolate(flat) id: u32,
}

const SMALLEST_PX = 0.6;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, marker: Marker) -> Disc {
    var out: Disc;
    out.position = vec4f(0.0, 0.0, -1.0, 1.0);
    let plane = plane_from_unit(view_from_sky(marker.direction.xyz));
    let place_px = (plane.xy - frame.plane_middle) / frame.plane_per_px;
    var lit = select(0.0, 1.0, marker.id == frame.selected_id);
    lit = select(lit, max(lit, 0.5), marker.id == frame.hovered_id);
    lit = select(lit, 0.0, marker.id == 0u);
    let radius_px = max(marker.direction.w * frame.marker_size, SMALLEST_PX);
    let ring_px = select(-2.0, max(1.6 * radius_px, radius_px + 4.0), lit > 0.0);
    let reach_px = max(radius_px + 0.5, ring_px + 1.5);
    if plane.z == 0.0 || any(abs(place_px) > 0.5 * frame.size_px + reach_px) { return out; }

    let t = (marker.value - frame.marker_low) * frame.marker_scale;
    var color = marker.color.rgb;
    // The lowest number means that there is no value: the marker keeps its own colour.
    if frame.marker_row != NO_ROW && marker.value > -3.4e38 { color = colormap(frame.marker_row, t); }
    let offset_px = reach_px * corner(vertex);
    out.position = clip_from_px(0.5 * frame.size_px + place_px + offset_px);
    out.offset_px = offset_px;
    out.color = vec4f(color, marker.color.a * mix(frame.marker_opacity, 1.0, lit));
    out.size_px = vec2f(radius_px, ring_px);
    out.id = marker.id;
    return out;
}

@fragment
fn fs_main(in: Disc) -> @location(0) vec4f {
    let away_px = length(in.offset_px);
    let radius_px = in.size_px.x;
    // A disc smaller than a pixel is weaker.
    let cover = clamp(radius_px - away_px + 0.5, 0.0, 1.0) * min(radius_px / 0.75, 1.0) * in.color.a;
    let ring = clamp(1.4 - abs(away_px - in.size_px.y), 0.0, 1.0);
    if max(cover, ring) < 0.002 { discard; }
    // Larger discs get a darker rim, which keeps neighbours apart.
    let rim = 0.28 * smoothstep(3.0, 5.0, radius_px) * (1.0 - smoothstep(0.6, 1.6, radius_px - away_px));
    let light = in.color.rgb * (1.0 - rim) * cover;
    let hidden = cover * (1.0 - frame.additive);
    return vec4f(mix(light, frame.selection.rgb, ring), mix(hidden, 1.0, ring));
}

@fragment
fn fs_pick(in: Disc) -> @location(0) vec2u {
    if in.id == 0u || length(in.offset_px) > max(in.size_px.x, 1.0) { discard; }
    return vec2u(in.id, 0u);
}
