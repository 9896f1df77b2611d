//! The tray below the view: one row of tabs, one panel each.

use eframe::egui;

use crate::command::Command;
use crate::state::State;
use crate::ui::candidate_table::candidate_table_ui;
use crate::ui::event_browser::event_browser_ui;
use crate::ui::hit_table::hit_table_ui;
use crate::ui::likelihood_panel::likelihood_panel_ui;
use crate::ui::plots_panel::{plots_panel_ui, sky_plots_ui};
use crate::ui::source_search::source_search_ui;
use crate::ui::source_table::source_table_ui;
use crate::ui::track_table::track_table_ui;
use crate::view::{Mode, Tab};

/// Height of the tray when it is first opened, in points.
pub const HEIGHT: f32 = 280.0;

/// The lowest that it can be made.
pub const LEAST: f32 = 140.0;

/// A tab and the panel behind it.
struct Row {
    tab: Tab,
    label: &'static str,
    draw: fn(&mut egui::Ui, &mut State, &mut Vec<Command>),
}

/// All tabs, in order.
const ROWS: [Row; 9] = [
    Row {
        tab: Tab::Plots,
        label: "Plots",
        draw: plots_panel_ui,
    },
    Row {
        tab: Tab::Events,
        label: "Events",
        draw: event_browser_ui,
    },
    Row {
        tab: Tab::Hits,
        label: "Hits",
        draw: hit_table_ui,
    },
    Row {
        tab: Tab::Tracks,
        label: "Tracks",
        draw: track_table_ui,
    },
    Row {
        tab: Tab::Candidates,
        label: "Candidates",
        draw: candidate_table_ui,
    },
    Row {
        tab: Tab::SkyPlots,
        label: "Histograms",
        draw: sky_plots_ui,
    },
    Row {
        tab: Tab::Sources,
        label: "Sources",
        draw: source_table_ui,
    },
    Row {
        tab: Tab::Likelihood,
        label: "Likelihood",
        draw: likelihood_panel_ui,
    },
    Row {
        tab: Tab::SourceSearch,
        label: "Source search",
        draw: source_search_ui,
    },
];

/// Draws the tabs and the panel of the one that is chosen.
pub fn tray_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let mode = state.view.mode;
    let tab = state.view.tray.shown(mode);
    ui.horizontal(|ui| {
        let about = |row: &&Row| match mode {
            Mode::Event => !row.tab.of_sky(),
            Mode::Sky => row.tab.of_sky(),
            Mode::Both => true,
        };
        for row in ROWS.iter().filter(about) {
            let chosen = tab == row.tab;
            if ui.selectable_label(chosen, row.label).clicked() {
                commands.push(Command::ShowTab(row.tab));
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("×").on_hover_text("Close the tray").clicked() {
                commands.push(Command::ToggleTray);
            }
        });
    });
    if let Some(row) = ROWS.iter().find(|row| row.tab == tab) {
        (row.draw)(ui, state, commands);
    }
}
