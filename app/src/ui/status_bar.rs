//! The line at the bottom: what is shown of the data, how well the detector fits, what is under the pointer.

use eframe::egui::{self, Align, Layout, RichText};
use nuscope_model::matching::Verdict;

use crate::command::{Command, SkyCommand};
use crate::detectors::words;
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::cuts::cut_sentence;
use crate::ui::live_badge::live_badge_ui;
use crate::ui::trials_panel::calibration_ui;
use crate::view::Mode;

/// Height of the bar in points.
pub const HEIGHT: f32 = 24.0;

/// Draws the bar; `pointer` is what the views say about the place under the pointer.
pub fn status_bar_ui(
    ui: &mut egui::Ui,
    state: &mut State,
    pointer: &str,
    commands: &mut Vec<Command>,
) {
    let theme = theme::of(ui);
    ui.horizontal_centered(|ui| {
        ui.style_mut().override_font_id = Some(egui::FontId::proportional(SMALL));
        ui.spacing_mut().button_padding = egui::vec2(5.0, 1.0);
        ui.spacing_mut().interact_size.y = 16.0;
        if simulated(state) {
            ui.label(RichText::new("SIMULATED").color(theme.warning).strong())
                .on_hover_text("Simulated, not recorded by a telescope");
            ui.separator();
        }
        live_badge_ui(ui, state, commands);
        if state.view.mode != Mode::Sky {
            event_ui(ui, state, commands);
        }
        if state.view.mode != Mode::Event {
            sky_ui(ui, state, commands);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            match said(ui, state) {
                Some(text) => ui.label(RichText::new(text).color(theme.accent)),
                None => ui.label(RichText::new(pointer).color(theme.text)),
            };
        });
    });
}

/// Seconds for which the bar confirms what was done.
const CONFIRMS_S: f64 = 3.0;

/// What was done just now.
fn said(ui: &egui::Ui, state: &mut State) -> Option<String> {
    let now_s = ui.input(|input| input.time);
    let said = state.said.as_mut()?;
    let since_s = *said.since_s.get_or_insert(now_s);
    let left_s = since_s + CONFIRMS_S - now_s;
    if left_s <= 0.0 {
        state.said = None;
        return None;
    }
    ui.ctx()
        .request_repaint_after(std::time::Duration::from_secs_f64(left_s));
    Some(said.text.clone())
}

/// Whether anything in view was simulated.
pub fn simulated(state: &State) -> bool {
    match state.view.mode {
        Mode::Event => state.document.event_simulated(),
        Mode::Sky => state.document.sky_simulated(),
        Mode::Both => state.document.event_simulated() || state.document.sky_simulated(),
    }
}

fn event_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let Some(shown) = state.document.event.clone() else {
        ui.label(RichText::new("no event").color(theme.weak));
        return;
    };
    let all = shown.event.hits.len();
    let triggered = shown.triggered_hits;
    match cut_sentence(&state.document, &state.view, &state.derived) {
        None => {
            let (all, triggered) = (thousands(all), thousands(triggered));
            ui.label(format!("{all} hits, {triggered} triggered"));
        }
        Some(sentence) => {
            let most = 0.5 * ui.available_width();
            ui.scope(|ui| {
                ui.set_max_width(most);
                ui.add(egui::Label::new(&sentence).truncate());
            })
            .response
            .on_hover_text(&sentence);
            if cross(ui, "Show all hits") {
                commands.push(Command::DropCuts);
            }
        }
    }
    if let Some(cursor) = state.view.cursor_ns {
        ui.separator();
        ui.label(format!("up to {cursor:.0} ns"));
        if cross(ui, "Show all times") {
            commands.push(Command::ShowAllTimes);
        }
    }
    ui.separator();
    match (&state.document.detector, state.document.detector_match()) {
        (Some(_), Some(_)) if state.document.detector_is_of_hits() => {
            let text = "only the modules that were hit: no detector open";
            ui.label(RichText::new(text).color(theme.weak));
        }
        (Some(detector), Some(found)) => {
            let sure = found.verdict == Verdict::Sure;
            let color = if sure { theme.weak } else { theme.warning };
            let text = format!("{} ({})", detector.name, words(&found));
            ui.label(RichText::new(text).color(color));
        }
        _ => {
            ui.label(RichText::new("no detector open: hits have no place").color(theme.warning));
        }
    }
}

/// A button that takes something back; true if it was clicked.
fn cross(ui: &mut egui::Ui, name: &str) -> bool {
    let button = ui.button("×").on_hover_text(name);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    button.clicked()
}

fn sky_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let document = &state.document;
    ui.separator();
    match state.derived.candidates.sentence(&state.view) {
        None => {
            ui.label(format!("{} candidates", thousands(document.candidates())));
        }
        Some(sentence) => {
            let most = 0.4 * ui.available_width();
            ui.scope(|ui| {
                ui.set_max_width(most);
                ui.add(egui::Label::new(&sentence).truncate());
            })
            .response
            .on_hover_text(&sentence);
            if cross(ui, "Show every candidate") {
                commands.push(SkyCommand::ShowAll.into());
            }
        }
    }
    calibration_ui(ui, state, commands);
    if document.scan_is_partial() {
        ui.separator();
        ui.label(RichText::new("map still filling, coarse to fine").color(theme.warning));
    }
}
