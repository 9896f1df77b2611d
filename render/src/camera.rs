//! The camera: it orbits a point, z stays up, and it never turns over.
//!
//! Yaw is the compass heading of the line of sight (0 looks along +y with +x to the right, growing
//! clockwise seen from above); pitch is how far it looks down. The basis comes from the two angles
//! alone, so looking straight down is no special case. Depth is reversed with an infinite far plane:
//! a track of 10 km and a lens of 8 cm fit the same picture. Without perspective the picture shows what
//! lies behind the eye too, and depth is linear.

mod moves;

pub use moves::Axis;

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::camera::rh::{proj::directx::perspective_infinite_reverse, view::look_to_mat4};
use glam::{Mat4, Vec2, Vec3, Vec4};
use serde::{Deserialize, Serialize};

/// Closest that the camera goes to its target, in metres.
const NEAREST_M: f32 = 0.2;
/// Farthest that the camera goes from its target, in metres.
const FARTHEST_M: f32 = 100_000.0;
/// What is closer to the eye than this is not drawn, in metres.
const NEAR_PLANE_M: f32 = 0.05;
/// How far before and behind its target a picture without perspective reaches at least, in metres.
const PARALLEL_DEPTH_M: f32 = 20_000.0;
/// Turn per pixel of a drag.
const RADIANS_PER_PIXEL: f32 = PI / 700.0;

/// Where the picture is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrbitCamera {
    /// The point that stays in the middle, in metres relative to the scene's origin.
    pub target: Vec3,
    /// From the target to the eye, in metres; positive.
    pub distance_m: f32,
    /// Compass heading of the line of sight, in radians; 0 is +y, π/2 is +x.
    pub yaw_rad: f32,
    /// How far the line of sight points down, in radians, within ±π/2.
    pub pitch_rad: f32,
    /// Opening angle from the bottom to the top of the picture, in radians.
    pub fov_y_rad: f32,
    /// Without perspective: everything is as large as it would be at the target.
    pub orthographic: bool,
}

impl Default for OrbitCamera {
    fn default() -> Self {
        Self {
            target: Vec3::ZERO,
            distance_m: 1500.0,
            yaw_rad: 0.5,
            pitch_rad: 0.22,
            fov_y_rad: 0.7,
            orthographic: false,
        }
    }
}

impl OrbitCamera {
    /// The line of sight, of length 1.
    pub fn forward(&self) -> Vec3 {
        let (sin_yaw, cos_yaw) = self.yaw_rad.sin_cos();
        let (sin_pitch, cos_pitch) = self.pitch_rad.sin_cos();
        Vec3::new(sin_yaw * cos_pitch, cos_yaw * cos_pitch, -sin_pitch)
    }

    /// To the right in the picture, of length 1; always horizontal.
    pub fn right(&self) -> Vec3 {
        let (sin_yaw, cos_yaw) = self.yaw_rad.sin_cos();
        Vec3::new(cos_yaw, -sin_yaw, 0.0)
    }

    /// Up in the picture, of length 1.
    pub fn up(&self) -> Vec3 {
        self.right().cross(self.forward())
    }

    /// Where the eye is, in metres.
    pub fn eye(&self) -> Vec3 {
        self.target - self.distance_m * self.forward()
    }

    /// From metres to clip space (x right, y up, reversed depth) for a picture of width/height `aspect`.
    pub fn clip_from_world(&self, aspect: f32) -> Mat4 {
        let aspect = if aspect > 0.0 && aspect.is_finite() {
            aspect
        } else {
            1.0
        };
        if self.orthographic {
            return self.parallel_from_world(aspect);
        }
        perspective_infinite_reverse(self.fov_y_rad, aspect, NEAR_PLANE_M)
            * look_to_mat4(self.eye(), self.forward(), self.up())
    }

    /// Half the height of what is seen at the target, in metres.
    fn half_height_m(&self) -> f32 {
        self.distance_m * (0.5 * self.fov_y_rad).tan()
    }

    /// Parallel lines of sight: depth falls from 1 far before the target to 0 far behind it.
    fn parallel_from_world(&self, aspect: f32) -> Mat4 {
        let half_m = self.half_height_m();
        let depth_m = PARALLEL_DEPTH_M + 2.0 * self.distance_m;
        let right = self.right() / (half_m * aspect);
        let up = self.up() / half_m;
        let back = -0.5 / depth_m * self.forward();
        let row = |axis: Vec3, middle: f32| axis.extend(middle - axis.dot(self.target));
        Mat4::from_cols(row(right, 0.0), row(up, 0.0), row(back, 0.5), Vec4::W).transpose()
    }

