//! Paints the histogram of hits over time and the cursor in it.

use eframe::egui::{self, FontId, Rect, Stroke, pos2};

use crate::plot::ticks::{tick_text, ticks};
use crate::scene::times::{BINS, EventTimes, HitCounts};
use crate::state::State;
use crate::theme::{SMALL, Theme};
use crate::view::{HitLook, HitQuantity};

/// What decides how the histogram looks.
pub(super) struct Look<'a> {
    hits: &'a HitLook,
    dark: bool,
    triggered_only: bool,
    cursor_ns: Option<f32>,
    color_range_ns: (f32, f32),
    theme: &'static Theme,
}

impl<'a> Look<'a> {
    pub(super) fn of(state: &'a State, times: &EventTimes, theme: &'static Theme) -> Self {
        let hits = &state.view.hits;
        let by_time = hits.color_by == HitQuantity::Time;
        let range = hits.range.filter(|_| by_time);
        Self {
            hits,
            dark: state.view.dark,
            triggered_only: state.view.cuts.triggered,
            cursor_ns: state.view.cursor_ns,
            color_range_ns: range.unwrap_or(times.color_range_ns),
            theme,
        }
    }

    /// The colour of triggered hits of a time: their own where time colours hits, else one for all.
    fn color(&self, time_ns: f32) -> egui::Color32 {
        if self.hits.color_by != HitQuantity::Time {
            return self.theme.accent;
        }
        let (first, last) = self.color_range_ns;
        let share = ((time_ns - first) / (last - first).max(1e-3)).clamp(0.0, 1.0);
        let at = if self.hits.reversed {
            1.0 - share
        } else {
            share
        };
        let [r, g, b] = match self.dark {
            true => self.hits.colormap.sample_on_dark(at),
            false => self.hits.colormap.sample(at),
        };
        egui::Color32::from_rgb(r, g, b)
    }
}

/// Paints columns, axis and cursor over `plot`; the numbers stand below it.
pub(super) fn histogram(
    painter: &egui::Painter,
    plot: Rect,
    counts: &HitCounts,
    (low, high): (f32, f32),
    look: &Look<'_>,
) {
    let theme = look.theme;
    let x_of = |time: f32| plot.left() + (time - low) / (high - low) * plot.width();
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
        let shown = look.cursor_ns.is_none_or(|cursor| time <= cursor);
        if !look.triggered_only {
            let color = theme.faint.gamma_multiply(if shown { 0.75 } else { 0.35 });
            painter.rect_filled(column(counts.all.counts[bin]), 0.0, color);
        }
        let color = look
            .color(time)
            .gamma_multiply(if shown { 1.0 } else { 0.3 });
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
        let text = format!("{} ns", tick_text(value, distance));
        let text = painter.layout_no_wrap(text, FontId::proportional(SMALL), theme.weak);
        let half = 0.5 * text.size().x;
        let most = painter.clip_rect().right() - 2.0 * half;
        let left = (x_of(value as f32) - half).min(most);
        painter.galley(pos2(left, plot.bottom() + 3.0), text, theme.weak);
    }
    let Some(cursor) = look
        .cursor_ns
        .filter(|cursor| (low..=high).contains(cursor))
    else {
        return;
    };
    let x = x_of(cursor);
    painter.line_segment(
        [pos2(x, plot.top()), pos2(x, plot.bottom())],
        Stroke::new(2.0, theme.selection),
    );
    painter.circle_filled(pos2(x, plot.top()), 4.0, theme.selection);
}
