//! What a fit is made of: the likelihood around it, the candidates in it, and stacks of several places.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use common::{inject, isotropic};
use nuscope_model::Equatorial;
use nuscope_scan::landscape::LEVELS;
use nuscope_scan::stack::{Stack, Stacked};
use nuscope_scan::{Kept, Likelihood, Settings};

fn place(ra_deg: f64, dec_deg: f64) -> Equatorial {
    Equatorial::from_degrees(ra_deg, dec_deg)
}

/// A sky with sources of so many candidates.
fn sky(sources: &[(f64, f64, usize)]) -> Likelihood {
    let mut sample = isotropic("list", 20_000, 1.0, 3);
    for (i, (ra, dec, count)) in sources.iter().enumerate() {
        inject(&mut sample, place(*ra, *dec), *count, 1.0, 10 + i as u64);
    }
    Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
}

#[test]
fn a_landscape_is_lowest_at_the_fit_and_rises_as_the_likelihood_falls() {
    let likelihood = sky(&[(40.0, 20.0, 40)]);
    let at = place(40.0, 20.0);
    let landscape = likelihood.landscape(at, [31, 201]).unwrap();
    assert_eq!(landscape.best.ts, likelihood.fit(at).ts);
    assert!(landscape.gamma.len() == 1 && landscape.gamma[0].is_nan());
    assert_eq!(landscape.minus_two_delta.len(), landscape.n_s.len());
    // Without a source it is TS worse than the best.
    assert!((landscape.minus_two_delta[0] - landscape.best.ts).abs() < 1e-4 * landscape.best.ts);
    let lowest = landscape
        .minus_two_delta
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    assert!((-1e-5..0.01).contains(&lowest), "{lowest}");
    let step = landscape.n_s[1];
    let nearest = (landscape.best.n_s / step).round() as usize;
    assert!(landscape.minus_two_delta[nearest] < 0.05);
    assert!(*landscape.minus_two_delta.last().unwrap() > LEVELS[2]);
    // About the square root of the number is its error.
    let one_sigma = landscape
        .minus_two_delta
        .iter()
        .filter(|value| **value < 1.0)
        .count() as f64;
    let width = 0.5 * one_sigma * step;
    assert!((4.0..12.0).contains(&width), "{width}");
    assert_eq!(likelihood.landscape(place(10.0, 89.5), [31, 31]), None);
}

#[test]
fn the_parts_of_candidates_add_up_to_the_whole() {
    let likelihood = sky(&[(40.0, 20.0, 40)]);
    let at = place(40.0, 20.0);
    let fit = likelihood.fit(at);
    let parts = likelihood.contributions(at, &fit);
    assert!(parts.is_sorted_by(|a, b| a.ts >= b.ts) && parts[0].ts > 0.5);
    // Those out of reach are all background.
    let far = (20_040 - parts.len()) as f64 * 2.0 * (-fit.n_s / 20_040.0).ln_1p();
    let sum: f64 = parts.iter().map(|part| part.ts).sum::<f64>() + far;
    assert!((sum / fit.ts - 1.0).abs() < 1e-4, "{sum} {}", fit.ts);
    // The probabilities to be signal add up to the number of signal events: that is where the slope vanishes.
    let signal: f64 = parts.iter().map(|part| part.signal).sum();
    assert!(
        (signal / fit.n_s - 1.0).abs() < 1e-3,
        "{signal} {}",
        fit.n_s
    );
    // Rows are those of the list: its last 40 are the source's.
    let of_source = parts[..10].iter().filter(|part| part.row >= 20_000).count();
    assert!(of_source >= 8, "{of_source}");
    assert!(likelihood.contributions(place(0.0, 90.0), &fit).is_empty());
}

#[test]
fn a_stack_of_one_is_a_fit_and_weak_sources_are_seen_together() {
    let weak: Vec<(f64, f64, usize)> = (0..8)
        .map(|i| (45.0 * f64::from(i), 10.0 * f64::from(i) - 35.0, 9))
        .collect();
    let likelihood = sky(&weak);
    let stacked = |weight: f64| -> Vec<Stacked> {
        let position = |source: &(f64, f64, usize)| place(source.0, source.1);
        weak.iter()
            .map(|source| Stacked {
                position: position(source),
                weight,
            })
            .collect()
    };
    let all = stacked(1.0);
    let fits: Vec<f64> = all
        .iter()
        .map(|source| likelihood.fit(source.position).ts)
        .collect();
    let one = Stack::new(&likelihood, &all[2..3]).unwrap().fit();
    let alone = likelihood.fit(all[2].position);
    assert!(
        (one.ts - alone.ts).abs() < 1e-3 * alone.ts,
        "{one:?} {alone:?}"
    );
    assert!((one.n_s - alone.n_s).abs() < 1e-2 * alone.n_s);
    let stack = Stack::new(&likelihood, &all).unwrap();
    let together = stack.fit();
    let highest = fits.iter().copied().fold(0.0, f64::max);
    assert!(together.ts > 2.0 * highest, "{together:?} {fits:?}");
    assert!((40.0..110.0).contains(&together.n_s), "{together:?}");
    // The unit of the weights does not show, and neither does their order.
    assert!(
        (Stack::new(&likelihood, &stacked(1e-12)).unwrap().fit().ts - together.ts).abs() < 1e-6
    );
    let mut turned = all.clone();
    turned.rotate_left(3);
    assert!((Stack::new(&likelihood, &turned).unwrap().fit().ts - together.ts).abs() < 1e-3);
    // No scrambled sky does as well.
    let skies = Kept::new(&likelihood, None, 1)
        .stack(&stack, 200, &())
        .unwrap();
    let estimate = skies.estimate(together.ts).unwrap();
    assert!(estimate.p < 0.01 && estimate.trials == 200, "{estimate:?}");
    let half = skies.estimate(0.5).unwrap();
    assert!((0.05..0.6).contains(&half.p), "{half:?}");
}

#[test]
fn stacks_of_nothing_are_refused_in_words() {
    let likelihood = sky(&[]);
    let words = |sources: &[Stacked]| Stack::new(&likelihood, sources).unwrap_err().to_string();
    assert!(words(&[]).contains("at least one source"));
    let position = place(10.0, 20.0);
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(words(&[Stacked { position, weight }]).contains("above 0"));
    }
}
