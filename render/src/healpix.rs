//! Where the values of a HEALPix map lie in a texture: twelve square layers, one per base pixel.
//!
//! A map comes in RING order (along parallels, from the north); the shader wants squares, in which the
//! pixel of a direction is found without a search. On a base pixel, x runs to the north-east and y to the
//! north-west. [`place`] is the twin of `healpix_place` in `healpix.wgsl`, in 64 bits. Every layer has a border of
//! one texel from its neighbours, so that interpolation needs no knowledge of which borders meet.
//! Source: Górski et al. 2005, ApJ 622, 759, section 5; Calabretta and Roukema 2007, MNRAS 381, 865.

use std::f64::consts::FRAC_PI_2;

use glam::DVec3;

/// Base pixels, and layers of the texture.
pub const BASES: u32 = 12;

/// Place on a base pixel, x to the north-east and y to the north-west within 0..=nside, and the base pixel's number.
pub fn place(nside: u32, unit: DVec3) -> (f64, f64, u32) {
    let n = f64::from(nside);
    let turns = (unit.y.atan2(unit.x) / FRAC_PI_2).rem_euclid(4.0);
    let height = unit.z.abs();
    if height <= 2.0 / 3.0 {
        let rising = 0.5 + turns + 0.75 * unit.z;
        let falling = 0.5 + turns - 0.75 * unit.z;
        let (east, west) = (rising as u32, falling as u32);
        let base = match east.cmp(&west) {
            std::cmp::Ordering::Equal => (east & 3) + 4,
            std::cmp::Ordering::Less => (east & 3) + 8,
            std::cmp::Ordering::Greater => west & 3,
        };
        let x = n * (rising - f64::from(east));
        return (x, n - n * (falling - f64::from(west)), base);
    }
    let left = n * (3.0 * unit.truncate().length_squared() / (1.0 + height)).sqrt();
    let sector = (turns as u32).min(3);
    let share = turns - f64::from(sector);
    let (from_east, from_west) = ((1.0 - share) * left, share * left);
    if unit.z > 0.0 {
        (n - from_east, n - from_west, sector)
    } else {
        (from_west, from_east, sector + 8)
    }
}

/// Column, row and layer of the pixel that a unit vector falls into.
pub fn texel(nside: u32, unit: DVec3) -> [u32; 3] {
    let (x, y, base) = place(nside, unit);
    let within = |place: f64| place.floor().clamp(0.0, f64::from(nside) - 1.0) as u32;
    [within(x), within(y), base]
}

/// Number in RING order of the pixel in column `x` and row `y` of base pixel `base`.
pub fn ring_index(nside: u32, [x, y, base]: [u32; 3]) -> u64 {
    let n = i64::from(nside);
    let (x, y, base) = (i64::from(x), i64::from(y), i64::from(base));
    let zone = base / 4; // 0 north, 1 equator, 2 south
    // Rings count 1, 2, … from the north pole.
    let ring = (zone + 2) * n - x - y - 1;
    // Eighth turns from longitude 0 to the middle of the base pixel.
    let eighths = 2 * (base % 4) + i64::from(zone != 1);
    // Pixels per quarter of the ring, pixels north of it, and whether it begins on longitude 0.
    let (quarter, before, shifted) = if ring < n {
        (ring, 2 * ring * (ring - 1), true)
    } else if ring > 3 * n {
        let left = 4 * n - ring;
        (left, 12 * n * n - 2 * left * (left + 1), true)
    } else {
        let before = 2 * n * (n - 1) + (ring - n) * 4 * n;
        (n, before, (ring - n) % 2 == 0)
    };
    let twice = eighths * quarter + x - y - i64::from(shifted);
    (before + (twice / 2).rem_euclid(4 * quarter)) as u64
}

/// Number in RING order of the pixel that a unit vector falls into.
pub fn ring_of(nside: u32, unit: DVec3) -> u64 {
    ring_index(nside, texel(nside, unit))
}

/// The direction of a place on base pixel `base`, `x` and `y` within 0..=1 of its sides.
pub fn unit_of(x: f64, y: f64, base: u32) -> DVec3 {
    let zone = f64::from(base / 4);
    // Rings from the north pole, 4 of them to the south pole; pixels per quarter of the ring, of as many.
    let ring = zone + 2.0 - x - y;
    let quarter = ring.min(4.0 - ring).min(1.0);
    let eighths = f64::from(2 * (base % 4) + u32::from(base / 4 != 1));
    let turn = if quarter > 0.0 {
        (x - y) / quarter
    } else {
        0.0
    };
    let (sin, cos) = (0.5 * FRAC_PI_2 * (eighths + turn)).sin_cos();
    let (height, across) = if quarter < 1.0 {
        let rest = quarter * quarter / 3.0;
        (
            (1.0 - rest).copysign(2.0 - ring),
            (rest * (2.0 - rest)).sqrt(),
        )
    } else {
        let height = (2.0 - ring) * 2.0 / 3.0;
        (height, (1.0 - height * height).max(0.0).sqrt())
    };
    DVec3::new(across * cos, across * sin, height)
}

