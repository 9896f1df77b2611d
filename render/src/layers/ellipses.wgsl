// Error ellipses: every pixel near one tells its distance from the middle on the sphere. Rust side: ellipses.rs.

struct Ellipse {
    @location(0) direction: vec4f, // w: major semi-axis
    @location(1) shape: vec4f, // minor semi-axis, position angle, line in pixels, fill
    @location(2) time: f32,
    @location(3) color: vec4f,
    @location(4) id: u32,
    @location(5) other: vec2f, // semi-axes to the other sides, 0 where they are the same
}

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place_px: vec2f, // from the middle of the picture, right and down
    @location(1) @interpolate(flat) middle: vec3f, // in the view's frame, as are the axes
    @location(2) @interpolate(flat) major: vec4f, // w: its length
    @location(3) @interpolate(flat) minor: vec4f,
    @location(4) @interpolate(flat) color: vec4f,
    @location(5) @interpolate(flat) line: vec3f, // half its width in pixels, fill, which half of the map
    @location(6) @interpolate(flat) id: u32,
    @location(7) @interpolate(flat) other: vec2f,
}

const SAMPLES = 32u;

// From here on an ellipse is sought over its whole half of the map.
const WIDE_RAD = 1.2;

// The semi-axes of the quarter that an offset points into.
fn axes_towards(offset: vec2f, major: vec4f, minor: vec4f, other: vec2f) -> vec2f {
    return select(other, vec2f(major.w, minor.w), offset >= vec2f(0.0));
}

// A rectangle on the plane around the part of an ellipse in the eastern (side 1) or western (-1) half of the map;
// with nothing in it, its corners are the wrong way round.
fn around(middle: vec3f, major: vec4f, minor: vec4f, other: vec2f, side: f32) -> vec4f {
    let whole = vec4f(min(side, 0.0), -frame.half_height, max(side, 0.0), frame.half_height);
    if max(max(major.w, minor.w), max(other.x, other.y)) > WIDE_RAD { return whole; }
    var low = vec2f(9.0);
    var high = vec2f(-9.0);
    var before = vec2f(0.0);
    var was_here = false;
    var longest = 0.0;
    var shown = 0u;
    var crosses_seam = false;
    for (var i = 0u; i <= SAMPLES; i++) {
        let turn = sin_cos(6.2831853 * f32(i % SAMPLES) / f32(SAMPLES));
        let offset = turn.yx * axes_towards(turn.yx, major, minor, other);
        let away = length(offset);
        let bent = sin_cos(away);
        let way = (offset.x * major.xyz + offset.y * minor.xyz) / max(away, 1e-20);
        let unit = bent.y * middle + bent.x * way;
        let plane = plane_from_unit(unit);
        shown += u32(plane.z);
        let here = plane.x * side >= 0.0;
        if here {
            low = min(low, plane.xy);
            high = max(high, plane.xy);
        }
        if i > 0u {
            if here && was_here { longest = max(longest, distance(before, plane.xy)); }
            if here != was_here { crosses_seam = crosses_seam || unit.x < 0.0; }
        }
        before = plane.xy;
        was_here = here;
    }
    if shown == 0u { return vec4f(9.0, 9.0, -9.0, -9.0); }
    if shown <= SAMPLES { return whole; } // it goes behind the horizon
    if low.x > high.x { return vec4f(low, high); }
    if crosses_seam {
        low.x = min(low.x, side);
        high.x = max(high.x, side);
    }
    // A pole inside reaches to the end of the map, and where poles are lines over all of its width.
    for (var end = -1.0; end < 2.0; end += 2.0) {
        let pole = vec3f(0.0, 0.0, end);
        let offset = vec2f(dot(pole, major.xyz), dot(pole, minor.xyz));
        let away = arc(length(offset), dot(pole, middle));
        let scaled = offset / max(length(offset), 1e-20) * away / axes_towards(offset, major, minor, other);
        if length(scaled) < 1.1 {
            low.y = min(low.y, end * frame.half_height);
            high.y = max(high.y, end * frame.half_height);
            low.x = min(low.x, min(side, 0.0) * frame.rectangular);
            high.x = max(high.x, max(side, 0.0) * frame.rectangular);
            low.x = min(low.x, 0.0);
            high.x = max(high.x, 0.0);
        }
    }
    return vec4f(low - longest, high + longest);
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, ellipse: Ellipse) -> Corner {
    var out: Corner;
    out.position = vec4f(0.0, 0.0, -1.0, 1.0);
    let strength = strength(ellipse.time);
    if strength < 0.004 || !(ellipse.direction.w > 0.0 && ellipse.shape.x > 0.0) { return out; }
    let sky = ellipse.direction.xyz;
    let across = vec3f(-sky.y, sky.x, 0.0);
    let east = select(vec3f(0.0, 1.0, 0.0), across / max(length(across), 1e-20), length(across) > 1e-7);
    let north = cross(sky, east);
    let turn = sin_cos(ellipse.shape.y);
    let major = turn.y * north + turn.x * east;
    let minor = turn.y * east - turn.x * north;
    out.middle = view_from_sky(sky);
    out.major = vec4f(turned(major), ellipse.direction.w);
    out.minor = vec4f(turned(minor), ellipse.shape.x);
    let side = select(1.0, -1.0, vertex >= 6u);
    let pad = (ellipse.shape.z + 2.0) * abs(frame.plane_per_px.x);
    out.other = select(vec2f(ellipse.direction.w, ellipse.shape.x), ellipse.other, ellipse.other > vec2f(0.0));
    let box = around(out.middle, out.major, out.minor, out.other, side) + vec4f(-pad, -pad, pad, pad);
    if box.x > box.z { return out; }
    let index = vertex % 6u;
    let right = index == 1u || index == 2u || index == 4u;
    let up = index == 2u || index == 4u || index == 5u;
    let plane = vec2f(select(box.x, box.z, right), select(box.y, box.w, up));
    // Far beyond the picture corners lose nothing by coming nearer.
    let limit = 0.5 * frame.size_px + 64.0;
    out.place_px = clamp((plane - frame.plane_middle) / frame.plane_per_px, -limit, limit);
    out.position = clip_from_px(0.5 * frame.size_px + out.place_px);
    let lit = ellipse.id != 0u && (ellipse.id == frame.selected_id || ellipse.id == frame.hovered_id);
    let rgb = select(ellipse.color.rgb, frame.selection.rgb, lit);
    out.color = vec4f(rgb, select(ellipse.color.a * strength, 1.0, lit));
    out.line = vec3f(0.5 * ellipse.shape.z * select(1.0, 1.5, lit), ellipse.shape.w, side);
    out.id = ellipse.id;
    return out;
}

