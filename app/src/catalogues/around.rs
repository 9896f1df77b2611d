//! Candidates around a source: how many there are, how many there would be anyway, and which is nearest.
//!
//! What is to be expected comes from the candidates of the same declinations at all right ascensions: a telescope that
//! turns with the Earth sees them alike. It is no test of significance, which a scan makes.

use std::f64::consts::{FRAC_PI_2, TAU};

use nuscope_model::{Equatorial, Quantity};

use crate::candidates::Candidates;
use crate::view::Selected;

/// Half the width of the band of declinations, unless the circle is wider, in radians: 3°.
const BAND_RAD: f64 = 3.0 * TAU / 360.0;

/// A candidate near a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearCandidate {
    /// Which one.
    pub candidate: Selected,
    /// How far away it is, in radians.
    pub away_rad: f64,
    /// Its angular error in radians, where its sample knows it.
    pub error_rad: Option<f64>,
}

impl NearCandidate {
    /// The distance in units of its error.
    pub fn in_errors(&self) -> Option<f64> {
        self.error_rad.map(|error_rad| self.away_rad / error_rad)
    }
}

/// What is around a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// Shown candidates within the circle.
    pub count: usize,
    /// As many are expected from those of the same declinations; NaN without any candidate.
    pub expected: f64,
    /// The nearest one.
    pub nearest: Option<NearCandidate>,
    /// The nearest one in units of its error.
    pub nearest_in_errors: Option<NearCandidate>,
}

impl Around {
    /// The candidates that are shown around a place, within a circle of this radius.
    pub fn of(candidates: &Candidates, at: Equatorial, radius_rad: f64) -> Self {
        let mut around = Self {
            expected: f64::NAN,
            ..Self::default()
        };
        let half_rad = BAND_RAD.max(radius_rad);
        let low_rad = (at.dec_rad - half_rad).max(-FRAC_PI_2);
        let high_rad = (at.dec_rad + half_rad).min(FRAC_PI_2);
        let (mut in_band, mut first) = (0_usize, 0);
        let passes = &candidates.shown.passes;
        for (sample, of) in candidates.samples().iter().enumerate() {
            let errors = of.column(Quantity::AngularErrorRad);
            for index in 0..of.len() {
                if !passes.get(first + index).is_some_and(|passes| *passes) {
                    continue;
                }
                let position = of.position(index);
                in_band += usize::from((low_rad..=high_rad).contains(&position.dec_rad));
                let apart_rad = (position.dec_rad - at.dec_rad).abs();
                let error_rad = errors
                    .map(|errors| errors[index])
                    .filter(|error| *error > 0.0);
                let most_rad = around.reach_rad(error_rad).max(radius_rad);
                // A place that is not a number fails this, too.
                if apart_rad > most_rad || apart_rad.is_nan() {
                    continue;
                }
                let away_rad = position.separation_rad(at);
                around.count += usize::from(away_rad <= radius_rad);
                around.take(NearCandidate {
                    candidate: Selected::Candidate { sample, index },
                    away_rad,
                    error_rad,
                });
            }
            first += of.len();
        }
        let band_sr = TAU * (high_rad.sin() - low_rad.sin());
        let circle_sr = TAU * (1.0 - radius_rad.cos());
        if first > 0 && band_sr > 0.0 {
            around.expected = in_band as f64 * circle_sr / band_sr;
        }
        around
    }

    /// Farther away than this a candidate of this error can be the nearest in no sense.
    fn reach_rad(&self, error_rad: Option<f64>) -> f64 {
        let far = f64::INFINITY;
        let plain = self.nearest.map_or(far, |near| near.away_rad);
        let scaled = error_rad.map_or(0.0, |error_rad| {
            let least = self.nearest_in_errors.and_then(|near| near.in_errors());
            least.map_or(far, |least| least * error_rad)
        });
        plain.max(scaled)
    }

    fn take(&mut self, near: NearCandidate) {
        if self
            .nearest
            .is_none_or(|best| near.away_rad < best.away_rad)
        {
            self.nearest = Some(near);
        }
        let Some(in_errors) = near.in_errors() else {
            return;
        };
        let best = self.nearest_in_errors.and_then(|best| best.in_errors());
        if best.is_none_or(|best| in_errors < best) {
            self.nearest_in_errors = Some(near);
        }
    }
}
