//! Made-up lists of the angular errors and energies of four public IceCube lists, with responses in their manner.

use std::f64::consts::TAU;
use std::sync::Arc;

use nuscope_model::{Column, DirectionAxis, EffectiveArea, EnergyMigration, Quantity, Sample};
use nuscope_scan::Input;
use rand::{RngExt as _, SeedableRng as _};

/// Candidates in the public lists: IC40, IC79, IC86-2011 and IC86-2012.
pub const CANDIDATES: [usize; 4] = [36_900, 93_133, 136_244, 105_300];

/// Days of data in each.
const LIVETIME_DAYS: [f64; 4] = [376.0, 316.0, 333.0, 332.0];

/// Median angular error and its spread: a factor of e^0.75.
const SIGMA_DEG: (f64, f64) = (0.58, 0.75);

/// Energies fall as 10^-1.7 a decade above this, log10 of GeV.
const LEAST_LOG10_ENERGY: f64 = 2.6;

/// The four lists, scaled to so many candidates in all.
pub fn inputs(candidates: usize) -> Vec<Input> {
    let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    let all: usize = CANDIDATES.iter().sum();
    let (area, migration) = (Arc::new(area()), Arc::new(migration()));
    let lists = CANDIDATES.into_iter().zip(LIVETIME_DAYS);
    lists
        .map(|(count, days)| Input {
            sample: Arc::new(sample(count * candidates / all, &mut random)),
            livetime_days: Some(days),
            area: Some(Arc::clone(&area)),
            migration: Some(Arc::clone(&migration)),
            ..Input::default()
        })
        .collect()
}

fn sample(candidates: usize, random: &mut rand_pcg::Pcg64) -> Sample {
    let mut uniform = || random.random::<f64>();
    let mut sample = Sample::default();
    let (mut errors, mut energies) = (Vec::new(), Vec::new());
    for _ in 0..candidates {
        sample.ra_rad.push(TAU * uniform());
        sample.dec_rad.push((2.0 * uniform() - 1.0).asin());
        let normal = (-2.0 * (1.0 - uniform()).ln()).sqrt() * (TAU * uniform()).cos();
        let sigma_deg = SIGMA_DEG.0 * (SIGMA_DEG.1 * normal).exp();
        errors.push(sigma_deg.clamp(0.2, 12.0).to_radians());
        energies.push(LEAST_LOG10_ENERGY - (1.0 - uniform()).log10() / 1.7);
    }
    let column = |quantity, values| Column { quantity, values };
    sample.columns = vec![
        column(Quantity::AngularErrorRad, errors),
        column(Quantity::Log10EnergyGev, energies),
    ];
    sample
}

/// An area in cm² that rises with energy, later in the south.
fn area() -> EffectiveArea {
    let energies: Vec<f64> = (0..=35).map(|i| 2.0 + 0.2 * f64::from(i)).collect();
    let sines: Vec<f64> = (0..=50).map(|i| -1.0 + 0.04 * f64::from(i)).collect();
    let per_bin = |log10_energy: f64, sine: f64| {
        let threshold = if sine < -0.1 { 5.0 } else { 3.0 };
        10_f64.powf(4.0 + 0.8 * (log10_energy - 5.0))
            / (1.0 + 10_f64.powf(2.0 * (threshold - log10_energy)))
    };
    EffectiveArea {
        name: "made up".into(),
        area_cm2: energies[..35]
            .iter()
            .flat_map(|energy| {
                sines[..50]
                    .iter()
                    .map(move |sine| per_bin(energy + 0.1, sine + 0.02))
            })
            .collect(),
        log10_energy_edges: energies,
        direction: DirectionAxis::DeclinationRad,
        direction_edges: sines
            .into_iter()
            .map(|sine| sine.clamp(-1.0, 1.0).asin())
            .collect(),
        checksum: String::new(),
    }
}

/// The muon has a third of the energy, within half a decade either way.
fn migration() -> EnergyMigration {
    let energies: Vec<f64> = (0..=28).map(|i| 2.0 + 0.25 * f64::from(i)).collect();
    let proxies: Vec<f64> = (0..=22).map(|i| 2.6 + 0.2 * f64::from(i)).collect();
    let share = |energy: f64, proxy: f64| (-2.0 * (proxy - energy.max(3.0) + 0.5).powi(2)).exp();
    let rows = energies[..28].iter().flat_map(|energy| {
        proxies[..22]
            .iter()
            .map(move |proxy| share(energy + 0.125, proxy + 0.1))
    });
    EnergyMigration {
        share: rows.collect(),
        log10_true_energy_edges: energies,
        dec_edges_rad: EnergyMigration::everywhere(),
        proxy_edges: proxies,
        ..EnergyMigration::default()
    }
}
