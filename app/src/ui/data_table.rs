//! The table that all lists share: sorted by its heads, cut by its filter, drawn only where it is in sight.
//!
//! The rows are painted, not laid out: a million of them cost as much as the dozen that are seen. Each row in sight
//! is still a row to a screen reader, by the text of its cells. The table takes the keyboard when it is clicked, so
//! that the arrows move through it instead of turning the view.

mod heads;
mod rows;

use std::collections::BTreeMap;

use eframe::egui::{
    self, Align2, FontId, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2,
    vec2,
};

use crate::filter::Columns as _;
use crate::grid::{Grid, Order};
use crate::plot::ticks::thousands;
use crate::theme;
use crate::ui::filter_field::filter_field_ui;
use crate::view::TableLook;
use heads::heads_ui;
use rows::rows_ui;

/// Height of a row in points.
const ROW: f32 = 20.0;

/// Height of the heads.
const HEADS: f32 = 22.0;

/// Sorting and filtering that take longer are seen to be under way, in seconds.
const LONG_S: f64 = 0.3;

/// Space between a cell's edge and its text.
const PAD: f32 = 6.0;

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
    /// Whether it is being sorted and filtered anew.
    pub busy: bool,
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
    /// Since when it is being sorted and filtered, in seconds.
    busy_since_s: Option<f64>,
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

/// What is under way while there is nothing to show yet.
fn looking_words(table: &DataTable<'_>) -> String {
    let rows = thousands(table.grid.rows());
    format!("Looking through {rows} {}…", table.grid.rows_are)
}

/// A sign over the table that it is being sorted and filtered, once that takes long: what is shown is as it was.
fn busy_ui(ui: &mut Ui, body: Rect, table: &DataTable<'_>, memory: &mut Memory) {
    if !table.busy {
        memory.busy_since_s = None;
        return;
    }
    let now_s = ui.input(|input| input.time);
    if now_s - *memory.busy_since_s.get_or_insert(now_s) < LONG_S {
        return;
    }
    let corner = pos2(body.right() - 34.0, body.top() + 6.0);
    let place = Rect::from_min_size(corner, vec2(18.0, 18.0));
    ui.put(place, egui::Spinner::new().size(16.0))
        .on_hover_text(looking_words(table));
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
        let text = match table.busy {
            true => &looking_words(table),
            false => table.empty,
        };
        let middle = Align2::CENTER_CENTER;
        ui.painter()
            .text(body.center(), middle, text, font, theme.weak);
    }
    busy_ui(ui, body, table, &mut memory);
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
