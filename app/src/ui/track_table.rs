//! The tab with the tracks and showers of the event: fits first, then the truth.

use eframe::egui;

use crate::command::Command;
use crate::state::State;
use crate::ui::data_table::{DataTable, data_table_ui};
use crate::ui::hovered;
use crate::view::{Selected, Tab};

/// Draws the tab.
pub fn track_table_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(grid) = &state.lists.tracks.grid else {
        ui.weak("No event is open.");
        return;
    };
    let selected = match state.view.selected {
        Some(Selected::Track(place)) => Some(place),
        _ => None,
    };
    let table = DataTable {
        id: "tracks",
        grid,
        order: &state.lists.tracks.order,
        selected,
        hovered: match hovered::get(ui.ctx()) {
            Some(Selected::Track(place)) => Some(place),
            _ => None,
        },
        marked: &|_| false,
        example: "origin == \"fit\" && likelihood > 100",
        empty: "No track passes the filter.",
        busy: state.lists.tracks.busy(),
    };
    let acted = data_table_ui(ui, &table, &mut state.view.tables.tracks, |_| {});
    if let Some(row) = acted.hovered {
        hovered::set(ui.ctx(), Selected::Track(row));
    }
    if acted.save {
        commands.push(Command::SaveRows(Tab::Tracks));
    }
    if let Some((row, _)) = acted.chosen {
        commands.push(Command::Select(Some(Selected::Track(row))));
    }
}
