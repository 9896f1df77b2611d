//! The same likelihood again, slowly: every candidate at every position, in 64 bits, without a cut.
//!
//! What the fast fit leaves out is known: a candidate beyond its cut would add at most 2 ln(1 + u R) to TS. So the
//! two must agree within that sum, and within the rounding of 32-bit candidates.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nuscope_model::{Column, Equatorial, Quantity, Sample};
use rand::{RngExt as _, SeedableRng as _};

use crate::background::Background;
use crate::{Likelihood, Settings};

/// A sample of candidates anywhere, with angular errors spread log-uniformly over `sigma_deg`.
fn sample(name: &str, candidates: usize, sigma_deg: (f64, f64), seed: u64) -> Sample {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    let mut uniform = |low: f64, high: f64| low + (high - low) * random.random::<f64>();
    let mut sample = Sample {
        name: name.to_owned(),
        ..Sample::default()
    };
    let mut values = Vec::new();
    for _ in 0..candidates {
        sample.ra_rad.push(uniform(0.0, std::f64::consts::TAU));
        sample.dec_rad.push(uniform(-1.0, 1.0).asin());
        values.push(
            uniform(sigma_deg.0.ln(), sigma_deg.1.ln())
                .exp()
                .to_radians(),
        );
    }
    sample.columns.push(Column {
        quantity: Quantity::AngularErrorRad,
        values,
    });
    sample
}

/// Best TS over all candidates, and the most that those beyond `cut_sigmas` add to it.
fn brute_force(samples: &[Arc<Sample>], settings: &Settings, position: Equatorial) -> (f64, f64) {
    let total: usize = samples.iter().map(|sample| sample.len()).sum();
    let mut ratios = Vec::new();
    for sample in samples {
        let sin_dec: Vec<f64> = sample.dec_rad.iter().map(|dec| dec.sin()).collect();
        let background = Background::of(&sin_dec);
        let sigmas = sample.column(Quantity::AngularErrorRad).unwrap();
        for (i, sigma) in sigmas.iter().enumerate() {
            let sigma = sigma.max(settings.sigma_floor_rad);
            let pull = sample.position(i).separation_rad(position) / sigma;
            let signal = (-0.5 * pull * pull).exp() / (std::f64::consts::TAU * sigma * sigma);
            ratios.push((
                signal / background.per_sr(sin_dec[i]),
                pull > settings.cut_sigmas,
            ));
        }
    }
    let x = |ratio: f64| (ratio - 1.0) / total as f64;
    let slope = |n: f64| -> f64 { ratios.iter().map(|&(r, _)| x(r) / (1.0 + n * x(r))).sum() };
    if slope(0.0) <= 0.0 {
        return (0.0, 0.0);
    }
    let (mut low, mut high) = (0.0, total as f64 * (1.0 - 1e-12));
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let ts = 2.0
        * ratios
            .iter()
            .map(|&(r, _)| (low * x(r)).ln_1p())
            .sum::<f64>();
    let u = low / (total as f64 - low);
    let beyond = ratios.iter().filter(|(_, beyond)| *beyond);
    (ts, 2.0 * beyond.map(|(r, _)| (u * r).ln_1p()).sum::<f64>())
}

/// Compares 60 positions, poles and borders among them; returns how many have a signal and the largest TS.
fn compare(samples: &[Arc<Sample>], settings: &Settings) -> (usize, f64) {
    let likelihood = Likelihood::new(samples, settings).unwrap();
    let special = [
        (0.0, 0.0),
        (359.999, 20.0),
        (12.0, 90.0),
        (12.0, -90.0),
        (200.0, -5.0),
    ];
    let mut random = rand_pcg::Pcg64::seed_from_u64(7);
    let mut positions = special
        .map(|(ra, dec)| Equatorial::from_degrees(ra, dec))
        .to_vec();
    positions.extend((0..55).map(|_| Equatorial {
        ra_rad: random.random::<f64>() * std::f64::consts::TAU,
        dec_rad: (2.0 * random.random::<f64>() - 1.0).asin(),
    }));
    // A position at a candidate has a signal for certain.
    positions.extend((0..5).map(|i| samples[0].position(i)));
    let (mut signals, mut largest) = (0, 0.0_f64);
    for position in positions {
        let (ts, beyond) = brute_force(samples, settings, position);
        let found = likelihood.fit(position);
        let rounding = 2e-5 * (1.0 + ts);
        assert!(
            found.ts <= ts + rounding && found.ts >= ts - beyond - rounding,
            "{position:?}: {} with the cut, {ts} without, {beyond:e} left out",
            found.ts
        );
        signals += usize::from(ts > 0.0);
        largest = largest.max(ts);
    }
    (signals, largest)
}

#[test]
fn fits_agree_with_all_candidates_in_64_bits() {
    let samples = [
        Arc::new(sample("narrow", 3000, (0.1, 3.0), 1)),
        Arc::new(sample("other", 500, (0.3, 8.0), 2)),
    ];
    let (signals, largest) = compare(&samples, &Settings::default());
    assert!(signals > 15 && largest > 1.0, "{signals} {largest}");
}

#[test]
fn candidates_that_cover_half_the_sky_agree_too() {
    let samples = [Arc::new(sample("showers", 800, (2.0, 60.0), 3))];
    for cut_sigmas in [2.0, 5.0] {
        let settings = Settings {
            cut_sigmas,
            ..Settings::default()
        };
        let (signals, _) = compare(&samples, &settings);
        assert!(signals > 5, "{signals}");
    }
}

#[test]
fn a_cut_at_twelve_sigma_leaves_out_nothing() {
    let samples = [Arc::new(sample("narrow", 3000, (0.1, 5.0), 4))];
    let settings = Settings {
        cut_sigmas: 12.0,
        ..Settings::default()
    };
    let position = samples[0].position(0);
    let (_, beyond) = brute_force(&samples, &settings, position);
    assert!(beyond < 1e-12, "{beyond:e}");
    compare(&samples, &settings);
}
