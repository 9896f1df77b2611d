//! Light in the water: the front that runs from a track or a shower, and the shower itself.
//!
//! A particle of speed `v` passes `origin` at `time_ns`. At the time T of the frame's cursor its light has
//! arrived where
//!
//! ```text
//! z = v (T − time) − R / tan(half angle)
//! ```
//!
//! with z along the track and R away from it: a cone with the particle, or the place where it would be, at its
//! apex. The light at (z, R) left the track at s = z − R / tan(emission angle), so a track that begins and ends
//! lights only the part of the cone with s between the two. All of that is computed from the cursor in the
//! vertex shader; nothing is sent while time runs.

use bytemuck::{Pod, Zeroable};

use crate::space::Point;
use crate::space::geometry::{END_OF_TIME_NS, FARTHEST_M, drawable_time};

/// A front of light that moves with time: a cone behind a track, a sphere around a shower.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct Front {
    /// A point of the track, or the shower's place, in metres.
    pub origin: [f32; 3],
    /// When the particle is there, in nanoseconds.
    pub time_ns: f32,
    /// Direction of travel; zero for a shower, whose light runs everywhere.
    pub direction: [f32; 3],
    /// When the particle begins to give light, in nanoseconds; −∞ for always. Showers ignore it.
    pub from_ns: f32,
    /// When it stops, in nanoseconds; ∞ for never. Showers ignore it.
    pub until_ns: f32,
    /// Speed of the particle.
    pub particle_speed_m_per_ns: f32,
    /// Speed of the light: its group velocity in the medium. Tracks ignore it, since the angles say it all.
    pub light_speed_m_per_ns: f32,
    /// Tangent of the angle between the track and the cone.
    pub tan_half_angle: f32,
    /// Tangent of the angle between the track and the light; 0 where it runs square to the cone.
    pub tan_emission: f32,
    /// How far from the track or the shower the front is followed, in metres; it has faded away there.
    pub reach_m: f32,
    /// Gamma-encoded sRGB and strength.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
}

impl Default for Front {
    fn default() -> Self {
        Self {
            origin: [0.0; 3],
            time_ns: 0.0,
            direction: [0.0; 3],
            from_ns: f32::NEG_INFINITY,
            until_ns: f32::INFINITY,
            particle_speed_m_per_ns: 0.299_792_46,
            light_speed_m_per_ns: 0.2173,
            tan_half_angle: 1.0514,
            tan_emission: 0.0,
            reach_m: 500.0,
            color: [255; 4],
            id: 0,
        }
    }
}

impl Front {
    /// The front as shaders can take it, its direction of length 1; `None` if it can have no shape.
    pub(crate) fn drawable(mut self) -> Option<Self> {
        let placed = self.origin.iter().all(|x| x.abs() <= FARTHEST_M);
        let positive = |value: f32| value > 0.0 && value <= FARTHEST_M;
        if !placed || !self.time_ns.is_finite() || !positive(self.reach_m) {
            return None;
        }
        let direction = glam::Vec3::from(self.direction).as_dvec3();
        if !direction.is_finite() {
            return None;
        }
        self.direction = direction.normalize_or_zero().as_vec3().to_array();
        let shaped = match self.is_cone() {
            true => {
                positive(self.particle_speed_m_per_ns)
                    && positive(self.tan_half_angle)
                    && self.tan_emission >= 0.0
            }
            false => positive(self.light_speed_m_per_ns),
        };
        let bound = |time_ns: f32, otherwise: f32| match time_ns.is_nan() {
            true => otherwise,
            false => time_ns.clamp(-END_OF_TIME_NS, END_OF_TIME_NS),
        };
        self.from_ns = bound(self.from_ns, -END_OF_TIME_NS);
        self.until_ns = bound(self.until_ns, END_OF_TIME_NS);
        shaped.then_some(self)
    }

    fn is_cone(&self) -> bool {
        self.direction != [0.0; 3]
    }
}

/// When the light of one track or shower arrives, by which hits can be timed: their value is then how much later
/// they are.
///
/// ```text
/// expected = time + along_ns_per_m × L + away_ns_per_m × d
/// ```
///
/// with L along the direction from the origin and d away from that line, or from the origin where there is no
/// direction. It travels with the frame, so that a track that is dragged costs nothing for each hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// A point of the track, or the shower's place, in metres; near the scene's middle, for the digits.
    pub origin: [f32; 3],
    /// When the particle is there, in nanoseconds.
    pub time_ns: f32,
    /// Direction of travel, of length 1; zero for a shower.
    pub direction: [f32; 3],
    /// Nanoseconds for each metre along the track.
    pub along_ns_per_m: f32,
    /// Nanoseconds for each metre away from it.
    pub away_ns_per_m: f32,
}

impl Arrival {
    /// The arrival as shaders can take it: origin and time, direction, paces and whether it counts.
    pub(crate) fn uniforms(arrival: Option<&Self>) -> [[f32; 4]; 3] {
        let Some(arrival) = arrival else {
            return [[0.0; 4]; 3];
        };
        let [x, y, z] = arrival.origin;
        let [u, v, w] = arrival.direction;
        let (along, away) = (arrival.along_ns_per_m, arrival.away_ns_per_m);
        let all = [x, y, z, arrival.time_ns, u, v, w, along, away];
        match all.iter().all(|number| number.abs() <= END_OF_TIME_NS) {
            true => [
                [x, y, z, arrival.time_ns],
                [u, v, w, 0.0],
                [along, away, 1.0, 0.0],
            ],
            // It has no place: no hit has a value.
            false => [[0.0; 4], [0.0; 4], [0.0, 0.0, -1.0, 0.0]],
        }
    }
}

/// A shower: a soft ball of light that appears at its time and stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ball {
    /// Its middle, in metres.
    pub position: [f32; 3],
    /// Where its light has faded away, in metres from its middle.
    pub radius_m: f32,
    /// When it appears, in nanoseconds; NaN: it is shown only where no moment is.
    pub time_ns: f32,
    /// Gamma-encoded sRGB and strength.
    pub color: [u8; 4],
    /// Which thing this is, for picking; 0 cannot be picked.
    pub id: u32,
}

impl Ball {
    /// The ball as the point that lies in the device's memory.
    pub(crate) fn drawable(self) -> Option<Point> {
        Point {
            position: self.position,
            radius_m: self.radius_m,
            time_ns: drawable_time(self.time_ns),
            color: self.color,
            id: self.id,
            ..Default::default()
        }
        .drawable()
    }
}
