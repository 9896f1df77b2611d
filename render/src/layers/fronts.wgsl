// Light fronts: cones behind tracks, spheres around showers. Rust side: fronts.rs.

struct Front {
    @location(0) origin: vec4f, // w: time there
    @location(1) direction: vec4f, // zero for a sphere; w: when the light begins
    @location(2) shape: vec4f, // when the light ends, speed of the particle, of light, tangent of the half angle
    @location(3) emission_reach: vec2f, // tangent of the light's angle to the track, 0: square to the cone; farthest radius
    @location(4) color: vec4f,
    @location(5) id: u32,
}

struct Shell {
    @builtin(position) position: vec4f,
    @location(0) place: vec3f, // on a cone
    @location(1) @interpolate(flat) origin: vec4f, // w: radius of a sphere, negative for a cone
    @location(2) @interpolate(flat) direction: vec4f, // w: sine of the half angle
    @location(3) @interpolate(flat) bounds: vec4f, // of a cone: smallest and largest radius; farthest; highlight
    @location(4) @interpolate(flat) color: vec4f,
    @location(5) @interpolate(flat) id: u32,
}

const FACETS = 96u;
const TURN = 6.2831853;
// Half way between the radius of a facet's middle and that of its edges, over the latter.
const ROUND = 0.99973;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, front: Front) -> Shell {
    var out: Shell;
    out.position = CULLED;
    let elapsed_ns = frame.cursor_ns - front.origin.w;
    if frame.cursor_ns > 1e30 { return out; }
    let lit = highlight(front.id);
    let reach_m = front.emission_reach.y;
    out.id = front.id;
    out.color = vec4f(mix(front.color.rgb, frame.selection.rgb, 0.6 * lit), front.color.a * (1.0 + 0.5 * lit));
    out.direction = vec4f(front.direction.xyz, 0.0);
    if dot(front.direction.xyz, front.direction.xyz) < 0.5 {
        let radius_m = front.shape.z * elapsed_ns;
        if vertex >= 3u || !(radius_m > 0.0 && radius_m < reach_m) { return out; }
        out.position = around_sphere(vertex, front.origin.xyz, radius_m);
        out.origin = vec4f(front.origin.xyz, radius_m);
        out.bounds = vec4f(0.0, radius_m, reach_m, lit);
        return out;
    }

    // Radii of the rings whose light left the track at its beginning and at its end.
    let slope = 1.0 / front.shape.w + select(front.shape.w, 1.0 / front.emission_reach.x, front.emission_reach.x > 0.0);
    let outer_m = front.shape.y * (frame.cursor_ns - front.direction.w) / slope;
    let inner_m = max(front.shape.y * (frame.cursor_ns - front.shape.x) / slope, 0.0);
    let largest_m = min(outer_m, reach_m);
    if !(largest_m > inner_m) { return out; }

    let axis = front.direction.xyz;
    let side = normalize(cross(select(vec3f(0.0, 0.0, 1.0), vec3f(1.0, 0.0, 0.0), abs(axis.z) > 0.9), axis));
    let top = cross(axis, side);
    let index = vertex % 6u; // two triangles per facet: 0 1 2, 2 1 3
    let corner = select(index, 5u - index, index == 3u || index == 4u);
    let which = select(corner, 3u, index == 5u);
    let angle = TURN * f32((vertex / 6u + (which & 1u)) % FACETS) / f32(FACETS);
    let radius_m = select(inner_m, largest_m, which > 1u);
    let along_m = front.shape.y * elapsed_ns - radius_m / front.shape.w;
    let place = front.origin.xyz + along_m * axis + radius_m / ROUND * (cos(angle) * side + sin(angle) * top);
    out.position = cropped(frame.clip_from_world * vec4f(place, 1.0));
    out.place = place;
    out.origin = vec4f(front.origin.xyz, -1.0);
    out.direction = vec4f(axis, front.shape.w * inverseSqrt(1.0 + front.shape.w * front.shape.w));
    out.bounds = vec4f(inner_m, outer_m, reach_m, lit);
    return out;
}

// Edge-on the shell is thick, face-on it is thin: nearly nothing in the middle, a soft bright edge.
fn shell(facing: f32) -> f32 {
    let edge = 1.0 - facing;
    return 0.06 + 0.10 * edge + 0.36 * edge * edge * edge;
}

// What is left of the front at a radius, 1 to 0 at the farthest.
fn left_at(radius_m: f32, reach_m: f32) -> f32 {
    let share = clamp(1.0 - radius_m / reach_m, 0.0, 1.0);
    return share * sqrt(share);
}

// How much of the surface faces the eye, and how far from the track it is; of a cone.
fn facing_radius(in: Shell) -> vec2f {
    let offset = in.place - in.origin.xyz;
    let away = offset - dot(offset, in.direction.xyz) * in.direction.xyz;
    let radius_m = length(away);
    let sine = in.direction.w;
    let normal = away / max(radius_m, 1e-6) * sqrt(max(1.0 - sine * sine, 0.0)) + in.direction.xyz * sine;
    return vec2f(abs(dot(normal, sight(in.place))), radius_m);
}

@fragment
fn fs_main(in: Shell) -> @location(0) vec4f {
    var strength = 0.0;
    var distance_m = 0.0;
    if in.origin.w >= 0.0 {
        let chord = chord_of(ray_of_pixel(in.position.xy), in.origin.xyz, in.origin.w);
        distance_m = distance_to(in.origin.xyz);
        let inside_px = (in.origin.w - chord.z) * pixels_per_metre(distance_m);
        let facing = sqrt(max(1.0 - chord.z * chord.z / (in.origin.w * in.origin.w), 0.0));
        let sides = select(0.0, 1.0, chord.y > 0.0 || parallel()) + select(0.0, 1.0, chord.x > 0.0 || parallel());
        strength = sides * shell(facing) * left_at(in.origin.w, in.bounds.z) * clamp(inside_px + 0.5, 0.0, 1.0);
    } else {
        let seen = facing_radius(in);
        distance_m = distance_to(in.place);
        // Where the track began or ended the shell thins out over some metres.
        let thin_m = 0.02 * in.bounds.z;
        let whole = select(smoothstep(0.0, thin_m, seen.y - in.bounds.x), 1.0, in.bounds.x <= 0.0)
            * smoothstep(0.0, thin_m, in.bounds.y - seen.y);
        // The silhouette is smoothed over two pixels; the square of the cosine falls evenly towards it.
        let square = seen.x * seen.x;
        let smooth_edge = smoothstep(0.0, 2.0 * fwidth(square) + 0.002, square);
        let apex = 1.0 + 1.4 * exp(-24.0 * seen.y / in.bounds.z);
        strength = shell(seen.x) * left_at(seen.y, in.bounds.z) * mix(0.4, 1.0, whole) * apex * smooth_edge;
    }
    let alpha = in.color.a * strength * mix(2.2, 1.0, frame.luminous) * clarity(0.4 * distance_m);
    return light(in.color.rgb, min(alpha, 1.0), in.position.xy);
}

@fragment
fn fs_pick(in: Shell) -> @location(0) vec2u {
    var facing = 0.0;
    if in.origin.w >= 0.0 {
        let chord = chord_of(ray_of_pixel(in.position.xy), in.origin.xyz, in.origin.w);
        if chord.z > in.origin.w || chord.y <= 0.0 { discard; }
        facing = sqrt(max(1.0 - chord.z * chord.z / (in.origin.w * in.origin.w), 0.0));
    } else {
        facing = facing_radius(in).x;
    }
    if in.id == 0u || facing > 0.3 { discard; }
    return vec2u(in.id, 0u);
}
