//! The tab of the search of a list of sources: what is looked at, how far it is, and what was found.
//!
//! Choices stand in one row above the result, so that the result has the whole width. What belongs to other choices than
//! those above it is called old; what belongs to other data is not there any more.

mod choices;
mod figure;
mod result;

use eframe::egui::{self, RichText};

use crate::command::{Command, SourceSearchCommand};
use crate::fit_data::FitData;
use crate::fit_words;
use crate::source_search::{self, about_s};
use crate::state::State;
use crate::theme::{self, SMALL};
use choices::choices_ui;
use result::{buttons_ui, result_ui};

/// Draws the tab.
pub fn source_search_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    // The tray keeps its height, whatever there is to say.
    let whole = ui.available_rect_before_wrap();
    let builder = egui::UiBuilder::new().id_salt("search").max_rect(whole);
    let mut within = ui.new_child(builder);
    panel_ui(&mut within, state, commands);
    ui.advance_cursor_after_rect(whole);
}

fn panel_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    if state.document.samples.is_empty() {
        ui.weak("No list of candidates is open.");
        return;
    }
    ui.horizontal_wrapped(|ui| {
        choices_ui(ui, state);
        match &state.source_search.running {
            Some(running) => {
                let stop = ui.add_enabled(!running.stops(), egui::Button::new("Cancel search"));
                let hint = "Stop; what was found and the trials that were run stay";
                if stop.on_hover_text(hint).clicked() {
                    commands.push(SourceSearchCommand::Stop.into());
                }
                let bar = egui::ProgressBar::new(running.fraction());
                ui.add(bar.desired_width(90.0).desired_height(8.0));
                ui.label(running.words());
            }
            None => start_ui(ui, state, commands),
        }
        if state.document.searched.is_some() {
            ui.separator();
            buttons_ui(ui, state, commands);
        }
    });
    if let Some(why) = &state.source_search.refused {
        let text = RichText::new(why).color(theme::of(ui).warning);
        ui.add(egui::Label::new(text).wrap());
    }
    match state.document.searched.clone() {
        Some(searched) => result_ui(ui, state, &searched, commands),
        None if state.source_search.busy() => {}
        None => about_ui(ui, state),
    }
}

fn start_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let look = &state.view.source_search;
    let theme = theme::of(ui);
    let wrong = match source_search::count(&state.document, look) {
        0 => Some("Choose a catalogue with sources to look at.".to_owned()),
        _ => look.indices().err(),
    };
    let text = RichText::new("Search").color(theme.accent).strong();
    let button = ui.add_enabled(wrong.is_none(), egui::Button::new(text));
    let hint = "Fit every source, then run trials for p-values and limits";
    let button = button.on_hover_text(hint);
    match wrong {
        Some(why) => {
            button.on_disabled_hover_text(&why);
            ui.label(RichText::new(why).color(theme.warning));
        }
        None if button.clicked() => commands.push(SourceSearchCommand::Start.into()),
        None => {}
    }
}

/// What a search does, and how long it will take.
fn about_ui(ui: &mut egui::Ui, state: &State) {
    let theme = theme::of(ui);
    ui.add_space(8.0);
    let text = "Looks for neutrinos from each source of the chosen catalogues: the best fit, how likely background alone \
                does as well there and anywhere on the list, and the flux that is excluded.";
    ui.add(egui::Label::new(text).wrap());
    let text = RichText::new(time_words(state))
        .size(SMALL)
        .color(theme.weak);
    ui.add(egui::Label::new(text).wrap());
    let fit = FitData::of(&state.document);
    let rows = fit.map_or_else(Vec::new, |fit| fit_words::summary(&fit));
    if let Some((_, uses)) = rows.iter().find(|(name, _)| name == "uses") {
        let text = format!("Uses {uses}.");
        let text = RichText::new(text).size(SMALL).color(theme.weak);
        ui.add(egui::Label::new(text).wrap());
    }
}

/// Searches that last longer are warned of, in seconds.
const LONG_S: f64 = 600.0;

/// How long the search that is chosen takes, in a sentence.
fn time_words(state: &State) -> String {
    let look = &state.view.source_search;
    let Ok(plan) = look.plan() else {
        return String::new();
    };
    let sources = source_search::count(&state.document, look);
    let seconds = about_s(sources, state.document.candidates(), &plan);
    let long = match seconds {
        s if s < 5.0 => "takes some seconds".to_owned(),
        s if s < 90.0 => format!("takes about {:.0} s", 5.0 * (s / 5.0).ceil()),
        s if s < 5400.0 => format!("takes about {:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("takes about {:.0} h", s / 3600.0),
        s => format!("takes about {:.0} days", s / 86_400.0),
    };
    let mut text = format!("This {long} here; trials that are kept from before are used again.");
    if seconds > LONG_S {
        text += " Fits are shown at once; fewer trials, or none, end sooner.";
    }
    text
}
