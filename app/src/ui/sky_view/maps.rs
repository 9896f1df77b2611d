//! Maps under the sky's candidates: their values on the GPU, which of two is seen, what they say.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, Rect};
use nuscope_render::Combine;

use super::SkyMapView;
use crate::maps::{Maps, in_front, number_words};
use crate::scene::sky::{self, MapValues};
use crate::theme;
use crate::view::SkyLook;
use crate::viewport::Graphics;

/// Values of a map that are on the GPU.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) values: Option<Arc<MapValues>>,
    /// Why they are not, in words.
    pub(super) refused: Option<String>,
}

impl Sent {
    /// Sends values if they are others than before; whether they were.
    fn follow(
        &mut self,
        values: Option<&Arc<MapValues>>,
        send: impl FnOnce(Option<&MapValues>) -> nuscope_render::Result<()>,
    ) -> bool {
        let same = match (&self.values, values) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        if !same {
            let sent = send(values.map(|values| &**values));
            self.refused = sent.err().map(|error| error.to_string());
            self.values = values.cloned();
        }
        !same
    }
}

impl SkyMapView {
    /// Which map is seen now; where two are seen in turns, the other one will be.
    pub(super) fn in_front(&self, ui: &egui::Ui, maps: &Maps, look: &SkyLook) -> Combine {
        if !(self.buttons && look.map && maps.blinks()) {
            return Combine::First;
        }
        let now_s = ui.input(|input| input.time);
        let period = look.maps.blink_s.clamp(0.05, 60.0);
        let rest = period - now_s.rem_euclid(period);
        ui.ctx()
            .request_repaint_after(Duration::from_secs_f64(rest));
        in_front(true, period, now_s)
    }

    /// Sends the maps' values where they are others than before.
    pub(super) fn make_map(&mut self, graphics: &Graphics, maps: &Maps) {
        let sky = &mut self.sky;
        let gpu = &graphics.gpu;
        let mut changed = self.first.follow(maps.values(), |values| match values {
            Some(values) => sky.set_map(gpu, values.nside, &values.values),
            None => {
                sky.clear_map();
                Ok(())
            }
        });
        changed |= self
            .second
            .follow(maps.second_values(), |values| match values {
                Some(values) => sky.set_second_map(gpu, values.nside, &values.values),
                None => {
                    sky.clear_second_map();
                    Ok(())
                }
            });
        if changed {
            self.drawn = None;
        }
    }
}

/// What the map says where it has this value.
pub(super) fn map_words(values: &MapValues, title: &str, value: f64) -> String {
    if value.is_nan() {
        return "masked".into();
    }
    let remark = match values.unit.as_str() {
        "" => String::new(),
        sky::NOT_CALIBRATED => format!(" ({})", sky::NOT_CALIBRATED),
        unit if unit.starts_with("calibrated") => format!(" ({unit})"),
        unit => format!(" {unit}"),
    };
    format!("{title} {}{remark}", number_words(value))
}

/// A note on what a worker is at, at the foot of the sky.
pub(super) fn working_ui(ui: &egui::Ui, sky: Rect, words: &str) {
    let theme = theme::of(ui);
    let place = sky.center_bottom() - egui::vec2(0.0, 26.0);
    let font = egui::FontId::proportional(theme::SMALL);
    let painter = ui.painter_at(sky);
    let galley = painter.layout_no_wrap(words.to_owned(), font, theme.accent);
    let rect = egui::Align2::CENTER_BOTTOM.anchor_size(place, galley.size());
    let shade = theme.background.gamma_multiply(0.7);
    painter.rect_filled(rect.expand2(egui::vec2(6.0, 2.0)), 2.0, shade);
    painter.galley(rect.min, galley, theme.accent);
}
