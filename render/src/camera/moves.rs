//! Moves of the camera besides orbiting: flying, looking around, views along the axes; and where a pixel looks.

use std::f32::consts::{FRAC_PI_2, PI};

use glam::{Vec2, Vec3};

use super::{FARTHEST_M, NEAREST_M, OrbitCamera, wrapped};

/// From where a picture is taken; north is +y, east is +x.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// From above, north up.
    Top,
    /// From below, north up, east on the left.
    Bottom,
    /// From the north, looking south.
    North,
    /// From the south, looking north.
    South,
    /// From the east, looking west.
    East,
    /// From the west, looking east.
    West,
}

impl OrbitCamera {
    /// At `eye`, with `target` in the middle of the picture.
    pub fn from_eye_target(eye: Vec3, target: Vec3) -> Self {
        let mut camera = Self::default();
        let way = target - eye;
        if !way.is_finite() {
            return camera;
        }
        camera.target = target;
        camera.distance_m = way.length().clamp(NEAREST_M, FARTHEST_M);
        let level_m = way.truncate().length();
        camera.pitch_rad = (-way.z).atan2(level_m).clamp(-FRAC_PI_2, FRAC_PI_2);
        camera.yaw_rad = match level_m > 1e-6 * way.z.abs() && level_m > 0.0 {
            true => way.x.atan2(way.y),
            false => 0.0,
        };
        camera
    }

    /// Turns to look along an axis, with target and distance as they are.
    pub fn axis_view(&mut self, from: Axis) {
        (self.yaw_rad, self.pitch_rad) = match from {
            Axis::Top => (0.0, FRAC_PI_2),
            Axis::Bottom => (0.0, -FRAC_PI_2),
            Axis::North => (-PI, 0.0),
            Axis::South => (0.0, 0.0),
            Axis::East => (-FRAC_PI_2, 0.0),
            Axis::West => (FRAC_PI_2, 0.0),
        };
    }

    /// Moves the eye and what it looks at, in metres to the right, up and forward in the picture.
    pub fn fly(&mut self, right_m: f32, up_m: f32, forward_m: f32) {
        let way = right_m * self.right() + up_m * self.up() + forward_m * self.forward();
        if way.is_finite() {
            self.target += way;
        }
    }

    /// Turns about the eye, to the right by `yaw_rad` and down by `pitch_rad`.
    pub fn look(&mut self, yaw_rad: f32, pitch_rad: f32) {
        if !(yaw_rad.is_finite() && pitch_rad.is_finite()) {
            return;
        }
        let eye = self.eye();
        self.yaw_rad = wrapped(self.yaw_rad + yaw_rad);
        self.pitch_rad = (self.pitch_rad + pitch_rad).clamp(-FRAC_PI_2, FRAC_PI_2);
        self.target = eye + self.distance_m * self.forward();
    }

