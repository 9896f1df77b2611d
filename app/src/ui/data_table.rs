//! The table that all lists share: sorted by its heads, cut by its filter, drawn only where it is in sight.
//!
//! The rows are painted, not laid out: a million of them cost as much as the dozen that are seen. Each row in sight
//! is still a row to a screen reader, by the text of its cells. The table takes the keyboard when it is clicked, so
//! that the arrows move through it instead of turning the view.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{
    self, Align2, CornerRadius, FontId, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::filter::Columns as _;
use crate::grid::{Grid, GridColumn, Order};
use crate::plot::ticks::thousands;
use crate::theme::{self, SMALL};
use crate::ui::filter_field::filter_field_ui;
use crate::view::TableLook;

/// Height of a row in points.
const ROW: f32 = 20.0;

/// Height of the heads.
const HEADS: f32 = 22.0;

/// Space between a cell's edge and its text.
const PAD: f32 = 6.0;

/// The narrowest that a column can be made.
const NARROWEST: f32 = 28.0;

/// A table to draw.
pub struct DataTable<'a> {
    /// A name of its own.
    pub id: &'static str,
    /// What is in it.
    pub grid: &'a Grid,
    /// Its rows in order.
    pub order: &'a Order,
    /// The row of the grid that is selected.
    pub selected: Option<usize>,
    /// The row of the grid that the pointer is on in another view.
    pub hovered: Option<usize>,
    /// Whether a row of the grid is marked.
    pub marked: &'a dyn Fn(usize) -> bool,
    /// A filter to show how it is done.
    pub example: &'static str,
    /// What to say where no row is left.
    pub empty: &'a str,
}

/// What its user did.
#[derive(Debug, Default)]
pub struct Acted {
    /// The row of the grid that was clicked or stepped to, and the keys that were held.
    pub chosen: Option<(usize, Modifiers)>,
    /// The rows from the one that was chosen before to this one, if Shift was held.
    pub range: Vec<u32>,
    /// The row of the grid under the pointer.
    pub hovered: Option<usize>,
    /// The rows that are in sight.
    pub in_sight: Vec<u32>,
    /// Whether the rows are to be saved.
    pub save: bool,
}

/// What a table remembers from frame to frame.
#[derive(Clone, Debug, Default)]
struct Memory {
    widths: BTreeMap<&'static str, f32>,
    selected: Option<usize>,
    anchor: Option<usize>,
    /// First row in sight and how many, as of the last frame.
    sight: (f64, f64),
}

/// Whether the keyboard is with a table, whose only keys are those that move through it.
pub fn has_keyboard(ctx: &egui::Context) -> bool {
    let holder = ctx.data(|data| data.get_temp::<Id>(Id::unique("table with the keyboard")));
    holder.is_some() && ctx.memory(|memory| memory.focused()) == holder
}

/// Draws the filter, the count, the menus and the table.
pub fn data_table_ui(
    ui: &mut Ui,
    table: &DataTable<'_>,
    look: &mut TableLook,
    extra: impl FnOnce(&mut Ui),
) -> Acted {
    let mut acted = Acted::default();
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let save = egui::Button::new("Save these rows…");
            let some = !table.order.rows.is_empty();
            let hint =
                "Save exactly these rows and columns as CSV, ECSV, VOTable, FITS, Parquet or HDF5";
            acted.save = ui.add_enabled(some, save).on_hover_text(hint).clicked();
            columns_menu_ui(ui, table.grid, look);
            ui.label(count_words(table))
                .on_hover_text(order_words(table, look));
            extra(ui);
            filter_field_ui(
                ui,
                (table.id, table.example),
                table.grid,
                table.order.error.as_ref(),
                &mut look.filter,
            );
        });
    });
    body_ui(ui, table, look, &mut acted);
    acted
}

/// "12 of 340 events".
fn count_words(table: &DataTable<'_>) -> String {
    let (shown, all) = (table.order.rows.len(), table.grid.rows());
    match shown == all {
        true => format!("{} {}", thousands(all), table.grid.rows_are),
        false => format!(
            "{} of {} {}",
            thousands(shown),
            thousands(all),
            table.grid.rows_are
        ),
    }
}

/// What decides on the rows and their order, in words.
fn order_words(table: &DataTable<'_>, look: &TableLook) -> String {
    let mut words = match table.order.filter.as_str() {
        "" => "All rows".to_owned(),
        filter => format!("Rows with {filter}"),
    };
    if let Some(sort) = &look.sort {
        let title = table
            .grid
            .column(&sort.column)
            .map_or("", |column| column.head.title);
        let direction = if sort.falling {
            "greatest first"
        } else {
            "least first"
        };
        words += &format!(", by {}, {direction}", title.to_lowercase());
    }
    words
}

/// The menu that switches columns.
fn columns_menu_ui(ui: &mut Ui, grid: &Grid, look: &mut TableLook) {
    ui.menu_button("Columns", |ui| {
        egui::ScrollArea::vertical()
            .max_height(360.0)
            .show(ui, |ui| {
                for column in grid.columns() {
                    let head = &column.head;
                    let mut shown = look.switched.get(head.name).copied().unwrap_or(head.usual);
                    let hint = format!("{}\nIn filters: {}", head.about, head.name);
                    if ui
                        .checkbox(&mut shown, column.heading())
                        .on_hover_text(hint)
                        .changed()
                    {
                        match shown == head.usual {
                            true => look.switched.remove(head.name),
                            false => look.switched.insert(head.name.to_owned(), shown),
                        };
                    }
                }
            });
    })
    .response
    .on_hover_text("Choose which columns are shown");
}