    /// Turns around the target by a drag of `dx_px` to the right and `dy_px` down.
    pub fn orbit(&mut self, dx_px: f32, dy_px: f32) {
        self.yaw_rad = wrapped(self.yaw_rad + RADIANS_PER_PIXEL * dx_px);
        self.pitch_rad = (self.pitch_rad + RADIANS_PER_PIXEL * dy_px).clamp(-FRAC_PI_2, FRAC_PI_2);
    }

    /// Moves sideways, so that the target's surroundings follow a drag of `dx_px` right and `dy_px` down.
    pub fn pan(&mut self, dx_px: f32, dy_px: f32, viewport_px: (f32, f32)) {
        let scale = self.metres_per_pixel(viewport_px);
        self.target += scale * (dy_px * self.up() - dx_px * self.right());
    }

    /// Comes closer by `factor` (above 1) or backs off (below 1); what is under the cursor, as far away
    /// as the target, stays under it. Pixels count from the top left.
    pub fn zoom(&mut self, factor: f32, cursor_px: (f32, f32), viewport_px: (f32, f32)) {
        if !(factor > 0.0 && factor.is_finite()) {
            return;
        }
        let before = self.distance_m;
        self.distance_m = (before / factor).clamp(NEAREST_M, FARTHEST_M);
        let from_middle = Vec2::new(
            cursor_px.0 - 0.5 * viewport_px.0,
            cursor_px.1 - 0.5 * viewport_px.1,
        );
        let moved =
            from_middle * (self.metres_per_pixel(viewport_px) * (before / self.distance_m - 1.0));
        self.target += moved.x * self.right() - moved.y * self.up();
    }

    /// Backs off or comes closer, with the heading as it is, until the box from `low` to `high` fills
    /// a picture of width/height `aspect`.
    pub fn fit(&mut self, low: Vec3, high: Vec3, aspect: f32) {
        if !(low.is_finite() && high.is_finite()) {
            return;
        }
        self.target = 0.5 * (low + high);
        let half = 0.5 * (high - low).abs();
        let tan_y = (0.5 * self.fov_y_rad).tan();
        let tan_x = tan_y * if aspect > 0.0 { aspect } else { 1.0 };
        let mut distance_m = NEAREST_M;
        for corner in 0..8 {
            let sign = |bit: u32| if corner >> bit & 1 == 0 { -1.0 } else { 1.0 };
            let corner = half * Vec3::new(sign(0), sign(1), sign(2));
            let depth = corner.dot(self.forward());
            let depth = if self.orthographic { 0.0 } else { depth };
            let wide = corner.dot(self.right()).abs() / tan_x - depth;
            let tall = corner.dot(self.up()).abs() / tan_y - depth;
            distance_m = distance_m.max(wide).max(tall);
        }
        self.distance_m = (1.06 * distance_m).min(FARTHEST_M);
    }

    /// Size of one pixel at the target, in metres; for scale bars.
    pub fn metres_per_pixel(&self, viewport_px: (f32, f32)) -> f32 {
        2.0 * self.half_height_m() / viewport_px.1.max(1.0)
    }

    /// Where a point appears, in pixels from the top left; `None` behind the eye. For labels.
    pub fn pixel_from_world(&self, point: Vec3, viewport_px: (f32, f32)) -> Option<Vec2> {
        let clip = self.clip_from_world(viewport_px.0 / viewport_px.1) * point.extend(1.0);
        (clip.w > NEAR_PLANE_M).then(|| {
            Vec2::new(
                (0.5 + 0.5 * clip.x / clip.w) * viewport_px.0,
                (0.5 - 0.5 * clip.y / clip.w) * viewport_px.1,
            )
        })
    }

    /// The camera on its way from `a` to `b` after the share `t`, within 0..=1, of the time.
    ///
    /// Starts and ends gently, turns the shorter way round, and zooms by equal factors in equal times.
    pub fn lerp(a: &Self, b: &Self, t: f32) -> Self {
        let t = t.clamp(0.0, 1.0);
        // The ends exactly, so that an animation knows when it has arrived.
        if t == 0.0 || t == 1.0 {
            return if t == 0.0 { *a } else { *b };
        }
        let t = t * t * t * (t * (6.0 * t - 15.0) + 10.0);
        let mix = |from: f32, to: f32| from + t * (to - from);
        Self {
            target: a.target.lerp(b.target, t),
            distance_m: a.distance_m * (b.distance_m / a.distance_m).powf(t),
            yaw_rad: wrapped(a.yaw_rad + t * wrapped(b.yaw_rad - a.yaw_rad)),
            pitch_rad: mix(a.pitch_rad, b.pitch_rad),
            fov_y_rad: mix(a.fov_y_rad, b.fov_y_rad),
            orthographic: if t < 0.5 {
                a.orthographic
            } else {
                b.orthographic
            },
        }
    }
}

