//! How much light reaches a photomultiplier, and how late.
//!
//! Yields are mean numbers of photo-electrons on one photomultiplier. With d the distance to a track, r that to
//! a shower, c the cosine between the sensor's axis and the direction towards the light (+1: it faces it), a
//! the cosine of the emission angle, and the energy E in GeV, in water:
//!
//! ```text
//! track    2.70 d^-1.227 exp(-d/43.6) exp(1.66 c) (1 + E/1110)                   E: the smooth part's share
//! shower   5.9 E r^-2 exp(-r/52.6) exp(2.17 c) [ P exp(-|a - 0.74|/0.11) + 0.0785 exp(1.294 a) ]
//!          P = 1 + 1.5 (30/max(r, 8))²                                           near, the cone is sharper
//! ```
//!
//! Arrival times after the direct light are log-normal: scattering only delays. All of it is our own fit to
//! public KM3NeT simulations (rms of the logarithm: 0.21 for tracks, 0.35 for showers); the ice is set by eye
//! on one public IceCube event.

use nuscope_model::{Medium, Substance};

use super::Instrument;

/// Cosine of the emission angle near which a shower is brightest: about the Cherenkov angle.
pub const BRIGHTEST_COS: f64 = 0.74;
/// Nearest distances at which the fits are used, in metres.
const NEAREST_TRACK_M: f64 = 2.0;
const NEAREST_SHOWER_M: f64 = 3.0;

/// Mean and width of the logarithm of a delay in nanoseconds, and what is added to the delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// Mean of ln(delay/ns).
    pub mean: f64,
    /// Width of ln(delay/ns).
    pub width: f64,
    /// Added to the delay, in nanoseconds.
    pub offset_ns: f64,
}

/// Light of a bare muon at `d_m` on a sensor that faces its flank at c = 0.
pub fn track_base_pe(d_m: f64, instrument: &Instrument) -> f64 {
    let absorption_m = match instrument.medium.substance {
        Substance::Water => 43.6,
        Substance::Ice => 38.0,
    };
    let d_m = d_m.max(NEAREST_TRACK_M);
    2.70 * instrument.area * d_m.powf(-1.227) * (-d_m / absorption_m).exp()
}

/// Light of a muon that shines smoothly with `energy_gev`: its energy times the share of b that is smooth.
pub fn track_pe(d_m: f64, c: f64, energy_gev: f64, instrument: &Instrument) -> f64 {
    track_base_pe(d_m, instrument)
        * (1.66 * instrument.directionality * c).exp()
        * (1.0 + energy_gev / 1110.0)
}

/// Light of a shower of `energy_gev` at `r_m`, emitted at the cosine `a`.
pub fn shower_pe(r_m: f64, a: f64, c: f64, energy_gev: f64, instrument: &Instrument) -> f64 {
    let r_m = r_m.max(NEAREST_SHOWER_M);
    let energy_tev = energy_gev / 1e3;
    match instrument.medium.substance {
        Substance::Water => {
            let peak = 1.0 + 1.5 * (30.0 / r_m.max(8.0)).powi(2);
            let emission =
                peak * (-(a - BRIGHTEST_COS).abs() / 0.11).exp() + 0.0785 * (1.294 * a).exp();
            let facing = (2.17 * instrument.directionality * c - r_m / 52.6).exp();
            instrument.area * 5900.0 * energy_tev / (r_m * r_m) * facing * emission
        }
        Substance::Ice => {
            let q =
                7.6e4 * energy_tev / (r_m * r_m) * (-r_m / 40.0 + 0.8 * (a - 0.2) + 0.7 * c).exp();
            q / (1.0 + q / 1e4) // the recorded charge of a close module saturates
        }
    }
}

/// How late a muon's light is.
pub fn track_delay(d_m: f64, c: f64, medium: Medium) -> Delay {
    let l = (d_m.max(NEAREST_TRACK_M) / 50.0).ln();
    let (mean, width) = match medium.substance {
        Substance::Water => (
            3.96 + 0.90 * l - 1.75 * c - 0.05 * c * c + 0.57 * c * l,
            (1.35 + 0.41 * c - 0.09 * l).clamp(0.5, 2.5),
        ),
        Substance::Ice => (
            (1.5 * d_m).ln_1p() - 0.5 * c,
            (1.7 - 0.005 * d_m).clamp(0.7, 1.6),
        ),
    };
    Delay {
        mean,
        width,
        offset_ns: 0.0,
    }
}

/// How late a shower's light is; away from the cone there is only scattered, later light.
pub fn shower_delay(r_m: f64, a: f64, c: f64, medium: Medium) -> Delay {
    let late_c = c - 0.6 * (1.0 - (-(a - BRIGHTEST_COS).abs() / 0.3).exp());
    let l = (r_m.max(NEAREST_SHOWER_M) / 50.0).ln();
    let (mean, width) = match medium.substance {
        Substance::Water => (
            2.66 + l - 2.0 * late_c + 0.45 * late_c * l,
            (0.9 + 0.9 * l).clamp(0.5, 1.6),
        ),
        Substance::Ice => (
            (2.4 * r_m).ln_1p() - 0.4 * late_c,
            (2.0 - 0.0055 * r_m).clamp(0.7, 1.5),
        ),
    };
    Delay {
        mean,
        width,
        offset_ns: 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// Printed by the numpy twin.
    const TWIN: [f64; 4] = [
        0.02353398280879701,
        0.20706239431514006,
        0.3049589998423584,
        10.401042378873008,
    ];

    #[test]
    fn yields_match_the_numpy_twin() {
        let (arca, ice) = (Instrument::ARCA, Instrument::ICECUBE);
        assert_relative_eq!(
            track_pe(40.0, 0.3, 250.0, &arca),
            TWIN[0],
            max_relative = 1e-12
        );
        assert_relative_eq!(
            shower_pe(60.0, 0.5, -0.2, 2e3, &arca),
            TWIN[1],
            max_relative = 1e-12
        );
        assert_relative_eq!(
            track_pe(40.0, 0.3, 250.0, &ice),
            TWIN[2],
            max_relative = 1e-12
        );
        assert_relative_eq!(
            shower_pe(60.0, 0.5, -0.2, 2e3, &ice),
            TWIN[3],
            max_relative = 1e-12
        );
    }

    #[test]
    fn light_grows_with_energy_and_falls_with_distance() {
        let arca = Instrument::ARCA;
        assert!(track_pe(50.0, 0.0, 1e4, &arca) > track_pe(50.0, 0.0, 1e3, &arca));
        assert!(shower_pe(50.0, 0.74, 0.0, 1e4, &arca) > shower_pe(60.0, 0.74, 0.0, 1e4, &arca));
        assert!(
            track_delay(50.0, -1.0, Medium::WATER).mean
                > track_delay(50.0, 1.0, Medium::WATER).mean
        );
    }
}
