//! Two mock fits to an event: the truth, blurred as a good and as a wrong hypothesis would be.
//!
//! With n triggered hits, the right hypothesis is off by a Rayleigh-distributed angle of width
//!
//! ```text
//! g = max(0.0006, 0.35/√max(n, 4)) rad      × 0.15 for tracks
//! ```
//!
//! and the other by ten times that. These numbers are chosen to be instructive, they are not measured.

use glam::DVec3;
use nuscope_model::{Direction, Track, TrackOrigin, track::TrackShape};
use rand_pcg::Pcg64;

use super::Particle;
use super::random::{Draw, Purpose, stream};

/// Largest angle by which a fit is off, in radians.
const LARGEST_ERROR_RAD: f64 = 1.2;

/// A muon fit (numbered as Jpp's) and a shower fit (as aanet's) around the most energetic particle; none
/// without any.
pub fn mock_fits(particles: &[Particle], triggered: usize, seed: u64) -> Vec<Track> {
    let brightest = particles
        .iter()
        .reduce(|a, b| if b.energy_gev > a.energy_gev { b } else { a });
    let Some(truth) = brightest else {
        return Vec::new();
    };
    let mut rng = stream(seed, Purpose::Fits, 0);
    let sharper = if truth.is_muon() { 0.15 } else { 1.0 };
    let good_rad = (sharper * 0.35 / (triggered.max(4) as f64).sqrt()).max(0.0006);
    [TrackShape::Line, TrackShape::Shower]
        .map(|shape| mock_fit(truth, shape, good_rad, triggered, &mut rng))
        .to_vec()
}

/// One fit of this shape.
fn mock_fit(
    truth: &Particle,
    shape: TrackShape,
    good_rad: f64,
    triggered: usize,
    rng: &mut Pcg64,
) -> Track {
    let (name, rec_type, stages) = match shape {
        TrackShape::Line => ("muon fit", 4000, vec![1, 2, 3, 4, 5]),
        TrackShape::Shower => ("shower fit", 101, vec![302, 303, 304]),
    };
    let right = truth.is_muon() == (shape == TrackShape::Line);
    let scale_rad = if right { good_rad } else { 10.0 * good_rad };
    let (position_m, ln_energy) = if truth.is_muon() {
        (1.0, 0.7)
    } else {
        (3.0, 0.12)
    };
    let shift_m = DVec3::from_array([(); 3].map(|()| rng.normal(0.0, position_m)));
    let per_hit = if right { 2.2 } else { 0.9 };
    Track {
        name: name.to_owned(),
        origin: TrackOrigin::Reconstructed { rec_type },
        shape,
        position_m: truth.position_m + shift_m,
        direction: scattered(truth.direction, scale_rad, rng),
        time_ns: truth.time_ns + rng.normal(0.0, 3.0),
        energy_gev: Some(truth.energy_gev * rng.normal(0.0, ln_energy).exp()),
        length_m: None,
        likelihood: Some(per_hit * triggered as f64 * rng.normal(0.0, 0.05).exp()),
        stages,
        angular_error_rad: Some(scale_rad),
        details: vec![
            ("beta0".to_owned(), scale_rad),
            ("beta1".to_owned(), 1.4 * scale_rad),
            ("number of hits".to_owned(), triggered as f64),
        ],
    }
}

/// A direction that is off by a Rayleigh-distributed angle.
fn scattered(direction: Direction, scale_rad: f64, rng: &mut Pcg64) -> Direction {
    let travel = direction.travel();
    let (right, up) = travel.any_orthonormal_pair();
    let (sin, cos) = rng.between(0.0, std::f64::consts::TAU).sin_cos();
    let angle_rad = rng.rayleigh(scale_rad).min(LARGEST_ERROR_RAD);
    let across = cos * right + sin * up;
    Direction::from_travel(travel + angle_rad.tan() * across).unwrap_or(direction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Kind, Recipe};

    #[test]
    fn the_right_hypothesis_is_off_by_the_error_it_states() {
        let particles = Recipe::new(Kind::Cascade, 1)
            .particles()
            .unwrap_or_default();
        let mut pulls: Vec<f64> = (0..4000)
            .map(|seed| {
                let fits = mock_fits(&particles, 400, seed);
                let fit = &fits[1];
                let off_rad = fit
                    .direction
                    .travel()
                    .angle_between(particles[0].direction.travel());
                off_rad / fit.angular_error_rad.unwrap_or(f64::NAN)
            })
            .collect();
        pulls.sort_by(f64::total_cmp);
        // The median of a Rayleigh distribution is √(2 ln 2) = 1.177 of its width.
        assert!((pulls[2000] - 1.177).abs() < 0.06, "{}", pulls[2000]);
    }

    #[test]
    fn nothing_is_fitted_to_background() {
        assert!(mock_fits(&[], 0, 1).is_empty());
    }
}