// Axes turn as they are, unlike places, whose distance from the view's middle counts.
fn turned(axis: vec3f) -> vec3f {
    return vec3f(dot(frame.view_x.xyz, axis), dot(frame.view_y.xyz, axis), dot(frame.view_z.xyz, axis));
}

// In x the distance to the line in pixels, negative inside; in y 1 where this half of the map is, else 0.
fn line_px(in: Corner) -> vec2f {
    let plane = frame.plane_middle + in.place_px * frame.plane_per_px;
    let unit = unit_from_plane(plane);
    let way = unit - in.middle;
    let offset = vec2f(dot(way, in.major.xyz), dot(way, in.minor.xyz));
    let sine = length(offset);
    let away = arc(sine, 1.0 - 0.5 * dot(way, way));
    let scaled = offset / max(sine, 1e-20) * away / axes_towards(offset, in.major, in.minor, in.other);
    let level = length(scaled);
    let slope = length(vec2f(dpdx(level), dpdy(level)));
    let here = plane.x * in.line.z >= 0.0 && inside_px(plane) > 0.0;
    return vec2f((level - 1.0) / max(slope, 1e-12), select(0.0, 1.0, here));
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let line = line_px(in);
    let stroke = clamp(in.line.x + 0.5 - abs(line.x), 0.0, 1.0);
    let area = in.line.y * clamp(0.5 - line.x, 0.0, 1.0);
    let cover = max(stroke, area) * in.color.a * line.y;
    if cover < 0.002 { discard; }
    return vec4f(in.color.rgb * cover, cover);
}

@fragment
fn fs_pick(in: Corner) -> @location(0) vec2u {
    let line = line_px(in);
    let near = abs(line.x) < in.line.x + 1.0 || (in.line.y > 0.0 && line.x < 0.0);
    if in.id == 0u || line.y == 0.0 || !near { discard; }
    return vec2u(in.id, 0u);
}
