//! Scans plain lists of candidates and prints the hottest pixel and the CPU time of each scan.
//!
//! usage: scan_lists NSIDE REPEATS FILE…
//!
//! A file is one sample: three columns of numbers, right ascension, declination and angular error, in degrees.

use std::sync::Arc;
use std::time::Instant;

use nuscope_model::{Column, Quantity, Sample, SkyMap};
use nuscope_scan::{Likelihood, Settings, scan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [nside, repeats, files @ ..] = arguments.as_slice() else {
        return Err("usage: scan_lists NSIDE REPEATS FILE…".into());
    };
    let (nside, repeats): (u32, usize) = (nside.parse()?, repeats.parse()?);
    let samples = files
        .iter()
        .map(|file| read(file))
        .collect::<Result<Vec<_>, _>>()?;

    let start = Instant::now();
    let likelihood = Likelihood::new(&samples, &Settings::default())?;
    println!("prepared in {:.3} s", start.elapsed().as_secs_f64());
    for _ in 0..repeats {
        let (start, cpu) = (Instant::now(), cpu_s());
        let map = scan(&likelihood, nside, &()).ok_or("NSIDE must be a power of two")?;
        let wall = start.elapsed().as_secs_f64();
        println!(
            "scanned in {wall:.3} s, {:.2} s of CPU time; {}",
            cpu_s() - cpu,
            hottest(&map)
        );
    }
    Ok(())
}

fn read(file: &str) -> Result<Arc<Sample>, Box<dyn std::error::Error>> {
    let mut columns = [Vec::new(), Vec::new(), Vec::new()];
    for (i, word) in std::fs::read_to_string(file)?
        .split_whitespace()
        .enumerate()
    {
        columns[i % 3].push(word.parse::<f64>()?.to_radians());
    }
    let [ra_rad, dec_rad, sigma_rad] = columns;
    let quantity = Quantity::AngularErrorRad;
    Ok(Arc::new(Sample {
        name: file.to_owned(),
        ra_rad,
        dec_rad,
        columns: vec![Column {
            quantity,
            values: sigma_rad,
        }],
        ..Sample::default()
    }))
}

fn hottest(map: &SkyMap) -> String {
    let found = map.column("TS").and_then(|column| map.hottest(column));
    let Some((position, ts)) = found else {
        return "no pixel".to_owned();
    };
    let (ra_deg, dec_deg) = (position.ra_rad.to_degrees(), position.dec_rad.to_degrees());
    format!("hottest pixel at {ra_deg:.3} {dec_deg:+.3} degrees with TS {ts:.3}")
}

/// CPU time of this process so far, in seconds; NaN where the system does not tell as Linux does.
fn cpu_s() -> f64 {
    let ticks = || -> Option<f64> {
        let text = std::fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        Some((user + system) / 100.0)
    };
    ticks().unwrap_or(f64::NAN)
}
