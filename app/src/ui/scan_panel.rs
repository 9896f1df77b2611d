//! The section of scans: what a scan uses, how fine it is, how far it is, and where it is hottest.

mod peaks;
mod place;

use eframe::egui::{self, RichText};

use crate::command::{AnalysisCommand, Command};
use crate::fit_data::FitData;
use crate::fit_words::summary;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::analysis_window::suggestion_ui;
use crate::ui::inspector::{position_words, rows_ui};
use crate::ui::trials_panel::trials_ui;

/// What is said of every map.
const OF_MAP: &str = "Declinations beyond the mask or without candidates are masked.";

/// Draws the section.
pub fn scan_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    place::place_ui(ui, state);
    if let Some(scan) = &state.jobs.scan {
        ui.add(egui::ProgressBar::new(scan.fraction()).show_percentage());
        if ui.button("Cancel scan").clicked() {
            commands.push(Command::CancelScan);
        }
    } else {
        let start = ui.add_enabled(
            !state.document.samples.is_empty(),
            egui::Button::new("Start scan"),
        );
        if start
            .on_disabled_hover_text("Open a candidate list first")
            .clicked()
        {
            commands.push(Command::StartScan);
        }
    }
    if let Some(text) = hottest_words(state) {
        ui.add(egui::Label::new(text).wrap());
    }
    peaks::peaks_ui(ui, state, commands);
    let small = |ui: &mut egui::Ui, text: &str| {
        let text = RichText::new(text).size(SMALL).color(theme.weak);
        ui.add(egui::Label::new(text).wrap());
    };
    let Some(fit) = FitData::of(&state.document) else {
        return;
    };
    if let Some(analysis) = &state.document.analysis {
        let name = format!("With {}", analysis.name());
        ui.add(egui::Label::new(RichText::new(name).strong()).truncate())
            .on_hover_text(analysis.path.display().to_string());
    }
    rows_ui(ui, "what a scan uses", &summary(&fit));
    suggestion_ui(ui, state, commands);
    let hint = "Responses, days, index, spectrum, extension and limits; save it as a file";
    let button = ui.button("Analysis…").on_hover_text(hint);
    if button.clicked() {
        commands.push(AnalysisCommand::ToggleWindow.into());
    }
    small(ui, OF_MAP);
    trials_ui(ui, state, commands);
}

/// Where a finished scan is hottest.
fn hottest_words(state: &State) -> Option<String> {
    let scan = state.document.scan_map().filter(|scan| !scan.partial)?;
    let map = &scan.map;
    let (position, ts) = map.hottest(map.column("TS")?)?;
    let place = position_words(position);
    Some(match state.document.scan_is_current() {
        true => format!("Scan done: hottest at {place}, TS {ts:.1}"),
        false => {
            format!("The map is of other choices: hottest at {place}, TS {ts:.1}. Scan again.")
        }
    })
}
