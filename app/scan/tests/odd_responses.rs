//! No response is odd enough for a panic or for a number that is none: it is refused in words, or fits are finite.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::isotropic;
use nuscope_model::{
    Column, DirectionAxis, EffectiveArea, EnergyMigration, EnergyProxy, Equatorial, Quantity,
    Smearing,
};
use nuscope_scan::{Input, Likelihood, Settings};
use proptest::prelude::*;

/// Numbers as damaged tables have them.
fn odd() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -1.6..9.0_f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::MAX),
        1 => Just(-3.0),
        2 => Just(0.0),
    ]
}

fn edges(sorted: bool) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(odd(), 0..5).prop_map(move |mut edges| {
        if sorted {
            edges.retain(|edge| edge.is_finite() && *edge < 10.0);
            edges.sort_by(f64::total_cmp);
            edges.dedup();
        }
        edges
    })
}

/// As many values as the grid of these edges has, or some others.
fn values(bins: usize, odd: &[f64]) -> Vec<f64> {
    (0..bins).map(|i| odd[i % odd.len()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn odd_tables_are_refused_or_used(
        (energies, decs, proxies) in any::<bool>().prop_flat_map(|sorted| (edges(sorted), edges(sorted), edges(sorted))),
        numbers in prop::collection::vec(odd(), 1..9),
        days in odd(),
        whole: bool,
    ) {
        let mut list = isotropic("list", 150, 1.0, 3);
        list.columns.push(Column {
            quantity: Quantity::Log10EnergyGev,
            values: (0..150).map(|i| 2.0 + 0.03 * f64::from(i)).collect(),
        });
        let bins = |edges: &[f64]| edges.len().saturating_sub(1);
        // Declinations that cover the sky, or any.
        let decs = match whole {
            true => EnergyMigration::everywhere(),
            false => decs,
        };
        let numbers: Vec<f64> = match whole {
            true => numbers.iter().map(|number| number.abs()).collect(),
            false => numbers,
        };
        let area = EffectiveArea {
            name: "odd".into(),
            area_cm2: values(bins(&energies) * bins(&decs), &numbers),
            log10_energy_edges: energies.clone(),
            direction: DirectionAxis::DeclinationRad,
            direction_edges: decs.clone(),
            checksum: String::new(),
        };
        let migration = EnergyMigration {
            name: "odd".into(),
            proxy: EnergyProxy::Log10EnergyGev,
            share: values(bins(&energies) * bins(&decs) * bins(&proxies), &numbers),
            log10_true_energy_edges: energies,
            dec_edges_rad: decs,
            proxy_edges: proxies,
            checksum: String::new(),
        };
        let input = Input {
            sample: Arc::new(list),
            livetime_days: Some(days),
            area: Some(Arc::new(area)),
            migration: Some(Arc::new(migration)),
            ..Input::default()
        };
        match Likelihood::of(&[input], &Settings::default()) {
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(likelihood) => {
                for (ra, dec) in [(10.0, -70.0), (100.0, -5.0), (200.0, 0.0), (300.0, 84.0)] {
                    let fit = likelihood.fit(Equatorial::from_degrees(ra, dec));
                    prop_assert!(fit.ts.is_finite() && fit.ts >= 0.0, "{fit:?}");
                    prop_assert!(fit.n_s.is_finite() && (0.0..=1.0).contains(&fit.p_local), "{fit:?}");
                    let events = likelihood.events_per_norm(f64::to_radians(dec), 2.0);
                    prop_assert!(events.is_none_or(|events| events.is_finite() && events >= 0.0));
                }
            }
        }
    }

    #[test]
    fn odd_smearings_are_refused_or_have_energies(
        rows in prop::collection::vec(prop::array::uniform11(odd()), 0..6),
    ) {
        let pair = |first: usize| rows.iter().map(|row| [row[first], row[first + 1]]).collect();
        let smearing = Smearing {
            log10_true_energy: pair(0),
            dec_rad: pair(2),
            log10_energy: pair(4),
            psf_rad: pair(6),
            error_rad: pair(8),
            fraction: rows.iter().map(|row| row[10]).collect(),
            ..Smearing::default()
        };
        let sound = smearing.check().is_ok();
        let found = EnergyMigration::from_smearing(&smearing, &[1.0, 2.0, 3.0, 9.0]);
        if sound && found.check().is_ok() {
            let shares = found.shares(2.5, 0.0);
            prop_assert!(shares.iter().all(|share| share.is_finite() && *share >= 0.0));
        }
    }
}
