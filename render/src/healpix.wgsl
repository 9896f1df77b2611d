// Twin of `texel` in healpix.rs: which pixel of which of the twelve base pixels a direction falls into.

fn healpix_texel(nside: u32, unit: vec3f) -> vec3u {
    let n = f32(nside);
    let quarter = 0.63661977 * atan2(unit.y, unit.x); // quarter turns, within -2..=2
    let turns = quarter + select(0.0, 4.0, quarter < 0.0); // within 0..=4
    let height = abs(unit.z);
    var place: vec2f; // on the base pixel, x to the north-east, y to the north-west, within 0..nside
    var base: u32;
    if height <= 2.0 / 3.0 {
        // The equatorial zone is a chessboard turned by 45 degrees.
        let rising = n * (0.5 + turns + 0.75 * unit.z);
        let falling = n * (0.5 + turns - 0.75 * unit.z);
        let east = u32(rising / n);
        let west = u32(falling / n);
        base = select(select((west & 3u) + 0u, (east & 3u) + 8u, east < west), (east & 3u) + 4u, east == west);
        place = vec2f(rising - f32(east) * n, n - (falling - f32(west) * n));
    } else {
        // Towards a pole the squares shrink with the root of the height that is left, which is taken from the
        // distance to the axis, since 1 - z has no digits left there.
        let left = n * sqrt(3.0 * dot(unit.xy, unit.xy) / (1.0 + height));
        let sector = min(u32(turns), 3u);
        let share = turns - f32(sector);
        let from_east = (1.0 - share) * left;
        let from_west = share * left;
        if unit.z > 0.0 {
            base = sector;
            place = vec2f(n - from_east, n - from_west);
        } else {
            base = sector + 8u;
            place = vec2f(from_west, from_east);
        }
    }
    let last = vec2f(n - 1.0);
    return vec3u(vec2u(clamp(floor(place), vec2f(0.0), last)), base);
}
