// The constants WITH_… and what is like them stand in front; see ground.rs.
// The sky: every pixel on the map goes back to the sphere and reads the maps there. Rust side: skymap.rs.

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place_px: vec2f, // from the middle of the picture, right and down
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> Corner {
    let at = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0; // one triangle over the picture
    let full = (at - frame.crop.zw) / frame.crop.xy;
    return Corner(vec4f(at, 0.0, 1.0), 0.5 * frame.size_px * vec2f(full.x, -full.y));
}

// A corner of a polygon of EDGES edges, from the middle of the picture: one lies inside of the outline and one around
// it, both clear of its line.
fn edge_px(number: u32, around: bool) -> vec2f {
    let turn = sin_cos(6.2831853 * f32(number % EDGES) / f32(EDGES));
    let long = mix(1.0, max(abs(turn.x), abs(turn.y)), frame.rectangular);
    let half = vec2f(1.0, frame.half_height);
    let clear = 4.0 * abs(frame.plane_per_px);
    // The middles of edges lie nearer to the middle than their ends.
    let reach = select(max(half - clear, 0.5 * half), (half + clear) / cos(3.1415927 / f32(EDGES)), around);
    return (turn.yx / long * reach - frame.plane_middle) / frame.plane_per_px;
}

@vertex
fn vs_disc(@builtin(vertex_index) vertex: u32) -> Corner {
    let middle_px = -frame.plane_middle / frame.plane_per_px;
    let place_px = select(edge_px(vertex / 3u + (vertex % 3u), false), middle_px, vertex % 3u == 2u);
    return Corner(clip_from_px(0.5 * frame.size_px + place_px), place_px);
}

// Which edge a corner of a ring of quadrilaterals belongs to, and whether it lies on the ring's outer side.
fn ring_corner(vertex: u32) -> vec2u {
    let index = vertex % 6u;
    let next = index == 1u || index == 2u || index == 4u;
    return vec2u(vertex / 6u + u32(next), u32(index == 2u || index == 4u || index == 5u));
}

// Between both polygons, where the outline is.
@vertex
fn vs_border(@builtin(vertex_index) vertex: u32) -> Corner {
    let corner = ring_corner(vertex);
    let place_px = edge_px(corner.x, corner.y == 1u);
    return Corner(clip_from_px(0.5 * frame.size_px + place_px), place_px);
}

// From the outer polygon to beyond the picture.
@vertex
fn vs_outside(@builtin(vertex_index) vertex: u32) -> Corner {
    let middle_px = -frame.plane_middle / frame.plane_per_px;
    let corner = ring_corner(vertex);
    let edge = edge_px(corner.x, true);
    let far_px = length(frame.size_px) + length(middle_px) + 2.0 * length(vec2f(1.0, frame.half_height) / frame.plane_per_px);
    let place_px = select(edge, middle_px + far_px * normalize(edge - middle_px), corner.y == 1u);
    return Corner(clip_from_px(0.5 * frame.size_px + place_px), place_px);
}

// Cheap smooth noise on the sphere, within 0..1.
fn lattice(cell: vec3f) -> f32 {
    let p = fract(cell * vec3f(0.1031, 0.1030, 0.0973));
    let q = p + dot(p, p.yzx + 33.33);
    return fract((q.x + q.y) * q.z);
}

fn mottle(place: vec3f) -> f32 {
    let cell = floor(place);
    let t = place - cell;
    let s = t * t * (3.0 - 2.0 * t);
    var sum = 0.0;
    for (var i = 0u; i < 8u; i++) {
        let step = vec3f(f32(i & 1u), f32((i >> 1u) & 1u), f32(i >> 2u));
        let weight = mix(1.0 - s, s, step);
        sum += weight.x * weight.y * weight.z * lattice(cell + step);
    }
    return sum;
}

