//! Which detector the events hang in: what fits best, or what the user says.

use eframe::egui::{self, RichText};
use nuscope_io::OpenOptions;
use nuscope_model::matching::Verdict;

use crate::command::Command;
use crate::detectors::{self, OpenDetector};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::data_panel::heading;

/// Layouts that are made here, after published figures: what they are called, and the name that opens them.
const GENERATED: [(&str, &str); 5] = [
    ("ANTARES-like (generated)", "demo:layout-antares"),
    ("ARCA-like (generated)", "demo:layout-arca"),
    (
        "ARCA-like, two blocks (generated)",
        "demo:layout-arca-two-blocks",
    ),
    ("IceCube-like (generated)", "demo:layout-icecube"),
    ("ORCA-like (generated)", "demo:layout-orca"),
];

/// Draws the choice, where there are events or a detector to choose for.
pub fn detector_choice_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let document = &state.document;
    if document.events.is_none() && document.detectors.is_empty() {
        return;
    }
    let name = heading(ui, "Detector").id;
    let theme = theme::of(ui);
    let used = match &document.detector {
        None => "none open".to_owned(),
        Some(_) if document.detector_is_of_hits() => "from the hits themselves".to_owned(),
        Some(detector) => detector.name.clone(),
    };
    egui::ComboBox::from_id_salt("detector")
        .width(ui.available_width() - 8.0)
        .selected_text(used)
        .truncate()
        .show_ui(ui, |ui| {
            let automatic = document.chosen_detector.is_none();
            if ui.selectable_label(automatic, "What fits best").clicked() {
                commands.push(Command::ChooseDetector(None));
            }
            for open in &document.detectors {
                let chosen = document.chosen_detector.as_ref() == Some(&open.path);
                let label = ui.selectable_label(chosen, words(open, state));
                if label
                    .on_hover_text(open.path.display().to_string())
                    .clicked()
                {
                    commands.push(Command::ChooseDetector(Some(open.path.clone())));
                }
            }
            for (name, path) in GENERATED {
                let there = |open: &OpenDetector| open.path.as_os_str() == path;
                if !document.detectors.iter().any(there)
                    && ui.selectable_label(false, name).clicked()
                {
                    commands.push(Command::Open(vec![path.into()], OpenOptions::default()));
                }
            }
        })
        .response
        .labelled_by(name);
    if document.detector_is_of_hits() {
        return;
    }
    if let Some(found) = document.detector_match() {
        let text = detectors::words(&found);
        let sure = found.verdict == Verdict::Sure;
        let color = if sure { theme.weak } else { theme.warning };

        ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(color)).wrap());
    }
}

/// An open detector with how well it fits.
fn words(open: &OpenDetector, state: &State) -> String {
    match &state.document.event {
        Some(shown) => {
            let found = open.detector.matches_event(shown.as_read());
            format!("{} ({})", open.detector.name, detectors::words(&found))
        }
        None => open.detector.name.clone(),
    }
}
