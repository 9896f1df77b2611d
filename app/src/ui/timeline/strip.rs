//! The strip at the foot of the time line: the whole event, and in it the part that is shown, with a handle at
//! each end.

use eframe::egui::{self, CursorIcon, Rect, Sense, pos2};

use super::SHORTEST_NS;
use crate::document::ShownEvent;
use crate::scene::times::BINS;
use crate::theme;
use crate::view::TimeLook;

/// Width of a handle in points.
const HANDLE: f32 = 7.0;

/// Draws the strip; dragging a handle changes one end, dragging between them moves both, two clicks show all.
pub(super) fn strip_ui(ui: &mut egui::Ui, strip: Rect, shown: &ShownEvent, look: &mut TimeLook) {
    let theme = theme::of(ui);
    let whole = shown.times.window_ns;
    let (first, last) = shown.times.shown_ns(look);
    let per_point = (whole.1 - whole.0) / strip.width().max(1.0);
    let x_of = |time: f32| strip.left() + (time - whole.0) / per_point;
    let part = Rect::from_min_max(
        pos2(x_of(first), strip.top()),
        pos2(x_of(last).max(x_of(first) + 2.0), strip.bottom()),
    );
    let handle = |x: f32| {
        let middle = pos2(x.clamp(strip.left(), strip.right()), strip.center().y);
        Rect::from_center_size(middle, egui::vec2(HANDLE, strip.height() + 4.0))
    };
    let ends = [handle(part.left()), handle(part.right())];
    let mut window = (first, last);
    let id = ui.scope_id().with("part of time");
    let between = ui.interact(strip, id, Sense::click_and_drag());
    if between.dragged() {
        let by = (between.drag_delta().x * per_point).clamp(whole.0 - first, whole.1 - last);
        window = (first + by, last + by);
    }
    let responses = ["First time shown", "Last time shown"].map(|name| {
        let place = ends[usize::from(name.starts_with("Last"))].expand(2.0);
        let response = ui.interact(place, id.with(name), Sense::click_and_drag());
        let response = response.on_hover_cursor(CursorIcon::ResizeHorizontal);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, name));
        response.on_hover_text("Drag to choose the part of time that is shown; two clicks show all")
    });
    let [low, high] = &responses;
    let shortest = SHORTEST_NS.min(whole.1 - whole.0);
    if low.dragged() {
        let to = first + low.drag_delta().x * per_point;
        window.0 = to.clamp(whole.0, (last - shortest).max(whole.0));
    }
    if high.dragged() {
        let to = last + high.drag_delta().x * per_point;
        window.1 = to.clamp((first + shortest).min(whole.1), whole.1);
    }
    let all = [&between, low, high];
    if all.iter().any(|response| response.double_clicked()) {
        window = whole;
    }
    if window != (first, last) {
        look.window_ns = (window != whole).then_some(window);
    }

    let painter = ui.painter();
    painter.rect_filled(strip, 2.0, theme.background);
    let counts = &shown.counts.all;
    let peak = (counts.peak().max(1) as f32).sqrt();
    let step = strip.width() / BINS as f32;
    for (bin, count) in counts
        .counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let height = (*count as f32).sqrt() / peak * strip.height();
        let left = strip.left() + bin as f32 * step;
        let column = Rect::from_min_max(
            pos2(left, strip.bottom() - height),
            pos2(left + step, strip.bottom()),
        );
        painter.rect_filled(column, 0.0, theme.faint.gamma_multiply(0.6));
    }
    painter.rect_filled(part, 2.0, theme.accent.gamma_multiply(0.22));
    for (end, response) in ends.iter().zip(&responses) {
        let held = response.hovered() || response.dragged();
        let color = if held { theme.accent } else { theme.weak };
        painter.rect_filled(end.shrink2(egui::vec2(2.0, 1.0)), 1.5, color);
    }
}
