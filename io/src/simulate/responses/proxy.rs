//! The energy proxy that a detector reconstructs for a neutrino of a given energy.
//!
//! For through-going muons in IceCube a plateau between a threshold and the kinematic edge, normalised on steps
//! of 0.02:
//!
//! ```text
//! density ~ Phi((y - p0)/e^p1) Phi((p2 - y)/e^p3) exp(p4 (y - p0))
//! ```
//!
//! For the others a sinh-arcsinh law. All p are Chebyshev series in x. A season may shift the proxy, and in the
//! southern sky, where the selection is a cut in energy, has a soft threshold at the 2 % quantile of its own
//! background.

use serde::Deserialize;

use super::chebyshev::{sum, unit};
use super::normal::{QUANTILE_02, QUANTILE_16, phi};
use super::sinh_arcsinh::SinhArcsinh;
use super::{Background, Response};

/// Width of the steps of a table.
const STEP: f64 = 0.02;

/// Coefficients of the proxy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Proxy {
    kind: ProxyKind,
    log10_energy: [f64; 2],
    range: [f64; 2],
    season_shift: Option<f64>,
    p0: Vec<f64>,
    p1: Vec<f64>,
    p2: Vec<f64>,
    p3: Vec<f64>,
    #[serde(default)]
    p4: Vec<f64>,
}

/// Form of the distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProxyKind {
    Window,
    SinhArcsinh,
}

/// The distribution of the proxy at one energy.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyTable {
    /// Middle of the first step.
    pub first: f64,
    /// Width of a step.
    pub step: f64,
    /// Probability of each step; together 1.
    pub probabilities: Vec<f64>,
}

impl ProxyTable {
    /// The value below which `share` of the distribution lies.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut left = share;
        let mut low = self.first - 0.5 * self.step;
        for probability in &self.probabilities {
            if left < *probability {
                return low + self.step * left / probability;
            }
            left -= probability;
            low += self.step;
        }
        low
    }
}

impl Response {
    /// The proxy of neutrinos of `log10_energy_gev`; with the sine of a declination as the season selects it
    /// there, without it as the detector alone would give it.
    pub fn proxy_table(&self, log10_energy_gev: f64, season_at_sin_dec: Option<f64>) -> ProxyTable {
        let mut probabilities = self.proxy.steps(log10_energy_gev);
        let first = self.proxy.range[0] + 0.5 * STEP;
        if let (Some(sin_dec), Some(shift)) = (season_at_sin_dec, self.proxy.season_shift) {
            probabilities = shifted(&probabilities, shift / STEP);
            if let Some((edge, width)) = threshold(&self.background, sin_dec) {
                for (probability, i) in probabilities.iter_mut().zip(0..) {
                    *probability *= phi((first + STEP * f64::from(i) - edge) / width);
                }
            }
        }
        let total = probabilities.iter().sum::<f64>().max(1e-300);
        probabilities
            .iter_mut()
            .for_each(|probability| *probability /= total);
        ProxyTable {
            first,
            step: STEP,
            probabilities,
        }
    }
}

impl Proxy {
    /// Whether a season selects energies of its own.
    pub(super) fn has_season(&self) -> bool {
        self.season_shift.is_some()
    }

    /// Lowest and highest proxy.
    pub(super) fn range(&self) -> [f64; 2] {
        self.range
    }

    /// Probability of each step, not normalised.
    fn steps(&self, log10_energy_gev: f64) -> Vec<f64> {
        let v = unit(log10_energy_gev, self.log10_energy);
        let [p0, p1, p2, p3, p4] =
            [&self.p0, &self.p1, &self.p2, &self.p3, &self.p4].map(|series| sum(series, v));
        let [low, high] = self.range;
        let middle = |i: u32| low + STEP * (f64::from(i) + 0.5);
        let steps = ((high - middle(0)) / STEP).ceil() as u32;
        match self.kind {
            ProxyKind::Window => (0..steps)
                .map(|i| {
                    let y = middle(i);
                    let (rise, fall) = ((y - p0) / p1.exp(), (p2 - y) / p3.exp());
                    phi(rise) * phi(fall) * (p4 * (y - p0)).exp()
                })
                .collect(),
            ProxyKind::SinhArcsinh => {
                let law = SinhArcsinh {
                    loc: p0,
                    scale: p1.exp(),
                    skew: p2,
                    tail: p3.exp(),
                };
                let below: Vec<f64> = (0..=steps)
                    .map(|i| law.cdf(low + STEP * f64::from(i)))
                    .collect();
                below.windows(2).map(|pair| pair[1] - pair[0]).collect()
            }
        }
    }
}

/// `values` moved up by `steps`, which need not be whole; linear in between, 0 from outside.
fn shifted(values: &[f64], steps: f64) -> Vec<f64> {
    let value = |at: f64| {
        if at < 0.0 || at > (values.len() - 1) as f64 {
            return 0.0;
        }
        let below = at as usize;
        let above = values.get(below + 1).unwrap_or(&values[below]);
        values[below] + (at - below as f64) * (above - values[below])
    };
    (0..values.len()).map(|i| value(i as f64 - steps)).collect()
}

/// Middle and width of the southern selection's threshold; `None` in the north.
fn threshold(background: &Background, sin_dec: f64) -> Option<(f64, f64)> {
    if sin_dec > background.split_sin_dec {
        return None;
    }
    let law = background.proxy_law(sin_dec)?;
    let (edge, middle) = (law.value(QUANTILE_02), law.value(QUANTILE_16));
    Some((edge, (0.5 * (middle - edge)).max(0.03)))
}
