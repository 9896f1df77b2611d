// Twins of `place` and `texel` in healpix.rs: where on which of the twelve base pixels a direction lies.

// Place on the base pixel, x to the north-east and y to the north-west, within 0..nside; its number in z.
fn healpix_place(nside: u32, unit: vec3f) -> vec3f {
    let n = f32(nside);
    let quarter = 0.63661977 * arc(unit.y, unit.x); // quarter turns, within -2..=2
    let turns = quarter + select(0.0, 4.0, quarter < 0.0); // within 0..=4
    let height = abs(unit.z);
    if height <= 2.0 / 3.0 {
        // The equatorial zone is a chessboard turned by 45 degrees.
        let rising = 0.5 + turns + 0.75 * unit.z;
        let falling = 0.5 + turns - 0.75 * unit.z;
        let east = u32(rising);
        let west = u32(falling);
        let base = select(select(west & 3u, (east & 3u) + 8u, east < west), (east & 3u) + 4u, east == west);
        return vec3f(n * (rising - f32(east)), n - n * (falling - f32(west)), f32(base));
    }
    // Towards a pole the squares shrink with the root of the height that is left, which is taken from the
    // distance to the axis, since 1 - z has no digits left there.
    let left = n * sqrt(3.0 * dot(unit.xy, unit.xy) / (1.0 + height));
    let sector = min(u32(turns), 3u);
    let share = turns - f32(sector);
    let sides = vec2f((1.0 - share) * left, share * left); // from the eastern, from the western border
    if unit.z > 0.0 {
        return vec3f(n - sides.x, n - sides.y, f32(sector));
    }
    return vec3f(sides.y, sides.x, f32(sector + 8u));
}
