//! The tab with the sources of all catalogues that are drawn, linked with the sky: a click selects in both.

use eframe::egui;

use crate::command::{Command, SkyCommand};
use crate::state::State;
use crate::ui::data_table::{DataTable, data_table_ui};
use crate::ui::hovered;
use crate::view::Tab;

/// Draws the tab.
pub fn source_table_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let listed = &state.lists.of_sources;
    let Some(grid) = state
        .lists
        .sources
        .grid
        .as_ref()
        .filter(|_| !listed.parts.is_empty())
    else {
        ui.weak("No catalogue is drawn: switch one on under Catalogues and lines, at the left.");
        return;
    };
    let table = DataTable {
        id: "sources",
        grid,
        order: &state.lists.sources.order,
        selected: listed.place_of(state.view.selected),
        hovered: listed.place_of(hovered::get(ui.ctx())),
        marked: &|_| false,
        example: "redshift < 0.05 && kind == \"BL Lac\" && dec < 0",
        empty: "No source is listed.",
        busy: state.lists.sources.busy(),
    };
    let look = &mut state.view.tables.sources;
    let acted = data_table_ui(ui, &table, look, |ui| {
        let hint = "Find a source, a star, a constellation or a position by its name";
        if ui.button("Search the sky…").on_hover_text(hint).clicked() {
            commands.push(SkyCommand::AskSearch.into());
        }
    });
    if let Some(found) = acted.hovered.and_then(|row| listed.at(row)) {
        hovered::set(ui.ctx(), found);
    }
    if acted.save {
        commands.push(Command::SaveRows(Tab::Sources));
    }
    if let Some((row, _)) = acted.chosen {
        commands.push(Command::Select(listed.at(row)));
    }
}