// How bright the galaxy is in a direction, given in its own frame: a soft band, brighter and wider towards
// its centre. It is there for orientation and shows no measurement.
fn galaxy(toward: vec3f) -> f32 {
    if abs(toward.z) > 0.55 { return 0.0; }
    let centre = 0.5 + 0.5 * toward.x;
    let width = 0.075 + 0.085 * centre * centre * centre;
    let height = toward.z / width;
    let band = exp(-0.5 * height * height) * (0.30 + 0.70 * pow(centre, 4.0));
    let bulge = exp(-9.0 * (1.0 - toward.x) - 55.0 * toward.z * toward.z);
    let clouds = 0.6 * mottle(toward * 7.0) + 0.4 * mottle(toward * 19.0);
    return band * (0.45 + 0.9 * clouds) + 0.75 * bulge;
}

// Below every value that a map can have: no value. See healpix.rs.
const MASKED = -3.4028235e38;
const MASKED_BELOW = -1e38;

// What values are read from.
const FIRST_MAP = 0u;
const SECOND_MAP = 1u;
const DENSITY = 2u;
const TILES = 3u;

const TILE = 256.0; // pixels along a side of a tile, see map_tiles.rs

// Where a texel of a map lies in its texture; see map_texture.rs.
fn in_blocks(at: vec2u) -> vec2u {
    return vec2u(((at.x >> 2u) << 4u) | ((at.y & 3u) << 2u) | (at.x & 3u), at.y >> 2u);
}

// A texel; textures have a border of one texel from what lies beside them.
fn texel(source: u32, at: vec2u, layer: u32) -> f32 {
    if source == FIRST_MAP { return textureLoad(first_values, in_blocks(at), layer, 0).r; }
    if source == SECOND_MAP { return textureLoad(second_values, in_blocks(at), layer, 0).r; }
    if source == DENSITY { return textureLoad(density_values, in_blocks(at), layer, 0).r; }
    return textureLoad(tiles, at, layer, 0).r;
}

// The value at a place on a layer of this many pixels along a side.
fn value_at(source: u32, side: f32, place: vec2f, layer: u32, is_smooth: bool) -> f32 {
    let nearest = texel(source, vec2u(clamp(floor(place), vec2f(0.0), vec2f(side - 1.0))) + 1u, layer);
    if !is_smooth || nearest < MASKED_BELOW { return nearest; }
    // From the middles of four pixels; masked ones do not count.
    let corner = clamp(place + 0.5, vec2f(0.0), vec2f(side + 0.999));
    let low = floor(corner);
    let share = corner - low;
    var sum = 0.0;
    var weights = 0.0;
    for (var i = 0u; i < 4u; i++) {
        let step = vec2u(i & 1u, i >> 1u);
        let value = texel(source, vec2u(low) + step, layer);
        let across = mix(1.0 - share, share, vec2f(step));
        let weight = select(across.x * across.y, 0.0, value < MASKED_BELOW);
        sum += weight * select(value, 0.0, value < MASKED_BELOW);
        weights += weight;
    }
    return sum / weights;
}

fn value_of(source: u32, map: MapUniforms, sky: vec3f, is_smooth: bool) -> f32 {
    if WITH_TILES && source == FIRST_MAP {
        let fine = healpix_place(map.tiled_nside, sky);
        let tile = clamp(floor(fine.xy / TILE), vec2f(0.0), vec2f(f32(map.tiled_nside) / TILE - 1.0));
        let slot = textureLoad(tile_places, vec2u(tile), u32(fine.z), 0).r;
        if slot >= 0.0 { return value_at(TILES, TILE, fine.xy - TILE * tile, u32(slot), is_smooth); }
    }
    let place = healpix_place(map.nside, sky);
    return value_at(source, f32(map.nside), place.xy, u32(place.z), is_smooth);
}

