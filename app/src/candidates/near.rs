//! Which candidates lie near a place: found in a list sorted by declination, so that it costs a narrow band of them.

use glam::Vec3;
use nuscope_model::Equatorial;
use rayon::prelude::*;

use super::Candidates;

/// Candidates that are shown, sorted by declination.
#[derive(Debug, Default)]
pub struct NearCandidates {
    version: Option<u64>,
    /// Directions, their z rising, with places among all candidates.
    sorted: Vec<(Vec3, u32)>,
}

impl NearCandidates {
    /// Brings the list up to date; does nothing if the same candidates are shown.
    pub fn update(&mut self, candidates: &Candidates) {
        if self.version == Some(candidates.version) {
            return;
        }
        self.version = Some(candidates.version);
        let mut first = 0;
        self.sorted.clear();
        for sample in candidates.samples() {
            let passes = candidates.shown.passes.get(first..first + sample.len());
            let passes = passes.unwrap_or_default();
            let shown = (0..passes.len()).into_par_iter().filter(|i| passes[*i]);
            let placed = shown.map(|i| {
                let direction = sample.position(i).to_vector().as_vec3();
                (direction, (first + i) as u32)
            });
            self.sorted
                .par_extend(placed.filter(|(direction, _)| direction.is_finite()));
            first += sample.len();
        }
        self.sorted
            .par_sort_unstable_by(|a, b| a.0.z.total_cmp(&b.0.z));
    }

    /// How many candidates lie within a radius (radians, below a few degrees) of a position, of those that `seen`
    /// holds of.
    pub fn count(&self, at: Equatorial, radius_rad: f64, seen: impl Fn(usize) -> bool) -> usize {
        let (low, high) = (at.dec_rad - radius_rad, at.dec_rad + radius_rad);
        let quarter = std::f64::consts::FRAC_PI_2;
        let low_z = if low <= -quarter {
            -2.0
        } else {
            low.sin() as f32
        };
        let high_z = if high >= quarter {
            2.0
        } else {
            high.sin() as f32
        };
        let from = self.sorted.partition_point(|(way, _)| way.z < low_z);
        let until = self.sorted.partition_point(|(way, _)| way.z <= high_z);
        let here = at.to_vector().as_vec3();
        // Of directions that are close, the chord keeps more digits than the cosine.
        let chord = 2.0 * (0.5 * radius_rad).sin() as f32;
        let band = self.sorted.get(from..until).unwrap_or_default();
        band.iter()
            .filter(|(way, place)| {
                way.distance_squared(here) <= chord * chord && seen(*place as usize)
            })
            .count()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nuscope_model::Sample;
    use proptest::prelude::*;

    use super::*;
    use crate::document::Document;
    use crate::view::View;

    proptest! {
        #[test]
        fn all_that_are_near_are_counted(
            places in prop::collection::vec((0.0..360.0_f64, -90.0..90.0_f64), 0..200),
            at in (0.0..360.0_f64, prop_oneof![-90.0..90.0_f64, Just(90.0), Just(-90.0)]),
            radius in 0.1..20.0_f64,
        ) {
            let positions: Vec<_> = places.iter().map(|(ra, dec)| Equatorial::from_degrees(*ra, *dec)).collect();
            let sample = Sample {
                ra_rad: positions.iter().map(|position| position.ra_rad).collect(),
                dec_rad: positions.iter().map(|position| position.dec_rad).collect(),
                ..Default::default()
            };
            let document = Document { samples: vec![Arc::new(sample)], ..Default::default() };
            let mut view = View::default();
            let mut candidates = Candidates::default();
            candidates.update(&document, &view);
            let mut near = NearCandidates::default();
            near.update(&candidates);
            let at = Equatorial::from_degrees(at.0, at.1);
            let radius_rad = radius.to_radians();
            let off = |position: &Equatorial| position.separation_rad(at) - radius_rad;
            prop_assume!(positions.iter().all(|position| off(position).abs() > 1e-6));
            let wanted = positions.iter().filter(|position| off(position) < 0.0).count();
            prop_assert_eq!(near.count(at, radius_rad, |_| true), wanted);
            prop_assert_eq!(near.count(at, radius_rad, |_| false), 0);
            view.sky.candidates = false;
            candidates.update(&document, &view);
            near.update(&candidates);
            prop_assert_eq!(near.count(at, radius_rad, |_| true), 0);
        }
    }
}
