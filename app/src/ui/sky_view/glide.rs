//! The sky on its way to a new place: what a command sets at once is drawn after 0.4 seconds, the user's own hand is
//! not smoothed, and the horizon turns with the time as it is.

use eframe::egui;
use glam::DMat3;
use nuscope_render::SkyView as Projected;

use crate::view::ChartFrame;

/// Seconds in which the sky arrives.
const SECONDS: f64 = 0.4;

/// What was drawn last, and where it is going.
#[derive(Debug, Default)]
pub(super) struct Glide {
    drawn: Option<Projected>,
    wanted: Option<(Projected, ChartFrame)>,
    way: Option<(Projected, f64)>,
}

/// Where a view looks, without the rest of it.
fn place(view: &Projected) -> Projected {
    Projected {
        frame_from_sky: DMat3::IDENTITY,
        center_lon_rad: view.center_lon_rad,
        center_lat_rad: view.center_lat_rad,
        roll_rad: view.roll_rad,
        pan: view.pan,
        zoom: view.zoom,
        ..Projected::default()
    }
}

impl Glide {
    /// The view to draw now on the way to `wanted`; without `glides` it is there at once.
    pub(super) fn toward(
        &mut self,
        ui: &egui::Ui,
        wanted: Projected,
        frame: ChartFrame,
        glides: bool,
    ) -> Projected {
        let before = self.wanted.replace((wanted, frame));
        let moved =
            before.is_none_or(|(before, of)| place(&before) != place(&wanted) || of != frame);
        if moved {
            let from = self.drawn.filter(|_| glides && before.is_some());
            self.way = from.map(|from| (from, now_s(ui)));
        }
        let mut view = wanted;
        if let Some((from, since_s)) = self.way {
            let share = (now_s(ui) - since_s) / SECONDS;
            if share >= 1.0 || !glides {
                self.way = None;
            } else {
                ui.ctx().request_repaint();
                // It leaves and arrives gently.
                view = wanted.on_its_way_from(&from, share * share * (3.0 - 2.0 * share));
            }
        }
        self.drawn = Some(view);
        view
    }

    /// The user's hand moved the sky here.
    pub(super) fn steered(&mut self, view: Projected, frame: ChartFrame) {
        self.drawn = Some(view);
        self.wanted = Some((view, frame));
        self.way = None;
    }
}

fn now_s(ui: &egui::Ui) -> f64 {
    ui.input(|input| input.time)
}
