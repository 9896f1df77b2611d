//! A table in a window of its own: what a file holds besides.
//!
//! Only the rows in sight are made into text, so a million of them scroll as smoothly as ten.

use eframe::egui::{self, RichText};
use egui_extras::{Column, TableBuilder};

use crate::command::Command;
use crate::plot::ticks::thousands;
use crate::state::{ShownTable, State};
use crate::theme::{self, SMALL};
use crate::view::Selected;

/// More columns than this are left to a program for tables.
const MOST_COLUMNS: usize = 200;

/// A table to draw: its name, its columns' names, its rows, and the text of a cell.
struct Grid<'a> {
    title: String,
    columns: Vec<String>,
    rows: usize,
    cell: Box<dyn Fn(usize, usize) -> String + 'a>,
    /// What a row stands for in the other views.
    means: Box<dyn Fn(usize) -> Option<Selected> + 'a>,
}

/// Draws the window if a table is to be shown.
pub fn table_view_ui(ctx: &egui::Context, state: &State, commands: &mut Vec<Command>) {
    let Some(shown) = state.table else {
        return;
    };
    let Some(grid) = grid(state, shown) else {
        commands.push(Command::ShowTable(None));
        return;
    };
    let mut open = true;
    egui::Window::new(&grid.title)
        .id(egui::Id::unique("table"))
        .open(&mut open)
        .default_size([720.0, 420.0])
        .resizable(true)
        .show(ctx, |ui| grid_ui(ui, state, &grid, commands));
    if !open {
        commands.push(Command::ShowTable(None));
    }
}

fn grid_ui(ui: &mut egui::Ui, state: &State, grid: &Grid, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let columns = grid.columns.len().min(MOST_COLUMNS);
    let mut count = format!("{} rows", thousands(grid.rows));
    if columns < grid.columns.len() {
        count += &format!(", the first {columns} of {} columns", grid.columns.len());
    }
    ui.label(RichText::new(count).size(SMALL).color(theme.weak));
    egui::ScrollArea::horizontal().show(ui, |ui| {
        TableBuilder::new(ui)
            .striped(true)
            .auto_shrink(false)
            .sense(egui::Sense::click())
            .columns(Column::initial(96.0).clip(true).resizable(true), columns)
            .header(20.0, |mut header| {
                for name in &grid.columns[..columns] {
                    header.col(|ui| {
                        ui.label(RichText::new(name).size(SMALL).strong());
                    });
                }
            })
            .body(|body| {
                body.rows(18.0, grid.rows, |mut row| {
                    let place = row.index();
                    let meaning = (grid.means)(place);
                    row.set_selected(meaning.is_some() && meaning == state.view.selected);
                    for column in 0..columns {
                        row.col(|ui| {
                            ui.label(RichText::new((grid.cell)(place, column)).size(SMALL));
                        });
                    }
                    if row.response().clicked() && meaning.is_some() {
                        commands.push(Command::Select(meaning));
                    }
                });
            });
    });
}

fn grid(state: &State, shown: ShownTable) -> Option<Grid<'_>> {
    match shown {
        ShownTable::Open(place) => {
            let open = state.document.tables.get(place)?;
            let table = &open.table;
            let name = |column: &nuscope_io::table::Column| match &column.unit {
                Some(unit) => format!("{} [{unit}]", column.name),
                None => column.name.clone(),
            };
            Some(Grid {
                title: open.title(),
                columns: table.columns.iter().map(name).collect(),
                rows: table.rows(),
                cell: Box::new(|row, column| table.columns[column].values.show(row)),
                means: Box::new(|_| None),
            })
        }
    }
}
