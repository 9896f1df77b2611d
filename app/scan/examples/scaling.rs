//! How the processor time of a scan grows with candidates and with pixels: least of some repeats, and the exponent of
//! the power law through all of them (least squares of logarithms), on the made-up lists of `benches/sky_scan.rs`.
//!
//! usage: scaling [REPEATS]

#[path = "four_lists/clock.rs"]
mod clock;
#[path = "../benches/made_up/mod.rs"]
mod made_up;

use std::error::Error;
use std::hint::black_box;

use clock::least_and_median;
use nuscope_model::healpix;
use nuscope_scan::{Likelihood, Settings, scan};

fn main() -> Result<(), Box<dyn Error>> {
    let repeats = std::env::args().nth(1).map_or(Ok(3), |word| word.parse())?;
    let prepared = |candidates| Likelihood::of(&made_up::inputs(candidates), &Settings::default());
    let measure = |likelihood: &Likelihood, nside| {
        let [least, median] = least_and_median(repeats, || {
            black_box(scan(likelihood, nside, &()));
        });
        println!("  least {least:.3} s, median {median:.3} s");
        least
    };

    println!("candidates, at nside 32:");
    let mut points = Vec::new();
    for candidates in [50_000, 200_000, 500_000, 1_000_000, 2_000_000] {
        print!("{candidates:>10}");
        points.push((candidates as f64, measure(&prepared(candidates)?, 32)));
    }
    say("candidates", &points);

    println!(
        "pixels, with {} candidates:",
        made_up::CANDIDATES.iter().sum::<usize>()
    );
    let likelihood = prepared(made_up::CANDIDATES.iter().sum())?;
    points.clear();
    for nside in [16, 32, 64, 128] {
        print!("{:>10}", healpix::pixels(nside));
        points.push((healpix::pixels(nside) as f64, measure(&likelihood, nside)));
    }
    say("pixels", &points);
    Ok(())
}

/// The exponent through all points, and through the last two, where what is paid only once matters least.
fn say(what: &str, points: &[(f64, f64)]) {
    let last = &points[points.len().saturating_sub(2)..];
    println!(
        "grows as the number of {what} to the {:.2}; {:.2} between the last two",
        exponent(points),
        exponent(last)
    );
}

/// The slope of ln y over ln x.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(&|p| p.0.ln()), mean(&|p| p.1.ln()));
    let cross = mean(&|p| (p.0.ln() - x) * (p.1.ln() - y));
    cross / mean(&|p| (p.0.ln() - x).powi(2))
}