/// Number in RING order of a pixel of base pixel `base`, or of its neighbour; see [`texel_beside`].
pub fn ring_beside(nside: u32, x: i64, y: i64, base: u32) -> u64 {
    ring_index(nside, texel_beside(nside, x, y, base))
}

/// Column, row and layer of a pixel of base pixel `base`, or of its neighbour beyond one of the sides, where `x` or
/// `y` is -1 or nside.
///
/// A neighbour is what lies a little beyond the side's middle. At eight corners of the sphere only three base pixels
/// meet: there it is one of the two others.
pub fn texel_beside(nside: u32, x: i64, y: i64, base: u32) -> [u32; 3] {
    let n = i64::from(nside);
    let own = |place: i64| place.clamp(0, n - 1);
    if x == own(x) && y == own(y) {
        return [x as u32, y as u32, base];
    }
    let share = |place: f64| place / n as f64;
    let middle = |place: i64| own(place) as f64 + 0.5;
    let side = |place: i64| middle(place) + 0.5 * (place - own(place)) as f64;
    let from = unit_of(share(middle(x)), share(middle(y)), base);
    let edge = unit_of(share(side(x)), share(side(y)), base);
    texel(nside, (edge + 0.25 * (edge - from)).normalize())
}

/// The value of a RING map in a direction; NaN where it is masked.
pub fn value(nside: u32, ring: &[f32], unit: DVec3) -> f32 {
    let at = usize::try_from(ring_of(nside, unit)).ok();
    at.and_then(|at| ring.get(at)).copied().unwrap_or(f32::NAN)
}

/// The value of a RING map in a direction, interpolated between the middles of four pixels; masked ones do not
/// count, and a masked pixel stays masked. Twin of `value_of` in `layers/skymap.wgsl`.
pub fn smooth_value(nside: u32, ring: &[f32], unit: DVec3) -> f32 {
    let nearest = value(nside, ring, unit);
    if nearest.is_nan() {
        return nearest;
    }
    let (x, y, base) = place(nside, unit);
    let (x, y) = (x - 0.5, y - 0.5);
    let (mut sum, mut weights) = (0.0, 0.0);
    for (right, up) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
        let (column, row) = (x.floor() + right, y.floor() + up);
        let weight = (1.0 - (x - column).abs()) * (1.0 - (y - row).abs());
        let at = ring_beside(nside, column as i64, row as i64, base);
        let value = ring.get(at as usize).copied().unwrap_or(f32::NAN);
        if !value.is_nan() {
            sum += weight * f64::from(value);
            weights += weight;
        }
    }
    (sum / weights) as f32
}

/// The values of a RING map in the order of the texture: layer by layer, row by row, each layer with a border of
/// one texel from its neighbours.
///
/// NaN becomes [`MASKED`], since shaders need not tell NaN from a number.
pub fn layers_from_ring(nside: u32, ring: &[f32]) -> Vec<f32> {
    let n = i64::from(nside);
    let texels = |base| (-1..=n).flat_map(move |y| (-1..=n).map(move |x| (x, y, base)));
    (0..BASES)
        .flat_map(texels)
        .map(|(x, y, base)| texture_value(ring, ring_beside(nside, x, y, base)))
        .collect()
}

/// The value of a RING map's pixel as textures hold it.
pub(crate) fn texture_value(ring: &[f32], number: u64) -> f32 {
    let value = usize::try_from(number).ok().and_then(|at| ring.get(at));
    match value {
        Some(value) if !value.is_nan() => value.clamp(f32::MIN / 4.0, f32::MAX),
        _ => MASKED,
    }
}