/// An angle within -π..π.
fn wrapped(angle_rad: f32) -> f32 {
    (angle_rad + PI).rem_euclid(TAU) - PI
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const VIEWPORT: (f32, f32) = (800.0, 500.0);

    #[test]
    fn looking_north_has_east_on_the_right_and_z_up() {
        let camera = OrbitCamera {
            yaw_rad: 0.0,
            pitch_rad: 0.0,
            ..Default::default()
        };
        let middle = camera.pixel_from_world(Vec3::ZERO, VIEWPORT).unwrap();
        assert!((middle - Vec2::new(400.0, 250.0)).length() < 1e-3);
        let east = camera.pixel_from_world(100.0 * Vec3::X, VIEWPORT).unwrap();
        assert!(east.x > 400.0 && (east.y - 250.0).abs() < 1e-2);
        let up = camera.pixel_from_world(100.0 * Vec3::Z, VIEWPORT).unwrap();
        assert!(up.y < 250.0 && (up.x - 400.0).abs() < 1e-2);
        assert!((camera.eye() - Vec3::new(0.0, -1500.0, 0.0)).length() < 1e-2);
        assert_eq!(
            camera.pixel_from_world(Vec3::new(0.0, -2000.0, 0.0), VIEWPORT),
            None
        );
    }

    #[test]
    fn it_never_turns_over() {
        let mut camera = OrbitCamera::default();
        camera.orbit(0.0, 1e6);
        assert!((camera.forward() - Vec3::NEG_Z).length() < 1e-6);
        assert!(camera.clip_from_world(1.6).is_finite());
        camera.orbit(0.0, -2e6);
        assert!((camera.forward() - Vec3::Z).length() < 1e-6);
        assert!(camera.up().z >= -1e-6);
    }

    #[test]
    fn the_short_way_round_passes_south() {
        let a = OrbitCamera {
            yaw_rad: 3.0,
            ..Default::default()
        };
        let b = OrbitCamera {
            yaw_rad: -3.0,
            ..Default::default()
        };
        let between = OrbitCamera::lerp(&a, &b, 0.5);
        assert!(between.yaw_rad.abs() > 3.1);
        assert_eq!(OrbitCamera::lerp(&a, &b, 0.0), a);
        assert_eq!(OrbitCamera::lerp(&a, &b, 1.0), b);
    }

    proptest! {
        #[test]
        fn fitting_a_box_shows_all_of_it_and_fills_the_picture(
            yaw in -3.0..3.0_f32,
            pitch in -1.5..1.5_f32,
            middle in prop::array::uniform3(-500.0..500.0_f32),
            half in prop::array::uniform3(5.0..800.0_f32),
            aspect in 0.4..3.0_f32,
            orthographic in prop::bool::ANY,
        ) {
            let (middle, half) = (Vec3::from(middle), Vec3::from(half));
            let mut camera = OrbitCamera { yaw_rad: yaw, pitch_rad: pitch, orthographic, ..Default::default() };
            camera.fit(middle - half, middle + half, aspect);
            let mut farthest = 0.0_f32;
            for corner in 0..8 {
                let sign = |bit: u32| if corner >> bit & 1 == 0 { -1.0 } else { 1.0 };
                let corner = middle + half * Vec3::new(sign(0), sign(1), sign(2));
                let clip = camera.clip_from_world(aspect) * corner.extend(1.0);
                prop_assert!(clip.w > 0.0);
                farthest = farthest.max((clip.x / clip.w).abs()).max((clip.y / clip.w).abs());
            }
            prop_assert!((0.6..=1.0).contains(&farthest), "farthest corner at {farthest}");
        }

        #[test]
        fn zooming_keeps_what_is_under_the_cursor(
            cursor in (0.0..800.0_f32, 0.0..500.0_f32),
            factor in 0.3..3.0_f32,
            yaw in -3.0..3.0_f32,
            pitch in -1.5..1.5_f32,
            orthographic in prop::bool::ANY,
        ) {
            let mut camera = OrbitCamera { yaw_rad: yaw, pitch_rad: pitch, orthographic, ..Default::default() };
            let scale = camera.metres_per_pixel(VIEWPORT);
            let under = camera.target + scale * ((cursor.0 - 400.0) * camera.right() - (cursor.1 - 250.0) * camera.up());
            camera.zoom(factor, cursor, VIEWPORT);
            let after = camera.pixel_from_world(under, VIEWPORT).unwrap();
            prop_assert!((after - Vec2::new(cursor.0, cursor.1)).length() < 0.1, "{after}");
        }

        #[test]
        fn panning_drags_the_target_along(dx in -300.0..300.0_f32, dy in -200.0..200.0_f32) {
            let mut camera = OrbitCamera::default();
            let held = camera.target;
            camera.pan(dx, dy, VIEWPORT);
            let now = camera.pixel_from_world(held, VIEWPORT).unwrap();
            prop_assert!((now - Vec2::new(400.0 + dx, 250.0 + dy)).length() < 0.1);
        }
    }
}
