//! Samples made for tests, from fixed seeds.

use std::f64::consts::TAU;

use nuscope_model::{Column, Equatorial, Quantity, Sample};
use rand::{Rng, RngExt as _, SeedableRng as _};

/// A sample of rows of right ascension, declination and angular error, all in degrees.
pub fn sample_of(name: &str, rows: &[(f64, f64, f64)]) -> Sample {
    Sample {
        name: name.to_owned(),
        checksum: "made for a test".to_owned(),
        ra_rad: rows.iter().map(|row| row.0.to_radians()).collect(),
        dec_rad: rows.iter().map(|row| row.1.to_radians()).collect(),
        columns: vec![Column {
            quantity: Quantity::AngularErrorRad,
            values: rows.iter().map(|row| row.2.to_radians()).collect(),
        }],
        ..Sample::default()
    }
}

/// Candidates spread evenly over the sky, all with the same angular error.
#[allow(dead_code, reason = "not every test needs a whole sky")]
pub fn isotropic(name: &str, candidates: usize, sigma_deg: f64, seed: u64) -> Sample {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    let rows: Vec<_> = (0..candidates)
        .map(|_| {
            let ra_deg = 360.0 * random.random::<f64>();
            (
                ra_deg,
                (2.0 * random.random::<f64>() - 1.0).asin().to_degrees(),
                sigma_deg,
            )
        })
        .collect();
    sample_of(name, &rows)
}

/// Adds candidates around a source, spread as their angular error says.
#[allow(dead_code, reason = "not every test needs a source")]
pub fn inject(sample: &mut Sample, source: Equatorial, count: usize, sigma_deg: f64, seed: u64) {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    let sigma_rad = sigma_deg.to_radians();
    let toward = source.to_vector();
    let (east, north) = toward.any_orthonormal_pair();
    for _ in 0..count {
        let (x, y) = normal_pair(&mut random);
        let position = Equatorial::from_vector(toward + sigma_rad * (x * east + y * north));
        sample.ra_rad.push(position.ra_rad);
        sample.dec_rad.push(position.dec_rad);
        sample.columns[0].values.push(sigma_rad);
    }
}

/// Two independent standard normal numbers (Box and Muller 1958).
fn normal_pair(random: &mut impl Rng) -> (f64, f64) {
    let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
    let (sin, cos) = (TAU * random.random::<f64>()).sin_cos();
    (radius * cos, radius * sin)
}
