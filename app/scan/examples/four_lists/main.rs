//! Measures the likelihood with energies and a free index on the four public lists of IceCube, in processor time.
//!
//! usage: four_lists FOLDER [--source] [--rayleigh] scan NSIDE REPEATS
//!                                                  fits FILE REPEATS
//!                                                  trials TRIALS DECLINATIONS
//!                                                  landscape REPEATS
//!
//! FOLDER holds `ps10yr`, `ps3yr` and `txs`. `scan` tells the memory above the lists, too. FILE has rows of right
//! ascension and declination in degrees; each is printed with its fit. `--source` takes signal energies at the
//! declination of the source, `--rayleigh` the Gaussian of the sphere. `RAYON_NUM_THREADS` sets the threads.

mod clock;
mod lists;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use clock::{cpu_s, least_and_median};
use nuscope_model::Equatorial;
use nuscope_scan::{EnergyAt, Likelihood, Psf, Settings, Trials, scan};

fn main() -> Result<(), Box<dyn Error>> {
    let mut settings = Settings::default();
    let mut psf = Psf::Gaussian;
    let mut words = Vec::new();
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--source" => settings.energy = EnergyAt::Source,
            "--rayleigh" => psf = Psf::Rayleigh,
            _ => words.push(word),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [folder, task, numbers @ ..] = words.as_slice() else {
        return Err("usage: four_lists FOLDER [--source] [--rayleigh] TASK NUMBERS".into());
    };
    let inputs = lists::read(Path::new(folder), psf)?;
    let lists_mb = memory_mb("VmRSS");
    let likelihood = Likelihood::of(&inputs, &settings)?;
    match (*task, numbers) {
        ("scan", [nside, repeats]) => {
            let nside = nside.parse()?;
            let spent = least_and_median(repeats.parse()?, || {
                black_box(scan(&likelihood, nside, &()));
            });
            say("scan", spent);
            println!(
                "memory: {:.0} MB above the lists' {lists_mb:.0} MB",
                memory_mb("VmHWM") - lists_mb
            );
        }
        ("fits", [file, repeats]) => fits(&likelihood, file, repeats.parse()?)?,
        ("trials", [trials, declinations]) => {
            trials_at(&likelihood, trials.parse()?, declinations.parse()?);
        }
        ("landscape", [repeats]) => {
            let at = Equatorial::from_degrees(40.67, -0.01);
            say(
                "landscape of 61 x 81",
                least_and_median(repeats.parse()?, || {
                    black_box(likelihood.landscape(at, [61, 81]));
                }),
            );
        }
        _ => return Err(format!("{task} {numbers:?} is none of the tasks").into()),
    }
    Ok(())
}

/// A figure of the process's memory in MB, such as `VmHWM`, the most it ever had; NaN elsewhere than on Linux.
fn memory_mb(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kb.map_or(f64::NAN, |kb| 1.024e-3 * kb)
}

fn say(what: &str, [least, median]: [f64; 2]) {
    println!("{what}: least {least:.4} s, median {median:.4} s of processor time");
}

/// Fits every position, one on its own; several times.
fn fits(likelihood: &Likelihood, file: &str, repeats: usize) -> Result<(), Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    let mut positions = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace().map(str::parse::<f64>);
        if let (Some(ra), Some(dec)) = (words.next(), words.next()) {
            positions.push((ra?, dec?));
        }
    }
    let fit = |(ra, dec): &(f64, f64)| likelihood.fit(Equatorial::from_degrees(*ra, *dec));
    // The kernel counts processor time in ticks of some milliseconds.
    let rounds = 1 + 4000 / positions.len().max(1);
    let spent = least_and_median(repeats, || {
        for at in (0..rounds).flat_map(|_| &positions) {
            black_box(fit(at));
        }
    });
    for at in &positions {
        let fit = fit(at);
        println!(
            "{} {} {:.6} {:.5} {:.5}",
            at.0, at.1, fit.ts, fit.n_s, fit.gamma
        );
    }
    let [least, median] = spent.map(|s| 1e6 * s / (rounds * positions.len()) as f64);
    println!(
        "# {} positions: least {least:.1} us, median {median:.1} us each",
        positions.len()
    );
    Ok(())
}

/// Scrambled skies at declinations evenly spread over the sine, their preparation included.
fn trials_at(likelihood: &Likelihood, trials: u64, declinations: u32) {
    let start = cpu_s();
    let mut above = 0;
    for i in 0..declinations {
        let sine = (f64::from(i) + 0.5) / f64::from(declinations) * 2.0 - 1.0;
        let at = Trials::new(likelihood, (0.996 * sine).asin());
        let found = at.run(None, trials, 1, &()).unwrap_or_default();
        above += found.iter().filter(|fit| fit.ts > 0.0).count();
    }
    let (spent, total) = (cpu_s() - start, trials * u64::from(declinations));
    println!(
        "{total} trials at {declinations} declinations: {spent:.2} s of processor time, {:.1} us each; TS > 0 in {above}",
        1e6 * spent / total as f64
    );
}
