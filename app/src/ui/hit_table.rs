//! The tab with the hits of the event, linked with the selection and the marks of all other views.

use eframe::egui;

use crate::command::Command;
use crate::state::State;
use crate::ui::data_table::{DataTable, data_table_ui};
use crate::ui::hovered;
use crate::view::{Marked, Selected, Tab};

/// Draws the tab.
pub fn hit_table_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(grid) = &state.lists.hits.grid else {
        ui.weak("No event is open.");
        return;
    };
    let selected = match state.view.selected {
        Some(Selected::Hit(place)) => Some(place),
        _ => None,
    };
    let marks = state.view.marked.clone();
    let cut = !state.view.cuts.is_open();
    let table = DataTable {
        id: "hits",
        grid,
        order: &state.lists.hits.order,
        selected,
        hovered: match hovered::get(ui.ctx()) {
            Some(Selected::Hit(place)) => Some(place),
            _ => None,
        },
        marked: &|row| marks.contains(row as u32),
        example: "triggered() && between(residual, -5, 25)",
        empty: if cut {
            "No hit passes the filter and the cuts."
        } else {
            "No hit passes the filter."
        },
        busy: state.lists.hits.busy(),
    };
    let tables = &mut state.view.tables;
    let in_cuts = &mut tables.hits_in_cuts;
    let acted = data_table_ui(ui, &table, &mut tables.hits, |ui| {
        if !marks.is_empty() && ui.button("Clear marks").clicked() {
            commands.push(Command::Mark(Marked::default()));
        }
        if cut {
            ui.checkbox(in_cuts, "Only hits that are shown")
                .on_hover_text("List only the hits that pass the cuts");
        }
    });
    if let Some(row) = acted.hovered {
        hovered::set(ui.ctx(), Selected::Hit(row));
    }
    if acted.save {
        commands.push(Command::SaveRows(Tab::Hits));
    }
    let Some((row, held)) = acted.chosen else {
        return;
    };
    if !acted.range.is_empty() {
        let kept = if held.command {
            Vec::from(marks)
        } else {
            Vec::new()
        };
        commands.push(Command::Mark(
            kept.into_iter()
                .chain(acted.range)
                .collect::<Vec<_>>()
                .into(),
        ));
    } else if held.command {
        let mut places = Vec::from(marks);
        match places.iter().position(|place| *place as usize == row) {
            Some(place) => drop(places.remove(place)),
            None => places.push(row as u32),
        }
        commands.push(Command::Mark(places.into()));
    }
    commands.push(Command::Select(Some(Selected::Hit(row))));
}
