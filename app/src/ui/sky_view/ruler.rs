//! Measuring with the hand: a drag from place to place, or two clicks.

use eframe::egui::{self, PointerButton, Rect};
use glam::DVec2;
use nuscope_model::Equatorial;

use crate::sky_chart::Chart;
use crate::sky_chart::measure::measure;
use crate::view::View;

/// Follows the hand while the ruler is on; what was drawn with it stays until the next drag.
pub(super) fn measure_by_hand(
    ui: &egui::Ui,
    response: &egui::Response,
    rect: Rect,
    view: &mut View,
) {
    let size = (f64::from(rect.width()), f64::from(rect.height()));
    let projected = view.sky.view;
    let position = |pointer: egui::Pos2| {
        let at = pointer - rect.min;
        let at = DVec2::new(at.x.into(), at.y.into());
        projected
            .sky_from_pixel(at, size)
            .map(Equatorial::from_vector)
    };
    let ends = &mut view.sky.ruler.ends;
    let here = response.interact_pointer_pos().and_then(position);
    if response.drag_started_by(PointerButton::Primary) {
        let from = ui.input(|input| input.pointer.press_origin());
        ends.clear();
        ends.extend(from.and_then(position));
    }
    if response.dragged_by(PointerButton::Primary) {
        // Beside the map there is nothing to measure: the end stays where it was last on it.
        if let (Some(here), false) = (here, ends.is_empty()) {
            ends.truncate(1);
            ends.push(here);
        }
    } else if response.clicked()
        && let Some(here) = here
    {
        if ends.len() != 1 {
            ends.clear();
        }
        ends.push(here);
    }
}

/// What the ruler reads, in words for the status bar.
pub(super) fn words(chart: &Chart, view: &View, pointed: Option<Equatorial>) -> Option<String> {
    let ruler = view.sky.ruler.on.then_some(&view.sky.ruler)?;
    let to = ruler.ends.get(1).copied().or(pointed);
    match (ruler.ends.first(), to) {
        (Some(from), Some(to)) => Some(measure(chart, *from, to).words()),
        _ => Some("click where to begin, or drag".into()),
    }
}
