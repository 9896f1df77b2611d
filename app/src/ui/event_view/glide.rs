//! The camera on its way to a new place.
//!
//! Whoever moves the view's camera (a command, a bookmark, undo) changes one value at once; what is drawn follows it
//! in 0.4 seconds. The user's own hand is not smoothed.

use eframe::egui;
use glam::Vec3;
use nuscope_render::camera::OrbitCamera;

/// Seconds in which the camera arrives.
const SECONDS: f64 = 0.4;

/// What was drawn last and where it is going.
#[derive(Debug, Default)]
pub(super) struct Glide {
    drawn: Option<OrbitCamera>,
    wanted: Option<OrbitCamera>,
    way: Option<(OrbitCamera, f64)>,
    follows: bool,
    catching_up: Option<(Vec3, f64)>,
}

impl Glide {
    /// The camera on its way to `wanted`; without `glides` it is there at once.
    pub(super) fn toward(
        &mut self,
        ui: &egui::Ui,
        wanted: OrbitCamera,
        glides: bool,
    ) -> OrbitCamera {
        if self.wanted != Some(wanted) {
            let from = self.drawn.filter(|drawn| glides && *drawn != wanted);
            self.way = from.map(|from| (from, now_s(ui)));
            self.wanted = Some(wanted);
        }
        let Some((from, since_s)) = self.way else {
            return wanted;
        };
        let share = (now_s(ui) - since_s) / SECONDS;
        if share >= 1.0 || !glides {
            self.way = None;
            return wanted;
        }
        ui.ctx().request_repaint();
        OrbitCamera::lerp(&from, &wanted, share as f32)
    }

    /// The user's hand moved the camera here.
    pub(super) fn steered(&mut self, camera: OrbitCamera) {
        self.wanted = Some(camera);
        self.way = None;
    }

    /// The camera as it is drawn: where it begins to follow the particle, it catches up gently.
    pub(super) fn draw(
        &mut self,
        ui: &egui::Ui,
        camera: OrbitCamera,
        follows: bool,
        glides: bool,
    ) -> OrbitCamera {
        if follows && !self.follows {
            let behind = self
                .drawn
                .filter(|_| glides)
                .map(|drawn| drawn.target - camera.target);
            self.catching_up = behind.map(|behind| (behind, now_s(ui)));
        }
        self.follows = follows;
        let mut camera = camera;
        if let Some((behind, since_s)) = self.catching_up {
            let share = (now_s(ui) - since_s) / SECONDS;
            if share >= 1.0 || !follows {
                self.catching_up = None;
            } else {
                camera.target += (1.0 - share as f32).powi(3) * behind;
                ui.ctx().request_repaint();
            }
        }
        self.drawn = Some(camera);
        camera
    }
}

fn now_s(ui: &egui::Ui) -> f64 {
    ui.input(|input| input.time)
}
