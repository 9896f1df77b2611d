//! A region is the same part of the whole map, and a refined spot is the best of all fine pixels around it.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use common::{inject, isotropic};
use nuscope_model::{Equatorial, healpix};
use nuscope_scan::{Fit, Likelihood, Refine, Region, Settings, Watch, refine, scan, scan_region};

/// Evenly spread candidates with three sources, two of them 3° apart.
fn likelihood() -> Likelihood {
    let mut sample = isotropic("first", 3000, 0.5, 1);
    for (i, (source, count)) in sources().into_iter().zip([25, 18, 14]).enumerate() {
        inject(&mut sample, source, count, 0.5, 2 + i as u64);
    }
    Likelihood::new(&[Arc::new(sample)], &Settings::default()).unwrap()
}

fn sources() -> [Equatorial; 3] {
    [(200.3, -40.4), (203.9, -41.6), (0.2, 84.6)].map(|(ra, dec)| Equatorial::from_degrees(ra, dec))
}

fn region(ra_deg: f64, dec_deg: f64, radius_deg: f64) -> Region {
    let center = Equatorial::from_degrees(ra_deg, dec_deg);
    Region::new(center, radius_deg.to_radians()).unwrap()
}

#[test]
fn a_region_is_that_part_of_the_whole_map_bit_by_bit() {
    let likelihood = likelihood();
    for nside in [4, 32, 128] {
        let whole = scan(&likelihood, nside, &()).unwrap();
        for region in [
            region(200.0, -40.0, 7.0),
            region(359.5, 83.0, 12.0),
            region(90.0, 0.0, 180.0),
            region(10.0, 10.0, 0.01),
        ] {
            let part = scan_region(&likelihood, nside, region, &()).unwrap();
            let mut inside = 0;
            for (part, whole) in part.columns.iter().zip(&whole.columns) {
                assert_eq!(part.name, whole.name);
                for (pixel, (found, expected)) in part.values.iter().zip(&whole.values).enumerate()
                {
                    let here = healpix::center_of(nside, pixel as u64);
                    if region.holds(here) {
                        assert!(
                            found.to_bits() == expected.to_bits()
                                || found.is_nan() && expected.is_nan()
                        );
                        inside += usize::from(!found.is_nan());
                    } else {
                        assert!(found.is_nan(), "{nside} {pixel}");
                    }
                }
            }
            assert!(
                inside > 0 || region.radius_rad() < 0.2 && nside < 32 || region.radius_rad() < 0.01
            );
        }
    }
}

#[test]
fn a_region_says_so_in_its_header_and_counts_its_own_pixels() {
    struct Last(AtomicUsize, AtomicUsize);
    impl Watch for Last {
        fn step(&self, done: usize, total: usize) -> bool {
            self.0.fetch_max(done, Relaxed);
            self.1.store(total, Relaxed);
            true
        }
    }
    let last = Last(AtomicUsize::new(0), AtomicUsize::new(0));
    let map = scan_region(&likelihood(), 64, region(12.5, -30.0, 5.0), &last).unwrap();
    let fitted = map.columns[0]
        .values
        .iter()
        .filter(|ts| !ts.is_nan())
        .count();
    // 12 · 64² pixels times the share of a cap of 5 degrees.
    let expected = 12.0 * 64.0 * 64.0 * 0.5 * (1.0 - 5.0_f64.to_radians().cos());
    assert!(
        (fitted as f64 / expected - 1.0).abs() < 0.05,
        "{fitted} {expected}"
    );
    assert_eq!((last.0.into_inner(), last.1.into_inner()), (fitted, fitted));
    let card = |keyword: &str| {
        let card = map.provenance.iter().find(|card| card.0 == keyword);
        card.unwrap().1.clone()
    };
    assert_eq!(
        ["REGRA", "REGDEC", "REGRAD"].map(card),
        ["12.5", "-30", "5"]
    );
}

