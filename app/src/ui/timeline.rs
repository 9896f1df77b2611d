//! The time line: how many hits came when, and a cursor that replays the event.

use eframe::egui::{self, Align2, FontId, Pos2, Rect, Sense, Stroke, pos2, vec2};

use crate::command::Command;
use crate::document::ShownEvent;
use crate::plot::ticks::{tick_text, ticks};
use crate::scene::times::{BINS, EventTimes, HitCounts};
use crate::state::State;
use crate::theme::{self, SMALL, Theme};
use crate::view::HitQuantity;

/// Height of the panel in points.
pub const HEIGHT: f32 = 110.0;

/// Draws buttons, histogram and cursor.
pub fn timeline_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let Some(ShownEvent { times, counts, .. }) = &state.document.event.clone() else {
        ui.centered_and_justified(|ui| ui.label("The time line appears with an event."));
        return;
    };
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(132.0);
            controls_ui(ui, state, times, commands);
        });
        let size = vec2(ui.available_width(), ui.available_height().max(60.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let plot = Rect::from_min_max(rect.min + vec2(8.0, 4.0), rect.max - vec2(12.0, 18.0));
        if let Some(pointer) = response
            .interact_pointer_pos()
            .filter(|_| !response.clicked_by(egui::PointerButton::Secondary))
        {
            state.playing = false;
            state.view.cursor_ns = Some(time_at(pointer, plot, times.window_ns));
        }
        if response.secondary_clicked() {
            commands.push(Command::ShowAllTimes);
        }
        let hint = "Drag to move through time; right-click to show all times";
        let response = response.on_hover_text_at_pointer(hint);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, "Time"));
        paint(&ui.painter_at(rect), plot, counts, state, times, theme);
    });
}

fn controls_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    times: &EventTimes,
    commands: &mut Vec<Command>,
) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let label = if state.playing { "Pause" } else { "Play" };
        if ui
            .add(egui::Button::new(label).min_size(vec2(72.0, 24.0)))
            .clicked()
        {
            commands.push(Command::TogglePlay);
        }
        if ui
            .add_enabled(state.view.cursor_ns.is_some(), egui::Button::new("All"))
            .clicked()
        {
            commands.push(Command::ShowAllTimes);
        }
    });
    let per_second = times.play_speed() * state.view.speed;
    let text = format!("{per_second:.0} ns/s");
    let slider = egui::Slider::new(&mut state.view.speed, 0.05..=10.0)
        .logarithmic(true)
        .show_value(false);
    ui.spacing_mut().slider_width = 64.0;
    ui.horizontal(|ui| {
        ui.add(slider).on_hover_text("Speed of the replay");
        ui.label(egui::RichText::new(text).size(SMALL).weak());
    });
    let now = state
        .view
        .cursor_ns
        .map_or("all times".into(), |cursor| format!("{cursor:.0} ns"));
    ui.label(egui::RichText::new(now).size(SMALL).weak());
}

/// Time under the pointer, kept within the window.
fn time_at(pointer: Pos2, plot: Rect, (low, high): (f32, f32)) -> f32 {
    let share = ((pointer.x - plot.left()) / plot.width()).clamp(0.0, 1.0);
    low + share * (high - low)
}

fn paint(
    painter: &egui::Painter,
    plot: Rect,
    counts: &HitCounts,
    state: &State,
    times: &EventTimes,
    theme: &Theme,
) {
    let (low, high) = times.window_ns;
    let x_of = |time: f32| plot.left() + (time - low) / (high - low) * plot.width();
    let look = &state.view.hits;
    let by_time = look.color_by == HitQuantity::Time;
    let range = look.range.filter(|_| by_time);
    let (first, last) = range.unwrap_or(times.color_range_ns);
    let peak = counts.all.peak().max(1) as f32;
    let step = plot.width() / BINS as f32;
    for bin in 0..BINS {
        let left = plot.left() + bin as f32 * step;
        // The root lets a bin of one hit be seen beside one of a thousand.
        let height = |count: u32| (count as f32 / peak).sqrt() * plot.height();
        let column = |count: u32| {
            let top = plot.bottom() - height(count);
            Rect::from_min_max(pos2(left, top), pos2(left + step, plot.bottom()))
        };
        let time = low + (bin as f32 + 0.5) / BINS as f32 * (high - low);
        let shown = state.view.cursor_ns.is_none_or(|cursor| time <= cursor);
        if !state.view.cuts.triggered {
            let color = theme.faint.gamma_multiply(if shown { 0.75 } else { 0.35 });
            painter.rect_filled(column(counts.all.counts[bin]), 0.0, color);
        }
        let share = ((time - first) / (last - first).max(1e-3)).clamp(0.0, 1.0);
        let at = if look.reversed { 1.0 - share } else { share };
        let [r, g, b] = if state.view.dark {
            look.colormap.sample_on_dark(at)
        } else {
            look.colormap.sample(at)
        };
        let color = egui::Color32::from_rgb(r, g, b).gamma_multiply(if shown { 1.0 } else { 0.3 });
        painter.rect_filled(column(counts.triggered.counts[bin]), 0.0, color);
    }
    painter.line_segment(
        [plot.left_bottom(), plot.right_bottom()],
        Stroke::new(1.0, theme.faint),
    );
    let values = ticks(low.into(), high.into(), (plot.width() / 90.0) as usize);
    let distance = values
        .get(1)
        .zip(values.first())
        .map_or(1.0, |(b, a)| b - a);
    for value in values {
        let foot = pos2(x_of(value as f32), plot.bottom() + 3.0);
        let text = format!("{} ns", tick_text(value, distance));
        painter.text(
            foot,
            Align2::CENTER_TOP,
            text,
            FontId::proportional(SMALL),
            theme.weak,
        );
    }
    if let Some(cursor) = state.view.cursor_ns {
        let x = x_of(cursor.clamp(low, high));
        painter.line_segment(
            [pos2(x, plot.top()), pos2(x, plot.bottom())],
            Stroke::new(2.0, theme.selection),
        );
        painter.circle_filled(pos2(x, plot.top()), 4.0, theme.selection);
    }
}
