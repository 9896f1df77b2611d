// Markers: shapes of a size in pixels at directions of the sky. Rust side: markers.rs.

struct Marker {
    @location(0) direction: vec4f, // w: radius in pixels
    @location(1) value: vec2f, // and time
    @location(2) color: vec4f,
    @location(3) id: vec2u, // and shape
}

struct Disc {
    @builtin(position) position: vec4f,
    @location(0) offset_px: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) size_px: vec2f, // radius, radius of the ring around it or negative
    @location(3) @interpolate(flat) id: vec2u, // and shape
}

const SMALLEST_PX = 0.6;
const MARKED = 256u;

// Numbers of shapes, see marker.rs: 2k is filled and 2k + 1 open, but for the last two.
const PLUS = 10u;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, marker: Marker) -> Disc {
    var out: Disc;
    out.position = vec4f(0.0, 0.0, -1.0, 1.0);
    let strength = strength(marker.value.y);
    if strength < 0.004 { return out; }
    let plane = plane_from_unit(view_from_sky(marker.direction.xyz));
    let place_px = (plane.xy - frame.plane_middle) / frame.plane_per_px;
    var lit = select(0.0, 1.0, marker.id.x == frame.selected_id);
    lit = select(lit, max(lit, 0.5), marker.id.x == frame.hovered_id);
    lit = select(lit, 0.0, marker.id.x == 0u);
    let t = (marker.value.x - frame.marker_low) * frame.marker_scale;
    // The lowest number means that there is no value: the marker keeps its own colour and size.
    let valued = marker.value.x > -3.4e38;
    let grown = select(1.0, mix(frame.growth.x, frame.growth.y, clamp(t, 0.0, 1.0)), valued);
    let radius_px = max(marker.direction.w * frame.marker_size * grown, SMALLEST_PX);
    let ring_px = select(-2.0, max(1.6 * radius_px, radius_px + 4.0), lit > 0.0);
    let marked = (marker.id.y & MARKED) != 0u;
    let shape = marker.id.y & (MARKED - 1u);
    let reach_px = max(select(1.5, 1.0, shape == 0u) * radius_px + 0.5, ring_px + 1.5);
    if plane.z == 0.0 || any(abs(place_px) > 0.5 * frame.size_px + reach_px) { return out; }

    var color = marker.color.rgb;
    if frame.marker_row != NO_ROW && valued {
        color = colormap(frame.marker_row, select(t, 1.0 - t, frame.marker_reversed > 0u));
    }
    let offset_px = reach_px * corner(vertex);
    out.position = clip_from_px(0.5 * frame.size_px + place_px + offset_px);
    out.offset_px = offset_px;
    // Where some are marked, they stand out and the others step back.
    let dims = frame.dim_unmarked > 0u;
    let shines = max(lit, select(0.0, 0.8, marked && dims));
    let dimmed = select(1.0, 0.3, dims && !marked && lit == 0.0);
    out.color = vec4f(color, marker.color.a * mix(frame.marker_opacity, 1.0, shines) * strength * dimmed);
    out.size_px = vec2f(radius_px, ring_px);
    out.id = vec2u(marker.id.x, shape);
    return out;
}

// Distance to the border of a shape, negative inside. All cover about as much as a disc of this radius.
fn border_px(shape: u32, at: vec2f, radius_px: f32) -> f32 {
    let away = abs(at);
    switch shape >> 1u {
        case 1u: { return max(away.x, away.y) - 0.886 * radius_px; }
        case 2u: {
            let inner = 0.78 * radius_px; // of the circle within
            return max(0.866 * away.x - 0.5 * at.y, at.y) - inner;
        }
        case 3u: { return 0.7071 * (away.x + away.y) - 0.886 * radius_px; }
        case 4u: {
            // One of the ten half points, folded onto the first.
            let fifth = 1.2566371;
            let angle = arc(at.x, -at.y);
            let folded = abs(angle - fifth * round(angle / fifth));
            let place = length(at) * vec2f(cos(folded), sin(folded));
            let tip = vec2f(1.45 * radius_px, 0.0);
            let notch = 0.62 * radius_px * vec2f(0.809017, 0.5877853);
            let side = notch - tip;
            return dot(place - tip, vec2f(side.y, -side.x)) / length(side);
        }
        default: {}
    }
    if shape >= PLUS {
        let turned = select(vec2f(at.x + at.y, at.x - at.y) * 0.7071068, at, shape == PLUS);
        let arms = abs(turned);
        let half_width = max(0.16 * radius_px, 0.6);
        return max(min(arms.x, arms.y) - half_width, max(arms.x, arms.y) - 1.3 * radius_px);
    }
    return length(at) - radius_px;
}

fn ring_around(in: Disc) -> f32 {
    return clamp(1.4 - abs(length(in.offset_px) - in.size_px.y), 0.0, 1.0);
}

// Dots alone, which most markers are.
@fragment
fn fs_dots(in: Disc) -> @location(0) vec4f {
    let away_px = length(in.offset_px);
    let radius_px = in.size_px.x;
    // A disc smaller than a pixel is weaker.
    let cover = clamp(radius_px - away_px + 0.5, 0.0, 1.0) * min(radius_px / 0.75, 1.0) * in.color.a;
    let ring = ring_around(in);
    if max(cover, ring) < 0.002 { discard; }
    // Larger discs get a darker rim, which keeps neighbours apart.
    let rim = 0.28 * smoothstep(3.0, 5.0, radius_px) * (1.0 - smoothstep(0.6, 1.6, radius_px - away_px));
    let light = in.color.rgb * (1.0 - rim) * cover;
    let hidden = cover * (1.0 - frame.additive);
    return vec4f(mix(light, frame.selection.rgb, ring), mix(hidden, 1.0, ring));
}

@fragment
fn fs_shapes(in: Disc) -> @location(0) vec4f {
    let shape = in.id.y;
    let radius_px = in.size_px.x;
    var away_px = border_px(shape, in.offset_px, radius_px);
    if shape < PLUS && (shape & 1u) == 1u {
        let half_line = clamp(0.14 * radius_px, 0.6, 1.2);
        away_px = abs(away_px + half_line) - half_line;
    }
    let cover = clamp(0.5 - away_px, 0.0, 1.0) * min(radius_px / 0.75, 1.0) * in.color.a;
    let ring = ring_around(in);
    if max(cover, ring) < 0.002 { discard; }
    let hidden = cover * (1.0 - frame.additive);
    return vec4f(mix(in.color.rgb * cover, frame.selection.rgb, ring), mix(hidden, 1.0, ring));
}

// Open shapes are found in their middle too.
@fragment
fn fs_pick(in: Disc) -> @location(0) vec2u {
    let away_px = border_px(in.id.y, in.offset_px, max(in.size_px.x, 1.0));
    if in.id.x == 0u || away_px > select(0.5, 0.0, in.id.y == 0u) { discard; }
    return vec2u(in.id.x, 0u);
}
