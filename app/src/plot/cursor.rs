//! The time cursor in figures with a time axis: what comes later is veiled, so that nothing is drawn anew as time runs.

use eframe::egui::{Rect, pos2};

use super::axes::Panel;
use super::columns::PlotQuantity;
use super::drawing::{Item, Shape};
use crate::theme::Theme;
use crate::view::HitQuantity;

/// Veil and line over every panel with a time axis.
pub fn cursor_items(panels: &[Panel], cursor_ns: f32, theme: &Theme) -> Vec<Item> {
    let timed = |panel: &&Panel| panel.x.quantity == Some(PlotQuantity::Hit(HitQuantity::Time));
    let mut items = Vec::new();
    for panel in panels.iter().filter(timed) {
        let rect = panel.rect;
        let x = panel
            .x_at(cursor_ns.into())
            .clamp(rect.left(), rect.right());
        let color = theme.panel.gamma_multiply(0.75);
        let veil = Rect::from_min_max(pos2(x, rect.top()), rect.max);
        let line = Shape::Line {
            points: vec![pos2(x, rect.top()), pos2(x, rect.bottom())],
            width: 1.5,
            color: theme.selection,
            dashed: false,
        };
        for shape in [Shape::Rect { rect: veil, color }, line] {
            items.push(Item { shape, mark: None });
        }
    }
    items
}
