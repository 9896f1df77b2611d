//! The figure of limits against declination in the tab: painted from triangles, a click selects a source.

use std::sync::Arc;

use eframe::egui::mutex::Mutex;
use eframe::egui::{self, Sense, Vec2};

use super::result::choose;
use crate::command::Command;
use crate::plot::drawing::Drawing;
use crate::plot::limits;
use crate::plot::sky::words::drawable;
use crate::plot::to_egui::{PaintedPart, triangles};
use crate::searched::Searched;
use crate::state::State;
use crate::theme;

/// What the figure was drawn from.
#[derive(Clone, PartialEq)]
struct Key {
    selected: Option<usize>,
    rect: egui::Rect,
    dark: bool,
    pixels_per_point: f32,
}

/// A figure with its triangles.
struct Drawn {
    of: Arc<Searched>,
    key: Key,
    drawing: Drawing,
    parts: Vec<PaintedPart>,
}

/// Draws the figure with what belongs to it.
pub(super) fn figure_ui(
    ui: &mut egui::Ui,
    state: &State,
    searched: &Arc<Searched>,
    commands: &mut Vec<Command>,
) {
    let size = ui.available_size().max(Vec2::splat(1.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Image, true, "Limits against declination")
    });
    let key = Key {
        selected: searched.place_of(state.view.selected),
        rect,
        dark: state.view.dark,
        pixels_per_point: ui.pixels_per_point(),
    };
    let id = egui::Id::unique("figure of limits");
    let kept: Arc<Mutex<Option<Drawn>>> =
        ui.data_mut(|data| Arc::clone(data.get_temp_mut_or_default(id)));
    let mut kept = kept.lock();
    let same = |drawn: &Drawn| Arc::ptr_eq(&drawn.of, searched) && drawn.key == key;
    if !kept.as_ref().is_some_and(same) {
        let drawing = limits::draw(searched, key.selected, size, theme::of(ui));
        let parts = triangles(&drawing.items, rect.min, key.pixels_per_point);
        let of = Arc::clone(searched);
        *kept = Some(Drawn {
            of,
            key,
            drawing,
            parts,
        });
    }
    let Some(drawn) = &*kept else { return };
    let painter = ui.painter_at(rect);
    for part in &drawn.parts {
        part.paint(&painter);
    }
    let under = response
        .hover_pos()
        .and_then(|at| limits::source_at(searched, &drawn.drawing, (at - rect.min).to_pos2()));
    if let Some(place) = under {
        if response.clicked() {
            choose(searched, place, commands);
        }
        let name = &searched.found.sources[place].target.name;
        response.on_hover_text(drawable(name).as_ref());
    }
}
