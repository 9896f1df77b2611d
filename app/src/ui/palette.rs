//! The command palette: type a few letters, press Enter.

use eframe::egui::{self, Align2, Key, RichText};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::top_bar::possible;
use crate::command::{Command, Offer, offers};
use crate::state::State;
use crate::theme;

/// Draws the palette while it is open.
pub fn palette_ui(ctx: &egui::Context, state: &mut State, commands: &mut Vec<Command>) {
    let Some(mut typed) = state.palette.clone() else {
        return;
    };
    let mut chosen = None;
    let window = egui::Window::new("Search commands")
        .title_bar(false)
        .resizable(false)
        .anchor(Align2::CENTER_TOP, egui::vec2(0.0, 48.0))
        .fixed_size(egui::vec2(420.0, 320.0));
    window.show(ctx, |ui| {
        let edit = egui::TextEdit::singleline(&mut typed)
            .hint_text("What do you want to do?")
            .desired_width(f32::INFINITY);
        ui.add(edit).request_focus();
        let found = matching(&typed);
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            chosen = found
                .iter()
                .find(|offer| possible(state, &offer.command))
                .map(|offer| offer.command.clone());
        }
        egui::ScrollArea::vertical()
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for offer in found {
                    if offer_ui(ui, state, &offer) {
                        chosen = Some(offer.command);
                    }
                }
            });
    });
    let leave = ctx.input(|input| input.key_pressed(Key::Escape));
    if let Some(command) = chosen {
        state.palette = None;
        if command != Command::TogglePalette {
            commands.push(command);
        }
    } else {
        state.palette = (!leave).then_some(typed);
    }
}

/// One row; true if it was clicked.
fn offer_ui(ui: &mut egui::Ui, state: &State, offer: &Offer) -> bool {
    let mut button = egui::Button::new(offer.label)
        .fill(egui::Color32::TRANSPARENT)
        .min_size(egui::vec2(ui.available_width(), 24.0));
    if let Some(shortcut) = offer.shortcut {
        let keys = ui.ctx().format_shortcut(&shortcut);
        button = button.shortcut_text(RichText::new(keys).color(theme::of(ui).weak));
    }
    ui.add_enabled(possible(state, &offer.command), button)
        .clicked()
}

/// The commands that fit what was typed, best first; all for nothing typed.
fn matching(typed: &str) -> Vec<Offer> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<_> = offers()
        .into_iter()
        .filter_map(|offer| {
            let text = Utf32Str::new(offer.label, &mut buffer);
            pattern
                .score(text, &mut matcher)
                .map(|score| (score, offer))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, offer)| offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_the_command() {
        assert_eq!(matching("scan")[0].command, Command::StartScan);
        assert_eq!(matching("nxt ev")[0].command, Command::NextEvent);
        assert!(matching("zzzz").is_empty());
        assert_eq!(matching("").len(), offers().len());
    }
}
