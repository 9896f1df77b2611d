//! The section that puts a simulated source into scrambled candidates, and brings the original ones back.

use eframe::egui::{self, RichText};

use crate::command::{Command, TrialCommand};
use crate::injecting::{Injected, MOST_EVENTS};
use crate::plot::ticks::thousands;
use crate::state::State;
use crate::theme::{self, SMALL};
use crate::ui::inspector::{position_of, position_words};
use crate::view::{InjectedShape, InjectionLook};

/// Draws the section.
pub fn inject_ui(ui: &mut egui::Ui, state: &mut State, commands: &mut Vec<Command>) {
    if let Some(injected) = state.document.injected.clone() {
        injected_ui(ui, &injected, commands);
    }
    egui::CollapsingHeader::new("Put a source into the sky")
        .id_salt("put a source")
        .show(ui, |ui| {
            look_ui(ui, &mut state.view.injection);
            buttons_ui(ui, state, commands);
        });
}

/// How strong, how hard and how wide the source is.
fn look_ui(ui: &mut egui::Ui, look: &mut InjectionLook) {
    egui::Grid::new("source to put")
        .num_columns(2)
        .spacing(egui::vec2(10.0, 4.0))
        .show(ui, |ui| {
            let name = ui.label("Signal events").id;
            ui.horizontal(|ui| {
                let events = egui::DragValue::new(&mut look.events)
                    .range(0.0..=MOST_EVENTS)
                    .speed(0.5)
                    .max_decimals(1);
                ui.add(events).labelled_by(name);
                let hint = "Exactly so many, or a number by chance that is so many on average";
                ui.checkbox(&mut look.exact, "exactly").on_hover_text(hint);
            });
            ui.end_row();
            let name = ui.label("Spectral index").id;
            let index = egui::DragValue::new(&mut look.gamma)
                .range(1.0..=4.0)
                .speed(0.02)
                .max_decimals(2);
            ui.add(index)
                .labelled_by(name)
                .on_hover_text("Which energies the candidates have, where energies are used");
            ui.end_row();
            let name = ui.label("Shape").id;
            let mut chosen = InjectedShape::ALL.iter();
            let chosen = chosen.find(|(shape, _)| *shape == look.shape);
            egui::ComboBox::from_id_salt("shape to put")
                .selected_text(chosen.map_or("", |(_, name)| name))
                .width(110.0)
                .show_ui(ui, |ui| {
                    for (shape, name) in InjectedShape::ALL {
                        ui.selectable_value(&mut look.shape, shape, name);
                    }
                })
                .response
                .labelled_by(name);
            ui.end_row();
            let width = match look.shape {
                InjectedShape::AsFitted => return,
                InjectedShape::Gaussian => "Width",
                InjectedShape::Disc => "Radius",
            };
            let name = ui.label(width).id;
            let extension = egui::DragValue::new(&mut look.extension_deg)
                .range(0.0..=30.0)
                .speed(0.02)
                .suffix("°");
            ui.add(extension).labelled_by(name);
            ui.end_row();
        });
}

fn buttons_ui(ui: &mut egui::Ui, state: &State, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let place = position_of(&state.document, state.view.selected);
    let text = match place {
        Some(position) => format!("At {}", position_words(position)),
        None => "Select a place on the sky: the source is put there.".into(),
    };
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(theme.weak)).wrap());
    let free = state.jobs.inject.is_none();
    ui.horizontal(|ui| {
        let put = egui::Button::new("Put the source");
        let hint =
            "Every candidate takes a right ascension by chance, and those of the source are added";
        if ui
            .add_enabled(free && place.is_some(), put)
            .on_hover_text(hint)
            .clicked()
        {
            commands.push(TrialCommand::Inject.into());
        }
        let scramble = egui::Button::new("Scramble only");
        let hint = "A sky without any source, to compare with";
        if ui.add_enabled(free, scramble).on_hover_text(hint).clicked() {
            commands.push(TrialCommand::Scramble.into());
        }
        if !free {
            ui.spinner();
        }
    });
}

/// What was put, and the way back.
fn injected_ui(ui: &mut egui::Ui, injected: &Injected, commands: &mut Vec<Command>) {
    let theme = theme::of(ui);
    let all: usize = injected.sizes.iter().sum();
    let text = match &injected.source {
        Some(source) => format!(
            "{} of {} candidates were put in: a source of index {:.2} at {}. All others are scrambled.",
            thousands(injected.total()),
            thousands(all),
            source.gamma,
            position_words(source.position)
        ),
        None => format!("All {} candidates are scrambled.", thousands(all)),
    };
    ui.label(RichText::new("SIMULATED").strong().color(theme.warning));
    ui.add(egui::Label::new(RichText::new(text).size(SMALL)).wrap());
    ui.horizontal_wrapped(|ui| {
        let hint = "Nothing is scrambled any more; the scan before comes back too";
        if ui
            .button("Show the original candidates")
            .on_hover_text(hint)
            .clicked()
        {
            commands.push(TrialCommand::ShowOriginal.into());
        }
        let hint = "Ring the candidates of the source on the sky, and count them in the inspector";
        if injected.source.is_some() && ui.button("Mark them").on_hover_text(hint).clicked() {
            commands.push(TrialCommand::MarkInjected.into());
        }
    });
}
