//! How far reconstructed directions lie from the true ones: a density over rings, in bins of energy and direction.
//!
//! The density of a ring times the area of the ring is its share of the events. The areas are those on the sphere,
//! 2π (cos r₁ − cos r₂), unless a table adds up to 1 only with those of flat rings, π (r₂² − r₁²): both are in use,
//! and for a ring from 30° to 180° they differ by a factor of 2.5. Shares are compared with their own sum, because
//! a table may end before all events are inside.

use std::f64::consts::{PI, TAU};

use crate::response::{rising, within_half_turn};

/// How the rings of a table are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RingArea {
    /// On the sphere: 2π (cos r₁ − cos r₂).
    #[default]
    Sphere,
    /// In the plane: π (r₂² − r₁²).
    Flat,
}

/// Density of the angle between true and reconstructed direction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointSpread {
    /// What to call it.
    pub name: String,
    /// Edges of the energy bins: log10 of the true energy in GeV, rising.
    pub log10_energy_edges: Vec<f64>,
    /// Edges of the bins of the angle from the zenith (or the axis of observation), in radians, rising.
    pub theta_edges_rad: Vec<f64>,
    /// Edges of the rings around the true direction, in radians, rising.
    pub rad_edges_rad: Vec<f64>,
    /// Density per steradian: all rings of the first energy and theta, of the first energy and next theta, and so on.
    pub per_sr: Vec<f64>,
    /// With which areas of the rings the densities add up.
    pub ring_area: RingArea,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

impl RingArea {
    /// The area of a ring between two angles in radians, in steradians.
    pub fn steradians(self, low_rad: f64, high_rad: f64) -> f64 {
        match self {
            // cos a − cos b without the rounding of two numbers close to 1.
            Self::Sphere => {
                2.0 * TAU * ((low_rad + high_rad) / 2.0).sin() * ((high_rad - low_rad) / 2.0).sin()
            }
            Self::Flat => PI * (high_rad - low_rad) * (high_rad + low_rad),
        }
    }

    /// The angle up to which `share` of the area of a ring lies.
    fn angle_rad(self, low_rad: f64, high_rad: f64, share: f64) -> f64 {
        let between = |low: f64, high: f64| low + share * (high - low);
        match self {
            // sin²(r/2) = (1 − cos r)/2, which is exact for small angles.
            Self::Sphere => {
                let half = |angle: f64| (angle / 2.0).sin().powi(2);
                2.0 * between(half(low_rad), half(high_rad))
                    .sqrt()
                    .min(1.0)
                    .asin()
            }
            Self::Flat => between(low_rad * low_rad, high_rad * high_rad).sqrt(),
        }
    }
}

impl PointSpread {
    /// Number of bins of energy and of theta.
    pub fn bins(&self) -> [usize; 2] {
        [&self.log10_energy_edges, &self.theta_edges_rad].map(|edges| edges.len().saturating_sub(1))
    }

    /// The densities of the rings of a bin; none outside all bins.
    pub fn rings(&self, energy: usize, theta: usize) -> &[f64] {
        let rings = self.rad_edges_rad.len().saturating_sub(1);
        let [energies, thetas] = self.bins();
        if energy >= energies || theta >= thetas {
            return &[];
        }
        let first = (energy * thetas + theta) * rings;
        self.per_sr.get(first..first + rings).unwrap_or_default()
    }

    /// The share of the events within all rings of a bin: 1 in a table that is normalised, 0 in an empty bin.
    pub fn total(&self, energy: usize, theta: usize) -> f64 {
        self.shares(energy, theta).sum()
    }

    /// The angle in radians within which this fraction of the events of a bin is reconstructed; `None` where the
    /// table has no events. Within a ring the density is constant.
    pub fn containment_rad(&self, energy: usize, theta: usize, fraction: f64) -> Option<f64> {
        let total = self.total(energy, theta);
        if !(total > 0.0 && total.is_finite() && (0.0..=1.0).contains(&fraction)) {
            return None;
        }
        let wanted = fraction * total;
        let (mut inside, mut end) = (0.0, None);
        for (edges, share) in self
            .rad_edges_rad
            .windows(2)
            .zip(self.shares(energy, theta))
        {
            if share > 0.0 && inside + share >= wanted {
                let within = (wanted - inside) / share;
                return Some(self.ring_area.angle_rad(edges[0], edges[1], within));
            }
            if share > 0.0 {
                end = Some(edges[1]);
            }
            inside += share;
        }
        end
    }

    /// The median angle in radians of a bin; `None` where the table has no events.
    pub fn median_rad(&self, energy: usize, theta: usize) -> Option<f64> {
        self.containment_rad(energy, theta, 0.5)
    }

    /// The smallest and the largest median in radians; `None` if all bins are empty.
    pub fn medians_rad(&self) -> Option<[f64; 2]> {
        let [energies, thetas] = self.bins();
        let all = (0..energies).flat_map(|i| (0..thetas).map(move |j| (i, j)));
        all.filter_map(|(i, j)| self.median_rad(i, j))
            .fold(None, |range, median| {
                let [low, high] = range.unwrap_or([median; 2]);
                Some([median.min(low), median.max(high)])
            })
    }

