//! The handles of the user's track in the 3D view: one moves it, one turns it, one shifts it in time.
//!
//! A handle moves in the plane of the picture, at the depth of the track: what is seen follows the pointer. Turning
//! pulls the tip of an arrow of fixed length on the screen, and time runs along the track, so that the particle and
//! its light follow the pointer too.

use eframe::egui::{self, Align2, CursorIcon, FontId, Pos2, Rect, Sense, Stroke, Vec2, vec2};
use glam::DVec3;
use nuscope_model::Medium;
use nuscope_model::medium::C_M_PER_NS;
use nuscope_model::track::TrackShape;
use nuscope_render::camera::OrbitCamera;

use crate::derived::medium;
use crate::document::Document;
use crate::theme::{self, SMALL};
use crate::view::{UserTrack, View};

/// How far the outer handles are from the one in the middle, in points.
const ARM: f32 = 90.0;
/// Radius of a handle in points, and of what the pointer catches.
const RADII: (f32, f32) = (6.0, 11.0);

/// What a handle changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// The position, in the plane of the picture.
    Position,
    /// The direction of travel.
    Direction,
    /// The time.
    Time,
}

impl Handle {
    const ALL: [Self; 3] = [Self::Direction, Self::Time, Self::Position];

    /// What it does.
    pub fn label(self) -> &'static str {
        match self {
            Self::Position => "Move your track",
            Self::Direction => "Turn your track",
            Self::Time => "Shift your track in time",
        }
    }
}

/// How the view sees the surroundings of a track.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// The camera; its positions are relative to the detector's centre.
    pub camera: &'a OrbitCamera,
    /// The detector's centre, in metres.
    pub center_m: DVec3,
    /// Where the view is on the screen.
    pub rect: Rect,
    /// What light travels in.
    pub medium: Medium,
}

impl Sight<'_> {
    fn on_screen(&self, position_m: DVec3) -> Option<Pos2> {
        let size = (self.rect.width(), self.rect.height());
        let point = (position_m - self.center_m).as_vec3();
        let pixel = self.camera.pixel_from_world(point, size)?;
        pixel
            .is_finite()
            .then(|| self.rect.min + vec2(pixel.x, pixel.y))
    }

    /// To the right and up in the picture, in metres per point at a depth; `None` behind the eye.
    fn axes_m(&self, position_m: DVec3) -> Option<(DVec3, DVec3)> {
        let middle = self.on_screen(position_m)?;
        let right = self.camera.right().as_dvec3();
        let step_m = 1e-2 * f64::from(self.camera.distance_m);
        let beside = self.on_screen(position_m + step_m * right)?;
        let metres = step_m / f64::from((beside - middle).length());
        let up = self.camera.up().as_dvec3();
        metres.is_finite().then_some((metres * right, metres * up))
    }

    /// From the position to the tip of the arrow along the travel, in metres.
    fn arm_m(&self, user: &UserTrack) -> Option<DVec3> {
        let (right, _) = self.axes_m(user.position_m)?;
        let along = match user.shape {
            TrackShape::Line => user.travel.try_normalize()?,
            TrackShape::Shower => right.normalize(),
        };
        Some(f64::from(ARM) * right.length() * along)
    }

    /// Where a handle is in the world; `None` if this track does not have it here.
    fn place_m(&self, user: &UserTrack, handle: Handle) -> Option<DVec3> {
        let arm = self.arm_m(user)?;
        match (handle, user.shape) {
            (Handle::Position, _) => Some(user.position_m),
            (Handle::Direction, TrackShape::Line) => Some(user.position_m + arm),
            (Handle::Direction, TrackShape::Shower) => None,
            (Handle::Time, TrackShape::Line) => Some(user.position_m - 0.7 * arm),
            (Handle::Time, TrackShape::Shower) => Some(user.position_m + 0.7 * arm),
        }
    }

    /// The track after one of its handles was dragged by `delta` points.
    pub fn dragged(&self, user: &UserTrack, handle: Handle, delta: Vec2) -> UserTrack {
        let mut next = *user;
        let (Some((right, up)), Some(arm)) = (self.axes_m(user.position_m), self.arm_m(user))
        else {
            return next;
        };
        let moved = f64::from(delta.x) * right - f64::from(delta.y) * up;
        match handle {
            Handle::Position => next.position_m += moved,
            Handle::Direction => {
                let turned = (arm + moved).try_normalize();
                next.travel = turned.unwrap_or(next.travel);
            }
            Handle::Time => {
                let speed = match user.shape {
                    TrackShape::Line => C_M_PER_NS,
                    TrackShape::Shower => self.medium.group_speed_m_per_ns(),
                };
                let along_m = self.along_m(user, arm, delta, right.length());
                let later_ns = -along_m / speed;
                if later_ns.is_finite() {
                    next.time_ns += later_ns;
                }
            }
        }
        next
    }

    /// How far a drag goes along the arm, in metres; up where the arm points at the eye.
    fn along_m(&self, user: &UserTrack, arm: DVec3, delta: Vec2, metres_per_point: f64) -> f64 {
        let start = self.on_screen(user.position_m);
        let tip = self.on_screen(user.position_m + arm);
        match start.zip(tip).map(|(start, tip)| tip - start) {
            Some(axis) if axis.length() > 8.0 => {
                f64::from(delta.dot(axis) / axis.length_sq()) * arm.length()
            }
            _ => f64::from(-delta.y) * metres_per_point,
        }
    }
}

