//! What a fit at one position is made of: its candidates, and the likelihood around it.

use nuscope_model::{EnergyProxy, Equatorial};
use nuscope_scan::energy_range::EnergyRange;
use nuscope_scan::landscape::{Contribution, LEVELS};
use nuscope_scan::{Fit, Likelihood};
use serde_json::{Value, json};

/// Spectral indices and numbers of events of a landscape.
const GRID: [usize; 2] = [61, 81];

/// The candidates with the largest parts of TS.
fn first(
    likelihood: &Likelihood,
    position: Equatorial,
    fit: &Fit,
    count: usize,
) -> Vec<Contribution> {
    let mut found = match count {
        0 => Vec::new(),
        _ => likelihood.contributions(position, fit),
    };
    found.truncate(count);
    found
}

/// The same as JSON; rows are counted from 0 in the order of the list.
pub fn candidates(
    likelihood: &Likelihood,
    position: Equatorial,
    fit: &Fit,
    count: usize,
) -> Vec<Value> {
    let found = first(likelihood, position, fit, count);
    let one = |part: &Contribution| {
        json!({
            "sample": likelihood.samples()[part.sample].name,
            "row": part.row,
            "separation_deg": part.separation_rad.to_degrees(),
            "sigma_deg": part.sigma_rad.to_degrees(),
            "signal_over_background": part.ratio,
            "energy_weight": part.energy_weight,
            "time_weight": part.time_weight,
            "part_of_2_ln_lambda": part.ts,
            "signal_probability": part.signal,
        })
    };
    found.iter().map(one).collect()
}

/// The same as lines.
pub fn say_candidates(likelihood: &Likelihood, position: Equatorial, fit: &Fit, count: usize) {
    let found = first(likelihood, position, fit, count);
    if !found.is_empty() {
        say!(
            "{:>10} {:>9} {:>8} {:>8} {:>10} {:>10} {:>7} {:>6}",
            "sample",
            "row",
            "away",
            "sigma",
            "S/B",
            "energy",
            "of TS",
            "signal"
        );
    }
    for part in found {
        say!(
            "{:>10} {:>9} {:>8.3} {:>8.3} {:>10.3e} {:>10.3e} {:>7.3} {:>6.3}",
            likelihood.samples()[part.sample].name,
            part.row,
            part.separation_rad.to_degrees(),
            part.sigma_rad.to_degrees(),
            part.ratio,
            part.energy_weight,
            part.ts * likelihood.settings().convention.factor(),
            part.signal
        );
    }
}

/// The energies that carry a fit: without the candidates below or above them more than a tenth of TS is gone.
pub fn energy_ranges(likelihood: &Likelihood, position: Equatorial, fit: &Fit) -> Vec<Value> {
    let found = likelihood.energy_ranges(position, fit).into_iter();
    let one = |range: EnergyRange| {
        let proxy = match range.proxy {
            EnergyProxy::Log10EnergyGev => "log10 of the energy in GeV",
            EnergyProxy::Log10Hits => "log10 of the number of hits",
        };
        json!({ "measured": proxy, "low": range.low, "high": range.high })
    };
    found.map(one).collect()
}

/// -2 Δ ln L on a grid; null where nothing can be said, or a sample would be more than all signal.
pub fn landscape(likelihood: &Likelihood, position: Equatorial) -> Value {
    let Some(found) = likelihood.landscape(position, GRID) else {
        return Value::Null;
    };
    let rows = found.minus_two_delta.chunks(found.n_s.len());
    json!({
        "levels_1_2_3_sigma": LEVELS,
        "n_s": found.n_s,
        "gamma": found.gamma,
        "minus_2_delta_ln_l": rows.collect::<Vec<_>>(),
    })
}
