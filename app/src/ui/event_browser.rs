//! The tab with all events of the file: headers at once, what has to be read as it comes.

use eframe::egui::{self, RichText};

use crate::command::Command;
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::data_table::{DataTable, data_table_ui};
use crate::view::Tab;

/// Draws the tab.
pub fn event_browser_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(grid) = &state.lists.events.grid else {
        ui.weak("No file with events is open.");
        return;
    };
    let reading = state.jobs.event.as_ref().map(|event| event.index);
    let shown = state.document.event.as_ref().map(|event| event.index);
    let table = DataTable {
        id: "events",
        grid,
        order: &state.lists.events.order,
        selected: reading.or(shown),
        hovered: None,
        marked: &|_| false,
        example: "e_gev > 1e4 && zenith > 90 && triggered(\"3DMuon\")",
        empty: "No event passes the filter.",
        busy: state.lists.events.busy(),
    };
    let summaries = &state.lists.summaries;
    let acted = data_table_ui(ui, &table, &mut state.view.tables.events, |ui| {
        if ui
            .button("Go to…")
            .on_hover_text("Go to a frame and trigger, or to an event by its number")
            .clicked()
        {
            commands.push(Command::AskGoTo);
        }
        let theme = theme::of(ui);
        let events = state
            .document
            .events
            .as_ref()
            .map_or(0, |source| source.headers().len());
        if summaries.unreadable > 0 {
            let text = format!("{} cannot be read", thousands(summaries.unreadable));
            ui.label(RichText::new(text).size(SMALL).color(theme.warning));
        }
        if summaries.busy() {
            let text = format!(
                "reading {} of {}",
                thousands(summaries.done),
                thousands(events)
            );
            ui.label(RichText::new(text).size(SMALL).color(theme.weak));
            ui.spinner();
        }
    });
    summaries.wish(&acted.in_sight);
    if acted.save {
        commands.push(Command::SaveRows(Tab::Events));
    }
    if let Some((row, _)) = acted.chosen {
        commands.push(Command::ShowEvent(row));
    }
}
