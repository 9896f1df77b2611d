//! How a track's light passes a vertical string: the hyperbola of a z-t plot.
//!
//! On a string at (x, y) the first light comes at `t(z)`, one branch of a hyperbola whose earliest point is not where
//! the track is nearest: light made before comes first. Both are marked on the plots that shifters know.

use glam::{DVec2, DVec3};

use crate::cherenkov::{Cherenkov, Emission};
use crate::medium::C_M_PER_NS;
use crate::track::TrackShape;

/// Where and when a track comes nearest to a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closest {
    /// Height on the string, in metres.
    pub z_m: f64,
    /// Distance of track and string there, in metres.
    pub distance_m: f64,
    /// When the particle is there, in nanoseconds on the clock of the track.
    pub particle_ns: f64,
    /// When its first light reaches the string at that height, in nanoseconds on the clock of the track.
    pub light_ns: f64,
}

/// One point of a hyperbola.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Height on the string, in metres.
    pub z_m: f64,
    /// When the first light comes, in nanoseconds on the clock of the track.
    pub time_ns: f64,
    /// Whether the track was there to make it.
    pub emission: Emission,
}

impl Cherenkov {
    /// Where and when the particle comes nearest to the endless vertical string at `string_m`; `None` if it is
    /// parallel to it, or not finite.
    pub fn closest_to_string(&self, string_m: DVec2) -> Option<Closest> {
        let start = self.particle_m(self.time_ns());
        let (particle_m, particle_ns) = match self.shape() {
            TrackShape::Shower => (start, self.time_ns()),
            TrackShape::Line => {
                let across = self.travel().truncate();
                let along_m = (string_m - start.truncate()).dot(across) / across.length_squared();
                (
                    start + along_m * self.travel(),
                    self.time_ns() + along_m / C_M_PER_NS,
                )
            }
        };
        let closest = Closest {
            z_m: particle_m.z,
            distance_m: particle_m.truncate().distance(string_m),
            particle_ns,
            light_ns: self.expected_ns(string_m.extend(particle_m.z)),
        };
        let sound = closest.z_m.is_finite() && closest.light_ns.is_finite();
        sound.then_some(closest)
    }

    /// When the first light reaches the vertical string at `string_m`, at `points` heights from `low_m` to `high_m`.
    ///
    /// Heights where no time can be told are left out.
    pub fn hyperbola(
        &self,
        string_m: DVec2,
        (low_m, high_m): (f64, f64),
        points: usize,
    ) -> Vec<Expected> {
        let steps = points.saturating_sub(1).max(1) as f64;
        let heights = (0..points).map(|i| low_m + (high_m - low_m) * i as f64 / steps);
        let expected = |z_m: f64| {
            let position_m: DVec3 = string_m.extend(z_m);
            Expected {
                z_m,
                time_ns: self.expected_ns(position_m),
                emission: self.emission(position_m),
            }
        };
        heights
            .map(expected)
            .filter(|expected| expected.time_ns.is_finite())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Medium;

    const WATER: Medium = Medium::WATER;

    #[test]
    fn a_horizontal_track_makes_a_symmetric_hyperbola() {
        let light = Cherenkov::line(DVec3::new(0.0, 0.0, 100.0), DVec3::X, 50.0, WATER);
        let string_m = DVec2::new(30.0, 40.0);
        let closest = light.closest_to_string(string_m).unwrap();
        assert_eq!((closest.z_m, closest.distance_m), (100.0, 40.0));
        assert!((closest.particle_ns - (50.0 + 30.0 / C_M_PER_NS)).abs() < 1e-9);
        let light_ns = 50.0 + (30.0 + WATER.k() * 40.0) / C_M_PER_NS;
        assert!((closest.light_ns - light_ns).abs() < 1e-9);
        let points = light.hyperbola(string_m, (0.0, 200.0), 101);
        assert_eq!((points.len(), points[100].z_m), (101, 200.0));
        assert_eq!(points[50].time_ns, closest.light_ns);
        for i in 0..50 {
            assert!((points[i].time_ns - points[100 - i].time_ns).abs() < 1e-9);
            assert!(points[i].time_ns > points[i + 1].time_ns);
        }
        // Far away the branch approaches lines of slope K/c.
        let far = light.hyperbola(string_m, (1e6, 1e6 + 1.0), 2);
        let slope = far[1].time_ns - far[0].time_ns;
        assert!((slope - WATER.k() / C_M_PER_NS).abs() < 1e-6);
    }

    #[test]
    fn the_first_light_comes_above_the_nearest_point_of_a_track_that_goes_down() {
        let down = Cherenkov::line(DVec3::ZERO, DVec3::new(2.0, 0.0, -1.0), 0.0, WATER);
        let string_m = DVec2::new(0.0, 20.0);
        let closest = down.closest_to_string(string_m).unwrap();
        assert_eq!((closest.z_m, closest.particle_ns), (0.0, 0.0));
        let points = down.hyperbola(string_m, (-60.0, 60.0), 241);
        let first = points
            .iter()
            .min_by(|a, b| a.time_ns.total_cmp(&b.time_ns))
            .unwrap();
        // dt/dz = 0 at z = d u_z / sqrt((1 - u_z²) (K² (1 - u_z²) - u_z²)).
        let (k2, uz2) = (WATER.k().powi(2), 0.2_f64);
        let z_m = 20.0 * (uz2 / ((1.0 - uz2) * (k2 * (1.0 - uz2) - uz2))).sqrt();
        assert!((first.z_m - z_m).abs() < 0.26, "{} {z_m}", first.z_m);
        assert!(first.time_ns < closest.light_ns);
    }

    #[test]
    fn parallel_tracks_are_nowhere_nearest_and_odd_ones_give_nothing() {
        let up = Cherenkov::line(DVec3::ZERO, DVec3::Z, 0.0, WATER);
        assert_eq!(up.closest_to_string(DVec2::ONE), None);
        assert_eq!(up.hyperbola(DVec2::ONE, (0.0, 9.0), 10).len(), 10);
        let none = Cherenkov::line(DVec3::ZERO, DVec3::ZERO, 0.0, WATER);
        assert_eq!(none.closest_to_string(DVec2::ONE), None);
        assert!(none.hyperbola(DVec2::ONE, (0.0, 9.0), 10).is_empty());
        assert!(up.hyperbola(DVec2::ONE, (0.0, f64::INFINITY), 10).len() < 10);
        assert!(up.hyperbola(DVec2::ONE, (0.0, 9.0), 0).is_empty());
        assert_eq!(up.hyperbola(DVec2::ONE, (3.0, 9.0), 1)[0].z_m, 3.0);
    }

    #[test]
    fn a_shower_is_nearest_at_its_own_height() {
        let shower = Cherenkov::shower(DVec3::new(3.0, 4.0, 7.0), 10.0, WATER);
        let closest = shower.closest_to_string(DVec2::ZERO).unwrap();
        assert_eq!(
            (closest.z_m, closest.distance_m, closest.particle_ns),
            (7.0, 5.0, 10.0)
        );
        assert_eq!(closest.light_ns, 10.0 + 5.0 * WATER.n_group / C_M_PER_NS);
    }
}
