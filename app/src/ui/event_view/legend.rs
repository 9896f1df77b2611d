//! The colours of hits with their quantity, unit and numbers or names, at the foot of the view on the right.

use eframe::egui::{Align2, Color32, FontId, Painter, Rect, pos2, vec2};

use super::marks_legend;
use crate::derived::Derived;
use crate::document::Document;
use crate::plot::color_bar::{self, ColorBar};
use crate::scene::hit_colors;
use crate::theme::{SMALL, Theme};
use crate::view::{HitQuantity, View};

/// Space that the legend takes at most, in points.
pub(crate) const WIDTH: f32 = 250.0;
/// Distance between the lines of names.
pub(super) const LINE: f32 = 15.0;
/// Distance to the legend above this one.
const ABOVE: f32 = 22.0;

/// How far the legend stands above the foot of a view of this width: above the scale bar where there is no room beside it.
pub(crate) fn raised(view_width: f32) -> f32 {
    let beside = view_width - WIDTH.min(0.45 * view_width) - 28.0;
    if beside < 240.0 { 84.0 } else { 0.0 }
}

/// Paints the legend of the event on display, and returns where another one over it may have its foot.
pub(super) fn paint(
    painter: &Painter,
    view_rect: Rect,
    document: &Document,
    view: &View,
    derived: &Derived,
    theme: &Theme,
) -> f32 {
    let Some(shown) = &document.event else {
        return marks_legend::lowest(view_rect);
    };
    let quantity = view.hits.color_by;
    let range = hit_colors::range(document, view, derived);
    let bar = ColorBar {
        title: &hit_colors::title(document, quantity),
        unit: quantity.unit(shown.event.amplitude_unit),
        colormap: view.hits.colormap,
        reversed: view.hits.reversed,
        on_dark: view.dark,
        range,
    };
    let width = WIDTH.min(0.45 * view_rect.width());
    // Bright hits behind words would make them unreadable: the picture steps back there.
    let shade = theme.background.gamma_multiply(0.4);
    let corner = view_rect.right_bottom() - vec2(20.0, 4.0 + raised(view_rect.width()));
    let Some(names) = hit_colors::categories(view, derived) else {
        let place = Rect::from_min_max(corner - vec2(width, color_bar::HEIGHT), corner);
        painter.rect_filled(place.expand(8.0), 4.0, shade);
        bar.paint(painter, place, theme);
        return place.top() - ABOVE;
    };
    let step = |slot: u8| {
        let [r, g, b] = bar.color((f32::from(slot) + 0.5) / 8.0);
        Color32::from_rgb(r, g, b)
    };
    let rows: Vec<(Vec<Color32>, String)> = match hit_colors::sharing_strings(view, derived) {
        0 => names
            .into_iter()
            .map(|(slot, name)| (vec![step(slot)], name))
            .collect(),
        strings => vec![
            ((0..7).map(step).collect(), String::new()),
            (
                Vec::new(),
                format!("{strings} strings share seven colours;"),
            ),
            (Vec::new(), "neighbours differ".into()),
        ],
    };
    let wide = if quantity == HitQuantity::Trigger {
        0.6
    } else {
        1.0
    };
    let height = LINE * (rows.len() + 1) as f32 + 6.0;
    let place = Rect::from_min_max(corner - vec2(wide * width, height), corner);
    painter.rect_filled(place.expand(8.0), 4.0, shade);
    let font = FontId::proportional(SMALL);
    painter.text(
        place.left_top(),
        Align2::LEFT_TOP,
        bar.title,
        font.clone(),
        theme.text,
    );
    for (row, (colors, name)) in rows.iter().enumerate() {
        let middle = place.top() + LINE * (row as f32 + 1.0) + 8.0;
        let mut x = place.left() + 5.0;
        for color in colors {
            painter.circle_filled(pos2(x, middle), 4.5, *color);
            x += 14.0;
        }
        let text = pos2(
            place.left() + if colors.is_empty() { 0.0 } else { 16.0 },
            middle,
        );
        painter.text(text, Align2::LEFT_CENTER, name, font.clone(), theme.weak);
    }
    place.top() - ABOVE
}
