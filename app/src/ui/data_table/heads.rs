//! The heads of a table: a click sorts, the edge is dragged, the other button hides.

use std::sync::Arc;

use eframe::egui::{self, CornerRadius, FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{DataTable, HEADS, Memory, PAD};
use crate::grid::GridColumn;
use crate::theme::{self, SMALL};
use crate::view::TableLook;

/// The narrowest that a column can be made.
const NARROWEST: f32 = 28.0;

/// Draws the heads over `heads`, moved by `offset` to the left.
pub(super) fn heads_ui(
    ui: &Ui,
    heads: Rect,
    table: &DataTable<'_>,
    look: &mut TableLook,
    (columns, widths): (&[Arc<GridColumn>], &[f32]),
    offset: f32,
    memory: &mut Memory,
) {
    let theme = theme::of(ui);
    let clip = heads.intersect(ui.clip_rect());
    let painter = ui.painter_at(clip);
    painter.rect_filled(heads, CornerRadius::ZERO, theme.raised);
    let mut x = heads.left() - offset;
    for (column, width) in columns.iter().zip(widths) {
        let head = Rect::from_min_size(pos2(x, heads.top()), vec2(*width, HEADS));
        x += width;
        let seen = head.intersect(clip);
        if seen.width() < 1.0 {
            continue;
        }
        let id = Id::unique(("head", table.id, column.head.name));
        let response = ui.interact(seen, id, Sense::click());
        let sorted = look
            .sort
            .as_ref()
            .filter(|sort| sort.column == column.head.name);
        response.widget_info(|| {
            let state = match sorted {
                Some(sort) if sort.falling => ", greatest first",
                Some(_) => ", least first",
                None => "",
            };
            WidgetInfo::labeled(
                Role::ColumnHeader,
                true,
                format!("{}{state}", column.heading()),
            )
        });
        if response.hovered() {
            painter.rect_filled(head, CornerRadius::ZERO, theme.accent.gamma_multiply(0.18));
        }
        paint_head(ui, head, clip, column, sorted.map(|sort| sort.falling));
        if response.clicked() {
            look.sort_next(column.head.name);
        }
        response.context_menu(|ui| {
            if ui.button(format!("Hide {}", column.head.title)).clicked() {
                look.switched.insert(column.head.name.to_owned(), false);
                ui.close();
            }
        });
        let hint = format!(
            "{}. Click to sort.\nIn filters: {}",
            column.head.about, column.head.name
        );
        response.on_hover_text(hint);
        let edge = Rect::from_center_size(head.right_center(), vec2(8.0, HEADS)).intersect(clip);
        if edge.width() > 1.0 {
            let edge = ui.interact(edge, id.with("edge"), Sense::drag());
            let edge = edge.on_hover_cursor(egui::CursorIcon::ResizeColumn);
            edge.widget_info(|| {
                let label = format!("Width of {}", column.head.title);
                WidgetInfo::labeled(Role::Splitter, true, label)
            });
            if edge.dragged() {
                let wider = (width + edge.drag_delta().x).max(NARROWEST);
                memory.widths.insert(column.head.name, wider);
            }
            if edge.double_clicked() {
                memory.widths.remove(column.head.name);
            }
        }
        let line = egui::Stroke::new(1.0, theme.panel);
        painter.vline(head.right() - 0.5, heads.shrink(4.0).y_range(), line);
    }
}

/// The title with its unit in weak text, and a triangle that tells the direction.
fn paint_head(ui: &Ui, head: Rect, clip: Rect, column: &GridColumn, falling: Option<bool>) {
    let theme = theme::of(ui);
    let font = FontId::proportional(SMALL);
    let mut job = egui::text::LayoutJob::default();
    let format = |color| egui::TextFormat::simple(font.clone(), color);
    let color = if falling.is_some() {
        theme.accent
    } else {
        theme.text
    };
    job.append(column.head.title, 0.0, format(color));
    if column.head.unit_above && !column.head.unit.is_empty() {
        job.append(column.head.unit, 4.0, format(theme.weak));
    }
    let galley = ui.painter().layout_job(job);
    let room = if falling.is_some() { 12.0 } else { 0.0 };
    let painter = ui.painter_at(head.intersect(clip));
    let x = match column.is_right() {
        true => (head.right() - PAD - galley.size().x).max(head.left() + PAD + room),
        false => head.left() + PAD,
    };
    let at = pos2(x, head.center().y - 0.5 * galley.size().y);
    let end = match column.is_right() {
        true => x - 8.0,
        false => x + galley.size().x + 8.0,
    };
    painter.galley(at, galley, theme.text);
    if let Some(falling) = falling {
        let up = if falling { -1.0 } else { 1.0 };
        let middle = pos2(end, head.center().y);
        let triangle = vec![
            middle + vec2(0.0, -3.0 * up),
            middle + vec2(3.5, 3.0 * up),
            middle + vec2(-3.5, 3.0 * up),
        ];
        painter.add(egui::Shape::convex_polygon(
            triangle,
            theme.accent,
            egui::Stroke::NONE,
        ));
    }
}
