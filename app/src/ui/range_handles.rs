//! A range of values chosen on their histogram: two handles to drag, two numbers to type.
//!
//! A handle that stands at an edge of the histogram means the extreme value, so that the few values beyond the
//! histogram are not lost by touching the other handle.

use eframe::egui::{self, Color32, CursorIcon, Rect, Sense, pos2, vec2};

use crate::spread::Spread;
use crate::theme;

/// Height of the histogram in points.
const HEIGHT: f32 = 34.0;
/// Width of a handle in points.
const HANDLE: f32 = 6.0;

/// A histogram with handles.
pub struct RangeHandles<'a> {
    /// What the values are, for people and for screen readers: "Time residual".
    pub name: &'a str,
    /// Their unit; may be empty.
    pub unit: &'a str,
    /// How they spread.
    pub spread: &'a Spread,
    /// The range where the user set none.
    pub open: (f32, f32),
    /// The colour of a value.
    pub color: &'a dyn Fn(f32) -> Color32,
}

impl RangeHandles<'_> {
    /// Draws histogram, handles and numbers; two clicks on the histogram, or a click on "Reset", drop the range.
    pub fn show(self, ui: &mut egui::Ui, range: &mut Option<(f32, f32)>) {
        let size = vec2(ui.available_width().max(4.0 * HANDLE), HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let plot = rect.shrink2(vec2(HANDLE, 1.0));
        let shown = self.spread.shown();
        let (low, high) = range.unwrap_or(self.open);
        let per_point = (shown.1 - shown.0) / plot.width().max(1.0);
        let x_of = |value: f32| {
            let x = plot.left() + (value - shown.0) / per_point;
            if x.is_nan() {
                plot.left()
            } else {
                x.clamp(plot.left(), plot.right())
            }
        };
        self.paint(ui, plot, (x_of(low), x_of(high)), (low, high));

        let hint = format!("{}: drag the handles; two clicks drop the range", self.name);
        let response = response.on_hover_text(hint);
        let id = response.id;
        let mut next = (low, high);
        let mut changed = false;
        let mut dropped = response.double_clicked();
        for (end, value, x) in [("from", low, x_of(low)), ("to", high, x_of(high))] {
            let place =
                Rect::from_center_size(pos2(x, plot.center().y), vec2(HANDLE + 4.0, HEIGHT));
            let handle = ui.interact(place, id.with(end), Sense::click_and_drag());
            let handle = handle.on_hover_cursor(CursorIcon::ResizeHorizontal);
            let held = handle.hovered() || handle.dragged();
            let theme = theme::of(ui);
            let color = if held { theme.accent } else { theme.weak };
            let bar = Rect::from_center_size(place.center(), vec2(2.5, HEIGHT - 2.0));
            ui.painter().rect_filled(bar, 1.0, color);
            dropped |= handle.double_clicked();
            let Some(pointer) = handle.interact_pointer_pos().filter(|_| handle.dragged()) else {
                continue;
            };
            changed = true;
            let to = shown.0 + (pointer.x - plot.left()) * per_point;
            let extremes = self.spread.extremes;
            let to = match to {
                beyond if beyond <= shown.0 => extremes.0.min(shown.0),
                beyond if beyond >= shown.1 => extremes.1.max(shown.1),
                within => rounded(within, per_point),
            };
            match value == low && end == "from" {
                true => next.0 = to.min(high),
                false => next.1 = to.max(low),
            }
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let step = f64::from(per_point).max(1e-3);
            // As many decimals as a point of the histogram tells apart.
            let decimals = (-step.log10().floor()).clamp(0.0, 3.0) as usize;
            for (end, value) in [("from", &mut next.0), ("to", &mut next.1)] {
                let field = egui::DragValue::new(value)
                    .speed(step)
                    .max_decimals(decimals);
                let response = ui.add(field.suffix(with_space(self.unit)));
                let name = format!("{} {end}", self.name);
                changed |= response.changed();
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, &name));
                if end == "from" {
                    ui.weak("to");
                }
            }
            if range.is_some() {
                let reset = ui.small_button("Reset").on_hover_text("Drop the range");
                let name = format!("Reset {}", self.name);
                reset.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                dropped |= reset.clicked();
            }
        });
        if dropped {
            *range = None;
        } else if changed && next.0.is_finite() && next.1.is_finite() {
            *range = Some((next.0.min(next.1), next.1.max(next.0)));
        }
    }

    /// Paints the histogram; what lies outside of the range is faint.
    fn paint(&self, ui: &egui::Ui, plot: Rect, (left, right): (f32, f32), range: (f32, f32)) {
        let theme = theme::of(ui);
        let painter = ui.painter();
        painter.rect_filled(plot, 2.0, theme.background);
        let histogram = &self.spread.histogram;
        let bins = histogram.counts.len();
        let peak = (histogram.peak().max(1) as f32).sqrt();
        let step = plot.width() / bins as f32;
        for (bin, count) in histogram
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            let share = (bin as f32 + 0.5) / bins as f32;
            let value = histogram.low + share * (histogram.high - histogram.low);
            let inside = (range.0..=range.1).contains(&value);
            let color = match inside {
                true => (self.color)(value),
                false => theme.faint.gamma_multiply(0.5),
            };
            // The root lets a bin of one hit be seen beside one of a thousand.
            let height = (*count as f32).sqrt() / peak * (plot.height() - 2.0);
            let at = plot.left() + bin as f32 * step;
            let width = if bins < 40 { step - 1.0 } else { step };
            let column = Rect::from_min_max(
                pos2(at, plot.bottom() - height.max(1.0)),
                pos2(at + width.max(1.0), plot.bottom()),
            );
            painter.rect_filled(column, 0.0, color);
        }
        let line = egui::Stroke::new(1.0, theme.accent.gamma_multiply(0.6));
        painter.line_segment(
            [pos2(left, plot.bottom()), pos2(right, plot.bottom())],
            line,
        );
    }
}

/// A value to as many digits as a step of the pointer needs.
fn rounded(value: f32, step: f32) -> f32 {
    if !(step.is_finite() && step > 0.0) {
        return value;
    }
    let power = 10_f32.powf(step.log10().floor());
    match power.is_finite() && power > 0.0 {
        true => (value / power).round() * power,
        false => value,
    }
}

fn with_space(unit: &str) -> String {
    match unit {
        "" | "°" => unit.to_owned(),
        unit => format!(" {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_stop_at_numbers_that_people_would_choose() {
        assert_eq!(rounded(26.37, 1.2), 26.0);
        assert_eq!(rounded(0.123_4, 0.02), 0.12);
        assert_eq!(rounded(1234.0, 60.0), 1230.0);
        assert_eq!(rounded(5.5, f32::NAN), 5.5);
        assert_eq!(rounded(5.5, 0.0), 5.5);
    }
}
