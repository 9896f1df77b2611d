//! A colour bar with numbers, a title and a unit.

use eframe::egui::{Align2, Color32, Painter, Pos2, Rect, pos2, vec2};
use nuscope_render::colormap::Colormap;

use super::drawing::{Drawing, Shape};
use super::text_width::text_width;
use super::ticks::{tick_text, ticks};
use super::to_egui::triangles;
use crate::theme::{SMALL, Theme};

/// Colours along a bar; between them they run evenly.
const STRIPS: u32 = 64;

/// What a colour bar explains.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorBar<'a> {
    /// The quantity, such as "time after the first triggered hit".
    pub title: &'a str,
    /// Its unit, in weak text; may be empty.
    pub unit: &'a str,
    /// The colours.
    pub colormap: Colormap,
    /// Whether they run from the last to the first.
    pub reversed: bool,
    /// Whether the colours are those of lamps in the dark, as the hits are.
    pub on_dark: bool,
    /// Values of the two ends.
    pub range: (f32, f32),
}

/// Space that a bar needs besides its own length: title above, numbers below.
pub const HEIGHT: f32 = 46.0;

impl ColorBar<'_> {
    /// Paints the bar across the width of `rect`, title above, numbers below.
    pub fn paint(&self, painter: &Painter, rect: Rect, theme: &Theme) {
        let mut drawing = Drawing::new(rect.size(), self.title, Color32::TRANSPARENT);
        let place = Rect::from_min_size(Pos2::ZERO, rect.size());
        self.draw(&mut drawing, place, theme);
        for part in triangles(&drawing.items, rect.min, painter.pixels_per_point()) {
            part.paint(painter);
        }
    }

    /// Draws the bar across the width of `rect`, title above, numbers below.
    pub fn draw(&self, drawing: &mut Drawing, rect: Rect, theme: &Theme) {
        let bar = Self::colors_of(rect);
        drawing.text(rect.min, Align2::LEFT_TOP, self.title, SMALL, theme.text);
        if !self.unit.is_empty() {
            let corner = rect.min + vec2(text_width(self.title, SMALL) + 6.0, 0.0);
            drawing.text(corner, Align2::LEFT_TOP, self.unit, SMALL, theme.weak);
        }
        let color = |step: u32| {
            let [r, g, b] = self.color(step as f32 / STRIPS as f32);
            Color32::from_rgb(r, g, b)
        };
        drawing.add(Shape::Ramp {
            rect: bar,
            colors: (0..=STRIPS).map(color).collect(),
        });
        let frame = bar.expand(0.5);
        let corners = [
            frame.left_top(),
            frame.right_top(),
            frame.right_bottom(),
            frame.left_bottom(),
            frame.left_top(),
        ];
        drawing.line(corners.to_vec(), 1.0, theme.faint);
        let (low, high) = (f64::from(self.range.0), f64::from(self.range.1));
        let values = ticks(low, high, (rect.width() / 46.0) as usize);
        let step = values
            .get(1)
            .zip(values.first())
            .map_or(1.0, |(b, a)| b - a);
        for value in values {
            let share = ((value - low) / (high - low)) as f32;
            let x = bar.left() + share * bar.width();
            let foot = [pos2(x, bar.bottom()), pos2(x, bar.bottom() + 4.0)];
            drawing.line(foot.to_vec(), 1.0, theme.weak);
            let place = pos2(x, bar.bottom() + 5.0);
            let text = tick_text(value, step);
            drawing.text(place, Align2::CENTER_TOP, text, SMALL, theme.weak);
        }
    }

    /// Where the colours are in the place of a bar.
    pub fn colors_of(rect: Rect) -> Rect {
        let corner = rect.min + vec2(0.0, 18.0);
        Rect::from_min_size(corner, vec2(rect.width(), 10.0))
    }

    /// The colour at a share of the way from the first to the last value.
    pub fn color(&self, share: f32) -> [u8; 3] {
        let at = if self.reversed { 1.0 - share } else { share };
        match self.on_dark {
            true => self.colormap.sample_on_dark(at),
            false => self.colormap.sample(at),
        }
    }
}