fn body_ui(ui: &mut Ui, table: &DataTable<'_>, look: &mut TableLook, acted: &mut Acted) {
    let id = Id::unique(("data table", table.id));
    let mut memory: Memory = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let columns = table.grid.shown(look);
    let widths: Vec<f32> = columns
        .iter()
        .map(|column| {
            *memory
                .widths
                .get(column.head.name)
                .unwrap_or(&column.head.width)
        })
        .collect();
    let total: f32 = widths.iter().sum();
    let all = ui.available_rect_before_wrap();
    let heads = Rect::from_min_size(all.min, vec2(all.width(), HEADS));
    let body = Rect::from_min_max(heads.left_bottom(), all.max);
    ui.advance_cursor_after_rect(all);
    if body.height() < 1.0 {
        return;
    }

    // The table holds the keyboard itself; its rows only take clicks.
    let holder = ui.interact(body, id.with("rows"), Sense::click());
    holder.widget_info(|| {
        WidgetInfo::labeled(
            Role::Table,
            true,
            format!("Table of {}", table.grid.rows_are),
        )
    });
    keyboard(ui, &holder, table, &memory, acted);

    let rows = table.order.rows.len();
    let chosen_now = acted
        .chosen
        .as_ref()
        .map(|(row, _)| *row)
        .or(table.selected);
    let mut area = egui::ScrollArea::both()
        .id_salt(id.with("scroll"))
        .auto_shrink(false);
    if chosen_now != memory.selected {
        memory.selected = chosen_now;
        if let Some(place) = chosen_now.and_then(|row| table.order.place_of(row)) {
            let (first, count) = memory.sight;
            if let Some(offset) = scrolled_to(place, first, count, rows) {
                area = area.vertical_scroll_offset(offset);
            }
        }
    }
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(body));
    let out = area.show_viewport(&mut child, |ui, viewport| {
        ui.set_min_size(vec2(total, rows as f32 * ROW));
        rows_ui(ui, table, (&columns, &widths), viewport, &mut memory, acted);
    });
    if rows == 0 {
        let theme = theme::of(ui);
        let font = FontId::proportional(13.0);
        ui.painter().text(
            body.center(),
            Align2::CENTER_CENTER,
            table.empty,
            font,
            theme.weak,
        );
    }
    heads_ui(
        ui,
        heads,
        table,
        look,
        (&columns, &widths),
        out.state.clamped_offset().x,
        &mut memory,
    );
    if acted.chosen.is_some() {
        holder.request_focus();
        ui.data_mut(|data| data.insert_temp(Id::unique("table with the keyboard"), holder.id));
    }
    ui.data_mut(|data| data.insert_temp(id, memory));
}

/// Where to scroll so that a row is in sight; `None` if it is.
fn scrolled_to(place: usize, first: f64, count: f64, rows: usize) -> Option<f32> {
    let place = place as f64;
    if place >= first && place + 1.0 <= first + count {
        return None;
    }
    let most = (rows as f64 - count).max(0.0);
    let top = (place - 0.5 * (count - 1.0)).clamp(0.0, most);
    Some((top * f64::from(ROW)) as f32)
}

/// The keys that move through the table while it has the keyboard.
fn keyboard(ui: &Ui, holder: &Response, table: &DataTable<'_>, memory: &Memory, acted: &mut Acted) {
    if !holder.has_focus() {
        return;
    }
    if holder.clicked_elsewhere() {
        holder.surrender_focus();
        return;
    }
    let filter = egui::EventFilter {
        vertical_arrows: true,
        ..Default::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(holder.id, filter));
    let page = (memory.sight.1 as isize - 1).max(1);
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
    ];
    let step: isize = ui.input_mut(|input| {
        let pressed = |(key, step): (Key, isize)| {
            let times = input.count_and_consume_key(Modifiers::NONE, key);
            times as isize * step
        };
        steps.map(pressed).iter().sum()
    });
    let rows = table.order.rows.len();
    if step == 0 || rows == 0 {
        return;
    }
    let place = table.selected.and_then(|row| table.order.place_of(row));
    let next = match place {
        Some(place) => place.saturating_add_signed(step).min(rows - 1),
        None => 0,
    };
    if Some(next) != place {
        acted.chosen = Some((table.order.rows[next] as usize, Modifiers::NONE));
    }
}

/// Paints the rows in sight and takes clicks on them.
fn rows_ui(
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
            paint_text(ui, cell, &column.text(row), column.is_right(), theme.text);
        }
    }
}

/// The text of a row for those who hear it.
fn row_words(place: usize, row: usize, columns: &[Arc<GridColumn>]) -> String {
    let cells = columns.iter().filter_map(|column| {
        let text = column.text(row);
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

/// Draws the heads: a click sorts, the edge is dragged, the other button hides.
fn heads_ui(
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
    if !column.head.unit.is_empty() {
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

#[cfg(test)]
mod tests {
    use super::scrolled_to;

    #[test]
    fn a_row_is_scrolled_to_the_middle_unless_it_is_in_sight() {
        assert_eq!(scrolled_to(3, 0.0, 8.0, 100), None);
        assert_eq!(scrolled_to(7, 0.0, 8.0, 100), None);
        assert_eq!(scrolled_to(8, 0.0, 8.0, 100), Some(4.5 * 20.0));
        assert_eq!(scrolled_to(99, 0.0, 8.0, 100), Some(92.0 * 20.0));
        assert_eq!(scrolled_to(0, 50.0, 8.0, 100), Some(0.0));
        assert_eq!(scrolled_to(0, 0.0, 0.5, 1), Some(0.25 * 20.0));
    }
}
