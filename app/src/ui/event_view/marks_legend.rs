//! What the colours of photomultipliers mean, and how many have each: over the legend of the hits.

use eframe::egui::{Align2, FontId, Painter, Rect, pos2, vec2};

use super::legend::{LINE, WIDTH, raised};
use crate::derived::Derived;
use crate::document::Document;
use crate::plot::color_bar::{self, ColorBar};
use crate::plot::ticks::thousands;
use crate::scene::detector::RATE_COLORS;
use crate::scene::sensor_marks::{Mark, SensorMarks};
use crate::theme::{SMALL, Theme};
use crate::view::View;

/// The lines of the legend, each with the mark whose colour it explains; nothing where there is nothing to say.
pub(super) fn lines(
    marks: &SensorMarks,
    of_frame: bool,
    view: &View,
) -> Vec<(Option<Mark>, String)> {
    let look = &view.event;
    let by_rate = look.sensor_rates && marks.has_rates();
    if !look.modules || !(look.sensor_marks || by_rate) {
        return Vec::new();
    }
    let mut lines: Vec<_> = marks
        .told()
        .into_iter()
        // Among rates only the silent have a colour of their own.
        .filter(|(mark, _)| !by_rate || *mark == Mark::Dead)
        .map(|(mark, text)| (Some(mark), text))
        .collect();
    let all = thousands(marks.sensors());
    if lines.is_empty() {
        if of_frame && !by_rate {
            lines.push((None, format!("all {all} photomultipliers count")));
        }
        return lines;
    }
    lines.push((None, format!("of {all} photomultipliers")));
    if marks.silent_modules > 0 {
        let modules = match marks.silent_modules {
            1 => "1 module sent nothing".into(),
            many => format!("{} modules sent nothing", thousands(many)),
        };
        lines.push((None, modules));
    }
    lines
}

/// Paints the legend with its foot at `foot`.
pub(super) fn paint(
    painter: &Painter,
    view_rect: Rect,
    foot: f32,
    document: &Document,
    view: &View,
    derived: &Derived,
    theme: &Theme,
) {
    let Some(marks) = derived.marks.as_deref() else {
        return;
    };
    let of_frame = document
        .event
        .as_ref()
        .is_some_and(|shown| shown.event.summary.is_some() && marks.has_rates());
    let lines = lines(marks, of_frame, view);
    let by_rate = view.event.modules && view.event.sensor_rates && marks.has_rates();
    if lines.is_empty() && !by_rate {
        return;
    }
    let width = WIDTH.min(0.45 * view_rect.width());
    let bar = if by_rate {
        color_bar::HEIGHT + 6.0
    } else {
        0.0
    };
    let height = LINE * (lines.len() as f32 + 1.0) + bar;
    let corner = pos2(view_rect.right() - 20.0, foot);
    let wide = if by_rate { width } else { 0.72 * width };
    let place = Rect::from_min_max(corner - vec2(wide, height), corner);
    painter.rect_filled(place.expand(8.0), 4.0, theme.background.gamma_multiply(0.4));
    let font = FontId::proportional(SMALL);
    let title = match of_frame {
        true => "Photomultipliers in this frame",
        false => "Photomultipliers",
    };
    let left = |line: f32| pos2(place.left(), place.top() + bar + LINE * line);
    if by_rate {
        let bar = ColorBar {
            title: "Rate of photomultipliers",
            unit: "kHz",
            colormap: RATE_COLORS,
            reversed: false,
            on_dark: view.dark,
            range: marks.range_khz,
        };
        let place = Rect::from_min_size(place.min, vec2(place.width(), color_bar::HEIGHT));
        bar.paint(painter, place, theme);
    }
    painter.text(left(0.0), Align2::LEFT_TOP, title, font.clone(), theme.text);
    for (row, (mark, text)) in lines.iter().enumerate() {
        let middle = left(row as f32 + 1.0) + vec2(0.0, 8.0);
        if let Some(mark) = mark {
            let color = theme.marks[*mark as usize];
            painter.circle_filled(middle + vec2(5.0, 0.0), 4.5, color);
        }
        let text_at = middle + vec2(16.0, 0.0);
        painter.text(text_at, Align2::LEFT_CENTER, text, font.clone(), theme.weak);
    }
}

/// Where the foot of this legend is if there is no legend of hits below it.
pub(super) fn lowest(view_rect: Rect) -> f32 {
    view_rect.bottom() - 4.0 - raised(view_rect.width())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::sensor_marks::tests::{detector, slice};

    fn texts(marks: &SensorMarks, of_frame: bool, view: &View) -> Vec<String> {
        let lines = lines(marks, of_frame, view).into_iter();
        lines.map(|(_, text)| text).collect()
    }

    #[test]
    fn marks_are_counted_and_nothing_is_said_of_what_is_not_drawn() {
        let detector = detector();
        let mut view = View::default();
        let marks = SensorMarks::new(&detector, Some(&slice()));
        let expected = [
            "10 dead",
            "1 out of sync",
            "1 high-rate veto",
            "1 buffer full",
            "of 12 photomultipliers",
            "1 module sent nothing",
        ];
        assert_eq!(texts(&marks, true, &view), expected);
        view.event.sensor_rates = true;
        assert_eq!(
            texts(&marks, true, &view)[..2],
            ["10 dead", "of 12 photomultipliers"]
        );
        view.event.modules = false;
        assert!(texts(&marks, true, &view).is_empty());
        view = View::default();
        view.event.sensor_marks = false;
        assert!(texts(&marks, true, &view).is_empty());
        let nothing = SensorMarks::default();
        assert!(texts(&nothing, false, &View::default()).is_empty());
    }
}
