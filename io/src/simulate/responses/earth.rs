//! What the Earth lets through.
//!
//! ```text
//! exp(-column(c) 10^(a + b (x - 5) + d (x - 5)²))      for c > 0, the cosine of the nadir angle
//! ```
//!
//! The column is our own polynomial to the shells of PREM (Dziewonski and Anderson 1981), 1 through the whole
//! diameter; the power follows the charged and neutral current cross sections. The polynomials of the areas
//! were fitted together with it and absorb what it lacks: only the product has a meaning.

use serde::Deserialize;

/// Coefficients of the transmission.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Earth {
    column: Vec<f64>,
    column_powers: Vec<i32>,
    log10_tau: [f64; 3],
}

impl Earth {
    /// Share that comes through at the cosine of the nadir angle `c`; 1 from above the horizon.
    pub fn transmission(&self, log10_energy_gev: f64, c: f64) -> f64 {
        let c = c.clamp(0.0, 1.0);
        let terms = self.column.iter().zip(&self.column_powers);
        let column: f64 = terms.map(|(k, power)| k * c.powi(*power)).sum();
        let x = log10_energy_gev - 5.0;
        let [a, b, d] = self.log10_tau;
        (-column.max(0.0) * 10_f64.powf(a + b * x + d * x * x)).exp()
    }
}
