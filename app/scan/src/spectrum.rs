//! Spectra of sources, and their integrals over bins of energy.
//!
//! ```text
//! Φ(E) = Φ0 (E/E0)^-γ · m(E),   E0 = 1 TeV
//! power law               m = 1
//! exponential cut-off     m = exp(-(E/E_cut)^β)
//! log-parabola            m = (E/E0)^(-b ln(E/E0))
//! ```
//!
//! γ is what a fit varies; m is fixed. Integrals are per unit Φ0: of the power law in closed form, of the others by
//! 16 points of Gauss and Legendre in log10 E in each bin.

use serde::{Deserialize, Serialize};

use crate::Error;

/// E0 in GeV, and its logarithm to base 10.
const PIVOT_GEV: f64 = 1e3;

/// The shape of a spectrum besides its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Spectrum {
    /// E^-γ at all energies.
    #[default]
    PowerLaw,
    /// Ends at an energy: exp(-(E/E_cut)^β).
    CutOff {
        /// E_cut in GeV.
        cut_off_gev: f64,
        /// β: 1 is the plain exponential.
        #[serde(default = "one")]
        beta: f64,
    },
    /// Steepens evenly: the index is γ + 2 b ln(E/1 TeV).
    LogParabola {
        /// b.
        curvature: f64,
    },
}

fn one() -> f64 {
    1.0
}

impl Spectrum {
    /// Φ/Φ0 at an energy in GeV.
    pub fn at(&self, energy_gev: f64, gamma: f64) -> f64 {
        (energy_gev / PIVOT_GEV).powf(-gamma) * self.modifier(energy_gev)
    }

    /// ∫ Φ/Φ0 dE in GeV between two log10(E/GeV).
    pub fn integral_gev(&self, [low, high]: [f64; 2], gamma: f64) -> f64 {
        if *self == Self::PowerLaw {
            let [low, high] = [low, high].map(|x| 10_f64.powf(x) / PIVOT_GEV);
            let slope = gamma - 1.0;
            return if slope.abs() < 1e-9 {
                PIVOT_GEV * (high / low).ln()
            } else {
                PIVOT_GEV * (low.powf(-slope) - high.powf(-slope)) / slope
            };
        }
        let (half, middle) = (0.5 * (high - low), 0.5 * (high + low));
        let sum: f64 = GAUSS_LEGENDRE
            .iter()
            .flat_map(|&(x, weight)| [(x, weight), (-x, weight)])
            .map(|(x, weight)| {
                let energy_gev = 10_f64.powf(middle + half * x);
                weight * energy_gev * self.at(energy_gev, gamma)
            })
            .sum();
        half * std::f64::consts::LN_10 * sum
    }

    fn modifier(&self, energy_gev: f64) -> f64 {
        match *self {
            Self::PowerLaw => 1.0,
            Self::CutOff { cut_off_gev, beta } => (-(energy_gev / cut_off_gev).powf(beta)).exp(),
            Self::LogParabola { curvature } => {
                let ln = (energy_gev / PIVOT_GEV).ln();
                (-curvature * ln * ln).exp()
            }
        }
    }

    /// Refuses numbers that make no spectrum.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match *self {
            Self::PowerLaw => Ok(()),
            Self::CutOff { cut_off_gev, beta } => {
                Error::outside("the cut-off", cut_off_gev, [10.0, 1e12], "GeV")?;
                Error::outside("the exponent of the cut-off", beta, [0.1, 10.0], "")
            }
            Self::LogParabola { curvature } => {
                Error::outside("the curvature of the spectrum", curvature, [-1.0, 2.0], "")
            }
        }
    }

    /// In words, for results.
    pub fn describe(&self) -> String {
        match *self {
            Self::PowerLaw => "power law".into(),
            Self::CutOff { cut_off_gev, beta } => {
                format!("power law with exponential cut-off at {cut_off_gev} GeV, beta {beta}")
            }
            Self::LogParabola { curvature } => format!("log-parabola, curvature {curvature}"),
        }
    }
}

/// Nodes in 0..1 and weights of 16 points of Gauss and Legendre (numpy.polynomial.legendre.leggauss).
pub(crate) const GAUSS_LEGENDRE: [(f64, f64); 8] = [
    (0.09501250983763744, 0.18945061045506864),
    (0.2816035507792589, 0.18260341504492364),
    (0.45801677765722737, 0.16915651939500265),
    (0.6178762444026438, 0.1495959888165767),
    (0.755404408355003, 0.12462897125553407),
    (0.8656312023878318, 0.0951585116824926),
    (0.9445750230732326, 0.062253523938647456),
    (0.9894009349916499, 0.027152459411754176),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// ∫ by scipy.integrate.quad in ln E, relative error 1e-12.
    #[test]
    fn integrals_are_those_of_adaptive_quadrature() {
        let cut = Spectrum::CutOff {
            cut_off_gev: 2100.0,
            beta: 0.5,
        };
        let parabola = Spectrum::LogParabola { curvature: 0.1 };
        for (spectrum, bin, gamma, expected) in [
            (Spectrum::PowerLaw, [2.0, 2.2], 2.00, 3690.4265551980693),
            (Spectrum::PowerLaw, [4.0, 4.5], 1.00, 1151.2925464970233),
            (Spectrum::PowerLaw, [2.0, 9.0], 3.70, 185624.9013434343),
            (cut, [3.0, 3.2], 1.72, 181.52441369900157),
            (cut, [5.0, 5.2], 2.00, 0.0019048560136283742),
            (parabola, [5.6, 5.8], 2.00, 0.020091519887458133),
        ] {
            let found = spectrum.integral_gev(bin, gamma);
            assert!(
                (found / expected - 1.0).abs() < 1e-9,
                "{spectrum:?} {bin:?}: {found} {expected}"
            );
        }
    }

    #[test]
    fn impossible_spectra_are_refused() {
        for bad in [
            Spectrum::CutOff {
                cut_off_gev: -1.0,
                beta: 1.0,
            },
            Spectrum::CutOff {
                cut_off_gev: 1e5,
                beta: 0.0,
            },
            Spectrum::LogParabola {
                curvature: f64::NAN,
            },
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
