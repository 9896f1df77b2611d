//! The angular error that a detector states, at a given proxy and declination.
//!
//! ln(sigma/deg) follows a sinh-arcsinh law whose numbers are Σ q_k b_k with
//!
//! ```text
//! b = (1, u, 2u² - 1, 4u³ - 3u, s, s², u s),      u: the proxy on -1..1
//! ```
//!
//! separately for the hemispheres where the selection differs. Signal of the northern selection gets a shift of
//! its own, a Chebyshev series in the true energy, so that the median angle is the published one.

use serde::Deserialize;

use super::chebyshev::{sum, unit};
use super::sinh_arcsinh::{LawCoefficients, SinhArcsinh};

/// Coefficients of the angular error.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AngularError {
    floor_deg: f64,
    cap_deg: f64,
    split_sin_dec: Option<f64>,
    /// How far a true direction scatters, in units of the stated error.
    pub psf_scale: f64,
    signal_shift: Option<Vec<f64>>,
    signal_shift_log10_energy: Option<[f64; 2]>,
    south: Hemisphere,
    north: Option<Hemisphere>,
}

/// One hemisphere's coefficients.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Hemisphere {
    proxy: [f64; 2],
    #[serde(flatten)]
    law: LawCoefficients,
}

impl AngularError {
    /// The stated error in radians for a unit normal deviate `z`; with the true energy for signal.
    pub fn rad(&self, proxy: f64, sin_dec: f64, z: f64, log10_energy_gev: Option<f64>) -> f64 {
        let shift = log10_energy_gev.map_or(0.0, |x| self.signal_shift(x, sin_dec));
        let deg = (self.law(proxy, sin_dec).value(z) + shift).exp();
        deg.clamp(self.floor_deg, self.cap_deg).to_radians()
    }

    /// The law of ln(sigma/deg).
    fn law(&self, proxy: f64, sin_dec: f64) -> SinhArcsinh {
        let north = self.north.as_ref().filter(|_| !self.is_south(sin_dec));
        let hemisphere = north.unwrap_or(&self.south);
        let (u, s) = (unit(proxy, hemisphere.proxy), sin_dec);
        let basis = [
            1.0,
            u,
            2.0 * u * u - 1.0,
            4.0 * u * u * u - 3.0 * u,
            s,
            s * s,
            u * s,
        ];
        hemisphere
            .law
            .law(|series| series.iter().zip(basis).map(|(q, b)| q * b).sum())
    }

    /// Whether a declination belongs to the southern selection.
    fn is_south(&self, sin_dec: f64) -> bool {
        self.split_sin_dec.is_none_or(|split| sin_dec < split)
    }

    /// What is added to ln(sigma/deg) of signal.
    fn signal_shift(&self, log10_energy_gev: f64, sin_dec: f64) -> f64 {
        match (&self.signal_shift, self.signal_shift_log10_energy) {
            (Some(series), Some(range)) if !self.is_south(sin_dec) => {
                sum(series, unit(log10_energy_gev, range))
            }
            _ => 0.0,
        }
    }
}
