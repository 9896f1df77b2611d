//! The map's colour bar in the window: its two handles set the range, two clicks let it follow the map again.

use eframe::egui::{self, CursorIcon, Rect, Sense, vec2};

use crate::document::Document;
use crate::maps::{self, Maps};
use crate::plot::map_bar::{MapBar, bar_of};
use crate::scene::map_values::MapValues;
use crate::theme;
use crate::view::SkyLook;

/// The chosen range of what is drawn: of the map, or of two maps together.
pub fn chosen<'a>(values: &MapValues, look: &'a mut SkyLook) -> &'a mut Option<(f32, f32)> {
    match maps::is_apart(values) {
        true => &mut look.maps.apart.range,
        false => &mut look.map_range,
    }
}

/// The handles over a bar that is drawn at `rect`.
pub fn handles_ui(ui: &egui::Ui, rect: Rect, document: &Document, maps: &Maps, look: &mut SkyLook) {
    let title = maps.title(document, false);
    let (Some(bar), Some(values)) = (bar_of(maps, look, false, &title), maps.values()) else {
        return;
    };
    let theme = theme::of(ui);
    let colors = MapBar::colors_rect(rect);
    let id = ui.scope_id().with("map bar");
    let whole = ui.interact(colors.expand2(vec2(0.0, 8.0)), id, Sense::click());
    whole.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Slider, true, "Colour bar of the map")
    });
    let hint = "Drag the handles to set the range of the colours; two clicks let it follow the map";
    let whole = whole.on_hover_text(hint);
    let mut dropped = whole.double_clicked();
    let mut next = bar.range;
    for (number, name) in ["Low end of the colours", "High end of the colours"]
        .into_iter()
        .enumerate()
    {
        let at = bar.ends(rect)[number];
        let place = Rect::from_center_size(at, vec2(11.0, colors.height() + 12.0));
        let handle = ui.interact(place, id.with(number), Sense::click_and_drag());
        handle.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, name));
        let handle = handle.on_hover_cursor(CursorIcon::ResizeHorizontal);
        let held = handle.hovered() || handle.dragged();
        let color = if held { theme.accent } else { theme.text };
        let stick = Rect::from_center_size(at, vec2(3.0, colors.height() + 6.0));
        ui.painter()
            .rect_filled(stick.expand(1.0), 1.5, theme.background);
        ui.painter().rect_filled(stick, 1.0, color);
        dropped |= handle.double_clicked();
        if let Some(pointer) = handle.interact_pointer_pos().filter(|_| handle.dragged()) {
            let share = ((pointer.x - colors.left()) / colors.width().max(1.0)).clamp(0.0, 1.0);
            let value = rounded(bar.value(share), &bar, colors.width());
            // The ends keep apart, so that there is always a range.
            let gap = 0.01;
            match number {
                0 => next.0 = value.min(bar.value((bar.share(next.1) - gap).max(0.0))),
                _ => next.1 = value.max(bar.value((bar.share(next.0) + gap).min(1.0))),
            }
        }
    }
    let range = chosen(values, look);
    if dropped {
        *range = None;
    } else if next != bar.range && next.0 < next.1 {
        *range = Some(next);
    }
}

/// A value to as many digits as a point of the bar tells apart.
fn rounded(value: f32, bar: &MapBar<'_>, width: f32) -> f32 {
    let share = bar.share(value);
    let step = (bar.value(share + 1.0 / width.max(1.0)) - value).abs();
    if !(step.is_normal() && value.is_finite()) {
        return value;
    }
    let power = 10_f32.powf(step.log10().floor());
    match power.is_normal() {
        true => (value / power).round() * power,
        false => value,
    }
}
