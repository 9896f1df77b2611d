//! Areas and energies by zenith over a sidereal day: values by hand, and that no odd table gives a number that is none.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::{EnergyDispersion, EnergyMigration};

/// One bin of energy; areas by the cosine of the zenith.
fn by_cosine(edges: &[f64], areas: &[f64]) -> EffectiveArea {
    EffectiveArea {
        name: "toy".into(),
        log10_energy_edges: vec![2.0, 9.0],
        direction: DirectionAxis::CosZenith,
        direction_edges: edges.to_vec(),
        area_cm2: areas.to_vec(),
        checksum: "toy".into(),
    }
}

#[test]
fn at_the_south_pole_bins_are_kept_and_turned_round() {
    let area = by_cosine(&[-1.0, 0.0, 0.5, 1.0], &[1.0, 2.0, 3.0]);
    let (found, unseen) = area.over_the_day(-FRAC_PI_2).unwrap();
    assert_eq!(
        (found.direction, unseen),
        (DirectionAxis::DeclinationRad, 0.0)
    );
    assert_eq!(found.area_cm2, [3.0, 2.0, 1.0]);
    let degrees: Vec<f64> = found
        .direction_edges
        .iter()
        .map(|edge| edge.to_degrees())
        .collect();
    for (found, wanted) in degrees.iter().zip([-90.0, -30.0, 0.0, 90.0]) {
        assert!((found - wanted).abs() < 1e-9, "{degrees:?}");
    }
    let (north, _) = area.over_the_day(FRAC_PI_2).unwrap();
    assert_eq!(north.area_cm2, [1.0, 2.0, 3.0]);
    // Angles instead of cosines are the same table.
    let angles = EffectiveArea {
        direction: DirectionAxis::ThetaRad,
        direction_edges: [1.0_f64, 0.5, 0.0, -1.0].map(f64::acos).to_vec(),
        area_cm2: vec![3.0, 2.0, 1.0],
        ..area
    };
    assert_eq!(
        angles.over_the_day(-FRAC_PI_2).unwrap().0.area_cm2,
        [3.0, 2.0, 1.0]
    );
}

#[test]
fn a_detector_that_looks_down_sees_the_sky_below_its_horizon() {
    // At the equator every source is below the horizon for half of the day.
    let down = by_cosine(&[-1.0, 0.0, 1.0], &[1.0, 0.0]);
    let (found, unseen) = down.over_the_day(0.0).unwrap();
    assert_eq!(unseen, 0.0);
    assert!(found.area_cm2.iter().all(|area| (area - 0.5).abs() < 1e-12));
    // At 36.27 degrees a source south of -53.73 degrees never rises and one north of 53.73 never sets.
    let (found, _) = down.over_the_day(36.27_f64.to_radians()).unwrap();
    let at = |dec_deg: f64| found.at(5.0, dec_deg.to_radians());
    assert_eq!((at(-60.0), at(60.0)), (1.0, 0.0));
    // Half of the hour angles: cos h = -tan φ tan δ.
    let dec = found.direction_edges[60..62]
        .iter()
        .map(|edge| edge.sin())
        .sum::<f64>()
        / 2.0;
    let dec = dec.asin();
    let wanted = 1.0 - (-(36.27_f64.to_radians().tan()) * dec.tan()).acos() / PI;
    assert!(
        (found.at(5.0, dec) - wanted).abs() < 1e-12,
        "{}",
        found.at(5.0, dec)
    );
}

#[test]
fn zenith_angles_that_a_table_leaves_out_are_told() {
    let down = by_cosine(&[-1.0, 0.0], &[1.0]);
    let (found, unseen) = down.over_the_day(36.27_f64.to_radians()).unwrap();
    // What is never below the horizon is left out, so that nothing is said about it.
    let last = found.direction_edges.last().unwrap().to_degrees();
    assert!((last - 53.73).abs() < 0.6, "{last}");
    assert!(unseen > 0.9 && unseen < 1.0, "{unseen}");
    let none = by_cosine(&[0.99, 1.0], &[1.0]);
    assert!(none.over_the_day(36.27_f64.to_radians()).is_ok());
    let declination = EffectiveArea {
        direction: DirectionAxis::DeclinationRad,
        ..down.clone()
    };
    assert!(
        declination
            .over_the_day(0.5)
            .unwrap_err()
            .contains("zenith")
    );
    assert!(
        down.over_the_day(f64::NAN)
            .unwrap_err()
            .contains("latitude")
    );
}