/// Stands for "no value" in the texture: below every value that a map can have there.
pub const MASKED: f32 = f32::MIN;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// nside, unit vector, RING index by healpy; see `tests/data/make_healpix.py`.
    fn healpy() -> impl Iterator<Item = (u32, DVec3, u64)> {
        include_str!("../tests/data/healpix.csv")
            .lines()
            .skip(1)
            .map(|line| {
                let fields: Vec<&str> = line.split(',').collect();
                let number = |index: usize| fields[index].parse::<f64>().expect("a number");
                let unit = DVec3::new(number(1), number(2), number(3));
                (number(0) as u32, unit, number(4) as u64)
            })
    }

    #[test]
    fn pixels_are_those_of_healpy() {
        let mut rows = 0;
        for (nside, unit, ring) in healpy() {
            assert_eq!(
                ring_index(nside, texel(nside, unit)),
                ring,
                "{unit} at nside {nside}"
            );
            rows += 1;
        }
        assert!(rows >= 2000);
    }

    #[test]
    fn every_ring_pixel_has_one_place() {
        for nside in [1, 2, 3, 4, 7, 16, 32] {
            let mut seen = vec![false; 12 * (nside * nside) as usize];
            for base in 0..BASES {
                for y in 0..nside {
                    for x in 0..nside {
                        let index = ring_index(nside, [x, y, base]) as usize;
                        assert!(!seen[index], "nside {nside}: pixel {index} twice");
                        seen[index] = true;
                    }
                }
            }
        }
    }

    #[test]
    fn places_and_directions_are_inverse() {
        for (nside, unit, _) in healpy() {
            let (x, y, base) = place(nside, unit);
            let n = f64::from(nside);
            let back = unit_of(x / n, y / n, base);
            assert!(back.distance(unit) < 1e-7, "{unit}, {back}");
        }
    }

    #[test]
    fn neighbours_across_a_border_are_neighbours_of_each_other() {
        for nside in [1, 2, 4, 16] {
            let n = i64::from(nside);
            let middle = |x: i64, y: i64, base: u32| {
                let share = |place: i64| (place as f64 + 0.5) / n as f64;
                unit_of(share(x), share(y), base)
            };
            for base in 0..BASES {
                for along in 0..n {
                    for (own, beside) in [
                        ((0, along), (-1, along)),
                        ((n - 1, along), (n, along)),
                        ((along, 0), (along, -1)),
                        ((along, n - 1), (along, n)),
                    ] {
                        let mine = ring_beside(nside, own.0, own.1, base);
                        let other = ring_beside(nside, beside.0, beside.1, base);
                        assert_ne!(mine, other);
                        // It has this pixel beside it in turn, on one of its four sides.
                        let [x, y, theirs] = (0..BASES)
                            .flat_map(|base| {
                                (0..nside).flat_map(move |y| (0..nside).map(move |x| [x, y, base]))
                            })
                            .find(|texel| ring_index(nside, *texel) == other)
                            .expect("every number is a pixel's");
                        let (x, y) = (i64::from(x), i64::from(y));
                        let sides = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)];
                        let back = sides.map(|(x, y)| ring_beside(nside, x, y, theirs));
                        assert!(back.contains(&mine), "{nside} {base} {own:?}");
                        let apart = middle(own.0, own.1, base).angle_between(middle(x, y, theirs));
                        assert!(apart < 1.6 / n as f64);
                    }
                }
            }
        }
    }

    #[test]
    fn an_interpolated_map_is_continuous_and_meets_the_middles() {
        let nside = 8;
        let height = |unit: DVec3| (unit.z + 0.3 * unit.x) as f32;
        let mut ring = vec![0.0; 768];
        for base in 0..BASES {
            for y in 0..nside {
                for x in 0..nside {
                    let share = |place: u32| (f64::from(place) + 0.5) / f64::from(nside);
                    let unit = unit_of(share(x), share(y), base);
                    ring[ring_index(nside, [x, y, base]) as usize] = height(unit);
                }
            }
        }
        for index in 0..20_000 {
            let index = f64::from(index);
            let z = 2.0 * (index * 0.569_840_290_998_053_2).fract() - 1.0;
            let lon = std::f64::consts::TAU * (index * 0.754_877_666_246_692_7).fract();
            let across = (1.0 - z * z).sqrt();
            let unit = DVec3::new(across * lon.cos(), across * lon.sin(), z);
            let off = (smooth_value(nside, &ring, unit) - height(unit)).abs();
            // At the poles and the eight corners neighbours do not lie on a square.
            assert!(off < 0.09, "{unit}: off by {off}");
            let beside = (unit + 1e-4 * unit.any_orthonormal_vector()).normalize();
            let step =
                (smooth_value(nside, &ring, beside) - smooth_value(nside, &ring, unit)).abs();
            assert!(step < 0.06, "{unit}: a step of {step}");
        }
        assert!(smooth_value(1, &[f32::NAN; 12], DVec3::X).is_nan());
    }

    #[test]
    fn what_has_no_value_is_masked_and_what_is_endless_is_clamped() {
        let mut ring = vec![1.0; 12];
        ring[3] = f32::NAN;
        ring[5] = f32::NEG_INFINITY;
        let layers = layers_from_ring(1, &ring);
        let middles = layers.chunks(9).map(|layer| layer[4]);
        assert_eq!(middles.clone().filter(|value| *value == MASKED).count(), 1);
        assert_eq!(middles.filter(|value| *value < 0.0).count(), 2);
        assert!(layers.iter().all(|value| value.is_finite()));
    }

    proptest! {
        #[test]
        fn any_direction_has_a_pixel(x in -1.0..1.0_f64, y in -1.0..1.0_f64, z in -1.0..1.0_f64, nside in 1..2048_u32) {
            if let Some(unit) = DVec3::new(x, y, z).try_normalize() {
                let [x, y, base] = texel(nside, unit);
                prop_assert!(x < nside && y < nside && base < BASES);
            }
        }
    }
}