/// Draws the handles of the user's track, if there is one to drag, over the view in `rect`.
pub fn user_track_ui(
    ui: &mut egui::Ui,
    camera: &OrbitCamera,
    rect: Rect,
    document: &Document,
    view: &mut View,
) {
    let medium = medium(document.detector.as_deref(), view);
    if let Some(user) = &mut view.tracks.user
        && document.event.is_some()
        && let Some(detector) = &document.detector
    {
        let sight = Sight {
            camera,
            center_m: detector.center_m(),
            rect,
            medium,
        };
        handles_ui(ui, &sight, user);
    }
}

/// Draws the handles over the view and lets them be dragged.
fn handles_ui(ui: &mut egui::Ui, sight: &Sight<'_>, user: &mut UserTrack) {
    let theme = theme::of(ui);
    let painter = ui.painter_at(sight.rect);
    let on_screen = |handle| {
        let place = sight.place_m(user, handle)?;
        sight.on_screen(place).filter(|at| sight.rect.contains(*at))
    };
    let places = Handle::ALL.map(|handle| (handle, on_screen(handle)));
    if let [(_, Some(tip)), _, (_, Some(middle))] = places {
        painter.line_segment([middle, tip], Stroke::new(1.5, theme.accent));
    }
    for (handle, place) in places {
        let Some(place) = place else { continue };
        let offset_id = egui::Id::unique("time handle offset");
        let offset: Vec2 = match handle {
            Handle::Time => ui.data(|data| data.get_temp(offset_id)).unwrap_or_default(),
            _ => Vec2::ZERO,
        };
        let place = place + offset;
        let catch = Rect::from_center_size(place, Vec2::splat(2.0 * RADII.1));
        let id = egui::Id::unique("track handle").with(handle.label());
        let response = ui.interact(catch, id, Sense::drag());
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, handle.label()));
        let active = response.hovered() || response.dragged();
        let fill = if active {
            theme.accent
        } else {
            theme.background
        };
        let stroke = Stroke::new(2.0, theme.accent);
        match handle {
            Handle::Time => {
                let square = Rect::from_center_size(place, Vec2::splat(1.7 * RADII.0));
                painter.rect(square, 1.0, fill, stroke, egui::StrokeKind::Middle);
            }
            Handle::Position => {
                painter.circle(
                    place,
                    RADII.0,
                    theme.accent,
                    Stroke::new(2.0, theme.background),
                );
            }
            Handle::Direction => {
                painter.circle(place, RADII.0, fill, stroke);
            }
        }
        if response.dragged() {
            // The way to the handle is no part of the drag.
            let delta = match response.drag_started() {
                true => Vec2::ZERO,
                false => response.drag_delta(),
            };
            *user = sight.dragged(user, handle, delta);
            ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
            if handle == Handle::Time {
                ui.data_mut(|data| data.insert_temp(offset_id, offset + delta));
            }
            told(&painter, place, user, handle, theme);
        } else if response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        }
        if response.drag_stopped() {
            ui.data_mut(|data| data.remove_temp::<Vec2>(offset_id));
        }
        response.on_hover_text(handle.label());
    }
}

