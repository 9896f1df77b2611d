//! The panel that tells of the place under the pointer, in a corner of the sky away from it.

use eframe::egui::{self, Align2, FontId, Rect, pos2, vec2};

use crate::sky_chart::reading::Row;
use crate::theme::{SMALL, Theme};

/// Its width in points.
const WIDTH: f32 = 268.0;
/// Where its values begin.
const VALUES: f32 = 92.0;
/// Height of a row.
const ROW: f32 = 14.0;
/// Space around it, which the pointer must not come into.
const MARGIN: f32 = 10.0;

/// Paints rows into a lower corner of the sky: the right one, unless the pointer is near that. Too small a sky has
/// none.
pub(super) fn paint(ui: &egui::Ui, sky: Rect, pointer: egui::Pos2, rows: &[Row], theme: &Theme) {
    let size = vec2(WIDTH, ROW * rows.len() as f32 + 12.0);
    if rows.is_empty() || sky.width() < 2.4 * WIDTH || sky.height() < 1.5 * size.y {
        return;
    }
    let right = Rect::from_min_size(sky.right_bottom() - size - vec2(MARGIN, MARGIN), size);
    let place = match right.expand(40.0).contains(pointer) {
        true => {
            let corner = pos2(sky.left() + MARGIN, sky.bottom() - MARGIN - size.y);
            Rect::from_min_size(corner, size)
        }
        false => right,
    };
    let painter = ui.painter_at(sky);
    painter.rect_filled(place, 4.0, theme.panel.gamma_multiply(0.88));
    let font = FontId::proportional(SMALL);
    for (number, (name, value)) in rows.iter().enumerate() {
        let y = place.top() + 6.0 + ROW * (number as f32 + 0.5);
        let left = place.left() + 8.0;
        let value_left = left + VALUES;
        painter.text(
            pos2(left, y),
            Align2::LEFT_CENTER,
            name,
            font.clone(),
            theme.weak,
        );
        let within = Rect::from_x_y_ranges(value_left..=place.right() - 6.0, place.y_range());
        painter.with_clip_rect(within).text(
            pos2(value_left, y),
            Align2::LEFT_CENTER,
            value,
            font.clone(),
            theme.text,
        );
    }
    // Its words are there for screen readers too.
    let words: Vec<String> = rows
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let id = ui.scope_id().with("reading of the sky");
    let response = ui.interact(place, id, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words.join("\n")));
}
