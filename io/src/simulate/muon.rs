//! How a muon loses its energy on its way.
//!
//! On average dE/dx = a + bE. A quarter of b is smooth; three quarters are showers that take the fraction v of
//! the energy, dN/dv ~ v^-1.4 within 1e-4..1. Between two showers, with b' = b/4,
//!
//! ```text
//! E(x) = (E + a/b') exp(-b' x) - a/b',     range = ln(1 + b' E/a) / b'
//! ```
//!
//! a and b are those of water and ice (Groom, Mokhov and Striganov 2001, rounded); the share and the slope of
//! the showers are chosen. Showers below 1 GeV are dropped, and the muon is never deflected.

use nuscope_model::Medium;
use rand_pcg::Pcg64;

use super::random::Draw;

/// Share of b that is lost in showers.
pub const SHOWER_SHARE: f64 = 0.75;
/// dN/dv ~ v^-SLOPE.
const SLOPE: f64 = 1.4;
/// Smallest fraction of the energy that a shower takes.
const SMALLEST_FRACTION: f64 = 1e-4;
/// Smallest shower that shines, in GeV.
const SMALLEST_SHOWER_GEV: f64 = 1.0;
/// Energy at which a muon stops, in GeV.
const STOPPED_GEV: f64 = 0.16;

/// A shower on a muon's way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// How far from the start, in metres.
    pub path_m: f64,
    /// Energy of the shower, in GeV.
    pub energy_gev: f64,
}

/// A muon's energy along its way, and the showers on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// (distance from the start in metres, energy in GeV), by distance; twice the same where it drops.
    knots: Vec<(f64, f64)>,
    /// Showers, by distance.
    pub losses: Vec<Loss>,
}

impl Path {
    /// A muon of `energy_gev` that is followed over `length_m` or until it stops.
    pub fn draw(energy_gev: f64, length_m: f64, medium: Medium, rng: &mut Pcg64) -> Self {
        let (a, b) = medium.muon_losses();
        let smooth = (1.0 - SHOWER_SHARE) * b;
        let mean_step_m = 1.0 / showers_per_metre(b);
        let (mut path_m, mut energy) = (0.0, energy_gev);
        let mut path = Self {
            knots: vec![(0.0, energy_gev)],
            losses: Vec::new(),
        };
        while path_m < length_m && energy > STOPPED_GEV {
            let step_m = rng.exponential(mean_step_m).min(length_m - path_m);
            let range_m = (smooth * energy / a).ln_1p() / smooth;
            if step_m >= range_m {
                path.knots.push((path_m + range_m, 0.0));
                break;
            }
            energy = (energy + a / smooth) * (-smooth * step_m).exp() - a / smooth;
            path_m += step_m;
            path.knots.push((path_m, energy));
            if path_m >= length_m {
                break;
            }
            let fraction = shower_fraction(rng.uniform());
            if fraction * energy > SMALLEST_SHOWER_GEV {
                path.losses.push(Loss {
                    path_m,
                    energy_gev: fraction * energy,
                });
            }
            energy *= 1.0 - fraction;
            path.knots.push((path_m, energy));
        }
        path
    }

    /// How far it came, in metres.
    pub fn range_m(&self) -> f64 {
        self.knots.last().map_or(0.0, |knot| knot.0)
    }

    /// Its energy after `path_m`, in GeV; that of the nearer end outside the path.
    pub fn energy_gev(&self, path_m: f64) -> f64 {
        let after = self.knots.partition_point(|knot| knot.0 <= path_m);
        let (Some(&(from_m, from)), Some(&(to_m, to))) =
            (self.knots.get(after.wrapping_sub(1)), self.knots.get(after))
        else {
            let end = if after == 0 {
                self.knots.first()
            } else {
                self.knots.last()
            };
            return end.map_or(0.0, |knot| knot.1);
        };
        from + (to - from) * (path_m - from_m) / (to_m - from_m)
    }

