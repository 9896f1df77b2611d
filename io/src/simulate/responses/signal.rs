//! Candidates of a source: true energies from area and spectrum, proxies and errors from the response,
//! directions scattered by the drawn error, ψ = psf_scale sigma √(-2 ln u).

use std::f64::consts::TAU;

use nuscope_model::Equatorial;

use super::background::interpolate;
use super::{Candidates, ProxyTable, Response};
use crate::simulate::random::{Draw, Purpose, stream};

/// Steps in the true energy.
const STEPS: usize = 700;
/// Width in log10(energy) within which one table of the proxy serves.
const CELL: f64 = 0.1;

/// Candidates of a source, and what is true of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signal {
    /// What the detector records.
    pub candidates: Candidates,
    /// log10 of the true energy in GeV of each.
    pub log10_energy_gev: Vec<f64>,
}

impl Response {
    /// Draws `count` candidates of a source with an E^-`gamma` spectrum, as the season selects them.
    pub fn simulate_signal(
        &self,
        count: usize,
        source: Equatorial,
        gamma: f64,
        seed: u64,
        index: u64,
    ) -> Signal {
        let mut rng = stream(seed, Purpose::InjectedSource, index);
        let sin_dec = source.dec_rad.sin();
        let [low, high] = self.effective_area.log10_energy_gev();
        let edge = |i: usize| low + (high - low) * i as f64 / STEPS as f64;
        let edges: Vec<f64> = (0..=STEPS).map(edge).collect();
        let mut below = vec![0.0];
        let mut total = 0.0;
        for pair in edges.windows(2) {
            let x = 0.5 * (pair[0] + pair[1]);
            total += self.effective_area.cm2(x, sin_dec) * 10_f64.powf((1.0 - gamma) * (x - 3.0));
            below.push(total);
        }
        let mut tables: Vec<Option<ProxyTable>> = vec![None; (high / CELL).ceil() as usize + 1];
        let mut signal = Signal::default();
        for _ in 0..count {
            let x = interpolate(&below, &edges, rng.uniform());
            let cell = (x / CELL).floor();
            let table = tables[cell as usize]
                .get_or_insert_with(|| self.proxy_table(CELL * (cell + 0.5), Some(sin_dec)));
            let proxy = self.recorded(table.quantile(rng.uniform()));
            let sigma_rad = self
                .sigma
                .rad(proxy, sin_dec, rng.normal(0.0, 1.0), Some(x));
            let away_rad = rng.rayleigh(self.sigma.psf_scale * sigma_rad);
            let seen = moved(source, away_rad, rng.between(0.0, TAU));
            signal.candidates.ra_rad.push(seen.ra_rad);
            signal.candidates.dec_rad.push(seen.dec_rad);
            signal.candidates.sigma_rad.push(sigma_rad);
            signal.candidates.proxy.push(proxy);
            signal
                .candidates
                .mjd
                .push(rng.between(self.mjd[0], self.mjd[1]));
            signal.log10_energy_gev.push(x);
        }
        signal
    }
}

/// The position at `away_rad` from `from`, towards the position angle `angle_rad`.
fn moved(from: Equatorial, away_rad: f64, angle_rad: f64) -> Equatorial {
    let middle = from.to_vector();
    let (east, north) = middle.any_orthonormal_pair();
    let across = angle_rad.cos() * east + angle_rad.sin() * north;
    Equatorial::from_vector(away_rad.cos() * middle + away_rad.sin() * across)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn half_of_the_candidates_lie_within_the_median_of_their_errors() {
        let source = Equatorial::from_degrees(200.0, -35.0);
        let response = Response::built_in("IC86_II").unwrap();
        let signal = response.simulate_signal(20_000, source, 2.0, 1, 0);
        let seen = &signal.candidates;
        let within = (0..seen.len())
            .filter(|&i| {
                let position = Equatorial {
                    ra_rad: seen.ra_rad[i],
                    dec_rad: seen.dec_rad[i],
                };
                source.separation_rad(position) < seen.sigma_rad[i] * f64::sqrt(2.0 * f64::ln(2.0))
            })
            .count();
        assert!((within as f64 - 10_000.0).abs() < 4.0 * 70.7, "{within}");
    }
}