// A map's colour over what is under it. What is asked of `covers` and `holes` is known when the shader is made.
fn laid_over(under: vec3f, map: MapUniforms, kind: u32, value: f32, place_px: vec2f, covers: bool, holes: bool) -> vec3f {
    let place = (shown(kind, value, map.bend) - map.low) * map.scale;
    let t = clamp(place, 0.0, 1.0);
    var color = colormap(map.row, select(t, 1.0 - t, map.reversed > 0u));
    var opacity = 1.0;
    if !covers {
        opacity = map.opacity * mix(1.0, smoothstep(0.0, 0.3, t), map.fade);
        if place < 0.0 && map.clear_below > 0u { opacity = 0.0; }
    }
    if holes && value < MASKED_BELOW {
        let stripe = fract((place_px.x + place_px.y) / 9.0);
        let line = clamp(1.6 - 9.0 * abs(stripe - 0.5), 0.0, 1.0);
        color = mix(frame.masked.rgb, frame.hatch.rgb, line);
        opacity = map.opacity;
    }
    return mix(under, color, opacity);
}

// The colour of a place inside of the outline.
fn ground(plane: vec2f, place_px: vec2f, noise: f32) -> vec3f {
    let sky = sky_from_view(unit_from_plane(plane));
    var color = frame.ellipse.rgb;
    if WITH_GALAXY {
        let toward = vec3f(dot(frame.galactic_x.xyz, sky), dot(frame.galactic_y.xyz, sky), dot(frame.galactic_z.xyz, sky));
        color = mix(color, frame.galaxy.rgb, clamp(0.5 * galaxy(toward), 0.0, 0.9));
    }
    color += noise;
    if WITH_DIFFERENCE {
        let first = value_of(FIRST_MAP, frame.first, sky, FIRST_IS_SMOOTH);
        let second = value_of(SECOND_MAP, frame.second, sky, SECOND_IS_SMOOTH);
        let masked = min(first, second) < MASKED_BELOW;
        let less = select(first - second, MASKED, masked);
        color = laid_over(color, frame.first, FIRST_KIND, less, place_px, FIRST_COVERS, FIRST_HAS_HOLES || SECOND_HAS_HOLES);
    }
    if WITH_FIRST {
        let value = value_of(FIRST_MAP, frame.first, sky, FIRST_IS_SMOOTH);
        color = laid_over(color, frame.first, FIRST_KIND, value, place_px, FIRST_COVERS, FIRST_HAS_HOLES);
    }
    if WITH_SECOND {
        let value = value_of(SECOND_MAP, frame.second, sky, SECOND_IS_SMOOTH);
        color = laid_over(color, frame.second, SECOND_KIND, value, place_px, SECOND_COVERS, SECOND_HAS_HOLES);
    }
    if WITH_DENSITY {
        let value = value_of(DENSITY, frame.density, sky, DENSITY_IS_SMOOTH);
        color = laid_over(color, frame.density, DENSITY_KIND, value, place_px, DENSITY_COVERS, DENSITY_HAS_HOLES);
    }
    return color;
}

// Where there is no thought of the outline.
@fragment
fn fs_inside(in: Corner) -> @location(0) vec4f {
    let plane = frame.plane_middle + in.place_px * frame.plane_per_px;
    return vec4f(ground(plane, in.place_px, dither(in.position.xy)), 1.0);
}

// The background, with the outline's shine.
fn beyond(inside_px: f32) -> vec3f {
    let shine = frame.luminous * 0.10 * exp(min(inside_px, 0.0) * 0.11);
    return mix(frame.background.rgb, frame.edge.rgb, shine);
}

@fragment
fn fs_outside(in: Corner) -> @location(0) vec4f {
    let plane = frame.plane_middle + in.place_px * frame.plane_per_px;
    return vec4f(beyond(inside_px(plane)) + dither(in.position.xy), 1.0);
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let plane = frame.plane_middle + in.place_px * frame.plane_per_px;
    let inside_px = inside_px(plane);
    let noise = dither(in.position.xy);
    if inside_px < -0.5 {
        let edge = clamp(1.2 + inside_px, 0.0, 1.0);
        return vec4f(mix(beyond(inside_px) + noise, frame.edge.rgb, edge), 1.0);
    }
    let edge = clamp(1.2 - abs(inside_px), 0.0, 1.0);
    return vec4f(mix(ground(plane, in.place_px, noise), frame.edge.rgb, edge), 1.0);
}
