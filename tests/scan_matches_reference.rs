//! The scan agrees with the float64 reference, which has no cut and no index, on four real public samples.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nuscope_model::{Equatorial, Sample};
use nuscope_scan::{Likelihood, Settings, scan};
use nuscope_tests::{data, table::Table};

/// The lists of the table, in its order, and their numbers of candidates.
const LISTS: [(&str, usize); 4] = [
    ("icecube/ps10yr/events/IC40_exp.csv", 36_900),
    ("icecube/ps3yr/IC79-2010-events.txt", 93_133),
    ("icecube/ps3yr/IC86-2011-events.txt", 136_244),
    ("icecube/ps3yr/IC86-2012-events.txt", 105_300),
];

/// Largest difference in TS. What the cut leaves out is of this size at very few places of a whole sky.
const TOLERANCE: f64 = 1e-3;

fn samples() -> Option<Vec<Arc<Sample>>> {
    let mut samples = Vec::new();
    for (name, candidates) in LISTS {
        let mut loaded = nuscope_io::open(&data::real(name)?).unwrap();
        assert_eq!(loaded.samples.len(), 1, "{name}");
        assert_eq!(loaded.samples[0].len(), candidates, "{name}");
        samples.append(&mut loaded.samples);
    }
    Some(samples)
}

#[test]
fn two_hundred_random_positions_agree_with_the_reference() {
    let Some(samples) = samples() else { return };
    let likelihood = Likelihood::new(&samples, &Settings::default()).unwrap();
    assert!(
        likelihood.warnings().is_empty(),
        "{:?}",
        likelihood.warnings()
    );
    let (mut compared, mut with_signal, mut worst, mut squares) = (0, 0, 0.0_f64, 0.0);
    for row in Table::read("scan_truth.csv").rows() {
        let (ra_deg, dec_deg): (f64, f64) = (row.number("ra_deg"), row.number("dec_deg"));
        let (ts, n_s): (f64, f64) = (row.number("ts"), row.number("n_s"));
        let fit = likelihood.fit(Equatorial::from_degrees(ra_deg, dec_deg));
        let difference = (fit.ts - ts).abs();
        assert!(
            difference < TOLERANCE,
            "at {ra_deg} {dec_deg}: TS {} instead of {ts}",
            fit.ts
        );
        // One standard deviation of n_s is where TS has fallen by 1; a thousandth of that is nothing.
        let n_s_difference = (fit.n_s - n_s).abs();
        assert!(
            n_s_difference < 0.01 + 1e-3 * n_s,
            "at {ra_deg} {dec_deg}: n_s {} instead of {n_s}",
            fit.n_s
        );
        compared += 1;
        with_signal += usize::from(ts > 0.0);
        worst = worst.max(difference);
        squares += difference * difference;
    }
    println!(
        "{compared} positions, {with_signal} with TS > 0: |dTS| at most {worst:.1e}, rms {:.1e}",
        (squares / f64::from(compared)).sqrt()
    );
    assert!(
        compared >= 200 && with_signal >= 80,
        "{compared} {with_signal}"
    );
}

#[test]
fn a_cut_at_five_sigma_changes_no_pixel_noticeably() {
    let Some(samples) = samples() else { return };
    let ts = |cut_sigmas| {
        let settings = Settings {
            cut_sigmas,
            ..Settings::default()
        };
        let likelihood = Likelihood::new(&samples, &settings).unwrap();
        let map = scan(&likelihood, 32, &()).unwrap();
        map.column("TS").unwrap().values.clone()
    };
    let (mut compared, mut worst) = (0, 0.0_f32);
    for (five, twelve) in ts(5.0).into_iter().zip(ts(12.0)) {
        assert_eq!(five.is_nan(), twelve.is_nan());
        worst = worst.max((five - twelve).abs());
        compared += usize::from(!five.is_nan());
    }
    println!("{compared} pixels: |dTS| at most {worst:.1e}");
    assert!(compared > 12_000 && f64::from(worst) < TOLERANCE, "{worst}");
}
