//! The rows of a table that are in sight: painted, clicked, and heard by those who do not see them.

use std::sync::Arc;

use eframe::egui::{self, CornerRadius, FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Acted, DataTable, Memory, PAD, ROW};
use crate::grid::GridColumn;
use crate::plot::sky::words::drawable;
use crate::theme::{self, SMALL};

/// Paints the rows in sight and takes clicks on them.
pub(super) fn rows_ui(
    ui: &Ui,
    table: &DataTable<'_>,
    (columns, widths): (&[Arc<GridColumn>], &[f32]),
    viewport: Rect,
    memory: &mut Memory,
    acted: &mut Acted,
) {
    let theme = theme::of(ui);
    let clip = ui.clip_rect();
    let rows = table.order.rows.len();
    let top = f64::from(viewport.min.y) / f64::from(ROW);
    memory.sight = (top.max(0.0), f64::from(viewport.height() / ROW));
    let first = top.max(0.0).floor() as usize;
    let last = ((top + memory.sight.1).ceil().max(0.0) as usize).min(rows);
    // Rows hang from what is in sight: a million rows down, single precision would make them jump.
    let origin = pos2(ui.max_rect().left(), clip.top());
    let width = widths.iter().sum::<f32>().max(clip.width());
    acted.in_sight = table
        .order
        .rows
        .get(first..last)
        .unwrap_or_default()
        .to_vec();
    for place in first..last {
        let row = table.order.rows[place] as usize;
        let y = origin.y + ((place as f64 - top) * f64::from(ROW)) as f32;
        let rect = Rect::from_min_size(pos2(origin.x, y), vec2(width, ROW));
        let selected = table.selected == Some(row);
        let response = ui.interact(
            rect.intersect(clip),
            Id::unique(("row", table.id, place)),
            Sense::CLICK,
        );
        response.widget_info(|| {
            WidgetInfo::selected(Role::Row, true, selected, row_words(place, row, columns))
        });
        if response.clicked() {
            let held = ui.input(|input| input.modifiers);
            let anchor = memory.anchor.and_then(|row| table.order.place_of(row));
            if let (true, Some(anchor)) = (held.shift, anchor) {
                let (low, high) = (anchor.min(place), anchor.max(place));
                acted.range = table.order.rows[low..=high].to_vec();
            } else {
                memory.anchor = Some(row);
            }
            acted.chosen = Some((row, held));
        }
        if response.hovered() {
            acted.hovered = Some(row);
        }
        let under = response.hovered() || table.hovered == Some(row);
        let painter = ui.painter();
        let fill = match (selected, (table.marked)(row), under) {
            (true, ..) => Some(theme.accent.gamma_multiply(0.35)),
            (_, true, _) => Some(theme.selection.gamma_multiply(0.22)),
            (_, _, true) => Some(theme.accent.gamma_multiply(0.14)),
            _ => (place % 2 == 1).then(|| theme.raised.gamma_multiply(0.5)),
        };
        if let Some(fill) = fill {
            painter.rect_filled(rect, CornerRadius::ZERO, fill);
        }
        let mut x = rect.left();
        for (column, width) in columns.iter().zip(widths) {
            let cell = Rect::from_min_size(pos2(x, y), vec2(*width, ROW));
            x += width;
            if cell.right() < clip.left() || cell.left() > clip.right() {
                continue;
            }
            paint_text(
                ui,
                cell,
                &drawable(&column.text_so_far(row)),
                column.is_right(),
                theme.text,
            );
        }
    }
}

/// The text of a row for those who hear it.
fn row_words(place: usize, row: usize, columns: &[Arc<GridColumn>]) -> String {
    let cells = columns.iter().filter_map(|column| {
        let text = column.text_so_far(row);
        (!text.is_empty()).then(|| format!("{} {text}", column.head.title))
    });
    let cells: Vec<_> = cells.collect();
    format!("Row {}: {}", place + 1, cells.join(", "))
}

/// Paints a text into a cell; one that is too long ends in dots.
fn paint_text(ui: &Ui, cell: Rect, text: &str, right: bool, color: egui::Color32) {
    if text.is_empty() {
        return;
    }
    let font = FontId::proportional(SMALL + 1.0);
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width((cell.width() - 2.0 * PAD).max(1.0));
    let galley = ui.painter().layout_job(job);
    let x = match right {
        true => cell.right() - PAD - galley.size().x,
        false => cell.left() + PAD,
    };
    let at = pos2(x, cell.center().y - 0.5 * galley.size().y);
    ui.painter_at(cell.intersect(ui.clip_rect()))
        .galley(at, galley, color);
}