#[test]
fn energies_go_to_the_bins_of_their_products() {
    let dispersion = EnergyDispersion {
        log10_energy_edges: vec![3.0, 4.0],
        theta_edges_rad: vec![0.0, PI],
        migration_edges: vec![0.1, 1.0],
        share: vec![2.0],
        ..EnergyDispersion::default()
    };
    let (found, unseen) = EnergyMigration::over_the_day(&dispersion, None, 0.6).unwrap();
    assert_eq!(unseen, 0.0);
    let shares = found.shares(3.5, 0.2);
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    // A triangle from 2 to 4: log10 of the sum of two numbers, each spread over one.
    for (edges, share) in found.proxy_edges.windows(2).zip(shares) {
        let below = |x: f64| match x {
            x if x <= 2.0 => 0.0,
            x if x <= 3.0 => 0.5 * (x - 2.0) * (x - 2.0),
            x if x <= 4.0 => 1.0 - 0.5 * (4.0 - x) * (4.0 - x),
            _ => 1.0,
        };
        let wanted = below(edges[1]) - below(edges[0]);
        assert!((share - wanted).abs() < 1e-9, "{edges:?}: {share} {wanted}");
    }
}

#[test]
fn zenith_angles_weigh_by_area_and_time() {
    // Down-going events keep their energy, up-going ones lose nine tenths; only these are seen.
    let dispersion = EnergyDispersion {
        log10_energy_edges: vec![3.0, 3.2],
        theta_edges_rad: vec![0.0, FRAC_PI_2, PI],
        migration_edges: vec![0.09, 0.11, 0.9, 1.1],
        share: vec![0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
        ..EnergyDispersion::default()
    };
    let down = by_cosine(&[-1.0, 0.0, 1.0], &[1.0, 0.0]);
    let low = |found: &EnergyMigration| -> f64 {
        let shares = found.shares(3.1, 0.0);
        let bins = found.proxy_edges.windows(2).zip(shares);
        bins.filter(|(edges, _)| edges[1] < 2.7)
            .map(|(_, share)| share)
            .sum()
    };
    let (weighed, _) = EnergyMigration::over_the_day(&dispersion, Some(&down), 0.0).unwrap();
    assert!((low(&weighed) - 1.0).abs() < 1e-12, "{}", low(&weighed));
    let (by_time, _) = EnergyMigration::over_the_day(&dispersion, None, 0.0).unwrap();
    assert!((low(&by_time) - 0.5).abs() < 1e-12, "{}", low(&by_time));
}

/// Numbers as a damaged table might have them.
fn odd() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -2.0..2.0_f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(-1e300),
        1 => Just(0.0),
    ]
}

proptest! {
    #[test]
    fn shares_of_a_day_add_up(latitude in -1.57..1.57_f64, dec in -1.57..1.57_f64, cut in -1.0..1.0_f64) {
        let zeniths = Zeniths { cosines: vec![-1.0, cut, 1.0], turned: false };
        let shares = zeniths.shares(latitude, dec);
        prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // A sum over hour angles.
        let steps = 2000;
        let below = (0..steps).filter(|i| {
            let hour = PI * (f64::from(*i) + 0.5) / f64::from(steps);
            latitude.sin() * dec.sin() + latitude.cos() * dec.cos() * hour.cos() < cut
        }).count();
        prop_assert!((below as f64 / f64::from(steps) - shares[0]).abs() < 2e-3);
    }

    #[test]
    fn no_table_makes_a_number_that_is_none(
        edges in prop::collection::vec(odd(), 0..5),
        energies in prop::collection::vec(odd(), 0..4),
        values in prop::collection::vec(odd(), 0..12),
        axis in prop_oneof![Just(DirectionAxis::CosZenith), Just(DirectionAxis::ThetaRad)],
        sorted: bool,
        latitude in odd(),
    ) {
        let (mut edges, mut energies, mut values) = (edges, energies, values);
        if sorted {
            edges.sort_by(f64::total_cmp);
            energies.sort_by(f64::total_cmp);
            values.iter_mut().for_each(|value| *value = value.abs().min(9.0));
            values.resize(edges.len().saturating_sub(1) * energies.len().saturating_sub(1), 0.5);
        }
        let area = EffectiveArea {
            log10_energy_edges: energies.clone(),
            direction: axis,
            direction_edges: edges.clone(),
            area_cm2: values.clone(),
            ..by_cosine(&[], &[])
        };
        if let Ok((found, unseen)) = area.over_the_day(latitude) {
            prop_assert!(found.check().is_ok());
            prop_assert!((0.0..=1.0).contains(&unseen));
        }
        let dispersion = EnergyDispersion {
            log10_energy_edges: energies.clone(),
            theta_edges_rad: edges,
            migration_edges: vec![0.0, 1.0],
            share: values,
            ..EnergyDispersion::default()
        };
        for area in [None, Some(&area)] {
            if let Ok((found, _)) = EnergyMigration::over_the_day(&dispersion, area, latitude) {
                prop_assert!(found.check().is_ok());
            }
        }
    }
}
