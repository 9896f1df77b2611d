//! What residuals refer to, and what is compared with it.

use eframe::egui::{self, RichText};
use nuscope_model::Event;

use crate::command::{Command, TrackCommand};
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::tracks_panel::choice_words;
use crate::view::TrackChoice;

/// More tracks than this are too many for a menu: then it has those that are drawn.
const MOST: usize = 40;

/// Draws both choices, and how far the two differ.
pub fn choices_ui(ui: &mut egui::Ui, state: &State, event: &Event, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let look = &state.view.tracks;
    let choices = choices(state, event);
    let words = |choice| choice_words(state, event, choice);
    let combo = |ui: &mut egui::Ui,
                 label: &str,
                 color,
                 shown: String,
                 add: &mut dyn FnMut(&mut egui::Ui)| {
        ui.horizontal(|ui| {
            let name = ui
                .label(RichText::new(label).size(SMALL).color(theme.weak))
                .id;
            egui::ComboBox::from_id_salt(label)
                .selected_text(RichText::new(shown).color(color))
                .width(ui.available_width() - 8.0)
                .truncate()
                .show_ui(ui, |ui| add(ui))
                .response
                .labelled_by(name);
        });
    };
    let shown = words(look.reference);
    combo(
        ui,
        "Residuals refer to",
        theme.selection,
        shown,
        &mut |ui| {
            for choice in &choices {
                let chosen = look.reference == *choice;
                if ui.selectable_label(chosen, words(*choice)).clicked() {
                    commands.push(Command::Track(TrackCommand::ReferTo(*choice)));
                }
            }
        },
    );
    let shown = look.compared.map_or_else(|| "nothing".to_owned(), words);
    let color = match look.compared {
        Some(_) => theme.compared,
        None => theme.text,
    };
    combo(ui, "Compare with", color, shown, &mut |ui| {
        let none = look.compared.is_none();
        if ui.selectable_label(none, "nothing").clicked() {
            commands.push(Command::Track(TrackCommand::CompareWith(None)));
        }
        for choice in &choices {
            let chosen = look.compared == Some(*choice);
            if ui.selectable_label(chosen, words(*choice)).clicked() {
                commands.push(Command::Track(TrackCommand::CompareWith(Some(*choice))));
            }
        }
    });
    if let Some(comparison) = &state.derived.tracks.comparison {
        ui.label(RichText::new(comparison.words()).size(SMALL));
    } else if look.compared.is_some() {
        let text = "Both are the same track.";
        ui.label(RichText::new(text).size(SMALL).color(theme.weak));
    }
}

/// What the menus offer: the best fit, the user's track, and as many others as a menu holds.
fn choices(state: &State, event: &Event) -> Vec<TrackChoice> {
    let look = &state.view.tracks;
    let drawn = &state.derived.tracks.drawn;
    let mut choices = vec![TrackChoice::Best];
    choices.extend(look.user.map(|_| TrackChoice::User));
    let many = event.tracks.len() + event.mc_tracks.len() > MOST;
    let offered = drawn
        .iter()
        .enumerate()
        .filter(|(_, drawn)| !many || **drawn);
    choices.extend(
        offered
            .take(MOST)
            .map(|(place, _)| TrackChoice::Place(place)),
    );
    for chosen in [Some(look.reference), look.compared].into_iter().flatten() {
        if !choices.contains(&chosen) {
            choices.push(chosen);
        }
    }
    choices
}