    /// What became of it, for the details of a track.
    pub fn details(&self) -> Vec<(String, f64)> {
        let end_gev = self.knots.last().map_or(0.0, |knot| knot.1);
        let mut details = vec![
            ("energy at the end (GeV)".to_owned(), end_gev),
            ("showers on the way".to_owned(), self.losses.len() as f64),
        ];
        let brightest = self
            .losses
            .iter()
            .max_by(|a, b| a.energy_gev.total_cmp(&b.energy_gev));
        if let Some(loss) = brightest {
            details.push(("brightest shower (GeV)".to_owned(), loss.energy_gev));
            details.push(("brightest shower after (m)".to_owned(), loss.path_m));
        }
        details
    }
}

/// Showers per metre, such that together they take `SHOWER_SHARE` of b.
fn showers_per_metre(b: f64) -> f64 {
    let norm = SHOWER_SHARE * b * (2.0 - SLOPE) / (1.0 - SMALLEST_FRACTION.powf(2.0 - SLOPE));
    norm * (SMALLEST_FRACTION.powf(1.0 - SLOPE) - 1.0) / (SLOPE - 1.0)
}

/// The fraction of the energy that a shower takes, by inverting its distribution at `u` within 0..1.
fn shower_fraction(u: f64) -> f64 {
    let lowest = SMALLEST_FRACTION.powf(1.0 - SLOPE);
    (lowest - u * (lowest - 1.0)).powf(1.0 / (1.0 - SLOPE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::random::{Purpose, stream};

    #[test]
    fn there_are_fifteen_showers_a_kilometre_in_water() {
        assert!((1000.0 * showers_per_metre(Medium::WATER.muon_losses().1) - 15.3).abs() < 0.05);
    }

    #[test]
    fn the_mean_energy_after_a_kilometre_follows_a_plus_b_e() {
        // (E + a/b) exp(-b x) - a/b of 100 TeV after 1 km of water: 70.2 TeV.
        let (n, expected_gev) = (20_000, 70_242.7);
        let (a, b) = Medium::WATER.muon_losses();
        assert!(((1e5 + a / b) * (-b * 1e3).exp() - a / b - expected_gev).abs() < 0.1);
        let draws: Vec<f64> = (0..n)
            .map(|i| {
                let mut rng = stream(1, Purpose::EnergyLoss, i);
                Path::draw(1e5, 1000.0, Medium::WATER, &mut rng).energy_gev(1000.0)
            })
            .collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let width = (draws.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
        let error = width / (n as f64).sqrt();
        assert!(
            (mean - expected_gev).abs() < 4.0 * error,
            "{mean} ± {error}"
        );
    }

    #[test]
    fn a_slow_muon_stops_and_a_resting_one_does_not_start() {
        let mut rng = stream(1, Purpose::EnergyLoss, 0);
        let path = Path::draw(10.0, 400.0, Medium::WATER, &mut rng);
        assert!(path.range_m() < 40.0 && path.energy_gev(400.0) < 1.0);
        assert_eq!(
            Path::draw(0.0, 400.0, Medium::WATER, &mut rng).range_m(),
            0.0
        );
    }

    #[test]
    fn energy_never_grows_and_the_showers_take_what_is_missing() {
        let mut rng = stream(5, Purpose::EnergyLoss, 0);
        let path = Path::draw(1e6, 1500.0, Medium::WATER, &mut rng);
        assert!(
            path.knots
                .windows(2)
                .all(|pair| pair[0].1 >= pair[1].1 && pair[0].0 <= pair[1].0)
        );
        let lost: f64 = path.losses.iter().map(|loss| loss.energy_gev).sum();
        assert!(lost < 1e6 - path.energy_gev(1500.0));
        for loss in &path.losses {
            let drop = path.energy_gev(loss.path_m - 1e-6) - path.energy_gev(loss.path_m + 1e-6);
            assert!((drop - loss.energy_gev).abs() < 1e-3 * loss.energy_gev + 1.0);
        }
    }
}
