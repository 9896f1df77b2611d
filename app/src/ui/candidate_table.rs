//! The tab with all candidates, linked with the sky: its filter decides on what is drawn there, a click selects in both.

use eframe::egui;

use crate::command::{Command, SkyCommand};
use crate::state::State;
use crate::ui::data_table::{DataTable, data_table_ui};
use crate::ui::hovered;
use crate::view::Tab;

/// Draws the tab.
pub fn candidate_table_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(grid) = &state.lists.candidates.grid else {
        ui.weak("No list of candidates is open.");
        return;
    };
    let candidates = &state.derived.candidates;
    let marks = state.view.marked_candidates.clone();
    let table = DataTable {
        id: "candidates",
        grid,
        order: &state.lists.candidates.order,
        selected: candidates.place_of(state.view.selected),
        hovered: candidates.place_of(hovered::get(ui.ctx())),
        marked: &|row| marks.contains(row as u32),
        example: "energy_gev > 1e5 && dec < -30 && sample == \"IC86_II\"",
        empty: "No candidate is shown.",
        busy: state.lists.candidates.busy(),
    };
    let look = &mut state.view.tables.candidates;
    let acted = data_table_ui(ui, &table, look, |ui| {
        if !marks.is_empty() && ui.button("Clear marks").clicked() {
            commands.push(SkyCommand::Unmark.into());
        }
    });
    if let Some(found) = acted.hovered.and_then(|row| candidates.at(row)) {
        hovered::set(ui.ctx(), found);
    }
    if acted.save {
        commands.push(Command::SaveRows(Tab::Candidates));
    }
    let Some((row, held)) = acted.chosen else {
        return;
    };
    let place = row as u32;
    let marked = match (acted.range.is_empty(), held.command) {
        (false, true) => Some(marks.with(&acted.range)),
        (false, false) => Some(acted.range.into()),
        (true, true) if marks.contains(place) => Some(marks.without(&[place])),
        (true, true) => Some(marks.with(&[place])),
        (true, false) => None,
    };
    commands.extend(marked.map(|marked| SkyCommand::Mark(marked).into()));
    commands.push(Command::Select(candidates.at(row)));
}
