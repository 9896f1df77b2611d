//! Effective area: the cross section of a perfect detector that would count as many neutrinos.
//!
//! Two forms. At the pole, where a declination is a zenith angle, one polynomial for each hemisphere, blended
//! linearly in log10 A between two declinations:
//!
//! ```text
//! log10 A = Σ c_ij T_i(x) T_j(ln(± s + offset))                  (north: times the Earth's transmission)
//! ```
//!
//! Elsewhere a polynomial in the cosine of the nadir angle c, times transmission, times Phi((c - edge)/width)
//! where a selection ends, averaged over a day: c = -(sin lat s + cos lat cos dec cos h).

use std::f64::consts::{LN_10, PI};

use serde::Deserialize;

use super::Response;
use super::chebyshev::{sum_2d, unit};
use super::earth::Earth;
use super::normal::phi;

/// Seconds in a day.
const DAY_S: f64 = 86_400.0;

/// An effective area.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum EffectiveArea {
    /// Of a detector at the South Pole.
    Pole(PoleArea),
    /// Of a detector at another latitude.
    Site(SiteArea),
}

/// Area of a detector at the South Pole.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PoleArea {
    log10_energy: [f64; 2],
    blend_sin_dec: [f64; 2],
    south: Hemisphere,
    north: Hemisphere,
    earth: Earth,
}

/// One hemisphere's polynomial.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Hemisphere {
    sign: f64,
    offset: f64,
    log_range: [f64; 2],
    coefficients: Vec<Vec<f64>>,
}

/// Area of a detector at another latitude.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SiteArea {
    latitude_deg: f64,
    hour_angles: u32,
    log10_energy: [f64; 2],
    up_range: [f64; 2],
    edge: Option<[f64; 2]>,
    coefficients: Vec<Vec<f64>>,
    earth: Earth,
}

impl EffectiveArea {
    /// Lowest and highest log10(energy/GeV) at which it is not zero.
    pub fn log10_energy_gev(&self) -> [f64; 2] {
        match self {
            Self::Pole(area) => area.log10_energy,
            Self::Site(area) => area.log10_energy,
        }
    }

    /// Area in cm² for neutrinos of `log10_energy_gev` from the sine of a declination.
    pub fn cm2(&self, log10_energy_gev: f64, sin_dec: f64) -> f64 {
        let [low, high] = self.log10_energy_gev();
        if !(log10_energy_gev > low && log10_energy_gev < high) {
            return 0.0;
        }
        match self {
            Self::Pole(area) => area.cm2(log10_energy_gev, sin_dec),
            Self::Site(area) => area.cm2(log10_energy_gev, sin_dec),
        }
    }
}

impl PoleArea {
    fn cm2(&self, x: f64, sin_dec: f64) -> f64 {
        let [low, high] = self.blend_sin_dec;
        let north_share = ((sin_dec - low) / (high - low)).clamp(0.0, 1.0);
        let u = unit(x, self.log10_energy);
        let mut log10_cm2 = 0.0;
        if north_share < 1.0 {
            log10_cm2 += (1.0 - north_share) * self.south.log10_cm2(u, sin_dec.min(high));
        }
        if north_share > 0.0 {
            let s = sin_dec.max(low);
            let transmitted = (self.earth.transmission(x, s) + 1e-300).log10();
            log10_cm2 += north_share * (self.north.log10_cm2(u, s) + transmitted);
        }
        10_f64.powf(log10_cm2)
    }
}

impl Hemisphere {
    fn log10_cm2(&self, u: f64, sin_dec: f64) -> f64 {
        let direction = (self.sign * sin_dec + self.offset).max(1e-9).ln();
        sum_2d(&self.coefficients, u, unit(direction, self.log_range))
    }
}

impl SiteArea {
    fn cm2(&self, x: f64, sin_dec: f64) -> f64 {
        let (sin_lat, cos_lat) = self.latitude_deg.to_radians().sin_cos();
        let cos_dec = (1.0 - sin_dec * sin_dec).max(0.0).sqrt();
        let n = f64::from(self.hour_angles);
        let day = (0..self.hour_angles).map(|k| {
            let hour = (f64::from(k) + 0.5) * PI / n;
            self.local_cm2(x, -(sin_lat * sin_dec + cos_lat * cos_dec * hour.cos()))
        });
        day.sum::<f64>() / n
    }

    /// Area in cm² at the cosine of the nadir angle `up`: 1 is straight up through the Earth.
    fn local_cm2(&self, x: f64, up: f64) -> f64 {
        let (u, v) = (unit(x, self.log10_energy), unit(up, self.up_range));
        let mut log10_cm2 = sum_2d(&self.coefficients, u, v);
        if let Some([edge, width]) = self.edge {
            log10_cm2 += phi((up - edge) / width).max(1e-12).log10();
        }
        10_f64.powf(log10_cm2) * self.earth.transmission(x, up)
    }
}

impl Response {
    /// Expected number of events for a flux of 1 GeV⁻¹ cm⁻² s⁻¹ at 1 TeV (neutrinos and antineutrinos
    /// together), falling as E^-`gamma`, at the declination `dec_rad` in `livetime_days`.
    pub fn yield_per_norm(&self, dec_rad: f64, gamma: f64, livetime_days: f64) -> f64 {
        let step = 0.05;
        let per_step = self.steps(step).map(|x| {
            self.effective_area.cm2(x, dec_rad.sin()) * 10_f64.powf(x - gamma * (x - 3.0))
        });
        livetime_days * DAY_S * LN_10 * step * per_step.sum::<f64>()
    }

    /// Middles of steps in log10(energy/GeV) over all energies that the detector sees.
    fn steps(&self, step: f64) -> impl Iterator<Item = f64> {
        let [low, high] = self.effective_area.log10_energy_gev();
        let first = low + 0.5 * step;
        let steps = ((high - first) / step).ceil() as u32;
        (0..steps).map(move |i| first + f64::from(i) * step)
    }
}