    /// Whether edges rise within a half turn, bins and densities are as many, and densities are finite and not
    /// negative; then the number of bins of energy and theta without events.
    ///
    /// # Errors
    /// In words, what is wrong.
    pub fn check(&self) -> Result<usize, String> {
        rising("energy", &self.log10_energy_edges)?;
        rising("theta", &self.theta_edges_rad)?;
        rising("the angle to the true direction", &self.rad_edges_rad)?;
        within_half_turn("theta", &self.theta_edges_rad)?;
        within_half_turn("the angle to the true direction", &self.rad_edges_rad)?;
        let [energies, thetas] = self.bins();
        let rings = self.rad_edges_rad.len() - 1;
        let bins = energies.saturating_mul(thetas).saturating_mul(rings);
        if self.per_sr.len() != bins {
            return Err(format!("{} densities for {bins} bins", self.per_sr.len()));
        }
        let bad = |density: &&f64| !density.is_finite() || **density < 0.0;
        if let Some(density) = self.per_sr.iter().find(bad) {
            return Err(format!("a density of {density} per steradian"));
        }
        let bins = self.per_sr.chunks_exact(rings);
        Ok(bins
            .filter(|bin| bin.iter().all(|value| *value == 0.0))
            .count())
    }

    /// The shares of the rings of a bin.
    fn shares(&self, energy: usize, theta: usize) -> impl Iterator<Item = f64> {
        let edges = self.rad_edges_rad.windows(2);
        let areas = edges.map(|edges| self.ring_area.steradians(edges[0], edges[1]));
        let densities = self.rings(energy, theta).iter();
        areas.zip(densities).map(|(area, density)| area * density)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// One bin with one density in all rings: a whole sphere of directions.
    fn even(edges: usize) -> PointSpread {
        let step = PI / edges as f64;
        PointSpread {
            log10_energy_edges: vec![2.0, 3.0],
            theta_edges_rad: vec![0.0, PI],
            rad_edges_rad: (0..=edges).map(|i| i as f64 * step).collect(),
            per_sr: vec![1.0 / (2.0 * TAU); edges],
            ..PointSpread::default()
        }
    }

    #[test]
    fn half_of_all_directions_are_within_a_quarter_turn() {
        for edges in [1, 2, 3, 180] {
            let spread = even(edges);
            assert_eq!(spread.check(), Ok(0));
            assert!((spread.total(0, 0) - 1.0).abs() < 1e-12);
            let median = spread.median_rad(0, 0).unwrap();
            assert!((median - PI / 2.0).abs() < 1e-12, "{median}");
        }
        let flat = PointSpread {
            ring_area: RingArea::Flat,
            ..even(4)
        };
        let median = flat.median_rad(0, 0).unwrap();
        assert!((median - PI / 2_f64.sqrt()).abs() < 1e-12, "{median}");
    }

    #[test]
    fn the_rings_of_a_bin_lie_together() {
        let spread = PointSpread {
            log10_energy_edges: vec![2.0, 3.0, 4.0],
            theta_edges_rad: vec![0.0, 1.0, 2.0, 3.0],
            rad_edges_rad: vec![0.0, 0.1, 0.2],
            per_sr: (0..12).map(f64::from).collect(),
            ..PointSpread::default()
        };
        assert_eq!(spread.rings(1, 2), [10.0, 11.0]);
        assert_eq!(spread.rings(0, 1), [2.0, 3.0]);
        assert!(spread.rings(2, 0).is_empty() && spread.rings(0, 3).is_empty());
        assert_eq!(spread.median_rad(2, 0), None);
        assert_eq!(spread.check(), Ok(0));
        let [low, high] = spread.medians_rad().unwrap();
        assert!(low < high && high < 0.2);
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said() {
        let with = |change: fn(&mut PointSpread)| {
            let mut spread = even(3);
            change(&mut spread);
            spread.check()
        };
        let few = with(|spread| spread.per_sr.truncate(2));
        assert_eq!(few.unwrap_err(), "2 densities for 3 bins");
        let falls = with(|spread| spread.rad_edges_rad[1] = 4.0);
        assert!(falls.unwrap_err().contains("a bin of the angle"));
        let wide = with(|spread| spread.theta_edges_rad[1] = 90.0);
        assert!(wide.unwrap_err().contains("theta"));
        assert!(with(|spread| spread.per_sr[0] = -1.0).is_err());
        assert_eq!(with(|spread| spread.per_sr.fill(0.0)), Ok(1));
    }

    proptest! {
        #[test]
        fn more_events_need_a_wider_ring(
            densities in prop::collection::vec(0.0..10.0f64, 5),
            [a, b] in prop::array::uniform2(0.0..=1.0f64),
            flat in any::<bool>(),
        ) {
            let mut spread = even(5);
            spread.ring_area = if flat { RingArea::Flat } else { RingArea::Sphere };
            spread.per_sr = densities;
            let at = |fraction| spread.containment_rad(0, 0, fraction);
            if let (Some(a), Some(b)) = (at(a.min(b)), at(a.max(b))) {
                prop_assert!(a <= b && (0.0..=PI + 1e-12).contains(&b), "{a} {b}");
            } else {
                prop_assert!(spread.per_sr.iter().all(|value| *value == 0.0));
            }
        }
    }
}
