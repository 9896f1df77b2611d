//! Asks which column of a table is what, where its header does not say.

use eframe::egui::{self, Align2, RichText};
use nuscope_io::{ColumnChoice, OpenOptions};

use crate::command::Command;
use crate::state::Question;
use crate::theme;

/// What may be asked for: key, words, units to choose from, whether a scan of the sky cannot do without.
const ASKED: [(&str, &str, &[&str], bool); 6] = [
    ("ra", "Right ascension", &["deg", "rad", "hour"], true),
    ("dec", "Declination", &["deg", "rad"], true),
    ("sigma", "Angular error", &["deg", "rad"], false),
    ("log10_energy", "log₁₀ energy", &["GeV"], false),
    ("hits", "Number of hits", &[""], false),
    ("mjd", "Date", &["MJD"], false),
];

/// Room for an answer to each thing that may be asked for.
pub fn blank_answers() -> Vec<(&'static str, String, String)> {
    ASKED
        .iter()
        .map(|(key, _, units, _)| (*key, String::new(), units[0].to_owned()))
        .collect()
}

/// Draws the question and collects the answers.
pub fn question_ui(ctx: &egui::Context, question: &mut Question, commands: &mut Vec<Command>) {
    let window = egui::Window::new("Which column is which?")
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO);
    window.show(ctx, |ui| {
        ui.set_max_width(620.0);
        let name = question
            .path
            .file_name()
            .unwrap_or(question.path.as_os_str());
        let text = format!(
            "{}: the header does not say which column is {}, or in which unit.",
            name.to_string_lossy(),
            question.wanted.join(" and ")
        );
        ui.add(egui::Label::new(text).wrap());
        ui.add_space(4.0);
        first_rows_ui(ui, question);
        ui.add_space(4.0);
        answers_ui(ui, question);
        ui.add_space(4.0);
        let missing = ASKED
            .iter()
            .zip(&question.answers)
            .find(|((.., needed), (_, column, _))| *needed && column.is_empty());
        ui.horizontal(|ui| {
            let ready = ui.add_enabled(missing.is_none(), egui::Button::new("Open the table"));
            if ready
                .on_disabled_hover_text("Right ascension and declination are needed")
                .clicked()
            {
                commands.push(Command::Open(
                    vec![question.path.clone()],
                    answered(question),
                ));
            }
            if ui.button("Leave it").clicked() {
                commands.push(Command::DismissQuestion);
            }
        });
    });
}

fn first_rows_ui(ui: &mut egui::Ui, question: &Question) {
    let theme = theme::of(ui);
    egui::ScrollArea::horizontal().show(ui, |ui| {
        let columns = question.columns.join("   ");
        ui.label(RichText::new(columns).color(theme.accent).monospace());
        for row in question.rows.iter().take(4) {
            ui.label(RichText::new(row).monospace());
        }
    });
}

fn answers_ui(ui: &mut egui::Ui, question: &mut Question) {
    let columns = &question.columns;
    egui::Grid::new("answers").num_columns(3).show(ui, |ui| {
        for ((key, words, units, needed), (_, column, unit)) in
            ASKED.iter().zip(&mut question.answers)
        {
            let name = ui.label(if *needed {
                RichText::new(*words).strong()
            } else {
                RichText::new(*words)
            });
            let shown = if column.is_empty() {
                "not in this table"
            } else {
                column.as_str()
            };
            egui::ComboBox::from_id_salt(("column", key))
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    ui.selectable_value(column, String::new(), "not in this table");
                    for name in columns {
                        ui.selectable_value(column, name.clone(), name);
                    }
                })
                .response
                .labelled_by(name.id);
            if units.len() > 1 {
                egui::ComboBox::from_id_salt(("unit", key))
                    .selected_text(unit.as_str())
                    .show_ui(ui, |ui| {
                        for name in *units {
                            ui.selectable_value(unit, (*name).to_owned(), *name);
                        }
                    })
                    .response
                    .labelled_by(name.id);
            } else {
                ui.label(units[0]);
            }
            ui.end_row();
        }
    });
}

/// The options that these answers make.
fn answered(question: &Question) -> OpenOptions {
    let mut options = question.options.clone();
    for (key, column, unit) in &question.answers {
        if !column.is_empty() {
            let unit = (!unit.is_empty()).then(|| unit.clone());
            let choice = ColumnChoice {
                column: column.clone(),
                unit,
            };
            options.columns.insert((*key).to_owned(), choice);
        } else if question.wanted.iter().any(|wanted| wanted == key) {
            // "Not in this table" is an answer too: without it the same would be asked again.
            let choice = ColumnChoice {
                column: "-".to_owned(),
                unit: None,
            };
            options.columns.insert((*key).to_owned(), choice);
        }
    }
    options
}
