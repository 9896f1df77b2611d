//! How far the light of a shower goes, and how long the shower itself is.
//!
//! A shower is drawn as a sphere in which a 3-inch photomultiplier that looks at it sees one photo-electron or more.
//! With the energy E in GeV and the absorption length λ, at the distance d it sees
//!
//! ```text
//! n = E · 1.67e5 · 1.0e-3 m² / (4π d²) · exp(-d/λ)
//! ```
//!
//! photo-electrons: 1.67e5 photons of 300 to 600 nm per GeV (340 per centimetre of track, 4.9 m of track per GeV),
//! and 5e-3 m² of cathode that turn one photon in five into an electron. Scattering is left out, so that in ice the
//! sphere is a little too large. Sources: Particle Data Group, passage of particles through matter; KM3NeT letter of
//! intent (2016) for the photomultiplier and for λ = 60 m in the deep Mediterranean; λ = 100 m at the South Pole.

use nuscope_model::Medium;
use nuscope_model::medium::Substance;
use nuscope_render::Ball;

use crate::scene::track_line::TrackLine;

/// Photo-electrons per GeV at one metre without absorption.
const ELECTRONS_PER_GEV: f64 = 1.67e5 * 1.0e-3 / (4.0 * std::f64::consts::PI);
/// Smallest and largest radius that is drawn, in metres.
const RADII_M: (f64, f64) = (2.0, 600.0);

/// Length over which a shower of this energy shines, in metres: it grows with the logarithm of the energy.
///
/// Source: longitudinal shower profile, radiation length 0.36 m in water, maximum near
/// ln(E / 0.08 GeV) radiation lengths (Particle Data Group, passage of particles through matter).
pub(super) fn length_m(energy_gev: Option<f64>) -> f64 {
    let energy_gev = energy_gev
        .filter(|energy| energy.is_finite())
        .unwrap_or(1e3)
        .max(1.0);
    (0.36 * 2.0 * (energy_gev / 0.08).ln()).max(4.0)
}

/// Radius of the sphere of light of a shower, in metres; `None` for an energy that is not finite and positive.
pub fn radius_m(energy_gev: f64, medium: Medium) -> Option<f64> {
    if !(energy_gev.is_finite() && energy_gev > 0.0) {
        return None;
    }
    let absorption_m = match medium.substance {
        Substance::Water => 60.0,
        Substance::Ice => 100.0,
    };
    let log_electrons =
        |d: f64| (energy_gev * ELECTRONS_PER_GEV).ln() - 2.0 * d.ln() - d / absorption_m;
    // It falls all the way, so that halving the interval finds the one place where it is 0.
    let (mut low, mut high) = RADII_M;
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        match log_electrons(middle) > 0.0 {
            true => low = middle,
            false => high = middle,
        }
    }
    Some(0.5 * (low + high))
}

/// The sphere of light of a shower; `None` without a finite energy.
pub(super) fn ball(line: &TrackLine<'_>, medium: Medium, color: [u8; 4]) -> Option<Ball> {
    let radius_m = radius_m(line.track.energy_gev?, medium)?;
    let [r, g, b, _] = color;
    Some(Ball {
        position: line.at(0.0),
        radius_m: radius_m as f32,
        time_ns: line.time_ns(0.0),
        color: [r, g, b, STRENGTH],
        id: line.id,
    })
}

/// How strong the sphere is beside the line of its shower: hits inside it must be seen.
const STRENGTH: u8 = 90;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn at_its_edge_a_photomultiplier_sees_one_photo_electron() {
        for energy in [10.0, 1e3, 1e6] {
            let d = radius_m(energy, Medium::WATER).unwrap();
            let seen = energy * 13.29 / (d * d) * (-d / 60.0).exp();
            assert!((seen - 1.0).abs() < 1e-3, "{energy} GeV: {seen} at {d} m");
        }
        // The same by hand: 1 TeV gives 13290 electrons at a metre, of which 67.5 m leave one.
        assert!((radius_m(1e3, Medium::WATER).unwrap() - 67.0).abs() < 1.0);
    }

    #[test]
    fn ice_lets_light_go_farther_and_no_energy_gives_no_sphere() {
        let (water, ice) = (radius_m(1e5, Medium::WATER), radius_m(1e5, Medium::ICE));
        assert!(ice.unwrap() > 1.2 * water.unwrap());
        for energy in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(radius_m(energy, Medium::WATER), None, "{energy}");
        }
    }
}
