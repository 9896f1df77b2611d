//! A colour bar with numbers, a title and a unit.

use eframe::egui::{
    self, Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2,
};
use nuscope_render::colormap::Colormap;

use super::ticks::{tick_text, ticks};
use crate::theme::{SMALL, Theme};

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
    /// Draws the bar across the width of `rect`, title above, numbers below.
    pub fn paint(&self, painter: &Painter, rect: Rect, theme: &Theme) {
        let bar = Rect::from_min_size(
            pos2(rect.left(), rect.top() + 18.0),
            vec2(rect.width(), 10.0),
        );
        let font = FontId::proportional(SMALL);
        let title = painter.text(
            rect.left_top(),
            Align2::LEFT_TOP,
            self.title,
            font.clone(),
            theme.text,
        );
        if !self.unit.is_empty() {
            let corner = title.right_top() + vec2(6.0, 0.0);
            painter.text(
                corner,
                Align2::LEFT_TOP,
                self.unit,
                font.clone(),
                theme.weak,
            );
        }
        painter.add(self.gradient(bar));
        painter.rect_stroke(
            bar,
            0.0,
            Stroke::new(1.0, theme.faint),
            egui::StrokeKind::Outside,
        );
        let (low, high) = (f64::from(self.range.0), f64::from(self.range.1));
        let values = ticks(low, high, (rect.width() / 46.0) as usize);
        let step = values
            .get(1)
            .zip(values.first())
            .map_or(1.0, |(b, a)| b - a);
        for value in values {
            let share = ((value - low) / (high - low)) as f32;
            let x = bar.left() + share * bar.width();
            painter.line_segment(
                [pos2(x, bar.bottom()), pos2(x, bar.bottom() + 4.0)],
                Stroke::new(1.0, theme.weak),
            );
            let foot = pos2(x, bar.bottom() + 5.0);
            painter.text(
                foot,
                Align2::CENTER_TOP,
                tick_text(value, step),
                font.clone(),
                theme.weak,
            );
        }
    }

    /// The colour at a share of the way from the first to the last value.
    pub fn color(&self, share: f32) -> [u8; 3] {
        let at = if self.reversed { 1.0 - share } else { share };
        match self.on_dark {
            true => self.colormap.sample_on_dark(at),
            false => self.colormap.sample(at),
        }
    }

    /// The colours as a mesh of narrow strips, exact at every screen scale.
    fn gradient(&self, bar: Rect) -> Shape {
        const STRIPS: u32 = 128;
        let mut mesh = Mesh::default();
        for i in 0..=STRIPS {
            let share = i as f32 / STRIPS as f32;
            let [r, g, b] = self.color(share);
            let color = Color32::from_rgb(r, g, b);
            let x = bar.left() + share * bar.width();
            mesh.colored_vertex(Pos2::new(x, bar.top()), color);
            mesh.colored_vertex(Pos2::new(x, bar.bottom()), color);
            if i > 0 {
                let first = 2 * (i - 1);
                mesh.add_triangle(first, first + 1, first + 2);
                mesh.add_triangle(first + 1, first + 2, first + 3);
            }
        }
        Shape::mesh(mesh)
    }
}