    /// Where the line of sight through a pixel, counted from the top left, begins, and its direction of length 1.
    pub fn ray_through(&self, pixel: Vec2, viewport_px: (f32, f32)) -> (Vec3, Vec3) {
        let scale = self.metres_per_pixel(viewport_px);
        let right_m = scale * (pixel.x - 0.5 * viewport_px.0);
        let down_m = scale * (pixel.y - 0.5 * viewport_px.1);
        let aside = right_m * self.right() - down_m * self.up();
        match self.orthographic {
            true => (self.eye() + aside, self.forward()),
            false => {
                let way = self.distance_m * self.forward() + aside;
                (self.eye(), way.normalize_or(self.forward()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const VIEWPORT: (f32, f32) = (800.0, 500.0);

    #[test]
    fn axis_views_look_along_their_axes() {
        let mut camera = OrbitCamera::default();
        for (from, eye, right, up) in [
            (Axis::Top, Vec3::Z, Vec3::X, Vec3::Y),
            (Axis::Bottom, Vec3::NEG_Z, Vec3::X, Vec3::NEG_Y),
            (Axis::North, Vec3::Y, Vec3::NEG_X, Vec3::Z),
            (Axis::South, Vec3::NEG_Y, Vec3::X, Vec3::Z),
            (Axis::East, Vec3::X, Vec3::Y, Vec3::Z),
            (Axis::West, Vec3::NEG_X, Vec3::NEG_Y, Vec3::Z),
        ] {
            camera.axis_view(from);
            let near = |a: Vec3, b: Vec3| (a - b).length() < 1e-5;
            assert!(near(camera.eye() / camera.distance_m, eye), "{from:?}");
            assert!(near(camera.right(), right), "{from:?}");
            assert!(near(camera.up(), up), "{from:?}");
        }
    }

    #[test]
    fn flying_takes_the_target_along_and_looking_leaves_the_eye() {
        let mut camera = OrbitCamera::default();
        let (eye, target) = (camera.eye(), camera.target);
        let way = 3.0 * camera.right() + 4.0 * camera.up() + 12.0 * camera.forward();
        camera.fly(3.0, 4.0, 12.0);
        assert!((camera.eye() - eye - way).length() < 1e-3);
        assert!((camera.target - target - way).length() < 1e-3);
        let eye = camera.eye();
        camera.look(0.3, -0.1);
        assert!((camera.eye() - eye).length() < 1e-3);
        camera.look(0.0, 9.0);
        assert!((camera.forward() - Vec3::NEG_Z).length() < 1e-6);
        let before = camera;
        camera.look(f32::NAN, 0.0);
        camera.fly(f32::INFINITY, 0.0, 0.0);
        assert_eq!(camera, before);
    }

    #[test]
    fn the_projection_is_chosen_without_a_change_of_size_at_the_target() {
        let lens = OrbitCamera::default();
        let parallel = OrbitCamera {
            orthographic: true,
            ..lens
        };
        let beside = lens.target + 70.0 * lens.right() + 40.0 * lens.up();
        let seen = |camera: &OrbitCamera| camera.pixel_from_world(beside, VIEWPORT).unwrap();
        assert!((seen(&lens) - seen(&parallel)).length() < 1e-2);
        // Nothing gets smaller with distance, and what is behind the eye is seen too.
        for depth_m in [-5000.0, 900.0] {
            let place = beside + depth_m * parallel.forward();
            let pixel = parallel.pixel_from_world(place, VIEWPORT).unwrap();
            assert!((pixel - seen(&parallel)).length() < 0.05, "{pixel}");
        }
    }

    #[test]
    fn straight_up_and_nowhere_are_directions_too() {
        let camera = OrbitCamera::from_eye_target(Vec3::ZERO, 10.0 * Vec3::Z);
        assert!((camera.forward() - Vec3::Z).length() < 1e-6);
        let camera = OrbitCamera::from_eye_target(Vec3::ONE, Vec3::ONE);
        assert!(camera.clip_from_world(1.6).is_finite());
        let camera = OrbitCamera::from_eye_target(Vec3::NAN, Vec3::ONE);
        assert_eq!(camera, OrbitCamera::default());
    }

    proptest! {
        #[test]
        fn the_eye_is_where_it_was_put(
            eye in prop::array::uniform3(-500.0..500.0_f32),
            target in prop::array::uniform3(-500.0..500.0_f32),
        ) {
            let (eye, target) = (Vec3::from(eye), Vec3::from(target));
            prop_assume!(eye.distance(target) > 1.0);
            let camera = OrbitCamera::from_eye_target(eye, target);
            prop_assert!((camera.eye() - eye).length() < 1e-2, "{}", camera.eye());
        }

        #[test]
        fn a_pixels_ray_meets_what_is_seen_there(
            pixel in (0.0..800.0_f32, 0.0..500.0_f32),
            yaw in -3.0..3.0_f32,
            pitch in -1.5..1.5_f32,
            along_m in 10.0..3000.0_f32,
            orthographic in prop::bool::ANY,
        ) {
            let camera = OrbitCamera { yaw_rad: yaw, pitch_rad: pitch, orthographic, ..Default::default() };
            let pixel = Vec2::from(pixel);
            let (origin, direction) = camera.ray_through(pixel, VIEWPORT);
            prop_assert!((direction.length() - 1.0).abs() < 1e-5);
            let seen = camera.pixel_from_world(origin + along_m * direction, VIEWPORT).unwrap();
            prop_assert!((seen - pixel).length() < 0.1, "{seen} {pixel}");
        }
    }
}
