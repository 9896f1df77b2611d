//! Times opening a file and reading five columns of it, as `five_branches.py` beside it does with uproot.
//!
//!     cargo bench -p nuscope-root -- FILE
//!
//! Nothing is kept from one round to the next but what the operating system keeps of the file.

use std::time::{Duration, Instant};

use nuscope_root::{File, Result};

/// Rounds, of which the median counts.
const ROUNDS: usize = 51;

/// Number of values in hit times, modules and times over threshold, and in energies and parameters of fits.
fn read(path: &std::path::Path) -> Result<usize> {
    let file = File::open(path)?;
    let tree = file.tree("E")?;
    let all = 0..tree.entries();
    let time_ns = tree
        .branch("Evt/hits/hits.t")?
        .numbers::<f64>(all.clone())?;
    let modules = tree
        .branch("Evt/hits/hits.dom_id")?
        .numbers::<i64>(all.clone())?;
    let tot_ns = tree
        .branch("Evt/hits/hits.tot")?
        .numbers::<i64>(all.clone())?;
    let energy_gev = tree
        .branch("Evt/trks/trks.E")?
        .numbers::<f64>(all.clone())?;
    let parameters = tree.branch("Evt/trks/trks.fitinf")?.nested::<f64>(all)?;
    let lists = time_ns.values.len() + modules.values.len() + tot_ns.values.len();
    Ok(lists + energy_gev.values.len() + parameters.values.len())
}

fn main() -> Result<()> {
    for path in std::env::args_os().skip(1) {
        let path = std::path::PathBuf::from(path);
        if !path.is_file() {
            continue; // options that cargo adds
        }
        let mut times: Vec<Duration> = Vec::new();
        let mut values = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            values = read(&path)?;
            times.push(start.elapsed());
        }
        times.sort();
        let median_ms = times[ROUNDS / 2].as_secs_f64() * 1e3;
        println!(
            "nuscope-root {median_ms:.3} ms, {values} values: {}",
            path.display()
        );
    }
    Ok(())
}