#[test]
fn a_refined_spot_is_the_best_of_all_fine_pixels_around_it() {
    let likelihood = likelihood();
    // 3° are 1.6 pixels at nside 32: the second source is a shoulder of the first there, and no maximum of its own.
    for (nside, told) in [(32, &[0, 2][..]), (64, &[0, 1, 2])] {
        let map = scan(&likelihood, nside, &()).unwrap();
        let how = Refine {
            above_ts: 20.0,
            ..Refine::default()
        };
        let peaks = refine(&likelihood, &map, &how, &()).unwrap();
        for source in told.iter().map(|i| sources()[*i]) {
            let near = |position: Equatorial| position.separation_rad(source).to_degrees();
            let peak = peaks.iter().find(|peak| near(peak.position) < 0.6);
            let peak = peak.unwrap_or_else(|| panic!("nside {nside}: {source:?} in {peaks:?}"));
            // The index plays no part and is NaN, which does not equal itself.
            let numbers = |fit: Fit| (fit.ts, fit.n_s, fit.p_local, fit.remark);
            for (at, fit) in [(peak.position, peak.fit), (peak.seen, peak.seen_fit)] {
                assert_eq!(numbers(fit), numbers(likelihood.fit(at)));
            }
            assert!(peak.fit.ts >= peak.seen_fit.ts);
            let on_map = map.column("TS").unwrap().values[map.pixel(peak.seen)];
            assert_eq!(on_map, peak.seen_fit.ts as f32);
            // All fine pixels within a degree, fitted one by one.
            let around = Region::new(source, 1.0_f64.to_radians()).unwrap();
            let open = |at: &Equatorial| at.dec_rad.abs() <= 85.0_f64.to_radians();
            let pixels = around.pixels(512).into_iter();
            let places = pixels
                .map(|pixel| healpix::center_of(512, pixel))
                .filter(open);
            let best = places.map(|at| likelihood.fit(at).ts).fold(0.0, f64::max);
            assert!(
                peak.fit.ts >= best,
                "nside {nside}: {} < {best}",
                peak.fit.ts
            );
            let gain = peak.fit.ts - peak.seen_fit.ts;
            println!(
                "nside {nside}: TS {:.2} on the map, {:.2} refined, {gain:.2} more",
                peak.seen_fit.ts, peak.fit.ts
            );
        }
        for (i, peak) in peaks.iter().enumerate() {
            assert!(peak.position.dec_rad.abs() <= 85.0_f64.to_radians());
            for other in &peaks[..i] {
                assert!(other.fit.ts >= peak.fit.ts);
                assert!(other.position.separation_rad(peak.position) > how.apart_rad);
            }
        }
    }
}

#[test]
fn no_spot_is_followed_out_of_the_region() {
    let likelihood = likelihood();
    // The first source lies half a degree beyond the edge.
    let part = region(200.3, -36.4, 3.5);
    let map = scan_region(&likelihood, 64, part, &()).unwrap();
    let how = Refine {
        region: Some(part),
        ..Refine::default()
    };
    let inside = refine(&likelihood, &map, &how, &()).unwrap();
    assert!(inside.iter().all(|peak| part.holds(peak.position)));
    let free = refine(&likelihood, &map, &Refine::default(), &()).unwrap();
    assert!(!part.holds(free[0].position) && free[0].fit.ts > inside[0].fit.ts);
}

#[test]
fn what_cannot_be_refined_is_none() {
    let likelihood = likelihood();
    let map = scan(&likelihood, 16, &()).unwrap();
    let with = |nside| Refine {
        nside,
        ..Refine::default()
    };
    for nside in [0, 3, 8, 16] {
        assert!(refine(&likelihood, &map, &with(nside), &()).is_none());
    }
    let above = Refine {
        above_ts: 1e6,
        ..Refine::default()
    };
    assert_eq!(refine(&likelihood, &map, &above, &()), Some(Vec::new()));
    struct Stop;
    impl Watch for Stop {
        fn step(&self, _done: usize, _total: usize) -> bool {
            false
        }
    }
    assert!(refine(&likelihood, &map, &with(512), &Stop).is_none());
    assert!(scan_region(&likelihood, 16, region(0.0, 0.0, 9.0), &Stop).is_none());
}
