//! What the looks on the sky map mean: colour bars below it, samples, sizes and forms.

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};
use nuscope_render::{Colormap, MarkerShape};

use super::SkyMapView;
use crate::plot::color_bar::{self, ColorBar};
use crate::plot::drawing as plot;
use crate::plot::ticks::{thousands, tick_text};
use crate::scene::candidate_markers::size_factor;
use crate::scene::sky;
use crate::theme::{SMALL, Theme};
use crate::view::SkyLook;

impl SkyMapView {
    /// The colour bars below the sky.
    pub(super) fn legends(&self, painter: &Painter, strip: Rect, look: &SkyLook, theme: &Theme) {
        let width = (0.4 * strip.width()).min(420.0);
        let size = vec2(width, color_bar::HEIGHT);
        if let Some(values) = self.values.as_ref().filter(|_| look.map) {
            let bar = ColorBar {
                title: &values.title,
                unit: &values.unit,
                colormap: look.map_colormap,
                reversed: false,
                on_dark: false,
                range: values.range,
            };
            let place = pos2(strip.right() - width - 28.0, strip.top() + 4.0);
            bar.paint(painter, Rect::from_min_size(place, size), theme);
        }
        let corner = pos2(strip.left() + 28.0, strip.top() + 4.0);
        if let (Some(color), Some(range)) = (&self.meaning.color, self.color_range(look)) {
            let bar = ColorBar {
                title: &format!("Candidates: {}", color.title),
                unit: color.unit,
                colormap: Colormap::Batlow,
                reversed: false,
                on_dark: false,
                range,
            };
            bar.paint(painter, Rect::from_min_size(corner, size), theme);
        } else if !self.meaning.colors.entries.is_empty() {
            let entries = self.meaning.colors.entries.iter().cloned();
            color_legend(painter, corner, width + 60.0, entries, theme);
        } else if look.candidates && strip.width() > 700.0 {
            self.sample_legend(painter, strip, width, look, theme);
        }
    }

    /// Which colour is which sample, in two rows on the left.
    fn sample_legend(
        &self,
        painter: &Painter,
        strip: Rect,
        width: f32,
        look: &SkyLook,
        theme: &Theme,
    ) {
        let samples = self.samples.iter().enumerate();
        let shown = samples.filter(|(_, sample)| !look.hidden_samples.contains(&sample.name));
        let entries = shown.map(|(place, sample)| {
            let text = format!("{} {}", sample.name, thousands(sample.len()));
            (text, sky::sample_color(place))
        });
        let corner = pos2(strip.left() + 28.0, strip.top() + 4.0);
        color_legend(painter, corner, width + 60.0, entries, theme);
    }

    /// What sizes and forms mean, in the corner below the map at the left.
    pub(super) fn kinds(&self, painter: &Painter, sky: Rect, theme: &Theme) {
        let font = FontId::proportional(SMALL);
        let left = sky.left() + 16.0;
        let mut y = sky.bottom() - 12.0;
        let color = theme.weak;
        let forms = &self.meaning.forms;
        for (name, form) in forms.entries.iter().rev() {
            paint_form(painter, pos2(left + 6.0, y), *form, color);
            let at = pos2(left + 18.0, y);
            painter.text(at, Align2::LEFT_CENTER, name, font.clone(), color);
            y -= 16.0;
        }
        if !forms.title.is_empty() && !forms.entries.is_empty() {
            let at = pos2(left, y);
            painter.text(
                at,
                Align2::LEFT_CENTER,
                &forms.title,
                font.clone(),
                theme.text,
            );
            y -= 20.0;
        }
        let Some(size) = &self.meaning.size else {
            return;
        };
        let (low, high) = size.range;
        let mut x = left;
        for share in [0.0, 0.5, 1.0] {
            let radius = 3.0 * size_factor(share);
            painter.circle_filled(pos2(x + radius, y), radius, color.gamma_multiply(0.8));
            x += 2.0 * radius + 4.0;
            let step = f64::from(high - low) / 20.0;
            let value = f64::from(low + share * (high - low));
            let text = tick_text(value, step.max(1e-6));
            let drawn = painter.text(pos2(x, y), Align2::LEFT_CENTER, text, font.clone(), color);
            x = drawn.right() + 10.0;
        }
        let title = format!("{} {}", size.title, size.unit);
        let at = pos2(left, y - 18.0);
        painter.text(at, Align2::LEFT_CENTER, title.trim_end(), font, theme.text);
    }
}

/// Dots with their names, from left to right, in as many rows as they need.
fn color_legend(
    painter: &Painter,
    at: Pos2,
    width: f32,
    entries: impl Iterator<Item = (String, [u8; 3])>,
    theme: &Theme,
) {
    let font = FontId::proportional(SMALL);
    let mut corner = at + vec2(0.0, 2.0);
    for (text, [r, g, b]) in entries {
        let galley = painter.layout_no_wrap(text, font.clone(), theme.weak);
        if corner.x > at.x && corner.x + galley.size().x + 16.0 > at.x + width {
            corner = pos2(at.x, corner.y + 17.0);
        }
        let color = Color32::from_rgb(r, g, b);
        painter.circle_filled(corner + vec2(4.0, 7.0), 3.5, color);
        let advance = galley.size().x + 30.0;
        painter.galley(corner + vec2(12.0, 0.0), galley, theme.weak);
        corner.x += advance;
    }
}

/// A form as the sky map draws it.
fn paint_form(painter: &Painter, at: Pos2, form: MarkerShape, color: Color32) {
    use MarkerShape as Is;
    let corners = match form {
        Is::Diamond | Is::OpenDiamond => plot::Form::Diamond.corners(at, 4.5),
        Is::Square | Is::OpenSquare => plot::Form::Square.corners(at, 4.5),
        Is::Triangle | Is::OpenTriangle => plot::Form::Triangle.corners(at, 4.5),
        Is::Star | Is::OpenStar => Some(star(at, 4.5)),
        Is::Dot | Is::Circle | Is::Plus | Is::Cross => None,
    };
    let line = Stroke::new(1.2, color);
    let open = matches!(
        form,
        Is::OpenDiamond | Is::OpenSquare | Is::OpenTriangle | Is::OpenStar | Is::Circle
    );
    match (corners, open) {
        (Some(corners), true) => {
            painter.add(Shape::closed_line(corners, line));
        }
        (Some(corners), false) if form == Is::Star => {
            painter.add(Shape::closed_line(corners, line));
            painter.circle_filled(at, 2.4, color);
        }
        (Some(corners), false) => {
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
        }
        (None, true) => {
            painter.circle_stroke(at, 4.0, line);
        }
        (None, false) => {
            painter.circle_filled(at, 4.5, color);
        }
    }
}

/// The corners of a star of five points.
fn star(at: Pos2, radius: f32) -> Vec<Pos2> {
    let corner = |number: u32| {
        let far = if number.is_multiple_of(2) { 1.45 } else { 0.62 };
        let angle = std::f32::consts::PI * number as f32 / 5.0;
        at + far * radius * vec2(angle.sin(), -angle.cos())
    };
    (0..10).map(corner).collect()
}
