// The sky: every pixel on the map goes back to the sphere and reads the map there. Rust side: skymap.rs.

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) place_px: vec2f, // from the middle of the picture, right and down
}

// Below every value that a map can have: no value. See healpix.rs.
const MASKED_BELOW = -1e38;

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32) -> Corner {
    let at = vec2f(f32(vertex & 1u), f32(vertex >> 1u)) * 4.0 - 1.0; // one triangle over the picture
    let full = (at - frame.crop.zw) / frame.crop.xy;
    return Corner(vec4f(at, 0.0, 1.0), 0.5 * frame.size_px * vec2f(full.x, -full.y));
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

@fragment
fn fs_main(in: Corner) -> @location(0) vec4f {
    let plane = frame.plane_middle + in.place_px * frame.plane_per_px;
    let inside_px = inside_px(plane);
    let noise = dither(in.position.xy);
    var outside = frame.background.rgb;
    outside = mix(outside, frame.edge.rgb, frame.luminous * 0.10 * exp(min(inside_px, 0.0) * 0.11));
    if inside_px < -0.5 {
        let edge = clamp(1.2 + inside_px, 0.0, 1.0);
        return vec4f(mix(outside + noise, frame.edge.rgb, edge), 1.0);
    }

    let sky = sky_from_view(unit_from_plane(plane));
    var color = frame.ellipse.rgb;
    if frame.galactic_x.w > 0.0 {
        let toward = vec3f(dot(frame.galactic_x.xyz, sky), dot(frame.galactic_y.xyz, sky), dot(frame.galactic_z.xyz, sky));
        color = mix(color, frame.galaxy.rgb, clamp(0.5 * galaxy(toward), 0.0, 0.9));
    }
    color += noise;
    if frame.nside > 0u {
        let texel = healpix_texel(frame.nside, sky);
        let value = textureLoad(values, texel.xy, texel.z, 0).r;
        if value < MASKED_BELOW {
            let stripe = fract((in.place_px.x + in.place_px.y) / 9.0);
            let line = clamp(1.6 - 9.0 * abs(stripe - 0.5), 0.0, 1.0);
            color = mix(color, mix(frame.masked.rgb, frame.hatch.rgb, line), frame.map_opacity);
        } else {
            let plain = (value - frame.value_low) * frame.value_scale;
            let logarithm = (log(max(value, 1e-37)) - frame.value_low) * frame.value_scale;
            let t = clamp(select(plain, logarithm, frame.logarithmic > 0.0), 0.0, 1.0);
            let opacity = frame.map_opacity * mix(1.0, smoothstep(0.0, 0.3, t), frame.map_fade);
            color = mix(color, colormap(frame.map_row, t), opacity);
        }
    }
    let edge = clamp(1.2 - abs(inside_px), 0.0, 1.0);
    return vec4f(mix(color, frame.edge.rgb, edge), 1.0);
}