/// Says beside a handle what its drag has come to.
fn told(
    painter: &egui::Painter,
    place: Pos2,
    user: &UserTrack,
    handle: Handle,
    theme: &theme::Theme,
) {
    let text = match handle {
        Handle::Position => {
            let p = user.position_m;
            format!("{:.1}, {:.1}, {:.1} m", p.x, p.y, p.z)
        }
        Handle::Direction => match nuscope_model::Direction::from_travel(user.travel) {
            Some(direction) => format!(
                "zenith {:.1}°, azimuth {:.1}°",
                direction.zenith_rad().to_degrees(),
                direction.azimuth_rad().to_degrees()
            ),
            None => return,
        },
        Handle::Time => format!("{:.1} ns", user.time_ns),
    };
    let galley = painter.layout_no_wrap(text, FontId::proportional(SMALL), theme.text);
    let corner = Align2::LEFT_BOTTOM.anchor_size(place + vec2(12.0, -8.0), galley.size());
    painter.rect_filled(
        corner.expand(3.0),
        3.0,
        theme.background.gamma_multiply(0.8),
    );
    painter.galley(corner.min, galley, theme.text);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const RECT: Rect = Rect::from_min_max(Pos2::new(100.0, 50.0), Pos2::new(900.0, 650.0));
    const CENTER_M: DVec3 = DVec3::new(30.0, -20.0, 400.0);

    fn sight(camera: &OrbitCamera) -> Sight<'_> {
        Sight {
            camera,
            center_m: CENTER_M,
            rect: RECT,
            medium: Medium::WATER,
        }
    }

    fn user(travel: DVec3, shape: TrackShape) -> UserTrack {
        UserTrack {
            position_m: CENTER_M + DVec3::new(40.0, 25.0, -60.0),
            travel: travel.normalize(),
            time_ns: 100.0,
            shape,
        }
    }

    proptest! {
        #[test]
        fn handles_follow_the_pointer(
            yaw in -3.0..3.0_f32,
            pitch in -1.4..1.4_f32,
            drag in prop::array::uniform2(-60.0..60.0_f32),
            orthographic in any::<bool>(),
        ) {
            let camera = OrbitCamera { yaw_rad: yaw, pitch_rad: pitch, orthographic, ..Default::default() };
            let (sight, delta) = (sight(&camera), Vec2::from(drag));
            let before = user(DVec3::new(0.3, 0.5, -0.8), TrackShape::Line);
            let after = sight.dragged(&before, Handle::Position, delta);
            let at = |user: &UserTrack| sight.on_screen(user.position_m).unwrap();
            prop_assert!((at(&after) - at(&before) - delta).length() < 0.2);
            prop_assert_eq!((after.travel, after.time_ns), (before.travel, before.time_ns));
            let turned = sight.dragged(&before, Handle::Direction, delta);
            prop_assert!((turned.travel.length() - 1.0).abs() < 1e-9);
            prop_assert_eq!((turned.position_m, turned.time_ns), (before.position_m, before.time_ns));
        }
    }

    #[test]
    fn the_arrow_turns_towards_the_pointer() {
        let camera = OrbitCamera {
            yaw_rad: 0.0,
            pitch_rad: 0.0,
            orthographic: true,
            ..OrbitCamera::default()
        };
        let sight = sight(&camera);
        // It travels east, to the right; its tip is pulled up by as much as the arm is long.
        let before = user(DVec3::X, TrackShape::Line);
        let after = sight.dragged(&before, Handle::Direction, vec2(-ARM, -ARM));
        assert!(
            (after.travel - DVec3::Z).length() < 1e-4,
            "{}",
            after.travel
        );
        // Pulled right through the position it has no direction, and keeps the one it had.
        let kept = sight.dragged(&before, Handle::Direction, vec2(-ARM, 0.0));
        assert!(kept.travel.is_finite());
    }

    #[test]
    fn dragging_time_forward_makes_the_particle_earlier_there() {
        let camera = OrbitCamera {
            yaw_rad: 0.0,
            pitch_rad: 0.0,
            orthographic: true,
            ..OrbitCamera::default()
        };
        let sight = sight(&camera);
        let points = 10.0;
        let metres = points * camera.metres_per_pixel((RECT.width(), RECT.height()));
        for (shape, speed) in [
            (TrackShape::Line, C_M_PER_NS),
            (TrackShape::Shower, Medium::WATER.group_speed_m_per_ns()),
        ] {
            let before = user(DVec3::X, shape);
            let after = sight.dragged(&before, Handle::Time, vec2(points, 0.0));
            let expected = 100.0 - f64::from(metres) / speed;
            assert!((after.time_ns - expected).abs() < 0.05, "{shape:?}");
            assert_eq!(after.position_m, before.position_m);
        }
        // Towards the eye there is no way along it on the screen: up is forward.
        let before = user(DVec3::Y, TrackShape::Line);
        let after = sight.dragged(&before, Handle::Time, vec2(0.0, -points));
        assert!(after.time_ns < before.time_ns);
    }

    #[test]
    fn a_shower_has_no_direction_to_turn_and_what_is_behind_the_eye_has_no_handles() {
        let camera = OrbitCamera::default();
        let sight = sight(&camera);
        let shower = user(DVec3::X, TrackShape::Shower);
        assert_eq!(sight.place_m(&shower, Handle::Direction), None);
        let behind = UserTrack {
            position_m: CENTER_M + 1e5 * -camera.forward().as_dvec3(),
            ..user(DVec3::X, TrackShape::Line)
        };
        assert_eq!(sight.place_m(&behind, Handle::Position), None);
        assert_eq!(
            sight.dragged(&behind, Handle::Position, vec2(5.0, 5.0)),
            behind
        );
    }
}
