//! Paints the histogram of candidates over time, the years, and the cursor.

use eframe::egui::{Align2, FontId, Painter, Rect, Stroke, pos2};

use super::Line;
use crate::candidates::SkyTimes;
use crate::plot::histogram::Histogram;
use crate::plot::ticks::{tick_text, ticks};
use crate::theme::{SMALL, Theme};
use crate::view::View;

/// Room for the years above the histogram, in points.
const YEARS: f32 = 14.0;

/// Paints everything but the handles.
pub(super) fn histogram(
    painter: &Painter,
    line: &Line,
    counts: &Histogram,
    view: &View,
    times: &SkyTimes,
    theme: &Theme,
) {
    let plot = line.plot;
    let bins = counts.counts.len();
    let step = plot.width() / bins as f32;
    let peak = counts.peak().max(1) as f32;
    let range = view.sky_time.range;
    let window = times.window(view);
    for (bin, count) in counts
        .counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let left = plot.left() + bin as f32 * step;
        // The root lets a bin of one candidate be seen beside one of a thousand.
        let room = (plot.height() - YEARS).max(4.0);
        let height = ((*count as f32 / peak).sqrt() * room).max(1.0);
        let column = Rect::from_min_max(
            pos2(left, plot.bottom() - height),
            pos2(left + step, plot.bottom()),
        );
        let moment = line.moment(left + 0.5 * step);
        let inside = range.is_none_or(|(low, high)| (low..=high).contains(&moment));
        let light = window
            .as_ref()
            .map_or(1.0, |window| window.strength(times.of_marker(moment)));
        let color = match inside {
            true => theme.accent.gamma_multiply(0.25 + 0.65 * light),
            false => theme.faint.gamma_multiply(0.4),
        };
        painter.rect_filled(column, 0.0, color);
    }
    let axis = Stroke::new(1.0, theme.faint);
    painter.line_segment([plot.left_bottom(), plot.right_bottom()], axis);
    numbers(painter, line, times, theme);
    let Some(cursor) = view.sky_cursor else {
        return;
    };
    let x = line.x(cursor);
    if plot.x_range().contains(x) {
        let stroke = Stroke::new(2.0, theme.selection);
        painter.line_segment([pos2(x, plot.top()), pos2(x, plot.bottom())], stroke);
        painter.circle_filled(pos2(x, plot.top()), 4.0, theme.selection);
    }
}

/// MJD or phases below, years as marks within.
fn numbers(painter: &Painter, line: &Line, times: &SkyTimes, theme: &Theme) {
    let plot = line.plot;
    let (low, high) = line.extent;
    let font = FontId::proportional(SMALL);
    let values = ticks(low, high, (plot.width() / 90.0) as usize);
    let apart = values
        .get(1)
        .zip(values.first())
        .map_or(1.0, |(b, a)| b - a);
    for (place, value) in values.into_iter().enumerate() {
        let text = match (times.fold, apart >= 1.0) {
            (Some(_), _) => format!("phase {}", tick_text(value, apart)),
            // A date is a name: nobody groups its digits.
            (None, true) => format!("{value:.0}"),
            (None, false) => format!("{value:.2}"),
        };
        let text = match (place, times.fold) {
            (0, None) => format!("MJD {text}"),
            _ => text,
        };
        let galley = painter.layout_no_wrap(text, font.clone(), theme.weak);
        let half = 0.5 * galley.size().x;
        let (least, most) = (plot.left() - 8.0, painter.clip_rect().right() - 2.0 * half);
        let left = (line.x(value) - half).min(most).max(least);
        painter.galley(pos2(left, plot.bottom() + 3.0), galley, theme.weak);
    }
    if times.fold.is_some() {
        return;
    }
    let years = (1901..2100).map(|year| (year, new_year_mjd(year)));
    let within: Vec<_> = years
        .filter(|(_, mjd)| (low..=high).contains(mjd))
        .collect();
    let every = (within.len() as f32 * 44.0 / plot.width().max(1.0))
        .ceil()
        .max(1.0) as usize;
    for (year, mjd) in within.into_iter().step_by(every) {
        let x = line.x(mjd);
        let mark = Stroke::new(1.0, theme.faint.gamma_multiply(0.8));
        painter.line_segment([pos2(x, plot.top()), pos2(x, plot.top() + YEARS)], mark);
        let at = pos2(x + 3.0, plot.top() - 2.0);
        painter.text(at, Align2::LEFT_TOP, year, font.clone(), theme.weak);
    }
}

/// The MJD of the first of January, from 1901 to 2099, where every fourth year is a leap year.
fn new_year_mjd(year: i32) -> f64 {
    f64::from(51_544 + 365 * (year - 2000) + (year - 2001).div_euclid(4) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nuscope_model::{Mjd, Utc};

    #[test]
    fn years_begin_where_the_calendar_says() {
        for year in [1901, 1999, 2000, 2001, 2004, 2005, 2026, 2099] {
            let text = Utc::from(Mjd(new_year_mjd(year))).to_string();
            assert!(
                text.starts_with(&format!("{year}-01-01 00:00:00")),
                "{text}"
            );
        }
    }
}
