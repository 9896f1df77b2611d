//! Where the values of a HEALPix map lie in a texture: twelve square layers, one per base pixel.
//!
//! A map comes in RING order (along parallels, from the north); the shader wants squares, in which the
//! pixel of a direction is found without a search. On a base pixel, x runs to the north-east and y to the
//! north-west. [`texel`] is the CPU twin of `healpix_texel` in `healpix.wgsl`, in 64 bits.
//! Source: Górski et al. 2005, ApJ 622, 759, section 5; Calabretta and Roukema 2007, MNRAS 381, 865.

use std::f64::consts::FRAC_PI_2;

use glam::DVec3;

/// Base pixels, and layers of the texture.
pub const BASES: u32 = 12;

/// Column, row and layer of the pixel that a unit vector falls into.
pub fn texel(nside: u32, unit: DVec3) -> [u32; 3] {
    let n = f64::from(nside);
    let turns = (unit.y.atan2(unit.x) / FRAC_PI_2).rem_euclid(4.0);
    let height = unit.z.abs();
    let (base, x, y);
    if height <= 2.0 / 3.0 {
        let rising = n * (0.5 + turns + 0.75 * unit.z);
        let falling = n * (0.5 + turns - 0.75 * unit.z);
        let (east, west) = ((rising / n) as u32, (falling / n) as u32);
        base = match east.cmp(&west) {
            std::cmp::Ordering::Equal => (east & 3) + 4,
            std::cmp::Ordering::Less => (east & 3) + 8,
            std::cmp::Ordering::Greater => west & 3,
        };
        x = rising - f64::from(east) * n;
        y = n - (falling - f64::from(west) * n);
    } else {
        let left = n * (3.0 * unit.truncate().length_squared() / (1.0 + height)).sqrt();
        let sector = (turns as u32).min(3);
        let share = turns - f64::from(sector);
        let (from_east, from_west) = ((1.0 - share) * left, share * left);
        if unit.z > 0.0 {
            (base, x, y) = (sector, n - from_east, n - from_west);
        } else {
            (base, x, y) = (sector + 8, from_west, from_east);
        }
    }
    let within = |place: f64| place.floor().clamp(0.0, n - 1.0) as u32;
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

/// The values of a RING map in the order of the texture: layer by layer, row by row.
///
/// NaN becomes [`MASKED`], since shaders need not tell NaN from a number.
pub fn layers_from_ring(nside: u32, ring: &[f32]) -> Vec<f32> {
    let mut layers = Vec::with_capacity(ring.len());
    for base in 0..BASES {
        for y in 0..nside {
            for x in 0..nside {
                let index = ring_index(nside, [x, y, base]);
                let value = usize::try_from(index)
                    .ok()
                    .and_then(|index| ring.get(index));
                layers.push(match value {
                    Some(value) if !value.is_nan() => value.clamp(f32::MIN / 4.0, f32::MAX),
                    _ => MASKED,
                });
            }
        }
    }
    layers
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
    fn what_has_no_value_is_masked_and_what_is_endless_is_clamped() {
        let mut ring = vec![1.0; 12];
        ring[3] = f32::NAN;
        ring[5] = f32::NEG_INFINITY;
        let layers = layers_from_ring(1, &ring);
        assert_eq!(layers.iter().filter(|value| **value == MASKED).count(), 1);
        assert_eq!(layers.iter().filter(|value| **value < 0.0).count(), 2);
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
