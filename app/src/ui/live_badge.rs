//! The badge of live mode in the status bar: what is watched, how many events wait, pause and end.

use eframe::egui::{self, RichText};

use crate::command::Command;
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme;

/// Draws the badge while something is watched.
pub fn live_badge_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(live) = &state.live else { return };
    let theme = theme::of(ui);
    let (word, color) = match live.paused {
        true => ("PAUSED", theme.weak),
        false => ("LIVE", theme.accent),
    };
    let path = live.path.display().to_string();
    ui.label(RichText::new(word).color(color).strong())
        .on_hover_text(path);
    let color = if live.trouble {
        theme.warning
    } else {
        theme.weak
    };
    let status = egui::Label::new(RichText::new(&live.status).color(color)).truncate();
    ui.scope(|ui| {
        ui.set_max_width(320.0);
        ui.add(status).on_hover_text(&live.status);
    });
    let waiting = live.new_events();
    if waiting > 0 {
        let events = if waiting == 1 { "event" } else { "events" };
        let text = format!("{} new {events}", thousands(waiting));
        let hint = "Show the newest one, and those that come";
        let button = egui::Button::new(RichText::new(text).color(theme.selection));
        if ui.add(button).on_hover_text(hint).clicked() {
            commands.push(Command::PauseWatching(false));
        }
    }
    let (label, hint) = match live.paused {
        true => ("Resume", "Show the newest event as it comes"),
        false => ("Pause", "Stay at this event; new ones wait"),
    };
    if ui.button(label).on_hover_text(hint).clicked() {
        commands.push(Command::PauseWatching(!live.paused));
    }
    if ui.button("Stop").on_hover_text("Watch no longer").clicked() {
        commands.push(Command::StopWatching);
    }
    ui.separator();
}
