//! The window of the analysis: what is known or chosen of each sample, the choices for all, and what is used in the end.
//!
//! Every change is one of the view: undo takes it back, sessions keep it, and the likelihood is prepared anew by a worker
//! as soon as the hand rests.

mod choices;
mod samples;
mod time;

use eframe::egui::{self, RichText};

use crate::command::{AnalysisCommand, Command};
use crate::fit_data::FitData;
use crate::fit_words::{summary, used};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::data_panel::heading;
use crate::ui::inspector::rows_ui;
use crate::view::AnalysisEdits;

/// Width of the window's content in points.
const WIDTH: f32 = 540.0;

/// Draws the window while it is open.
pub fn analysis_window_ui(ctx: &egui::Context, state: &mut State, commands: &mut Vec<Command>) {
    let mut open = state.analysis_window;
    if !open {
        return;
    }
    let most = ctx.content_rect().height() - 190.0;
    egui::Window::new("Analysis")
        .open(&mut open)
        .resizable(false)
        .collapsible(false)
        .default_pos(egui::pos2(290.0, 60.0))
        .show(ctx, |ui| {
            ui.set_width(WIDTH);
            buttons_ui(ui, state, commands);
            egui::ScrollArea::vertical()
                .max_height(most.max(160.0))
                .min_scrolled_height(most.max(160.0))
                .show(ui, |ui| content_ui(ui, state, commands));
        });
    if !open {
        commands.push(AnalysisCommand::ToggleWindow.into());
    }
}

fn content_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(fit) = FitData::of(&state.document) else {
        ui.weak("No list of candidates is open.");
        return;
    };
    head_ui(ui, state, &fit);
    heading(ui, "Samples");
    samples::samples_ui(ui, state, &fit);
    suggestion_ui(ui, state, commands);
    heading(ui, "Fit");
    choices::choices_ui(ui, state);
    heading(ui, "What is used");
    match fit.ready() {
        Some(Ok(likelihood)) => {
            rows_ui(ui, "what the fit uses", &used(likelihood));
            for warning in likelihood.warnings() {
                small(ui, warning, theme::of(ui).warning);
            }
        }
        _ => rows_ui(ui, "what the fit uses", &summary(&fit)),
    }
}

/// What is done with all of it, always in sight.
fn buttons_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    if state.document.samples.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        let save = ui.button("Save analysis…");
        let hint = "As a TOML file for this window and for nuscope scan --analysis";
        if save.on_hover_text(hint).clicked() {
            commands.push(AnalysisCommand::ChooseFile.into());
        }
        let changed = state.view.analysis != AnalysisEdits::default();
        let (name, hint) = match &state.document.analysis {
            Some(_) => ("Back to the file", "Give up what was changed here"),
            None => ("Back to the defaults", "Give up what was changed here"),
        };
        let back = ui.add_enabled(changed, egui::Button::new(name));
        if back.on_hover_text(hint).clicked() {
            commands.push(AnalysisCommand::Reset.into());
        }
    });
}

/// Which analysis it is, and whether it can be used.
fn head_ui(ui: &mut egui::Ui, state: &State, fit: &FitData) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        let name = match &state.document.analysis {
            Some(analysis) => analysis.name(),
            None => "The open lists".into(),
        };
        ui.label(RichText::new(name).strong());
        match fit.ready() {
            Some(Ok(_)) => {
                ui.label(RichText::new("ready").color(theme.accent));
            }
            Some(Err(_)) => {
                ui.label(RichText::new("cannot be used").color(theme.warning));
            }
            None => {
                ui.spinner();
                ui.label(RichText::new("preparing…").color(theme.weak));
            }
        }
    });
    if let Some(Err(why)) = fit.ready() {
        let words = format!("There is no likelihood of these choices: {why}.");
        ui.add(egui::Label::new(RichText::new(words).color(theme.warning)).wrap());
    }
}

/// Offers built-in responses where a name points to one and nothing else is known; draws nothing where none is.
pub fn suggestion_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let offered = crate::fit_data::suggestions(&state.document);
    if offered.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let hint = "Areas, energies and days of the season that each name points to: look whether they fit your lists";
    let button = ui.button("Use the built-in responses");
    if button.on_hover_text(hint).clicked() {
        commands.push(AnalysisCommand::UseBuiltIn.into());
    }
    let each = offered.iter().map(|(name, response)| {
        let response = response.built_in().unwrap_or_default();
        match name == response {
            true => name.clone(),
            false => format!("{name} as {response}"),
        }
    });
    let names: Vec<String> = each.collect();
    let words = format!("The names point to seasons: {}.", names.join(", "));
    small(ui, &words, theme.weak);
}

fn small(ui: &mut egui::Ui, text: &str, color: egui::Color32) {
    let text = RichText::new(text).size(SMALL).color(color);
    ui.add(egui::Label::new(text).wrap());
}
